"""From a row of a table to a citation of it with the names of its columns."""

from __future__ import annotations

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.settings import load_settings
from kb.wire import answer_json
from tests.ingest.fakes import WordEmbedder

MANIFEST = """
[corpus]
id = "test"
title = "Test"

[[document]]
id = "in-fees"
title = "Cooperative Fees Regulation"
kind = "regulation"
jurisdiction = "IN"
language = "en"
file = "fees.md"
"""
OTHERS = [
    "stamping", "copying", "sealing", "binding", "storing", "searching", "mailing", "translating", "printing", "posting"
]  # fmt: skip
ROWS = [
    f"| {word} the papers of a cooperative in the office of the keeper | {n} |" for n, word in enumerate(OTHERS * 3)
]
TEXT = "\n".join(
    [
        "# Cooperative Fees Regulation", "", "## Section 1. Fees", "", "The fees of a cooperative are these.", "",
        "| Service | Fee in talers |", "|---|---|", *ROWS,
        "| registering the by-laws of a cooperative | 480 |", *ROWS,
        "", "## Section 2. Payment", "", "Fees are paid | in advance.",
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def fees(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("fees")
    (folder / "fees.md").write_text(TEXT)
    (folder / "corpus.toml").write_text(MANIFEST)
    kb = KnowledgeBase(
        load_settings(data=folder / "data", environ={"KB_INGEST_PROCESSES": "0"}), embedder=WordEmbedder()
    )
    assert index(kb, load_sources([folder / "corpus.toml"])).indexed == ["in-fees"]
    return kb


def test_a_row_is_cited_with_the_names_of_its_columns(fees: KnowledgeBase) -> None:
    said = answer_json(fees.ask("What is the fee for registering the by-laws of a cooperative?"))
    rows = [c for c in said["citations"] if c["quote"] == "registering the by-laws of a cooperative | 480"]
    assert [(row["columns"], row["locator"]) for row in rows] == [("Service | Fee in talers", "s. 1")]


def test_text_that_is_no_row_has_no_columns(fees: KnowledgeBase) -> None:
    said = answer_json(fees.ask("When are fees paid in advance?"))
    assert [c["columns"] for c in said["citations"] if c["locator"] == "s. 2"] == [""]
