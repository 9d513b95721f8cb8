"""What a worksheet is for its readers, whatever the file format: cells as shown, and how many are too many."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from ingest.read.compose import clean
from ingest.read.table import Merged
from kb.errors import UnreadableSource

__all__ = ["MAX_CELLS", "Counter", "Sheet", "display"]

MAX_CELLS = 1_000_000  # of one workbook, with the empty ones before the last of each row; 100 MB in memory
_MAX_PLACES = 30  # of a decimal fraction


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as displayed: rows of cell texts, and the ranges merged into one cell."""

    name: str
    rows: list[list[str]]
    merged: tuple[Merged, ...] = field(default=())
    struck: tuple[str, ...] = field(default=())  # what is struck out, a string a row, and not among the cells


@dataclass(slots=True)
class Counter:
    """Counts the cells of a workbook while they are read, so that one too large never is in memory."""

    name: str  # of the file, for the error
    cells: int = 0

    def add(self, cells: int) -> None:
        """Count a row, which is never less than one cell.

        Raises:
            UnreadableSource: there are more than ``MAX_CELLS``.
        """
        self.cells += max(1, cells)
        if self.cells > MAX_CELLS:
            raise UnreadableSource(f"{self.name}: more than {MAX_CELLS:,} cells; ingest the sheets that matter")


def display(value: object, number_format: str = "General") -> str:
    """A cell's value as a spreadsheet shows it, near enough to be found by what a reader saw.

    >>> display(0.25, "0.0%"), display(37000.0, "#,##0"), display(5.0), display(True)
    ('25.0%', '37,000', '5', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(float(value), number_format) if abs(value) < 1e15 else str(value)
    return clean(str(value))


def _number(value: float, number_format: str) -> str:
    pattern = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", number_format[:200].split(";")[0])
    digits = re.search(r"\.([0#?]+)", pattern)
    places = min(len(digits.group(1)), _MAX_PLACES) if digits else 0
    if "%" in pattern:
        return f"{value * 100:.{places}f}%"
    if re.search(r"[#0]", pattern) and not re.search(r"[Ee][+-]", pattern):
        grouping = "," if re.search(r"[#0],[#0]", pattern) else ""
        return f"{value:{grouping}.{places}f}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"
