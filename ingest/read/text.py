"""Plain text: paragraphs by blank lines, hard line breaks undone, form feeds as page breaks."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.compose import BlockList, clean
from ingest.read.encoding import decode
from ingest.read.hyphens import Hyphens
from ingest.read.lines import paragraphs, without_furniture
from ingest.read.shapes import is_unfinished, opens_block, starts_lowercase
from ingest.read.tidy import tidy

__all__ = ["read"]

_NUMBERED_HEADING = re.compile(r"(\d+(?:\.\d+)*)\.?\s+(\S.*)")
_HEADING_LENGTH = 100


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read a plain-text file.

    Raises:
        UnreadableSource: the bytes are not text.
        NoTextError: there is no text.
    """
    decoded = decode(data, name=name, language=language)
    pages = [page.split("\n") for page in decoded.text.split("\f")]
    if len(pages) > 1 and not "".join(pages[-1]).strip():
        pages.pop()  # a form feed after the last page
    words = Hyphens(decoded.text.split("\n"))
    out = BlockList(warnings=list(decoded.warnings))
    for number, lines in enumerate(without_furniture(pages), start=1):
        for paragraph in paragraphs(lines, words):
            out.add(paragraph, page=number if len(pages) > 1 else None)
    out.blocks = tidy(_short_headings(_numbered_headings(out.blocks)), language=language, words=words)
    title = _title(out.blocks)
    reading = out.reading(name, title=title)
    labels = tuple(str(i + 1) for i in range(len(pages))) if len(pages) > 1 else ()
    return Reading(reading.blocks, reading.title, {}, labels, reading.warnings)


def _title(blocks: list[Block]) -> str:
    """The first line, when it is short enough to be one."""
    first = blocks[0].text if blocks else ""
    return first if len(first) <= _HEADING_LENGTH and not first.endswith((".", ";", ",")) else ""


def _numbered_headings(blocks: list[Block]) -> list[Block]:
    """ "1. INTRODUCTION" and "1.1 Jurisdiction", short and without a full stop, where longer text follows them."""
    kept = []
    for i, block in enumerate(blocks):
        found = _NUMBERED_HEADING.fullmatch(block.text)
        following = blocks[i + 1].text if i + 1 < len(blocks) else ""
        if (
            found
            and len(block.text) <= _HEADING_LENGTH
            and block.text[-1] not in ".;:,"
            and found[2][:1].isupper()
            and following
            and (clean(found[2]).isupper() or "." in found[1])
            and following.split(" ", 1)[0] != found[1]
        ):
            block = Block(block.text, BlockKind.HEADING, 1 + found[1].count(".") + 1, page=block.page)
        kept.append(block)
    return kept


def _short_headings(blocks: list[Block]) -> list[Block]:
    """A short line between finished paragraphs, without a full stop and above a longer one."""
    kept: list[Block] = []
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        if (
            block.kind is BlockKind.PARAGRAPH
            and following is not None
            and following.kind is BlockKind.PARAGRAPH
            and len(block.text) <= 80 < len(following.text)
            and block.text[:1].isupper()
            and is_unfinished(block.text)
            and block.text[-1] not in ",-–—"
            and not opens_block(block.text)
            and not starts_lowercase(following.text)
            and (not kept or not is_unfinished(kept[-1].text))
        ):
            block = replace(block, kind=BlockKind.HEADING)
        kept.append(block)
    return kept
