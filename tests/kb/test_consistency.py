"""What holds of every outline is checked whatever its checksum says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kb.consistency import passage_faults, section_faults
from kb.model import Passage, Section, SectionRole, Span
from kb.version import embed_key

TEXT = "Part I\n\nSection 1 Name\n\nIt is short.\n\nSection 2 Fees\n\nIt is ten."
PAGES = [(0, 1, "i"), (TEXT.index("Section 2"), 2, "1")]


def section(ordinal: int, parent: int | None, heading: str, locator: str, end: str, page: int) -> Section:
    start = TEXT.index(heading)
    level = 1 if parent is None else 2
    span = Span(start, TEXT.index(end) + len(end))
    return Section(ordinal, parent, level, heading, locator, span, start + len(heading), page)


SECTIONS = [
    section(0, None, "Part I", "", "ten.", 1),
    section(1, 0, "Section 1 Name", "s. 1", "short.", 1),
    section(2, 0, "Section 2 Fees", "s. 2", "ten.", 2),
]


def passage(ordinal: int, of: Section, page: int, label: str) -> Passage:
    path = ("Part I", of.heading)
    return Passage(
        f"p{ordinal}", "act", "v", ordinal, of.span, of.span.of(TEXT), "Act", of.locator, path, page, label, of.role
    )


PASSAGES = [passage(0, SECTIONS[1], 1, "i"), passage(1, SECTIONS[2], 2, "1")]


def faults_of(sections: list[Section], passages: list[Passage], text: str = TEXT) -> list[str]:
    keyed = [(each, embed_key(each)) for each in passages]
    return section_faults(text, sections, PAGES) or passage_faults(text, sections, keyed, PAGES)


def test_what_is_consistent_has_no_fault() -> None:
    assert faults_of(SECTIONS, PASSAGES) == []


@pytest.mark.parametrize(
    ("number", "change", "says"),
    [
        (1, {"ordinal": 7}, "section 7 is not in its place"),
        (1, {"parent": 5}, "section 1 is part of a section that is not there"),
        (1, {"parent": 1}, "section 1 is part of a section that is not there"),
        (1, {"parent": None}, "section 1 has the level of another depth"),
        (2, {"parent": 1}, "section 2 lies outside the section that it is part of"),
        (1, {"level": 3}, "section 1 has the level of another depth"),
        (0, {"span": Span(0, len(TEXT) + 1)}, "section 0 lies outside the text"),
        (0, {"span": Span(0, 40)}, "section 2 lies outside the section that it is part of"),
        (1, {"body_start": 7}, "section 1 has its text outside itself"),
        (1, {"body_start": 40}, "section 1 has its text outside itself"),
        (1, {"body_start": 27}, "section 1 does not begin with its heading"),
        (1, {"heading": "Section 3 Name"}, "section 1 does not begin with its heading"),
        (2, {"span": Span(30, len(TEXT)), "body_start": 30, "heading": ""}, "section 2 overlaps the one before"),
        (2, {"page": 1}, "section 2 is not on its page"),
    ],
)
def test_each_fault_of_a_section_is_told(number: int, change: dict[str, Any], says: str) -> None:
    sections = [replace(each, **change) if each.ordinal == number else each for each in SECTIONS]
    assert says in faults_of(sections, PASSAGES)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ordinal": 4}, "passage p0 is not in its place"),
        ({"span": Span(8, 8), "text": ""}, "passage p0 is empty or outside the text"),
        ({"span": Span(8, len(TEXT) + 1)}, "passage p0 is empty or outside the text"),
        ({"span": Span(8, 50)}, "passage p1 overlaps the one before"),
        ({"role": SectionRole.ANNEX}, "passage p0 has a role that its section has not"),
        ({"path": ("Part I", "Section 2 Fees")}, "passage p0 has headings that its section has not"),
        ({"locator": "s. 2"}, "passage p0 has a locator that its section has not"),
        ({"page": 2}, "passage p0 is not on its page"),
        ({"page_label": "1"}, "passage p0 is not on its page"),
    ],
)
def test_each_fault_of_a_passage_is_told(change: dict[str, Any], says: str) -> None:
    assert says in faults_of(SECTIONS, [replace(PASSAGES[0], **change), PASSAGES[1]])


@pytest.mark.parametrize("locator", ["", "s. 1", "Section 1 Name", "p. 1"])
def test_a_passage_is_cited_by_its_section_heading_or_page(locator: str) -> None:
    assert faults_of(SECTIONS, [replace(PASSAGES[0], locator=locator), PASSAGES[1]]) == []


def test_a_passage_in_no_section_is_told() -> None:
    assert faults_of(SECTIONS[:1], PASSAGES)[0].startswith("passage p0 has headings")
    assert faults_of([], PASSAGES) == ["passage p0 stands in no section, and 1 more"]


def test_a_passage_that_is_not_what_was_embedded_is_told() -> None:
    keyed = [(PASSAGES[0], "other"), (PASSAGES[1], embed_key(PASSAGES[1]))]
    assert passage_faults(TEXT, SECTIONS, keyed, PAGES) == ["passage p0 is not what was embedded"]
