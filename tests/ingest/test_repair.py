"""A damaged disk: each damage is found, said in one line, mended where it can be, and left out of answers where not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from ingest.index import index
from ingest.manifest import load_sources
from ingest.repair import repair
from kb.base import KnowledgeBase
from kb.errors import IndexDamagedError, NotFoundError, UnusableIndexError
from kb.model import Filters
from kb.settings import load_settings
from kb.store.base import Point
from kb.vector_seal import VectorSeals
from kb.version import embed_text
from tests.ingest.fakes import WordEmbedder
from tests.ingest.manifests import MANIFEST

ACT = """# Cooperative Act

## Section 1 Name

This Act is the Cooperative Act.

## Section 2 Members

A cooperative has at least five members.
"""
PASSAGES = 3


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "act.md").write_text(ACT)
    (tmp_path / "rules.md").write_text("# Rules\n\n## Section 1 Fees\n\nThe fee is ten rupees.\n")
    (tmp_path / "corpus.toml").write_text(MANIFEST)
    return tmp_path / "corpus.toml"


def open_kb(folder: Path) -> KnowledgeBase:
    settings = load_settings(data=folder / "data", environ={"KB_INGEST_PROCESSES": "0"})
    return KnowledgeBase(settings, embedder=WordEmbedder())


@pytest.fixture
def kb(tmp_path: Path, corpus: Path) -> Iterator[KnowledgeBase]:
    with open_kb(tmp_path) as opened:
        index(opened, load_sources([corpus]))
        assert not opened.verify().problems
        yield opened


def sql(*statements: str) -> Callable[[KnowledgeBase], None]:
    def spoil(kb: KnowledgeBase) -> None:
        with kb.catalog._engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
        kb.catalog._cache.clear()

    return spoil


def points(kb: KnowledgeBase, change: Callable[[int, np.ndarray], np.ndarray | None]) -> None:
    """Write the vectors of the act again, each as ``change`` gives it; None leaves it out."""
    document = kb.document("in-act")
    passages = [passage for passage, _ in kb.catalog.stored(document.version_id)[1]]
    vectors = kb.store.vectors([passage.id for passage in passages])
    kb.store.delete_versions([document.version_id])
    changed = [(passage, change(n, vectors[passage.id])) for n, passage in enumerate(passages)]
    kb.store.upsert([Point.of(p, document.meta, v, embed_text(p)) for p, v in changed if v is not None])


def all_vectors(kb: KnowledgeBase) -> None:
    points(kb, lambda n, vector: None)


def one_vector(kb: KnowledgeBase) -> None:
    points(kb, lambda n, vector: vector if n else None)


def zeros(kb: KnowledgeBase) -> None:
    points(kb, lambda n, vector: vector if n else 0 * vector)


def swapped(kb: KnowledgeBase) -> None:
    """The vectors of two passages of one document are each other's."""
    document = kb.document("in-act")
    ids = [passage.id for passage, _ in kb.catalog.stored(document.version_id)[1]]
    vectors = kb.store.vectors(ids)
    points(kb, lambda n, vector: vectors[ids[1 - n]])


def bytes_in_vectors(value: float) -> Callable[[KnowledgeBase], None]:
    """What no engine would be given, the disk has: in one of the vectors that the store reads."""

    def spoil(kb: KnowledgeBase) -> None:
        read = kb.store.vectors
        document = kb.document("in-act")
        first = kb.catalog.stored(document.version_id)[1][0][0].id
        write = kb.store.upsert

        def vectors(ids: Sequence[str]) -> dict[str, np.ndarray]:
            return {point: np.full_like(v, value) if point == first else v for point, v in read(ids).items()}

        def upsert(points: Sequence[Point]) -> None:
            write(points)
            kb.store.vectors = read  # type: ignore[method-assign]

        kb.store.vectors, kb.store.upsert = vectors, upsert  # type: ignore[method-assign]

    return spoil


def stray_of_a_document(kb: KnowledgeBase) -> None:
    document = kb.document("in-act")
    passage, _ = kb.catalog.stored(document.version_id)[1][0]
    vector = kb.store.vectors([passage.id])[passage.id]
    stray = replace(passage, id="00000000-0000-5000-8000-000000000001")
    kb.store.upsert([Point.of(stray, document.meta, vector, "stray")])


def stray_version(kb: KnowledgeBase) -> None:
    document = kb.document("in-act")
    passage, _ = kb.catalog.stored(document.version_id)[1][0]
    vector = kb.store.vectors([passage.id])[passage.id]
    stray = replace(
        passage, id="00000000-0000-5000-8000-000000000002", version_id="00000000-0000-5000-8000-00000000000f"
    )
    kb.store.upsert([Point.of(stray, document.meta, vector, "stray")])


