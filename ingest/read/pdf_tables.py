"""Ruled tables of a PDF page: rules that cross → a grid → the words of each cell.

Only a grid of drawn rules makes a table: at least two columns and two rows, with text side by side. Aligned text
without rules is left as it is, since in law it is more often columns of text, a list with hanging numbers, or a form to
fill in. A frame around a page and a rule between its columns have a row as high as the page: no table is like that.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.read.pdf_lines import Line, PageText, Rule, Word
from ingest.read.pdf_rows import side_by_side
from ingest.read.table import Merged

__all__ = ["Cell", "Table", "with_tables"]

_NEAR = 4.0  # points; edges of cells that are drawn one by one are as far apart
_GAP = 3.0  # points between pieces of one rule
_DRAWN = 0.5  # of the side of a cell, from which it is drawn
_MOST_RULES = 2000  # of a page after joining; more is a drawing
_HIGHEST_ROW = 0.4  # of the page
_LONGEST_CELL = 25  # lines; more is a column of text

Cell = tuple[Line, ...]


@dataclass(frozen=True)
class Table(Line):
    """A table in the place of its lines. ``words`` are all of its words."""

    rows: tuple[tuple[Cell, ...], ...] = ()
    merged: tuple[Merged, ...] = ()  # cells that cover others
    edges: tuple[float, ...] = ()  # of its columns, from left to right

    @property
    def lines(self) -> list[Line]:
        return [line for row in self.rows for cell in row for line in cell]


@dataclass(frozen=True, slots=True)
class _Grid:
    xs: list[float]  # edges of columns
    ys: list[float]  # edges of rows
    level: list[Rule]
    upright: list[Rule]

    def cell_of(self, word: Word) -> tuple[int, int] | None:
        """Row and column of a word by its middle."""
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1

    def covers(self, row: int, column: int) -> Iterable[tuple[int, int]]:
        """Cells right of it and below it that no rule divides from it."""
        top, bottom, left, right = self.ys[row], self.ys[row + 1], self.xs[column], self.xs[column + 1]
        if column + 2 < len(self.xs):
            sides = [(rule.top, rule.bottom) for rule in self.upright if abs(rule.x - right) <= _NEAR]
            if _covered(sides, top, bottom) < _DRAWN:
                yield row, column + 1
        if row + 2 < len(self.ys):
            sides = [(rule.x0, rule.x1) for rule in self.level if abs(rule.y - bottom) <= _NEAR]
            if _covered(sides, left, right) < _DRAWN:
                yield row + 1, column


def with_tables(page: PageText) -> PageText:
    """``page`` with a ``Table`` for the lines of each ruled table."""
    lines = page.lines
    for grid in _grids(page):
        lines = _with_table(lines, grid)
    return page if lines is page.lines else replace(page, lines=lines)


def _with_table(lines: tuple[Line, ...], grid: _Grid) -> tuple[Line, ...]:
    cells: dict[tuple[int, int], list[Line]] = {}
    kept: list[Line] = []
    place: int | None = None
    for line in lines:
        within = [] if isinstance(line, Table) else [grid.cell_of(word) for word in line.words]
        if not any(within):
            kept.append(line)
            continue
        if place is None:
            place = len(kept)
        outside: list[Word] = []
        pieces: dict[tuple[int, int], list[Word]] = {}
        for word, cell in zip(line.words, within, strict=True):
            (outside if cell is None else pieces.setdefault(cell, [])).append(word)
        for cell, words in pieces.items():
            cells.setdefault(cell, []).append(_piece(line, words))
        if outside:
            kept.append(_piece(line, outside))
    table = _table(cells, grid)
    if table is None or place is None:
        return lines
    return (*kept[:place], table, *kept[place:])


def _piece(line: Line, words: list[Word]) -> Line:
    return Line(tuple(words), line.page, line.hyphenated and words[-1] is line.words[-1])


def _table(cells: dict[tuple[int, int], list[Line]], grid: _Grid) -> Table | None:
    """The table of ``cells``, None where it is no table."""
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    merged = _merged(grid, height, width)
    for first, after, left, right in merged:
        joined = [line for row in range(first, after) for at in range(left, right) for line in cells.pop((row, at), ())]
        if joined:
            cells[first, left] = joined
    used = {row for row, _ in cells}
    beside = [row for row in used if sum(1 for at, _ in cells if at == row) > 1]
    if len(used) < 2 or not beside or len({column for _, column in cells}) < 2:
        return None
    if any(len(side_by_side(lines)) > _LONGEST_CELL for lines in cells.values()):
        return None
    rows = tuple(
        tuple(tuple(side_by_side(cells.get((row, column), ()))) for column in range(width)) for row in range(height)
    )
    words = tuple(word for row in rows for cell in row for line in cell for word in line.words)
    page = next(iter(cells.values()))[0].page
    return Table(words, page, False, rows, tuple(merged), tuple(grid.xs))


def _merged(grid: _Grid, height: int, width: int) -> list[Merged]:
    """Cells that no rule divides, as rectangles; what is no rectangle stays apart."""
    group: dict[tuple[int, int], tuple[int, int]] = {}

    def root(cell: tuple[int, int]) -> tuple[int, int]:
        while (above := group.get(cell, cell)) != cell:
            cell = above
        return cell

    for row in range(height):
        for column in range(width):
            for other in grid.covers(row, column):
                one, two = sorted((root((row, column)), root(other)))
                group[two] = one
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row in range(height):
        for column in range(width):
            members.setdefault(root((row, column)), []).append((row, column))
    found = []
    for cells in members.values():
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        box = (min(rows), max(rows) + 1, min(columns), max(columns) + 1)
        if 1 < len(cells) == (box[1] - box[0]) * (box[3] - box[2]):
            found.append(box)
    return found


def _grids(page: PageText) -> Iterable[_Grid]:
    level = _joined([rule for rule in page.rules if rule.level])
    upright = [_turned(rule) for rule in _joined([_turned(rule) for rule in page.rules if not rule.level])]
    if len(level) < 3 or len(upright) < 1 or len(level) + len(upright) > _MOST_RULES:
        return
    for across, down in _connected(level, upright):
        xs = _edges([*(rule.x for rule in down), min(r.x0 for r in across), max(r.x1 for r in across)])
        ys = _edges([*(rule.y for rule in across), min(r.top for r in down), max(r.bottom for r in down)])
        highest = max((after - before for before, after in pairwise(ys)), default=0.0)
        if len(xs) > 2 and len(ys) > 2 and highest <= _HIGHEST_ROW * page.height:
            yield _Grid(xs, ys, across, down)


def _turned(rule: Rule) -> Rule:
    return Rule(rule.top, rule.bottom, rule.x0, rule.x1)


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Level rules with the pieces of one rule put together."""
    found: list[Rule] = []
    for height in _clusters(sorted(rules, key=lambda rule: rule.y)):
        held: Rule | None = None
        for rule in sorted(height, key=lambda rule: rule.x0):
            if held is not None and rule.x0 <= held.x1 + _GAP:
                top, bottom = min(held.top, rule.top), max(held.bottom, rule.bottom)
                held = Rule(held.x0, max(held.x1, rule.x1), top, bottom)
                continue
            if held is not None:
                found.append(held)
            held = rule
        if held is not None:
            found.append(held)
    return found


