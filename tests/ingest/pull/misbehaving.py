"""An HTTP server on this machine that does, request by request, what a test tells it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """``scripts`` hold what to answer to each request of a path, in order; the last answer is repeated."""

    port: int = 0
    scripts: dict[str, list[Behaviour]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def on(self, path: str, *behaviours: Behaviour) -> str:
        """Answer ``path`` so; gives its URL."""
        self.scripts[path] = list(behaviours)
        return f"http://127.0.0.1:{self.port}{path}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """Headers of the requests for ``path``, names in small letters."""
        return [headers for one, headers in self.requests if one == path]


@contextmanager
def running() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            script = server.scripts[self.path]
            behave = script.pop(0) if len(script) > 1 else script[0]
            try:
                behave(self)
            except (BrokenPipeError, ConnectionResetError):  # the client had enough
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None: ...

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None: ...  # a client that hung up

    http = Quiet(("127.0.0.1", 0), Handler)
    server.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def _head(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str | None]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        if value is not None:
            handler.send_header(name, value)
    handler.end_headers()


def _close(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.flush()
    handler.close_connection = True


def serve(
    body: bytes, *, etag: str | None = None, modified: str | None = None, ranges: bool = True, **more: str
) -> Behaviour:
    """A server as it should be: conditional requests, and ranges if ``ranges``."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers
        told = {"ETag": etag, "Last-Modified": modified, **{k.replace("_", "-"): v for k, v in more.items()}}
        unchanged = asked.get("If-None-Match") == etag if asked.get("If-None-Match") else False
        unchanged = unchanged or bool(modified and not etag and asked.get("If-Modified-Since") == modified)
        if unchanged:
            _head(handler, 304, told)
            return
        if ranges and asked.get("Range") and asked.get("If-Range") in (etag, modified):
            start = int(asked["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                _head(handler, 416, told | {"Content-Range": f"bytes */{len(body)}", "Content-Length": "0"})
                return
            place = f"bytes {start}-{len(body) - 1}/{len(body)}"
            _head(handler, 206, told | {"Content-Range": place, "Content-Length": str(len(body) - start)})
            handler.wfile.write(body[start:])
            return
        _head(handler, 200, told | {"Content-Length": str(len(body))})
        handler.wfile.write(body)

    return behave


def breaks_off(body: bytes, after: int, *, etag: str | None = None, modified: str | None = None) -> Behaviour:
    """Announces the whole body and closes the connection after ``after`` bytes of it."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, 200, {"ETag": etag, "Last-Modified": modified, "Content-Length": str(len(body))})
        handler.wfile.write(body[:after])
        _close(handler)

    return behave


def status(code: int, body: bytes = b"", **headers: str) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        told: dict[str, str | None] = {k.replace("_", "-"): v for k, v in headers.items()}
        _head(handler, code, {"Content-Length": str(len(body)), **told})
        handler.wfile.write(body)

    return behave


def redirect(to: str, code: int = 302) -> Behaviour:
    return status(code, Location=to)


def announces(length: int, body: bytes) -> Behaviour:
    """A Content-Length that is not the body's."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, 200, {"Content-Length": str(length)})
        handler.wfile.write(body)
        _close(handler)

    return behave


def endless(chunk: bytes = b"x" * 65_536) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, 200, {"Connection": "close"})
        while True:
            handler.wfile.write(chunk)

    return behave


def drips(body: bytes, pause: float, *, before_headers: bool = False) -> Behaviour:
    """A byte now and then: never silent for long, never done."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        if before_headers:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        else:
            _head(handler, 200, {"Content-Length": str(len(body))})
        for number in range(len(body)):
            handler.wfile.write(body[number : number + 1])
            handler.wfile.flush()
            time.sleep(pause)
        _close(handler)

    return behave


def silent(seconds: float) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        _close(handler)

    return behave


def garbage() -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-nothing like HTTP\r\n\r\n")
        _close(handler)

    return behave
