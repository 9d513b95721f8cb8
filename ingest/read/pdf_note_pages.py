"""Pages of a PDF that hold an editor's notes only, facing the pages of the law: their head says "NOTES", page for page.

The law goes on after them as if they were not there, in the middle of a sentence as a rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from ingest.read.pdf_lines import Line, PageText
from ingest.read.pdf_tables import Table

__all__ = ["headed_as_notes", "note_pages"]

_TITLE = re.compile(
    r"(?:CATATAN|NOTES?|NOTAS?|ANNOTATIONS?|ANMERKUNGEN|ANOTACIONES|CONCORDANCIAS|БЕЛЕЖКИ)"
    r"(?:\s*[-–—]?\s*\((?:samb(?:ungan)?|cont(?:inued|d)?|suite)\.?\))?\s*[:.]?",
    re.IGNORECASE,
)
_FEWEST = 3  # pages with this head; one alone is the title of a chapter
_ABOVE = 3  # lines at most at the head of a page
_EDGE = 0.2  # of the page's height
_SLOT = 6.0  # points; the head stands at the same height within this
_CENTRED = 0.08  # of the page's width off the middle at most
_ALIKE = 0.25  # of the pages of notes begin as one does that has no head
_NUMBERS = re.compile(r"\b(?:\d+[a-z]{0,2}|[ivxlcdm]+)\b")


def headed_as_notes(pages: Sequence[PageText]) -> dict[int, float]:
    """Numbers of the pages with such a head, centred at the height at which it recurs, and where each head ends."""
    heads = {page.number: head.bottom for page in pages if (head := _head(page)) is not None}
    heights = Counter(round(bottom / _SLOT) for bottom in heads.values())
    return {
        number: bottom
        for number, bottom in heads.items()
        if sum(heights[round(bottom / _SLOT) + step] for step in (-1, 0, 1)) >= _FEWEST
    }


def note_pages(pages: Sequence[PageText], headed: Collection[int]) -> frozenset[int]:
    """Numbers of the pages of notes: ``headed``, and those that begin as many of these do ("Art. 63", above what is
    said of article 63) and no page of the law. ``pages`` are without headers and footers."""
    if not headed:
        return frozenset()
    firsts = {page.number: _first(page) for page in pages}
    of_notes = Counter(first for number, first in firsts.items() if number in headed and first)
    alike = {first for first, count in of_notes.items() if count >= max(_FEWEST, _ALIKE * len(headed))}
    return frozenset(headed) | {number for number, first in firsts.items() if first in alike}


def _head(page: PageText) -> Line | None:
    """The line that says what the page holds, centred and alone in its row."""
    lines = sorted((line for line in page.lines if not isinstance(line, Table)), key=lambda line: line.top)
    for line in lines[:_ABOVE]:
        if line.bottom > _EDGE * page.height or not _TITLE.fullmatch(line.text):
            continue
        off = abs((line.x0 + line.x1) / 2 - page.width / 2)
        alone = all(other is line or abs(other.bottom - line.bottom) > line.size / 2 for other in lines)
        return line if alone and off <= _CENTRED * page.width else None
    return None


def _first(page: PageText) -> str:
    """What the first line of a page says, each number as "#"."""
    first = min((line for line in page.lines if line.words), key=lambda line: line.top, default=None)
    return " ".join(_NUMBERS.sub("#", first.text.casefold()).split()) if first is not None else ""
