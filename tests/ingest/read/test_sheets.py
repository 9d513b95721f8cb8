"""Spreadsheets: what a cell shows, which rows are headers, and rows that make sense alone."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from ingest.read import sheets
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
        ("Society | 5", "row", 0),
        ("Mutual | 10 | 0.5", "row", 0),
    ]
    assert reading.blocks[1].columns == ("Form", "Members", "Capital")


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
    assert [b.text for b in reading.blocks[1:]] == ["Society | Name | x", "Society | Seat | y"]


def test_hidden_sheets_are_left_out_and_named() -> None:
    book = workbook([["a", "b"], [1, 2]], [["c", "d"], [3, 4]], titles=("Shown", "Lists"))
    book["Lists"].sheet_state = "hidden"
    book.properties.title = "Forms"
    reading = sheets.read(saved(book), name="a.xlsx")
    assert [b.text for b in reading.blocks] == ["Shown", "1 | 2"]
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
    monkeypatch.setattr(sheets, "MAX_CELLS", 3)
    with pytest.raises(UnreadableSource, match=r"^a\.xlsx: 4 cells, more than 3"):
        sheets.read(saved(workbook([[1, 2], [3, 4]])), name="a.xlsx")


@pytest.mark.corpus
def test_a_comparison_of_legal_forms_in_xls(shared: Path) -> None:
    data = (shared / "corpus/fr/comparaison-diverses-structures-juridiques.xls").read_bytes()
    reading = sheets.read(data, name="forms.xls")
    rows = {b.locator: b.text for b in reading.blocks if b.kind is BlockKind.ROW}
    assert rows["Durée / Fondation partenariale"].startswith("Durée | Fondation partenariale | ")
    assert reading.blocks[0].kind is BlockKind.HEADING and "Feuil1" not in reading.blocks[0].text
    assert reading.title == reading.blocks[0].text
    assert max(map(len, rows.values())) <= 1500
