"""Tables of a PDF → blocks: rows with their headers, over the ends of pages too."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.read.blocks import Block, BlockKind
from ingest.read.hyphens import Hyphens
from ingest.read.pdf_paragraphs import LEADERS
from ingest.read.pdf_tables import Cell, Table
from ingest.read.table import table_blocks

__all__ = ["TableBlocks"]

_SAME = 4.0  # points between the edges of columns of one table on two pages


class TableBlocks:
    """Makes blocks of tables in the order of the document. A table on the page after another with the same columns
    goes on with it, so that its rows have the same headers."""

    def __init__(self, hyphens: Hyphens) -> None:
        self._hyphens = hyphens
        self._before: Table | None = None
        self._heads: list[list[str]] = []  # rows of headers of the table before

    def of(self, table: Table, *, follows: bool) -> list[Block]:
        """Blocks of ``table``; what is struck out in it is a note after it. ``follows``: nothing is between it and the
        table before."""
        rows = [[self._text(cell, struck=False) for cell in row] for row in table.rows]
        if follows and self._heads and self._before is not None and _goes_on(self._before, table):
            count = len(self._heads)
            blocks = list(table_blocks([*self._heads, *rows], header=count, page=table.page))[count:]
        else:
            blocks = list(table_blocks(rows, merged=table.merged, page=table.page))
            self._heads = _heads(rows, blocks)
        self._before = table
        for row in table.rows:
            struck = [text for cell in row if (text := self._text(cell, struck=True))]
            if struck:
                blocks.append(Block(" | ".join(struck), BlockKind.NOTE, page=table.page))
        return blocks

    def _text(self, cell: Cell, *, struck: bool) -> str:
        lines = [piece for line in cell if (piece := line.only(struck=struck))]
        text = " ".join(LEADERS.sub(" …", self._hyphens.join(lines)).split())
        return text if any(character.isalnum() for character in text) else ""  # dots to write on


def _goes_on(before: Table, table: Table) -> bool:
    return (
        table.page == before.page + 1
        and len(table.edges) == len(before.edges)
        and all(abs(one - other) <= _SAME for one, other in zip(before.edges, table.edges, strict=True))
    )


def _heads(rows: Sequence[list[str]], blocks: Sequence[Block]) -> list[list[str]]:
    """Rows of ``rows`` that name the columns; empty where none does."""
    first = next((number for number, block in enumerate(blocks) if block.columns), 0)
    filled = [row for row in rows if any(row)]
    return filled[:first] if all(block.kind is BlockKind.ROW for block in blocks[:first]) else []
