"""Errors as RFC 9457 problem details: one shape, whatever went wrong.

``type`` is ``about:blank`` where the HTTP status says it all, else a URN of ours that never changes. A person who
follows a link in a browser gets the same words as a page. A 5xx says nothing of how the service is made: the reason
is in its log, under the request id that the problem carries.
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request

from kb.errors import KbError, NotFoundError, QuestionError, UnusableIndexError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import Response

__all__ = ["MEDIA_TYPE", "ProblemError", "ProblemType", "install", "respond"]

MEDIA_TYPE = "application/problem+json"

log = logging.getLogger("api")


class ProblemType(StrEnum):
    """What a program can tell apart; the values are public interface."""

    BLANK = "about:blank"
    INVALID_REQUEST = "urn:problem-type:policy-kb:invalid-request"
    INVALID_QUESTION = "urn:problem-type:policy-kb:invalid-question"
    NOT_FOUND = "urn:problem-type:policy-kb:not-found"
    NOT_READY = "urn:problem-type:policy-kb:not-ready"
    OVERLOADED = "urn:problem-type:policy-kb:overloaded"
    INDEX_UNUSABLE = "urn:problem-type:policy-kb:index-unusable"


_TITLES = {
    ProblemType.INVALID_REQUEST: "The request is not valid",
    ProblemType.INVALID_QUESTION: "The question cannot be used",
    ProblemType.NOT_FOUND: "Not found",
    ProblemType.NOT_READY: "The service is starting",
    ProblemType.OVERLOADED: "The service is busy",
    ProblemType.INDEX_UNUSABLE: "The index cannot be used",
}

_DETAILS = {
    404: "There is nothing at this address; /openapi.json lists what there is.",
    405: "This address does not take that method; the Allow header says which it takes.",
    500: "The service failed on this request. The reason is in its log, under the request id given here.",
}

_UNUSABLE = (
    "The index cannot be used at the moment. The reason is in the service's log, under the request id given here."
)


@dataclass(eq=False)
class ProblemError(Exception):
    """Raised where a request ends in a problem; the detail is written for the one who asked."""

    status: int
    detail: str
    type: ProblemType = ProblemType.BLANK
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[Mapping[str, str]] = ()  # which fields are wrong: {"field": "filters.kind", "detail": "…"}

    @property
    def title(self) -> str:
        return _TITLES.get(self.type) or HTTPStatus(self.status).phrase


def respond(request: Request, problem: ProblemError) -> Response:
    """The problem as JSON, or as a page where a browser asks for one of the pages."""
    request_id = getattr(request.state, "request_id", None)
    if _wants_page(request):
        from api.pages import problem_page

        return problem_page(problem, request_id)
    content: dict[str, Any] = {
        "type": str(problem.type),
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        content["errors"] = list(problem.errors)
    if request_id:
        content["request_id"] = request_id
    return JSONResponse(content, problem.status, headers=dict(problem.headers), media_type=MEDIA_TYPE)


def _wants_page(request: Request) -> bool:
    path = request.url.path
    is_page = path in ("/", "/ask") or path.startswith("/documents/")
    return is_page and "text/html" in request.headers.get("accept", "")


def from_exception(error: Exception, known_fields: Sequence[str] = ()) -> ProblemError:
    """The problem that stands for an error; for one of our own making it tells nothing of the inside."""
    match error:
        case ProblemError():
            return error
        case HTTPException():
            return _from_http(error)
        case RequestValidationError():
            return _from_validation(error, known_fields)
        case QuestionError():
            return ProblemError(422, _over_http(error), ProblemType.INVALID_QUESTION)
        case NotFoundError():
            return ProblemError(404, _over_http(error), ProblemType.NOT_FOUND)
        case UnusableIndexError():
            return ProblemError(503, _UNUSABLE, ProblemType.INDEX_UNUSABLE, {"Retry-After": "30"})
        case _:
            return ProblemError(500, _DETAILS[500])


def install(app: FastAPI, known_fields: Sequence[str]) -> None:
    """Answer every error that reaches the application with a problem.

    ``known_fields`` are the names a request may use, for hints on misspelt ones.
    """

    async def handle(request: Request, error: Exception) -> Response:
        problem = from_exception(error, known_fields)
        if problem.status >= 500 and isinstance(error, KbError):
            log.error("%s %s", getattr(request.state, "request_id", "-"), error)
        return respond(request, problem)

    for kind in (ProblemError, HTTPException, RequestValidationError, QuestionError, NotFoundError, UnusableIndexError):
        app.add_exception_handler(kind, handle)


def _from_http(error: HTTPException) -> ProblemError:
    phrase = HTTPStatus(error.status_code).phrase
    said = error.detail if error.detail and error.detail != phrase else ""
    detail = said or _DETAILS.get(error.status_code, phrase)
    return ProblemError(error.status_code, detail, headers=error.headers or {})


def _over_http(error: KbError) -> str:
    """Messages name the command that lists documents; here there is an address for that."""
    return printable(str(error).replace("see kb documents", "GET /v1/documents lists them"), 1000)


def _from_validation(error: RequestValidationError, known: Sequence[str]) -> ProblemError:
    found = error.errors()
    if any(one["loc"] == ("body",) and isinstance(one.get("input"), bytes) for one in found):
        return ProblemError(415, "Send the body as JSON, with Content-Type: application/json.")
    # What was sent is not repeated: it may be long, and it may be private.
    errors = [_field_error(one, known) for one in found[:20]]
    detail = "; ".join(f"{one['field']}: {one['detail']}" if one["field"] else one["detail"] for one in errors)
    return ProblemError(422, detail, ProblemType.INVALID_REQUEST, errors=errors)


def _field_error(error: Mapping[str, Any], known: Sequence[str]) -> dict[str, str]:
    place = [str(part) for part in error["loc"][1:]]
    name = printable(".".join(place), 100)
    match error["type"]:
        case "json_invalid":
            return {"field": "", "detail": f"the body is not valid JSON (at character {error['loc'][-1]})"}
        case "missing":
            return {"field": name, "detail": "is missing" if place else "the body is missing; send a JSON object"}
        case "extra_forbidden":
            close = [each for each in difflib.get_close_matches(place[-1], known, n=2) if each != place[-1]]
            return {"field": name, "detail": "unknown field" + (f"; did you mean {close[0]}?" if close else "")}
        case "value_error":
            return {"field": name, "detail": printable(str(error["ctx"]["error"]), 300)}
        case _:
            message = str(error["msg"])
            return {"field": name, "detail": printable(message[:1].lower() + message[1:], 300)}


def printable(text: str, longest: int) -> str:
    """Text that can be sent as UTF-8, on one line of bounded length."""
    line = " ".join(text.encode("utf-8", "replace").decode().split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
