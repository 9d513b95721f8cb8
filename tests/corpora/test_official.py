"""The list of official sources: it loads, names what can be read, and is not part of a plain ingestion."""

from __future__ import annotations

from pathlib import Path, PurePath

import httpx
import pytest
from click.testing import CliRunner

from ingest.manifest import Source, load_manifest, load_sources
from ingest.read import SUFFIXES
from kb.cli import cli
from kb.resources import bundled_manifests, official_manifest

CORPUS = load_manifest(official_manifest())


@pytest.mark.parametrize("source", CORPUS.sources, ids=lambda source: source.meta.id)
def test_every_document_can_be_pulled_and_read(source: Source) -> None:
    assert source.download_url is not None
    for address in (source.download_url, source.meta.source_url):
        url = httpx.URL(address or "")
        assert url.scheme == "https" and "." in url.host and not url.userinfo and url.port is None
        assert not url.host.replace(".", "").isdigit() and url.fragment == ""
        assert all(code > 32 for code in url.raw_path)
    (file,) = source.files
    assert PurePath(file.name).suffix in SUFFIXES
    assert file.relative_to(official_manifest().parent).parts[0] == "official"


def test_no_address_is_named_twice() -> None:
    urls = [source.download_url for source in CORPUS.sources]
    files = [source.files for source in CORPUS.sources]
    assert len(set(urls)) == len(urls) and len(set(files)) == len(files)


def test_a_translation_is_of_a_document_of_the_list_in_another_language() -> None:
    by_id = {source.meta.id: source.meta for source in CORPUS.sources}
    translations = [source.meta for source in CORPUS.sources if source.meta.translation_of]
    assert translations
    for meta in translations:
        original = by_id[meta.translation_of or ""]
        assert original.language != meta.language and original.jurisdiction == meta.jurisdiction


def test_it_lives_beside_the_bundled_corpora_and_is_none_of_them() -> None:
    assert official_manifest() not in bundled_manifests()
    load_sources([*bundled_manifests(), official_manifest()])  # ids are unique over both


def test_before_it_is_pulled_ingest_says_for_each_document_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "official.toml").write_bytes(official_manifest().read_bytes())
    result = CliRunner().invoke(cli, ["--data", str(tmp_path / "data"), "ingest", str(tmp_path / "official.toml")])
    assert result.exit_code == 1
    lines = [line for line in result.output.splitlines() if "not downloaded yet; run kb pull" in line]
    assert len(lines) == len(CORPUS.sources)
