"""Names of amending acts that the margin printed into the sentences."""

from __future__ import annotations

from ingest.outline import build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.side_sources import without_side_sources
from kb.model import SectionRole

H = BlockKind.HEADING
LAW = (
    Block("Artículo 1", H, 1),
    Block("Artículo 1: Cada hortelano Ley 12.345 tendrá una llave de la puerta, según la Ley 12.345, sobre Huertos."),
    Block("Artículo 2", H, 1),
    Block("Artículo 2: Las herramientas de Ley 12.345 jardín son de las obligaciones ART. 23 contraídas por todos."),
    Block("Artículo 3", H, 1),
    Block(
        "Artículo 3: Los bancos serán Ley 12.345 pintados de verde. DE 1980, Se prohíbe el ART. UNICO color azul. e)"
    ),
    Block("Artículo 4", H, 1),
    Block("Artículo 4: El agua se Ley 12.345 reparte y los socios que a) trabajen por las ART. 9 mañanas riegan."),
    Block("Artículo 5", H, 1),
    Block("Artículo 5: Se aplica la letra b) del artículo 2 de la Ley 12.345 a los invitados."),
)


def texts(blocks: tuple[Block, ...], language: str = "es") -> list[str]:
    return [block.text for block in without_side_sources(blocks, language) if block.kind is BlockKind.PARAGRAPH]


def test_they_are_taken_out_of_the_sentences_and_what_a_sentence_names_stays() -> None:
    assert texts(LAW) == [
        "Artículo 1: Cada hortelano tendrá una llave de la puerta, según la Ley 12.345, sobre Huertos.",
        "Artículo 2: Las herramientas de jardín son de las obligaciones contraídas por todos.",
        "Artículo 3: Los bancos serán pintados de verde. Se prohíbe el color azul.",
        "Artículo 4: El agua se reparte y los socios que trabajen por las mañanas riegan.",
        "Artículo 5: Se aplica la letra b) del artículo 2 de la Ley 12.345 a los invitados.",
    ]


def test_they_are_a_note_of_their_article() -> None:
    made = build_outline(Reading(LAW), "es")
    notes = {
        made.sections[s.parent].locator: s.span.of(made.text)
        for s in made.sections
        if s.role is SectionRole.NOTE and s.parent is not None
    }
    assert notes["art. 2"] == "Ley 12.345; ART. 23"
    assert "art. 5" not in notes


def test_a_law_that_names_acts_in_its_sentences_only_is_untouched() -> None:
    plain = tuple(Block(f"Artículo {n}: Lo dispone la Ley 12.345 y lo repite la ley 12.346.") for n in range(1, 9))
    assert texts(plain) == [block.text for block in plain]
    assert texts(LAW, "en") == [block.text for block in LAW if block.kind is BlockKind.PARAGRAPH]
