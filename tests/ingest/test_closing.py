"""The formula, the day and the names below the last article of a law are no text of it."""

from __future__ import annotations

import pytest

from ingest.outline import Outline, build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.model import SectionRole

LAW = (
    "Artículo 1. El pozo es común.",
    "Artículo 2. Es obligación del guarda:",
    "a) cuidar la cuerda;",
    "b) y el cubo.",
)


def outline(*texts: str, language: str = "es") -> Outline:
    blocks = (Block(t.lstrip("# "), *((BlockKind.HEADING, 1) if t.startswith("#") else ())) for t in texts)
    return build_outline(Reading(tuple(blocks)), language)


def of_role(made: Outline, role: SectionRole) -> dict[str, str]:
    return {s.locator: s.span.of(made.text) for s in made.sections if s.role is role}


@pytest.mark.parametrize(
    ("language", "closing"),
    [
        ("es", ("Por tanto, mando a todos que guarden esta Ley.", "Villapozo, 3 de mayo de 1999.", "ANA R.")),
        ("es", ("Villapozo, 3 de mayo de 1999.–La Presidenta, Ana Roca.",)),
        ("es", ("Dado en Pozo Alto, D. E., a 21 de junio de 1989.",)),
        ("es", ("Publíquese y cúmplase.", "El Presidente del Senado,", "ANA ROCA")),
        ("pt", ("Vila do Poço, 23 de dezembro de 2001; 180º da Independência.", "ANA ROCHA")),
        ("ca", ("Casa del Pou, 29 de desembre del 2000", "Anna Roca")),
        ("fr", ("Mandons et ordonnons que la loi soit observée.", "Château du Puits, le 10 mars 2014. Anne")),
    ],
)
def test_what_closes_a_law_is_a_note_below_its_last_article(language: str, closing: tuple[str, ...]) -> None:
    made = outline(*LAW, *closing, language=language)
    assert list(of_role(made, SectionRole.NOTE).values()) == ["\n\n".join(closing)]
    last = of_role(made, SectionRole.BODY)
    assert next(reversed(last.values())) == LAW[-1]
    assert not any(closing[0] in text for name, text in last.items() if name != "art. 2")


def test_what_follows_the_closing_is_law_again() -> None:
    made = outline(*LAW, "Villapozo, 3 de mayo de 1999.", "# TRANSITORIOS", "PRIMERO.- El pozo viejo se cierra.")
    assert list(of_role(made, SectionRole.NOTE).values()) == ["Villapozo, 3 de mayo de 1999."]
    assert made.sections[-1].span.of(made.text) == "PRIMERO.- El pozo viejo se cierra."
    assert made.sections[-1].role is not SectionRole.NOTE


@pytest.mark.parametrize(
    "text",
    [
        "Villapozo, 3 de mayo de 1999.",  # quoted by an article: another follows
        "Por tanto, ordeno que se cierre el pozo.",
    ],
)
def test_between_two_articles_nothing_is_closed(text: str) -> None:
    made = outline(*LAW, text, "Artículo 3. El agua es libre.")
    assert not of_role(made, SectionRole.NOTE)


def test_the_day_in_a_preamble_closes_nothing() -> None:
    made = outline("Villapozo, 3 de mayo de 1999.", *LAW)
    assert not of_role(made, SectionRole.NOTE)
