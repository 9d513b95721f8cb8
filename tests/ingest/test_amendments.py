"""What a State of India has made of a central Act is a note of the section, and no section of the Act."""

from __future__ import annotations

import pytest

from ingest.outline import Outline, build_outline
from ingest.read import read
from ingest.read.blocks import Block, BlockKind, Reading
from kb.model import SectionRole

ACT = (
    "1. Short title. This Act may be called the Wells Act.",
    "2. Definitions. In this Act, a well is a hole with water in it.",
    "3. Keepers. Each well has a keeper.",
    "STATE AMENDMENTS",
    "Orissa",
    "Insertion of new sections 3-A and 3-B. After section 3 the following shall be inserted, namely:",
    "3A. Gates. (1) Each well of Orissa has a gate.",
    "(2) The gate is shut at night.",
    "3B. Ropes. Each well of Orissa has a rope.",
    "[Vide the Orissa Act 2 of 1970, s. 2]",
    "Union territory of Ladakh",
    "Section 3. For keeper, substitute warden.",
    "4. Frost. A well of Ladakh is covered in winter.",
    "[Vide Notification No. 3805, dated (26-10-2020).]",
    "4. Water. The water of a well is free to all.",
    "5. Depth. A well is ten ells deep.",
    "6. Width. A well is an ell wide.",
    "Uttar Pradesh: In its application to the State of Uttar Pradesh, for section 6 substitute:",
    "\u201c6. Width. A well of Uttar Pradesh is two ells wide.\u201d U.P. Act 12 of 1975, s. 2.",
    "7. Repeal. The Springs Act is repealed.",
)


def outline(*texts: str) -> Outline:
    return build_outline(Reading(tuple(Block(text) for text in texts)), "en")


def provisions(made: Outline) -> dict[str, str]:
    return {s.locator: s.span.of(made.text) for s in made.sections if s.locator and s.role is SectionRole.BODY}


def notes(made: Outline) -> list[tuple[str, str]]:
    """The locator of the section that each note stands in, and the note."""
    sections = made.sections
    return [
        (sections[s.parent].locator if s.parent is not None else "", s.span.of(made.text))
        for s in sections
        if s.role is SectionRole.NOTE
    ]


def test_the_sections_are_those_of_the_act() -> None:
    found = provisions(outline(*ACT))
    assert list(found) == ["s. 1", "s. 2", "s. 3", "s. 4", "s. 5", "s. 6", "s. 7"]
    assert found["s. 4"] == "4. Water. The water of a well is free to all."
    assert found["s. 7"] == "7. Repeal. The Springs Act is repealed."


def test_what_states_made_of_a_section_is_a_note_of_it() -> None:
    found = notes(outline(*ACT))
    assert [owner for owner, _ in found] == ["s. 3", "s. 6"]
    assert "(2) The gate is shut at night." in found[0][1]
    assert "covered in winter" in found[0][1]
    assert "two ells wide" in found[1][1]


def test_a_schedule_ends_the_amendments_of_the_last_section() -> None:
    blocks = (*(Block(text) for text in ACT[:-1]), Block("THE FIRST SCHEDULE", BlockKind.HEADING, 1), Block("Tools."))
    made = build_outline(Reading(blocks), "en")
    assert list(provisions(made)) == ["s. 1", "s. 2", "s. 3", "s. 4", "s. 5", "s. 6"]
    schedule = next(s for s in made.sections if s.locator == "Sch. 1")
    assert (schedule.role, schedule.span.of(made.text)) == (SectionRole.ANNEX, "THE FIRST SCHEDULE\n\nTools.")


@pytest.mark.parametrize(
    "text",
    [
        "4. Assam. In its application to Assam, this Act is read without section 2.",
        "4. State amendments of this Act need the assent of the keeper.",
    ],
)
def test_what_the_act_says_of_states_is_law(text: str) -> None:
    assert provisions(outline(*ACT[:3], text, *ACT[15:17]))["s. 4"] == text


MARKDOWN = """# The Wells Act

## Section 1 - Keepers

Each well has a keeper.

STATE AMENDMENTS

Ladakh

Section 1.--

(i) for keeper, substitute warden;

"1A. Gates.--(1) Each well has a gate.

(2) The gate is shut at night."

[Vide Notification No. 3805.]

### Footnotes

1. Ins. by Act 2 of 1900.

## Section 2 - Water

The water is free to all.
"""


def test_a_section_that_an_amendment_quotes_is_no_heading_of_the_act() -> None:
    made = build_outline(read(MARKDOWN.encode(), name="wells.md", language="en"), "en")
    found = provisions(made)
    assert list(found) == ["s. 1", "s. 2"]
    assert found["s. 2"] == "Section 2 - Water\n\nThe water is free to all."
    (owner, note), *more = notes(made)
    assert (owner, more) == ("s. 1", [])
    assert note.startswith("STATE AMENDMENTS")
    assert "shut at night" in note