def other_fields(kb: KnowledgeBase) -> None:
    document = kb.document("in-act")
    passages = [passage for passage, _ in kb.catalog.stored(document.version_id)[1]]
    vectors = kb.store.vectors([passage.id for passage in passages])
    meta = replace(document.meta, jurisdiction="FR")
    kb.store.upsert([Point.of(p, meta, vectors[p.id], embed_text(p)) for p in passages])


def check_mended(kb: KnowledgeBase) -> None:
    assert kb.verify().problems == ()
    assert kb.store.count() == PASSAGES
    passages, _ = kb.search("five members", Filters(jurisdiction=("IN",)))
    assert "five members" in passages[0].passage.text
    assert kb.text("in-act").count("five members") == 1


@pytest.mark.parametrize(
    ("spoil", "found", "embedded"),
    [
        (all_vectors, "2 of 2 passages have no vector", 2),
        (one_vector, "1 of 2 passages have no vector", 1),
        (zeros, "1 vectors are damaged", 1),
        (bytes_in_vectors(np.nan), "1 vectors are damaged", 1),
        (bytes_in_vectors(np.inf), "1 vectors are damaged", 1),
        (bytes_in_vectors(1e30), "1 vectors are damaged", 1),
        (swapped, "2 vectors are not those of their passages", 2),
        (sql("UPDATE vector_seals SET sketches = x'00'"), "the checksums of its vectors are damaged", 3),
        (sql("UPDATE vector_seals SET sha256 = 'x'"), "the checksums of its vectors are damaged", 3),
        (sql("UPDATE vector_seals SET sketches = 'x'"), "the checksums of its vectors are damaged", 3),
        (stray_of_a_document, "1 vectors belong to no passage", 0),
        (stray_version, "1 vectors of no known document", 0),
        (other_fields, "filed under another jurisdiction", 0),
        (sql("UPDATE texts SET text = replace(text, 'five', 'nine')"), "does not match its checksum", 0),
        (sql("DELETE FROM texts WHERE text LIKE '%five%'"), "its text is missing", 0),
        (sql("DELETE FROM passages WHERE ordinal = 0"), "1 of 2 passages are there", 1),
        (sql("DELETE FROM sections WHERE ordinal = 0"), "sections are there", 0),
        (sql('UPDATE passages SET "end" = 9999 WHERE ordinal = 1'), "outside the text", 1),
        (sql("UPDATE passages SET header = 'Other' WHERE ordinal = 1"), "is not what was embedded", 0),
    ],
)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_damage_is_found_and_mended(
    kb: KnowledgeBase, spoil: Callable[[KnowledgeBase], None], found: str, embedded: int
) -> None:
    spoil(kb)
    problems = kb.verify().problems
    assert any(found in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)
    done, now = repair(kb)
    assert now.problems == ()
    assert done.lost == []
    assert done.embedded <= max(embedded, 2)
    check_mended(kb)


def test_sound_vectors_are_not_computed_again(kb: KnowledgeBase) -> None:
    one_vector(kb)
    assert repair(kb)[0].embedded == 1


def test_nothing_is_done_where_nothing_is_broken(kb: KnowledgeBase) -> None:
    done, now = repair(kb)
    assert (done.mended, done.lost, done.embedded, now.problems) == ([], [], 0, ())


def test_of_an_index_from_before_it_is_said_what_is_not_proven(kb: KnowledgeBase, corpus: Path) -> None:
    assert kb.verify().unproven == ()
    sql("DROP TABLE vector_seals")(kb)
    kb.catalog.vector_seals = VectorSeals(kb.catalog._engine)
    swapped(kb)
    found = kb.verify()
    assert (found.problems, found.unproven) == ((), ("in-act", "in-rules"))
    assert not sa.inspect(kb.catalog._engine).has_table("vector_seals"), "reading does not write"
    report = index(kb, load_sources([corpus]), force=True)
    assert report.embedded == PASSAGES, "what is not proven is computed anew"
    assert (kb.verify().problems, kb.verify().unproven) == ((), ())
    check_mended(kb)


def test_a_vector_that_is_not_its_passages_is_not_used_again(kb: KnowledgeBase, corpus: Path) -> None:
    swapped(kb)
    (corpus.parent / "act.md").write_text(ACT + "\n## Section 3 Seal\n\nA seal is round.\n")
    assert index(kb, load_sources([corpus])).embedded == 3
    assert kb.verify().problems == ()


@pytest.mark.parametrize("statement", ["UPDATE texts SET text = 'x'", "DELETE FROM texts", "DELETE FROM passages"])
def test_a_text_that_is_lost_with_its_source_is_left_out_of_answers(
    kb: KnowledgeBase, corpus: Path, statement: str
) -> None:
    (corpus.parent / "act.md").unlink()
    sql(statement)(kb)
    done, now = repair(kb)
    (lost,) = done.lost
    assert lost.startswith("in-act: ") and "left out of answers" in lost and "no such file" in lost
    assert [line.partition(":")[0] for line in done.mended] == ["in-rules"]
    assert ["in-act: damaged, and left out of answers" in problem for problem in now.problems] == [True]
    assert [document.id for document in kb.documents()] == ["in-rules"]
    passages, _ = kb.search("five members")
    assert {found.passage.doc_id for found in passages} == {"in-rules"}
    with pytest.raises(NotFoundError, match="damaged on disk"):
        kb.document("in-act")


