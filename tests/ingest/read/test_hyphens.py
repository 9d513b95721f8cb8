"""Words cut at line ends."""

from __future__ import annotations

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
    ],
)
def test_joining(lines: list[Line], known: str, joined: str) -> None:
    assert Hyphens([known, *(line.text for line in lines)]).join(lines) == joined


@given(st.lists(st.builds(Line, st.text(st.sampled_from("ab-1 é"), min_size=1), st.booleans()), max_size=6))
def test_no_letter_is_lost(lines: list[Line]) -> None:
    def letters(text: str) -> str:
        return "".join(filter(str.isalnum, text))

    joined = Hyphens(line.text for line in lines).join(lines)
    assert letters(joined) == letters("".join(line.text for line in lines))
