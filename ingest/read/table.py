"""Rows of a table → blocks that can be understood one by one.

A table of figures is read row by row: ``label | cell | cell``, its headers in ``Block.columns``, and the rows of
headers before them, as printed. A table of prose (one column a legal form, one row a question, a paragraph in every
cell) is no use that way: a row is thousands of characters long and the eighth cell does not say what it is about. There
each cell becomes a row of its own, ``row label | column header | cell``, so that a quoted row says what it answers and
for whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import mean

from ingest.read.blocks import Block, BlockKind

__all__ = ["MAX_COLUMNS", "MAX_ROW", "Grid", "Merged", "table_blocks"]

MAX_ROW = 1500  # characters; a longer row cannot be shown as one quotation nor embedded as one passage
MAX_COLUMNS = 1000  # that a table is given by merged cells; HTML allows 1000 (WHATWG HTML 4.9.11)
MAX_GRID = 2_000_000  # cells of one table, empty ones included; beyond, rows are read without their columns
_PROSE = 40  # mean characters of a body cell from which a table with headers on both sides is prose
_LONG_ROW = 800  # characters; a passage with little else: its last cells would be cut off from its label
_LONGEST_HEADER = 120
_LONGEST_LABEL = 80
_REPEATED = 200  # characters; a longer merged cell is not repeated in the rows it covers

Rows = Sequence[Sequence[str]]
Merged = tuple[int, int, int, int]  # first row, row after the last, first column, column after the last


@dataclass(slots=True)
class Grid:
    """A table being laid out from cells that may cover several columns and rows, as in HTML and DOCX."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    _covered: dict[int, int] = field(default_factory=dict)  # column → rows below that a cell above still covers
    _area: int = 0  # that merged cells cover; past MAX_GRID they are read as single cells

    def add_row(self, cells: Sequence[tuple[str, int, int]]) -> None:
        """Append a row of ``(text, columns, rows)``; a cell stands right of those that cover its row from above."""
        row: list[str] = []
        at = len(self.rows)
        started: dict[int, int] = {}
        for text, wide, high in cells:
            while self._covered.get(len(row), 0) and len(row) < MAX_COLUMNS:
                row.append("")
            column = len(row)
            after = min(column + max(1, wide), max(MAX_COLUMNS, column + 1))
            high = max(1, high)
            if high > 1 or after - column > 1:
                self._area += high * (after - column)
                if self._area > MAX_GRID:
                    after, high = column + 1, 1
                else:
                    self.merged.append((at, at + high, column, after))
            row += [text, *[""] * (after - column - 1)]
            if high > 1:
                started |= dict.fromkeys(range(column, after), high - 1)
        self._covered = {column: left - 1 for column, left in self._covered.items() if left > 1} | started
        self.rows.append(row)


def table_blocks(
    rows: Rows,
    *,
    merged: Sequence[Merged] = (),
    header: int | None = None,
    heading_level: int | None = None,
    page: int | None = None,
) -> Iterator[Block]:
    """Blocks of one table.

    Args:
        rows: cells of text on one line, "" for an empty one or one covered by a merged cell; rows may differ in length.
        merged: the cells that cover others.
        header: how many rows (after title rows) name the columns; None to find out.
        heading_level: of the title of a table that is a document by itself, below which its rows stand, those of prose
            each below its own label. None for a table within a text, which would go on below the last of its headings.
        page: of all blocks.

    Rows with one filled cell before the header are titles. A header that comes again, as at the head of a printed page,
    is left out.
    """
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MAX_GRID:
        for row in rows:
            yield from _row([cell for cell in row if cell], (), prose=False, page=page, located=False)
        return
    grid, wide = _trimmed(*_unmerged(rows, merged, width))
    titles = _title_rows(grid)
    for index, row in enumerate(grid[:titles]):
        text = next(cell for cell in row if cell)
        short = heading_level is not None and index == 0 and len(text) <= 200
        level = heading_level or 0
        yield Block(text, BlockKind.HEADING if short else BlockKind.PARAGRAPH, level if short else 0, page=page)
    grid, wide = _trimmed(grid[titles:], wide[titles:])
    count = min(header if header is not None else _header_rows(grid, wide), max(0, len(grid) - 1))
    heads, body = grid[:count], grid[count:]
    columns = tuple(
        " / ".join(name for name, _ in groupby(filter(None, names))) for names in zip(*wide[:count], strict=True)
    )
    body = [row for row in body if row not in heads]
    prose = _is_prose(columns, body)
    if not prose or columns[0]:
        for row in heads:
            yield from _row([cell for cell in row if cell], (), prose=False, page=page, located=False)
    for row in body:
        if prose and row[0] and heading_level is not None:
            yield Block(row[0], BlockKind.HEADING, heading_level + 1, page=page)
        yield from _row(row, columns, prose=prose, page=page, located=heading_level is not None)


