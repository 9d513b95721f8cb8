"""Numbering of paragraphs and items inside a provision."""

from __future__ import annotations

import pytest

from ingest.numbering import Enumeration, extend, marker
from kb.locator import parse


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("(1) A cooperative may", "(1)", "1"),
        ("(2A) Where the board", "(1)", "2A"),
        ("1. Los socios podrán", "1.", "1"),
        ("1.- Los socios podrán", "1.-", "1"),
        ("3 bis. Cuando proceda", "1.", "3 bis"),
        ("② 조합은", "①", "2"),
        ("a) cinco personas", "a)", "a"),
        ("(b) five persons", "(a)", "b"),
        ("I.- Las de consumo", "I.", "I"),
        ("IV. Fomentar", "I.", "IV"),
        ("§ 2º Em caso", "§", "§ 2"),
        ("§ 15 Abs", "§", "§ 15"),
        ("Parágrafo único. Nos casos", "§", "par. único"),
        ("Uno. Se modifica", "Uno.", "1"),
        ("가. 조합원", "가.", "가"),
    ],
)
def test_marker_tells_style_and_number(text: str, style: str, number: str) -> None:
    found = marker(text)
    assert found is not None
    assert (found.style, found.number) == (style, number)


@pytest.mark.parametrize(
    "text", ["A cooperative may", "15 members are needed", "Los socios", "", "1998 was the year", "("]
)
def test_words_are_no_marker(text: str) -> None:
    assert marker(text) is None


def numbers(*lines: str) -> list[tuple[str, ...] | None]:
    enumeration = Enumeration()
    return [tuple(m.number for m in found) if (found := enumeration.next(line)) else None for line in lines]


def test_a_new_style_opens_a_level_and_an_old_one_continues_its_own() -> None:
    assert numbers("1. First", "a) one thing", "b) another", "2. Second", "a) again") == [
        ("1",),
        ("1", "a"),
        ("1", "b"),
        ("2",),
        ("2", "a"),
    ]


def test_i_after_h_is_a_letter() -> None:
    assert numbers(*(f"({c}) thing" for c in "abcdefghij"))[-2:] == [("i",), ("j",)]


def test_i_under_a_letter_is_roman() -> None:
    assert numbers("(a) thing", "(i) part", "(ii) part", "(b) thing") == [("a",), ("a", "i"), ("a", "ii"), ("b",)]


def test_an_unnumbered_paragraph_ends_items_but_not_a_numbered_paragraph() -> None:
    enumeration = Enumeration()
    enumeration.next("1. First")
    enumeration.next("a) item")
    assert enumeration.after_paragraph() == 1
    found = enumeration.next("2. Second")
    assert found is not None
    assert [m.number for m in found] == ["2"]


@pytest.mark.parametrize(
    ("provision", "language", "lines", "expected"),
    [
        ("s. 8", "en", ["(1) x", "(a) y", "(i) z"], "s. 8(1)(a)(i)"),
        ("art. 27", "es", ["2. x", "b) y"], "art. 27.2 b)"),
        ("§ 15", "de", ["(1) x", "2. y"], "§ 15 Abs. 1 Nr. 2"),
        ("제15조", "ko", ["② x", "1. y"], "제15조제2항제1호"),
        ("art. 24", "pt", ["§ 1º x"], "art. 24, § 1"),
        ("§ 421C-14", "en", ["(a) x", "(1) y"], "§ 421C-14(a)(1)"),
    ],
)
def test_a_subdivision_is_named_in_the_tradition_of_its_law(
    provision: str, language: str, lines: list[str], expected: str
) -> None:
    locator = parse(provision)
    assert locator is not None
    enumeration = Enumeration()
    found = [enumeration.next(line) for line in lines][-1]
    assert found is not None
    assert str(extend(locator, found, language)) == expected
