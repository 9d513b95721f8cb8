"""Collecting blocks: what every reader does with the text it finds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.read.blocks import Block, BlockKind, Reading
from kb.errors import NoTextError

__all__ = ["BlockList", "clean"]

# Invisible and without meaning in a quotation. Joiners (U+200C, U+200D) stay: Indic scripts need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\x00-\x08\x0e-\x1b\x7f]")


def clean(text: str) -> str:
    """``text`` on one line, runs of white space as one space, without invisible characters.

    >>> clean(" a\\u00a0 b\\n c ")
    'a b c'
    """
    return " ".join(_INVISIBLE.sub("", text).split())


@dataclass(slots=True)
class BlockList:
    """Blocks in reading order. ``add`` cleans the text and drops what is empty."""

    blocks: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        level: int = 0,
        locator: str = "",
        page: int | None = None,
        columns: tuple[str, ...] = (),
    ) -> None:
        text = clean(text)
        if text:
            self.blocks.append(Block(text, kind, level, locator, page, columns))

    def row(
        self,
        cells: list[str],
        *,
        locator: str = "",
        columns: tuple[str, ...] = (),
        page: int | None = None,
        kind: BlockKind = BlockKind.ROW,
    ) -> None:
        """A table row; empty cells keep their place unless the whole row is empty."""
        cells = [clean(cell) for cell in cells]
        if any(cells):
            self.add(" | ".join(cells).strip(" |"), kind, locator=locator, columns=columns, page=page)

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)

    def reading(self, name: str, *, title: str = "", metadata: dict[str, str] | None = None) -> Reading:
        """The finished Reading.

        Raises:
            NoTextError: there is no block.
        """
        if not self.blocks:
            raise NoTextError(f"{name}: no text was found in it; check that this is the document and not an empty page")
        return Reading(tuple(self.blocks), clean(title), metadata or {}, warnings=tuple(self.warnings))
