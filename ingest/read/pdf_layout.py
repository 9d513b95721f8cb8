"""Reading order of a PDF page: columns, and when to trust the order of the content stream.

Layout programs write a page's text in reading order, column by column, and no geometric rule is as good as that. But
some producers write line by line across the columns, or add pieces later. So the content order is kept where it is
consistent (it goes back up the page only to begin a column further right) and replaced by a geometric one where not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from statistics import median

from ingest.read.pdf_lines import Line, PageText, Word
from ingest.read.pdf_rows import side_by_side
from ingest.read.pdf_tables import Table

__all__ = ["Column", "columns"]

Column = list[Line]  # lines of one column (or band across the page) from top to bottom

_FEWEST_LINES = 6  # on each side of a gutter
_CROSSING = 0.4  # of the lines at most may cross a gutter: titles, notes over the whole width
_NARROWEST = 0.2  # of the text's width: less is a column of numbers, not of text


def columns(page: PageText) -> list[Column]:
    """Lines of ``page`` in reading order, cut into columns wherever the order goes back up."""
    lines = [line for line in page.lines if line.words]
    if not lines:
        return []
    gutter = _gutter(lines)
    if gutter is not None and _interleaves(lines, gutter):
        return list(_by_geometry(lines, gutter))
    if _goes_back(lines) and gutter is None:
        lines = sorted(side_by_side(lines), key=lambda line: line.bottom)
    elif _goes_back(lines) and gutter is not None:
        return list(_by_geometry(lines, gutter))
    return list(_cut(lines))


def _cut(lines: Sequence[Line]) -> Iterator[Column]:
    column: Column = []
    for line in lines:
        if column and line.top < column[-1].top - column[-1].size:
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _goes_back(lines: Sequence[Line]) -> bool:
    """Whether the order steps back up other than to a column on the right; one such step (a late heading) is let pass
    only where it is small."""
    wrong = 0
    for before, after in itertools.pairwise(lines):
        if after.bottom < before.bottom - 0.7 * before.size and after.x0 < before.x1 - before.size:
            # back up and not to the right of what came before: fine only when it starts a column right of all that
            beside = [line for line in lines if line.bottom < before.bottom and line.x0 < before.x1]
            wrong += after.x0 <= min((line.x0 for line in beside), default=0) + 2 * after.size
    return wrong > 0


def _gutter(lines: Sequence[Line]) -> float | None:
    """Middle of the white strip between two columns of text, None for a page of one column."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    width = right - left
    size = median(line.size for line in lines)
    best: tuple[int, float] | None = None
    most = _CROSSING * len(lines)
    steps = 40
    for step in range(1, steps):
        x = left + width * (0.2 + 0.6 * step / steps)
        crossing = before = after = 0
        for line in lines:
            pieces = _split(line, x, size)
            if pieces is None:
                crossing += 1
                if crossing > most:
                    break
                continue
            before += pieces[0] is not None
            after += pieces[1] is not None
        enough = before >= _FEWEST_LINES and after >= _FEWEST_LINES and crossing <= _CROSSING * min(before, after)
        if enough and (best is None or crossing < best[0]):
            best = (crossing, x)
    if best is None:
        return None
    x = best[1]
    sides: tuple[list[float], list[float]] = ([], [])
    for line in lines:
        for side, piece in zip(sides, _split(line, x, size) or (None, None), strict=True):
            if piece is not None:
                side.append(piece.x1 - piece.x0)
    wide = all(max(side, default=0) >= _NARROWEST * width for side in sides)
    return x if wide and all(median(side) >= 0.1 * width for side in sides) else None


def _split(line: Line, x: float, size: float) -> tuple[Line | None, Line | None] | None:
    """The parts of ``line`` left and right of ``x``; None when text crosses ``x``.

    Text crosses unless the white around ``x`` is wider than a word space: justified lines have gaps anywhere.
    """
    if line.x1 <= x:
        return line, None
    if line.x0 >= x:
        return None, line
    if isinstance(line, Table):
        return None
    left: list[Word] = []
    right: list[Word] = []
    for word in line.words:
        if word.x0 < x < word.x1:
            return None
        (left if word.x1 <= x else right).append(word)
    if not left or not right:
        return None
    if min(word.x0 for word in right) - max(word.x1 for word in left) < 0.9 * size:
        return None
    return Line(tuple(left), line.page), Line(tuple(right), line.page, line.hyphenated)


def _interleaves(lines: Sequence[Line], gutter: float) -> bool:
    """Whether the content order jumps to and fro across the gutter instead of reading one column after the other."""
    size = median(line.size for line in lines)
    jumps = both = 0
    side = 0
    for line in lines:
        pieces = _split(line, gutter, size)
        if pieces is None:
            side = 0
            continue
        if pieces[0] is not None and pieces[1] is not None:
            both += 1
            continue
        now = 1 if pieces[0] is not None else 2
        jumps += side != 0 and now != side
        side = now
    return both > 0.25 * len(lines) or jumps > max(4, 0.3 * len(lines))


def _by_geometry(lines: Sequence[Line], gutter: float) -> Iterator[Column]:
    """Bands from top to bottom; in each the left column, then the right one. A line across the gutter ends a band."""
    size = median(line.size for line in lines)
    left: Column = []
    right: Column = []
    for line in sorted(side_by_side(lines), key=lambda line: (line.bottom, line.x0)):
        pieces = _split(line, gutter, size)
        if pieces is None:
            yield from (column for column in (left, right) if column)
            left, right = [], []
            yield [line]
            continue
        if pieces[0] is not None:
            left.append(pieces[0])
        if pieces[1] is not None:
            right.append(pieces[1])
    yield from (column for column in (left, right) if column)
