"""Drafts of a PDF's blocks → blocks: headings and their levels, items, notes, lines of contents, struck text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from ingest.read.headings import DivisionRanks, compact_levels, join_division_titles, rank_levels
from ingest.read.hyphens import Hyphens
from ingest.read.pdf_about import key_of
from ingest.read.pdf_layout import Column
from ingest.read.pdf_lines import Line
from ingest.read.pdf_paragraphs import CONTENTS_ENTRY, LEADERS, RULE, Bookmarks, Draft, Measure, drafts_of
from ingest.read.pdf_table_blocks import TableBlocks
from ingest.read.pdf_tables import Table
from ingest.read.shapes import division_level, is_article, is_note, item_level

__all__ = ["blocks_of"]

_LARGE = 1.15  # of the body's type; larger type is a heading
_TITLE_SIZE = 1.4  # of the body's type; as large as a document's title
# Kinds of headings, the most general first.
_TITLE, _DIVISION, _BOOKMARK, _LOOKS, _ARTICLE = range(5)
_LONGEST_HEADING = 250  # characters
_REMARK = re.compile(r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[\s.;]*)+")  # "(Revogado pela Lei 9)" after what it repealed
_LABEL_ONLY = re.compile(r".{0,24}\d+\s*(?:[ºª°]|er|bis|ter|o)?\s*(?:[A-Z]\b)?\s*[.:–—-]*")


def blocks_of(columns: Sequence[Column], *, bookmarks: Bookmarks, notes: frozenset[int] = frozenset()) -> list[Block]:
    """Blocks of the document whose text columns, in reading order over all pages, are ``columns``.

    ``bookmarks`` gives the depth (from 1) of the headings the PDF's outline names, by page and letters and digits.
    ``notes`` are the numbers of pages that hold nothing but notes.
    """
    drafts, measure = drafts_of(columns, bookmarks, notes)
    hyphens = Hyphens(f"{line.text}{'-' * line.hyphenated}" for line in _printed(columns))
    blocks = _with_contents(list(_blocks(drafts, measure, hyphens, bookmarks)))
    return compact_levels(list(join_division_titles(blocks)))


def _printed(columns: Sequence[Column]) -> Iterator[Line]:
    for column in columns:
        for line in column:
            yield from line.lines if isinstance(line, Table) else (line,)


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


def _blocks(drafts: Sequence[Draft], measure: Measure, hyphens: Hyphens, bookmarks: Bookmarks) -> Iterator[Block]:
    made: list[tuple[Block, tuple[float, ...] | None]] = []
    tables = TableBlocks(hyphens)
    after_table = False
    for draft in drafts:
        if isinstance(draft.first, Table):
            blocks = tables.of(draft.first, follows=after_table)
            made += [(replace(block, ocr=_confidence(draft.lines)), None) for block in blocks]
            after_table = True
            continue
        after_table = after_table and draft.note
        for part in _parts(draft, measure):
            text = LEADERS.sub(" …", hyphens.join(part.lines))
            text = RULE.sub("", text, count=1).strip() if RULE.match(text) else text.strip()
            if not any(character.isalnum() for character in text):  # rules and ornaments
                continue
            kind, prominence = _kind(part, text, measure, bookmarks)
            level = item_level(text) if kind is BlockKind.ITEM else 0
            made.append((Block(text, kind, level, page=part.first.page, ocr=_confidence(part.lines)), prominence))
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
            yield replace(block, level=levels[prominence])


def _confidence(lines: Sequence[Line]) -> float | None:
    """Mean confidence of OCR by the length of words; None where OCR read nothing of it."""
    read = [(word.confidence, len(word.text)) for line in lines for word in line.words if word.confidence is not None]
    total = sum(length for _, length in read)
    return round(sum(confidence * length for confidence, length in read) / total, 3) if total else None


def _parts(draft: Draft, measure: Measure) -> Iterator[Draft]:
    """``draft`` cut where a heading runs into its text. What is struck out is a note of its own, after the rest."""
    for lines in _split_run_in(draft, measure):
        part = replace(draft, lines=list(lines))
        struck = [piece for line in lines if (piece := line.only(struck=True))]
        kept = [piece for line in lines if (piece := line.only(struck=False))] if struck else lines
        said = " ".join(line.text for line in kept)
        if not struck:
            yield part
        elif not any(character.isalnum() for character in said) or _REMARK.fullmatch(said.strip()):
            yield replace(part, note=True)
        else:
            yield replace(part, lines=list(kept))
            yield replace(part, lines=struck, note=True)


def _kind(
    draft: Draft, text: str, measure: Measure, bookmarks: Bookmarks
) -> tuple[BlockKind, tuple[float, ...] | None]:
    """Kind of a block, and for a heading its prominence (the smaller, the more general)."""
    if draft.note or is_note(text):
        return BlockKind.NOTE, None
    if CONTENTS_ENTRY.search(text):
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


def _split_run_in(draft: Draft, measure: Measure) -> list[Sequence[Line]]:
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
