"""Lines of a PDF in reading order → blocks: paragraphs, headings, notes.

A PDF knows no paragraphs. A line begins a new one when the space above it, its indentation, its style, the shortness of
the line before or its own number says so; across a column or a page, when the sentence before has ended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.read.blocks import Block, BlockKind
from ingest.read.headings import DivisionRanks, compact_levels, is_bare_division, join_division_titles, rank_levels
from ingest.read.hyphens import Hyphens
from ingest.read.pdf_about import key_of
from ingest.read.pdf_layout import Column
from ingest.read.pdf_text import Line
from ingest.read.shapes import (
    division_level,
    is_article,
    is_note,
    is_unfinished,
    item_level,
    opens_block,
    starts_lowercase,
)

__all__ = ["blocks_of"]

_NOTE_SIZE = 0.87  # of the body's type; smaller type at the foot of a column is a footnote
_LARGE = 1.15  # of the body's type; larger type is a heading
_TEXT_SHARE = 0.15  # of the characters; type of a size that is used for so many is text, not headings
_TITLE_SIZE = 1.4  # of the body's type; as large as a document's title
# Kinds of headings, the most general first.
_TITLE, _DIVISION, _BOOKMARK, _LOOKS, _ARTICLE = range(5)
_LONGEST_HEADING = 250  # characters
_LEADERS = re.compile(r"(?:\s?[.…_·]){5,}")
_CONTENTS = re.compile(r"(?:(?:\s?[.…_·]){4,}|\s…)\s*(?:\d{1,4}|[ivxlc]{1,7})$")
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡]+|\(\d{1,3}\)|[a-z]\))[\s.)]?\S|NOTE\b|Nota\b")
_ENTRY = re.compile(r"[.…]\s?\d{1,4}$")  # of a table of contents, where a full line leaves one dot for leaders
_RULE = re.compile(r"[-—–_*=\s]{5,}")
# A line that begins "n. 721" or "p. 12" is no item of a list.
_ABBREVIATION = re.compile(r"[a-z]\.\s?\d")
# Last words of a line after which "Article 33" or "(2)" is a reference, not the beginning of a provision.
_EXPECTS_MORE = re.compile(
    r"(?:\b(?:el|la|los|las|del|de|al|en|con|por|según|the|of|in|to|under|by|with|from|section|sections|subsection|subsections"
    r"|paragraph|paragraphs|rule|rules|article|articles|artículos?|artigos?|arts?\.|articol[oi]|par[aá]grafos?|incisos?"
    r"|fracci[oó]n(?:es)?|numerales|n\.|nn\.|der|die|des|dem|den|nach|gemäß|le|les|du|des|à|aux|au|no|na|do|da|dos|das|ao"
    r"|чл\.|ал\.|т\.|по|на|от)|\b(?:dell|all|nell|dall|sull|l)['’]|§)$",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(r"\b(?:and|or|e|y|o|u|ou|et|und|oder|и|или|ed|dan|atau)$", re.IGNORECASE)
_LABEL_ONLY = re.compile(r".{0,24}\d+\s*(?:[ºª°]|er|bis|ter|o)?\s*(?:[A-Z]\b)?\s*[.:–—-]*")


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is normal in this document."""

    size: float  # of the largest type that a good part of the text is set in, points
    leading: float  # from one baseline to the next, in sizes of the type
    justified: bool
    bold: bool  # most text is bold, so bold tells nothing


@dataclass(slots=True)
class _Draft:
    """Lines that will be one block."""

    lines: list[Line]
    left: float  # of the column in which it began
    right: float
    note: bool = False

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def centred(self) -> bool:
        middle = (self.left + self.right) / 2
        slack = 1.2 * self.first.size
        inset = 1.5 * self.first.size
        return all(
            abs((line.x0 + line.x1) / 2 - middle) < slack
            and line.x0 - self.left > inset
            and self.right - line.x1 > inset
            for line in self.lines
        )


@dataclass(slots=True)
class _Flow:
    """Drafts being made; notes wait until the paragraph they interrupt is finished."""

    measure: _Measure
    bookmarks: Mapping[tuple[int, str], int]
    drafts: list[_Draft] = field(default_factory=list)
    notes: list[_Draft] = field(default_factory=list)

    def begin(self, draft: _Draft) -> None:
        self.drafts += self.notes
        self.notes = []
        self.drafts.append(draft)

    def stands_alone(self, draft: _Draft, line: Line) -> bool:
        """Whether bookmarks tell that ``draft`` is a heading which ends before ``line``, or ``line`` one itself."""
        if not self.bookmarks:
            return False
        return self._is_named(line) or (len(draft.lines) == 1 and self._is_named(draft.first))

    def _is_named(self, line: Line) -> bool:
        return (line.page, key_of(line.text)) in self.bookmarks

    @property
    def last(self) -> _Draft | None:
        return self.drafts[-1] if self.drafts and not self.drafts[-1].note else None


