"""A document's text as blocks to read, with the cited span marked. Everything shown is a slice of the stored text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.model import Section, Span

__all__ = ["Block", "PageMark", "Run", "blocks", "shown_span"]

#: Characters of a page; a text that is longer is shown in part, and whole on demand.
LONGEST = 40_000
#: Characters shown at least around a cited span.
_AROUND = 3_000


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text within a block."""

    text: str
    cited: bool = False
    first: bool = False  # the first cited one: where the link leads


@dataclass(frozen=True, slots=True)
class PageMark:
    """Where a page of the source begins."""

    page: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text: a paragraph (``level`` 0) or the heading of a section (its depth, from 1)."""

    parts: tuple[Run | PageMark, ...]
    level: int = 0


def shown_span(text: str, sections: Sequence[Section], cited: Span | None) -> Span:
    """What is shown of a text: all of it while it is short, else whole sections around ``cited``, or the beginning.

    Args:
        sections: those that overlap ``cited``, outermost first.
    """
    length = len(text)
    if length <= LONGEST:
        return Span(0, length)
    if cited is None:
        return Span(0, _gap(text, LONGEST))
    whole = [s.span for s in sections if s.span.contains(cited) and len(s.span) <= LONGEST]
    if whole:
        return max(whole, key=len)
    start, end = cited.start - _AROUND, cited.end + _AROUND
    return Span(_gap(text, start) if start > 0 else 0, _gap(text, end) if end < length else length)


def _gap(text: str, place: int) -> int:
    """The end of a line, else of a word, shortly before ``place``; ``place`` itself where there is none."""
    low = max(0, place - _AROUND // 2)
    return text.rfind("\n", low, place) + 1 or text.rfind(" ", low, place) + 1 or place


def blocks(
    text: str,
    shown: Span,
    sections: Sequence[Section],
    pages: Sequence[tuple[int, int, str | None]],
    cited: Span | None = None,
) -> list[Block]:
    """The lines of ``shown`` that hold text, with page marks where pages begin and the cited part marked.

    The runs' texts joined are the lines of ``shown``; the cited ones joined are those of ``cited``.
    """
    headings: dict[int, Section] = {}
    for section in sections:
        if section.heading:
            headings.setdefault(section.span.start, section)
    waiting = [(max(start, shown.start), PageMark(page, label)) for start, page, label in pages if start < shown.end]
    # Only the last page that began before what is shown is the one that its beginning stands on.
    while len(waiting) > 1 and waiting[1][0] <= shown.start:
        waiting.pop(0)
    found: list[Block] = []
    place = shown.start
    linked = False
    while place < shown.end:
        end = text.find("\n", place, shown.end)
        end = shown.end if end < 0 else end
        if text[place:end].strip():
            parts, linked = _parts(text, Span(place, end), waiting, cited, linked)
            heading = headings.get(place)
            level = heading.level if heading and end <= heading.body_start else 0
            found.append(Block(tuple(parts), level))
        place = end + 1
    return found


def _parts(
    text: str, line: Span, waiting: list[tuple[int, PageMark]], cited: Span | None, linked: bool
) -> tuple[list[Run | PageMark], bool]:
    """A line cut where pages begin and where the cited span begins and ends. Takes its page marks off ``waiting``."""
    marks: dict[int, list[PageMark]] = {}
    while waiting and waiting[0][0] < line.end:
        offset, mark = waiting.pop(0)
        marks.setdefault(max(offset, line.start), []).append(mark)
    cuts = {line.start, line.end, *marks}
    if cited:
        cuts |= {edge for edge in (cited.start, cited.end) if line.start < edge < line.end}
    parts: list[Run | PageMark] = []
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        parts.extend(marks.get(start, []))
        inside = cited is not None and cited.start <= start and end <= cited.end
        parts.append(Run(text[start:end], inside, inside and not linked))
        linked = linked or inside
    return parts, linked
