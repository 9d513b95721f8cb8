"""``corpus.toml``, sidecars and bare folders → sources to read.

A manifest is checked as a whole before anything is read: an unknown key, a duplicate id or an impossible code is an
error of the manifest, because a typo there ends up in a citation.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.read import SUFFIXES
from kb.errors import ManifestError
from kb.jurisdiction import is_jurisdiction
from kb.model import DocumentMeta, Kind

__all__ = ["Corpus", "Source", "load_manifest", "load_path", "load_sources"]

_Model = TypeVar("_Model", bound=BaseModel)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Source:
    """One document to index: its metadata and the files that hold it, in order."""

    meta: DocumentMeta
    files: tuple[Path, ...]
    sha256: str | None = None  # of the only file, where the manifest gives it
    detect: frozenset[str] = frozenset()  # metadata fields to find out from the text: "title", "language"
    download_url: str | None = None  # where `kb pull` gets the only file


@dataclass(frozen=True, slots=True)
class Corpus:
    id: str
    title: str
    sources: tuple[Source, ...]


def _identifier(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("must be kebab-case: small letters, digits and single hyphens")
    return value


def _jurisdiction(value: str) -> str:
    if not is_jurisdiction(value):
        raise ValueError(
            f"{value!r} is no jurisdiction code; use ISO 3166-1 (ES), ISO 3166-2 (ES-CT), EU, INT or OHADA"
        )
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", value):
        raise ValueError("must be an ISO 639-1 code, two small letters")
    return value


def _relative(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value or ":" in value or not value.strip():
        raise ValueError("must be a path below the manifest's folder, with forward slashes")
    return value


class _Entry(BaseModel):
    """A ``[[document]]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, AfterValidator(_identifier)]
    title: str = Field(min_length=1)
    kind: Kind
    jurisdiction: Annotated[str, AfterValidator(_jurisdiction)]
    language: Annotated[str, AfterValidator(_language)]
    file: Annotated[str, AfterValidator(_relative)] | None = None
    files: list[Annotated[str, AfterValidator(_relative)]] | None = None
    source_url: str | None = Field(None, pattern=r"^https?://\S+$")
    download_url: str | None = Field(None, pattern=r"^https?://\S+$")
    publisher: str | None = None
    published: date | None = None
    year: int | None = Field(None, ge=1, le=9999)
    in_force_from: date | None = None
    in_force_to: date | None = None
    version: str | None = None
    licence: str | None = None
    translation_of: str | None = None
    sha256: str | None = Field(None, pattern=r"^[0-9a-fA-F]{64}$")

    @model_validator(mode="after")
    def _consistent(self) -> _Entry:
        if (self.file is None) == (not self.files):
            raise ValueError("needs either file or files")
        if self.sha256 and self.files:
            raise ValueError("sha256 is for a single file")
        if self.download_url and self.files:
            raise ValueError("download_url is for a single file; make each part a document or put the files there")
        if self.in_force_from and self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError("in_force_to is before in_force_from")
        return self

    def source(self, corpus: str, folder: Path) -> Source:
        fields = self.model_dump(exclude={"file", "files", "sha256", "download_url"})
        names = [self.file] if self.file else list(self.files or [])
        return Source(
            meta=DocumentMeta(corpus=corpus, **fields),
            files=tuple(folder / name for name in names),
            sha256=self.sha256.lower() if self.sha256 else None,
            download_url=self.download_url,
        )


class _CorpusTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, AfterValidator(_identifier)]
    title: str = Field(min_length=1)
    description: str = ""


def load_manifest(path: Path) -> Corpus:
    """Read a ``corpus.toml``.

    Raises:
        ManifestError: one line with the file, the document and the key that is wrong.
    """
    table = _toml(path)
    extra = table.keys() - {"corpus", "document"}
    if extra:
        raise ManifestError(f"{path}: unknown key {sorted(extra)[0]!r}; a manifest has [corpus] and [[document]]")
    corpus = _validate(_CorpusTable, table.get("corpus") or {}, f"{path}: [corpus]")
    documents = table.get("document", [])
    if not isinstance(documents, list) or not documents:
        raise ManifestError(f"{path}: no [[document]]; add at least one")
    sources: list[Source] = []
    for number, document in enumerate(documents, 1):
        label = document.get("id", f"number {number}") if isinstance(document, dict) else f"number {number}"
        entry = _validate(_Entry, document, f"{path}: document {label}")
        sources.append(entry.source(corpus.id, path.parent))
    _unique(sources, path)
    return Corpus(corpus.id, corpus.title, tuple(sources))


