"""How much a request may hold. What is larger is refused before it is read."""

from __future__ import annotations

from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ProblemError, respond

__all__ = ["MAX_BODY", "MAX_HEADERS", "MAX_TARGET", "Limits"]

#: Bytes of a request's body; a question has at most a few thousand characters.
MAX_BODY = 64 * 1024
#: Bytes of all header names and values.
MAX_HEADERS = 16 * 1024
#: Bytes of path and query; a question of 2,000 characters, all of them escaped as UTF-8, fits.
MAX_TARGET = 26 * 1024


class Limits:
    """ASGI middleware that refuses requests over the limits: 413, 414 and 431."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = _refusal(scope)
        if refused is not None:
            # The body is left unread, so the connection cannot be used again.
            refused.headers = {"Connection": "close"}
            await respond(Request(scope), refused)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY:  # sent in chunks, without telling how much it would be
                raise HTTPException(413, _TOO_LARGE, {"Connection": "close"})
            return message

        await self._app(scope, counted, send)


_TOO_LARGE = f"The body may have {MAX_BODY:,} bytes; shorten the question or the filters."


def _refusal(scope: Scope) -> ProblemError | None:
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_TARGET:
        return ProblemError(414, f"The address may have {MAX_TARGET:,} bytes; send long questions to POST /v1/ask.")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
        return ProblemError(431, f"The headers may have {MAX_HEADERS:,} bytes together.")
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if length.isdigit() and int(length[:20]) > MAX_BODY:
        return ProblemError(413, _TOO_LARGE)
    return None
