"""Starting and stopping: alive at once, ready when the index is open."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.problems import ProblemType
from api.service import Service
from kb.base import KnowledgeBase
from kb.errors import IndexLockedError
from kb.settings import Settings


class _Slow:
    """A stand-in that opens when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.error: Exception | None = None

    def open(self, _service: Service) -> int:
        assert self.go.wait(20)
        if self.error:
            raise self.error
        return 3


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> _Slow:
    found = _Slow()
    monkeypatch.setattr(Service, "open", lambda service: found.open(service))
    return found


def test_alive_at_once_ready_when_open(slow: _Slow, tmp_path: Path) -> None:
    ready = threading.Event()
    counted: list[int] = []

    def on_ready(documents: int) -> None:
        counted.append(documents)
        ready.set()

    app = create_app(Settings(data=tmp_path), on_ready=on_ready)
    with TestClient(app) as client:
        try:
            assert client.get("/healthz").json() == {"status": "ok"}
            for path in ("/readyz", "/v1/documents", "/v1/documents/x"):
                response = client.get(path)
                assert response.status_code == 503
                assert response.json()["type"] == ProblemType.NOT_READY
                assert response.headers["retry-after"]
            page = client.get("/", headers={"Accept": "text/html"})
            assert page.status_code == 503 and "being opened" in page.text
        finally:
            slow.go.set()
        assert ready.wait(20)
        assert counted == [3]
        assert client.get("/readyz").status_code == 200


def test_an_index_that_cannot_be_opened_is_told_and_stays_503(slow: _Slow, tmp_path: Path) -> None:
    slow.error = IndexLockedError("the index at /srv/secret is served by process 7")
    slow.go.set()
    told = threading.Event()
    errors: list[Exception] = []

    def on_failure(error: Exception) -> None:
        errors.append(error)
        told.set()

    app = create_app(Settings(data=tmp_path), on_failure=on_failure)
    with TestClient(app) as client:
        assert told.wait(20)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["type"] == ProblemType.INDEX_UNUSABLE
        assert "secret" not in response.text
        assert client.get("/healthz").status_code == 200
    assert errors == [slow.error]


def test_stopping_closes_the_knowledge_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    kb = KnowledgeBase(Settings(data=tmp_path))
    monkeypatch.setattr(kb, "close", lambda: closed.append(True))
    monkeypatch.setattr(Service, "open", lambda service: 0)
    with TestClient(create_app(kb)):
        assert not closed
    assert closed == [True]


def test_requests_beyond_the_queue_are_turned_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.service._WAITING", 0)
    response = client.get("/v1/documents/za-bakers-act")
    assert response.status_code == 503
    assert response.json()["type"] == ProblemType.OVERLOADED
    assert client.get("/healthz").status_code == 200


def test_the_import_is_light() -> None:
    heavy = ("llama_index", "onnxruntime", "sentence_transformers", "torch", "qdrant_edge", "qdrant_client", "babel")
    program = f"import sys, api.serve; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
