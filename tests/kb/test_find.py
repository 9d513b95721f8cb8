"""A provision in an outline, by what a person would type."""

from __future__ import annotations

import pytest

from kb.find import find_provision, known_provisions
from kb.model import Section, SectionRole, Span

LOCATORS = [
    "art. 1", "art. 2", "art. 2.1", "s. 127 to 129", "제1조", "부칙 <제8217호,2007.1.3> 제1조",
    "부칙 (은행법) <제10303호,2010.5.17> 제1조", "decreto 1994-07-13, transitorio 1", "transitorio 1", "Sch. 1",
    "Sch. 1 para. 2", "disp. adicional 1",
]  # fmt: skip


def section(ordinal: int, locator: str, role: SectionRole = SectionRole.BODY) -> Section:
    return Section(ordinal, None, 1, "", locator, Span(ordinal, ordinal + 1), ordinal, None, role)


SECTIONS = [
    section(100, "art. 2", SectionRole.NOTE),
    *(section(i, locator) for i, locator in enumerate(LOCATORS)),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("article 2", "art. 2"),
        ("artículo 2, apartado 1", "art. 2.1"),
        ("section 128", "s. 127 to 129"),
        ("section 130", None),
        ("제1조", "제1조"),
        ("부칙 제1조", "부칙 <제8217호,2007.1.3> 제1조"),
        ("부칙 <제10303호, 2010. 5. 17.> 제1조", "부칙 (은행법) <제10303호,2010.5.17> 제1조"),
        ("transitorio primero", "transitorio 1"),
        ("Decreto 1994-07-13, transitorio 1", "decreto 1994-07-13, transitorio 1"),
        ("Schedule 1, paragraph 2", "Sch. 1 para. 2"),
        ("disposición adicional primera", "disp. adicional 1"),
        ("art. 3", None),
    ],
)
def test_exactly_what_is_named(typed: str, found: str | None) -> None:
    section = find_provision(SECTIONS, typed, exact=True)
    assert (section.locator if section else None) == found
    assert section is None or section.role is SectionRole.BODY


def test_the_nearest_container_unless_exact() -> None:
    near = find_provision(SECTIONS, "art. 2.1 b)")
    assert near is not None and near.locator == "art. 2.1"
    assert find_provision(SECTIONS, "art. 2.1 b)", exact=True) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("§ 6 Abs. 1", ""), ("§ 6 Nr. 1", "§ 6 Nr. 1"), ("чл. 333, ал. 2", ""), ("чл. 333, т. 2", "чл. 333, т. 2"),
        ("art. 2512, comma 2", ""), ("art. 2512, n. 2", "art. 2512, n. 2"),
        ("제2조제1항", ""), ("제2조제1호", "제2조제1호"),
        ("art. 44, inciso IV", "art. 44, IV"), ("art. 9.º, n.º 1", "art. 9.1"), ("s. 7 sub-section (2)", "s. 7(2)"),
        ("the Act, section 7(2)", "s. 7(2)"),
    ],
)  # fmt: skip
def test_a_paragraph_is_no_number_of_a_list(typed: str, found: str) -> None:
    written = ["§ 6 Nr. 1", "чл. 333, т. 2", "art. 2512, n. 2", "제2조제1호", "art. 44, IV", "art. 9.1", "s. 7(2)"]
    sections = [section(i, locator) for i, locator in enumerate(written)]
    assert getattr(find_provision(sections, typed, exact=True), "locator", "") == found


def test_a_section_of_a_chapter_and_an_inserted_one_are_both_found() -> None:
    sections = [section(i, locator) for i, locator in enumerate(["§ 499.36", "s. 106", "s. 106.1"])]
    found = [
        getattr(find_provision(sections, t), "locator", "") for t in ("section 499.36", "section 106.1", "§ 499.36")
    ]
    assert found == ["§ 499.36", "s. 106.1", "§ 499.36"]


def test_a_number_alone_is_of_what_the_document_has() -> None:
    sections = [
        section(i, locator) for i, locator in enumerate(["s. 7", "s. 8", "s. 8(1)", "Sch. 1", "c. 25, s. 42(4)"])
    ]
    assert [getattr(find_provision(sections, typed), "locator", "") for typed in ("8", "8(1)", "9")] == [
        "s. 8",
        "s. 8(1)",
        "",
    ]
    assert known_provisions(sections) == ["s. 7", "s. 8"]


def test_a_decimal_is_a_section_of_its_own_where_the_law_has_it() -> None:
    sections = [section(i, locator) for i, locator in enumerate(["art. 7(1)", "art. 7.1", "s. 8", "s. 8(1)", "s. 9.1"])]

    def found(typed: str) -> str:
        return getattr(find_provision(sections, typed), "locator", "")

    assert [found(typed) for typed in ("article 7.1", "article 7(1)", "art. 7 (1)")] == [
        "art. 7.1",
        "art. 7(1)",
        "art. 7(1)",
    ]
    assert [found(typed) for typed in ("section 8.1", "sec. 8(1)", "section 9.1")] == ["s. 8(1)", "s. 8(1)", "s. 9.1"]
