"""Sentences and paragraphs that their source does not number are counted as lawyers count them."""

from __future__ import annotations

import pytest

from ingest.outline import build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.unnumbered import unnumbered


def said(language: str, text: str, locator: str) -> str | None:
    """What ``locator`` names in a law of lines: "# Heading", "- item", "> note", else a paragraph."""
    kinds = {"#": BlockKind.HEADING, "-": BlockKind.ITEM, ">": BlockKind.NOTE}
    blocks = []
    for line in text.strip().splitlines():
        mark, _, rest = line.strip().partition(" ")
        kind = kinds.get(mark)
        blocks.append(Block(rest if kind else line.strip(), kind or BlockKind.PARAGRAPH, level=1 if kind else 0))
    made = build_outline(Reading(tuple(blocks)), language)
    found = unnumbered(made.sections, made.text, locator, language)
    return " ".join(found.span.of(made.text).split()) if found else None


ITALIAN = """
# Art. 7. Degli orti.
Il socio coltiva:
- a) le rose;
- b) i meli.
L'acqua è di tutti.
> (1) Comma modificato.
# Art. 8. Dei comuni.
1. La chiave è una.
2. Il tesoriere la custodisce.
# Art. 9. Delle siepi.
Le siepi sono basse.
"""
FRENCH = """
# Article 7
Le jardin est ouvert :
1° Le matin ;
2° Le soir.
La clef est au portail.
# Article 8
La haie est basse.
# Article 9
L'eau est commune.
"""
SPANISH = """
# Artículo 7. Huertos
El huerto es de todos. Se riega de noche.
Puede cercarse:
- a) con madera;
- b) con piedra.
# Artículo 8. Llaves
1. La llave es una.
2. La guarda el hortelano.
# Artículo 9. Cercas
Son bajas.
"""


@pytest.mark.parametrize(
    ("language", "text", "locator", "expected"),
    [
        ("it", ITALIAN, "art. 7, comma 1", "Il socio coltiva: a) le rose; b) i meli."),
        ("it", ITALIAN, "secondo comma dell'art. 7", "L'acqua è di tutti."),
        ("it", ITALIAN, "art. 7, comma 3", None),
        ("it", ITALIAN, "art. 7, primo comma, lettera b", "b) i meli."),
        ("it", ITALIAN, "art. 7, secondo comma, lettera b", None),
        ("it", ITALIAN, "art. 8, comma 3", None),  # its source numbers them
        ("fr", FRENCH, "article 7, alinéa 3", "2° Le soir."),
        ("fr", FRENCH, "quatrième alinéa de l'article 7", "La clef est au portail."),
        ("fr", FRENCH, "art. 7 al. 5", None),
        ("es", SPANISH, "artículo 7, párrafo segundo", "Puede cercarse: a) con madera; b) con piedra."),
        ("es", SPANISH, "inciso primero del artículo 7", "El huerto es de todos. Se riega de noche."),
        ("es", SPANISH, "art. 8, párrafo 3", None),
        ("es", SPANISH, "art. 10, párrafo 1", None),
        ("es", SPANISH, "art. 7", None),
    ],
)  # fmt: skip
def test_paragraphs_are_counted_where_the_source_does_not(
    language: str, text: str, locator: str, expected: str | None
) -> None:
    assert said(language, text, locator) == expected


def test_sentences_are_counted() -> None:
    law = "# § 7 Garten\n(1) Der Garten ist offen. Er hat ein Tor.\n(2) Die Hecke ist niedrig.\n# § 8 Tor\nZu."
    assert said("de", law, "§ 7 Abs. 1 Satz 2") == "Er hat ein Tor."
    assert said("de", law, "§ 7 Abs. 1 S. 3") is None


def test_the_items_of_a_list_are_of_the_sentence_that_opens_it() -> None:
    law = """
# § 7 Garten
(1) Der Garten ist offen. Verboten sind:
- 1. Feuer,
- 2. Hunde, soweit
- a) sie bellen,
- b) sie graben,
nachdem es dunkel ist. Der Wart darf sie erlauben.
# § 8 Tor
Zu.
"""
    assert said("de", law, "§ 7 Abs. 1 Satz 1") == "(1) Der Garten ist offen."
    second = said("de", law, "§ 7 Abs. 1 Satz 2")
    assert second and second.startswith("Verboten sind: 1. Feuer,") and second.endswith("nachdem es dunkel ist.")
    assert said("de", law, "§ 7 Abs. 1 Satz 3") == "Der Wart darf sie erlauben."
    assert said("de", law, "§ 7 Abs. 1 Satz 2 Nr. 1") == "1. Feuer,"
    assert said("de", law, "§ 7 Abs. 1 Satz 4") is None
