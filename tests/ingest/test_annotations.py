"""What the editor of a code prints under a section is findable, and no law."""

from __future__ import annotations

import time

import pytest

from ingest.annotations import annotated, without_sources
from ingest.outline import Outline, build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.model import SectionRole

CODE = (
    "§12C-1 Keys. (a) The keeper keeps:",
    "(1) The key; and",
    "(2) The spade.",
    "(b) He may rest. [L 1982, c 97, pt of §2; am L 2005, c 52, §2]",
    "Cross References",
    "Wells, see §14-3.",
    "Case Notes",
    "A key is not a spade. 46 G. 293.",
    "§12C-2 Wells. A well is deep. [L 1982, c 97]",
    "Note",
    "Effective date of L 1982, c 97 is May 15, 1982.",
    "§12C-3 Gates. A gate is shut.",
)


def outline(*texts: str) -> Outline:
    return build_outline(Reading(tuple(Block(text) for text in texts)), "en")


def body(made: Outline) -> str:
    noted = [s.span for s in made.sections if s.role is SectionRole.NOTE]
    return "\n".join(p.span.of(made.text) for p in made.pieces if not any(n.contains(p.span) for n in noted))


def test_sources_and_comments_of_a_section_are_notes() -> None:
    made = outline(*CODE)
    text = body(made)
    assert "[L 1982" not in text
    assert "see §14-3" not in text
    assert "46 G. 293" not in text
    assert "Effective date" not in text
    assert all(sentence in text for sentence in ("(b) He may rest.", "A well is deep.", "A gate is shut."))
    assert [s.locator for s in made.sections if s.role is SectionRole.BODY] == [
        "§ 12C-1", "§ 12C-1(a)", "§ 12C-1(a)(1)", "§ 12C-1(a)(2)", "§ 12C-1(b)", "§ 12C-2", "§ 12C-3",
    ]  # fmt: skip


def test_the_sources_of_a_section_are_no_part_of_its_last_subsection() -> None:
    made = outline(*CODE)
    assert next(s for s in made.sections if s.locator == "§ 12C-1(b)").span.of(made.text) == "(b) He may rest."
    assert "see §14-3" in next(s for s in made.sections if s.locator == "§ 12C-1").span.of(made.text)


@pytest.mark.parametrize(
    "text",
    [
        "The keeper keeps the key [and the spade]",
        "It is amended by the Act [Act No. 12 of] 1982.",
        "In this section [2005] means a year.",
        "The rate [as of 2005]",
    ],
)
def test_other_brackets_are_text(text: str) -> None:
    assert without_sources([Block(text)]) == [Block(text)]


def test_the_notes_of_a_schedule_are_law() -> None:
    made = outline("§12C-1 Keys. A key.", "§12C-2 Fees. Fees are these.", "Notes", *(f"Fee {n}." for n in range(9)))
    assert not [s for s in made.sections if s.role is SectionRole.NOTE]


def test_a_section_on_history_is_law() -> None:
    blocks = [Block("History", BlockKind.HEADING, 1), Block("§12C-1 Keys. A key."), Block("§12C-2 Wells. A well.")]
    made = build_outline(Reading(tuple(blocks)), "en")
    assert SectionRole.NOTE not in {s.role for s in made.sections}


def test_a_note_under_the_heading_of_a_part_holds_none_of_its_sections() -> None:
    heading = Block("PART II", BlockKind.HEADING, 1)
    texts = ("Revision Note", "Part heading added by revisor.", "§12C-1 Keys. A key.", "§12C-2 Wells. A well.")
    made = build_outline(Reading((heading, *map(Block, texts))), "en")
    note = next(s for s in made.sections if s.role is SectionRole.NOTE)
    assert note.span.of(made.text) == "Revision Note\n\nPart heading added by revisor."


@pytest.mark.parametrize(
    "line",
    ["[L 11 " * 30_000, "[am 1999 " * 20_000 + "]]]", "[L 1999, c 1 [" + "x" * 200_000 + "]]",
     " " * 200_000 + "[L 1999]x", "case" + " " * 200_000, "-" * 200_000 + "note" + "-" * 200_000 + "x"],
    ids=["years", "nested", "long brackets", "spaces", "comment", "rules"],
)  # fmt: skip
def test_a_hostile_line_is_soon_read(line: str) -> None:
    started = time.process_time()
    assert without_sources([Block(line)]) == [Block(line)]
    annotated([Block(line), Block("x")], [None, None])
    assert time.process_time() - started < 5  # minutes when the time grows with the square of its length


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("A well is deep. [L 1982, c 97 [as printed]]", "A well is deep."),
        ("A well is deep. [L, c 97]", "A well is deep."),
        ("A well [is] deep. [am L 2005]", "A well [is] deep."),
        ("[L 1982, c 97]", ""),
        ("A well is deep. [L 1982, c 97 [a note that is longer than a mark]]", None),
        ("A well is deep. [L, chapter nine]", None),
    ],
)
def test_brackets_that_name_the_acts_are_a_note(text: str, kept: str | None) -> None:
    found = [block.text for block in without_sources([Block(text)]) if block.kind is not BlockKind.NOTE]
    assert found == ([text] if kept is None else [kept] if kept else [])
