"""From a scanned page to a citation that says it was read by OCR."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from ingest.prepare import _recognised
from ingest.read import tesseract
from ingest.read.blocks import Block
from kb.base import KnowledgeBase
from kb.model import Passage, Span
from kb.settings import load_settings
from kb.wire import answer_json
from tests.ingest.fakes import WordEmbedder
from tests.ingest.manifests import ACT_ENTRY, CORPUS
from tests.ingest.pdfs import make_pdf, scanned

MANIFEST = CORPUS + ACT_ENTRY.replace("act.md", "act.pdf")
LAW = ["Section 1. This Act is the Cooperative Act.", "Section 2. A cooperative has at least five members."]


def test_a_passage_has_the_confidence_of_the_pages_it_touches() -> None:
    blocks = [
        Block("a" * 10, page=1),
        Block("b" * 30, page=2, ocr=0.9),
        Block("c" * 10, page=2, ocr=0.5),
        Block("d", page=3),
    ]
    pages = [(0, 1), (11, 2), (60, 3)]
    spans = [(0, 10), (0, 11), (0, 12), (11, 50), (40, 70), (60, 61)]
    passages = [Passage("", "", "", n, Span(*span), "", "", "", ()) for n, span in enumerate(spans)]
    assert [p.ocr for p in _recognised(passages, blocks, pages)] == [None, None, 0.8, 0.8, 0.8, None]
    assert _recognised(passages, [Block("a", page=1)], pages) == passages


@pytest.mark.skipif("eng" not in tesseract.installed_languages(), reason="tesseract-ocr is not installed")
def test_a_scan_is_cited_as_read_by_ocr(tmp_path: Path) -> None:
    page = [(40, 60 + 30 * n, line, "", 12) for n, line in enumerate(LAW)]
    (tmp_path / "act.pdf").write_bytes(scanned(make_pdf([page])))
    (tmp_path / "corpus.toml").write_text(MANIFEST)
    settings = load_settings(data=tmp_path / "data", environ={"KB_INGEST_PROCESSES": "0"})
    kb = KnowledgeBase(settings, embedder=WordEmbedder())
    report = index(kb, load_sources([tmp_path / "corpus.toml"]))
    assert report.indexed == ["in-act"] and "page 1 read by OCR" in report.warnings[0].reason
    found, _ = kb.search("How many members has a cooperative?")
    assert found and all(one.passage.ocr and one.passage.ocr > 0.8 for one in found)
    said = answer_json(kb.ask("How many members does a cooperative have?"))
    assert [citation["ocr"] for citation in said["citations"]] == [True]
    off = load_settings(data=tmp_path / "other", environ={"KB_INGEST_PROCESSES": "0", "KB_INGEST_OCR": "off"})
    failed = index(KnowledgeBase(off, embedder=WordEmbedder()), load_sources([tmp_path / "corpus.toml"])).failed
    assert [failure.reason for failure in failed] == [
        'act.pdf: no text layer on its only page: needs OCR; set ingest.ocr to "auto" and ingest it again'
    ]