def blocks_of(columns: Sequence[Column], *, bookmarks: Mapping[tuple[int, str], int]) -> list[Block]:
    """Blocks of the document whose text columns, in reading order over all pages, are ``columns``.

    ``bookmarks`` gives the depth (from 1) of the headings the PDF's outline names, by page and letters and digits.
    """
    measure = _measured(columns)
    flow = _Flow(measure, bookmarks)
    for column in columns:
        _add_column(flow, column)
    drafts = [*flow.drafts, *flow.notes]
    hyphens = Hyphens(line.text for column in columns for line in column)
    blocks = _with_contents(list(_blocks(drafts, measure, hyphens, bookmarks)))
    return compact_levels(list(join_division_titles(blocks)))


def _with_contents(blocks: list[Block]) -> list[Block]:
    """What stands among the entries of a table of contents is an entry: divisions without a page, the first of two
    lines."""
    pages: dict[int | None, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.CONTENTS:
            pages.setdefault(block.page, []).append(index)
    for entries in pages.values():
        if len(entries) < 5:
            continue
        first = entries[0]
        while first and division_level(blocks[first - 1].text) and len(blocks[first - 1].text) < _LONGEST_HEADING:
            first -= 1
        for index in range(first, entries[-1]):
            if len(blocks[index].text) <= _LONGEST_HEADING:
                blocks[index] = replace(blocks[index], kind=BlockKind.CONTENTS, level=0)
    return blocks


def _measured(columns: Sequence[Column]) -> _Measure:
    sizes: Counter[float] = Counter()
    bold = total = flush = 0
    leadings: list[float] = []
    for column in columns:
        right = max(line.x1 for line in column)
        for line in column:
            sizes[line.size] += len(line.text)
            bold += len(line.text) if line.bold else 0
            total += len(line.text)
            flush += right - line.x1 < 0.3 * line.size
        leadings += [
            (after.bottom - before.bottom) / before.size
            for before, after in pairwise(column)
            if before.size == after.size and 0.8 * before.size < after.bottom - before.bottom < 3 * before.size
        ]
    lines = sum(len(column) for column in columns)
    size = _type_size(sizes)
    # the smallest that is common, not the median: in a text of short paragraphs most gaps are between paragraphs
    common = Counter(round(leading * 20) / 20 for leading in leadings)
    leading = min((value for value, count in common.items() if count >= 0.12 * len(leadings)), default=1.2)
    return _Measure(size, leading, flush > 0.45 * max(lines, 1), bold > 0.5 * max(total, 1))


def _type_size(sizes: Counter[float]) -> float:
    """Size of running text, given how many characters there are of each size. Where notes in small type are most of a
    book, its text is still the larger type."""
    total = sum(sizes.values())
    return max((size for size, count in sizes.items() if count >= _TEXT_SHARE * total), default=10.0)


def _add_column(flow: _Flow, column: Column) -> None:
    left, right = min(line.x0 for line in column), max(line.x1 for line in column)
    foot = _foot(column)
    contents = sum(1 for line in column if _CONTENTS.search(line.text)) >= 5
    previous: Line | None = None
    for line in column[:foot]:
        draft = flow.last
        if draft is None:
            flow.begin(_Draft([line], left, right))
        elif previous is None:
            if _goes_on(draft, line, flow.measure):
                draft.lines.append(line)
                draft.left, draft.right = (left, right)
            else:
                flow.begin(_Draft([line], left, right))
        elif flow.stands_alone(draft, line) or _begins(draft, line, left, right, flow.measure, contents=contents):
            flow.begin(_Draft([line], left, right))
        else:
            draft.lines.append(line)
        previous = line
    note: _Draft | None = None
    for line in column[foot:]:
        if note is None or _begins_note(note, line):
            note = _Draft([line], left, right, note=True)
            flow.notes.append(note)
        else:
            note.lines.append(line)


def _foot(column: Column) -> int:
    """Index of the first line of the footnotes of ``column``; its length when it has none."""
    sizes: Counter[float] = Counter()
    for line in column:
        sizes[line.size] += len(line.text)
    small = _NOTE_SIZE * _type_size(sizes)
    index = len(column)
    while index > 0 and column[index - 1].size <= small:
        index -= 1
    feet = column[index:]
    above = sum(1 for line in column[:index] if line.size > small)
    marked = any(_NOTE_MARK.match(line.text) or _RULE.match(line.text) for line in feet[:2])
    return index if feet and marked and above >= len(feet) / 2 else len(column)


def _begins_note(note: _Draft, line: Line) -> bool:
    return (
        bool(_NOTE_MARK.match(line.text))
        and not note.lines[-1].hyphenated
        and line.x0 <= note.first.x0 + 0.5 * line.size
    )


def _begins(draft: _Draft, line: Line, left: float, right: float, measure: _Measure, *, contents: bool) -> bool:
    """Whether ``line`` begins a new block after ``draft`` in the same column."""
    before = draft.lines[-1]
    if before.hyphenated:
        return False
    size = max(before.size, line.size)
    opens = _opens(line)
    open_sentence = is_unfinished(before.text) and starts_lowercase(line.text) and not opens
    short = before.x1 < right - (1.5 * size if measure.justified else max(3 * size, 0.15 * (right - left)))
    if _CONTENTS.search(before.text) or (contents and _ENTRY.search(before.text)):
        return True
    if abs(before.size - line.size) > 0.12 * size and not open_sentence:
        return True
    if _changes_weight(draft, line, short=short) and not measure.bold:
        return True
    step = (line.bottom - before.bottom) / size
    if step > max(measure.leading * 1.3, measure.leading + 0.25) and not _same_title(draft, line, left, right, step):
        return not (open_sentence and not short)
    if len(draft.lines) == 1 and not open_sentence and _ends_division(before, line, short=short):
        return True
    if _is_centred(before, left, right) != _is_centred(line, left, right) and short and not open_sentence:
        return True
    indent = line.x0 - before.x0
    if abs(indent) > 0.8 * size and not _is_centred(line, left, right):
        hanging = len(draft.lines) == 1 and _opens(before)
        if indent > 0 and not hanging:
            return not open_sentence
        if indent < 0 and len(draft.lines) > 1 and not open_sentence:
            return True
    if opens and not _EXPECTS_MORE.search(before.text):
        ended = (
            not is_unfinished(before.text) or before.text.endswith((",", "—", "–")) or _CONJUNCTION.search(before.text)
        )
        if ended or short or abs(indent) > 0.8 * size:
            return True
    return short and not is_unfinished(before.text)


def _same_title(draft: _Draft, line: Line, left: float, right: float, step: float) -> bool:
    """Whether ``line`` goes on a centred title: titles are set with more space between their lines than text."""
    before = draft.lines[-1]
    alike = abs(before.size - line.size) < 0.6 and before.bold == line.bold and (line.bold or before.text.isupper())
    both_centred = _is_centred(before, left, right) and _is_centred(line, left, right)
    return alike and both_centred and step < 1.9 and is_unfinished(before.text) and not division_level(before.text)


def _ends_division(before: Line, line: Line, *, short: bool) -> bool:
    """Whether ``before`` is the whole heading of a division, or its number with the title on ``line``."""
    whole = division_level(before.text) is not None and short and not starts_lowercase(line.text)
    return is_bare_division(before.text) or whole


def _opens(line: Line) -> bool:
    return opens_block(line.text) and not _ABBREVIATION.match(line.text)


def _changes_weight(draft: _Draft, line: Line, *, short: bool) -> bool:
    """From a bold heading to text, or from the end of a sentence to a bold heading."""
    before = draft.lines[-1]
    if all(one.bold for one in draft.lines):
        return not line.bold and not (line.words[0].bold and not short)
    if line.bold:
        return not is_unfinished(before.text) or short
    return line.words[0].bold and not before.words[-1].bold and is_article(line.text)


def _is_centred(line: Line, left: float, right: float) -> bool:
    return _Draft([line], left, right).centred


def _goes_on(draft: _Draft, line: Line, measure: _Measure) -> bool:
    """Whether ``line``, the first of a column, continues the last block of the column before."""
    before = draft.lines[-1]
    if before.hyphenated:
        return True
    if abs(before.size - line.size) > 0.12 * before.size or _CONTENTS.search(before.text):
        return False
    if not measure.bold and all(one.bold for one in draft.lines) != line.bold:
        return False
    if draft.centred or not is_unfinished(before.text):
        return False
    if starts_lowercase(line.text):
        return True
    return not opens_block(line.text) and before.x1 > draft.right - 3 * before.size


def _blocks(
    drafts: Sequence[_Draft], measure: _Measure, hyphens: Hyphens, bookmarks: Mapping[tuple[int, str], int]
) -> Iterator[Block]:
    made: list[tuple[Block, tuple[float, ...] | None]] = []
    for draft in drafts:
        for lines in _split_run_in(draft, measure):
            part = _Draft(list(lines), draft.left, draft.right, draft.note)
            text = _LEADERS.sub(" …", hyphens.join(part.lines))
            text = _RULE.sub("", text, count=1).strip() if _RULE.match(text) else text.strip()
            if not any(character.isalnum() for character in text):  # rules and ornaments
                continue
            kind, prominence = _kind(part, text, measure, bookmarks)
            made.append(
                (Block(text, kind, item_level(text) if kind is BlockKind.ITEM else 0, page=part.first.page), prominence)
            )
    ranks = DivisionRanks(block.text for block, prominence in made if prominence and prominence[0] == _DIVISION)
    ranked = [
        (block, (_DIVISION, ranks.rank(block.text) or 0) if prominence and prominence[0] == _DIVISION else prominence)
        for block, prominence in made
    ]
    levels = rank_levels(prominence for _, prominence in ranked if prominence is not None)
    for block, prominence in ranked:
        if prominence is None:
            yield block
        else:
            yield Block(block.text, block.kind, levels[prominence], page=block.page)


def _kind(
    draft: _Draft, text: str, measure: _Measure, bookmarks: Mapping[tuple[int, str], int]
) -> tuple[BlockKind, tuple[float, ...] | None]:
    """Kind of a block, and for a heading its prominence (the smaller, the more general)."""
    if draft.note or is_note(text):
        return BlockKind.NOTE, None
    if _CONTENTS.search(text):
        return BlockKind.CONTENTS, None
    depth = bookmarks.get((draft.first.page, key_of(text)))
    division = division_level(text)
    if not any(character.isalpha() for character in text) or len(text) > _LONGEST_HEADING:
        return _plain(text)
    size = max(line.size for line in draft.lines)
    bold = not measure.bold and all(line.bold for line in draft.lines)
    upper = text.isupper() and len(text) > 3
    looks = bold or draft.centred or upper or size >= _LARGE * measure.size
    sentence = text.endswith((",", ";", ":")) or (len(text) > 120 and text.endswith("."))
    if is_article(text):
        if depth or (bold and len(text) <= 200) or (looks and not sentence) or _LABEL_ONLY.fullmatch(text):
            return BlockKind.HEADING, (_ARTICLE,)
        return _plain(text)
    if division and (looks or depth or (len(text) <= 100 and not sentence and len(draft.lines) <= 2)):
        return BlockKind.HEADING, (_DIVISION,)
    if depth:
        return BlockKind.HEADING, (_BOOKMARK, depth)
    if sentence:
        return _plain(text)
    if size >= _LARGE * measure.size:
        return BlockKind.HEADING, (_TITLE if size > _TITLE_SIZE * measure.size else _LOOKS, -round(size))
    if bold or (upper and draft.centred):
        return BlockKind.HEADING, (_LOOKS, -round(size), 0 if draft.centred else 1)
    return _plain(text)


def _plain(text: str) -> tuple[BlockKind, None]:
    return (BlockKind.ITEM if item_level(text) else BlockKind.PARAGRAPH), None


def _split_run_in(draft: _Draft, measure: _Measure) -> list[Sequence[Line]]:
    """A paragraph that begins with an article's number and title in bold, as two: the heading and the text."""
    if measure.bold or not is_article(draft.first.text) or not draft.first.words[0].bold:
        return [draft.lines]
    for number, line in enumerate(draft.lines[:4]):
        for position, word in enumerate(line.words):
            if word.bold or not any(character.isalnum() for character in word.text):
                continue
            head, tail = line.words[:position], line.words[position:]
            before = [*draft.lines[:number], *([Line(head, line.page)] if head else [])]
            after = [Line(tail, line.page, line.hyphenated), *draft.lines[number + 1 :]]
            length = sum(len(one.text) for one in before)
            return [before, after] if before and length <= _LONGEST_HEADING else [draft.lines]
    return [draft.lines]
