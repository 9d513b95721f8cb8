"""PDF: text that a line is drawn through is repealed law; underlines, rules of tables and fields are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.read import pdf
from ingest.read.blocks import BlockKind

PdfMaker = Callable[..., bytes]
HEIGHT = 600  # of the test pages
OLD, NEW = "Art. 2. A horta tem um dono.", "Art. 2. A horta tem dois donos."
PAGE = [(50, 60, "Art. 1. A horta existe."), (50, 84, OLD), (50, 108, NEW)]
LONG = 125.0  # width of OLD in points, nearly


def stroked(x0: float, x1: float, y: float, width: float = 0.7) -> str:
    return f"{width} w {x0} {HEIGHT - y} m {x1} {HEIGHT - y} l S"


def filled(x0: float, x1: float, y: float) -> str:
    return f"{x0} {HEIGHT - y} {x1 - x0} 0.7 re f"


def notes(data: bytes) -> list[str]:
    return [block.text for block in pdf.read(data, name="lei.pdf").blocks if block.kind is BlockKind.NOTE]


@pytest.mark.parametrize(
    "paths",
    [
        [stroked(50, 50 + LONG, 81.3)],
        [filled(50, 50 + LONG, 81)],
        [filled(50, 110, 81), filled(110, 50 + LONG, 81.5)],
        [f"q 2 0 0 2 0 0 cm 25 {(HEIGHT - 81) / 2} {LONG / 2} 0.3 re f Q"],
        [f"50 {HEIGHT - 81} {LONG} 0.7 re 50 {HEIGHT - 300} {LONG} 0.7 re f"],
        [f"50 {HEIGHT - 81} m {50 + LONG} {HEIGHT - 81} l 50 {HEIGHT - 300} m 50 {HEIGHT - 400} l S"],
    ],
    ids=["a line", "a thin box", "pieces", "scaled", "one of two boxes in a path", "one of two lines in a path"],
)
def test_struck_text_is_a_note_and_no_law(make_pdf: PdfMaker, paths: list[str]) -> None:
    reading = pdf.read(make_pdf([PAGE], paths=paths), name="lei.pdf")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (BlockKind.PARAGRAPH, "Art. 1. A horta existe."),
        (BlockKind.NOTE, OLD),
        (BlockKind.PARAGRAPH, NEW),
    ]


@pytest.mark.parametrize(
    "paths",
    [
        [stroked(50, 50 + LONG, 85.5)],
        [stroked(50, 50 + LONG, 75)],
        [stroked(20, 380, 81)],
        [f"1 g {filled(50, 50 + LONG, 81)} 0 g"],
        [stroked(50, 50 + LONG, 81, width=12)],
        [stroked(100, 100.5, 81), f"100 {HEIGHT - 70} m 100 {HEIGHT - 90} l S"],
        [f"20 {HEIGHT - 20} m 380 {HEIGHT - 200} l S"],
    ],
    ids=["underlined", "overlined", "a rule across the page", "white", "a highlight", "upright", "slanted"],
)
def test_other_lines_strike_nothing(make_pdf: PdfMaker, paths: list[str]) -> None:
    assert notes(make_pdf([PAGE], paths=paths)) == []


def test_of_a_paragraph_struck_in_part_the_rest_is_law(make_pdf: PdfMaker) -> None:
    page = [(50, 60, "The board has"), (116, 60, "seven"), (145, 60, "nine members"), (50, 72, "and meets in May.")]
    reading = pdf.read(make_pdf([page], paths=[stroked(116, 142, 57)]), name="act.pdf")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        (BlockKind.PARAGRAPH, "The board has nine members and meets in May."),
        (BlockKind.NOTE, "seven"),
    ]


def test_a_remark_on_what_was_struck_stays_with_it(make_pdf: PdfMaker) -> None:
    page = [(50, 60, "Art. 1. A horta existe."), (50, 84, OLD), (180, 84, "(Revogado pela Lei 9)"), (50, 108, NEW)]
    assert notes(make_pdf([page], paths=[stroked(50, 50 + LONG, 81)])) == [f"{OLD} (Revogado pela Lei 9)"]


def test_struck_paragraphs_are_apart_from_what_follows_without_a_gap(make_pdf: PdfMaker) -> None:
    full = "A horta tem um dono que a rega, e um muro que a guarda de noite"
    page = [(50, 60, full), (50, 72, "e de dia."), (50, 84, "A horta tem dois donos.")]
    data = make_pdf([page], paths=[stroked(50, 347, 57), stroked(50, 88, 69)])
    assert notes(data) == [f"{full} e de dia."]


@pytest.mark.corpus
def test_repealed_article_of_a_real_law(shared: Path) -> None:
    path = next((shared / "corpus/br").glob("lei-5764-1971*.pdf"))
    blocks = pdf.read(path.read_bytes(), name=path.name).blocks
    articles = [block for block in blocks if block.text.startswith("Art. 42.")]
    assert [(block.page, block.kind is BlockKind.NOTE) for block in articles] == [(8, True), (8, False)]
    assert [b.text[:4] for b in blocks if b.kind is BlockKind.NOTE and b.page == 8 and b.text[0] == "§"] == [
        f"§ {n}º" for n in range(1, 8)
    ]


@pytest.mark.corpus
def test_real_laws_without_strikes_have_none(shared: Path) -> None:
    """Underlined headings, rules over notes and under headers."""
    for name in ("mx/ley-general-de-sociedades-cooperativas.pdf", "distractors/my-industrial-relations-act-1967.pdf"):
        path = shared / "corpus" / name
        pages = pdf.opened(path.read_bytes(), path.name).pages
        assert any(page.rules for page in pages)
        assert [word.text for page in pages for line in page.lines for word in line.words if word.struck] == []
