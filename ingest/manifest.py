"""``corpus.toml``, sidecars and bare folders → sources to read.

A manifest is checked as a whole before anything is read: an unknown key, a duplicate id or an impossible code is an
error of the manifest, because a typo there ends up in a citation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingest.entry import CorpusTable, Entry, read_toml, validated
from ingest.folder import bare_sources, look, sidecar
from ingest.read import SUFFIXES
from ingest.source import LOCAL, Corpus, Source
from kb.errors import ManifestError, UsageError
from kb.validation import first_problem

__all__ = ["Corpus", "Source", "load_corpora", "load_manifest", "load_path", "load_sources"]

#: Options of `kb ingest` that stand for a key, as they are typed.
_OPTIONS = {"jurisdiction": "-j/--jurisdiction", "kind": "-k/--kind", "language": "-l/--language"}


def load_manifest(path: Path) -> Corpus:
    """Read a ``corpus.toml``.

    Raises:
        ManifestError: one line with the file, the document and the key that is wrong.
    """
    table = read_toml(path)
    extra = table.keys() - {"corpus", "document"}
    if extra:
        raise ManifestError(f"{path}: unknown key {sorted(extra)[0]!r}; a manifest has [corpus] and [[document]]")
    corpus = validated(CorpusTable, table.get("corpus") or {}, f"{path}: [corpus]")
    documents = table.get("document", [])
    if not isinstance(documents, list) or not documents:
        raise ManifestError(f"{path}: no [[document]]; add at least one")
    sources: list[Source] = []
    for number, document in enumerate(documents, 1):
        label = document.get("id", f"number {number}") if isinstance(document, dict) else f"number {number}"
        entry = validated(Entry, document, f"{path}: document {label}")
        sources.append(entry.source(corpus.id, path.parent, root=path.parent))
    _unique(sources, path)
    return Corpus(corpus.id, corpus.title, tuple(sources), path)


def load_path(path: Path, defaults: Mapping[str, Any] | None = None) -> list[Corpus]:
    """What a path stands for: a manifest, a file, or all that lies below a folder.

    In a folder, each ``corpus.toml`` is a corpus; files that are below none are described by their sidecars and by
    ``defaults`` (values of ``[[document]]`` keys). What cannot be read is named when it is tried.
    """
    if not path.exists():
        raise ManifestError(f"{path}: no such file or folder")
    given = dict(defaults or {})
    if path.is_file():
        if path.suffix.lower() == ".toml":
            return [load_manifest(path)]
        return [Corpus(LOCAL, path.name, tuple(bare_sources([path], path.absolute().parent, given)), path)]
    found = look(path)
    if not found.manifests and not found.files:
        raise ManifestError(f"{path}: no file here; what can be read is {', '.join(sorted(SUFFIXES))}")
    corpora = [load_manifest(manifest) for manifest in found.manifests]
    if found.files or not corpora:
        corpora.append(Corpus(LOCAL, path.name, tuple(bare_sources(found.files, path, given)), path))
    corpora[0] = replace(corpora[0], notices=found.notices)
    return corpora


def load_corpora(paths: Sequence[Path], defaults: Mapping[str, Any] | None = None) -> list[Corpus]:
    """Several manifests, files or folders, ids unique over all of them.

    Raises:
        ManifestError: one line.
        UsageError: ``defaults`` (the options) are impossible, or describe nothing.
    """
    given = dict(defaults or {})
    _check_options(given)
    corpora = [corpus for path in paths for corpus in load_path(path, given)]
    if given:
        _check_use(given, corpora)
    manifests: dict[str, Corpus] = {}
    for corpus in corpora:
        if corpus.id != LOCAL:
            other = manifests.setdefault(corpus.id, corpus)
            if other.path.resolve() != corpus.path.resolve():
                raise ManifestError(f"{corpus.path}: corpus id {corpus.id!r} is used twice; {other.path} has it too")
    _unique([source for corpus in corpora for source in corpus.sources], paths[-1] if paths else Path())
    return corpora


def load_sources(paths: Sequence[Path], defaults: Mapping[str, Any] | None = None) -> list[Source]:
    """The documents of ``load_corpora``."""
    return [source for corpus in load_corpora(paths, defaults) for source in corpus.sources]


def _check_options(given: Mapping[str, Any]) -> None:
    plain = {"id": "x", "title": "x", "kind": "law", "jurisdiction": "INT", "language": "en", "file": "x"}
    for key, value in given.items():
        try:
            Entry.model_validate(plain | {key: value})
        except ValidationError as error:
            reason = first_problem(error).removeprefix(f"{key}: ")
            raise UsageError(f"{_OPTIONS.get(key, f'--{key}')}: {reason}") from None


def _check_use(given: Mapping[str, Any], corpora: Sequence[Corpus]) -> None:
    """Options that describe nothing were meant for something."""
    options = ", ".join(_OPTIONS.get(key, f"--{key}") for key in given)
    for corpus in corpora:
        if corpus.id != LOCAL and not any(corpus.path.is_relative_to(c.path) for c in corpora if c.id == LOCAL):
            raise UsageError(f"{options}: for bare files; {corpus.path} is a manifest, which says it for each document")
    bare = [s for corpus in corpora if corpus.id == LOCAL for s in corpus.sources]
    if bare and all(sidecar(source.files[0]) for source in bare):
        raise UsageError(f"{options}: for files without a sidecar; here each has one, which says it")
    for key in ("id", "title"):
        if key in given and len(bare) > 1:
            raise UsageError(f"--{key}: for a single file; here are {len(bare)}")


def _unique(sources: Iterable[Source], path: Path) -> None:
    seen: dict[str, Source] = {}
    for source in sources:
        other = seen.setdefault(source.meta.id, source)
        if other is not source:
            raise ManifestError(
                f"{path}: document id {source.meta.id!r} is used twice; ids must be unique "
                f"({other.files[0]}, {source.files[0]})"
            )
