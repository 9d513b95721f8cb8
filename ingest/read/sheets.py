"""Spreadsheets: XLS through xlrd, XLSX through openpyxl. A sheet is a heading and its rows (see ``table``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.read.archive import OLE_MAGIC
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.compose import clean
from ingest.read.sheets_cells import Sheet, display
from ingest.read.sheets_xls import read_xls
from ingest.read.sheets_xlsx import read_xlsx
from ingest.read.table import table_blocks
from kb.errors import NoTextError, UnreadableSource

__all__ = ["Sheet", "display", "read", "sheet_blocks"]

# What Excel and LibreOffice call a sheet nobody named, in the languages of the corpus.
_UNNAMED = re.compile(r"(?:sheet|feuil(?:le)?|hoja|planilha|folha|tabelle|foglio|full|лист|sayfa|arkusz)\s?\d*", re.I)


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Every visible sheet: a HEADING with its name, then ROW blocks with the cells as displayed.

    Raises:
        UnreadableSource: no workbook, damaged, encrypted, hostile or with more than ``sheets_cells.MAX_CELLS`` cells.
        NoTextError: no cell holds anything.
    """
    if data.startswith(OLE_MAGIC):
        sheets, metadata, hidden = read_xls(data, name)
        warnings: list[str] = []
    elif data.startswith(b"PK"):
        sheets, metadata, hidden, warnings = read_xlsx(data, name)
    else:
        raise UnreadableSource(f"{name}: neither XLS nor XLSX; save it as XLSX and ingest it again")
    blocks = tuple(block for sheet in sheets for block in sheet_blocks(sheet))
    if not any(block.kind is not BlockKind.HEADING for block in blocks):
        raise NoTextError(f"{name}: every cell is empty; nothing to index")
    if hidden:
        warnings.append(f"{name}: hidden sheets left out: {', '.join(hidden)}")
    # the title of the only table is that of the file; several sheets have no common one
    heading = blocks[0].text if len(sheets) == 1 and not _UNNAMED.fullmatch(blocks[0].text) else ""
    return Reading(blocks, metadata.get("title") or heading, metadata, warnings=tuple(warnings))


def sheet_blocks(sheet: Sheet) -> Iterator[Block]:
    """Blocks of one sheet; what is struck out comes last, as notes.

    A default name ("Sheet1") is left out where the table brings its own title.
    """
    blocks = list(table_blocks(sheet.rows, merged=sheet.merged, heading_level=2))
    blocks += [Block(text, BlockKind.NOTE) for text in sheet.struck]
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
    yield Block(clean(sheet.name) or "Sheet", BlockKind.HEADING, 1)
    yield from blocks
