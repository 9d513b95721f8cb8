"""Provisions named in text, in all traditions: found, printed in the house style, and comparable."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.locator import Annexed, Locator, find, parse

# as written | house style | key
WRITTEN = """
article 27                    | art. 27                 | 27
artículo 27.2                 | art. 27.2               | 27 2
Artículo 27, apartado 2       | art. 27.2               | 27 2
art. 4 bis                    | art. 4 bis              | 4bis
art. 33 Bis                   | art. 33 Bis             | 33bis
art. 1.2 a)                   | art. 1.2 a)             | 1 2 a
artículo 12, letra b)         | art. 12 b)              | 12 b
artículo 11, fracción V       | art. 11 fracc. V        | 11 v
art. 11 fracc. V              | art. 11 fracc. V        | 11 v
art. 2 inc. 5                 | art. 2 inc. 5           | 2 5
artigo 6º, I                  | art. 6, I               | 6 i
art. 13, § 1º                 | art. 13, § 1            | 13 §1
art. 1.093                    | art. 1.093              | 1093
art. 1093                     | art. 1093               | 1093
article 8o                    | art. 8                  | 8
art. 31(4)                    | art. 31(4)              | 31 4
article 8, alinéa 2           | art. 8 al. 2            | 8 2
art. 1er, point 4             | art. 1er point 4        | 1 4
Article L. 521-1              | art. L521-1             | l521-1
L. 114-26                     | art. L114-26            | l114-26
article L114-16-2             | art. L114-16-2          | l114-16-2
R. 123-4                      | art. R123-4             | r123-4
Art. 2545-quater              | art. 2545-quater        | 2545quater
art. 2545-octiesdecies        | art. 2545-octiesdecies  | 2545octiesdecies
art. 14, comma 2              | art. 14, co. 2          | 14 2
section 8(1)                  | s. 8(1)                 | 8 1
s 85A                         | s. 85A                  | 85a
s. 7(1)(b)                    | s. 7(1)(b)              | 7 1 b
sec. 23.5                     | s. 23.5                 | 23.5
section 106.1                 | s. 106.1                | 106.1
section 501.103               | § 501.103               | 501 103
s. 7.1(2)                     | s. 7.1(2)               | 7.1 2
art. 11 quáter                | art. 11 quáter          | 11quater
art. 529 unvicies             | art. 529 unvicies       | 529unvicies
artículo 529 quindecies       | art. 529 quindecies     | 529quindecies
art. 152 quáter A             | art. 152 quáter A       | 152quater'a
art. 152 quáter O bis         | art. 152 quáter O bis   | 152quater'obis
art. 183 AA                   | art. 183 AA             | 183aa
art. 183-Ñ                    | art. 183-Ñ              | 183ñ
art. 152 bis                  | art. 152 bis            | 152bis
art. 8o-A                     | art. 8-A                | 8a
§ 327o                        | § 327o                  | 327o
reg. 3                        | reg. 3                  | 3
regulation 12(2)              | reg. 12(2)              | 12 2
rule 4                        | r. 4                    | 4
clause 7                      | cl. 7                   | 7
para. 8                       | para. 8                 | 8
Schedule 1                    | Sch. 1                  | sch 1
Sch. 1 para. 2                | Sch. 1 para. 2          | sch 1 2
§ 15 Abs. 1                   | § 15 Abs. 1             | 15 1
§15 Absatz 1 Satz 2 Nr. 3     | § 15 Abs. 1 Satz 2 Nr. 3 | 15 1 2 3
§ 15a                         | § 15a                   | 15a
§ 421C-14                     | § 421C-14               | 421c-14
§421C-25(a)                   | § 421C-25(a)            | 421c-25 a
section 421C-15               | § 421C-15               | 421c-15
§ 501.103(2)(c)               | § 501.103(2)(c)         | 501 103 2 c
제15조                        | 제15조                  | 15
제15조제2항                   | 제15조제2항             | 15 2
제15조 제2항 제1호            | 제15조제2항제1호        | 15 2 1
제49조의2                     | 제49조의2               | 49-2
第四条                        | 第四条                  | 4
第二十三条の二第一項          | 第二十三条の二第一項    | 23-2 1
第12条第3項                   | 第十二条第三項          | 12 3
第二条第四号イ                | 第二条第四号イ          | 2 4 イ
धारा 15                       | धारा 15                 | 15
धारा १५                       | धारा 15                 | 15
चл. 5                         |                         |
чл. 5, ал. 2                  | чл. 5, ал. 2            | 5 2
чл. 107а, ал. 1, т. 2         | чл. 107а, ал. 1, т. 2   | 107а 1 2
art. 183-A                    | art. 183-A              | 183a
artículo 183 A                | art. 183 A              | 183a
art. 61-A                     | art. 61-A               | 61a
art. 45-I                     | art. 45-I               | 45i
art. 33 Bis 1                 | art. 33 Bis 1           | 33bis 1
art. 33 Bis 1, IV             | art. 33 Bis 1, IV       | 33bis 1 iv
art. 8º-B                     | art. 8-B                | 8b
art. 18-A, § 7º               | art. 18-A, § 7          | 18a §7
art. 2, § 4º-A                | art. 2, § 4-A           | 2 §4a
art. 7, parágrafo único, I    | art. 7, parágrafo único, I | 7 §único i
art. 14, parágrafo 2          | art. 14, parágrafo 2    | 14 §2
art. 9 parágrafo              | art. 9, parágrafo único | 9 §único
art. 5.1.2                    | art. 5.1.2              | 5 1 2
art. 57.1 bis                 | art. 57.1 bis           | 57 1bis
artículo 27 apdo 2            | art. 27.2               | 27 2
art. 1, co. 1, lett. l-ter)   | art. 1, co. 1, lett. l-ter) | 1 1 lter
art. 87, comma 1, n. 3        | art. 87, co. 1, n. 3    | 87 1 3
art. 211-10.1 d) ii)          | art. 211-10.1 d) ii)    | 211-10 1 d ii
art. L114-23, III bis         | art. L114-23, III bis   | l114-23 iiibis
artículo primero              | art. 1                  | 1
art. único                    | art. único              | único
article premier, point 4      | art. 1 point 4          | 1 4
s. 10(1.1)                    | s. 10(1.1)              | 10 1 1
s. 10(2)(za)                  | s. 10(2)(za)            | 10 2 za
s. 45-I(ii)                   | s. 45-I(ii)             | 45i ii
s. 127 to 129                 | s. 127 to 129           | 127 to 129
§§ 33a bis 33i                | § 33a bis 33i           | 33a bis 33i
art. I                        | art. I                  | i
preleggi, art. 12             | preleggi, art. 12       | preliminary 12
disposizioni di attuazione, art. 3 | disp. att., art. 3 | implementing 3
§ 309 Nr. 8 Buchst. aa        | § 309 Nr. 8 Buchst. aa  | 309 8 aa
Sch. 1 para. 2(1)(a)          | Sch. 1 para. 2(1)(a)    | sch 1 2 1 a
Schedule 2, paragraph 4       | Sch. 2 para. 4          | sch 2 4
First Schedule                | Sch. 1                  | sch 1
Sch. 1 s. 2                   | Sch. 1 s. 2             | sch 1 2
Sch. para. 3                  | Sch. para. 3            | sch 3
Sch. A1 para. 3               | Sch. A1 para. 3         | sch a1 3
s. A1(2)                      | s. A1(2)                | a1 2
Sch. s. 3                     | Sch. s. 3               | sch 3
ann. 1                        | ann. 1                  | ann 1
annexe I                      | ann. I                  | ann 1
anexo II, art. 3              | anexo II, art. 3        | ann 2 3
Anlage 1                      | Anlage 1                | ann 1
disposición adicional primera | disp. adicional 1       | additional 1
Disposición final única       | disp. final única       | final única
disp. transitoria 2.ª         | disp. transitoria 2     | transitional 2
transitorio primero           | transitorio 1           | transitional 1
artículo segundo transitorio  | transitorio 2           | transitional 2
부칙 제1조                    | 부칙 제1조              | suppl 1
부칙 <제8423호, 2007. 5. 11.> 제2조제1항 | 부칙 <제8423호, 2007. 5. 11.> 제2조제1항 | suppl 2 1
附則第一条                    | 附則第一条              | suppl 1
附則（平成一一年一二月八日法律第一五一号）第三条 | 附則 （平成一一年一二月八日法律第一五一号）第三条 | suppl 3
ПЗР, § 5                      | ПЗР, § 5                | suppl 5
considerando 13               | considerando 13         | recital 13
Art. 2511 c.c.                | art. 2511               | 2511
sec 8 CCA                     | s. 8                    | 8
§15 GenG                      | § 15                    | 15
article 27(2) of the Act      | art. 27(2)              | 27 2
artículo 8 de la Ley 27/1999  | art. 8                  | 8
seksyen 57(1)                 | s. 57(1)                | 57 1
artikel 5                     | art. 5                  | 5
ПЗР ДВ 21/1990, § 16          | ПЗР ДВ 21/1990, § 16    | suppl 16
ПЗР ДВ 21/1990                |                         |
ДР decreto 2011-03-01, § 25, ал. 2, т. 1 | ДР decreto 2011-03-01, § 25, ал. 2, т. 1 | additional 25 2 1
ДР, § 1, т. 2а                | ДР, § 1, т. 2а          | additional 1 2а
Jadual 10 (2), s. 21(1)       | Jadual 10 (2), s. 21(1) | sch 10 21 1
annex 1 first label, s. 5     | Annex 1 first label, s. 5 | ann 1 5
부칙 제8423호, 2007. 5. 11. 제1조 | 부칙 제8423호, 2007. 5. 11. 제1조 | suppl 1
decreto 2012-04-30, transitorio 1 | decreto 2012-04-30, transitorio 1 | in decreto20120430 transitional 1
decreto (2), transitorio único | decreto (2), transitorio único | in decreto2 transitional único
transitorio 2, I g).1         | transitorio 2, I g).1   | transitional 2 i g 1
decreto, transitorio 3        | decreto, transitorio 3  | in decreto transitional 3
decreto (2), transitorio 3 a) | decreto (2), transitorio 3 a) | in decreto2 transitional 3 a
decreto, art. 1               | decreto, art. 1         | in decreto 1
decreto, transitorio          |                         |
transitorio 7 A), VI b)       | transitorio 7 A), VI b) | transitional 7 a vi b
transitorio 4, III.2          | transitorio 4, III.2    | transitional 4 iii 2
disp. adicional 2, LSC        | disp. adicional 2       | additional 2
annex II, III                 | Annex II                | ann 2
2011, c. 25, s. 42(2)         | 2011, c. 25, s. 42(2)   | in 2011c25 42 2
2018, c. 8, s. 107.1          | 2018, c. 8, s. 107.1    | in 2018c8 107.1
2010, ch. 12, art. 2178       | 2010, ch. 12, art. 2178 | in 2010ch12 2178
R.S., 1985, c. 27 (2nd Supp.), s. 11 | R.S., 1985, c. 27 (2nd Supp.), s. 11 | in rs1985c272ndsupp 11
L.R. (1985), ch. 27 (2e suppl.), art. 11 | L.R. (1985), ch. 27 (2e suppl.), art. 11 | in lr1985ch272esuppl 11
Artículo PRIMERO, art. 2      | Artículo PRIMERO, art. 2 | in artículoprimero 2
Artículo 1 (DEL ART. UNICO), art. 2 | Artículo 1 (DEL ART. UNICO), art. 2 | in artículo1delartunico 2
art. 1, art. 2                | art. 1                  | 1
s. 247.991(2)                 | s. 247.991(2)           | 247.991 2
section 247.991               | § 247.991               | 247 991
s. Preamble                   | s. Preamble             | preamble
art. Préambule                | art. Préambule          | préambule
art. 40 bis e                 | art. 40 bis e           | 40bis'e
art. 40 bis E                 | art. 40 bis E           | 40bis'e
art. 40 bis e a)              | art. 40 bis e a)        | 40bis'e a
art. 152 BIS B a)             | art. 152 BIS B a)       | 152bis'b a
art. 152 quáter X a)          | art. 152 quáter X a)    | 152quater'x a
art. 183 F b)                 | art. 183 F b)           | 183f b
art. 43 Bis 1 X)              | art. 43 Bis 1 X)        | 43bis 1 x
art. 43 Bis 1 XII) a)         | art. 43 Bis 1 XII) a)   | 43bis 1 xii a
art. 5 II)                    | art. 5 II)              | 5 ii
art. 73, XVI.1a               | art. 73, XVI.1a         | 73 xvi 1a
art. 12.3a)                   |                         |
five                          |                         |
27                            |                         |
"""


@pytest.mark.parametrize(
    ("written", "printed", "key"), [tuple(map(str.strip, row.split("|"))) for row in WRITTEN.strip().splitlines()]
)
def test_parse_print_key(written: str, printed: str, key: str) -> None:
    locator = parse(written)
    assert str(locator or "") == printed
    assert " ".join(locator.key() if locator else ()) == key
    if locator:
        again = parse(printed)
        assert again is not None and again.key() == locator.key(), "what is printed can be read again"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¿Qué dice el artículo 27 de la Ley 27/1999?", ["art. 27"]),
        ("los artículos 27 y 28", ["art. 27", "art. 28"]),
        ("sections 5 to 8 of the Act", ["s. 5", "s. 6", "s. 7", "s. 8"]),
        ("articles 44-69", ["art. 44", "art. 69"]),
        ("artigos 1.093 a 1.095", ["art. 1.093", "art. 1094", "art. 1.095"]),
        ("§§ 53, 54 GenG", ["§ 53", "§ 54"]),
        ("l'article 9 et l'art. 10", ["art. 9", "art. 10"]),
        ("art.5", ["art. 5"]),
        ("the co-op's 5 members", []),
        ("between 25-30 members in 421 co-ops", []),
        ("Regulation 2016/679", []),
        ("Regulations 2015", []),
        ("un capital de 3.000 euros", []),
        ("HRS 421C-15 and 499.4", ["§ 421C-15", "§ 499.4"]),
        ("room 421D-15", []),
        ("smart 5 and parts 6", []),
        ("la disposición adicional primera de la Ley", ["disp. adicional 1"]),
        ("Schedule 2, paragraph 4 and section 5", ["Sch. 2 para. 4", "s. 5"]),
        ("the annex and the schedule", []),
        ("부칙 제1조와 제3조", ["부칙 제1조", "제3조"]),
        ("un recargo transitorio previsto", []),
        ("(siehe Art. 14 II) und", ["art. 14"]),
        ("l'art. 40 bis e l'art. 41", ["art. 40 bis", "art. 41"]),
        ("el artículo 40 bis y a) otro", ["art. 40 bis"]),
        ("§ 16 от ПЗР на ЗИД на КТ (ДВ, бр. 21 от 1990 г.) и § 2 от ПЗР", ["ПЗР ДВ 21/1990, § 16", "ПЗР, § 2"]),
    ],
)
def test_find_in_text(text: str, found: list[str]) -> None:
    assert [str(locator) for locator, _ in find(text, chapters=("421C", "499"))] == found


def test_places() -> None:
    text = "Siehe § 15 Abs. 1 und Art. 3."
    assert [span.of(text) for _, span in find(text)] == ["§ 15 Abs. 1", "Art. 3"]


def test_paragraph_is_a_section_in_german() -> None:
    assert str(find("Paragraph 43", language="de")[0][0]) == "§ 43"
    assert str(find("Paragraph 43", language="en")[0][0]) == "para. 43"


@given(st.text(max_size=100))
def test_any_text_is_searched(text: str) -> None:
    spans = [span for _, span in find(text) if len(span)]
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.integers(1, 3000), st.sampled_from(["", " bis", "A"]), st.integers(1, 99))
def test_styles_of_one_provision_have_one_key(number: int, insert: str, part: int) -> None:
    ways = [
        f"art. {number}{insert}({part})",
        f"artículo {number}{insert}, apartado {part}",
        f"s. {number}{insert}({part})",
    ]
    keys = {locator.key() for way in ways if (locator := parse(way))}
    assert len(keys) == 1


ACTS = ["", "decreto 2012-04-30, ", "decreto 2012-04-30 (2), ", "decreto (2), ", "2011, c. 25, ", "2010, ch. 12, "]
PARTS = [
    "transitorio 4",
    "disp. final 2",
    "art. 43 Bis 1",
    "art. 152 quáter X",
    "art. 183 F",
    "art. 5",
]
INWARDS = [", II", " a)", ".1", ", III", " XII)", ".2a"]


@given(
    *([st.sampled_from(ACTS), st.sampled_from(PARTS), st.lists(st.sampled_from(INWARDS), max_size=3)] * 2),
)
def test_a_provision_is_read_as_printed_and_is_no_other(
    act: str, part: str, inward: list[str], other_act: str, other_part: str, other_inward: list[str]
) -> None:
    printed, other = act + part + "".join(inward), other_act + other_part + "".join(other_inward)
    locator, second = parse(printed), parse(other)
    assert locator is not None and second is not None
    assert str(locator) == printed
    assert (locator == second) == (printed == other)
    assert (locator.key() == second.key()) == (printed == other)
    above = parse(act + part)
    assert above is not None and above.contains(locator)
    assert above.contains(second) == ((act, part) == (other_act, other_part))


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("§ 16 от ПЗР (ДВ, бр. 21 от 1990 г.)", "ПЗР ДВ 21/1990, § 16"),
        ("§ 16 ПЗР, ДВ, бр. 21/1990", "ПЗР ДВ 21/1990, § 16"),
        ("§ 16 от ПЗР на ЗИД на КТ, ДВ, бр. 21 от 1990 г.", "ПЗР ДВ 21/1990, § 16"),
        ("ПЗР (ДВ, бр. 21 от 1990 г.), § 16, ал. 1", "ПЗР ДВ 21/1990, § 16, ал. 1"),
        ("§ 1, т. 2а от ДР (ДВ, бр. 5 от 2000 г.)", "ДР ДВ 5/2000, § 1, т. 2а"),
    ],
)
def test_acts_are_told_apart_by_the_gazette(written: str, stored: str) -> None:
    assert parse(written) == parse(stored)
    assert str(parse(written)) == stored
    other, plain = (
        parse(stored.replace("ДВ ", "ДВ 1")),
        parse(stored.replace(" ДВ 21/1990", "").replace(" ДВ 5/2000", "")),
    )
    found = parse(stored)
    assert found and other and plain
    assert found not in (other, plain)
    assert len({found.label(), other.label(), plain.label()}) == 3


def test_a_decimal_of_three_digits_may_be_a_section_of_a_chapter() -> None:
    """ "section 247.991" is read as of a chapter 247; Canada's "s. 247.991" is what else it may be, and the reverse."""
    chapter, section = parse("section 247.991(2)"), parse("s. 247.991(2)")
    assert chapter and section
    assert chapter.subdivided() == section
    assert (within := section.subdivided()) is not None and within.key() == chapter.key()
    assert section.key() != chapter.key()