def _row(
    row: Sequence[str], columns: tuple[str, ...], *, prose: bool, page: int | None, located: bool
) -> Iterator[Block]:
    filled = [(column, cell) for column, cell in enumerate(row) if cell]
    if not filled:
        return
    cells = row if columns else [cell for _, cell in filled]  # an empty cell keeps its place below a header
    text = " ".join(" | ".join(cells).strip(" |").split())
    if not prose and (len(text) <= MAX_ROW or len(filled) < 3):
        yield Block(text, BlockKind.ROW, columns=columns, page=page)
        return
    label = row[0]
    for column, cell in filled:
        if column == 0 and len(filled) > 1:
            continue
        name = columns[column] if 0 < column < len(columns) else ""
        parts = [part for part in (label, name, cell) if part] if column else [cell]
        locator = f"{label} / {name}" if label and name and located else ""
        yield Block(" | ".join(parts), BlockKind.ROW, locator=locator, columns=columns, page=page)


def _title_rows(grid: Rows) -> int:
    """How many rows above a table say what it is about: one filled cell each. None where all rows are such."""
    if len(grid) < 2 or len(grid[0]) < 2:
        return 0
    titles = 0
    while titles < len(grid) and sum(1 for cell in grid[titles] if cell) == 1:
        titles += 1
    return titles if titles < len(grid) else 0


def _is_prose(columns: tuple[str, ...], grid: Rows) -> bool:
    if len(columns) < 3 or not all(columns[1:]) or not all(row[0] for row in grid):
        return False
    if not columns[0]:  # an empty corner: headers on both sides
        cells = [len(cell) for row in grid for cell in row[1:] if cell]
        return bool(cells) and mean(cells) >= _PROSE
    labels = [row[0] for row in grid]
    longest = max((sum(map(len, row)) for row in grid), default=0)
    return longest > _LONG_ROW and mean(map(len, labels)) <= _LONGEST_LABEL and len(set(labels)) == len(labels)


def _header_rows(grid: Rows, wide: Rows) -> int:
    """Rows that are a header: the first where it names the columns, and those below it that divide its cells."""
    if not _names_columns(grid, wide):
        return 0
    count = 1
    while count + 1 < len(grid) and _is_divided(grid[count - 1], wide[count - 1], wide[count]):
        count += 1
    return count


def _is_divided(row: Sequence[str], wide: Sequence[str], below: Sequence[str]) -> bool:
    """Whether every cell of ``row`` that covers several columns has short names, all different, below it."""
    spans = [[column for column, _ in group] for _, group in groupby(enumerate(wide), key=lambda pair: pair[1])]
    divided = [span for span in spans if len(span) > 1 and row[span[0]]]
    names = [[below[column] for column in span] for span in divided]
    return bool(names) and all(
        len(set(name)) == len(name) and all(0 < len(one) <= _LONGEST_HEADER and _has_letter(one) for one in name)
        for name in names
    )


def _names_columns(grid: Rows, wide: Rows) -> bool:
    """Whether the first row is a header: nearly all of it filled, by short texts that are no numbers."""
    if len(grid) < 2 or len(grid[0]) < 2:
        return False
    filled = [cell for cell in grid[0] if cell]
    if sum(1 for cell in wide[0] if cell) < max(2, len(wide[0]) - 1) or len(set(filled)) < len(filled):
        return False
    return len(filled) > 1 and all(len(cell) <= _LONGEST_HEADER and _has_letter(cell) for cell in filled)


def _has_letter(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _unmerged(rows: Rows, merged: Sequence[Merged], width: int) -> tuple[list[list[str]], list[list[str]]]:
    """The table as a rectangle: with a label merged over several rows in each of them, and besides, as a header is
    read, with a cell merged over several columns in each of those."""
    grid = [list(row) + [""] * (width - len(row)) for row in rows]
    merged = [(first, min(after, len(grid)), left, min(right, width)) for first, after, left, right in merged]
    area = 0
    for first, after, left, right in merged:
        area += max(0, after - first) * max(0, right - left)
        if area > MAX_GRID:  # cells that cover one another: damaged
            merged = []
            break
        if first < after and left < right and len(grid[first][left]) <= _REPEATED:
            for row in grid[first + 1 : after]:
                row[left] = row[left] or grid[first][left]
    wide = [list(row) for row in grid]
    for first, after, left, right in merged:
        for row in wide[first:after]:
            for column in range(left + 1, right):
                row[column] = row[column] or row[left]
    return grid, wide


def _trimmed(grid: Rows, wide: Rows) -> tuple[list[list[str]], list[list[str]]]:
    """Both without the rows and columns that are empty in the first."""
    rows = [index for index, row in enumerate(grid) if any(row)]
    width = max((len(grid[index]) for index in rows), default=0)
    columns = [column for column in range(width) if any(grid[index][column] for index in rows)]
    return (
        [[grid[index][column] for column in columns] for index in rows],
        [[wide[index][column] for column in columns] for index in rows],
    )
