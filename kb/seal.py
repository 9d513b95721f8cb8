"""By what a version is known again: checksums of what a citation shows, and a second copy of its metadata.

The text has its checksum in the metadata, and what was embedded has one in each passage (``embed_key``). A *seal*
covers the rest: where sections begin and end, how they are called and cited, pages, title, days in force.

**Canonical serialisation.** JSON (RFC 8259) in ASCII, other characters as ``\\uXXXX``, no white space; numbers as
Python prints them, days as ``YYYY-MM-DD``, an absent value as ``null``. Metadata are the row of ``versions`` without
its state, as one object, its names sorted. Sections and passages are one array each, in the order of ``ordinal``, with
a line feed after it; their values stand in the order of ``_section`` and ``_passage`` below. Their checksum is the
SHA-256 of that, hexadecimal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kb.model import Passage, Section

__all__ = ["FORMAT", "Seal", "differing", "entry_of", "seal"]

#: Raised when the serialisation changes; a seal of another format counts as none.
FORMAT = 1

#: ``default``: a damaged database may give bytes for a text, which are another value and no error.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=repr)


@dataclass(frozen=True, slots=True)
class Seal:
    """What is kept of a version to know it again; each part is read by itself from a disk that may have damaged it."""

    entry: str  # serialised metadata: a copy
    entry_sha256: str
    sections_sha256: str
    passages_sha256: str

    def true_entry(self, found: str | None) -> str | None:
        """The metadata that were written, by two of three: those found, their copy here, and the copy's checksum.

        Args:
            found: the metadata of the version as they are now, serialised; None where they cannot be read.
        """
        if found is not None and (found == self.entry or _sha256([found]) == self.entry_sha256):
            return found
        return self.entry if _sha256([self.entry]) == self.entry_sha256 else None

    def with_entry(self, entry: str) -> Seal:
        return replace(self, entry=entry, entry_sha256=_sha256([entry]))

    def is_whole(self, found: str) -> bool:
        """Whether all three agree."""
        return found == self.entry and _sha256([found]) == self.entry_sha256

    def holds_sections(self, sections: Iterable[Section]) -> bool:
        return _sha256(map(_section, sections)) == self.sections_sha256

    def holds_passages(self, passages: Iterable[Passage]) -> bool:
        return _sha256(map(_passage, passages)) == self.passages_sha256


def seal(entry: str, sections: Sequence[Section], passages: Sequence[Passage]) -> Seal:
    """The seal of a version that is about to be written."""
    return Seal(entry, _sha256([entry]), _sha256(map(_section, sections)), _sha256(map(_passage, passages)))


def entry_of(values: Mapping[str, Any]) -> str:
    """A version's metadata, serialised."""
    return _json({name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()})


def differing(found: str, written: str) -> list[str]:
    """The names of the metadata that are not the same in both."""
    one, other = json.loads(found), json.loads(written)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _section(section: Section) -> str:
    return _line(
        section.ordinal,
        section.parent,
        section.level,
        section.heading,
        section.locator,
        section.span.start,
        section.span.end,
        section.body_start,
        section.page,
        section.role,
    )


def _passage(passage: Passage) -> str:
    """Header and text are not among the values: ``embed_key`` is their checksum."""
    return _line(
        passage.id,
        passage.ordinal,
        passage.span.start,
        passage.span.end,
        passage.locator,
        passage.path,
        passage.page,
        passage.page_label,
        passage.role,
        passage.ocr,
    )


def _line(*values: object) -> str:
    return _json(values) + "\n"


def _json(value: object) -> str:
    return _ENCODER.encode(value)


def _sha256(parts: Iterable[str]) -> str:
    checksum = hashlib.sha256()
    for part in parts:
        checksum.update(part.encode())
    return checksum.hexdigest()
