"""XLSX: each worksheet is looked through once (ECMA-376 part 1, 18.3) and then read row by row through openpyxl.

openpyxl holds a whole workbook in memory, or else knows nothing of merged cells: hence the first look, which also tells
formulas that were never computed.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from ingest.read.archive import open_archive, refuse_doctypes
from ingest.read.compose import clean
from ingest.read.sheets_cells import Counter, Sheet, display
from ingest.read.table import Merged
from kb.errors import UnreadableSource

__all__ = ["read_xlsx"]

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OverflowError, SyntaxError, ParseError,
)  # fmt: skip


def read_xlsx(data: bytes, name: str) -> tuple[list[Sheet], dict[str, str], list[str], list[str]]:
    """Visible sheets, metadata, names of hidden sheets, and warnings.

    Raises:
        UnreadableSource: no XLSX, damaged, hostile, or with too many cells.
    """
    archive = open_archive(data, name=name, format="XLSX")
    refuse_doctypes(archive, name=name)
    count = Counter(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot keep when it saves is nothing to us
            return _read(data, archive, name, count)
    except UnreadableSource:
        raise
    except _DAMAGED as error:
        raise UnreadableSource(f"{name}: damaged or not XLSX; open it and save it again") from error


def _read(
    data: bytes, archive: zipfile.ZipFile, name: str, count: Counter
) -> tuple[list[Sheet], dict[str, str], list[str], list[str]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    visible: list[Sheet] = []
    hidden: list[str] = []
    notices: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden.append(clean(sheet.title))
            continue
        merged, uncomputed = _look_through(archive, sheet._worksheet_path, name)
        if uncomputed:
            notices.append(
                f"{name}: {uncomputed} formulas of sheet {clean(sheet.title)!r} have no stored result and are left"
                " empty; open the file in a spreadsheet program and save it"
            )
        rows, struck = _rows(sheet, count)
        visible.append(Sheet(sheet.title, rows, tuple(merged), tuple(struck)))
    metadata = {
        key: clean(str(value))
        for key in ("title", "creator", "subject", "created", "modified")
        if (value := getattr(book.properties, key, None))
    }
    return visible, metadata, hidden, notices


def _rows(sheet: Any, count: Counter) -> tuple[list[list[str]], list[str]]:
    sheet.reset_dimensions()  # what the file claims of its size is not to be trusted
    rows: list[list[str]] = []
    struck: list[str] = []
    for cells in sheet.iter_rows():
        count.add(len(cells))
        row = ["" if cell.value is None else display(cell.value, cell.number_format) for cell in cells]
        out = {index for index, cell in enumerate(cells) if row[index] and cell.has_style and cell.font.strike}
        if out:
            struck.append(" | ".join(text for index, text in enumerate(row) if index in out))
            row = ["" if index in out else text for index, text in enumerate(row)]
        rows.append(row)
    return rows, struck


def _look_through(archive: zipfile.ZipFile, member: str, name: str) -> tuple[list[Merged], int]:
    """Merged ranges of a worksheet, and the number of its formulas without a stored result.

    Raises:
        UnreadableSource: it has more cells than are read.
    """
    from openpyxl.utils import range_boundaries

    merged: list[Merged] = []
    uncomputed = 0
    count = Counter(name)
    with archive.open(member) as source:
        for tag, element in _elements(source):
            if tag == "c":
                count.add(1)
                children = {child.tag.rpartition("}")[2]: child for child in element}
                value = children["v"].text if "v" in children else ""
                if "f" in children and not value and element.get("t") != "str":  # a string may be empty
                    uncomputed += 1
            elif tag == "mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                if None not in (left, top, right, bottom):
                    merged.append((top - 1, bottom, left - 1, right))
    return merged, uncomputed


def _elements(source: Any) -> Iterator[tuple[str, Any]]:
    """Cells and merged ranges of a worksheet, each forgotten after use."""
    from defusedxml.ElementTree import iterparse

    holder = None
    for event, element in iterparse(source, events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag in ("sheetData", "mergeCells"):
                holder = element
            continue
        if tag in ("c", "mergeCell"):
            yield tag, element
            element.clear()
        elif tag == "row" and holder is not None:
            holder.clear()
