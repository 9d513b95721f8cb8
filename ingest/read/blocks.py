"""What every reader returns: the document as a sequence of blocks in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

__all__ = ["Block", "BlockKind", "Ocr", "Reading"]

Ocr = Literal["auto", "off", "force"]
"""Which pages of a PDF are read by OCR: those that cannot be read otherwise, none, all."""


class BlockKind(StrEnum):
    HEADING = "heading"  # title of a division (part, chapter, section, article); ``level`` says how deep
    PARAGRAPH = "paragraph"
    ITEM = "item"  # item of a list or lettered paragraph; ``level`` is its depth of nesting, from 1
    ROW = "row"  # row of a table, cells joined by " | "
    NOTE = "note"  # footnote, amendment or editorial note: findable, never quoted as law
    CONTENTS = "contents"  # line of a table of contents


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, item or row. ``text`` has no line break except inside an address or verse; runs of
    white space are single spaces; never empty."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0  # HEADING: 1 the most general; ITEM: depth of nesting
    locator: str = ""  # where the source's own structure tells it: "s. 8(1)(a)", "art. 2511"; else found by outline
    page: int | None = None  # physical page on which the block begins, from 1
    columns: tuple[str, ...] = ()  # ROW: the column headers, where known
    ocr: float | None = None  # mean confidence of OCR, 0 to 1; None: the text is the source's own


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read: blocks in reading order, and what the file says about itself."""

    blocks: tuple[Block, ...]
    title: str = ""  # the document's own title, "" when it has none
    metadata: dict[str, str] = field(default_factory=dict)  # front matter, <meta>, PDF info: as found
    page_labels: tuple[str, ...] = ()  # printed label of each physical page; empty when the source has no pages
    warnings: tuple[str, ...] = ()  # one line each: what was left out or is doubtful
