"""Words cut at line ends."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.hyphens import Hyphens


@dataclass(frozen=True)
class Line:
    text: str
    hyphenated: bool = False


@pytest.mark.parametrize(
    ("lines", "known", "joined"),
    [
        ([Line("the coopera", True), Line("tive")], "", "the cooperative"),
        ([Line("the coopera-"), Line("tive")], "", "the cooperative"),
        ([Line("a semi", True), Line("autonomous")], "semi-autonomous groups", "a semi-autonomous"),
        ([Line("a semi", True), Line("autonomous")], "semiautonomous groups", "a semiautonomous"),
        ([Line("assembleia, refere", True), Line("se a")], "", "assembleia, refere-se a"),
        ([Line("Presi-"), Line("dente")], "", "Presidente"),
        ([Line("Castilla-"), Line("La Mancha")], "", "Castilla-La Mancha"),
        ([Line("pages 12-"), Line("15")], "", "pages 12- 15"),
        ([Line("1998", True), Line("99 season")], "", "1998-99 season"),
        ([Line("members -"), Line("all of them")], "", "members - all of them"),
        ([Line("one"), Line("two")], "", "one two"),
        ([Line("Aufsichts-"), Line("oder Verwaltungsrat")], "", "Aufsichts- oder Verwaltungsrat"),
        ([Line("Gewinn", True), Line("und Verlustrechnung")], "", "Gewinn- und Verlustrechnung"),
        ([Line("die Vergabe-"), Line("und")], "", "die Vergabe- und"),
        ([Line("Kredit-"), Line("bzw. Sparform")], "", "Kredit- bzw. Sparform"),
        ([Line("pre-"), Line("and post-merger")], "", "pre- and post-merger"),
        ([Line("pre-"), Line("y poscooperativo")], "", "pre- y poscooperativo"),
        ([Line("the direct-"), Line("or signs")], "A director", "the director signs"),
        ([Line("não compra", True), Line("o sócio")], "", "não compra-o sócio"),
        ([Line("socially-"), Line("oriented")], "Socially useful and oriented to all", "socially-oriented"),
        ([Line("is socially", True), Line("oriented")], "Socially useful and oriented", "is socially-oriented"),
        ([Line("there-"), Line("of")], "There is much of it", "thereof"),
        ([Line("rechts-"), Line("fähig")], "rechts und fähig", "rechtsfähig"),
        ([Line("autonoma-"), Line("mente")], "la forma autonoma che tiene a mente", "autonomamente"),
        ([Line("COSTS-"), Line("security for")], "COSTS of security", "COSTS-security for"),
        ([Line("co-"), Line("op-"), Line("erative")], "cooperative", "cooperative"),
    ],
)
def test_joining(lines: list[Line], known: str, joined: str) -> None:
    texts = [f"{line.text}-" if line.hyphenated else line.text for line in lines]
    assert Hyphens([known, *texts]).join(lines) == joined


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    """8,000 short lines took two minutes; 20,000 take a second."""
    lines = [Line("coopera-tiv-")] * 20_000
    began = time.process_time()
    Hyphens(line.text for line in lines).join(lines)
    assert time.process_time() - began < 5


@given(st.lists(st.builds(Line, st.text(st.sampled_from("ab-1 é"), min_size=1), st.booleans()), max_size=6))
def test_no_letter_is_lost(lines: list[Line]) -> None:
    def letters(text: str) -> str:
        return "".join(filter(str.isalnum, text))

    joined = Hyphens(line.text for line in lines).join(lines)
    assert letters(joined) == letters("".join(line.text for line in lines))
