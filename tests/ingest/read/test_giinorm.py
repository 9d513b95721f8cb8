"""German law in the XML of gesetze-im-internet.de, on a law written for this test."""

from __future__ import annotations

from functools import cache

import pytest
from lxml import etree

from ingest.outline import build_outline
from ingest.read import read
from ingest.read.blocks import Block, BlockKind, Reading
from kb.find import find_provision
from kb.locator import parse
from kb.model import SectionRole
from tests.ingest.read.xml_text import FIXTURES, LAW, name, stream, stream_of

FILE = "gartg.giinorm.xml"
ASIDE = ("fussnoten", "Footnotes", "kommentar", "standangabe")


@cache
def law() -> Reading:
    return read((FIXTURES / FILE).read_bytes(), name=FILE)


def one(text: str) -> Block:
    found = [b for b in law().blocks if b.text.startswith(text)]
    assert len(found) == 1, (text, found)
    return found[0]


def test_every_word_comes_once_and_in_order() -> None:
    root = etree.parse(FIXTURES / FILE).getroot()
    for image in root.iter("IMG"):
        image.text = image.get("alt")
    about = ("jurabk", "amtabk", "ausfertigung-datum", "fundstelle", "gliederungskennzahl")

    def no_law(element: etree._Element) -> bool:
        return name(element) in (*ASIDE, *about) or element.findtext("metadaten/enbez") == "Inhaltsübersicht"

    assert stream_of(law().blocks, *LAW) == stream(root, skip=no_law)
    notes = stream_of(law().blocks, BlockKind.NOTE)
    for tag in ASIDE:
        for element in root.iter(tag):
            assert stream(element, skip=lambda e: False) in notes


@pytest.mark.parametrize(
    ("text", "locator", "kind", "level"),
    [
        ("§ 15 Beitritt", "§ 15", BlockKind.HEADING, 12),
        ("(1) Beitreten kann", "§ 15 Abs. 1", BlockKind.PARAGRAPH, 0),
        ("2. ein Beet sucht", "§ 15 Abs. 1 Nr. 2", BlockKind.ITEM, 1),
        ("a) sonnig ist", "§ 15 Abs. 1 Nr. 2 Buchst. a", BlockKind.ITEM, 2),
        ("bb) nachmittags", "§ 15 Abs. 1 Nr. 2 Buchst. a Doppelbuchst. bb", BlockKind.ITEM, 3),
        ("und die Satzung", "§ 15 Abs. 1", BlockKind.PARAGRAPH, 0),
        ("(2a) Ohne Form", "§ 15 Abs. 2a", BlockKind.PARAGRAPH, 0),
        ("1. Beet: Erde", "§ 15a Nr. 1", BlockKind.ITEM, 1),
        ("– mit Rand", "§ 15a", BlockKind.ITEM, 1),
        ("§§ 16 bis 18", "§ 16", BlockKind.HEADING, 12),
        ("(1) Alte Beete", "Art. 20 Abs. 1", BlockKind.PARAGRAPH, 0),
        ("Anlage 1", "Anlage 1", BlockKind.HEADING, 12),
        ("(1) Die Beiträge", "Anlage 1", BlockKind.PARAGRAPH, 0),
        ("klein | 4", "Anlage 1", BlockKind.ROW, 0),
        ("Abschnitt 1 Beete", "", BlockKind.CONTENTS, 0),
        ("§ 1 | Begriff", "", BlockKind.CONTENTS, 0),
        ("*) Amtlicher Hinweis", "§ 15", BlockKind.NOTE, 0),
        ("(Fundstelle", "Anlage 1", BlockKind.NOTE, 0),
    ],
)
def test_locators_and_kinds(text: str, locator: str, kind: BlockKind, level: int) -> None:
    found = [b for b in law().blocks if b.text.startswith(text) and b.kind is kind]
    assert [(b.locator, b.level) for b in found] == [(locator, level)]


def test_numbers_of_sentences_do_not_join_the_words_but_exponents_do() -> None:
    assert one("(2) 1 Der Beitritt").text.endswith("2 Die Erklärung ist frei. Sie bindet ein Jahr.")
    assert "10 m2" in one("und die Satzung").text


def test_headings_follow_the_divisions() -> None:
    divisions = [(b.text, b.level) for b in law().blocks if b.kind is BlockKind.HEADING and 1 < b.level < 12]
    assert divisions == [("Abschnitt 1 Beete", 2), ("Unterabschnitt 2 Miete", 3)]


def test_title_and_metadata() -> None:
    assert law().title == "Gartengesetz"
    assert law().metadata["date"] == "2031-05-14"
    assert law().metadata["builddate"] == "20330401120000"
    assert law().metadata["language"] == "de"
    assert one("klein").columns == ("Beet", "Euro")
    assert law().warnings


def test_locators_parse_and_find_their_provision() -> None:
    sections = build_outline(law(), "de").sections
    for block in law().blocks:
        if block.locator and block.kind in LAW:
            locator = parse(block.locator)
            assert locator is not None, block
            assert str(locator).casefold() == block.locator.casefold()
            assert find_provision(sections, block.locator, exact=True) is not None, block


def test_provisions_are_found_and_the_formula_is_preamble() -> None:
    outline = build_outline(law(), "de")
    for locator in ("§ 15", "§15 Abs. 1", "§ 15 Absatz 1 Nummer 2 Buchstabe a", "§ 15a", "Art. 20"):
        assert find_provision(outline.sections, locator, exact=True) is not None, locator
    formula = next(s for s in outline.sections if s.heading == "Eingangsformel")
    assert formula.role is SectionRole.PREAMBLE
    notes = [s for s in outline.sections if s.role is SectionRole.NOTE]
    assert any("Amtlicher Hinweis" in s.span.of(outline.text) for s in notes)
