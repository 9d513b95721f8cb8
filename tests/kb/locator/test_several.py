"""Lists and ranges of provisions, as people write them in each tradition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.locator import parse
from kb.locator.several import names_several, several


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("ss. 7-8", "s. 7 – s. 8"),
        ("ss. 7A-7C", "s. 7A – s. 7C"),
        ("s. 7(1)(b) and (c)", "s. 7(1)(b) | s. 7(1)(c)"),
        ("s. 7(1)(b), (c) and 9", "s. 7(1)(b) | s. 7(1)(c) | s. 9"),
        ("s. 7(1)(h), (i) and (j)", "s. 7(1)(h) | s. 7(1)(i) | s. 7(1)(j)"),
        ("s. 7(1)(b)(i) and (ii)", "s. 7(1)(b)(i) | s. 7(1)(b)(ii)"),
        ("s. 7(1)(b) and (3)", "s. 7(1)(b) | s. 7(3)"),
        ("ss. 7(1)-(3)", "s. 7(1) – s. 7(3)"),
        ("from s. 7 to s. 9", "s. 7 – s. 9"),
        ("sections 5 to 8 of the Act", "s. 5 – s. 8"),
        ("subsections (1) and (2) of section 7", "s. 7(1) | s. 7(2)"),
        ("Sch. 1 paras 2 and 3", "Sch. 1 para. 2 | Sch. 1 para. 3"),
        ("Schedules 1 and 2", "Sch. 1 | Sch. 2"),
        ("arts. 5 y 6", "art. 5 | art. 6"),
        ("art. 5, 6 y 9 a 12", "art. 5 | art. 6 | art. 9 – art. 12"),
        ("art. 27, apartado 2 y 3", "art. 27.2 | art. 27.3"),
        ("art. 27.2 y 28", "art. 27.2 | art. 28"),
        ("letras a) y b) del artículo 5", "art. 5 a) | art. 5 b)"),
        ("disposiciones adicionales primera y segunda", "disp. adicional 1 | disp. adicional 2"),
        ("arts. 3 y 4 del anexo II", "anexo II, art. 3 | anexo II, art. 4"),
        ("transitorios primero y segundo", "transitorio 1 | transitorio 2"),
        ("articles 12 à 14", "art. 12 – art. 14"),
        ("Article L. 521-1 et L. 521-3", "art. L521-1 | art. L521-3"),
        ("§§ 7, 8", "§ 7 | § 8"),
        ("§§ 33a bis 33i", "§ 33a – § 33i"),
        ("§ 15 Abs. 1 und 2", "§ 15 Abs. 1 | § 15 Abs. 2"),
        ("§ 15 Abs. 1 bis 3", "§ 15 Abs. 1 – § 15 Abs. 3"),
        ("§§ 421C-14 to 421C-16", "§ 421C-14 – § 421C-16"),
        ("art. 2511 e 2512 c.c.", "art. 2511 | art. 2512"),
        ("art. 2519 co. 1 e 2", "art. 2519, co. 1 | art. 2519, co. 2"),
        ("чл. 5 и 6", "чл. 5 | чл. 6"),
        ("제5조 및 제6조", "제5조 | 제6조"),
        ("제5조부터 제7조까지", "제5조 – 제7조"),
        ("第四条から第六条まで", "第四条 – 第六条"),
        ("annex II, III", "Annex II | Annex III"),
    ],
)
def test_each_provision_that_is_listed(written: str, parts: str) -> None:
    found = [" – ".join(str(parse(end)) for end in (part.first, part.last) if end) for part in several(written)]
    assert " | ".join(found) == parts


@pytest.mark.parametrize(
    "one",
    [
        "s. 7(1)(b)", "§ 421C-14", "L. 521-1", "s. 7-8", "2011, c. 25, s. 42", "decreto 2011-06-10, transitorio 1",
        "art. 27, apartado 2", "art. 123, A, XXXI", "art. 33 bis 1", "Artículo PRIMERO, art. 2", "Sch. 1, para. 2",
        "Duration and name", "Name, seat and purpose", "art. 5, letra b)", "",
    ],
)  # fmt: skip
def test_one_provision_or_a_heading_is_no_list(one: str) -> None:
    assert several(one) == []


def test_a_hyphen_is_read_as_a_range_where_that_is_asked_for() -> None:
    assert [str(part) for part in several("s. 7-9", apart=True)] == ["s. 7 – s. 9"]
    assert [str(part) for part in several("art. 5 al 9", apart=True)] == ["art. 5 – art. 9"]


@given(st.lists(st.integers(1, 900), min_size=2, max_size=6, unique=True), st.sampled_from(["s.", "art.", "§", "чл."]))
def test_a_list_holds_every_number_in_its_order(numbers: list[int], scheme: str) -> None:
    joined = ", ".join(map(str, numbers[:-1])) + f" and {numbers[-1]}"
    assert [part.first.split()[-1] for part in several(f"{scheme} {joined}")] == [str(number) for number in numbers]
    assert names_several(f"{scheme} {joined}")
