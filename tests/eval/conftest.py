"""A small real index for the tests of this package: three made-up laws, embedded by a bag of words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.settings import Settings
from tests.eval.made import Words


@pytest.fixture(scope="session")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.embed.load_embedder", lambda _settings: Words())
        opened = KnowledgeBase(Settings(data=tmp_path_factory.mktemp("index")))
        assert opened.embedder.name == Words.name  # loaded now, as the patch does not outlive this block
    with opened:
        report = index(opened, load_sources([Path(__file__).parent / "fixtures" / "corpus.toml"]))
        assert not report.failed
        yield opened
