"""What users of LlamaIndex plug in."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.model import Filters
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder

LAW = "# Act\n\n## Section 1 Name\n\nThe name is free.\n\n## Section 2 Members\n\nFive members are needed.\n"


@pytest.fixture
def kb(tmp_path: Path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "act.md").write_text(LAW)
    given = {"jurisdiction": "IN", "kind": "law", "language": "en", "title": "Act"}
    with KnowledgeBase(load_settings(data=tmp_path / "data", environ={}), embedder=WordEmbedder()) as opened:
        index(opened, load_sources([folder], given))
        yield opened


def test_the_retriever_gives_verbatim_nodes_with_their_place(kb: KnowledgeBase) -> None:
    from kb.llama import KnowledgeBaseRetriever

    nodes = KnowledgeBaseRetriever(kb, limit=1).retrieve("How many members are needed?")
    (found,) = nodes
    assert found.node.metadata["locator"] == "s. 2"
    text = kb.text("texts-act")
    assert text[found.node.start_char_idx : found.node.end_char_idx] == found.node.text
    assert found.node.get_content() == found.node.text


def test_the_retriever_respects_filters(kb: KnowledgeBase) -> None:
    from kb.llama import KnowledgeBaseRetriever

    assert KnowledgeBaseRetriever(kb, filters=Filters(jurisdiction=("FR",))).retrieve("members") == []


def test_the_node_parser_cuts_along_provisions() -> None:
    from llama_index.core import Document

    from ingest.llama import LegalNodeParser

    nodes = LegalNodeParser().get_nodes_from_documents(
        [Document(text=LAW, metadata={"title": "Act", "language": "en"})]
    )
    assert [node.metadata["locator"] for node in nodes] == ["s. 1", "s. 2"]
    assert "Five members" in nodes[1].text
