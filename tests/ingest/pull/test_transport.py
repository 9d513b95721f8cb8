"""The connection goes to the address that was checked, and TLS verifies the name that was asked for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpcore
import httpx
import pytest

from ingest.pull.addresses import AddressRule, ForbiddenAddress
from ingest.pull.download import Downloader, Outcome, Wanted
from ingest.pull.transport import CheckedBackend, CheckedTransport
from kb.errors import DownloadError
from kb.settings import PullSettings
from tests.ingest.pull.misbehaving import Server, redirect, serve

LAW = b"<?xml version='1.0'?><law>Every member has one vote.</law>"


class Spy(httpcore.NetworkBackend):
    """Notes where a connection would go, and makes none."""

    def __init__(self) -> None:
        self.reached: list[str] = []

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        self.reached.append(host)
        raise httpcore.ConnectError("no network here")


def resolver(*answers: Sequence[str]) -> Callable[[str, int], Sequence[str]]:
    """Gives another answer each time, as a hostile name server does."""
    left = list(answers)
    return lambda _host, _port: left.pop(0)


def test_the_name_is_resolved_once_and_the_checked_address_connected_to() -> None:
    spy = Spy()
    rule = AddressRule(resolver=resolver(["93.184.216.34", "2606:2800:220:1::1"], ["127.0.0.1"]))
    with pytest.raises(httpcore.ConnectError):
        CheckedBackend(rule, spy).connect_tcp("rebinding.example", 443, 1.0)
    assert spy.reached == ["93.184.216.34", "2606:2800:220:1::1"]


def test_a_name_that_changes_to_a_private_address_is_not_connected_to() -> None:
    spy = Spy()
    client = httpx.Client(
        transport=CheckedTransport(CheckedBackend(AddressRule(resolver=resolver(["8.8.8.8"], ["127.0.0.1"])), spy))
    )
    with pytest.raises(httpx.ConnectError):
        client.get("http://rebinding.example/")
    with pytest.raises(ForbiddenAddress):
        client.get("http://rebinding.example/")
    assert spy.reached == ["8.8.8.8"]


def test_a_redirect_to_a_name_of_a_private_address_is_refused(server: Server, make: Callable[..., Downloader]) -> None:
    rule = AddressRule(
        allow_loopback=True, resolver=lambda host, _: ["127.0.0.1" if host == "laws.example" else "192.168.0.1"]
    )
    server.on("/a", redirect("http://router.example/admin"))
    with pytest.raises(DownloadError, match=r"router\.example is at 192\.168\.0\.1"):
        make(rule=rule).fetch(Wanted(f"http://laws.example:{server.port}/a", Path("never.xml")))
    assert server.asked("/a")[0]["host"] == f"laws.example:{server.port}"


def test_proxies_of_the_environment_are_not_used(
    server: Server, make: Callable[..., Downloader], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert make().fetch(Wanted(server.on("/a", serve(LAW)), tmp_path / "a.xml")) is Outcome.DOWNLOADED


# -- TLS ---------------------------------------------------------------------------------------------------------------


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        down = self.path == "/down"
        self.send_response(302 if down else 200)
        self.send_header("Location", "http://laws.example/") if down else None
        self.send_header("Content-Length", str(0 if down else len(LAW)))
        self.end_headers()
        self.wfile.write(b"" if down else LAW)

    def log_message(self, format: str, *args: object) -> None: ...


class QuietServer(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None: ...  # clients that refuse us


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Port of a server with a certificate of laws.example, and a context that trusts it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, so there is no certificate to test with")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    made = [
        openssl,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    names = ["-subj", "/CN=laws.example", "-addext", "subjectAltName=DNS:laws.example"]
    subprocess.run([*made, "-keyout", key, "-out", certificate, *names], check=True, capture_output=True, timeout=60)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    server = QuietServer(("127.0.0.1", 0), Page)
    server.socket = served.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_port, ssl.create_default_context(cafile=str(certificate))
    server.shutdown()
    server.server_close()


def secure(context: ssl.SSLContext | None, waits: list[float]) -> Downloader:
    rule = AddressRule(allow_loopback=True, resolver=lambda _host, _port: ["127.0.0.1"])
    return Downloader(PullSettings(delay=0), 10_000, rule=rule, ssl_context=context, sleep=waits.append)


def test_the_certificate_is_that_of_the_name(tls: tuple[int, ssl.SSLContext], tmp_path: Path) -> None:
    port, context = tls
    with secure(context, []) as downloader:
        assert downloader.fetch(Wanted(f"https://laws.example:{port}/", tmp_path / "a.xml")) is Outcome.DOWNLOADED


@pytest.mark.parametrize(("host", "trusted"), [("other.example", True), ("127.0.0.1", True), ("laws.example", False)])
def test_another_name_or_an_unknown_issuer_is_refused_at_once(
    tls: tuple[int, ssl.SSLContext], tmp_path: Path, host: str, trusted: bool
) -> None:
    port, context = tls
    waits: list[float] = []
    with secure(context if trusted else None, waits) as downloader, pytest.raises(DownloadError, match="certificate"):
        downloader.fetch(Wanted(f"https://{host}:{port}/", tmp_path / "a.xml"))
    assert waits == []


def test_from_https_no_redirect_leads_to_http(tls: tuple[int, ssl.SSLContext], tmp_path: Path) -> None:
    port, context = tls
    with secure(context, []) as downloader, pytest.raises(DownloadError, match="from https to http://"):
        downloader.fetch(Wanted(f"https://laws.example:{port}/down", tmp_path / "a.xml"))
