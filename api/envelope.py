"""What surrounds every response: request id, security headers, HEAD, the log, and the net under unforeseen errors.

The log tells method, route, status and time. It never holds a question: neither the query string nor the message of
an unforeseen error, which may quote what was asked.
"""

from __future__ import annotations

import logging
import os
import re
import time
import traceback
import uuid

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import from_exception, respond

__all__ = ["CSP", "Envelope"]

log = logging.getLogger("api")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

#: Pages load our style sheet and send forms to us; nothing else, from nowhere.
CSP = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address of an answer page holds the question
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Envelope:
    """ASGI middleware, the outermost one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        method = scope["method"]
        # HEAD is GET without the body: link checkers use it on citations.
        scope = {**scope, "method": "GET"} if method == "HEAD" else scope
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        began = time.perf_counter()
        status = 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            elif method == "HEAD" and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        except ClientDisconnect:
            status = status or 499  # nobody is left to be answered
        except Exception as error:
            _log_failure(request_id, error)
            if status:  # too late for another answer; the server breaks the connection off
                raise
            await respond(Request(scope), from_exception(error))(scope, receive, dressed)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            log.info("%s %s %s %d %.0f ms", request_id, method, route, status, (time.perf_counter() - began) * 1000)


def _request_id(scope: Scope) -> str:
    """The caller's id where it is harmless, so that logs of several services can be joined; else a new one."""
    for name, value in scope["headers"]:
        given: str = value.decode("latin-1")
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(given):
            return given
    return uuid.uuid4().hex


def _log_failure(request_id: str, error: Exception) -> None:
    if os.environ.get("KB_DEBUG"):
        log.error("%s failed", request_id, exc_info=error)
        return
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s failed: %s (KB_DEBUG=1 logs its message)\n%s", request_id, type(error).__name__, where.rstrip())