@pytest.mark.parametrize(
    ("outer", "inner", "contains"),
    [
        ("art. 27", "artículo 27.2", True),
        ("art. 27.2", "art. 27", False),
        ("art. 2", "art. 27", False),
        ("§ 15 Abs. 1", "§ 15 Abs. 1 Satz 2", True),
        ("s. 1", "Sch. 1", False),
        ("제15조", "제15조제2항", True),
        ("제15조", "제15조의2", False),
        ("s. 85", "s. 85A", False),
        ("s. 127 to 129", "s. 128", True),
        ("s. 127 to 129", "s. 130", False),
        ("§§ 33a bis 33i", "§ 33c", True),
        ("art. 1", "transitorio primero", False),
        ("제1조", "부칙 제1조", False),
        ("art. 14", "art. 14, parágrafo 2", True),
        ("art. 1", "Artículo PRIMERO, art. 2", False),
        ("art. 1", "Artículo 1 (DEL ART. UNICO), art. 2", False),
        ("transitorio 1", "decreto 2012-04-30, transitorio 1", False),
        ("decreto 2012-04-30, transitorio 4", "decreto 2012-04-30, transitorio 4, III.2", True),
        ("decreto 2012-04-30, transitorio 4", "decreto 2012-04-30 (2), transitorio 4", False),
        ("s. 42", "2011, c. 25, s. 42(2)", False),
        ("2011, c. 25, s. 42", "2011, c. 25, s. 42(2)", True),
        ("art. 40 bis", "art. 40 bis e", False),
        ("art. 43 Bis 1", "art. 43 Bis 1 X)", True),
    ],
)
def test_contains(outer: str, inner: str, contains: bool) -> None:
    a, b = parse(outer), parse(inner)
    assert a is not None and b is not None
    assert a.contains(b) is contains


