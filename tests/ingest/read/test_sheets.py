"""Spreadsheets: what a cell shows, which rows are headers, and rows that make sense alone."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from ingest.read import sheets, sheets_cells
from ingest.read.blocks import BlockKind
from ingest.read.sheets import Sheet, display, sheet_blocks
from kb.errors import NoTextError, UnreadableSource


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (False, "0", "FALSE"),
        (5.0, "General", "5"),
        (2.5, "General", "2.5"),
        (1 / 3, "0.00", "0.33"),
        (37000, "#,##0", "37,000"),
        (37000.5, "#,##0.00 €", "37,000.50"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, '"EUR" #,##0.0;[Red]-#,##0.0', "1,234.5"),
        (datetime(2021, 3, 4), "dd/mm/yyyy", "2021-03-04"),
        (datetime(2021, 3, 4, 15, 30), "General", "2021-03-04 15:30"),
        (date(2021, 3, 4), "General", "2021-03-04"),
        (time(8, 5), "General", "08:05:00"),
        ("  two\nlines\u00a0here ", "General", "two lines here"),
        (1e20, "General", "1e+20"),
    ],
)
def test_a_cell_reads_as_it_is_shown(value: object, number_format: str, shown: str) -> None:
    assert display(value, number_format) == shown


def workbook(*tables: list[list[object]], titles: tuple[str, ...] = ("Data",)) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in zip(titles, tables, strict=True):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_is_a_heading_and_rows_with_their_columns() -> None:
    data = saved(
        workbook([["Form", "Members", "Capital"], ["Society", 5, None], [None, None, None], ["Mutual", 10, 0.5]])
    )
    reading = sheets.read(data, name="forms.xlsx")
    assert [(b.text, b.kind.value, b.level) for b in reading.blocks] == [
        ("Data", "heading", 1),
        ("Form | Members | Capital", "row", 0),
        ("Society | 5", "row", 0),
        ("Mutual | 10 | 0.5", "row", 0),
    ]
    assert [b.columns for b in reading.blocks[1:]] == [
        (),
        ("Form", "Members", "Capital"),
        ("Form", "Members", "Capital"),
    ]


def test_a_table_of_prose_gives_one_row_a_cell_that_says_whose_it_is() -> None:
    long = "at least five members who are natural persons of full age"
    rows = [
        ["", "Society", "Mutual", "Trust"],
        ["Members", long, f"{long} too", ""],
        ["Capital", long, "", f"{long} also"],
    ]
    blocks = list(sheet_blocks(Sheet("Forms", rows)))
    assert [(b.text, b.locator) for b in blocks if b.kind is BlockKind.ROW] == [
        (f"Members | Society | {long}", "Members / Society"),
        (f"Members | Mutual | {long} too", "Members / Mutual"),
        (f"Capital | Society | {long}", "Capital / Society"),
        (f"Capital | Trust | {long} also", "Capital / Trust"),
    ]
    assert [(b.text, b.level) for b in blocks if b.kind is BlockKind.HEADING] == [
        ("Forms", 1),
        ("Members", 3),
        ("Capital", 3),
    ]


def test_a_default_sheet_name_gives_way_to_the_title_of_the_table() -> None:
    rows = [["", "Legal forms compared"], ["Form", "Members"], ["Society", "5"]]
    headings = {
        name: [(b.text, b.level) for b in sheet_blocks(Sheet(name, rows)) if b.kind is BlockKind.HEADING]
        for name in ("Feuil1", "Forms 2021")
    }
    assert headings == {
        "Feuil1": [("Legal forms compared", 1)],
        "Forms 2021": [("Forms 2021", 1), ("Legal forms compared", 2)],
    }


def test_a_label_merged_over_rows_stands_in_each() -> None:
    book = workbook([["Form", "Rule", "Text"], ["Society", "Name", "x"], [None, "Seat", "y"]])
    book["Data"].merge_cells("A2:A3")
    reading = sheets.read(saved(book), name="a.xlsx")
    assert [b.text for b in reading.blocks[2:]] == ["Society | Name | x", "Society | Seat | y"]


def test_hidden_sheets_are_left_out_and_named() -> None:
    book = workbook([["a", "b"], [1, 2]], [["c", "d"], [3, 4]], titles=("Shown", "Lists"))
    book["Lists"].sheet_state = "hidden"
    book.properties.title = "Forms"
    reading = sheets.read(saved(book), name="a.xlsx")
    assert [b.text for b in reading.blocks] == ["Shown", "a | b", "1 | 2"]
    assert reading.warnings == ("a.xlsx: hidden sheets left out: Lists",)
    assert reading.title == "Forms"


def test_what_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, reason in [
        (b"hello", "neither XLS nor XLSX"),
        (b"PK\x03\x04rest", "damaged or not XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ]:
        with pytest.raises(UnreadableSource) as caught:
            sheets.read(data, name="a.xls")
        assert str(caught.value).startswith("a.xls: ") and reason in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(NoTextError, match=r"^a\.xlsx: every cell is empty"):
        sheets.read(saved(workbook([[None]])), name="a.xlsx")
    monkeypatch.setattr(sheets_cells, "MAX_CELLS", 3)
    with pytest.raises(UnreadableSource, match=r"^a\.xlsx: more than 3 cells"):
        sheets.read(saved(workbook([[1, 2], [3, 4]])), name="a.xlsx")


def test_formulas_without_a_stored_result_are_named() -> None:
    reading = sheets.read(saved(workbook([["Form", "Members"], ["Society", "=2+3"], ["Mutual", 4]])), name="a.xlsx")
    assert [b.text for b in reading.blocks[2:]] == ["Society", "Mutual | 4"]
    assert reading.warnings == (
        "a.xlsx: 1 formulas of sheet 'Data' have no stored result and are left empty; "
        "open the file in a spreadsheet program and save it",
    )


def test_struck_out_cells_are_notes() -> None:
    book = workbook([["Form", "Members"], ["Society", "seven"], ["Guild", "nine"]])
    for place in ("B2", "A3", "B3"):
        book["Data"][place].font = openpyxl.styles.Font(strike=True)
    assert [(b.text, b.kind.value) for b in sheets.read(saved(book), name="a.xlsx").blocks[2:]] == [
        ("Society", "row"),
        ("seven", "note"),
        ("Guild | nine", "note"),
    ]


class TestHostile:
    """Workbooks made to be small on disk and large in memory."""

    @staticmethod
    def workbook_of(sheet: str) -> bytes:
        source = io.BytesIO(saved(workbook([["x", "y"]])))
        out = io.BytesIO()
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                body = old.read(member)
                if member == "xl/worksheets/sheet1.xml":
                    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                    body = f'<worksheet xmlns="{space}">{sheet}</worksheet>'.encode()
                new.writestr(member, body)
        return out.getvalue()

    @pytest.mark.parametrize(
        "sheet",
        [
            "<sheetData>" + '<row><c t="n"><v>1</v></c></row>' * 5000 + "</sheetData>",
            '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
            "<sheetData>" + '<row><c r="XFD1"><v>1</v></c></row>' * 9 + "</sheetData>",
            '<dimension ref="A1:XFD1048576"/><sheetData>' + '<row><c><v>1</v></c></row>' * 5000 + "</sheetData>",
        ],
        ids=["many cells", "a cell far down", "cells far right", "a false dimension"],
    )  # fmt: skip
    def test_too_many_cells_are_refused_while_they_are_read(self, sheet: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheets_cells, "MAX_CELLS", 4000)
        tracemalloc.start()
        try:
            with pytest.raises(UnreadableSource, match=r"^a\.xlsx: more than 4,000 cells"):
                sheets.read(self.workbook_of(sheet), name="a.xlsx")
            assert tracemalloc.get_traced_memory()[1] < 20_000_000
        finally:
            tracemalloc.stop()

    def test_a_claimed_size_is_not_believed(self) -> None:
        data = self.workbook_of(
            '<dimension ref="A1:XFD1048576"/><sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>'
        )
        assert [b.text for b in sheets.read(data, name="a.xlsx").blocks] == ["Data", "1 | 2"]

    def test_merged_ranges_over_the_whole_sheet_cost_nothing(self) -> None:
        merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"
        rows = "".join(f"<row><c><v>{n}</v></c><c><v>1</v></c></row>" for n in range(500))
        reading = sheets.read(self.workbook_of(f"<sheetData>{rows}</sheetData>{merged}"), name="a.xlsx")
        assert len(reading.blocks) > 500

    def test_entities_are_refused(self) -> None:
        data = self.workbook_of("<sheetData/>")
        source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for member in source.namelist():
                body = source.read(member)
                if member == "xl/worksheets/sheet1.xml":
                    body = b'<!DOCTYPE w [<!ENTITY a "xxxxxxxxxx">]>' + body
                new.writestr(member, body)
        with pytest.raises(UnreadableSource, match=r"^a\.xlsx: 'xl/worksheets/sheet1\.xml' inside declares"):
            sheets.read(out.getvalue(), name="a.xlsx")


@pytest.mark.corpus
def test_a_comparison_of_legal_forms_in_xls(shared: Path) -> None:
    data = (shared / "corpus/fr/comparaison-diverses-structures-juridiques.xls").read_bytes()
    reading = sheets.read(data, name="forms.xls")
    rows = {b.locator: b.text for b in reading.blocks if b.kind is BlockKind.ROW}
    assert rows["Durée / Fondation partenariale"].startswith("Durée | Fondation partenariale | ")
    assert reading.blocks[0].kind is BlockKind.HEADING and "Feuil1" not in reading.blocks[0].text
    assert reading.title == reading.blocks[0].text
    assert max(map(len, rows.values())) <= 1500
