"""Ids are unique over all corpora and stable for ever; what left a corpus is forgotten when that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.index import IngestReport, index
from ingest.manifest import load_corpora
from kb.base import KnowledgeBase
from kb.errors import ManifestError
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder

HEAD = '[corpus]\nid = "{corpus}"\ntitle = "T"\n'
DOCUMENT = """
[[document]]
id = "{id}"
title = "Act"
kind = "law"
jurisdiction = "IN"
language = "en"
file = "{file}"
{more}
"""


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    settings = load_settings(data=tmp_path / "data", environ={"KB_INGEST_PROCESSES": "0"})
    with KnowledgeBase(settings, embedder=WordEmbedder()) as opened:
        yield opened


def act(path: Path, members: str = "five") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# An Act\n\n## Section 1\n\nA cooperative has at least {members} members.\n")
    return path


def manifest(folder: Path, corpus: str, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    documents = [DOCUMENT.format(id=doc_id.replace("_", "-"), file=file, more="") for doc_id, file in files.items()]
    path = folder / "corpus.toml"
    path.write_text(HEAD.format(corpus=corpus) + "".join(documents))
    return path


def ingest(kb: KnowledgeBase, *paths: Path, sync: bool = False, replacing: bool = False, **given: str) -> IngestReport:
    corpora = load_corpora(paths, given)
    sources = [source for corpus in corpora for source in corpus.sources]
    return index(kb, sources, sync=corpora if sync else (), replacing=replacing)


def ids(kb: KnowledgeBase) -> list[str]:
    return [document.id for document in kb.documents()]


# -- one id, one document ---------------------------------------------------------------------------------------------


def test_another_file_does_not_take_a_documents_id(kb: KnowledgeBase, tmp_path: Path) -> None:
    ingest(kb, act(tmp_path / "x" / "notes" / "act.md"))
    other = act(tmp_path / "y" / "notes" / "act.md", "nine")
    with pytest.raises(ManifestError, match="'notes-act' is already that of another document") as caught:
        ingest(kb, other)
    assert str(tmp_path / "x" / "notes" / "act.md") in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "five" in kb.text("notes-act")
    assert ingest(kb, other, replacing=True).indexed == ["notes-act"]
    assert "nine" in kb.text("notes-act")


def test_another_corpus_does_not_take_a_documents_id(kb: KnowledgeBase, tmp_path: Path) -> None:
    act(tmp_path / "one" / "act.md")
    ingest(kb, manifest(tmp_path / "one", "one", in_act="act.md"))
    act(tmp_path / "two" / "act.md", "nine")
    two = manifest(tmp_path / "two", "two", in_act="act.md")
    with pytest.raises(ManifestError, match="corpus 'one'"):
        ingest(kb, two)
    bare = act(tmp_path / "in" / "act.md")
    with pytest.raises(ManifestError, match="corpus 'one'"):
        ingest(kb, bare)
    ingest(kb, two, replacing=True)
    assert kb.document("in-act").meta.corpus == "two"


def test_a_manifest_that_moved_is_the_same_corpus(kb: KnowledgeBase, tmp_path: Path) -> None:
    act(tmp_path / "one" / "act.md")
    ingest(kb, manifest(tmp_path / "one", "laws", in_act="act.md"))
    (tmp_path / "one").rename(tmp_path / "two")
    report = ingest(kb, tmp_path / "two")
    assert (report.unchanged, report.moved) == (["in-act"], ["in-act"])
    act(tmp_path / "two" / "act.md", "nine")
    assert ingest(kb, tmp_path / "two").indexed == ["in-act"]


def test_a_changed_file_in_its_place_is_the_same_document(kb: KnowledgeBase, tmp_path: Path) -> None:
    ingest(kb, act(tmp_path / "notes" / "act.md"))
    assert ingest(kb, act(tmp_path / "notes" / "act.md", "nine")).indexed == ["notes-act"]


# -- names that change ------------------------------------------------------------------------------------------------


def test_a_renamed_file_of_a_manifest_is_unchanged(kb: KnowledgeBase, tmp_path: Path) -> None:
    act(tmp_path / "laws" / "act.md")
    ingest(kb, manifest(tmp_path / "laws", "laws", in_act="act.md"))
    (tmp_path / "laws" / "act.md").rename(tmp_path / "laws" / "cooperatives.md")
    report = ingest(kb, manifest(tmp_path / "laws", "laws", in_act="cooperatives.md"))
    assert (report.indexed, report.unchanged, report.moved) == ([], ["in-act"], ["in-act"])
    assert kb.catalog.origins()["in-act"].files == (str(tmp_path / "laws" / "cooperatives.md"),)


def test_another_suffix_may_be_another_way_of_reading(kb: KnowledgeBase, tmp_path: Path) -> None:
    act(tmp_path / "laws" / "act.md")
    ingest(kb, manifest(tmp_path / "laws", "laws", in_act="act.md"))
    (tmp_path / "laws" / "act.md").rename(tmp_path / "laws" / "act.txt")
    assert ingest(kb, manifest(tmp_path / "laws", "laws", in_act="act.txt")).indexed == ["in-act"]


def test_a_renamed_bare_file_stays_its_document(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = act(tmp_path / "notes" / "act.md")
    ingest(kb, path)
    before = kb.document("notes-act")
    path.rename(path.with_name("cooperatives.md"))
    for _ in range(2):  # by its content first, then by its place
        report = ingest(kb, tmp_path / "notes")
        assert (report.indexed, report.unchanged) == ([], ["notes-act"])
    assert kb.document("notes-act") == before


def test_a_copy_beside_the_original_is_another_document(kb: KnowledgeBase, tmp_path: Path) -> None:
    ingest(kb, act(tmp_path / "notes" / "act.md"))
    act(tmp_path / "notes" / "copy.md")
    assert ingest(kb, tmp_path / "notes").indexed == ["notes-copy"]


def test_a_second_file_of_the_same_stem_leaves_the_first_its_id(kb: KnowledgeBase, tmp_path: Path) -> None:
    ingest(kb, act(tmp_path / "notes" / "act.md"))
    act(tmp_path / "notes" / "act.txt", "nine")
    ingest(kb, tmp_path / "notes")
    assert ids(kb) == ["notes-act", "notes-act-txt"]
    assert "five" in kb.text("notes-act")


# -- explicit options -------------------------------------------------------------------------------------------------


def test_an_option_equal_to_the_guess_is_no_guess(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "notes" / "loi.md"
    path.parent.mkdir()
    path.write_text("# Loi\n\nLa société coopérative est constituée par au moins trois associés qui la dirigent.\n")
    ingest(kb, path)
    assert kb.document("notes-loi").meta.language == "fr"
    assert ingest(kb, path, language="en").indexed == ["notes-loi"]
    assert kb.document("notes-loi").meta.language == "en"


def test_front_matter_tells_the_jurisdiction_of_a_bare_file(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "notes" / "ley.md"
    path.parent.mkdir()
    path.write_text('---\ntitle: "Ley"\ncountry: "es"\njurisdiction: "es-as"\n---\n# Ley\n\nTexto de la ley.\n')
    ingest(kb, path)
    assert kb.document("notes-ley").meta.jurisdiction == "ES-AS"
    ingest(kb, path, jurisdiction="ES")
    assert kb.document("notes-ley").meta.jurisdiction == "ES"


# -- what left --------------------------------------------------------------------------------------------------------


def test_sync_forgets_what_left_the_manifest_and_nothing_else(kb: KnowledgeBase, tmp_path: Path) -> None:
    for name in ("a", "b"):
        act(tmp_path / "laws" / f"{name}.md", name)
    act(tmp_path / "other" / "c.md")
    ingest(kb, manifest(tmp_path / "laws", "laws", in_a="a.md", in_b="b.md"))
    ingest(kb, manifest(tmp_path / "other", "other", in_c="c.md"))
    smaller = manifest(tmp_path / "laws", "laws", in_b="b.md")
    assert ingest(kb, smaller).removed == []
    report = ingest(kb, smaller, sync=True)
    assert (report.removed, report.unchanged) == (["in-a"], ["in-b"])
    assert ids(kb) == ["in-b", "in-c"]
    assert not kb.verify().problems


def test_sync_keeps_a_document_whose_file_is_missing(kb: KnowledgeBase, tmp_path: Path) -> None:
    path = act(tmp_path / "laws" / "a.md")
    laws = manifest(tmp_path / "laws", "laws", in_a="a.md")
    ingest(kb, laws)
    path.unlink()
    report = ingest(kb, laws, sync=True)
    assert (report.removed, [failure.doc_id for failure in report.failed]) == ([], ["in-a"])
    assert ids(kb) == ["in-a"]


def test_sync_of_a_folder_forgets_files_that_left_it(kb: KnowledgeBase, tmp_path: Path) -> None:
    for name in ("a", "b"):
        act(tmp_path / "notes" / f"{name}.md", name)
    act(tmp_path / "elsewhere" / "c.md")
    ingest(kb, tmp_path / "notes")
    ingest(kb, tmp_path / "elsewhere")
    (tmp_path / "notes" / "a.md").unlink()
    assert ingest(kb, tmp_path / "notes", sync=True).removed == ["notes-a"]
    assert ids(kb) == ["elsewhere-c", "notes-b"]


def test_a_document_under_a_new_id_is_not_embedded_again(kb: KnowledgeBase, tmp_path: Path) -> None:
    act(tmp_path / "laws" / "a.md")
    ingest(kb, manifest(tmp_path / "laws", "laws", in_a="a.md"))
    report = ingest(kb, manifest(tmp_path / "laws", "laws", in_a_2="a.md"), sync=True)
    assert (report.indexed, report.removed, report.embedded) == (["in-a-2"], ["in-a"], 0)


def test_a_translation_of_nothing_is_told(kb: KnowledgeBase, tmp_path: Path) -> None:
    act(tmp_path / "laws" / "a.md")
    laws = tmp_path / "laws" / "corpus.toml"
    document = DOCUMENT.format(id="in-a", file="a.md", more='translation_of = "nope"')
    laws.write_text(HEAD.format(corpus="laws") + document)
    (warning,) = ingest(kb, laws).warnings
    assert warning.doc_id == "in-a"
    assert "translation_of 'nope'" in warning.reason
    laws.write_text(HEAD.format(corpus="laws") + document + DOCUMENT.format(id="nope", file="a.md", more=""))
    assert ingest(kb, laws).warnings == []


@pytest.mark.parametrize("link", ["file", "folder"])
def test_a_link_out_of_the_manifests_folder_is_refused(kb: KnowledgeBase, tmp_path: Path, link: str) -> None:
    act(tmp_path / "secret" / "act.md")
    laws = manifest(tmp_path / "laws", "laws", in_act="sub/act.md")
    if link == "folder":
        (tmp_path / "laws" / "sub").symlink_to(tmp_path / "secret")
    else:
        (tmp_path / "laws" / "sub").mkdir()
        (tmp_path / "laws" / "sub" / "act.md").symlink_to(tmp_path / "secret" / "act.md")
    (failure,) = ingest(kb, laws).failed
    assert "a link out of" in failure.reason
    assert kb.documents() == []


def test_a_link_inside_the_manifests_folder_is_followed(kb: KnowledgeBase, tmp_path: Path) -> None:
    act(tmp_path / "laws" / "2020.md")
    (tmp_path / "laws" / "latest.md").symlink_to("2020.md")
    assert ingest(kb, manifest(tmp_path / "laws", "laws", in_act="latest.md")).indexed == ["in-act"]
