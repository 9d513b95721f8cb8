"""Pages of notes that face the pages of a law: notes, and the law goes on after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.outline import build_outline
from ingest.read import pdf
from ingest.read.blocks import BlockKind
from kb.model import SectionRole

PdfMaker = Callable[..., bytes]
Placed = tuple[float, float, str]
#: What each page of the law says; the fifth line is the heading of the section that begins on the next page.
LAW = (
    ("1. (1) The keeper of a well keeps the water of the well and the", "rope and the bucket and all the village has"),
    ("given to him.", "(2) He keeps them for a year, and no keeper keeps them for"),
    ("longer.", "2. A well is ten ells deep and an ell wide, and the wall of it is"),
    ("of stone.", "3. The village may repeal this law when there is no water in it."),
    ("4. Whoever takes a bucket pays for two.", "5. A village without a well has no keeper of it."),
    ("6. The springs are free.", "7. The law of springs is repealed."),
)  # fmt: skip
WORDS = ("rope", "bucket", "ten", "village", "whoever", "springs")


def book(head: str, *, facing: tuple[int, ...] = (0, 1, 2, 3, 4)) -> list[list[Placed]]:
    """Pages of the law, each faced by one of notes; only those of ``facing`` have ``head``."""
    pages: list[list[Placed]] = []
    for n, lines in enumerate(LAW):
        pages.append([(50, 30, "Law of Wells"), *((50, 60 + 12 * i, line) for i, line in enumerate(lines))])
        notes = [(50, 60, f"Sec. {n + 1}"), (60, 72, f"The word {WORDS[n]!r} was added by Act 2{n} of 19{n}0.")]
        titled = [(200 - 3.1 * len(head), 45, head)] if n in facing else []
        pages.append([(160, 30, "Law of Wells"), *titled, *notes])
    return pages


@pytest.mark.parametrize("head", ["CATATAN", "NOTES", "Notes"])
def test_the_law_goes_on_after_a_page_of_notes(make_pdf: PdfMaker, head: str) -> None:
    reading = pdf.read(make_pdf(book(head)), name="wells.pdf")
    law = [block.text for block in reading.blocks if block.kind is not BlockKind.NOTE]
    assert law[0] == " ".join((*LAW[0], LAW[1][0]))
    notes = " ".join(block.text for block in reading.blocks if block.kind is BlockKind.NOTE)
    assert all(f"The word {word!r} was added" in notes for word in WORDS)
    assert not any("added by" in text or head in text for text in law)


def test_a_page_without_the_head_is_one_of_notes_when_it_begins_as_they_do(make_pdf: PdfMaker) -> None:
    reading = pdf.read(make_pdf(book("CATATAN")), name="wells.pdf")  # the last page of notes has none
    notes = [block.text for block in reading.blocks if block.kind is BlockKind.NOTE]
    assert "The word 'springs' was added by Act 25 of 1950." in notes


def test_notes_are_notes_of_the_section_they_stand_in(make_pdf: PdfMaker) -> None:
    made = build_outline(pdf.read(make_pdf(book("NOTES")), name="wells.pdf"), "en")
    body = {s.locator: s for s in made.sections if s.locator and s.role is SectionRole.BODY}
    assert [f"s. {n}" for n in range(1, 8)] == [name for name in body if "(" not in name]
    notes = [s for s in made.sections if s.role is SectionRole.NOTE]
    assert all("added by" in note.span.of(made.text) for note in notes) and len(notes) == len(LAW)
    assert body["s. 1"].span.contains(notes[0].span)
    assert (
        body["s. 1(1)"].span.of(made.text).startswith("(1) The keeper of a well keeps the water of the well and the ")
    )


def test_a_heading_at_the_height_of_the_head_is_no_header(make_pdf: PdfMaker) -> None:
    pages = book("CATATAN")
    pages[8] = [pages[8][0], (150, 45, "Of the price of buckets"), *pages[8][1:]]
    said = [block.text for block in pdf.read(make_pdf(pages), name="wells.pdf").blocks]
    assert "Of the price of buckets" in said


def test_one_page_of_notes_is_a_chapter(make_pdf: PdfMaker) -> None:
    reading = pdf.read(make_pdf(book("NOTES", facing=(5,))), name="wells.pdf")
    assert all(block.kind is not BlockKind.NOTE for block in reading.blocks)
