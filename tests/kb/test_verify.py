"""``verify`` looks at what is on disk, and at all that a search or a citation relies on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.settings import load_settings
from kb.store import Point
from kb.version import embed_text
from tests.ingest.fakes import WordEmbedder

ACT = "# Act\n\n## Section 1 Name\n\nThe name ends with limited.\n\n## Section 2 Members\n\nFive members found it.\n"


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    (tmp_path / "act.md").write_text(ACT)
    defaults = {"jurisdiction": "IN", "kind": "law", "language": "en", "id": "in-act"}
    with KnowledgeBase(
        load_settings(data=tmp_path / "data", environ={"KB_INGEST_PROCESSES": "0"}), embedder=WordEmbedder()
    ) as opened:
        index(opened, load_sources([tmp_path / "act.md"], defaults))
        assert opened.verify().problems == ()
        yield opened


def execute(kb: KnowledgeBase, statement: str) -> None:
    with kb.catalog._engine.begin() as connection:
        connection.execute(sa.text(statement))


def only_problem(kb: KnowledgeBase) -> str:
    (problem,) = kb.verify().problems
    assert problem.startswith("in-act: ")
    assert "\n" not in problem
    return problem


def test_a_text_damaged_after_it_was_read_is_found(kb: KnowledgeBase) -> None:
    assert "Five" in kb.text("in-act")  # from now on in memory
    execute(kb, "UPDATE texts SET text = replace(text, 'Five', 'Nine')")
    assert "checksum" in only_problem(kb)


@pytest.mark.parametrize("condition", ["", " WHERE ordinal = 1"])
def test_missing_sections_are_found(kb: KnowledgeBase, condition: str) -> None:
    execute(kb, "DELETE FROM sections" + condition)
    assert "sections" in only_problem(kb)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"jurisdiction": "ES"}, "jurisdiction"),
        ({"kind": "report"}, "kind"),
        ({"language": "fr"}, "language"),
        ({"role": "contents"}, "role"),
        ({"doc_id": "other"}, "doc_id"),
        ({"from_day": date(2030, 1, 1).toordinal()}, "from_day"),
        ({"to_day": date(2001, 1, 1).toordinal(), "language": "fr"}, "language, to_day"),
    ],
)
def test_vectors_filed_under_something_else_are_found(kb: KnowledgeBase, change: dict[str, object], says: str) -> None:
    document = kb.document("in-act")
    passage, _ = kb.catalog.stored(document.version_id)[1][0]
    (vector,) = kb.store.vectors([passage.id]).values()
    point = Point.of(passage, document.meta, vector, embed_text(passage))
    kb.store.upsert([point])
    assert kb.verify().problems == ()
    kb.store.upsert([replace(point, **change)])  # type: ignore[arg-type]
    assert f"1 vectors are filed under another {says} than the catalogue's" in only_problem(kb)
