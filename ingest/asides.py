"""What is printed among the paragraphs of an article and is none: rubrics of its parts, the rest of a broken note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.read.blocks import Block, BlockKind
from ingest.read.shapes import is_article, is_unfinished, opens_block

__all__ = ["asides_apart"]

#: A law with as many headings of single articles prints such headings above their parts too.
_FEWEST = 10
#: Characters of the longest rubric, and of a note with all that follows of it.
_RUBRIC, _NOTE = 60, 2000


def asides_apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those as notes: a short line that is no sentence, after one that ends and before one that begins."""
    return _rubrics(_whole_notes(blocks))


def _whole_notes(blocks: Sequence[Block]) -> list[Block]:
    """A note that opens a bracket goes on to the paragraph that closes it."""
    found = list(blocks)
    for i, block in enumerate(blocks):
        if block.kind is not BlockKind.NOTE or not block.text.startswith("(") or not _open(block.text):
            continue
        text, end = block.text, i + 1
        while end < len(blocks) and blocks[end].kind is BlockKind.PARAGRAPH and _open(text) and len(text) < _NOTE:
            text, end = f"{text} {blocks[end].text}", end + 1
        if not _open(text) and text.rstrip("* .").endswith(")"):
            for j in range(i + 1, end):
                found[j] = replace(blocks[j], kind=BlockKind.NOTE, level=0)
    return found


def _open(text: str) -> bool:
    return text.count("(") > text.count(")")


def _rubrics(blocks: list[Block]) -> list[Block]:
    heads = sum(
        above.kind is BlockKind.HEADING and is_article(block.text) and block.kind is BlockKind.PARAGRAPH
        for above, block in pairwise(blocks)
    )
    if heads < _FEWEST:
        return blocks
    found = list(blocks)
    text = (BlockKind.PARAGRAPH, BlockKind.ITEM)
    for i in range(1, len(blocks) - 1):
        above, block, below = blocks[i - 1 : i + 2]
        if (
            block.kind is BlockKind.PARAGRAPH
            and not block.locator
            and len(block.text) <= _RUBRIC
            and block.text[:1].isupper()
            and any(c.islower() for c in block.text)
            and is_unfinished(block.text)
            and not opens_block(block.text)
            and above.kind in text
            and not is_unfinished(above.text)
            and above.text[-1] not in ":;"
            and below.kind is BlockKind.PARAGRAPH
            and below.text[:1].isupper()
            and len(below.text) > _RUBRIC
        ):
            found[i] = replace(block, kind=BlockKind.NOTE)
    return found
