"""From a manifest to files that can be ingested, by function and by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

import ingest.pull.addresses
from ingest.manifest import load_manifest
from ingest.prepare import fetch
from ingest.pull import Outcome, pull
from ingest.pull.download import Downloader, Wanted
from kb.cli import cli
from kb.errors import DownloadError, ManifestError, UnreadableSource
from kb.settings import Settings
from tests.ingest.pull.misbehaving import Server, endless, serve, status

Make = Callable[..., Downloader]

LAW = b"<?xml version='1.0'?><law>Every member has one vote.</law>"
HEAD = '[corpus]\nid = "{corpus}"\ntitle = "Laws"\n'
DOCUMENT = '\n[[document]]\nid = "{id}"\ntitle = "Act"\nkind = "law"\njurisdiction = "AR"\nlanguage = "en"\n'


def write(folder: Path, *documents: dict[str, str], corpus: str = "laws") -> Path:
    text = HEAD.format(corpus=corpus)
    for given in documents:
        text += DOCUMENT.format(id=given["id"])
        text += "".join(f'{key} = "{value}"\n' for key, value in given.items() if key != "id")
    folder.mkdir(exist_ok=True)
    path = folder / "laws.toml"
    path.write_text(text)
    return path


def outcomes(manifest: Path, downloader: Downloader, to: Path | None = None) -> dict[str, tuple[Outcome, str]]:
    report = pull(manifest, Settings(), to=to, downloader=downloader)
    return {one.doc_id: (one.outcome, one.reason) for one in report.documents}


def test_every_document_is_tried_and_the_failures_are_told(server: Server, make: Make, tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# Act")
    manifest = write(
        tmp_path,
        {"id": "gone", "file": "a/gone.xml", "download_url": server.on("/gone", status(404))},
        {"id": "endless", "file": "a/endless.xml", "download_url": server.on("/endless", endless())},
        {"id": "good", "file": "a/b/good.xml", "download_url": server.on("/good", serve(LAW))},
        {"id": "there", "file": "there.md"},
        {"id": "nowhere", "file": "nowhere.md"},
        {"id": "inside", "file": "inside.xml", "download_url": "http://10.0.0.1/x"},
        {"id": "last", "file": "last.xml", "download_url": server.on("/last", serve(LAW))},
    )
    found = outcomes(manifest, make())
    assert [outcome for outcome, _ in found.values()] == [
        Outcome.FAILED,
        Outcome.FAILED,
        Outcome.DOWNLOADED,
        Outcome.PRESENT,
        Outcome.FAILED,
        Outcome.FAILED,
        Outcome.DOWNLOADED,
    ]
    assert "HTTP 404" in found["gone"][1]
    assert "ingest.max_bytes" in found["endless"][1]
    assert "no download_url" in found["nowhere"][1] and "nowhere.md" in found["nowhere"][1]
    assert "no public address" in found["inside"][1]
    assert (tmp_path / "a/b/good.xml").read_bytes() == LAW
    again = outcomes(manifest, make())
    assert again["good"][0] is again["last"][0] is Outcome.UNCHANGED


def test_what_was_pulled_can_be_ingested_and_before_ingest_says_what_to_do(
    server: Server, make: Make, tmp_path: Path
) -> None:
    manifest = write(tmp_path, {"id": "act", "file": "act.xml", "download_url": server.on("/act", serve(LAW))})
    (source,) = load_manifest(manifest).sources
    with pytest.raises(UnreadableSource, match=r"act\.xml: not downloaded yet; run kb pull"):
        fetch(source, 1000)
    pull(manifest, Settings(), downloader=make())
    assert fetch(source, 1000).parts == (LAW,)


def test_to_another_folder_the_manifest_goes_along(server: Server, make: Make, tmp_path: Path) -> None:
    manifest = write(
        tmp_path / "from", {"id": "act", "file": "ar/act.xml", "download_url": server.on("/act", serve(LAW))}
    )
    to = tmp_path / "new" / "place"
    report = pull(manifest, Settings(), to=to, downloader=make())
    assert report.manifest == to / "laws.toml"
    (source,) = load_manifest(report.manifest).sources
    assert source.files[0].read_bytes() == LAW
    assert not (tmp_path / "from" / "ar").exists()
    manifest.write_text(manifest.read_text() + "# a later edition\n")  # the copy follows
    pull(manifest, Settings(), to=to, downloader=make())
    assert report.manifest.read_text() == manifest.read_text()


def test_the_manifest_of_another_corpus_is_not_overwritten(server: Server, make: Make, tmp_path: Path) -> None:
    url = server.on("/act", serve(LAW))
    manifest = write(tmp_path / "from", {"id": "act", "file": "act.xml", "download_url": url})
    other = write(tmp_path / "to", {"id": "act", "file": "act.xml"}, corpus="other")
    before = other.read_text()
    for text in (before, "no manifest at all"):
        other.write_text(text)
        with pytest.raises(DownloadError, match="is not a copy"):
            pull(manifest, Settings(), to=tmp_path / "to", downloader=make())
        assert other.read_text() == text
    assert server.requests == []


def test_links_lead_nowhere(server: Server, make: Make, tmp_path: Path) -> None:
    url = server.on("/act", serve(LAW))
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "laws"
    manifest = write(
        folder,
        {"id": "by-folder", "file": "out/act.xml", "download_url": url},
        {"id": "by-deeper-folder", "file": "out/deeper/act.xml", "download_url": url},
        {"id": "by-file", "file": "act.xml", "download_url": url},
    )
    (folder / "out").symlink_to(outside)
    (folder / "act.xml").symlink_to(outside / "other.xml")
    found = outcomes(manifest, make())
    assert all(outcome is Outcome.FAILED and "link" in reason for outcome, reason in found.values())
    assert list(outside.iterdir()) == [] and server.requests == []


def test_two_runs_in_one_folder_do_not_meet(make: Make, tmp_path: Path) -> None:
    manifest = write(tmp_path, {"id": "act", "file": "act.xml"})
    with FileLock(tmp_path / ".kb-pull.lock"), pytest.raises(DownloadError, match="another kb pull"):
        pull(manifest, Settings(), downloader=make())


def test_a_file_in_the_way_of_a_folder_is_told(server: Server, make: Make, tmp_path: Path) -> None:
    manifest = write(tmp_path, {"id": "act", "file": "ar/act.xml", "download_url": server.on("/act", serve(LAW))})
    (tmp_path / "ar").write_text("no folder")
    ((outcome, reason),) = outcomes(manifest, make()).values()
    assert outcome is Outcome.FAILED and "cannot be used" in reason
    with pytest.raises(DownloadError, match="cannot be written"):
        pull(manifest, Settings(), to=tmp_path / "ar", downloader=make())


def test_a_surprise_in_one_document_stops_no_other(
    server: Server, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.on("/act", serve(LAW))
    manifest = write(
        tmp_path,
        {"id": "odd", "file": "odd.xml", "download_url": url},
        {"id": "good", "file": "good.xml", "download_url": url},
    )
    downloader = make()
    plain = downloader.fetch

    def surprising(wanted: Wanted, received: Callable[[int], None]) -> Outcome:
        if wanted.path.name == "odd.xml":
            raise RuntimeError("never\nthought of")
        return plain(wanted, received)

    monkeypatch.setattr(downloader, "fetch", surprising)
    found = outcomes(manifest, downloader)
    assert found["odd"] == (Outcome.FAILED, "RuntimeError: never thought of; check download_url")
    assert found["good"][0] is Outcome.DOWNLOADED


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('file = "a.xml"\ndownload_url = "file:///etc/passwd"\n', "download_url"),
        ('files = ["a.xml", "b.xml"]\ndownload_url = "https://example.org/a"\n', "single file"),
        ('file = "../a.xml"\ndownload_url = "https://example.org/a"\n', "below the manifest's folder"),
    ],
)
def test_a_manifest_that_asks_for_the_impossible(make: Make, tmp_path: Path, more: str, words: str) -> None:
    manifest = tmp_path / "laws.toml"
    manifest.write_text(HEAD.format(corpus="laws") + DOCUMENT.format(id="act") + more)
    with pytest.raises(ManifestError, match=words):
        pull(manifest, Settings(), downloader=make())


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command has no option that lets it reach this machine, so the rule itself is replaced."""
    monkeypatch.setattr(ingest.pull.addresses, "is_public", lambda _address: True)
    monkeypatch.setenv("KB_PULL_DELAY", "0")
    monkeypatch.setenv("KB_PULL_RETRIES", "0")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["pull", *map(str, arguments)], prog_name="kb")


