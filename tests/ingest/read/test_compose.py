"""Text as every reader hands it over."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read import compose, legible, pdf_about, pdf_text
from ingest.read.compose import clean, without_struck


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("  §\u00a07\t (1)\n x ", "§ 7 (1) x"),
        ("oﬃcer aﬀord ﬁle ﬂag ﬅ", "officer afford file flag st"),
        ("co\u00adoperative\u200b \ufeffact\u2060", "cooperative act"),
        ("abc \u202edef\u202c \u2066x\u2069 \u200fy\u200e", "abc def x y"),
        ("s. 9.\u200d1 and (9)\u200c(a)", "s. 9.1 and (9)(a)"),
        ("केन्\u200dद्रीय क्\u200cष", "केन्\u200dद्रीय क्\u200cष"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\U0001f64b\u200d\u2640\ufe0f ask", "\U0001f64b\u200d\u2640\ufe0f ask"),
        ("می\u200c\u200cشود", "می\u200cشود"),
        ("ﻻ ﺑﺴﻢ", "لا بسم"),
        ("\uf0b7 a society; \uf0a7 a guild", "• a society; • a guild"),
        ("a\x85b\x0bc\x0cd\x1ce", "a b c d e"),
        ("a\x00\x07\x7f\x91b", "ab"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("no\ufffecharacter\U000e0041", "nocharacter"),
        ("e\u0301té 第一条　目的", "e\u0301té 第一条 目的"),
    ],
)
def test_text_is_the_same_in_every_format(source: str, text: str) -> None:
    assert clean(source) == text


def test_there_is_one_function_for_all_readers() -> None:
    assert legible.legible is pdf_text.legible is pdf_about.legible is compose.clean


@given(st.text(st.characters()))
def test_cleaned_text_is_printable_storable_and_stays_as_it_is(source: str) -> None:
    text = clean(source)
    assert clean(text) == text == " ".join(text.split())
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") or c in "\u200b\u202e\u2066\ufeff"]
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "struck", "apart"),
    [
        ("A member votes.", "", ("A member votes.", "")),
        ("A  votes.", " twice ", ("A votes.", "twice")),
        (" . ", "A member votes", ("", "A member votes.")),
        ("", "", ("", "")),
        ("—", "", ("—", "")),
    ],
)
def test_what_is_left_of_a_line_struck_out(text: str, struck: str, apart: tuple[str, str]) -> None:
    assert without_struck(text, struck) == apart