def test_a_document_left_out_comes_back_with_its_source(kb: KnowledgeBase, corpus: Path) -> None:
    (corpus.parent / "act.md").unlink()
    sql("DELETE FROM texts")(kb)
    repair(kb)
    assert repair(kb)[0].lost, "it is tried again, and said again"
    (corpus.parent / "act.md").write_text(ACT)
    assert any("in-act" in line for line in repair(kb)[0].mended)
    check_mended(kb)


def test_a_document_left_out_is_indexed_again_by_ingestion(kb: KnowledgeBase, corpus: Path) -> None:
    (corpus.parent / "act.md").unlink()
    sql("DELETE FROM texts")(kb)
    repair(kb)
    (corpus.parent / "act.md").write_text(ACT)
    assert index(kb, load_sources([corpus])).indexed == ["in-act"]
    check_mended(kb)


def test_a_document_left_out_can_be_removed(kb: KnowledgeBase, corpus: Path) -> None:
    (corpus.parent / "act.md").unlink()
    sql("DELETE FROM texts")(kb)
    repair(kb)
    kb.remove("in-act")
    assert kb.verify().problems == ()


# -- files ------------------------------------------------------------------------------------------------------------


def shards(folder: Path) -> list[Path]:
    return [path for path in (folder / "data" / "vectors").glob("shard-*") if path.is_dir()]


def remove_vectors(folder: Path) -> None:
    shutil.rmtree(folder / "data" / "vectors")


def remove_shard(folder: Path) -> None:
    for shard in shards(folder):
        shutil.rmtree(shard)


def break_format(folder: Path) -> None:
    (folder / "data" / "vectors" / "format.json").write_text("{")


def remove_format(folder: Path) -> None:
    (folder / "data" / "vectors" / "format.json").unlink()


def break_config(folder: Path) -> None:
    for shard in shards(folder):
        for path in shard.glob("*.json"):
            path.write_bytes(b"\x00" * 10)


def remove_segments(folder: Path) -> None:
    for shard in shards(folder):
        shutil.rmtree(shard / "segments")


def break_segments(folder: Path) -> None:
    for shard in shards(folder):
        for path in (shard / "segments").rglob("segment.json"):
            path.write_bytes(b"not json")


def zero(pattern: str, start: int = 0) -> Callable[[Path], None]:
    """Overwrite the beginning of each file that matches with zeros, as a lost page of a disk does."""

    def spoil(folder: Path) -> None:
        for shard in shards(folder):
            for path in shard.glob(pattern):
                with path.open("r+b") as file:
                    file.seek(start)
                    file.write(bytes(min(path.stat().st_size - start, 1 << 16)))

    spoil.__name__ = f"zero {pattern}"
    return spoil


FILES = [
    *(remove_vectors, remove_shard, break_format, remove_format, break_config, remove_segments, break_segments),
    *(zero("segments/*/vector_storage-dense/**/status.dat"), zero("segments/*/vector_storage-dense/**/*.mmap")),
    *(zero("segments/*/payload_storage/page_0.dat"), zero("segments/*/payload_index/**/tracker.dat")),
]


@pytest.mark.parametrize("spoil", FILES, ids=lambda spoil: spoil.__name__)
def test_vectors_that_cannot_be_read_are_made_again_from_the_catalogue(
    tmp_path: Path, corpus: Path, spoil: Callable[[Path], None]
) -> None:
    with open_kb(tmp_path) as kb:
        index(kb, load_sources([corpus]))
    spoil(tmp_path)
    with open_kb(tmp_path) as kb:
        try:
            assert kb.verify().problems
        except UnusableIndexError as error:
            assert "kb verify --repair" in str(error)
            assert "\n" not in str(error)
    with open_kb(tmp_path) as kb:
        done, now = repair(kb)
        assert now.problems == ()
        assert done.mended
        check_mended(kb)


def test_a_damaged_catalogue_is_one_line_and_nothing_is_touched(tmp_path: Path, corpus: Path) -> None:
    with open_kb(tmp_path) as kb:
        index(kb, load_sources([corpus]))
    path = tmp_path / "data" / "catalog.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    with open_kb(tmp_path) as kb, pytest.raises(IndexDamagedError, match="backup") as caught:
        repair(kb)
    assert "\n" not in str(caught.value)
    path.write_bytes(whole)
    with open_kb(tmp_path) as kb:
        check_mended(kb)