def test_a_locator_has_a_mark_for_each_subdivision() -> None:
    with pytest.raises(ValueError, match="mark"):
        Locator("art.", ("27", "2"))
    with pytest.raises(ValueError, match="number"):
        Locator("art.", ())


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("annex " * 18 + "x", 10),
        ("annex " * 160 + "x", 10),
        ("annex " + "x " * 400, 60),
        ("annex x annex " + "x " * 400, 60),
        ("schedule 2, section x " * 40, 10),
        ("부칙 제1호 " * 90, 10),
        ("annex 1 " * 100_000, 0),
        ("decreto, " * 100, 10),
        ("2011, c. 25, " * 70, 10),
        ("annex 1 decreto, " * 50, 60),
        ("ПЗР ЗИД ДВ 21/1990, " * 45, 60),
    ],
)
def test_the_steps_of_a_parse_are_bounded(monkeypatch: pytest.MonkeyPatch, text: str, most: int) -> None:
    searched: list[str] = []
    module = import_module("kb.locator.find")  # the package has a function of that name
    annexed_at = module.annexed_at

    def counted(part: str) -> Annexed | None:
        searched.append(part)
        return cast("Annexed | None", annexed_at(part))

    monkeypatch.setattr(module, "annexed_at", counted)
    assert parse(text) is None
    assert len(searched) <= 2 * most


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("annex I annex II", "Annex I, Annex II"),
        ("Schedule 2 Schedule 3 para 4", "Sch. 2 Sch. 3 para. 4"),
        ("annex I annex II annex III", None),
    ],
)
def test_a_part_in_a_part(text: str, printed: str | None) -> None:
    found = parse(text)
    assert (str(found) if found else None) == printed


def test_an_article_named_right_after_its_part() -> None:
    for text in ("co. 2 art. 2519", "comma 2 art. 2519 c.c.", "secondo comma art. 2519"):
        assert str(parse(text)) == "art. 2519, co. 2"
    named = [str(locator) for locator, _ in find("según el art. 4, párrafo 2 y el art. 5")]
    assert named == ["art. 4 para. 2", "art. 5"]


def test_german_subdivisions_are_the_same_in_sections_and_articles() -> None:
    for inner in ("Abs. 1 Satz 2", "abs. 3 nr. 4", "Absatz 2 Buchstabe b", "Nr. 3 Doppelbuchst. aa", "Abs. 1 Hs. 2"):
        section, article = parse(f"§ 20 {inner}"), parse(f"Art. 20 {inner}")
        assert section is not None and article is not None
        assert (section.numbers, section.marks) == (article.numbers, article.marks)
