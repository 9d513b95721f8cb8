"""What the States of India have made of a central Act for themselves, as it is printed between its sections.

Under "STATE AMENDMENTS", State by State, whole sections are quoted that are law in one State only: "12A. Change of
name." of Orissa is no section of the Act. They are notes of the section they follow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.blocks import Block, BlockKind
from ingest.read.shapes import division_level
from ingest.sequence import inserted
from kb.locator import Locator

__all__ = ["amended_by_states"]

_STATE = (
    r"(?:(?:the\s+)?(?:State|Union\s+Territory)\s+of\s+)?"
    r"(?:Andhra\s+Pradesh|Arunachal\s+Pradesh|Assam|Bihar|Chhattisgarh|Goa|Gujarat|Haryana|Himachal\s+Pradesh|Jharkhand|"
    r"Karnataka|Mysore|Kerala|Madhya\s+Pradesh|Maharashtra|Bombay|Manipur|Meghalaya|Mizoram|Nagaland|Odisha|Orissa|Punjab|"
    r"Rajasthan|Sikkim|Tamil\s+Nadu|Madras|Telangana|Tripura|Uttar\s+Pradesh|Uttarakhand|Uttaranchal|West\s+Bengal|"
    r"Andaman\s+and\s+Nicobar(?:\s+Islands)?|Chandigarh|Dadra\s+and\s+Nagar\s+Haveli|Daman\s+and\s+Diu|Delhi|"
    r"Jammu\s+and\s+Kashmir|Ladakh|Lakshadweep|Puducherry|Pondicherry)"
)
_HEADING = re.compile(r"\W{0,4}STATE\s+AMENDMENTS?\W{0,4}", re.IGNORECASE)
_STATE_ALONE = re.compile(rf"\W{{0,4}}{_STATE}\W{{0,4}}", re.IGNORECASE)
#: "Uttar Pradesh: In its application to the State of Uttar Pradesh, in section 3, …".
_APPLIED = re.compile(r"\W{0,4}In\s+(?:its|their)\s+application\s+to\b", re.IGNORECASE)
_STATE_APPLIED = re.compile(rf"\W{{0,4}}{_STATE}\s?\W{{1,4}}In\s+(?:its|their)\s+application\s+to\b", re.IGNORECASE)
#: How an amendment ends: with the Act that made it.
_VIDE = re.compile(r"[\[(]\s*Vide\b", re.IGNORECASE)
_ACT = re.compile(
    r"\b(?:Act|Ordinance|Order|Regulation)s?\b[^.;:]{0,60}\b(?:1[89]|20)\d\d\b[^;:]{0,80}$", re.IGNORECASE
)
#: Characters of the longest line that only names a State or an Act.
_LINE = 300
_QUOTES = "\"“'‘"
#: Sections of the Act that may be left out between two.
_GAP = 3


def amended_by_states(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> frozenset[int]:
    """Which blocks are amendments that States made: from their heading, or from the State to which the Act is said to
    apply with them, to the section of the Act that follows."""
    found: set[int] = set()
    last = (0, 0)  # the section of the Act above
    inside = closed = ever_closed = False
    for i, (block, mark) in enumerate(zip(blocks, marks, strict=True)):
        if inside and _ends(block, mark, last, closed=closed, ever_closed=ever_closed):
            inside = False
        if not inside and _begins(blocks, i):
            inside, ever_closed = True, False
        if inside:
            closed = _closes(block.text)
            ever_closed = ever_closed or closed
            found.add(i)
        elif mark is not None and not mark.annexed:
            last = _number(mark) or last
    return frozenset(found)


def _begins(blocks: Sequence[Block], i: int) -> bool:
    text = blocks[i].text
    if blocks[i].kind in (BlockKind.NOTE, BlockKind.CONTENTS):  # a reader that knows them knows where they end
        return False
    if len(text) <= _LINE and _HEADING.fullmatch(text):
        return True
    following = blocks[i + 1].text if i + 1 < len(blocks) else ""
    if len(text) <= _LINE and _STATE_ALONE.fullmatch(text) and _APPLIED.match(following):
        return True
    return _STATE_APPLIED.match(text) is not None


def _ends(block: Block, mark: Locator | None, last: tuple[int, int], *, closed: bool, ever_closed: bool) -> bool:
    """Whether a block goes on with the Act: a schedule or division after the end of an amendment, or the section that
    follows the last one, where no amendment goes on that quotes it."""
    if mark is None or mark.annexed:
        return closed and (
            mark is not None or (block.kind is BlockKind.HEADING and division_level(block.text) is not None)
        )
    number = _number(mark)
    if number is None or number <= last or number[0] > last[0] + _GAP or block.text[:1] in _QUOTES:
        return False
    return closed or (not ever_closed and number == (last[0] + 1, 0))


def _closes(text: str) -> bool:
    """Whether a paragraph ends an amendment: it names the Act that made it."""
    end = text[-_LINE:]
    return _VIDE.search(end) is not None or _ACT.search(end) is not None


def _number(mark: Locator) -> tuple[int, int] | None:
    """The number of a section and the rank of what is inserted after it: (12, 1) for "12A"."""
    digits = re.match(r"\d{1,4}", mark.numbers[0]) if mark.numbers else None
    return (int(digits[0]), inserted(mark.numbers[0])) if digits else None
