"""Ingestion: only what changed is embedded, a bad document stops nothing, a crash leaves old or new."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ingest.index import IngestReport, index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.model import Filters
from kb.settings import load_settings
from kb.store.base import Point
from kb.version import embed_text
from tests.ingest.fakes import WordEmbedder
from tests.ingest.manifests import MANIFEST

ACT = """# Cooperative Act

## Part 1 Formation

### Section 1 Name

This Act is the Cooperative Act.

### Section 2 Members

A cooperative has at least five members.
"""
#: Most of these tests are not about the processes that read (tests/ingest/test_isolate.py is).
IN_PROCESS = {"KB_INGEST_PROCESSES": "0"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "act.md").write_text(ACT)
    (tmp_path / "rules.md").write_text("# Rules\n\n## Section 1 Fees\n\nThe fee is ten rupees.\n")
    path = tmp_path / "corpus.toml"
    path.write_text(MANIFEST)
    return path


@pytest.fixture
def kb(tmp_path: Path):
    with KnowledgeBase(load_settings(data=tmp_path / "data", environ=IN_PROCESS), embedder=WordEmbedder()) as opened:
        yield opened


def ingest(kb: KnowledgeBase, corpus: Path, **options: bool) -> IngestReport:
    return index(kb, load_sources([corpus]), **options)


def embedded(kb: KnowledgeBase) -> list[str]:
    assert isinstance(kb.embedder, WordEmbedder)
    return kb.embedder.embedded


def test_documents_are_indexed_and_agree(kb: KnowledgeBase, corpus: Path) -> None:
    report = ingest(kb, corpus)
    assert report.indexed == ["in-act", "in-rules"]
    assert report.passages == report.embedded == 3
    assert not kb.verify().problems
    assert kb.section("in-act", "section 2").locator == "s. 2"
    assert "five members" in kb.section("in-act", "s 2").span.of(kb.text("in-act"))


def test_the_second_run_embeds_nothing(kb: KnowledgeBase, corpus: Path) -> None:
    ingest(kb, corpus)
    embedded(kb).clear()
    report = ingest(kb, corpus)
    assert report.unchanged == ["in-act", "in-rules"]
    assert not report.indexed
    assert not embedded(kb)


def test_a_changed_section_is_the_only_one_embedded(kb: KnowledgeBase, corpus: Path) -> None:
    ingest(kb, corpus)
    embedded(kb).clear()
    act = corpus.parent / "act.md"
    act.write_text(ACT.replace("five members", "seven members"))
    report = ingest(kb, corpus)
    assert report.indexed == ["in-act"]
    assert report.embedded == 1
    assert len(embedded(kb)) == 1
    assert "seven members" in kb.text("in-act")
    assert not kb.verify().problems


def test_changed_metadata_makes_a_new_version_without_embedding(kb: KnowledgeBase, corpus: Path) -> None:
    ingest(kb, corpus)
    before = kb.document("in-rules").version_id
    corpus.write_text(MANIFEST + "in_force_to = 2001-01-01\n")
    report = ingest(kb, corpus)
    assert (report.indexed, report.embedded) == (["in-rules"], 0)
    assert kb.document("in-rules").version_id != before
    passages, _ = kb.search("fee rupees")
    assert "in-rules" not in {p.passage.doc_id for p in passages}
    passages, _ = kb.search("fee rupees", Filters(any_date=True))
    assert "in-rules" in {p.passage.doc_id for p in passages}
    assert not kb.verify().problems


def test_force_writes_again_what_did_not_change(kb: KnowledgeBase, corpus: Path) -> None:
    ingest(kb, corpus)
    report = ingest(kb, corpus, force=True)
    assert report.indexed == ["in-act", "in-rules"]
    assert report.embedded == 0
    assert not kb.verify().problems


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"\x00\x01\x02\xff" * 500), "rules.md"),
        (lambda path: (path.unlink(), path.mkdir()), "rules.md"),
    ],
)
def test_a_bad_document_is_named_and_stops_nothing(kb: KnowledgeBase, corpus: Path, spoil, says: str) -> None:
    spoil(corpus.parent / "rules.md")
    report = ingest(kb, corpus)
    assert report.indexed == ["in-act"]
    (failure,) = report.failed
    assert failure.doc_id == "in-rules"
    assert says in failure.reason
    assert "\n" not in failure.reason
    assert not kb.verify().problems


def test_a_document_that_went_bad_keeps_its_old_version(kb: KnowledgeBase, corpus: Path) -> None:
    ingest(kb, corpus)
    (corpus.parent / "rules.md").write_bytes(b"")
    report = ingest(kb, corpus)
    assert [f.doc_id for f in report.failed] == ["in-rules"]
    assert "ten rupees" in kb.text("in-rules")


def test_a_wrong_checksum_is_refused(kb: KnowledgeBase, corpus: Path) -> None:
    corpus.write_text(MANIFEST + f'sha256 = "{"0" * 64}"\n')
    (failure,) = ingest(kb, corpus).failed
    assert "checksum differs" in failure.reason


def test_too_large_a_file_is_refused(tmp_path: Path, corpus: Path) -> None:
    settings = load_settings(data=tmp_path / "small", environ={"KB_INGEST_MAX_BYTES": "100"})
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        report = index(kb, load_sources([corpus]))
    assert "more than the limit" in report.failed[0].reason


def test_a_removed_document_answers_no_more(kb: KnowledgeBase, corpus: Path) -> None:
    ingest(kb, corpus)
    kb.remove("in-rules")
    assert [d.id for d in kb.documents()] == ["in-act"]
    assert kb.store.count() == 2
    assert not kb.verify().problems


@pytest.mark.parametrize("step", ["upsert", "flush", "switch", "delete_versions", "drop"])
def test_a_crash_at_any_step_leaves_the_old_version_or_the_new_one(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    settings = load_settings(data=tmp_path / "data", environ=IN_PROCESS)
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        ingest(kb, corpus)
    (corpus.parent / "act.md").write_text(ACT.replace("five members", "seven members"))

    class Crash(BaseException):
        pass

    def crash(*_args: object, **_options: object) -> None:
        raise Crash

    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        owner = kb.catalog if step in ("switch", "drop") else kb.store
        monkeypatch.setattr(owner, step, crash)
        with pytest.raises(Crash):
            ingest(kb, corpus)
    monkeypatch.undo()
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        text = kb.text("in-act")
        assert ("five members" in text) != ("seven members" in text)
        passages, _ = kb.search("members of a cooperative")
        assert {p.passage.text for p in passages if p.passage.doc_id == "in-act"} <= {
            p.text for p, _ in kb.catalog.stored(kb.document("in-act").version_id)[1]
        }
        assert any("members" in p.passage.text for p in passages)
        ingest(kb, corpus)
        assert "seven members" in kb.text("in-act")
        assert not kb.verify().problems


def test_vectors_of_a_lost_catalogue_are_swept(tmp_path: Path, corpus: Path) -> None:
    settings = load_settings(data=tmp_path / "data", environ=IN_PROCESS)
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        ingest(kb, corpus)
    for path in (tmp_path / "data").glob("catalog.sqlite*"):
        path.unlink()
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        assert kb.verify().problems
        ingest(kb, corpus)
        assert not kb.verify().problems


def test_verify_finds_a_damaged_text(kb: KnowledgeBase, corpus: Path) -> None:
    import sqlalchemy as sa

    ingest(kb, corpus)
    with kb.catalog._engine.begin() as connection:
        connection.execute(sa.text("UPDATE texts SET text = replace(text, 'five', 'nine')"))
    kb.catalog._cache.clear()
    assert any("in-act" in problem for problem in kb.verify().problems)


def test_verify_finds_missing_vectors(kb: KnowledgeBase, corpus: Path) -> None:
    ingest(kb, corpus)
    kb.store.delete_versions([kb.document("in-act").version_id])
    assert any("have no vector" in problem for problem in kb.verify().problems)


def lose_vectors(kb: KnowledgeBase) -> None:
    kb.store.delete_versions([kb.document("in-act").version_id])


def lose_one_vector(kb: KnowledgeBase) -> None:
    document = kb.document("in-act")
    others = [passage for passage, _ in kb.catalog.stored(document.version_id)[1][1:]]
    kept = kb.store.vectors([passage.id for passage in others])
    kb.store.delete_versions([document.version_id])
    kb.store.upsert([Point.of(p, document.meta, kept[p.id], embed_text(p)) for p in others])


def damage(statement: str):
    def spoil(kb: KnowledgeBase) -> None:
        import sqlalchemy as sa

        with kb.catalog._engine.begin() as connection:
            connection.execute(sa.text(statement))
        kb.catalog._cache.clear()

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        lose_vectors,
        lose_one_vector,
        damage("UPDATE texts SET text = replace(text, 'five', 'nine')"),
        damage("DELETE FROM texts"),
        damage("DELETE FROM passages WHERE ordinal = 0"),
        damage("DELETE FROM sections WHERE ordinal = 1"),
        damage("UPDATE passages SET header = 'Another Act' WHERE ordinal = 0"),
    ],
)
def test_what_verify_wants_ingested_again_is_ingested_again(kb: KnowledgeBase, corpus: Path, spoil) -> None:
    ingest(kb, corpus)
    spoil(kb)
    assert any("ingest it again" in problem for problem in kb.verify().problems)
    assert "in-act" in ingest(kb, corpus).indexed
    assert not kb.verify().problems
    assert "five members" in kb.text("in-act")
    assert ingest(kb, corpus).unchanged == ["in-act", "in-rules"]


def test_another_embedder_is_refused(tmp_path: Path, corpus: Path) -> None:
    from kb.errors import IndexMismatchError

    settings = load_settings(data=tmp_path / "data", environ=IN_PROCESS)
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        ingest(kb, corpus)

    class Other(WordEmbedder):
        name = "other@test"

    with KnowledgeBase(settings, embedder=Other()) as kb, pytest.raises(IndexMismatchError, match="words@test"):
        ingest(kb, corpus)


def test_several_files_are_one_document(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "1.md").write_text("# Act\n\n## Section 1 Name\n\nThe name.\n")
    (folder / "2.md").write_text("# Act\n\n## Section 2 Seat\n\nThe seat.\n")
    manifest = folder / "corpus.toml"
    manifest.write_text(
        MANIFEST.split('[[document]]\nid = "in-rules"')[0].replace('file = "act.md"', 'files = ["1.md", "2.md"]')
    )
    ingest(kb, manifest)
    assert [s.locator for s in kb.outline("in-act") if s.locator] == ["s. 1", "s. 2"]


def test_a_bare_file_tells_its_title_and_language(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "loi.md").write_text(
        "# Loi sur les coopératives\n\n## Article 1\n\n"
        "La société coopérative est constituée par au moins trois associés qui mettent en commun leurs moyens.\n"
    )
    index(kb, load_sources([folder], {"jurisdiction": "FR", "kind": "law"}))
    (document,) = kb.documents()
    assert (document.meta.title, document.meta.language) == ("Loi sur les coopératives", "fr")
    shutil.rmtree(folder)


def test_front_matter_that_differs_is_told_and_the_manifest_wins(kb: KnowledgeBase, corpus: Path) -> None:
    act = corpus.parent / "act.md"
    act.write_text('---\ntitle: "COOPERATIVE  act"\nlang: "fr"\ncountry: "in"\n---\n' + ACT)
    report = ingest(kb, corpus)
    (warning,) = report.warnings
    assert (warning.doc_id, kb.document("in-act").meta.language) == ("in-act", "en")
    assert warning.reason == "the file says language fr, the manifest en; the manifest's is used"
    assert warning.reason in kb.document("in-act").warnings


def test_a_law_of_which_the_manifest_gives_the_year_applies_from_the_day_in_its_front_matter(
    kb: KnowledgeBase, corpus: Path
) -> None:
    act = corpus.parent / "act.md"
    act.write_text('---\npublication_date: "2001-06-19"\n---\n' + ACT)
    corpus.write_text(MANIFEST.replace('id = "in-act"\n', 'id = "in-act"\nyear = 2001\n'))
    ingest(kb, corpus)
    meta = kb.document("in-act").meta
    assert (meta.published, meta.begins) == (date(2001, 6, 19), "2001-06-19")
    assert not meta.applies_on(date(2001, 3, 1)) and meta.applies_on(date(2001, 7, 1))
    assert ingest(kb, corpus).unchanged == ["in-act", "in-rules"]
    assert not kb.verify().problems


def test_a_pipe_is_no_document(kb: KnowledgeBase, corpus: Path) -> None:
    import os

    (corpus.parent / "rules.md").unlink()
    os.mkfifo(corpus.parent / "rules.md")
    (failure,) = ingest(kb, corpus).failed
    assert "no plain file" in failure.reason
