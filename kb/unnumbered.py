"""Parts of a provision that its source does not number: "§ 15 Abs. 1 Satz 2", "art. 2522, comma 2", "2e alinéa".

Lawyers count them. Where the source numbers the paragraphs, they are sections of the outline and nothing is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.find import find_provision
from kb.locator import Locator, parse
from kb.model import Section, SectionRole, Span
from kb.sentences import sentence_spans

__all__ = ["unnumbered"]

#: Paragraphs by the word of their tradition: comma, alinéa, párrafo, and the inciso of Chile.
_PARAGRAPHS = frozenset({"co.", "al.", "para.", "inc."})
#: Marks of subdivisions that are paragraphs, where their numbers are whole.
_NUMBERED = frozenset({".", "(", "co.", "al.", "para.", "§", "Abs.", "ал."})
#: With what an item of a list begins, and the paragraph before it goes on.
_ITEM = re.compile(
    r"\(?(?:\d{1,2}|[a-zñ]{1,2}|[ivx]{1,5}|[IVX]{1,5})(?:[ -](?:bis|ter|quater))?(?:\)|[.º°]+[)-]?|\.?\s?[–—-])\s|"
    r"[–—•-]\s"
)
_LIST_OF_FRANCE = re.compile(r"\d{1,2}\s?°")


def unnumbered(sections: Sequence[Section], text: str, locator: str, language: str) -> Section | None:
    """The part of a provision that ``locator`` names by its place; None where there is none.

    Args:
        sections: the outline of the document with this ``text``.
        language: ISO 639-1. In French each new line is an alinéa, the items of a list too (so the Guide de
            légistique counts); elsewhere a list belongs to the paragraph that opens it.
    """
    wanted = parse(locator)
    if wanted is None or (wanted.context and not wanted.numbers):
        return None
    for i, mark in enumerate(wanted.marks):
        if (mark in _PARAGRAPHS or mark == "Satz") and wanted.numbers[i + 1].isdecimal():
            return _counted(sections, text, wanted, i + 1, language)
    return None


def _counted(sections: Sequence[Section], text: str, wanted: Locator, at: int, language: str) -> Section | None:
    """The part that ``wanted`` names, of which the number at ``at`` is a place."""
    above = replace(wanted, numbers=wanted.numbers[:at], marks=wanted.marks[: at - 1])
    whole = find_provision(sections, str(above), exact=True)
    if whole is None:
        return None
    mark, place = wanted.marks[at - 1], int(wanted.numbers[at])
    if mark == "Satz":
        spans = list(_sentences(sections, text, whole))
    elif _is_numbered(sections, text, whole, language):
        return None
    else:
        spans = list(_paragraphs(sections, text, whole, every_line=language == "fr" and mark == "al."))
    if not 0 < place <= len(spans):
        return None
    found = spans[place - 1]
    if len(wanted.numbers) > at + 1:  # "art. 2513, primo comma, lettera a)"
        inner = replace(
            wanted,
            numbers=(*above.numbers, *wanted.numbers[at + 1 :]),
            marks=(*above.marks, *wanted.marks[at:]),
        )
        section = find_provision(
            [s for s in sections if found.start <= s.span.start < found.end], str(inner), exact=True
        )
        return section
    return Section(-1, whole.ordinal, whole.level + 1, "", str(wanted), found, found.start, whole.page)


def _sentences(sections: Sequence[Section], text: str, whole: Section) -> Iterator[Span]:
    """The sentences of ``whole``; the items of a list, and what closes it, are of the sentence that opens it."""
    items = [
        section.span
        for section in sections
        if section is not whole
        and whole.span.contains(section.span)
        and (found := parse(section.locator) if section.locator else None)
        and found.marks
        and found.marks[-1] not in _NUMBERED
    ]
    body = Span(whole.body_start, whole.span.end)
    current: Span | None = None
    listed = False  # whether a list has begun in the sentence
    for sentence in sentence_spans(body.of(text)):
        span = Span(body.start + sentence.start, body.start + sentence.end)
        is_item = any(item.start <= span.start < item.end for item in items)
        closes = listed and text[span.start].islower()
        if current is not None and not (is_item or closes):
            yield current
            current, listed = span, False
        else:
            current = Span(current.start, span.end) if current else span
        listed = listed or is_item
    if current is not None:
        yield current


def _is_numbered(sections: Sequence[Section], text: str, whole: Section, language: str) -> bool:
    """Whether the source numbers the paragraphs of the provision ``whole`` itself."""
    depth = len((parse(whole.locator) or Locator("art.", ("0",))).numbers)
    for section in sections:
        inner = parse(section.locator) if section.locator and section.parent == whole.ordinal else None
        if inner is None or len(inner.numbers) != depth + 1 or not inner.numbers[-1].isdecimal():
            continue
        if language == "fr" and _LIST_OF_FRANCE.match(text, section.body_start):
            continue
        if inner.marks[-1] in _NUMBERED:
            return True
    return False


def _paragraphs(sections: Sequence[Section], text: str, whole: Section, *, every_line: bool) -> Iterator[Span]:
    """The paragraphs of ``whole``: what blank lines divide, each with the list that it opens."""
    notes = [s.span for s in sections if s.role is SectionRole.NOTE and whole.span.contains(s.span)]
    current: Span | None = None
    for match in re.finditer(
        r"[^\n]+" if every_line else r"(?:[^\n]|\n(?!\n))+", text[: whole.span.end][whole.body_start :]
    ):
        said = match[0].strip()
        start = whole.body_start + match.start() + match[0].find(said)
        span = Span(start, start + len(said))
        if not said or any(note.contains(span) for note in notes):
            continue
        if current is not None and (every_line or not _ITEM.match(span.of(text))):
            yield current
            current = span
        else:
            current = Span(current.start, span.end) if current else span
    if current is not None:
        yield current
