"""Manifests, sidecars and bare files: what is accepted, and what is refused with a line that helps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.manifest import load_manifest, load_path, load_sources
from kb.errors import ManifestError

HEAD = '[corpus]\nid = "test"\ntitle = "Test"\n'
DOCUMENT = '[[document]]\nid = "es-act"\ntitle = "Act"\nkind = "law"\njurisdiction = "ES"\nlanguage = "es"\n'


@pytest.fixture
def manifest(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "corpus.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_document_has_the_metadata_of_its_table(manifest) -> None:
    corpus = load_manifest(manifest(HEAD + DOCUMENT + 'file = "a/act.md"\nin_force_from = 2001-02-03\nyear = 2000\n'))
    (source,) = corpus.sources
    assert source.meta.corpus == "test"
    assert source.meta.in_force_from == date(2001, 2, 3)
    assert source.files[0].name == "act.md"


def test_files_keep_their_order(manifest) -> None:
    corpus = load_manifest(manifest(HEAD + DOCUMENT + 'files = ["2.md", "1.md"]\n'))
    assert [path.name for path in corpus.sources[0].files] == ["2.md", "1.md"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "no \\[\\[document\\]\\]"),
        (DOCUMENT + 'file = "a.md"\n', "\\[corpus\\]: id: missing key"),
        (HEAD + DOCUMENT + 'file = "a.md"\ncolour = "red"\n', "document es-act: colour: unknown key"),
        (HEAD + DOCUMENT, "either file or files"),
        (HEAD + DOCUMENT + 'file = "a.md"\nfiles = ["b.md"]\n', "either file or files"),
        (HEAD + DOCUMENT + 'file = "../a.md"\n', "below the manifest's folder"),
        (HEAD + DOCUMENT + 'file = "/etc/passwd"\n', "below the manifest's folder"),
        (HEAD + DOCUMENT + 'file = "a.md"\n' + DOCUMENT + 'file = "b.md"\n', "'es-act' is used twice"),
        (HEAD + DOCUMENT.replace('"ES"', '"XX"') + 'file = "a.md"\n', "'XX' is no jurisdiction code"),
        (HEAD + DOCUMENT.replace('"ES"', '"ES-ZZ"') + 'file = "a.md"\n', "'ES-ZZ' is no jurisdiction code"),
        (HEAD + DOCUMENT.replace('"law"', '"novel"') + 'file = "a.md"\n', "kind"),
        (HEAD + DOCUMENT.replace('"es"', '"spa"') + 'file = "a.md"\n', "ISO 639-1"),
        (HEAD + DOCUMENT.replace("es-act", "Es Act") + 'file = "a.md"\n', "kebab-case"),
        (HEAD + DOCUMENT + 'file = "a.md"\nsha256 = "abc"\n', "sha256"),
        (HEAD + DOCUMENT + 'file = "a.md"\nin_force_from = 2002-01-01\nin_force_to = 2001-01-01\n', "before"),
        (HEAD + "[extra]\n" + DOCUMENT + 'file = "a.md"\n', "unknown key 'extra'"),
        ("nonsense", "not valid TOML"),
    ],
)
def test_a_wrong_manifest_is_refused_in_one_line(manifest, text: str, says: str) -> None:
    with pytest.raises(ManifestError, match=says) as caught:
        load_manifest(manifest(text))
    assert "\n" not in str(caught.value)


def test_ids_are_unique_over_all_manifests(tmp_path: Path) -> None:
    paths = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "corpus.toml"
        path.write_text(HEAD + DOCUMENT + 'file = "a.md"\n')
        paths.append(path)
    with pytest.raises(ManifestError, match="used twice"):
        load_sources(paths)


def test_a_bare_folder_gives_all_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "laws"
    (folder / "sub").mkdir(parents=True)
    for name in (
        "sub/My Act.md",
        "act.md",
        "act.txt",
        "민법.md",
        "협동조합.md",
        "picture.png",
        ".hidden.md",
        "act.md.toml",
    ):
        (folder / name).write_text("# A" if not name.endswith(".toml") else 'title = "The act"\n')
    sources = load_path(folder).sources
    ids = [source.meta.id for source in sources]
    assert len(set(ids)) == len(ids) == 6
    assert {"laws-sub-my-act", "laws-act-md", "laws-act-txt", "laws-picture"} <= set(ids)
    assert {s.meta.title for s in sources if s.meta.id == "laws-act-md"} == {"The act"}


def test_files_of_the_same_name_in_two_folders_are_two_documents(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "act.md").write_text("# A")
    assert [s.meta.id for s in load_sources([tmp_path / "one", tmp_path / "two"])] == ["one-act", "two-act"]
    assert [s.meta.id for s in load_sources([tmp_path / "one" / "act.md"])] == ["one-act"]


@pytest.mark.parametrize("sidecar", ["act.md.toml", "act.toml"])
def test_a_sidecar_gives_a_bare_file_its_metadata(tmp_path: Path, sidecar: str) -> None:
    (tmp_path / "act.md").write_text("# A")
    (tmp_path / sidecar).write_text('title = "The Act"\nkind = "law"\njurisdiction = "IN"\nlanguage = "en"\n')
    (source,) = load_sources([tmp_path / "act.md"])
    assert (source.meta.title, source.meta.jurisdiction) == ("The Act", "IN")
    assert not source.detect


def test_options_describe_bare_files(tmp_path: Path) -> None:
    (tmp_path / "act.md").write_text("# A")
    (source,) = load_sources([tmp_path / "act.md"], {"jurisdiction": "FR", "language": "fr", "id": "fr-act"})
    assert (source.meta.id, source.meta.jurisdiction) == ("fr-act", "FR")
    assert source.detect == {"title"}


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="no such file or folder"):
        load_sources([tmp_path / "absent.toml"])
