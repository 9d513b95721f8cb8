"""The OpenAPI description, with errors as the problem details they are."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE, ProblemType
from api.schemas import Problem

__all__ = ["describe", "problems"]

#: Status → type, title ("": that of the status) and detail.
_EXAMPLES: dict[int, tuple[ProblemType, str, str]] = {
    400: (ProblemType.BLANK, "", "There was an error parsing the body"),
    404: (ProblemType.NOT_FOUND, "Not found", "no document 'za-coop'; did you mean za-cooperatives-act?"),
    413: (
        ProblemType.BLANK,
        "",
        "The body may have 65,536 bytes; shorten the question or the filters.",
    ),
    415: (ProblemType.BLANK, "", "Send the body as JSON, with Content-Type: application/json."),
    422: (ProblemType.INVALID_REQUEST, "The request is not valid", "filters.kinds: unknown field; did you mean kind?"),
    500: (ProblemType.BLANK, "", "The service failed on this request. The reason is in its log …"),
    503: (ProblemType.NOT_READY, "The service is starting", "The index is being opened; try again in a moment."),
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses=`` of a route that can end in these problems."""
    return {status: _response(status) for status in statuses}


def _response(status: int) -> dict[str, Any]:
    kind, title, detail = _EXAMPLES[status]
    phrase = HTTPStatus(status).phrase
    example: dict[str, Any] = {"type": str(kind), "title": title or phrase, "status": status, "detail": detail}
    if kind is ProblemType.INVALID_REQUEST:
        name, _, said = detail.partition(": ")
        example["errors"] = [{"field": name, "detail": said}]
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": phrase, "content": {MEDIA_TYPE: content}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of ``app``, made once."""
    if app.openapi_schema:
        return app.openapi_schema
    schema = get_openapi(
        title="Policy KB",
        version=version("policy-kb"),
        summary="Answers on cooperative and social-economy law, each statement with its place in the source.",
        description=(
            "Every `quote` and passage `text` equals `text[start:end]` of its document, counted in Unicode code "
            "points; `GET /v1/documents/{doc_id}/text` gives that text. Errors are RFC 9457 problem details."
        ),
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
        routes=app.routes,
    )
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    found = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(found.pop("$defs", {}))
    schemas["Problem"] = found
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which we never send
        schemas.pop(name, None)
    for operations in schema["paths"].values():
        for operation in operations.values():
            if MEDIA_TYPE not in operation["responses"].get("422", {}).get("content", {MEDIA_TYPE: {}}):
                del operation["responses"]["422"]
    app.openapi_schema = schema
    return schema
