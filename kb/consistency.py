"""What holds of every outline and its passages, whatever was written.

Not among it: that a locator parses. That of a cell of a comparison is its row and column, and some laws number their
amendments in ways that no parser knows; ``kb.seal`` tells whether a locator is the one that was written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from kb.model import Passage, Section, Span
from kb.version import embed_key

__all__ = ["passage_faults", "section_faults"]

#: (offset of its first character, physical page, printed label) of each page, in order.
Pages = Sequence[tuple[int, int, str | None]]


def section_faults(text: str, sections: Sequence[Section], pages: Pages) -> list[str]:
    """What is wrong with an outline, one line for each sort of fault."""
    return _told("section", _of_sections(text, sections, pages))


def passage_faults(
    text: str, sections: Sequence[Section], passages: Sequence[tuple[Passage, str]], pages: Pages
) -> list[str]:
    """What is wrong with passages, each given with its embed key; the sections have no fault."""
    return _told("passage", _of_passages(text, sections, passages, pages))


def _told(kind: str, found: Iterable[tuple[str, str]]) -> list[str]:
    names: dict[str, list[str]] = {}
    for what, name in found:
        names.setdefault(what, []).append(name)
    return [
        f"{kind} {those[0]} {what}" + (f", and {len(those) - 1} more" if len(those) > 1 else "")
        for what, those in names.items()
    ]


def _of_sections(text: str, sections: Sequence[Section], pages: Pages) -> Iterator[tuple[str, str]]:
    whole = Span(0, len(text))
    page_at = _PageAt(pages)
    begins = 0
    ends: dict[int | None, int] = {}  # of the last part of a section, by the section
    for number, section in enumerate(sections):
        name = str(section.ordinal)
        above = None
        if section.ordinal != number:
            yield "is not in its place", name
        elif section.parent is not None and not 0 <= section.parent < number:
            yield "is part of a section that is not there", name
        elif section.parent is not None:
            above = sections[section.parent]
            if not above.span.contains(section.span):
                yield "lies outside the section that it is part of", name
        if section.level != (above.level if above else 0) + 1:
            yield "has the level of another depth", name
        if not whole.contains(section.span):
            yield "lies outside the text", name
        elif not section.span.start <= section.body_start <= section.span.end:
            yield "has its text outside itself", name
        elif text[section.span.start : section.body_start].split() != section.heading.split():
            yield "does not begin with its heading", name
        if section.span.start < max(begins, ends.get(section.parent, 0)):
            yield "overlaps the one before", name
        if section.page is not None and section.page != page_at(section.span.start)[0]:
            yield "is not on its page", name
        begins, ends[section.parent] = section.span.start, section.span.end


def _of_passages(
    text: str, sections: Sequence[Section], passages: Sequence[tuple[Passage, str]], pages: Pages
) -> Iterator[tuple[str, str]]:
    whole = Span(0, len(text))
    page_at = _PageAt(pages)
    following, open_ = iter(sections), list[Section]()
    section = next(following, None)
    last = 0
    for number, (passage, key) in enumerate(passages):
        if passage.ordinal != number:
            yield "is not in its place", passage.id
        if not whole.contains(passage.span) or not passage.text.strip():
            yield "is empty or outside the text", passage.id
        elif embed_key(passage) != key:
            yield "is not what was embedded", passage.id
        if passage.span.start < last:
            yield "overlaps the one before", passage.id
        last = passage.span.end
        while section is not None and section.span.start <= passage.span.start:
            open_.append(section)
            section = next(following, None)
        open_ = [each for each in open_ if each.span.end > passage.span.start]
        yield from ((what, passage.id) for what in _misplaced(passage, open_))
        page, label = page_at(passage.span.start)
        if passage.page is not None and (passage.page, passage.page_label) != (page, label):
            yield "is not on its page", passage.id


def _misplaced(passage: Passage, around: Sequence[Section]) -> Iterator[str]:
    """``around``: the sections in which the passage begins, outermost first."""
    if not around:
        yield "stands in no section"
        return
    if passage.role not in {section.role for section in around}:
        yield "has a role that its section has not"
    headings = iter([section.heading for section in around])
    if not all(heading in headings for heading in passage.path):
        yield "has headings that its section has not"
    if passage.locator not in {
        "",
        *(section.locator for section in around),
        *passage.path[-1:],
        f"p. {passage.page}",
    }:
        yield "has a locator that its section has not"


class _PageAt:
    """The page on which a character stands, and its printed label."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._starts = [start for start, _, _ in pages]

    def __call__(self, offset: int) -> tuple[int | None, str | None]:
        found = bisect_right(self._starts, offset) - 1
        return self._pages[found][1:] if found >= 0 else (None, None)
