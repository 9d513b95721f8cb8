"""Names of amending acts that are printed in the margin, run into the sentences beside them.

Chile's official texts print beside each paragraph the act that made it: "cada socio Ley 19.832 tendrá derecho a un
voto", "las obligaciones ART. 23 contraídas". A name is one of the margin where it stands in the midst of a sentence
as no sentence names an act, again and again in the same document. The names of an article become a note at its end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind

__all__ = ["without_side_sources"]

_SOURCE = re.compile(
    r"(?<=\s)(?:(?P<act>Ley \d{1,2}\.\d{3})|ART\. ?(?:\d{1,3}[º°]?|[A-ZÁÉÍÓÚ]{5,9})|DE (?:19|20)\d\d,?)(?=\s|$)"
)
#: What stands before the name of an act in a sentence: "la ley 19.832", "por Ley 19.832".
_NAMES_IT = frozenset(
    "la dicha esta citada referida mencionada misma presente propia nueva aludida señalada otra cuya".split()
)
_MAY_NAME_IT = _NAMES_IT | frozenset("de del por según mediante con en y o e u a al que con sin desde".split())
#: What goes on with such a name: "Ley 19.832 que establece", "Ley 19.832 de 2003".
_GOES_ON = frozenset("de del que sobre y o e u publicada".split())
#: So many cannot be chance.
_FEWEST = 3
#: The letter of the article of the amending act, from the next line of the margin: "los socios que a) trabajen".
_LETTER = re.compile(r"(?<=[a-záéíóúñ])(?P<letter> [a-z]\)(?: y [a-z]\))?)(?= [a-záéíóúñ])")
_LAST_LETTER = re.compile(r"(?<=\.) [a-z]\)$")
_BEFORE_LETTER = re.compile(r"\b(?:letras?|literal(?:es)?|incisos?|números?|y|o|e|de|en) ?$", re.IGNORECASE)
#: Characters between a name and its letter.
_NEAR = 250
_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})


def without_side_sources(blocks: Sequence[Block], language: str) -> list[Block]:
    """The blocks of a law, what its margin names taken out of the sentences."""
    if language != "es":
        return list(blocks)
    sure = Counter(_name(match) for block in blocks if block.kind in _TEXT for match in _found(block.text, sure=True))
    names = frozenset(name for name, times in sure.items() if times >= _FEWEST)
    if not names:
        return list(blocks)
    kept: list[Block] = []
    waiting: list[str] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING and waiting:
            kept.append(Block("; ".join(waiting), BlockKind.NOTE, page=kept[-1].page))
            waiting = []
        taken = (
            [m for m in _found(block.text) if _name(m) in names] if block.kind in _TEXT and not block.locator else []
        )
        if taken:
            block = replace(block, text=_without(block.text, taken))
            waiting = list(dict.fromkeys([*waiting, *(match[0].rstrip(",") for match in taken)]))
        if block.text:
            kept.append(block)
    if waiting:
        kept.append(Block("; ".join(waiting), BlockKind.NOTE, page=kept[-1].page if kept else None))
    return kept


def _name(match: re.Match[str]) -> str:
    """What recurs: the act itself, or articles and years in capitals."""
    return match["act"] or "capitals"


def _found(text: str, *, sure: bool = False) -> list[re.Match[str]]:
    """The names in a paragraph that may be of the margin; ``sure``: only those that no sentence could have there."""
    return [match for match in _SOURCE.finditer(text) if _is_aside(text, match, sure=sure)]


def _is_aside(text: str, match: re.Match[str], *, sure: bool) -> bool:
    words = text[max(0, match.start() - 60) : match.start()].split()
    before = words[-1] if words else ""
    following = text[match.end() : match.end() + 40].split()
    after = following[0] if following else ""
    if match["act"] is None:  # a sentence writes "artículo" and "de 1980" in small letters
        return any(c.islower() for c in before) and (any(c.islower() for c in after) or not (sure or after))
    if before.casefold() in (_MAY_NAME_IT if sure else _NAMES_IT):
        return False
    if sure:
        return before[-1:].islower() and after[:1].islower() and after not in _GOES_ON
    return bool(before) and not after[:1].isdigit() and (after[:1].isalpha() or not after)


def _without(text: str, taken: Sequence[re.Match[str]]) -> str:
    """``text`` without the names, and without the letters that belong to them."""
    cuts = [(match.start() - 1, match.end()) for match in taken]
    for letter in _LETTER.finditer(text):
        near = any(0 < letter.start() - end <= _NEAR for _, end in cuts[: len(taken)])
        if near and not _BEFORE_LETTER.search(text, max(0, letter.start() - 12), letter.start()):
            cuts.append(letter.span("letter"))
    if last := _LAST_LETTER.search(text):
        cuts.append(last.span())
    kept, at = "", 0
    for start, end in sorted(cuts):
        kept, at = kept + text[at : max(at, start)], max(at, end)
    return (kept + text[at:]).strip()
