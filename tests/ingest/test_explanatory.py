"""The explanatory statement of a bill is findable, and no law."""

from __future__ import annotations

from ingest.outline import build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.model import SectionRole

BILL = (
    "1. This Act may be cited as the Gardens Act.",
    "2. A garden has a gate.",
    "3. The gate is shut at night.",
    "4. A keeper holds the key.",
    "5. Ladders are kept in the shed.",
    "6. The shed is open at noon.",
)
STATEMENT = (
    "This Bill seeks to protect gardens.",
    "2. Clause 2 requires a gate.",
    "3. Clause 3 requires that it is shut.",
)


def roles(*texts: str, headings: tuple[str, ...]) -> dict[str, SectionRole]:
    blocks = [Block(t, BlockKind.HEADING, 1) if t in headings else Block(t) for t in texts]
    made = build_outline(Reading(tuple(blocks)), "en")
    return {
        text: min((s for s in made.sections if s.span.start <= made.text.index(text) < s.span.end), key=_length).role
        for text in texts
    }


def _length(section: object) -> int:
    span = section.span  # type: ignore[attr-defined]
    return int(span.end - span.start)


def test_it_is_a_note_to_the_end() -> None:
    found = roles(
        *BILL, "EXPLANATORY STATEMENT", *STATEMENT, "FINANCIAL IMPLICATIONS", headings=("EXPLANATORY STATEMENT",)
    )
    assert {found[text] for text in (*STATEMENT, "EXPLANATORY STATEMENT", "FINANCIAL IMPLICATIONS")} == {
        SectionRole.NOTE
    }
    assert {found[text] for text in BILL} == {SectionRole.BODY}


def test_its_numbers_are_no_clauses() -> None:
    blocks = [Block(t) for t in (*BILL, "Explanatory Memorandum", *STATEMENT)]
    made = build_outline(Reading(tuple(blocks)), "en")
    assert [s.locator for s in made.sections if s.locator] == [f"s. {n}" for n in range(1, 7)]


def test_one_above_the_first_clause_takes_nothing_with_it() -> None:
    found = roles("EXPLANATORY NOTE", "It is about gardens.", *BILL, headings=("EXPLANATORY NOTE",))
    assert {found[text] for text in BILL} == {SectionRole.BODY}
