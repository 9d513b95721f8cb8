"""What the editor of a code prints under a section: where it comes from, what refers to it, what courts said of it.

Codes of the states of America print it as text of the section: "[L 1982, c 97; am L 2005, c 52, §2]" at the end of its
last paragraph, and under "Cross References" or "Case Notes" below it; Italian ones in numbered footnotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from kb.locator import Locator

__all__ = ["annotated", "footnoted", "without_sources"]

#: Beginning of the acts that made and amended a section, in brackets at the end of its text.
_SOURCE = re.compile(
    r"\[(?:L|RL|HRS|Laws|Acts?|[CRS]\d\d|P\.?\s?L|Pub|Stats?|Added|Amended|Formerly|Orig|History|Source|am)\b"
)
_YEAR = re.compile(r"(?<!\d)(?:1[789]|20)?\d\d(?!\d)")
#: Characters at most of brackets within them.
_INNER = 20
#: Characters of the longest heading of comments.
_HEADING = 100
#: Headings under which an editor comments.
_COMMENTS = re.compile(
    r"\W*(?:(?:cross|statutory|library)[\s-]references?|(?:case|revision|source|historical|editorial|code|revisor's|"
    r"law\s+review|decision)\s+(?:and\s+\w+\s+)?notes?|notes?\s+of\s+decisions|(?:legislative|amendment|section|source)\s+"
    r"history|history|law\s+journals?(?:\s+and\s+reviews?)?|attorney\s+general(?:'s)?\s+opinions?|rules\s+of\s+court|"
    r"annotations?|credits?)\W*",
    re.IGNORECASE,
)
#: The same, where few paragraphs follow: a schedule has notes too, and they are law.
_NOTES = re.compile(r"\W*notes?\W*", re.IGNORECASE)
_FEW = 4
#: Footnotes of an article of an Italian code, whose paragraphs are never numbered so.
_FOOTNOTE = re.compile(r"\(\d{1,2}\)\s")
#: What ends them: an article that is repealed, or a division that no heading marks.
_AFTER_FOOTNOTES = re.compile(r"\[?Art\.\s*\d|§|\W*\(\s*(?:…|\.\.\.)\s*\)")
_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})


def without_sources(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, what is said in brackets at their end of the acts that made a section as notes of their own."""
    apart: list[Block] = []
    for block in blocks:
        at = _source_at(block.text) if block.kind in _TEXT and not block.locator else None
        if at is None:
            apart.append(block)
            continue
        if text := block.text[:at].rstrip():
            apart.append(replace(block, text=text))
        apart.append(replace(block, text=block.text[at:], kind=BlockKind.NOTE, level=0))
    return apart


def _source_at(text: str) -> int | None:
    """Where the brackets with which ``text`` ends begin, if they name the acts that made it: "[L 1982, c 97 [1]]"."""
    if not text.endswith("]"):
        return None
    at, closed = len(text), 0
    inner_end = 0
    while at:  # backwards, each character once
        at -= 1
        if text[at] == "]":
            closed += 1
            inner_end = at if closed == 2 else inner_end
            if closed > 2:
                return None
        elif text[at] == "[":
            closed -= 1
            if closed == 0:
                break
            if inner_end - at - 1 > _INNER:
                return None
    if closed or not _SOURCE.match(text, at):
        return None
    first = text.find("[", at + 1)
    return at if _YEAR.search(text, at, first if first > 0 else len(text)) else None


def annotated(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> list[Block]:
    """The blocks, an editor's comments as notes: from their heading to the next provision or heading."""
    found = list(blocks)
    for i, block in enumerate(blocks):
        if marks[i] is not None or block.kind not in {*_TEXT, BlockKind.HEADING}:
            continue
        if len(block.text) > _HEADING:
            continue
        few = _NOTES.fullmatch(block.text) is not None
        if not few and not _COMMENTS.fullmatch(block.text):
            continue
        end = i + 1
        while end < len(blocks) and marks[end] is None and blocks[end].kind is not BlockKind.HEADING:
            end += 1
        if end == i + 1 or (few and end - i - 1 > _FEW):
            continue
        for j in range(i, end):
            if found[j].kind is not BlockKind.CONTENTS:
                found[j] = replace(blocks[j], kind=BlockKind.NOTE, level=0)
    return found


def footnoted(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> list[Block]:
    """The blocks, the footnotes that an Italian code prints under its articles as notes, with the wording they quote:
    that of a repealed paragraph goes on for paragraphs of its own."""
    found = list(blocks)
    inside = False
    for i, block in enumerate(blocks):
        text = block.kind in _TEXT
        if marks[i] is not None or not text or _AFTER_FOOTNOTES.match(block.text):
            inside = False
        inside = inside or (text and marks[i] is None and _FOOTNOTE.match(block.text) is not None)
        if inside:
            found[i] = replace(block, kind=BlockKind.NOTE, level=0)
    return found
