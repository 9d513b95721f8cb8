"""Rows of a table → blocks that can be understood one by one.

A table of figures is read row by row: ``label | cell | cell``, its headers in ``Block.columns``. A table of prose (one
column a legal form, one row a question, a paragraph in every cell) is no use that way: a row is thousands of characters
long and the eighth cell does not say what it is about. There each cell becomes a row of its own, ``row label | column
header | cell``, under a heading with the row label, so that a quoted row says what it answers and for whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import mean

from ingest.read.blocks import Block, BlockKind

__all__ = ["MAX_ROW", "table_blocks"]

MAX_ROW = 1500  # characters; a longer row cannot be shown as one quotation nor embedded as one passage
_PROSE = 40  # mean characters of a body cell from which a table with headers on both sides is prose
_LONGEST_HEADER = 120

Rows = Sequence[Sequence[str]]


def table_blocks(
    rows: Rows, *, heading_level: int, header: bool | None = None, page: int | None = None
) -> Iterator[Block]:
    """Blocks of one table. ``rows`` are cells of text on one line, "" for an empty one; rows may differ in length.

    ``header`` says whether the first row (after title rows) names the columns, None to find out. Rows with one filled
    cell before the header are titles: the first becomes a HEADING of ``heading_level``, the others paragraphs.
    """
    grid = _trimmed(rows)
    titles = 0
    if len(grid) > 1 and len(grid[0]) > 1:
        while titles < len(grid) and sum(1 for cell in grid[titles] if cell) == 1:
            titles += 1
        if titles == len(grid):
            titles = 0
    for index, row in enumerate(grid[:titles]):
        text = next(cell for cell in row if cell)
        short = index == 0 and len(text) <= 200
        yield Block(text, BlockKind.HEADING if short else BlockKind.PARAGRAPH, heading_level if short else 0, page=page)
    grid = _trimmed(grid[titles:])
    if not grid:
        return
    columns: tuple[str, ...] = ()
    if header if header is not None else _names_columns(grid):
        columns, grid = tuple(grid[0]), grid[1:]
    if not grid and columns:  # a lone row is data, not the header of nothing
        grid, columns = [list(columns)], ()
    prose = _is_prose(columns, grid)
    for row in grid:
        if prose and row[0]:
            yield Block(row[0], BlockKind.HEADING, heading_level + 1, page=page)
        yield from _row(row, columns, prose=prose, page=page)


def _row(row: Sequence[str], columns: tuple[str, ...], *, prose: bool, page: int | None) -> Iterator[Block]:
    filled = [(column, cell) for column, cell in enumerate(row) if cell]
    text = " | ".join(cell for _, cell in filled)
    if not text:
        return
    if not prose and (len(text) <= MAX_ROW or len(filled) < 3):
        yield Block(text, BlockKind.ROW, columns=columns, page=page)
        return
    label = row[0]
    for column, cell in filled:
        if column == 0:
            continue
        name = columns[column] if column < len(columns) else ""
        parts = [part for part in (label, name, cell) if part]
        locator = f"{label} / {name}" if label and name else ""
        yield Block(" | ".join(parts), BlockKind.ROW, locator=locator, columns=columns, page=page)


def _is_prose(columns: tuple[str, ...], grid: Rows) -> bool:
    if len(columns) < 3 or columns[0] or not all(columns[1:]):  # an empty corner: headers on both sides
        longest = max((sum(map(len, row)) for row in grid), default=0)
        return bool(columns) and len(columns) >= 3 and longest > MAX_ROW and all(row[0] for row in grid)
    cells = [len(cell) for row in grid for cell in row[1:] if cell]
    return bool(cells) and mean(cells) >= _PROSE


def _names_columns(grid: Rows) -> bool:
    """Whether the first row is a header: nearly all of it filled, by short texts that are no numbers."""
    if len(grid) < 2 or len(grid[0]) < 2:
        return False
    first = grid[0]
    filled = [cell for cell in first if cell]
    if len(filled) < max(2, len(first) - 1) or len(set(filled)) < len(filled):
        return False
    return all(len(cell) <= _LONGEST_HEADER and any(c.isalpha() for c in cell) for cell in filled)


def _trimmed(rows: Rows) -> list[list[str]]:
    """``rows`` as a rectangle, without the rows and columns that are empty."""
    width = max((len(row) for row in rows), default=0)
    full = [list(row) + [""] * (width - len(row)) for row in rows if any(row)]
    kept = [column for column in range(width) if any(row[column] for row in full)]
    return [[row[column] for column in kept] for row in full]
