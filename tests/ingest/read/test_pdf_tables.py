"""PDF: tables with rules become rows with their headers; columns of text, frames and forms do not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.read import pdf
from ingest.read.blocks import Block, BlockKind
from ingest.read.pdf_tables import Table, with_tables

PdfMaker = Callable[..., bytes]
HEIGHT = 600  # of the test pages
XS = (50, 150, 250, 350)


def grid(xs: tuple[int, ...], ys: tuple[int, ...], *, how: str = "lines") -> list[str]:
    """Rules at ``xs`` and ``ys`` (down from the top)."""
    if how == "lines":
        level = [f"{xs[0]} {HEIGHT - y} m {xs[-1]} {HEIGHT - y} l S" for y in ys]
        return level + [f"{x} {HEIGHT - ys[0]} m {x} {HEIGHT - ys[-1]} l S" for x in xs]
    boxes = [
        f"{left} {HEIGHT - bottom} {right - left} {bottom - top} re S"
        for left, right in pairwise(xs)
        for top, bottom in pairwise(ys)
    ]
    return boxes if how == "boxes" else [" ".join(box.removesuffix(" S") for box in boxes) + " S"]


def rows(*texts: tuple[str, ...], top: int = 114) -> list[tuple[float, float, str]]:
    return [
        (x + 4, top + 20 * n, text) for n, row in enumerate(texts) for x, text in zip(XS, row, strict=False) if text
    ]


def read(data: bytes) -> list[Block]:
    return list(pdf.read(data, name="a.pdf").blocks)


FEES = rows(
    ("Service", "Fee", "Term"), ("Entry", "200", "30 days"), ("Extract", "", "3 days"), ("Copy", "12.50", "1 day")
)
YS = (100, 120, 140, 160, 180)


@pytest.mark.parametrize("how", ["lines", "boxes", "one path"])
def test_rows_have_their_headers(make_pdf: PdfMaker, how: str) -> None:
    page = [(50, 60, "Fees of the registry:"), *FEES, (50, 220, "Fees are paid in advance.")]
    blocks = read(make_pdf([page], paths=grid(XS, YS, how=how)))
    header = ("Service", "Fee", "Term")
    assert [(block.kind, block.text, block.columns) for block in blocks] == [
        (BlockKind.PARAGRAPH, "Fees of the registry:", ()),
        (BlockKind.ROW, "Service | Fee | Term", ()),
        (BlockKind.ROW, "Entry | 200 | 30 days", header),
        (BlockKind.ROW, "Extract | | 3 days", header),
        (BlockKind.ROW, "Copy | 12.50 | 1 day", header),
        (BlockKind.PARAGRAPH, "Fees are paid in advance.", ()),
    ]
    assert {block.page for block in blocks} == {1}


def test_lines_of_a_cell_are_one_text_and_its_words_are_made_whole(make_pdf: PdfMaker) -> None:
    page = [*rows(("Body", "Task"), ("Board", "")), (154, 134, "leads the coopera-"), (154, 144, "tive")]
    page += rows(("Audit", "looks at accounts"), top=164)
    blocks = read(make_pdf([page], paths=grid(XS[:3], (100, 120, 150, 170))))
    assert [block.text for block in blocks] == [
        "Body | Task",
        "Board | leads the cooperative",
        "Audit | looks at accounts",
    ]


def test_a_table_goes_on_over_the_page_with_its_headers(make_pdf: PdfMaker) -> None:
    second = rows(("Search", "5", "1 day"), ("Seal", "7", "2 days"), ("Stamp", "8", "2 days"), ("Mail", "9", "2 days"))
    blocks = read(make_pdf([FEES, second], paths=grid(XS, YS)))
    assert [(block.text, block.columns[:1], block.page) for block in blocks if block.page == 2] == [
        (text, ("Service",), 2)
        for text in ("Search | 5 | 1 day", "Seal | 7 | 2 days", "Stamp | 8 | 2 days", "Mail | 9 | 2 days")
    ]


def test_another_table_with_the_same_columns_has_its_own_headers(make_pdf: PdfMaker) -> None:
    second = rows(("Form", "Copies", "Colour"), ("Entry", "2", "blue"), ("Exit", "1", "red"), ("Other", "1", "white"))
    blocks = read(make_pdf([FEES, [(50, 60, "Forms to be used:"), *second]], paths=grid(XS, YS)))
    assert {block.columns for block in blocks if block.page == 2} == {(), ("Form", "Copies", "Colour")}


def test_a_header_that_is_printed_again_is_left_out(make_pdf: PdfMaker) -> None:
    second = rows(
        ("Service", "Fee", "Term"), ("Seal", "7", "2 days"), ("Stamp", "8", "2 days"), ("Mail", "9", "2 days")
    )
    blocks = read(make_pdf([FEES, second], paths=grid(XS, YS)))
    assert [block.text for block in blocks].count("Service | Fee | Term") == 1


def test_a_cell_over_two_rows_is_a_label_of_both(make_pdf: PdfMaker) -> None:
    paths = [path for path in grid(XS, YS) if not path.startswith("50 460")]  # the rule below row 2
    page = rows(
        ("Body", "Task", "Term"), ("", "leads", "3 years"), ("", "signs", "1 year"), ("Audit", "looks", "1 year")
    )
    page.append((54, 142, "Board"))
    blocks = read(make_pdf([page], paths=[*paths, "150 460 m 350 460 l S"]))
    assert [block.text for block in blocks][1:] == [
        "Board | leads | 3 years",
        "Board | signs | 1 year",
        "Audit | looks | 1 year",
    ]


def test_what_is_struck_in_a_table_is_a_note(make_pdf: PdfMaker) -> None:
    strike = f"154 {HEIGHT - 131} m 172 {HEIGHT - 131} l S"
    blocks = read(make_pdf([FEES], paths=[*grid(XS, YS), strike]))
    assert [block.text for block in blocks if block.kind is BlockKind.NOTE] == ["200"]
    assert "Entry | | 30 days" in [block.text for block in blocks]


PROSE = "the members of the society"
COLUMNS = [(x, 60 + 12 * n, PROSE) for x in (40, 220) for n in range(40)]


@pytest.mark.parametrize(
    ("page", "paths"),
    [
        (COLUMNS, [f"200 {HEIGHT - 50} m 200 40 l S"]),
        (COLUMNS, grid((30, 200, 370), (50, 560))),
        ([(50, 30, "Gazette"), (220, 30, "No. 7"), *COLUMNS], grid((30, 200, 370), (20, 50, 560))),
        (FEES, []),
        (rows(("Note: the fees",), ("are in force",)), grid((40, 360), (100, 120, 140))),
        (rows(("Name",), ("Place",), ("Date",)), grid((40, 140, 360), (100, 120, 140, 160))),
        (FEES, [f"50 {HEIGHT - y} m 350 {HEIGHT - y} l S" for y in YS]),
    ],
    ids=["rule between columns", "frame", "frame with a head", "no rules", "a box", "a form", "level rules only"],
)
def test_other_rules_make_no_table(make_pdf: PdfMaker, page: list[tuple[float, float, str]], paths: list[str]) -> None:
    blocks = read(make_pdf([page], paths=paths))
    assert BlockKind.ROW not in {block.kind for block in blocks}


@pytest.mark.corpus
def test_real_laws_in_columns_have_no_tables(shared: Path) -> None:
    for name in ("mx/ley-general-de-sociedades-cooperativas.pdf", "gb/worker-co-operative-code-2nd-edition.pdf"):
        path = shared / "corpus" / name
        pages = [with_tables(page) for page in pdf.opened(path.read_bytes(), path.name).pages]
        assert not [line for page in pages for line in page.lines if isinstance(line, Table)]
