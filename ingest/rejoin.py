"""Lines as the law has them: sentences that a printed line broke, made whole; headings that were run together, apart.

"No member, other than the authorities referred to in clauses" / "(c) to (g) of sub-section (1), shall hold …": a
reader that goes by lines takes the second for paragraph (c), and quoted by itself it says the opposite of the law.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind

__all__ = ["begins_with_reference", "rejoin", "separate"]

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
#: A line that begins with a reference and goes on like the middle of a sentence.
_REFERENCE = re.compile(
    r"(?:\((?:\d{1,3}[A-Z]?|[a-z]{1,3}|[ivxl]{1,6})\)|(?:\d{1,4}[A-Z]?|[a-z])\)?)\s*"
    r"(?:,?\s*(?:to|of|and|or|above|below|hereof|thereof|shall|a|al|y|o|del|de\s+(?:la|este|esta|los|las)|ou|et|du|de\s+l|"
    r"bis|und|oder|des|der)\s+[(a-z\d]|\(\w{1,3}\))",
)
#: The line before it ends in the middle of a sentence, after a word that a reference follows.
_OPEN = re.compile(
    r"\b(?:clauses?|sub-?clauses?|sections?|sub-?sections?|paragraphs?|sub-?paragraphs?|articles?|rules?|regulations?|in|of|"
    r"or|and|to|under|by|with|incisos?|apartados?|art[íi]culos?|letras?|alín[ée]as?|§§?|Abs\.|Nr\.|Satz|artt?\.|comma|"
    r"commi|lettere?)$",
    re.IGNORECASE,
)
#: "…; and": an item of a list, with the next one to come.
_LIST = re.compile(r"[;:,]\s*(?:and|or|y|o|e|et|ou|und|oder)$", re.IGNORECASE)
#: Characters of two headings at most.
_HEADING = 300
_TWO_HEADINGS = re.compile(
    r"(?P<chapter>(?:CAPO|TITOLO|SEZIONE|CAP[ÍI]TULO|T[ÍI]TULO|SECCI[ÓO]N|CHAPITRE|TITRE|CHAPTER|PART)\s+[IVXLC\d]+\b[^a-z]{0,200}?)"
    r"\s+(?P<article>(?:Art|Artículo|Article|Articolo|Artigo|Section)\.?\s\d+[^\s]*\s.*)"
)


def rejoin(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a broken sentence as one; the others as they are."""
    whole: list[Block] = []
    for block in blocks:
        above = whole[-1] if whole else None
        if above is not None and _broken(above, block):
            whole[-1] = replace(above, text=f"{above.text} {block.text}")
        else:
            whole.append(block)
    return whole


def separate(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, the heading of a chapter and that of its first article as two: "CAPO III – DEI PONTI Art. 36."."""
    apart: list[Block] = []
    for block in blocks:
        match = _TWO_HEADINGS.fullmatch(block.text) if not block.locator and len(block.text) <= _HEADING else None
        if match and block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
            level = block.level or 1
            apart.append(replace(block, text=match["chapter"], kind=BlockKind.HEADING, level=level))
            apart.append(replace(block, text=match["article"], kind=BlockKind.HEADING, level=level + 1))
        else:
            apart.append(block)
    return apart


def begins_with_reference(text: str) -> bool:
    """Whether a line begins with a reference and not with the number of an item: "(c) to (g) of sub-section (1)"."""
    return _REFERENCE.match(text) is not None


def _broken(above: Block, block: Block) -> bool:
    if above.kind not in _TEXT or block.kind not in _TEXT or above.locator or block.locator:
        return False
    if _LIST.search(above.text):
        return False
    return _OPEN.search(above.text) is not None and begins_with_reference(block.text)
