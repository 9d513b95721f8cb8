"""What ingestion takes in: one document to index, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.model import DocumentMeta

__all__ = ["LOCAL", "Corpus", "Source"]

#: The corpus of files that no manifest names; no manifest may have this id.
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Source:
    """One document to index: its metadata and the files that hold it, in order."""

    meta: DocumentMeta
    files: tuple[Path, ...]
    sha256: str | None = None  # of the only file, where the manifest gives it
    detect: frozenset[str] = frozenset()  # metadata to find out from the text: title, language, jurisdiction
    download_url: str | None = None  # where `kb pull` gets the only file
    root: Path | None = None  # folder that the files may not leave, also not by links
    named: bool = True  # the id was given, and not made from the file's name


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of one manifest, folder or file."""

    id: str
    title: str
    sources: tuple[Source, ...]
    path: Path  # the manifest; or the folder or file, where there is none
    notices: tuple[str, ...] = ()  # what was found there and is not used, one line each
