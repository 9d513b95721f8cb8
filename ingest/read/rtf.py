"""RTF: paragraphs, headings, tables and notes (see ``rtf_parse`` for why not striprtf)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.headings import DivisionRanks, compact_levels, join_division_titles, rank_levels
from ingest.read.rtf_parse import Paragraph, RtfError, parse
from ingest.read.shapes import division_level, item_level
from ingest.read.table import table_blocks
from kb.errors import NoTextError, UnreadableSource

__all__ = ["read"]

_HEADING_STYLE = re.compile(r"(?:heading|title|titre|título|titulo|titolo|überschrift|заглавие)\s*(\d)?", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|tm|tdc|sommario|verzeichnis|table of contents)\s*\d", re.IGNORECASE)
# "[C35, §8512-g1; …]", "88 Acts, ch 1170, §78", "Referred to in §9.11": source notes of a code, printed after a section
_SOURCE_NOTE = re.compile(r"^(?:\[(?:[RSC]{1,2}\d{2}|\d{2})\b|(?:\d{2}|\d{4}) Acts, |CS\d{2}, |Referred to in §)")
_LONGEST_HEADING = 250


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Blocks of an RTF document; ``title`` from its information group, else its first heading.

    Raises:
        UnreadableSource: no RTF, cut off, or nested beyond reason.
        NoTextError: it holds no text.
    """
    try:
        document = parse(data)
    except RtfError as error:
        raise UnreadableSource(f"{name}: not usable as RTF ({error}); save it as RTF or DOCX again") from error
    if not document.balanced:  # half a law is not indexed
        raise UnreadableSource(f"{name}: cut off, it ends in the middle of a group; fetch the file again")
    blocks = tuple(compact_levels(list(join_division_titles(_blocks(document.paragraphs)))))
    if not blocks:
        raise NoTextError(f"{name}: no text; is it only a picture?")
    title = document.info.get("title", "") or next((b.text for b in blocks if b.kind is BlockKind.HEADING), "")
    return Reading(blocks, title, document.info)


def _blocks(paragraphs: Sequence[Paragraph]) -> Iterator[Block]:
    headings = [paragraph for paragraph in paragraphs if _is_heading(paragraph)]
    divisions = DivisionRanks(paragraph.text for paragraph in headings)
    prominence = {id(paragraph): _prominence(paragraph, divisions) for paragraph in headings}
    levels = rank_levels(prominence.values())
    for is_row, group in groupby(paragraphs, key=lambda paragraph: bool(paragraph.cells)):
        if is_row:
            yield from table_blocks([row.cells for row in group])
            continue
        for paragraph in group:
            text = paragraph.text
            if paragraph.note or _SOURCE_NOTE.match(text):
                yield Block(text, BlockKind.NOTE)
            elif _CONTENTS_STYLE.fullmatch(paragraph.style):
                yield Block(text, BlockKind.CONTENTS)
            elif id(paragraph) in prominence:
                yield Block(text, BlockKind.HEADING, levels[prominence[id(paragraph)]])
            elif depth := item_level(text):
                yield Block(text, BlockKind.ITEM, depth)
            else:
                yield Block(text)


def _is_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if paragraph.cells or paragraph.note or _SOURCE_NOTE.match(text) or len(text) > _LONGEST_HEADING:
        return False
    if paragraph.outline >= 0 or _HEADING_STYLE.fullmatch(paragraph.style) or paragraph.bold:
        return any(character.isalpha() for character in text)
    return paragraph.centred and (division_level(text) is not None or (text.isupper() and len(text) > 2))


def _prominence(paragraph: Paragraph, divisions: DivisionRanks) -> tuple[float, ...]:
    """Sorts headings from the most general; equal for headings of one kind. Outline levels come before looks."""
    styled = _HEADING_STYLE.fullmatch(paragraph.style)
    outline = paragraph.outline if paragraph.outline >= 0 else int(styled.group(1) or 1) - 1 if styled else -1
    if outline >= 0:
        return (0, outline)
    if division := divisions.rank(paragraph.text):
        return (1, division)
    return (2, -round(paragraph.size * 2), 0 if paragraph.centred else 1)
