"""One version of a document, whole, as ingestion hands it to the catalogue. Imports nothing heavy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.model import DocumentMeta, Passage, Section

__all__ = ["ARROW", "COLUMN", "Origin", "VersionContent", "embed_key", "embed_text"]

#: Between the parts of a passage's header, and between the cells of a row and the names of its columns.
ARROW, COLUMN = " › ", " | "


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version was read from, so that it is known again and can be read again."""

    files: tuple[str, ...]  # absolute paths, in order
    content: str  # hexadecimal SHA-256 over the files' SHA-256: tells the same bytes under another name
    root: str | None = None  # folder that the files must not leave
    sha256: str | None = None  # that the manifest demands of the only file
    detected: Mapping[str, str] = field(default_factory=dict)  # metadata found in the text → what stood for it before


@dataclass(frozen=True, slots=True)
class VersionContent:
    """All of one version of a document, as ingestion hands it over."""

    id: str
    meta: DocumentMeta
    fingerprint: str  # of source bytes, metadata and the way of reading: equal means nothing changed
    text: str
    sha256: str
    sections: Sequence[Section]
    passages: Sequence[Passage]
    embed_keys: Sequence[str]  # one a passage
    pages: Sequence[tuple[int, int]] = ()
    page_labels: Sequence[str] = ()
    warnings: Sequence[str] = ()
    origin: Origin | None = None


def embed_text(passage: Passage) -> str:
    """What is embedded and indexed for a passage: its header and its text."""
    return f"{passage.header}\n{passage.text}"


def embed_key(passage: Passage) -> str:
    """Equal for passages whose embedding must be equal; also a checksum of header and text."""
    return hashlib.sha256(embed_text(passage).encode()).hexdigest()
