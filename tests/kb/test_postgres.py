"""A knowledge base whose catalogue is in PostgreSQL, from ingestion to removal."""

from __future__ import annotations

from pathlib import Path

from kb.base import KnowledgeBase
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder
from tests.kb.test_writing import ingest


def test_a_catalogue_in_postgresql_does_all_that_one_in_a_file_does(postgres_url: str, tmp_path: Path) -> None:
    settings = load_settings(
        data=tmp_path / "data", environ={"KB_CATALOG_URL": postgres_url, "KB_INGEST_PROCESSES": "0"}
    )
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        assert ingest(kb, tmp_path / "a", "in-act", "five").indexed == ["in-act"]
        assert ingest(kb, tmp_path / "a", "in-act", "five").unchanged == ["in-act"]
        assert ingest(kb, tmp_path / "a", "in-act", "fünf 😀").indexed == ["in-act"]
        ingest(kb, tmp_path / "a", "in-rules", "nine")
        assert {p.passage.doc_id for p in kb.search("members of a cooperative")[0]} == {"in-act", "in-rules"}
        assert not kb.verify().problems
        kb.remove("in-act")
    assert not (settings.data / "catalog.sqlite").exists()
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        assert [d.id for d in kb.documents()] == ["in-rules"]
        assert kb.store.count() == 1
        assert not kb.verify().problems
