"""Provisions and pages are compared with the raw file, and a wrong one is seen."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from eval.bench.fidelity import Drawn, check_pages, check_provisions, draw_pages, draw_provisions
from eval.bench.provisions import Expected
from eval.bench.rawtext import elements, raw_text, words
from ingest.outline import Outline, build_outline
from ingest.read import read
from kb.model import Passage, Span

ACT = """---
title: An act
---

# An act on **bridges**

## Contents

Article 1. Bridges

Article 2. Tolls

## Chapter I

##### Article 1. Bridges

1. A bridge belongs to those who [built](https://example.org/a) it.

2. They keep it in repair for as long as it stands.

## Chapter II

##### Article 2. Tolls

Nobody pays for walking over a bridge, whatever the hour.

##### Article 2 bis. Boats

A boat passes below and pays nothing at all either.

##### Article 3. End

This ends it.
"""
LIMS = """<Statute><Body>
<Section><MarginalNote>Bridges</MarginalNote><Label>7.1</Label>
<Text>A bridge belongs to those who built it.</Text></Section>
<Section><Label>8</Label><Text>It stands.</Text></Section>
</Body></Statute>"""


@dataclass(frozen=True)
class Read:
    text: str
    sections: tuple  # type: ignore[type-arg]


@pytest.fixture
def act(tmp_path: Path) -> tuple[Path, Outline]:
    path = tmp_path / "act.md"
    path.write_text(ACT)
    return path, build_outline(read(ACT.encode(), name="act.md", language="en"), "en")


@pytest.mark.parametrize(
    ("locator", "following"), [("art. 1", "art. 2"), ("art. 2", "art. 2 bis"), ("art. 2 bis", "art. 3")]
)
def test_a_provision_has_the_words_of_its_place_in_the_raw_file(
    act: tuple[Path, Outline], locator: str, following: str
) -> None:
    path, outline = act
    (checked,) = check_provisions([path], outline, [Drawn("act", locator, (following,))])
    assert checked.same, checked


def test_a_section_that_ends_too_early_is_seen(act: tuple[Path, Outline]) -> None:
    path, outline = act
    (section,) = [one for one in outline.sections if one.locator == "art. 1"]
    short = replace(section, span=Span(section.span.start, section.span.start + 40))
    sections = tuple(short if one is section else one for one in outline.sections if one.parent != section.ordinal)
    (checked,) = check_provisions([path], Read(outline.text, sections), [Drawn("act", "art. 1", ("art. 2",))])
    assert not checked.same


def test_a_section_that_is_not_there_has_nothing_in_common(act: tuple[Path, Outline]) -> None:
    path, outline = act
    for locator, following in (("art. 9", "art. 10"), ("art. 1 ter", "art. 2")):
        (checked,) = check_provisions([path], outline, [Drawn("act", locator, (following,))])
        assert checked.similar == 0


def test_the_same_seed_draws_the_same_of_every_document() -> None:
    listed = {
        "a": Expected("a", tuple(f"art. {n}" for n in range(1, 100))),
        "b": Expected("b", ("§ 1", "§ 2", "Sch. 1", "Sch. 2")),
    }
    drawn = draw_provisions(listed, 20, seed=3)
    assert drawn == draw_provisions(listed, 20, seed=3) != draw_provisions(listed, 20, seed=4)
    assert [one for one in drawn if one.doc_id == "b"] == [Drawn("b", "§ 1", ("§ 2",))]
    assert len({one.locator for one in drawn if one.doc_id == "a"}) == 19
    assert len(draw_provisions(listed, 1000, seed=3)) == 99


def test_xml_is_looked_up_by_its_own_numbers(tmp_path: Path) -> None:
    path = tmp_path / "act.xml"
    path.write_text(LIMS)
    assert {number: len(texts) for number, texts in elements(path).items()} == {"7.1": 1, "8": 1}
    assert words(elements(path)["7.1"][0])[:3] == ["bridges", "7", "1"]


def test_the_raw_text_of_markdown_has_no_marks(act: tuple[Path, Outline]) -> None:
    text = raw_text(act[0])
    assert "title:" not in text and "example.org" not in text and "*" not in text
    assert "those who built it" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Co-op Nº 5", ["co", "op", "no", "5"]), ("第三条 届出", ["第", "三", "条", "届", "出"]), ("", [])],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_a_passage_is_on_the_page_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(
        _pdf("The first page says that a bridge stands here.", "The second page says nothing of it at all.")
    )
    text = "The second page says nothing of it at all."
    passage = Passage("p", "two", "v", 0, Span(0, len(text)), text, "", "", (), page=2)
    drawn = draw_pages({"two": [passage, replace(passage, page=None), replace(passage, text="Too short.")]}, 5, 0)
    assert drawn == [("two", passage)]
    assert [one.there for one in check_pages(path, "two", [passage, replace(passage, page=1)])] == [True, False]
    assert not check_pages(path, "two", [replace(passage, page=9)])[0].there


def _pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n"
    return (body + f"{body.index('xref')}\n%%EOF\n").encode("latin-1")
