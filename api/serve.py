"""``kb serve``: one process that owns the index and answers over HTTP until it is told to stop."""

from __future__ import annotations

import errno
import ipaddress
import logging
import signal
import socket
import threading

import click
import uvicorn

from api.app import create_app
from kb.base import KnowledgeBase
from kb.errors import KbError, UsageError
from kb.settings import Settings

__all__ = ["serve"]

#: Seconds that requests under way have to end when the service stops.
_GRACE = 5


def serve(settings: Settings, host: str | None = None, port: int | None = None, *, allow_remote: bool = False) -> None:
    """Serve the knowledge base until SIGTERM or SIGINT; prints the address once questions are answered.

    Args:
        host, port: instead of those of the settings; port 0 takes a free one.
        allow_remote: listen on an address that other machines reach. Anybody who can reach it can ask.

    Raises:
        UsageError: the address is not a loopback one and ``allow_remote`` is not given.
        KbError: the address cannot be listened on, or the index cannot be opened.
    """
    host = host or settings.serve.host
    port = settings.serve.port if port is None else port
    if not _is_loopback(host):
        if not allow_remote:
            raise UsageError(
                f"{host} can be reached from other machines and there are no access keys: "
                "add --open to let everybody ask, or use --host 127.0.0.1"
            )
        click.echo(f"kb: warning: whoever can reach {host} can ask, search and read all documents", err=True)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for noisy in ("httpx", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    listener = _listen(host, port)
    url = _url(host, listener.getsockname()[1])
    failures: list[Exception] = []

    def ready(documents: int) -> None:
        empty = "; stop it and run `kb ingest` to fill it" if documents == 0 else ""
        click.echo(f"Policy KB on {url} ({documents} document{'' if documents == 1 else 's'}{empty})")

    def failed(error: Exception) -> None:
        failures.append(error)
        server.should_exit = True

    app = create_app(KnowledgeBase(settings, owner_url=url), on_ready=ready, on_failure=failed)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            log_config=None,
            access_log=False,  # ours has no query strings
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE,
        )
    )
    if threading.current_thread() is threading.main_thread():
        # uvicorn raises the signal that stopped it once more; to be stopped is no failure of ours.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
    with listener:
        server.run(sockets=[listener])
    if failures:
        raise failures[0]


def _is_loopback(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """A socket that already listens, so that its address is known and is ours before the index is opened."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise KbError(f"cannot listen on {host}: {error.strerror}; correct --host") from None
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise KbError(
                f"port {port} of {host} is in use: stop what listens there, "
                "or choose another with --port (0 takes a free one)"
            ) from None
        raise KbError(f"cannot listen on port {port} of {host}: {error.strerror}; choose another with --port") from None
    return listener


def _url(host: str, port: int) -> str:
    """The service's address for clients on this machine."""
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