@pytest.mark.usefixtures("loopback")
def test_the_command_tells_what_failed_and_why(server: Server, tmp_path: Path) -> None:
    manifest = write(
        tmp_path,
        {"id": "gone", "file": "gone.xml", "download_url": server.on("/gone", status(404))},
        {"id": "good", "file": "good.xml", "download_url": server.on("/good", serve(LAW, etag='"1"'))},
    )
    result = run(manifest)
    assert result.exit_code == 1
    assert "1 failed, 1 downloaded" in result.output
    assert "gone" in result.output and "HTTP 404 Not Found" in result.output
    assert f"kb ingest {manifest}" in result.output
    data = json.loads(run(manifest, "--json").stdout)
    assert [one["outcome"] for one in data["documents"]] == ["failed", "unchanged"]
    assert data["failed"] == 1 and data["documents"][0]["url"].endswith("/gone")


@pytest.mark.usefixtures("loopback")
def test_the_command_succeeds_quietly(server: Server, tmp_path: Path) -> None:
    manifest = write(
        tmp_path / "from", {"id": "good", "file": "good.xml", "download_url": server.on("/good", serve(LAW))}
    )
    result = run(manifest.parent, "--to", tmp_path / "to")  # a folder without corpus.toml
    assert result.exit_code == 1 and "cannot be read" in result.stderr
    result = run(manifest, "--to", tmp_path / "to")
    assert result.exit_code == 0, result.output
    assert "1 downloaded" in result.output and "why" not in result.output
    assert (tmp_path / "to" / "good.xml").read_bytes() == LAW


def test_without_the_replaced_rule_the_command_never_reaches_this_machine(server: Server, tmp_path: Path) -> None:
    manifest = write(tmp_path, {"id": "a", "file": "a.xml", "download_url": server.on("/a", serve(LAW))})
    result = run(manifest)
    assert result.exit_code == 1 and "no public address" in result.output
    assert server.requests == []


def test_the_command_wants_a_place(tmp_path: Path) -> None:
    result = run()
    assert result.exit_code == 2 and "--to DIR" in result.stderr
    result = run(tmp_path / "none.toml")
    assert result.exit_code == 1 and len(result.stderr.strip().splitlines()) == 1


def test_an_unknown_setting_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_PULL_ALLOW_LOOPBACK", "1")
    result = run(tmp_path / "laws.toml")
    assert result.exit_code == 2 and "KB_PULL_ALLOW_LOOPBACK is no setting" in result.stderr
