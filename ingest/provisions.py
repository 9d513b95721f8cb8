"""Which blocks of a law begin a provision, and which only list or comment provisions.

Three things look like provisions and are none: lines of a table of contents ("421C-14 One member, one vote", with the
section itself further down), editorial headings that recur under many articles, and numbered paragraphs. In laws that
number their sections without a word or sign ("6. Application for registration"), the numbers must run through the
whole text to count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from kb.locator import Locator, heading_locator, parse

__all__ = ["find_provisions", "is_division"]

#: Provisions listed one after another that make a table of contents.
_LISTED = 4
#: A line of a table of contents is not longer, in characters.
_LINE = 160
#: An editorial heading recurs at least as often.
_RECURS = 4
#: Languages in which "§" introduces a paragraph of an article and not a provision.
_SIGN_IS_PARAGRAPH = frozenset({"pt", "es", "ca", "fr", "it"})
#: A law whose sections are bare numbers has at least as many.
_BARE_RUN = 5

Marks = list[Locator | None]

_DIVISION = re.compile(
    r"\W*(part|parte|partie|teil|title|t[ií]tulo|titre|titolo|t[ií]tol|book|libro|livre|chapter|cap[ií]tulo|"
    r"chapitre|capo|cap[ií]tol|kapitel|secci[óo]n|se[çc][ãa]o|sezione|secció|abschnitt|unterabschnitt|bahagian|bab|"
    r"subtitle|division|subdivision|sub-?part|глава|раздел|дял|अध्याय|भाग)\b|"
    r"\W*제\s*\d+\s*[편장절관]|第.{1,5}[編章節款]",
    re.IGNORECASE,
)


def is_division(heading: str) -> bool:
    """Whether a heading is of a part, title, chapter or the like, which holds provisions."""
    return _DIVISION.match(heading) is not None


def find_provisions(blocks: Sequence[Block], language: str) -> tuple[list[Block], Marks]:
    """The blocks, with contents and editorial headings told apart, and for each the locator it begins, or None."""
    found = _editorial(blocks)
    marks: Marks = [_mark(block, language) for block in found]
    marks = _bare(found, marks, language)
    return _contents(found, marks)


def _mark(block: Block, language: str, *, bare: bool = False) -> Locator | None:
    if block.kind in (BlockKind.NOTE, BlockKind.CONTENTS, BlockKind.ROW):
        return None
    if block.locator:
        return parse(block.locator)
    if block.kind is BlockKind.ITEM and not bare:
        return None
    mark = heading_locator(block.text, language, bare=bare)
    if mark is not None and mark.scheme == "§" and language in _SIGN_IS_PARAGRAPH:
        return None
    return mark


def _editorial(blocks: Sequence[Block]) -> list[Block]:
    """Headings that recur many times comment what stands above them: they are notes."""
    plain = [" ".join(b.text.casefold().split()) if b.kind is BlockKind.HEADING else "" for b in blocks]
    times = Counter(text for text in plain if text)
    return [
        replace(block, kind=BlockKind.NOTE, level=0)
        if text and times[text] >= _RECURS and not is_division(block.text) and not any(c.isdigit() for c in text)
        else block
        for block, text in zip(blocks, plain, strict=True)
    ]


def _bare(blocks: Sequence[Block], marks: Marks, language: str) -> Marks:
    """Bare numbers count where words and signs mark next to nothing and the numbers run through the text."""
    candidates = [(i, mark) for i, b in enumerate(blocks) if (mark := _mark(b, language, bare=True)) is not None]
    run = _longest_run([(i, number) for i, mark in candidates if (number := _leading(mark)) is not None])
    marked = sum(mark is not None for mark in marks)
    if len(run) < _BARE_RUN or len(run) <= 2 * marked:
        return marks
    by_block = dict(candidates)
    return [by_block[i] if i in run else None for i in range(len(blocks))]


def _leading(mark: Locator) -> int | None:
    digits = re.match(r"\d+", mark.numbers[0])
    return int(digits.group()) if digits and len(digits.group()) < 5 else None


def _longest_run(numbers: Sequence[tuple[int, int]]) -> set[int]:
    """Blocks of the longest sequence of numbers that grows by steps of at most three, from a small number on.

    Numbered lists inside sections start at 1 again and again; they are outgrown by the sections' own sequence. Where
    two blocks carry the same next number, as in a table of contents and the text, the later run wins.
    """
    best: dict[int, tuple[int, int | None]] = {}  # position in ``numbers`` → (length of the run, position before)
    last_at: dict[int, int] = {}  # number → position of its last occurrence that continues a run
    for position, (_, number) in enumerate(numbers):
        length, before = 1, None
        for step in (1, 2, 3, 0):
            previous = last_at.get(number - step)
            if previous is not None and best[previous][0] + (step > 0) > length:
                length, before = best[previous][0] + (step > 0), previous
        if before is None and number > 3:
            continue
        best[position] = (length, before)
        if number not in last_at or length >= best[last_at[number]][0]:
            last_at[number] = position
    if not best:
        return set()
    node: int | None = max(best, key=lambda position: (best[position][0], position))
    chosen: set[int] = set()
    while node is not None:
        chosen.add(numbers[node][0])
        node = best[node][1]
    return chosen


def _contents(blocks: list[Block], marks: Marks) -> tuple[list[Block], Marks]:
    """Runs of short provisions without any text between them, which come again further down, are contents."""
    keys = [mark.key() if mark else None for mark in marks]
    last = {key: i for i, key in enumerate(keys) if key is not None}
    kinds = list(blocks)
    new = list(marks)
    run: list[int] = []
    for i in range(len(blocks) + 1):
        key = keys[i] if i < len(blocks) else None
        if key is not None and last[key] > i and not blocks[i].locator and len(blocks[i].text) <= _LINE:
            run.append(i)
        elif i < len(blocks) and run and blocks[i].kind is BlockKind.HEADING and key is None:
            continue  # "PART II" within the contents
        else:
            if len(run) >= _LISTED:
                for j in range(run[0], run[-1] + 1):
                    kinds[j] = replace(blocks[j], kind=BlockKind.CONTENTS, level=0)
                    new[j] = None
            run = []
    return kinds, new
