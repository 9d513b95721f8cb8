"""Broken sentences are made whole, lists stay lists."""

from __future__ import annotations

import pytest

from ingest.read.blocks import Block, BlockKind
from ingest.rejoin import rejoin, separate


def texts(*lines: str, kind: BlockKind = BlockKind.ITEM) -> list[str]:
    return [block.text for block in rejoin([Block(line, kind) for line in lines])]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("No gardener, other than those named in clauses", "(c) to (g) of sub-section (1), shall hold a spade"),
        ("as provided in section", "12 of the Garden Act, the keeper"),
        ("under sub-section (1) or", "(2) of section 5 the keeper decides"),
        ("de acuerdo con los apartados", "2 y 3 del presente artículo"),
    ],
)
def test_a_line_broken_before_a_reference_goes_on(above: str, below: str) -> None:
    assert texts(above, below) == [f"{above} {below}"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("The keeper shall keep:", "(a) the key;"),
        ("(a) the key; or", "(b) the spade."),
        ("(a) the key; and", "(b) of two spades, the larger one."),
        ("These are the sections", "(1) The keeper keeps the key."),
        ("He keeps the key to", "3. Every gardener may ask."),
    ],
)
def test_a_list_stays_a_list(above: str, below: str) -> None:
    assert texts(above, below) == [above, below]


def test_what_is_no_text_is_not_joined() -> None:
    assert len(texts("in section", "12 of the Act", kind=BlockKind.ROW)) == 2


def test_a_chapter_and_its_first_article_are_two_headings() -> None:
    made = separate([Block("CAPO III – DEGLI ORTI E DEI PONTI Art. 36. Ponti di legno.", BlockKind.HEADING, 4)])
    assert [(b.text, b.level) for b in made] == [
        ("CAPO III – DEGLI ORTI E DEI PONTI", 4),
        ("Art. 36. Ponti di legno.", 5),
    ]


def test_a_reference_in_a_heading_is_no_article() -> None:
    assert len(separate([Block("Capo III: deroghe all'Art. 36. Ponti", BlockKind.HEADING, 4)])) == 1
