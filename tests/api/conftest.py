"""A small real index, built once, and a client of the service over it."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.settings import AnswerSettings, Settings

FIXTURES = Path(__file__).parent / "fixtures"


def _words() -> Any:
    """``WordEmbedder`` of the ingestion's tests (test folders are no packages)."""
    spec = importlib.util.spec_from_file_location("ingest_fakes", FIXTURES.parents[1] / "ingest" / "fakes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WordEmbedder()


class Silent:
    """Progress that nobody watches."""

    def start(self, total_bytes: int) -> None: ...

    def document(self, doc_id: str) -> None: ...

    def advance(self, size: int, passages: int) -> None: ...


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the index; word vectors are far apart, so every answer counts as sure."""
    return Settings(data=tmp_path_factory.mktemp("index"), answer=AnswerSettings(min_confidence=0.0))


@pytest.fixture(scope="session")
def kb(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("long")
    parts = [f"## {n}. Duty {n}\n\n" + f"The miller of mill {n} keeps a ledger of grain. " * 60 for n in range(1, 41)]
    (folder / "long-act.md").write_text("# Long Millers Act\n\n" + "\n\n".join(parts), encoding="utf-8")
    defaults = {"jurisdiction": "ZA", "kind": "law", "language": "en", "id": "long-act"}
    with KnowledgeBase(settings, embedder=_words()) as opened:
        sources = [*load_sources([FIXTURES / "corpus.toml"]), *load_sources([folder / "long-act.md"], defaults)]
        report = index(opened, sources, progress=Silent())
        assert not report.failed, report.failed
        yield opened


@pytest.fixture(scope="session")
def client(kb: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(kb), raise_server_exceptions=False) as opened:
        await_ready(opened)
        yield opened


def await_ready(client: TestClient) -> None:
    until = time.monotonic() + 20
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < until, "the service did not become ready"
        time.sleep(0.02)
