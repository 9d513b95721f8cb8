"""The tables of a manifest, read strictly: what a person mistyped here would end up in a citation."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from ingest.source import LOCAL, Source
from kb.errors import ManifestError
from kb.model import DocumentMeta, Kind
from kb.validation import Jurisdiction, Language, first_problem

__all__ = ["CorpusTable", "Entry", "read_toml", "validated"]

_Model = TypeVar("_Model", bound=BaseModel)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: A manifest of a hundred thousand documents is smaller.
_MAX_BYTES = 50_000_000


def _identifier(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("must be kebab-case: small letters, digits and single hyphens")
    return value


def _corpus_identifier(value: str) -> str:
    if value == LOCAL:
        raise ValueError(f"{LOCAL!r} is the corpus of files without a manifest; choose another id")
    return value


def _kind(value: object) -> object:
    try:
        return Kind(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is no kind; use one of {', '.join(Kind)}") from None


def _day(value: object) -> object:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{value!r} is no date; write it without quotes, like 1998-03-31")
    return value


def _year(value: object) -> object:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is no year; write it without quotes, like 1998")
    return value


def _printable(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("must be one line without control characters")
    return value


def _relative(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value or ":" in value or not path.parts:
        raise ValueError("must be a path below the manifest's folder, with forward slashes")
    return value


_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_printable)]
_Id = Annotated[str, AfterValidator(_identifier)]
_Day = Annotated[date, BeforeValidator(_day)]
_File = Annotated[str, AfterValidator(_printable), AfterValidator(_relative)]
_Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]\S*$")]


class Entry(BaseModel):
    """A ``[[document]]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: _Id
    title: _Line
    kind: Annotated[Kind, BeforeValidator(_kind)]
    jurisdiction: Jurisdiction
    language: Language
    file: _File | None = None
    files: list[_File] | None = None
    source_url: _Url | None = None
    download_url: _Url | None = None
    publisher: _Line | None = None
    published: _Day | None = None
    year: Annotated[int, BeforeValidator(_year), Field(ge=1, le=9999)] | None = None
    in_force_from: _Day | None = None
    in_force_to: _Day | None = None
    version: _Line | None = None
    licence: _Line | None = None
    translation_of: _Id | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Entry:
        if (self.file is None) == (not self.files):
            raise ValueError("needs either file or files")
        if self.files and len(set(self.files)) < len(self.files):
            raise ValueError("files names a file twice")
        if self.sha256 and self.files:
            raise ValueError("sha256 is for a single file")
        if self.download_url and self.files:
            raise ValueError("download_url is for a single file; make each part a document or put the files there")
        if self.in_force_from and self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError("in_force_to is before in_force_from")
        if self.published and self.year and self.published.year != self.year:
            raise ValueError(f"published is of {self.published.year}, year is {self.year}; leave year out")
        if self.translation_of == self.id:
            raise ValueError("translation_of is the document itself")
        return self

    def source(self, corpus: str, folder: Path, *, root: Path | None = None) -> Source:
        """The document below ``folder``; its files must not leave ``root``."""
        fields = self.model_dump(exclude={"file", "files", "sha256", "download_url"})
        names = [self.file] if self.file else list(self.files or [])
        return Source(
            meta=DocumentMeta(corpus=corpus, **fields),
            files=tuple(folder / name for name in names),
            sha256=self.sha256.lower() if self.sha256 else None,
            download_url=self.download_url,
            root=root,
        )


class CorpusTable(BaseModel):
    """The ``[corpus]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Annotated[_Id, AfterValidator(_corpus_identifier)]
    title: _Line
    description: str = ""


def validated(model: type[_Model], value: object, where: str) -> _Model:
    """``value`` as ``model``. Raises ManifestError: ``where``, and the first thing that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise ManifestError(f"{where}: {first_problem(error)}") from None


def read_toml(path: Path) -> dict[str, Any]:
    """Raises ManifestError."""
    try:
        if not path.is_file():
            raise ManifestError(f"{path}: cannot be read: there is no such file")
        if path.stat().st_size > _MAX_BYTES:
            raise ManifestError(f"{path}: larger than {_MAX_BYTES:,} bytes; divide it into several manifests")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{path}: not valid TOML: {error}") from None
    except RecursionError:
        raise ManifestError(f"{path}: nested too deeply; a manifest has [corpus] and [[document]]") from None
