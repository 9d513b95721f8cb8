"""Whatever field of a document, a section or a passage a disk changes: it is found, told in one line, and mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.index import index
from ingest.manifest import load_sources
from ingest.repair import repair
from kb.base import KnowledgeBase
from kb.database import passages, seals, sections, versions
from kb.errors import IndexDamagedError, NotFoundError, UnusableIndexError
from kb.model import Document, Passage, Section
from kb.settings import load_settings
from kb.verify import UNSEALED
from tests.ingest.fakes import WordEmbedder
from tests.ingest.manifests import ACT_ENTRY, CORPUS, RULES_ENTRY

ACT = """# Cooperative Act

## Part 1 Beginnings

### Section 1 Name

(1) This Act is the Cooperative Act.

(2) It binds the State.

### Section 2 Members

A cooperative has at least five members.

## Part 2 Money

### Section 3 Shares

A share is worth ten rupees.
"""
RULES = "# Rules\n\n## Section 1 Fees\n\nThe fee is ten rupees.\n"
MANIFEST = f"""{CORPUS}{ACT_ENTRY}source_url = "https://example.org/act"
publisher = "Gazette"
published = 2001-02-03
in_force_from = 2001-03-01
in_force_to = 2099-01-01
version = "second"
licence = "free"
translation_of = "in-rules"
{RULES_ENTRY}"""
ROWS = {
    "versions": (versions, "doc_id = 'in-act'"),
    "sections": (sections, "version_id = (SELECT id FROM versions WHERE doc_id = 'in-act') AND ordinal = 3"),
    "passages": (passages, "version_id = (SELECT id FROM versions WHERE doc_id = 'in-act') AND ordinal = 1"),
    "seals": (seals, "version_id = (SELECT id FROM versions WHERE doc_id = 'in-act')"),
}
#: What a value becomes, by the type of its column: another one that is possible, and one that is not.
VALUES = {
    "INTEGER": ("97", "'x'"),
    "VARCHAR": ("'other'", "CAST(x'ff4100' AS TEXT)"),
    "TEXT": ("'[\"Other\"]'", "CAST(x'ff4100' AS TEXT)"),
    "DATE": ("'2031-07-08'", "'2031-99-99'"),
}
#: Keys that other rows are found by: SQLite's own check tells of those that lead nowhere.
KEYS = {("versions", "id"), ("sections", "version_id"), ("passages", "version_id"), ("seals", "version_id")}


def damages() -> Iterator[Any]:
    for name, (table, where) in ROWS.items():
        for column in table.c:
            if (name, column.name) not in KEYS:
                for value in VALUES[str(column.type)]:
                    statement = f'UPDATE {name} SET "{column.name}" = {value} WHERE {where}'
                    yield pytest.param(statement, id=f"{name}.{column.name}={value}")
    of_act = "version_id = (SELECT id FROM versions WHERE doc_id = 'in-act')"
    for column, value in [("files", "'[]'"), ("files", "'['"), ("detected", "'5'"), ("content", "CAST(x'ff' AS TEXT)")]:
        yield pytest.param(f"UPDATE origins SET {column} = {value} WHERE {of_act}", id=f"origins.{column}={value}")
    # Other values that are possible there, and rows that come, go, or change their owner.
    for column in ("title", "source_url", "pages"):
        yield pytest.param(f"UPDATE versions SET {column} = x'ff41' WHERE doc_id = 'in-act'", id=f"{column} is bytes")
    for column, value in [("kind", "'report'"), ("state", "'CURRENT'"), ("language", "'fr'"), ("jurisdiction", "'FR'")]:
        yield pytest.param(f"UPDATE versions SET {column} = {value} WHERE doc_id = 'in-act'", id=f"{column}={value}")
    for name, value in [("sections", "'note'"), ("passages", "'annex'")]:
        yield pytest.param(f"UPDATE {name} SET role = {value} WHERE {ROWS[name][1]}", id=f"{name}.role={value}")
    for column, value in [("parent", 0), ("parent", "NULL"), ("start", "start + 1"), ("body_start", "body_start + 1")]:
        statement = f"UPDATE sections SET {column} = {value} WHERE {ROWS['sections'][1]}"
        yield pytest.param(statement, id=f"sections.{column}={value}")
    for table in ("sections", "passages"):
        for change in ("- 1", "+ 1"):
            statement = f'UPDATE {table} SET "end" = "end" {change} WHERE {ROWS[table][1]}'
            yield pytest.param(statement, id=f"{table}.end{change}")
    locator = f"UPDATE passages SET locator = 's. 3' WHERE {ROWS['passages'][1]}"
    yield pytest.param(locator, id="passages.locator=s. 3")
    confident = f"INSERT INTO recognised SELECT id, 0.4 FROM passages WHERE {ROWS['passages'][1]}"
    yield pytest.param(confident, id="recognised")
    rules = "(SELECT id FROM versions WHERE doc_id = 'in-rules')"
    moved = f"UPDATE passages SET version_id = {rules}, ordinal = 9 WHERE {ROWS['passages'][1]}"
    yield pytest.param(moved, id="passages.version_id")
    yield pytest.param(f"DELETE FROM seals WHERE {ROWS['seals'][1]}", id="no seal")


class Index:
    """One index for all damages, since each is mended; made again where one was not."""

    def __init__(self, folder: Path) -> None:
        (folder / "act.md").write_text(ACT)
        (folder / "rules.md").write_text(RULES)
        (folder / "corpus.toml").write_text(MANIFEST)
        self._folder = folder
        self._made = 0
        self.kb = self._new()
        self.whole = True

    def sound(self) -> KnowledgeBase:
        if not self.whole:
            self.kb.close()
            self.kb = self._new()
        self.whole = False
        return self.kb

    @property
    def manifest(self) -> Path:
        return self._folder / "corpus.toml"

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        away = (self._folder / name).rename(self._folder / "away")
        yield
        away.rename(self._folder / name)

    def _new(self) -> KnowledgeBase:
        self._made += 1
        settings = load_settings(data=self._folder / str(self._made), environ={"KB_INGEST_PROCESSES": "0"})
        kb = KnowledgeBase(settings, embedder=WordEmbedder())
        assert index(kb, load_sources([self._folder / "corpus.toml"])).failed == []
        assert kb.verify().problems == ()
        return kb


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = Index(tmp_path_factory.mktemp("made"))
    yield index
    index.kb.close()


def execute(kb: KnowledgeBase, *statements: str) -> None:
    with kb.catalog._engine.begin() as connection:
        for statement in statements:
            assert connection.execute(sa.text(statement)).rowcount == 1
    kb.catalog._cache.clear()


State = tuple[list[Document], list[list[Section]], list[list[Passage]], list[str]]


def state(kb: KnowledgeBase) -> State:
    """All that an answer can show, without what differs between two ingestions of the same."""
    documents = kb.documents()
    stored = [kb.catalog.stored(document.version_id) for document in documents]
    return (
        [replace(document, version_id="", indexed_at="") for document in documents],
        [kb.outline(document) for document in documents],
        [[replace(passage, id="", version_id="") for passage, _ in found] for _, found in stored],
        [text for text, _ in stored],
    )


def check_reading_is_no_traceback(kb: KnowledgeBase) -> None:
    """Damaged or not, what is asked is answered, or one line says what to do."""
    for read in (
        kb.documents,
        lambda: kb.outline("in-act"),
        lambda: kb.section("in-act", "s. 2"),
        lambda: kb.search("five members"),
    ):
        try:
            read()
        except NotFoundError:
            pass
        except UnusableIndexError as error:
            assert "kb verify --repair" in str(error)
            assert str(error).isprintable()


@pytest.mark.parametrize("damage", list(damages()))
def test_each_field_is_checked_and_mended(made: Index, damage: str) -> None:
    kb = made.sound()
    before = state(kb)
    execute(kb, damage)
    problems = kb.verify().problems
    assert any(problem.startswith("in-act: ") for problem in problems), problems
    assert all(problem.isprintable() for problem in problems)
    check_reading_is_no_traceback(kb)
    done, now = repair(kb)
    assert now.problems == ()
    assert done.lost == []
    assert any(line.startswith("in-act: ") for line in done.mended), done.mended
    assert state(kb) == before
    if "origins" in damage:  # it is known again from the next ingestion on
        assert index(kb, load_sources([made.manifest])).unchanged == ["in-act", "in-rules"]
    assert kb.catalog.origins()["in-act"].files == (str(made.manifest.parent / "act.md"),)
    lost = any(key in damage for key in ('"id"', '"embed_key"', '"ordinal"', "in-rules"))
    assert done.embedded <= (1 if lost else 0), "a passage whose text is the same is embedded again"
    made.whole = True


def metadata(kb: KnowledgeBase) -> tuple[object, ...]:
    meta = kb.document("in-act").meta
    return meta.title, meta.in_force_to


@pytest.mark.parametrize(
    "also",
    [
        "UPDATE seals SET entry = replace(entry, 'Cooperative', 'Other') WHERE entry LIKE '%in-act%'",
        "UPDATE seals SET entry_sha256 = 'x' WHERE entry LIKE '%in-act%'",
        "DELETE FROM seals WHERE entry LIKE '%in-act%'",
    ],
)
def test_metadata_that_nothing_tells_are_not_answered_from(made: Index, also: str) -> None:
    kb = made.sound()
    execute(kb, "UPDATE versions SET kind = 'lav' WHERE doc_id = 'in-act'", also)
    assert any(problem.startswith("in-act: ") for problem in kb.verify().problems)
    done, now = repair(kb)
    (lost,) = done.lost
    assert lost.startswith("in-act: ") and lost.endswith("act.md)") and "ingest it again" in lost
    assert now.problems == ()
    assert [document.id for document in kb.documents()] == ["in-rules"]
    assert {found.passage.doc_id for found in kb.search("five members")[0]} <= {"in-rules"}
    assert index(kb, load_sources([made.manifest])).indexed == ["in-act"]
    assert metadata(kb) == ("Cooperative Act", date(2099, 1, 1))
    assert kb.verify().problems == ()
    made.whole = True


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE versions SET title = 'Other', in_force_to = '2001-04-01' WHERE doc_id = 'in-act'",
        f"UPDATE sections SET locator = 's. 9' WHERE {ROWS['sections'][1]}",
        f"DELETE FROM seals WHERE {ROWS['seals'][1]}",
    ],
)
def test_ingestion_writes_again_what_is_damaged_and_embeds_nothing(made: Index, damage: str) -> None:
    kb = made.sound()
    before = state(kb)
    execute(kb, damage)
    report = index(kb, load_sources([made.manifest]))
    assert (report.indexed, report.unchanged, report.embedded) == (["in-act"], ["in-rules"], 0)
    assert kb.verify().problems == ()
    assert state(kb) == before
    made.whole = True


def test_metadata_are_mended_without_the_source(made: Index) -> None:
    kb = made.sound()
    before = state(kb)
    execute(kb, "UPDATE versions SET title = 'Other' WHERE doc_id = 'in-act'")
    with made.without("act.md"):
        done, now = repair(kb)
    assert done.mended == ["in-act: its title is not what was written; mended from what is kept twice"]
    assert (done.lost, now.problems, state(kb)) == ([], (), before)
    made.whole = True


def test_an_outline_that_is_lost_with_its_source_is_left_out_of_answers(made: Index) -> None:
    kb = made.sound()
    execute(kb, f"UPDATE sections SET locator = 's. 9' WHERE {ROWS['sections'][1]}")
    with made.without("act.md"):
        done, _ = repair(kb)
    (lost,) = done.lost
    assert lost.startswith("in-act: its outline is not what was written; left out of answers")
    with pytest.raises(NotFoundError, match="damaged on disk"):
        kb.section("in-act", "s. 9")
    done, now = repair(kb)
    assert (done.lost, now.problems) == ([], ())
    made.whole = True


def test_a_document_of_before_there_were_checksums_stays_when_its_source_is_gone(made: Index) -> None:
    kb = made.sound()
    before = state(kb)
    execute(kb, f"DELETE FROM seals WHERE {ROWS['seals'][1]}")
    with made.without("act.md"):
        done, now = repair(kb)
    (lost,) = done.lost
    assert lost.startswith(f"in-act: {UNSEALED}, and it stays as it is (")
    assert now.problems == (f"in-act: {UNSEALED}; ingest it again, or kb verify --repair",)
    assert state(kb) == before
    repair(kb)
    made.whole = True


def test_vectors_of_a_document_of_before_there_were_checksums_are_mended_without_its_source(made: Index) -> None:
    kb = made.sound()
    execute(kb, f"DELETE FROM seals WHERE {ROWS['seals'][1]}")
    kb.store.delete_versions([kb.document("in-act").version_id])
    with made.without("act.md"):
        done, now = repair(kb)
    assert len(now.problems) == 1
    assert done.embedded == kb.document("in-act").passages
    assert any("embedded again" in line for line in done.mended)


@pytest.mark.parametrize("changed", [False, True])
def test_a_document_that_lost_its_name_and_was_indexed_again_is_there_once(made: Index, changed: bool) -> None:
    kb = made.sound()
    execute(kb, "UPDATE versions SET doc_id = 'in-acx' WHERE doc_id = 'in-act'")
    if changed:
        (made.manifest.parent / "act.md").write_text(ACT + "\nIt is paid at once.\n")
    assert index(kb, load_sources([made.manifest])).indexed == ["in-act"]
    assert len(kb.documents()) == (3 if changed else 2)
    done, now = repair(kb)
    assert (done.lost, now.problems) == ([], ())
    assert [document.id for document in kb.documents()] == ["in-act", "in-rules"]
    assert ("It is paid at once." in kb.text("in-act")) is changed
    (made.manifest.parent / "act.md").write_text(ACT)


def test_a_damaged_document_is_named_by_what_reads_it(made: Index) -> None:
    kb = made.sound()
    execute(kb, "UPDATE versions SET kind = 'lav' WHERE doc_id = 'in-act'")
    with pytest.raises(
        IndexDamagedError, match="in-act: its entry in the catalogue is damaged; run kb verify --repair"
    ):
        kb.documents()
    execute(kb, "UPDATE versions SET kind = 'law' WHERE doc_id = 'in-act'")
    execute(kb, f"UPDATE sections SET role = 'bodi' WHERE {ROWS['sections'][1]}")
    with pytest.raises(IndexDamagedError, match="in-act: its outline in the catalogue cannot be read"):
        kb.outline("in-act")
