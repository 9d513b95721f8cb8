"""Schedules: each is one section that holds its text, however often the document names it."""

from __future__ import annotations

import time

import pytest

from ingest.outline import Outline, build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.schedules import hindi_schedule, named_once
from kb.locator import Locator
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


@pytest.mark.parametrize("second", ["अ", "अन"], ids=["as a font garbles it", "as it is written"])
def test_schedules_of_an_act_in_hindi_are_no_part_of_its_last_section(second: str) -> None:
    name = f"{second}ुसूची" if second == "अन" else "अिुसूची"
    space = " " if second == "अन" else ""
    lines = [
        *(f"{n}. कुआँ — ( 1 ) हर कुएँ का एक रखवाला है।" for n in range(1, 7)),
        f"पहली{space}{name}",
        "[ धारा 3 देखिए ]",
        "1. रस्सी।",
        "2. बाल्टी।",
        f"दूसरी{space}{name}",
        "1. पानी।",
    ]
    made = build_outline(Reading(tuple(map(Block, lines))), "hi")
    assert said(made, "s. 6") == [lines[5]]
    assert [(s.role, s.span.of(made.text)) for s in made.sections if s.locator == "अनुसूची 1"] == [
        (SectionRole.ANNEX, f"{lines[6]}\n\n{lines[7]}\n\n1. रस्सी।\n\n2. बाल्टी।")
    ]
    assert said(made, "अनुसूची 1 para. 2") == ["2. बाल्टी।"]
    assert said(made, "अनुसूची 2 para. 1") == ["1. पानी।"]


def test_a_schedule_that_a_section_in_hindi_names_is_none() -> None:
    lines = [f"{n}. कुआँ — पहली अनुसूची में लिखा है।" for n in range(1, 7)]
    made = build_outline(Reading(tuple(map(Block, lines))), "hi")
    assert [s.locator for s in made.sections] == [f"s. {n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("पहली अनुसूची", "1"), ("चौथीअिुसूची।", "4"), ("[दूसरी अनुसूची]", "2"), ("अनुसूची", ""), ("पहली अनुसूची में", None)],
)
def test_names_of_schedules_in_hindi(text: str, number: str | None) -> None:
    found = hindi_schedule(text)
    assert (found and "".join(found.numbers)) == (None if number is None else number)


def test_the_name_of_a_schedule_on_a_hostile_line_is_soon_told() -> None:
    started = time.process_time()
    line = heading(
        "FIRST SCHEDULE" + " -" * 100_000 + " x"
    )  # minutes when the time grows with the square of its length
    named_once([line, heading("FIRST SCHEDULE")], [Locator("Sch.", ("1",)), Locator("Sch.", ("1",))])
    assert time.process_time() - started < 5