def load_path(path: Path, defaults: dict[str, Any] | None = None) -> Corpus:
    """A bare file, or all files below a folder (what cannot be read is named when it is tried).

    ``NAME.toml`` beside a file gives its metadata. Ids come from the names of folder and file.

    ``defaults`` are values of ``[[document]]`` keys for files that have no sidecar, for instance from options.
    A folder that has a ``corpus.toml`` of its own is read as that manifest.
    """
    if path.is_dir() and (path / "corpus.toml").is_file():
        return load_manifest(path / "corpus.toml")
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() != ".toml")
        files = [p for p in files if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        if not files:
            raise ManifestError(f"{path}: no file here; what can be read is {', '.join(sorted(SUFFIXES))}")
    else:
        files = [path]
    root = (path if path.is_dir() else path.parent).absolute()
    ids = _ids([file.absolute() for file in files], root)
    sources = [_bare(file, doc_id, defaults or {}) for file, doc_id in zip(files, ids, strict=True)]
    _unique(sources, path)
    return Corpus("local", path.name, tuple(sources))


def load_sources(paths: Sequence[Path], defaults: dict[str, Any] | None = None) -> list[Source]:
    """Sources of several manifests, files or folders, ids unique over all of them."""
    sources: list[Source] = []
    for path in paths:
        if not path.exists():
            raise ManifestError(f"{path}: no such file or folder")
        is_manifest = path.is_file() and path.suffix.lower() == ".toml"
        sources.extend((load_manifest(path) if is_manifest else load_path(path, defaults)).sources)
    _unique(sources, paths[-1] if paths else Path())
    return sources


def _ids(files: Sequence[Path], root: Path) -> list[str]:
    """An id for each file from its folder and name; the suffix too where two would have the same."""
    plain = [_slug(f"{root.name} {file.relative_to(root).with_suffix('')}") for file in files]
    return [
        one if plain.count(one) == 1 else _slug(f"{root.name} {file.relative_to(root)}")
        for one, file in zip(plain, files, strict=True)
    ]


def _bare(file: Path, doc_id: str, defaults: dict[str, Any]) -> Source:
    sidecar = file.with_name(file.name + ".toml")
    if not sidecar.is_file():
        sidecar = file.with_suffix(".toml")
    given = dict(defaults)
    if sidecar.is_file():
        given |= _toml(sidecar)
    guessed = {
        "id": doc_id,
        "title": file.stem.replace("-", " ").replace("_", " "),
        "kind": Kind.REPORT,
        "jurisdiction": "INT",
        "language": "en",
    }
    detect = frozenset(guessed.keys() & {"title", "language"}) - given.keys()
    given.pop("file", None)
    entry = _validate(_Entry, guessed | given | {"file": file.name}, str(sidecar if sidecar.is_file() else file))
    source = entry.source("local", file.parent)
    return replace(source, detect=detect)


def _slug(name: str) -> str:
    """A kebab-case id; letters that ASCII has not are told apart by a checksum of the name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    lost = any(c.isalpha() and not unicodedata.normalize("NFKD", c)[0].isascii() for c in name)
    return "-".join(part for part in (slug, f"{zlib.crc32(name.encode()):08x}" if lost or not slug else "") if part)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{path}: not valid TOML: {error}") from None


def _validate(model: type[_Model], value: object, where: str) -> _Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        message = {"extra_forbidden": "unknown key", "missing": "missing key"}.get(first["type"], first["msg"])
        message = message.removeprefix("Value error, ")
        raise ManifestError(f"{where}: {key + ': ' if key else ''}{message}") from None


def _unique(sources: Iterable[Source], path: Path) -> None:
    seen: dict[str, Source] = {}
    for source in sources:
        if source.meta.id in seen:
            raise ManifestError(f"{path}: document id {source.meta.id!r} is used twice; ids must be unique")
        seen[source.meta.id] = source
