"""Manifests, sidecars and bare files: what is accepted, and what is refused with a line that helps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.manifest import load_corpora, load_manifest, load_path, load_sources
from kb.errors import ManifestError, UsageError

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
        (HEAD + DOCUMENT + 'file = "a.md"\npublished = 0\n', "published: 0 is no date; write it without quotes"),
        (HEAD + DOCUMENT + 'file = "a.md"\npublished = "1998-03-31"\n', "is no date; write it without quotes"),
        (HEAD + DOCUMENT + 'file = "a.md"\npublished = 1998-03-31T10:00:00\n', "is no date"),
        (HEAD + DOCUMENT + 'file = "a.md"\nyear = "1998"\n', "year: '1998' is no year"),
        (HEAD + DOCUMENT + 'file = "a.md"\nyear = 1998.0\n', "is no year"),
        (HEAD + DOCUMENT + 'file = "a.md"\nyear = true\n', "is no year"),
        (
            HEAD + DOCUMENT + 'file = "a.md"\nyear = 1998\npublished = 1999-01-01\n',
            "published is of 1999, year is 1998",
        ),
        (HEAD + DOCUMENT.replace('"es"', '"xx"') + 'file = "a.md"\n', "'xx' is no ISO 639-1 code"),
        (HEAD + DOCUMENT.replace('"Act"', '"  "') + 'file = "a.md"\n', "title"),
        (HEAD + DOCUMENT.replace('"Act"', '"A\\nB"') + 'file = "a.md"\n', "title: must be one line"),
        (HEAD + DOCUMENT.replace('"Act"', "7") + 'file = "a.md"\n', "title"),
        (HEAD + DOCUMENT + 'file = "a.md"\ntranslation_of = "Not An Id"\n', "translation_of: must be kebab-case"),
        (HEAD + DOCUMENT + 'file = "a.md"\ntranslation_of = "es-act"\n', "translation_of is the document itself"),
        (HEAD + DOCUMENT + 'file = "a\\u0000.md"\n', "file: must be one line"),
        (HEAD + DOCUMENT + 'file = "."\n', "below the manifest's folder"),
        (HEAD + DOCUMENT + 'files = ["a.md", "a.md"]\n', "names a file twice"),
        (HEAD + DOCUMENT + 'file = "a.md"\nsource_url = "http:// "\n', "source_url"),
        (HEAD.replace('"test"', '"local"') + DOCUMENT + 'file = "a.md"\n', "corpus of files without a manifest"),
        ("a = " + "[" * 5000, "nested too deeply"),
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
    ((*sources,),) = (corpus.sources for corpus in load_path(folder))
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


def test_a_corpus_id_is_used_by_one_manifest(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "corpus.toml").write_text(HEAD + DOCUMENT.replace("es-act", name) + 'file = "a.md"\n')
    with pytest.raises(ManifestError, match="corpus id 'test' is used twice"):
        load_corpora([tmp_path / "one", tmp_path / "two"])


def test_manifests_in_subfolders_are_used(tmp_path: Path) -> None:
    (tmp_path / "es" / "old").mkdir(parents=True)
    (tmp_path / "es" / "corpus.toml").write_text(HEAD + DOCUMENT + 'file = "act.md"\n')
    (tmp_path / "es" / "act.md").write_text("# A")
    (tmp_path / "es" / "notes.md").write_text("# not in the manifest")
    deeper = HEAD.replace('"test"', '"old"') + DOCUMENT.replace("es-act", "es-old-act") + 'file = "act.md"\n'
    (tmp_path / "es" / "old" / "corpus.toml").write_text(deeper)
    (tmp_path / "fr.md").write_text("# B")
    corpora = load_corpora([tmp_path])
    found = {corpus.id: [source.meta.id for source in corpus.sources] for corpus in corpora}
    assert found == {"test": ["es-act"], "old": ["es-old-act"], "local": [f"{_kebab(tmp_path.name)}-fr"]}


def _kebab(name: str) -> str:
    return name.replace("_", "-")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("act2.md.toml", 'title = "x"\n', "describes no file beside it"),
        ("other.toml", HEAD + DOCUMENT + 'file = "act.md"\n', "a manifest that is not named corpus.toml"),
        ("broken.toml", "not toml at all", "not valid TOML"),
    ],
)
def test_toml_files_that_are_not_used_are_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / "act.md").write_text("# A")
    (tmp_path / name).write_text(text)
    (corpus,) = load_corpora([tmp_path])
    (notice,) = corpus.notices
    assert name in notice
    assert says in notice
    assert "\n" not in notice


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# S")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "act.md").write_text("# A")
    (folder / "same.md").symlink_to(folder / "act.md")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    (corpus,) = load_corpora([folder])
    assert [source.files[0].name for source in corpus.sources] == ["act.md", "same.md"]
    assert ["not followed" in notice and "out.md" in notice for notice in corpus.notices] == [True]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"jurisdiction": "XX"}, "-j/--jurisdiction: 'XX' is no jurisdiction code"),
        ({"kind": "novel"}, "-k/--kind: 'novel' is no kind"),
        ({"language": "xx"}, "-l/--language: 'xx' is no ISO 639-1"),
        ({"title": " "}, "--title"),
        ({"id": "A B"}, "--id: must be kebab-case"),
    ],
)
def test_impossible_options_are_wrong_usage(tmp_path: Path, options: dict[str, str], says: str) -> None:
    (tmp_path / "act.md").write_text("# A")
    with pytest.raises(UsageError, match=says):
        load_corpora([tmp_path / "act.md"], options)


def test_options_that_describe_nothing_are_wrong_usage(manifest, tmp_path: Path) -> None:
    path = manifest(HEAD + DOCUMENT + 'file = "a.md"\n')
    for given in (path, tmp_path):
        with pytest.raises(UsageError, match=r"-j/--jurisdiction: for bare files; .* is a manifest"):
            load_corpora([given], {"jurisdiction": "FR"})
    folder = tmp_path / "bare"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text("# A")
    with pytest.raises(UsageError, match="--id: for a single file; here are 2"):
        load_corpora([folder], {"id": "x"})
    for name in ("a", "b"):
        (folder / f"{name}.toml").write_text('title = "T"\n')
    with pytest.raises(UsageError, match="each has one"):
        load_corpora([folder], {"jurisdiction": "FR"})


def test_a_sidecar_does_not_choose_another_file(tmp_path: Path) -> None:
    (tmp_path / "act.md").write_text("# A")
    (tmp_path / "act.toml").write_text('file = "other.md"\n')
    with pytest.raises(ManifestError, match="a sidecar describes the file beside it"):
        load_sources([tmp_path / "act.md"])
