"""Numbering of paragraphs and items inside a provision."""

from __future__ import annotations

import pytest

from ingest.numbering import Enumeration, extend, marker
from ingest.outline import build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.locator import parse


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("(1) A cooperative may", "(1)", "1"),
        ("(2A) Where the board", "(1)", "2A"),
        ("1. Los socios podrán", "1.", "1"),
        ("1.- Los socios podrán", "1.-", "1"),
        ("3 bis. Cuando proceda", "1.", "3 bis"),
        ("5-bis. La chiave", "1.", "5-bis"),
        ("6a. die Anmeldung", "1.", "6a"),
        ("1o. Serán convocadas", "1º", "1"),
        ("② 조합은", "①", "2"),
        ("a) cinco personas", "a)", "a"),
        ("(b) five persons", "(a)", "b"),
        ("I.- Las de consumo", "I.", "I"),
        ("IV. Fomentar", "I.", "IV"),
        ("§ 2º Em caso", "§", "2"),
        ("§ 4º-A. O quórum", "§", "4-A"),
        ("§ 4: -A. O quórum", "§", "4-A"),
        ("Parágrafo único. Nos casos", "parágrafo", "único"),
        ("PARÁGRAFO SEGUNDO. El Gobierno", "parágrafo", "2"),
        ("Parágrafo 1°. Los", "parágrafo", "1"),
        ("Parágrafo. Los", "parágrafo", "único"),
        ("III bis. - Les", "I.", "III bis"),
        ("1° bis Interdire", "1º", "1 bis"),
        ("Décima. Los", "Uno.", "10"),
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


def test_a_sign_refers_to_a_section_where_sections_are_numbered_so() -> None:
    assert marker("§ 323 Abs. 1 des Handelsgesetzbuchs gilt", "de") is None
    assert marker("§ 1º As sociedades", "pt") is not None


def numbers(*lines: str, language: str = "") -> list[tuple[str, ...] | None]:
    enumeration = Enumeration(language)
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


def test_a_paragraph_of_the_article_ends_its_list() -> None:
    assert numbers("I - x", "II - y", "Parágrafo único. z", "I - u") == [("I",), ("II",), ("único",), ("único", "I")]
    assert numbers("I - x", "§ 1º y", "§ 2º z") == [("I",), ("1",), ("2",)]


def test_a_number_goes_on_with_the_list_it_belongs_to() -> None:
    assert numbers("(1) x", "(2) y", "(a) i", "3. u", "(3) z")[-1] == ("3",)
    enumeration = Enumeration()
    for line in ("(1) x", "(2) y", "(i) u", "(ii) v"):
        enumeration.next(line)
    enumeration.levels.pop(0)  # a level that a printer left out
    found = enumeration.next("(3) z")
    assert found is not None
    assert [each.number for each in found] == ["3"]
    assert numbers("1° x", "2° y", "II. z", "III. u") == [("1",), ("2",), ("II",), ("III",)], "I. stands in the heading"


