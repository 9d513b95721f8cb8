"""How a law is closed below its last provision: the formula of promulgation, place and day, who signed.

None of it is text of the last article, which a reader would otherwise quote with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from kb.locator import Locator

__all__ = ["closed"]

_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|"
    r"gener|febrer|març|maig|juny|juliol|agost|setembre|octubre|novembre|desembre|"
    r"janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|"
    r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
#: "Madrid, 29 de marzo de 2011.", "Château de Berg, le 16 juillet 2021.", "Dado en Bogotá, D. E., a 2 de mayo de 1989."
_PLACE_AND_DAY = re.compile(
    rf"(?:[A-ZÀ-Ý][\w'’.-]{{1,25}}(?:\s[\w'’.-]{{1,25}}){{0,5}}),(?:\sD\.\s?[EFC]\.,)?\s(?:a\s|aos\s|le\s|el\s)?"
    rf"(?:d[ií]a\s)?\d{{1,2}}(?:er|º|o)?\s(?:de\s|d['’])?{_MONTH}\s(?:de\s|del\s)?(?:1[89]|20)\d\d(?!\d)",
)
#: What a ruler orders, and who orders it.
_FORMULA = re.compile(
    r"(?:Por\s(?:lo\s)?tanto,?\s(?:mando|ordeno)|Per\stant,?\sordeno|Mando\sa\stodos|Ordeno\s(?:a\stod|que\stod)|"
    r"Mandons\set\sordonnons|Mandamos\sy\sordenamos|En\sfe\sde\slo\scual|En\sfoi\sde\squoi|"
    r"(?:Publíquese|Comuníquese|Cúmplase|Promúlguese|Regístrese)(?:,\s|\sy\s|\.)(?=\S|$)|"
    r"(?:El|La)\sPresident[ea]\sdel\s(?:[Hh]onorable\s)?(?:Senado|Congreso|Gobierno)\b(?=[^.;:]{0,60}[,.]?$)|"
    r"Powered\sby\s\w+\s\()",
)
#: Characters of the longest beginning of a paragraph that is looked at.
_BEGINNING = 200
_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
LANGUAGES = frozenset({"es", "ca", "pt", "fr"})


def closed(blocks: Sequence[Block], marks: Sequence[Locator | None], language: str) -> list[Block]:
    """The blocks, what closes the law or an act that amended it as notes: to the next heading or provision.

    Between two articles of the law itself nothing is closed: there such words are quoted.
    """
    if language not in LANGUAGES:
        return list(blocks)
    found = list(blocks)
    provision = False  # whether one has begun: a law's preamble may name a place and day too
    i = 0
    while i < len(blocks):
        provision = provision or marks[i] is not None
        if not (provision and marks[i] is None and blocks[i].kind in _TEXT and _closes(blocks[i].text)):
            i += 1
            continue
        end = i + 1
        while end < len(blocks) and marks[end] is None and blocks[end].kind is not BlockKind.HEADING:
            end += 1
        following = next((mark for mark in marks[end:] if mark is not None), None)
        if following is None or following.annexed or following.context:
            for j in range(i, end):
                if blocks[j].kind in _TEXT:
                    found[j] = replace(blocks[j], kind=BlockKind.NOTE, level=0)
        i = end
    return found


def _closes(text: str) -> bool:
    beginning = text[:_BEGINNING].lstrip("«“\"'*_ ")
    return _FORMULA.match(beginning) is not None or _PLACE_AND_DAY.match(beginning) is not None
