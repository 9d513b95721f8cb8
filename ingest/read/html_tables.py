"""Tables of HTML: those that only place text on the page, and the cells of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.read import html_content as content
from ingest.read.compose import clean, without_struck
from ingest.read.table import MAX_ROW, Grid

__all__ = ["Cells", "cells_of", "is_label", "is_layout", "own_cells", "own_rows", "visible_text"]

_LABEL = re.compile(r"\(?[\dIVXLCivxlc]{1,6}[.)]{0,2}|\(?[A-Za-z]{1,2}[.)]|[-–—•·]|\(\d{1,4}\)")
_BREAKS = frozenset({"p", "div", "li", "td", "tr", "th", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Cells:
    """A table as cells; ``struck`` are words struck out in it, a string a row, which are not among the cells."""

    grid: Grid
    header: int | None  # rows at the head that name the columns; None where the table does not say
    struck: tuple[str, ...]


def cells_of(table: etree._Element) -> Cells:
    """The cells of a table, without those of tables in it."""
    grid = Grid()
    struck: list[str] = []
    header, in_header = 0, True
    marked = table.find(".//th") is not None or table.find("thead") is not None
    for row in own_rows(table):
        cells = own_cells(row)
        texts = [visible_text(cell) for cell in cells]
        out = " | ".join(gone for _, gone in texts if gone)
        if out:
            struck.append(out)
        grid.add_row(
            [
                (text, _span(cell, "colspan"), _span(cell, "rowspan"))
                for cell, (text, _) in zip(cells, texts, strict=True)
            ]
        )
        in_header = in_header and _names_columns(row, cells)
        header += in_header
    return Cells(grid, header if marked and header else None, tuple(struck))


def _names_columns(row: etree._Element, cells: list[etree._Element]) -> bool:
    parent = row.getparent()
    if parent is not None and content.tag(parent) == "thead":
        return True
    return bool(cells) and all(content.tag(cell) == "th" for cell in cells)


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, int(value)) if re.fullmatch(r"\d{1,5}", value, re.ASCII) else 1


def is_layout(table: etree._Element) -> bool:
    """Whether a table only places text: no header, and one column or a column of labels, or tables or whole texts
    within it."""
    if table.find(".//th") is not None or table.find("thead") is not None:
        return False
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return True
    rows = [[(cell, "".join(visible_text(cell))) for cell in own_cells(row)] for row in own_rows(table)]
    if any(len(text) > MAX_ROW and _holds_blocks(cell) for row in rows for cell, text in row):
        return True
    filled = [[text for _, text in row if text] for row in rows]
    return all(len(row) <= 1 or (len(row) == 2 and is_label(row[0])) for row in filled)


def _holds_blocks(cell: etree._Element) -> bool:
    blocks = 0
    for inner in cell.iter():
        name = content.tag(inner)
        blocks += name in ("p", "div", "li", "br")
        if name in _HEADINGS or blocks > 8:
            return True
    return False


def is_label(text: str) -> bool:
    return bool(_LABEL.fullmatch(text))


def own_rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows of the table itself, not of tables in it."""
    for child in table:
        if content.tag(child) == "tr":
            yield child
        elif content.tag(child) in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if content.tag(row) == "tr")


def own_cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if content.tag(cell) in ("td", "th")]


def visible_text(element: etree._Element) -> tuple[str, str]:
    """The words of an element on one line, and those of them that are struck out; marks of footnotes are neither."""
    kept: list[str] = []
    gone: list[str] = []
    struck = skipped = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        name = content.tag(node)
        out = content.strikes(node)
        mark = name in ("sup", "a", "span") and content.is_note_mark(node)
        into = gone if struck or (event == "start" and out) else kept
        if event == "start":
            struck += out
            skipped += mark
            if not skipped:
                into.append(" " if name == "br" or name in _BREAKS else "")
                into.append(node.text or "")
            continue
        struck -= out
        gone.append(" " if out else "")
        skipped -= mark
        if not skipped:
            kept.append(" " if name in _BREAKS else "")
            if node is not element:
                (gone if struck else kept).append(node.tail or "")
    return without_struck(clean("".join(kept)), clean("".join(gone)))
