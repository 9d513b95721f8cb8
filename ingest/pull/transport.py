"""httpx over connections that go to a checked address and end at a deadline.

The name is resolved once, all its addresses are checked, and the connection is made to one of these: a name server that
answers differently the second time (DNS rebinding) gains nothing. The request keeps its host name, so that TLS asks for
and verifies the certificate of that name, and the pool never lends one host's connection to another.

Proxies from the environment are not used: behind one, the address that is reached could not be checked.
"""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from ingest.pull.addresses import AddressRule

__all__ = ["CheckedBackend", "CheckedTransport"]


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections for one thread. After ``deadline`` (of ``clock``) every one of them times out."""

    def __init__(
        self,
        rule: AddressRule,
        inner: httpcore.NetworkBackend | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.deadline = math.inf
        self._rule = rule
        self._inner = inner or httpcore.SyncBackend()
        self._clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._rule.addresses(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self.left(timeout), local_address=local_address, socket_options=socket_options
                )
                return _Bounded(stream, self.left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def left(self, timeout: float | None) -> float:
        """``timeout`` or the time until the deadline, whichever is shorter.

        A server that sends a byte now and then never exceeds a timeout of silence; this one it does.
        """
        remaining = self.deadline - self._clock()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the time for this file is over")
        return min(remaining, math.inf if timeout is None else timeout)


class _Bounded(httpcore.NetworkStream):
    """A connection whose every wait is cut to what is left."""

    def __init__(self, inner: httpcore.NetworkStream, left: Callable[[float | None], float]) -> None:
        self._inner = inner
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Bounded(self._inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedTransport(httpx.BaseTransport):
    """What httpx sends requests through: HTTP/1.1 over :class:`CheckedBackend`."""

    def __init__(self, backend: CheckedBackend, ssl_context: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context or httpx.create_ssl_context(), network_backend=backend, max_keepalive_connections=4
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        core = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        with _as_httpx():
            answer = self._pool.handle_request(core)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    """Body of an answer, as it arrives."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        with _as_httpx():
            self._answer.close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """httpcore's exceptions as those of the same name in httpx."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        same = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise same(str(error)) from error
