"""Schedules that a law names more than once: in its contents, in the list of its amendments, at the head of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.numbering import BY_PARAGRAPHS
from ingest.read.blocks import Block, BlockKind
from kb.locator import Locator, annexed_at

__all__ = ["named_once"]

#: "FIFTH SCHEDULE—(continued)".
_CONTINUED = re.compile(
    r"\W*(?:cont(?:inued|d|\.)?|samb(?:ungan)?|suite|forts(?:etzung)?|sigue|continuaci[óo]n)?\W*", re.I
)


def named_once(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> tuple[list[Block], list[Locator | None]]:
    """The blocks and marks, a numbered schedule marked where its heading stands first and nowhere else.

    Where none of its names is a heading, each stays. One that comes before the first provision, and again below, is a
    line of contents, and so is what stands between such lines.
    """
    first = next((i for i, mark in enumerate(marks) if mark is not None and not mark.annexed), 0)
    later = {mark.key() for mark in marks[first:] if mark is not None}
    listed = [i for i, mark in enumerate(marks[:first]) if mark and _is_schedule(mark) and mark.key() in later]
    if listed:
        lines = range(listed[0], listed[-1] + 1)
        blocks = [replace(b, kind=BlockKind.CONTENTS, level=0) if i in lines else b for i, b in enumerate(blocks)]
        marks = [None if i in lines else mark for i, mark in enumerate(marks)]
    schedules = {i: mark for i, mark in enumerate(marks) if mark is not None and _is_schedule(mark)}
    headed = {mark.key() for i, mark in schedules.items() if blocks[i].kind is BlockKind.HEADING}
    found, new = list(blocks), list(marks)
    seen: set[tuple[str, ...]] = set()
    for i, mark in schedules.items():
        key, heading = mark.key(), blocks[i].kind is BlockKind.HEADING
        again = key in seen and _is_label(blocks[i].text)
        if key in headed and (not heading or again):
            new[i] = None
            found[i] = replace(blocks[i], kind=BlockKind.PARAGRAPH, level=0) if heading else blocks[i]
        if heading:
            seen.add(key)
    return found, new


def _is_schedule(mark: Locator) -> bool:
    return mark.scheme in BY_PARAGRAPHS and len(mark.numbers) == 1 and not mark.context


def _is_label(text: str) -> bool:
    part = annexed_at(text.lstrip(" [*_#"))
    return part is not None and _CONTINUED.fullmatch(text.lstrip(" [*_#")[part.end :]) is not None
