"""A provision in an outline, by what a person would type."""

from __future__ import annotations

import pytest

from kb.find import find_heading, find_provision, known_provisions
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


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("arts. 5 y 6", "art. 5"),
        ("art. 5 ET", "art. 5"),
        ("letra b) del artículo 5", "art. 5 b)"),
        ("DD única", "disp. derogatoria"),
        ("disposición transitoria", "disp. transitoria única"),
        ("Schedule 1", "Sch. I"),
        ("para 2 of the First Schedule", "Sch. I para. 2"),
        ("paragraph 2 of the Schedule", ""),  # that of a schedule without a number
        ("para. 5", ""),  # a paragraph by itself is no article
        ("alinéa 2 de l'article 7", ""),  # nor an alinéa the second item of a list
        ("article 7, 2°", "art. 7.2"),
        ("O 5 r 12", "O. 5 r. 12"),
        ("Order 5", "O. 5"),
    ],
)
def test_as_a_lawyer_writes_it(typed: str, found: str) -> None:
    sections = [
        section(i, locator)
        for i, locator in enumerate(
            ["art. 5", "art. 5 b)", "art. 6", "art. 7", "art. 7.1", "art. 7.2", "O. 5", "O. 5 r. 12",
             "disp. derogatoria", "disp. transitoria única", "Sch. I", "Sch. I para. 2", "Sch. II"]
        )
    ]  # fmt: skip
    named = find_provision(sections, typed, exact=True)
    assert (named.locator if named else "") == found


def test_a_part_of_a_schedule_by_its_heading() -> None:
    def part(ordinal: int, heading: str, locator: str, start: int, end: int) -> Section:
        return Section(ordinal, None, 1, heading, locator, Span(start, end), start, None, SectionRole.ANNEX)

    sections = [
        part(0, "SCHEDULE 2", "Sch. 2", 0, 100), part(1, "PART I", "", 10, 50), part(2, "", "Sch. 2 para. 1", 20, 30),
        part(3, "PART II - Keys", "", 50, 100), part(4, "", "Sch. 2 para. 2", 60, 70), part(5, "PART II", "", 200, 300),
    ]  # fmt: skip
    for typed, ordinal in (("Sch 2 pt 2", 3), ("Part I of Schedule 2", 1), ("Schedule 2, Part 2, paragraph 2", 4)):
        found = find_provision(sections, typed, exact=True)
        assert found is not None and found.ordinal == ordinal, typed
    assert find_provision(sections, "Sch. 2 Part 1 para. 2", exact=True) is None


def test_what_there_is_of_its_kind() -> None:
    sections = [section(i, each) for i, each in enumerate(["art. 1", "art. 9", "disp. final 1", "disp. final 2"])]
    assert known_provisions(sections) == ["art. 1", "art. 9"]
    assert known_provisions(sections, "DF 3ª") == ["disp. final 1", "disp. final 2"]
    assert known_provisions(sections, "DT 3ª") == ["art. 1", "art. 9"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Article 9", None),
        ("Article 90", "Article 90 Seal"),
        ("article 90 s", "Article 90 Seal"),
        ("seal", "Article 90 Seal"),
    ],
)
def test_a_number_finds_no_heading_with_a_longer_one(words: str, found: str | None) -> None:
    headed = Section(0, None, 1, "Article 90 Seal", "", Span(0, 1), 0, None, SectionRole.BODY)
    heading = find_heading([headed], words)
    assert (heading.heading if heading else None) == found
