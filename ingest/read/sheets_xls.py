"""XLS (Excel 97–2003) through xlrd, sheet by sheet."""

from __future__ import annotations

import io
import struct
from typing import Any

from ingest.read.compose import clean
from ingest.read.sheets_cells import Counter, Sheet, display
from kb.errors import UnreadableSource

__all__ = ["read_xls"]

_DAMAGED = (
    struct.error, IndexError, KeyError, ValueError, AssertionError, OverflowError, TypeError, AttributeError,
    ZeroDivisionError, MemoryError,
)  # fmt: skip


def read_xls(data: bytes, name: str) -> tuple[list[Sheet], dict[str, str], list[str]]:
    """Visible sheets, metadata and the names of hidden sheets.

    Raises:
        UnreadableSource: no XLS, damaged, encrypted, or with too many cells.
    """
    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        book = _opened(data)
        visible: list[Sheet] = []
        hidden: list[str] = []
        count = Counter(name)
        for index, title in enumerate(book.sheet_names()):
            sheet = book.sheet_by_index(index)
            if sheet.visibility != 0:
                hidden.append(clean(title))
            else:
                visible.append(_sheet(sheet, book, count))
            book.unload_sheet(index)
    except (xlrd.XLRDError, CompDocError) as error:
        if "encrypted" in str(error).lower() or b"E\0n\0c\0r\0y\0p\0t\0" in data:
            raise UnreadableSource(f"{name}: encrypted; save it without a password and ingest it again") from error
        raise UnreadableSource(f"{name}: damaged or not XLS ({clean(str(error))}); save it as XLSX") from error
    except _DAMAGED as error:
        raise UnreadableSource(f"{name}: damaged XLS; download it again or save it as XLSX") from error
    author = clean(str(getattr(book, "user_name", "") or ""))
    return visible, {"author": author} if author else {}, hidden


def _opened(data: bytes) -> Any:
    """The workbook, its sheets still to be read: padded to a rectangle, a cell far out would cost millions."""
    import xlrd

    try:
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except NotImplementedError:  # formats of files that xlrd reads without their formatting only
        return xlrd.open_workbook(file_contents=data, on_demand=True, ragged_rows=True, logfile=io.StringIO())


def _sheet(sheet: Any, book: Any, count: Counter) -> Sheet:
    rows: list[list[str]] = []
    struck: list[str] = []
    for number in range(sheet.nrows):
        cells = sheet.row(number)
        count.add(len(cells))
        row = [_xls_cell(cell, book) for cell in cells]
        out = [index for index, cell in enumerate(cells) if row[index] and _is_struck(cell, book)]
        if out:
            struck.append(" | ".join(row[index] for index in out))
            row = ["" if index in out else text for index, text in enumerate(row)]
        rows.append(row)
    return Sheet(sheet.name, rows, tuple(sheet.merged_cells), tuple(struck))


def _is_struck(cell: Any, book: Any) -> bool:
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return False
    font = book.xf_list[cell.xf_index].font_index
    return font < len(book.font_list) and bool(book.font_list[font].struck_out)


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
