"""The headings of schedules: in Hindi, where no letters are capitals; and where a law names one more than once, in its
contents, in the list of its amendments, at the head of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.numbering import BY_PARAGRAPHS
from ingest.read.blocks import Block, BlockKind
from kb.locator import Locator, annexed_at

__all__ = ["hindi_schedule", "named_once", "with_hindi_headings"]

#: "FIFTH SCHEDULE—(continued)".
_CONTINUED = re.compile(r"cont(?:inued|d)?|samb(?:ungan)?|suite|forts(?:etzung)?|sigue|continuaci[óo]n", re.IGNORECASE)
#: Characters of the longest name of a schedule.
_LABEL = 200


_HINDI_ORDINALS = (
    ("पहली", "प्रथम"), ("दूसरी", "द्वितीय"), ("तीसरी", "तृतीय"), ("चौथी", "चतुर्थ"), ("पांचवीं", "पाँचवीं", "पंचम"),
    ("छठी", "षष्ठ"), ("सातवीं", "सप्तम"), ("आठवीं", "अष्टम"), ("नौवीं", "नवीं", "नवम"), ("दसवीं", "दशम"),
)  # fmt: skip
_HINDI_NUMBER = {word: str(n) for n, words in enumerate(_HINDI_ORDINALS, 1) for word in words}
#: "पहली अनुसूची". Print shops' fonts write its second letter as many others, and no space before it: "पहलीअिुसूची".
_HINDI_SCHEDULE = re.compile(rf"(?P<n>{'|'.join(_HINDI_NUMBER)})?\s?अ.ुसूची")


def hindi_schedule(text: str) -> Locator | None:
    """The schedule of a law in Hindi whose name a line is, and no more; without a number where it has none."""
    if len(text) > _LABEL:
        return None
    match = _HINDI_SCHEDULE.fullmatch(text.strip(" [](){}*_#।.:–—-"))
    return Locator("अनुसूची", (_HINDI_NUMBER[match["n"]],) if match["n"] else ()) if match else None


def with_hindi_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a paragraph that is the name of a schedule as a heading: no capitals tell it in Devanagari."""
    return [
        replace(block, kind=BlockKind.HEADING, level=1)
        if block.kind is BlockKind.PARAGRAPH and not block.locator and hindi_schedule(block.text) is not None
        else block
        for block in blocks
    ]


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
    """Whether a heading is the name of a schedule and no more."""
    text = text.lstrip(" [*_#")
    part = annexed_at(text) if len(text) <= _LABEL else None
    if part is None:
        return False
    words = re.findall(r"\w+", text[part.end :])
    return not words or (len(words) == 1 and _CONTINUED.fullmatch(words[0]) is not None)
