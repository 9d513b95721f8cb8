"""Running headers, footers, page numbers and line numbers of a PDF: found by repetition, taken out of the text.

A line is furniture when it stands near the top or bottom edge and what it says (numbers aside) recurs at that height on
other pages. Headers that change with the chapter recur on a part of the pages only, so a *slot* (a height near an edge)
is judged as a whole: where most of what stands in it recurs, all of it is furniture.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.read.headings import is_bare_division
from ingest.read.pdf_lines import Line, PageText
from ingest.read.pdf_tables import Table
from ingest.read.shapes import is_article, is_note

__all__ = ["without_furniture"]

_EDGE_LINES = 5  # how many lines from the edge can be furniture
_EDGE_SHARE = 0.2  # of the page's height
_SLOT = 4.0  # points; the same header stands at the same height within this
_FEWEST_PAGES = 3
_RECURRING_SHARE = 0.6  # of a slot's lines, for the slot to be furniture
_OCCUPIED_SHARE = 0.25  # of the pages
_LONGEST = 160  # characters
_ROMAN = re.compile(r"\b[ivxlcdm]{1,7}\b")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:(?:p[aá]g(?:ina|\.)?|page|seite|стр\.?|p\.)\s*)?[-–—]?\s*(?:#|[ivxlcdm]+)\s*[-–—]?(?:\s*(?:de|of|di|von|sur|/|от)\s*#)?",
    re.IGNORECASE,
)


def without_furniture(
    pages: Sequence[PageText], apart: Mapping[int, float] | None = None
) -> tuple[list[PageText], list[str]]:
    """``pages`` without furniture, and the distinct texts that were taken out (numbers as "#"), most frequent first.

    ``apart``: numbers of pages of another kind than the rest, with a head of their own, and where it ends: what stands
    below it is their text.
    """
    apart = apart or {}
    pages = [_without_line_numbers(page) for page in pages]
    edges = [_edge_lines(page, apart.get(page.number)) for page in pages]
    repeated = _repeated(edges)
    slots = {
        other: _furniture_slots(
            [edge for page, edge in zip(pages, edges, strict=True) if (page.number in apart) is other], repeated
        )
        for other in (False, True)
    }
    removed: Counter[str] = Counter()
    kept: list[PageText] = []
    for page, edge in zip(pages, edges, strict=True):
        dropped: set[int] = set()
        for side in edge:
            for index, line in side:  # from the edge inwards
                slot, said = _slot(line), _said(line)
                in_slot = slot in slots[page.number in apart] and not _is_wide(line, page)
                if (slot, said) in repeated or in_slot or _is_outer_number(line, dropped, side):
                    dropped.add(index)
                    removed[said] += 1
                elif _is_wide(line, page):
                    break
        lines = tuple(line for index, line in enumerate(page.lines) if index not in dropped)
        kept.append(replace(page, lines=lines))
    return kept, [text for text, _ in removed.most_common()]


Edge = tuple[list[tuple[int, Line]], list[tuple[int, Line]]]  # index in page.lines and line; top and bottom, from edge
Recurring = tuple[int, str]  # slot and what is said there


def _edge_lines(page: PageText, head: float | None) -> Edge:
    indexed = [(index, line) for index, line in enumerate(page.lines) if not isinstance(line, Table)]
    reach = page.height * _EDGE_SHARE
    lowest = reach if head is None else min(head + 0.1, reach)
    top = sorted((item for item in indexed if item[1].bottom < lowest), key=lambda item: item[1].top)
    bottom = sorted((item for item in indexed if item[1].top > page.height - reach), key=lambda item: -item[1].bottom)
    return top[:_EDGE_LINES], bottom[:_EDGE_LINES]


def _said(line: Line) -> str:
    """What a line says apart from its numbers. The number of a division, an article or a note is part of what it says:
    "Art. 12." at the top of one page and "Art. 15." at the top of another are no header."""
    if is_bare_division(line.text) or is_article(line.text) or is_note(line.text):
        return line.text.casefold()
    return _without_numbers(line)


def _without_numbers(line: Line) -> str:
    return " ".join(_ROMAN.sub("#", _NUMBER.sub("#", line.text.casefold())).split())


def _slot(line: Line) -> int:
    return round(line.bottom / _SLOT)


def _repeated(edges: Sequence[Edge]) -> set[Recurring]:
    """Texts that stand at one height on several pages."""
    pages: dict[Recurring, set[int]] = defaultdict(set)
    for number, edge in enumerate(edges):
        for side in edge:
            for _, line in side:
                if len(line.text) <= _LONGEST:
                    slot, said = _slot(line), _said(line)
                    for near in (slot - 1, slot, slot + 1):
                        pages[near, said].add(number)
    fewest = max(_FEWEST_PAGES, min(len(edges) // 20, 6))
    strict = {key for key, numbers in pages.items() if len(numbers) >= max(_FEWEST_PAGES, 0.3 * len(edges))}
    return strict | {
        key for key, numbers in pages.items() if len(numbers) >= fewest and _outermost(key, edges, numbers)
    }


def _outermost(key: Recurring, edges: Sequence[Edge], numbers: Iterable[int]) -> bool:
    """Whether a text that recurs on few pages is the first or last thing on most of them."""
    found = outer = 0
    for number in numbers:
        for side in edges[number]:
            for position, (_, line) in enumerate(side):
                if _said(line) == key[1]:
                    found += 1
                    outer += position <= 1
    return found > 0 and outer / found >= 0.8


def _furniture_slots(edges: Sequence[Edge], repeated: set[Recurring]) -> set[int]:
    occupied: Counter[int] = Counter()
    recurring: Counter[int] = Counter()
    for edge in edges:
        for side in edge:
            for _, line in side:
                slot = _slot(line)
                occupied[slot] += 1
                recurring[slot] += (slot, _said(line)) in repeated
    return {
        slot
        for slot, count in occupied.items()
        if count >= max(_FEWEST_PAGES, _OCCUPIED_SHARE * len(edges)) and recurring[slot] / count >= _RECURRING_SHARE
    }


def _is_outer_number(line: Line, dropped: set[int], side: Sequence[tuple[int, Line]]) -> bool:
    """A page number outside everything but furniture, wherever it stands."""
    outer = next((index for index, other in side if index not in dropped and other is not line), None)
    first = side[0][1] is line or outer is None
    return first and bool(_PAGE_NUMBER.fullmatch(_without_numbers(line))) and not line.bold


def _is_wide(line: Line, page: PageText) -> bool:
    """Whether ``line`` is a full line of text: nothing further in is furniture."""
    return line.x1 - line.x0 > 0.5 * page.width and len(line.text) > 60


def _without_line_numbers(page: PageText) -> PageText:
    """Without the numbers some gazettes print beside the text, every line or every fifth."""
    numbers = [line for line in page.lines if line.text.isdigit()]
    if len(numbers) < 5 or len(numbers) > 0.6 * len(page.lines) + 5:
        return page
    edge = min((line.x0 for line in page.lines if not line.text.isdigit()), default=0.0)
    margin = [line for line in sorted(numbers, key=lambda line: line.top) if line.x1 < edge]
    values = [int(line.text) for line in margin]
    steps = {after - before for before, after in itertools.pairwise(values)}
    if len(margin) < 5 or len(steps) != 1 or steps.pop() not in (1, 5, 10):
        return page
    return replace(page, lines=tuple(line for line in page.lines if line not in margin))