def _clusters(rules: Sequence[Rule]) -> Iterable[list[Rule]]:
    """Level rules, in order of height, by height."""
    cluster: list[Rule] = []
    for rule in rules:
        if cluster and rule.y - cluster[0].y > _NEAR / 2:
            yield cluster
            cluster = []
        cluster.append(rule)
    if cluster:
        yield cluster


def _connected(level: Sequence[Rule], upright: Sequence[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Rules that touch one another, directly or through others: level ones and upright ones of each group."""
    left = dict(enumerate(upright))
    waiting = dict(enumerate(level))
    while left:
        _, seed = left.popitem()
        down, new = [seed], [seed]
        across: list[Rule] = []
        while new:
            one = new.pop()
            others = waiting if not one.level else left
            touching = [
                key for key, other in others.items() if (_touch(one, other) if one.level else _touch(other, one))
            ]
            for key in touching:
                other = others.pop(key)
                (across if other.level else down).append(other)
                new.append(other)
        if across:
            yield across, down


def _touch(level: Rule, upright: Rule) -> bool:
    return (
        upright.top - _NEAR <= level.y <= upright.bottom + _NEAR and level.x0 - _NEAR <= upright.x <= level.x1 + _NEAR
    )


def _edges(values: Iterable[float]) -> list[float]:
    """Values that are near to one another as one."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][0] <= _NEAR:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(near) / len(near) for near in found]


def _covered(sides: Iterable[tuple[float, float]], begin: float, end: float) -> float:
    """Share of the way from ``begin`` to ``end`` that ``sides`` cover."""
    covered, reached = 0.0, begin
    for first, last in sorted(sides):
        first, last = max(first, reached), min(last, end)
        if last > first:
            covered += last - first
            reached = last
    return covered / max(end - begin, 0.1)
