"""What a bill says of itself after its text: the explanatory statement, which is no law.

It names the clauses by their numbers ("2. Clause 2 seeks to amend …"), and so looks like them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from ingest.read.shapes import is_article

__all__ = ["explained_from", "without_explanation"]

_HEADING = re.compile(
    r"\W*(?:explanatory\s+(?:statement|memorandum|notes?)|statement\s+of\s+objects\s+and\s+reasons|"
    r"huraian|penjelasan|begr[üu]ndung|expos[ée]\s+des\s+motifs|relazione\s+illustrativa)\W*",
    re.IGNORECASE,
)
#: Characters of the longest heading.
_LONGEST = 80
_FIRST = re.compile(r"\W{0,4}1\s?\.\s?\W{0,4}[A-ZÀ-Ý(]|\W{0,4}\(1\)\s")
_RUNNING = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM})


def explained_from(blocks: Sequence[Block]) -> int | None:
    """The block that heads the explanatory statement, which goes on to the end; None where there is none.

    One that comes before the first clause is a preamble: from it on, all would be lost as law.
    """
    enacted = False
    for i, block in enumerate(blocks):
        if block.locator or block.kind not in _RUNNING:
            continue
        if enacted and len(block.text) <= _LONGEST and _HEADING.fullmatch(block.text):
            return i
        enacted = enacted or is_article(block.text) or _FIRST.match(block.text) is not None
    return None


def without_explanation(blocks: Sequence[Block]) -> tuple[Sequence[Block], Block | None]:
    """The blocks, the explanatory statement as notes, and the block that heads it."""
    start = explained_from(blocks)
    if start is None:
        return blocks, None
    notes = [replace(block, kind=BlockKind.NOTE, level=0) for block in blocks[start:]]
    return [*blocks[:start], *notes], notes[0]
