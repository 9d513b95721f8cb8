"""Spreadsheets: XLS through xlrd, XLSX through openpyxl. A sheet is a heading and its rows (see ``table``)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from ingest.read.archive import OLE_MAGIC, open_archive
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.legible import legible
from ingest.read.table import table_blocks
from kb.errors import NoTextError, UnreadableSource

__all__ = ["Sheet", "display", "read", "sheet_blocks"]

MAX_CELLS = 2_000_000  # of one workbook, empty ones inside the used range included
_REPEATED = 200  # characters; a longer merged cell is not repeated in the rows it covers
# What Excel and LibreOffice call a sheet nobody named, in the languages of the corpus.
_UNNAMED = re.compile(r"(?:sheet|feuil(?:le)?|hoja|planilha|folha|tabelle|foglio|full|лист|sayfa|arkusz)\s?\d*", re.I)

Merged = tuple[int, int, int, int]  # first row, row after the last, first column, column after the last


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as displayed: rows of cell texts, and the ranges merged into one cell."""

    name: str
    rows: list[list[str]]
    merged: tuple[Merged, ...] = field(default=())


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Every visible sheet: a HEADING with its name, then ROW blocks with the cells as displayed.

    Raises:
        UnreadableSource: no workbook, damaged, encrypted, hostile or larger than ``MAX_CELLS``.
        NoTextError: no cell holds anything.
    """
    if data.startswith(OLE_MAGIC):
        sheets, metadata, hidden = _read_xls(data, name)
    elif data.startswith(b"PK"):
        sheets, metadata, hidden = _read_xlsx(data, name)
    else:
        raise UnreadableSource(f"{name}: neither XLS nor XLSX; save it as XLSX and ingest it again")
    blocks = tuple(block for sheet in sheets for block in sheet_blocks(sheet))
    if not any(block.kind is not BlockKind.HEADING for block in blocks):
        raise NoTextError(f"{name}: every cell is empty; nothing to index")
    warnings = (f"{name}: hidden sheets left out: {', '.join(hidden)}",) if hidden else ()
    # the title of the only table is that of the file; several sheets have no common one
    heading = blocks[0].text if len(sheets) == 1 and not _UNNAMED.fullmatch(blocks[0].text) else ""
    return Reading(blocks, metadata.get("title") or heading, metadata, warnings=warnings)


def sheet_blocks(sheet: Sheet) -> Iterator[Block]:
    """Blocks of one sheet. A default name ("Sheet1") is left out where the table brings its own title."""
    rows = _unmerge(sheet)
    blocks = list(table_blocks(rows, heading_level=2))
    if not blocks:
        return
    titled = blocks[0].kind is BlockKind.HEADING
    if titled and _UNNAMED.fullmatch(sheet.name):
        for block in blocks:
            if block.kind is BlockKind.HEADING:
                yield Block(block.text, BlockKind.HEADING, block.level - 1)
            else:
                yield block
        return
    yield Block(legible(sheet.name) or "Sheet", BlockKind.HEADING, 1)
    yield from blocks


def _unmerge(sheet: Sheet) -> list[list[str]]:
    """Rows in which a label merged over several rows stands in each of them."""
    rows = [list(row) for row in sheet.rows]
    for first, after, column, _ in sheet.merged:
        if after - first < 2 or first >= len(rows) or column >= len(rows[first]):
            continue
        text = rows[first][column]
        if text and len(text) <= _REPEATED:
            for row in rows[first + 1 : after]:
                if column < len(row) and not row[column]:
                    row[column] = text
    return rows


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
    return legible(str(value))


def _number(value: float, number_format: str) -> str:
    pattern = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", number_format.split(";")[0])
    digits = re.search(r"\.([0#?]+)", pattern)
    places = len(digits.group(1)) if digits else 0
    if "%" in pattern:
        return f"{value * 100:.{places}f}%"
    if re.search(r"[#0]", pattern) and not re.search(r"[Ee][+-]", pattern):
        grouping = "," if re.search(r"[#0],[#0]", pattern) else ""
        return f"{value:{grouping}.{places}f}"
    return str(int(value)) if value == int(value) else f"{value:.15g}"


def _check_size(cells: int, name: str) -> None:
    if cells > MAX_CELLS:
        raise UnreadableSource(f"{name}: {cells} cells, more than {MAX_CELLS}; ingest the sheets that matter")


def _read_xls(data: bytes, name: str) -> tuple[list[Sheet], dict[str, str], list[str]]:
    import struct

    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        try:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        except NotImplementedError:  # formats of files that xlrd reads without their formatting only
            book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    except (xlrd.XLRDError, CompDocError) as error:
        if "encrypted" in str(error).lower() or b"E\0n\0c\0r\0y\0p\0t\0" in data:
            raise UnreadableSource(f"{name}: encrypted; save it without a password and ingest it again") from error
        raise UnreadableSource(f"{name}: damaged or not XLS ({error}); save it as XLSX") from error
    except (struct.error, IndexError, KeyError, ValueError, AssertionError, UnicodeError, OverflowError) as error:
        raise UnreadableSource(f"{name}: damaged XLS; download it again or save it as XLSX") from error
    _check_size(sum(sheet.nrows * sheet.ncols for sheet in book.sheets()), name)
    visible = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    hidden = [sheet.name for sheet in book.sheets() if sheet.visibility != 0]
    sheets = [
        Sheet(
            sheet.name,
            [[_xls_cell(cell, book) for cell in sheet.row(row)] for row in range(sheet.nrows)],
            tuple(sheet.merged_cells),
        )
        for sheet in visible
    ]
    author = legible(str(getattr(book, "user_name", "") or ""))
    return sheets, {"author": author} if author else {}, hidden


def _xls_cell(cell: Any, book: Any) -> str:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return display(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return display(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):
            return display(cell.value)
    number_format = "General"
    if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index is not None and book.formatting_info:
        known = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        number_format = known.format_str if known is not None else "General"
    return display(cell.value, number_format)


def _read_xlsx(data: bytes, name: str) -> tuple[list[Sheet], dict[str, str], list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    open_archive(data, name=name, format="XLSX").close()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, ParseError) as error:
        raise UnreadableSource(f"{name}: damaged or not XLSX; open it and save it again") from error
    _check_size(sum(sheet.max_row * sheet.max_column for sheet in book.worksheets), name)
    sheets = [
        Sheet(
            sheet.title,
            [[display(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()],
            tuple((r.min_row - 1, r.max_row, r.min_col - 1, r.max_col) for r in sheet.merged_cells.ranges),
        )
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
    ]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    properties = book.properties
    metadata = {
        key: legible(str(value))
        for key in ("title", "creator", "subject", "created", "modified")
        if (value := getattr(properties, key, None))
    }
    return sheets, metadata, hidden
