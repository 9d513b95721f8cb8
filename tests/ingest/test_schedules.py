"""Schedules: each is one section that holds its text, however often the document names it."""

from __future__ import annotations

from ingest.outline import Outline, build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.model import SectionRole

TITLES = ("Short title", "Interpretation", "Registrar", "Registration", "Members", "Votes")
LISTED = [f"{n}. {title}" for n, title in enumerate(TITLES, 1)]
SECTIONS = [
    block
    for n, title in enumerate(TITLES, 1)
    for block in (
        Block(f"{n}. (1) The text on {title.lower()} of this Act is so long that it fills more than a line of a "
              "printed page, as the text of a section does."),
        Block("(2) More."),
    )
]  # fmt: skip
SERVICES = ("Water services.", "Fire services.", "Gate services.", "Path services.", "Seed services.")


def heading(text: str, level: int = 5) -> Block:
    return Block(text, BlockKind.HEADING, level)


def act(*schedules: Block, listed: tuple[Block, ...] = ()) -> Outline:
    contents = [heading("GARDEN ACT", 1), *map(Block, LISTED), *listed]
    return build_outline(Reading((*contents, heading("PART I", 2), *SECTIONS, *schedules)), "en")


def said(made: Outline, locator: str) -> list[str]:
    return [s.span.of(made.text) for s in made.sections if s.locator == locator]


def first_schedule() -> list[Block]:
    lines = [Block(f"{n}. {service}") for n, service in enumerate(SERVICES, 1)]
    return [heading("*FIRST SCHEDULE"), heading("ESSENTIAL SERVICES"), Block("[Section 2]"), *lines]


def test_a_schedule_holds_its_title_and_its_text() -> None:
    made = act(*first_schedule(), heading("SECOND SCHEDULE"), heading("FORMS"), heading("Part A", 2), Block("A form."))
    (first,), (second,) = said(made, "Sch. 1"), said(made, "Sch. 2")
    assert first.startswith("*FIRST SCHEDULE\n\nESSENTIAL SERVICES")
    assert first.endswith("5. Seed services.")
    assert second.endswith("Part A\n\nA form.")
    assert [s.role for s in made.sections if s.locator == "Sch. 1"] == [SectionRole.ANNEX]


def test_the_numbered_lines_of_a_schedule_are_no_contents() -> None:
    again = [heading("SECOND SCHEDULE"), *(Block(f"{n}. {service}") for n, service in enumerate(SERVICES, 1))]
    made = act(*first_schedule(), *again)
    contents = "\n".join(s.span.of(made.text) for s in made.sections if s.role is SectionRole.CONTENTS)
    assert "services" not in contents
    assert "Short title" in contents


def test_the_last_lines_of_the_contents_name_the_schedules() -> None:
    made = act(*first_schedule(), listed=(Block("FIRST SCHEDULE"), Block("SECOND SCHEDULE")))
    assert len(said(made, "Sch. 1")) == 1
    contents = [s for s in made.sections if s.role is SectionRole.CONTENTS]
    assert "FIRST SCHEDULE" in contents[-1].span.of(made.text)


def test_a_schedule_that_goes_on_overleaf_is_one() -> None:
    more = [heading("FIRST SCHEDULE—(continued)"), Block("6. Bee services.")]
    amended = [heading("LIST OF AMENDMENTS"), Block("First Schedule Act A718"), Block("Sections 4 and 5 Act A719")]
    made = act(*first_schedule(), *more, *amended)
    (first,) = said(made, "Sch. 1")
    assert "6. Bee services." in first


def test_a_title_tells_two_schedules_of_the_same_number_apart() -> None:
    made = act(*first_schedule(), heading("SECOND SCHEDULE"), Block("A."), heading("FIRST SCHEDULE Forms"), Block("B."))
    assert len(said(made, "Sch. 1")) == 2


def test_the_law_goes_on_after_a_schedule() -> None:
    sections = [Block(f"Section {n}. (1) The text.") for n in range(1, 6)]
    last = (heading("Section 6. Votes"), Block("One member, one vote."))
    made = build_outline(Reading((*sections, heading("FIRST SCHEDULE"), Block("Water services."), *last)), "en")
    assert said(made, "Sch. 1") == ["FIRST SCHEDULE\n\nWater services."]
    assert said(made, "s. 6") == ["Section 6. Votes\n\nOne member, one vote."]
