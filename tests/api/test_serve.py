"""``kb serve`` as a process: it starts, answers, tells others where it is, and stops."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.serve import _is_loopback, _url
from kb.errors import UsageError

FIXTURES = Path(__file__).parent / "fixtures"
RUN = [sys.executable, str(FIXTURES / "kb_with_words.py")]
ROOT = FIXTURES.parents[2]


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    return kept | {"KB_DATA": str(data), "KB_ANSWER_MIN_CONFIDENCE": "0", "PYTHONPATH": str(ROOT)}


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*RUN, *arguments], env=environment(data), cwd=data, capture_output=True, text=True, timeout=60
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    done = run(folder, "ingest", str(FIXTURES / "corpus.toml"))
    assert done.returncode == 0, done.stderr
    return folder


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that is ready, and its address."""
    with (data / "log").open("w") as log, subprocess.Popen(
        [*RUN, "serve", "--port", "0", *arguments],
        env=environment(data), cwd=data, stdout=subprocess.PIPE, stderr=log, text=True,
    ) as server:  # fmt: skip
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            found = re.fullmatch(r"Policy KB on (http://\S+) \(5 documents\)\n", line)
            assert found, line + (data / "log").read_text()
            yield server, found[1]
        finally:
            if server.poll() is None:
                server.kill()


def ask(url: str) -> dict[str, Any]:
    body = json.dumps({"question": "founding members of a bakers co-operative in South Africa"}).encode()
    request = urllib.request.Request(f"{url}/v1/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        assert "server" not in response.headers
        answer: dict[str, Any] = json.load(response)
    return answer


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_tells_where_it_is_and_stops(data: Path, number: signal.Signals) -> None:
    with serving(data) as (server, url):
        assert ask(url)["citations"][0]["doc_id"] == "za-bakers-act"
        second = run(data, "ask", "founding members")
        assert second.returncode == 1
        assert second.stderr.count("\n") == 1 and f"ask {url} instead" in second.stderr
        another = run(data, "serve", "--port", "0")
        assert another.returncode == 1
        assert f"ask {url} instead" in another.stderr and "Traceback" not in another.stderr
        assert "Policy KB on" not in another.stdout
        began = time.monotonic()
        server.send_signal(number)
        assert server.wait(10) == 0
        assert time.monotonic() - began < 10
    log = (data / "log").read_text()
    assert "POST /v1/ask 200" in log and "founding" not in log and "Traceback" not in log
    assert run(data, "ask", "founding members").returncode == 0  # the index is free again


def test_a_port_in_use_is_one_line(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(data, "serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"kb: port {port} of 127.0.0.1 is in use") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--host", "0.0.0.0"], 2, "add --open to let everybody ask"),
        (["--host", "::"], 2, "add --open"),
        (["--host", "192.0.2.1"], 2, "add --open"),
        (["--host", "192.0.2.1", "--open"], 1, "cannot listen on port"),
        (["--host", "no.such.host.invalid", "--open"], 1, "correct --host"),
    ],
)
def test_addresses_that_are_refused(data: Path, arguments: list[str], status: int, said: str) -> None:
    done = run(data, "serve", "--port", "0", *arguments)
    assert done.returncode == status
    assert said in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr


def test_open_listens_everywhere_with_a_warning(data: Path) -> None:
    with serving(data, "--host", "0.0.0.0", "--open") as (_, url):
        assert url.startswith("http://127.0.0.1:")
        assert "kb: warning: whoever can reach 0.0.0.0" in (data / "log").read_text()
        assert ask(url)["citations"]


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("192.0.2.1", False), ("localhost.example.org", False), ("", False)],
)  # fmt: skip
def test_what_is_loopback(host: str, loopback: bool) -> None:
    assert _is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80"),
     ("::1", "http://[::1]:80"), ("localhost", "http://localhost:80")],
)  # fmt: skip
def test_address_for_clients_here(host: str, url: str) -> None:
    assert _url(host, 80) == url


def test_refusing_is_wrong_usage(tmp_path: Path) -> None:
    from api.serve import serve
    from kb.settings import Settings

    with pytest.raises(UsageError, match="--open"):
        serve(Settings(data=tmp_path), "0.0.0.0")
