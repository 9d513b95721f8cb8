"""Lines of a PDF page that stand on one baseline."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.read.pdf_lines import Line

__all__ = ["side_by_side"]


def side_by_side(lines: Iterable[Line]) -> list[Line]:
    """Lines of one baseline side by side put together, so that sorting by height keeps them in order."""
    rows: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.bottom, line.x0)):
        last = rows[-1] if rows else None
        if last is not None and abs(last.bottom - line.bottom) < 0.3 * min(last.size, line.size):
            words = tuple(sorted((*last.words, *line.words), key=lambda word: word.x0))
            ends = line if line.x1 > last.x1 else last
            rows[-1] = Line(words, line.page, ends.hyphenated)
        else:
            rows.append(line)
    return rows
