"""Headings that only their looks tell, shared by the readers of PDF, RTF and DOCX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from ingest.read.shapes import division_level, opens_block

__all__ = ["DivisionRanks", "compact_levels", "is_bare_division", "join_division_titles", "rank_levels"]

_DEEPEST = 9
_PART = re.compile(r"part\b", re.IGNORECASE)


def rank_levels(prominences: Iterable[tuple[float, ...]]) -> dict[tuple[float, ...], int]:
    """Level of each distinct prominence by rank: the smallest is level 1.

    >>> rank_levels([(1, 12), (0, 0), (1, 12)])
    {(0, 0): 1, (1, 12): 2}
    """
    ordered = sorted(set(prominences))
    return {prominence: min(rank, _DEEPEST) for rank, prominence in enumerate(ordered, start=1)}


class DivisionRanks:
    """Ranks of the divisions of one document, the most general first.

    ``division_level`` knows the usual order of the words; "Part" alone stands above chapters in some traditions and
    below them in others, which shows in what comes first.

    >>> ranks = DivisionRanks(["CHAPTER 501", "SUBCHAPTER I", "PART 1", "CHAPTER 502"])
    >>> ranks.rank("CHAPTER 501") < ranks.rank("SUBCHAPTER I") < ranks.rank("PART 1")
    True
    """

    def __init__(self, headings: Iterable[str]) -> None:
        self._part = 0.0  # where parts go, 0 for their usual place
        deepest = 0
        for heading in headings:
            level = division_level(heading)
            if level is None:
                continue
            if _PART.match(heading):
                self._part = deepest + 0.5 if deepest > 2 else 0.0
                break
            deepest = max(deepest, level)

    def rank(self, heading: str) -> float | None:
        """Rank of the division that ``heading`` names; None when it names none."""
        level = division_level(heading)
        return self._part if level is not None and self._part and _PART.match(heading) else level


def is_bare_division(text: str) -> bool:
    """Whether ``text`` is a division's number and nothing else, so that its title is on the next line.

    >>> is_bare_division("CHAPTER 499"), is_bare_division("CAPO II – Della morte presunta")
    (True, False)
    """
    return division_level(text) is not None and len(text.split()) <= 3 and len(text) <= 40


def join_division_titles(blocks: Iterable[Block]) -> Iterator[Block]:
    """``blocks`` in which a division's number and the title on the next line ("CHAPTER 499", "COOPERATIVE
    ASSOCIATIONS") are one heading; as two, the first would be an empty section and the second have no number."""
    held: Block | None = None
    for block in blocks:
        if held is not None:
            if block.kind is BlockKind.HEADING and not opens_block(block.text):
                yield replace(held, text=f"{held.text} {block.text}")
                held = None
                continue
            yield held
            held = None
        if block.kind is BlockKind.HEADING and is_bare_division(block.text):
            held = block
        else:
            yield block
    if held is not None:
        yield held


def compact_levels(blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` with the levels of their headings numbered on without gaps."""
    used = sorted({block.level for block in blocks if block.kind is BlockKind.HEADING})
    level = {old: new for new, old in enumerate(used, start=1)}
    return [replace(block, level=level[block.level]) if block.kind is BlockKind.HEADING else block for block in blocks]