def test_x_after_ix_is_roman() -> None:
    assert numbers(*(f"{n}. Keys" for n in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI")))[
        -2:
    ] == [
        ("X",),
        ("XI",),
    ]
    assert numbers("VIII. Keys", "X. Wells") == [("VIII",), ("X",)], "IX. was repealed"
    assert numbers("B. Keys", "I. one;", "C. Wells") == [("B",), ("B", "I"), ("C",)]
    assert numbers("W. Keys", "X. Wells") == [("W",), ("X",)]


def test_parts_of_an_article_number_their_fractions_each_for_itself() -> None:
    lines = ("A. Los primeros:", "I. uno;", "II. dos:", "a) x", "III. tres.", "B. Los otros:", "I. uno;", "II. dos.")
    assert numbers(*lines) == [
        ("A",), ("A", "I"), ("A", "II"), ("A", "II", "a"), ("A", "III"), ("B",), ("B", "I"), ("B", "II"),
    ]  # fmt: skip


def test_a_paragraph_that_introduces_a_list_stands_where_such_lists_stood() -> None:
    enumeration = Enumeration()
    for line in ("A. Los primeros:", "I. uno;", "II. dos.", "B. Los otros."):
        enumeration.next(line)
    assert enumeration.after_paragraph(["I. uno;", "II. dos."], "Tienen derecho a:") == 1
    found = enumeration.next("I. uno;")
    assert found is not None
    assert [each.number for each in found] == ["B", "I"]


def test_a_list_whose_style_changes_goes_on() -> None:
    assert numbers("8º x", "9º y", "10) z", "11) u") == [("8",), ("9",), ("10",), ("11",)]
    assert numbers("1. x", "1) y", "2) z", "2. u") == [("1",), ("1", "1"), ("1", "2"), ("2",)]


def test_decimals_are_below_their_whole_number() -> None:
    assert numbers("1. x", "1.1 y", "1.2 z", "2. u", "2.1 v") == [("1",), ("1", "1"), ("1", "2"), ("2",), ("2", "1")]


def test_double_letters_follow_z_or_stand_below_a_single_one() -> None:
    assert numbers("a) x", "z) x", "aa) x", "ab) x") == [("a",), ("z",), ("aa",), ("ab",)]
    assert numbers("a) x", "aa) y", "bb) z", "b) x", language="de") == [("a",), ("a", "aa"), ("a", "bb"), ("b",)]


def test_a_reference_at_the_beginning_of_a_line_is_no_item() -> None:
    assert numbers("(c) to (g) of sub-section (1)", "(a) x", "(b) y") == [None, ("a",), ("b",)]
    assert numbers("(1) x", "(d) of the first section", "(2) y") == [("1",), None, ("2",)]
    assert numbers("(a) x", "(c) y") == [("a",), ("c",)], "(b) was repealed"
    assert numbers("(b) x", "(c) y") == [("b",), ("c",)], "(a) stands in the line above"


def test_an_unnumbered_paragraph_ends_items_but_not_a_numbered_paragraph() -> None:
    enumeration = Enumeration()
    enumeration.next("1. First")
    enumeration.next("a) item")
    assert enumeration.after_paragraph() == 1
    found = enumeration.next("2. Second")
    assert found is not None
    assert [m.number for m in found] == ["2"]


@pytest.mark.parametrize(
    ("lines", "depth"),
    [
        (["(4) The keeper keeps:", "1. the key;", "2. the spade."], 1),  # German, Bulgarian
        (["① 관리인은 다음을 보관한다.", "1. 열쇠", "2. 삽"], 1),
        (["1. the key;", "2. the spade."], 0),
        (["1. the key; and", "2. the spade;"], 0),
        (["(1) the key;", "(2) the spade; and", "(3) the well."], 0),
        (["1. The keeper keeps the key.", "2. He may rest."], 1),  # paragraphs
        (["1. the key;", "2. the spade:"], 1),  # what follows is in it
        (["1. The keeper.", "1.1 The key.", "1.2 The spade."], 2),
        (["1. The keeper.", "(1) The key.", "(2) The spade."], 2),
    ],
)
def test_the_closing_words_of_a_list_are_none_of_its_last_item(lines: list[str], depth: int) -> None:
    enumeration = Enumeration()
    for line in lines:
        assert enumeration.next(line)
    assert enumeration.after_paragraph() == depth


@pytest.mark.parametrize(
    ("lines", "following", "depth"),
    [
        (["VIII. Votar:", "1o. Primero.", "a) uno;", "b) dos."], ["2o. Segundo."], 2),  # of 1o., which goes on
        (["VIII. Votar:", "1o. Primero."], ["IX. Participar."], 1),
        (["VIII. Votar:", "1o. Primero."], [], 0),
        (["VIII. Votar:", "1o. Primero."], ["1o. Otra vez."], 0),
        (["(1) Keys:", "(a) one;", "(b) two."], ["More.", "(2) Spades."], 1),
        (["(a) one:", "(i) first;", "(ii) second."], ["More.", "(iii) third."], 2),
        (["1. eins,", "6. sechs,"], ["6a. sechs a,"], 1),
        (["A. Los primeros:"], ["I. uno;", "II. dos.", "B. Los otros:"], 1),
        (["I. Ramas:", "a) Industrias:"], ["1. Textil;", "2. Minera.", "b) Empresas:"], 2),
        (["a) one;", "b) two."], ["Others:", "a) one;", "b) two;", "c) three."], 0),  # another list
    ],
)
def test_a_list_that_goes_on_after_a_paragraph_is_not_at_its_end(
    lines: list[str], following: list[str], depth: int
) -> None:
    enumeration = Enumeration()
    for line in lines:
        assert enumeration.next(line)
    assert enumeration.after_paragraph(following) == depth


@pytest.mark.parametrize(
    ("provision", "language", "lines", "expected"),
    [
        ("s. 8", "en", ["(1) x", "(a) y", "(i) z"], "s. 8(1)(a)(i)"),
        ("art. 27", "es", ["2. x", "a) y"], "art. 27.2 a)"),
        ("§ 15", "de", ["(1) x", "2. y"], "§ 15 Abs. 1 Nr. 2"),
        ("제15조", "ko", ["② x", "1. y"], "제15조제2항제1호"),
        ("art. 24", "pt", ["§ 1º x"], "art. 24, § 1"),
        ("art. 5", "pt", ["I - x", "Parágrafo único. y", "II - z"], "art. 5, parágrafo único, II"),
        ("art. 14", "es", ["1. x", "Parágrafo 2. y"], "art. 14, parágrafo 2"),
        ("art. 87", "it", ["1. x", "a) y", "1) z"], "art. 87, co. 1, lett. a), n. 1"),
        ("чл. 5", "bg", ["(2) x", "1. y", "а) z"], "чл. 5, ал. 2, т. 1, б. а"),
        ("Sch. 2", "en", ["1. x", "(1) y", "(a) z"], "Sch. 2 para. 1(1)(a)"),
        ("Sch.", "en", ["1. x", "(2) y"], "Sch. para. 1(2)"),
        ("disp. adicional 1", "es", ["2. x"], "disp. adicional 1.2"),
        ("부칙 제1조", "ko", ["① x"], "부칙 제1조제1항"),
        ("§ 309", "de", ["8. x", "a) y", "aa) z"], "§ 309 Nr. 8 Buchst. a Buchst. aa"),
        ("§ 421C-14", "en", ["(a) x", "(1) y"], "§ 421C-14(a)(1)"),
    ],
)
def test_a_subdivision_is_named_in_the_tradition_of_its_law(
    provision: str, language: str, lines: list[str], expected: str
) -> None:
    locator = parse(provision)
    assert locator is not None
    enumeration = Enumeration(language)
    found = [enumeration.next(line) for line in lines][-1]
    assert found is not None
    extended = extend(locator, found, language)
    assert str(extended) == expected
    assert parse(expected) == extended, "what is printed can be read again"


ITALIAN = (
    "Art. 4. Le chiavi sono:",
    "1. la chiave;",
    "2. la vanga;",
    "2-bis. La carrucola;",
    "3. il secchio.",
    "Il custode le conserva.",
    "Le chiavi minori sono:",
    "1. il chiodo;",
    "2. la corda.",
    "Art. 5.",
    "1. Il custode è nominato per un anno.",
    "2. Egli riceve:",
    "1) il pane;",
    "2) l'acqua.",
    "3. abrogato.",
)


def test_an_item_of_an_italian_law_is_a_number_of_its_paragraph() -> None:
    made = build_outline(Reading(tuple(Block(text) for text in ITALIAN)), "it")
    assert [s.locator for s in made.sections] == [
        "art. 4", "art. 4, n. 1", "art. 4, n. 2", "art. 4, n. 2-bis", "art. 4, n. 3", "art. 4, co. 3, n. 1",
        "art. 4, co. 3, n. 2", "art. 5", "art. 5, co. 1", "art. 5, co. 2", "art. 5, co. 2, n. 1",
        "art. 5, co. 2, n. 2", "art. 5, co. 3",
    ]  # fmt: skip


def test_a_title_is_no_paragraph_of_an_italian_article() -> None:
    title = Block("Art. 4. Chiavi maggiori.", BlockKind.HEADING, 1)
    lines = ("Le chiavi sono:", "1. la chiave;", "2. la vanga.", "Le altre sono:", "1. il chiodo;", "2. la corda.")
    made = build_outline(Reading((title, *map(Block, lines))), "it")
    assert [s.locator for s in made.sections][-2:] == ["art. 4, co. 2, n. 1", "art. 4, co. 2, n. 2"]


def test_subsections_in_hindi_stand_above_lettered_clauses() -> None:
    lines = ("धारा 4. रखवाला — ( 1 ) रखवाला रखता है—", "(क) रस्सी;", "(ख) बाल्टी।", "( 2 ) वह सोता है।")
    made = build_outline(Reading(tuple(map(Block, lines))), "hi")
    assert [s.locator for s in made.sections][-1].endswith("4(2)")
