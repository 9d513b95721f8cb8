"""Lines of a PDF in reading order → drafts of blocks: which lines belong together, which are footnotes.

A PDF knows no paragraphs. A line begins a new one when the space above it, its indentation, its style, the shortness of
the line before or its own number says so; across a column or a page, when the sentence before has ended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.read.headings import is_bare_division
from ingest.read.pdf_about import key_of
from ingest.read.pdf_layout import Column
from ingest.read.pdf_lines import Line
from ingest.read.pdf_tables import Table
from ingest.read.shapes import division_level, is_article, is_unfinished, opens_block, starts_lowercase

__all__ = ["CONTENTS_ENTRY", "LEADERS", "RULE", "Bookmarks", "Draft", "Measure", "drafts_of"]

Bookmarks = Mapping[tuple[int, str], int]  # page, and letters and digits of a heading → depth from 1

_NOTE_SIZE = 0.87  # of the body's type; smaller type at the foot of a column is a footnote
_TEXT_SHARE = 0.15  # of the characters; type of a size that is used for so many is text, not headings
CONTENTS_ENTRY = re.compile(r"(?:(?:\s?[.…_·]){4,}|\s…)\s*(?:\d{1,4}|[ivxlc]{1,7})$")
LEADERS = re.compile(r"(?:\s?[.…_·]){5,}")
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡]+|\(\d{1,3}\)|[a-z]\))[\s.)]?\S|NOTE\b|Nota\b")
_ENTRY = re.compile(r"[.…]\s?\d{1,4}$")  # of a table of contents, where a full line leaves one dot for leaders
RULE = re.compile(r"[-—–_*=\s]{5,}")
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


@dataclass(frozen=True, slots=True)
class Measure:
    """What is normal in this document."""

    size: float  # of the largest type that a good part of the text is set in, points
    leading: float  # from one baseline to the next, in sizes of the type
    justified: bool
    bold: bool  # most text is bold, so bold tells nothing


@dataclass(slots=True)
class Draft:
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

    measure: Measure
    bookmarks: Bookmarks
    drafts: list[Draft] = field(default_factory=list)
    notes: list[Draft] = field(default_factory=list)

    def begin(self, draft: Draft) -> None:
        self.drafts += self.notes
        self.notes = []
        self.drafts.append(draft)

    def note(self, aside: _Flow) -> None:
        """Take what ``aside`` holds as notes."""
        for draft in (*aside.drafts, *aside.notes):
            draft.note = True
            self.notes.append(draft)

    def stands_alone(self, draft: Draft, line: Line) -> bool:
        """Whether bookmarks tell that ``draft`` is a heading which ends before ``line``, or ``line`` one itself."""
        if not self.bookmarks:
            return False
        return self._is_named(line) or (len(draft.lines) == 1 and self._is_named(draft.first))

    def _is_named(self, line: Line) -> bool:
        return (line.page, key_of(line.text)) in self.bookmarks

    @property
    def last(self) -> Draft | None:
        return self.drafts[-1] if self.drafts and not self.drafts[-1].note else None


def drafts_of(
    columns: Sequence[Column], bookmarks: Bookmarks, notes: frozenset[int] = frozenset()
) -> tuple[list[Draft], Measure]:
    """Drafts of the blocks of the document whose text columns, in reading order over all pages, are ``columns``.

    What stands on the pages ``notes`` waits, as footnotes do, until the paragraph is finished that it interrupts.
    """
    measure = _measured(columns)
    flow = _Flow(measure, bookmarks)
    aside = _Flow(measure, {})
    for column in columns:
        if column[0].page in notes:
            _add_column(aside, column)
            continue
        flow.note(aside)
        aside = _Flow(measure, {})
        _add_column(flow, column)
    flow.note(aside)
    return [*flow.drafts, *flow.notes], measure


def _measured(columns: Sequence[Column]) -> Measure:
    sizes: Counter[float] = Counter()
    bold = total = flush = 0
    leadings: list[float] = []
    for column in columns:
        right = max(line.x1 for line in column)
        for line in column:
            sizes[line.size] += len(line.text)
            bold += len(line.text) if line.bold else 0
            total += len(line.text)
            flush += line.hyphenated or right - line.x1 < 0.3 * line.size  # the hyphen stood at the edge
        leadings += [
            (after.bottom - before.bottom) / before.size
            for before, after in pairwise(column)
            if before.size == after.size
            and not isinstance(before, Table)
            and 0.8 * before.size < after.bottom - before.bottom < 3 * before.size
        ]
    lines = sum(len(column) for column in columns)
    size = _type_size(sizes)
    # the smallest that is common, not the median: in a text of short paragraphs most gaps are between paragraphs
    common = Counter(round(leading * 20) / 20 for leading in leadings)
    leading = min((value for value, count in common.items() if count >= 0.12 * len(leadings)), default=1.2)
    return Measure(size, leading, flush > 0.45 * max(lines, 1), bold > 0.5 * max(total, 1))


def _type_size(sizes: Counter[float]) -> float:
    """Size of running text, given how many characters there are of each size. Where notes in small type are most of a
    book, its text is still the larger type."""
    total = sum(sizes.values())
    return max((size for size, count in sizes.items() if count >= _TEXT_SHARE * total), default=10.0)


def _add_column(flow: _Flow, column: Column) -> None:
    left, right = min(line.x0 for line in column), max(line.x1 for line in column)
    foot = _foot(column)
    contents = sum(1 for line in column if CONTENTS_ENTRY.search(line.text)) >= 5
    previous: Line | None = None
    for line in column[:foot]:
        draft = flow.last
        if draft is None:
            flow.begin(Draft([line], left, right))
        elif previous is None:
            if _goes_on(draft, line, flow.measure):
                draft.lines.append(line)
                draft.left, draft.right = (left, right)
            else:
                flow.begin(Draft([line], left, right))
        elif flow.stands_alone(draft, line) or _begins(draft, line, left, right, flow.measure, contents=contents):
            flow.begin(Draft([line], left, right))
        else:
            draft.lines.append(line)
        previous = line
    note: Draft | None = None
    for line in column[foot:]:
        if note is None or _begins_note(note, line):
            note = Draft([line], left, right, note=True)
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
    while index > 0 and column[index - 1].size <= small and not isinstance(column[index - 1], Table):
        index -= 1
    feet = column[index:]
    above = sum(1 for line in column[:index] if line.size > small)
    marked = any(_NOTE_MARK.match(line.text) or RULE.match(line.text) for line in feet[:2])
    return index if feet and marked and above >= len(feet) / 2 else len(column)


def _begins_note(note: Draft, line: Line) -> bool:
    return (
        bool(_NOTE_MARK.match(line.text))
        and not note.lines[-1].hyphenated
        and line.x0 <= note.first.x0 + 0.5 * line.size
    )


def _begins(draft: Draft, line: Line, left: float, right: float, measure: Measure, *, contents: bool) -> bool:
    """Whether ``line`` begins a new block after ``draft`` in the same column."""
    before = draft.lines[-1]
    if isinstance(line, Table) or isinstance(before, Table):
        return True
    if before.hyphenated:
        return False
    size = max(before.size, line.size)
    opens = _opens(line)
    if before.words[0].struck != line.words[0].struck and opens:
        return True
    if before.words[-1].struck != line.words[0].struck and not starts_lowercase(line.text) and line.text[0] != "(":
        return True
    open_sentence = is_unfinished(before.text) and starts_lowercase(line.text) and not opens
    short = before.x1 < right - (1.5 * size if measure.justified else max(3 * size, 0.15 * (right - left)))
    if CONTENTS_ENTRY.search(before.text) or (contents and _ENTRY.search(before.text)):
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


def _same_title(draft: Draft, line: Line, left: float, right: float, step: float) -> bool:
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


def _changes_weight(draft: Draft, line: Line, *, short: bool) -> bool:
    """From a bold heading to text, or from the end of a sentence to a bold heading."""
    before = draft.lines[-1]
    if all(one.bold for one in draft.lines):
        return not line.bold and not (line.words[0].bold and not short)
    if line.bold:
        return not is_unfinished(before.text) or short
    return line.words[0].bold and not before.words[-1].bold and is_article(line.text)


def _is_centred(line: Line, left: float, right: float) -> bool:
    return Draft([line], left, right).centred


def _goes_on(draft: Draft, line: Line, measure: Measure) -> bool:
    """Whether ``line``, the first of a column, continues the last block of the column before."""
    before = draft.lines[-1]
    if isinstance(line, Table) or isinstance(before, Table):
        return False
    if before.hyphenated:
        return True
    if abs(before.size - line.size) > 0.12 * before.size or CONTENTS_ENTRY.search(before.text):
        return False
    if not measure.bold and all(one.bold for one in draft.lines) != line.bold:
        return False
    if draft.centred or not is_unfinished(before.text) or before.words[-1].struck != line.words[0].struck:
        return False
    if starts_lowercase(line.text):
        return True
    return not opens_block(line.text) and before.x1 > draft.right - 3 * before.size
