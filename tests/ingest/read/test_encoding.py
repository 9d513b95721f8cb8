"""Bytes → text."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read.encoding import decode
from kb.errors import UnreadableSource

PT = "Constituição: a cooperativa é sociedade de pessoas. “Sócio” — três"


@pytest.mark.parametrize(
    ("data", "declared", "language"),
    [
        (PT.encode(), None, None),
        (codecs.BOM_UTF8 + PT.encode(), None, None),
        (codecs.BOM_UTF16_LE + PT.encode("utf-16-le"), None, None),
        (codecs.BOM_UTF16_BE + PT.encode("utf-16-be"), None, None),
        (PT.encode("utf-16-le"), None, None),
        (PT.encode("cp1252"), "windows-1252", None),
        (PT.encode("cp1252"), "iso-8859-1", None),  # WHATWG: Latin-1 means windows-1252
        (PT.encode("cp1252"), "utf-8", "pt"),  # declared wrongly
        (PT.encode(), "iso-8859-1", None),  # declared wrongly the other way round
        (PT.encode("cp1252"), None, "pt"),
    ],
)
def test_finds_the_encoding(data: bytes, declared: str | None, language: str | None) -> None:
    assert decode(data, name="lei.txt", declared=declared, language=language).text == PT


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        ("협동조합은 조합원의 권익을 향상한다.", "cp949", "ko"),
        ("この法律は、協同組合について定める。", "cp932", "ja"),
        ("この法律は、協同組合について定める。", "euc_jp", "ja"),
        ("Кооперацията е доброволно сдружение на лица.", "cp1251", "bg"),
    ],
)
def test_uses_the_encodings_of_the_language(text: str, encoding: str, language: str) -> None:
    decoded = decode(text.encode(encoding), name="x.txt", language=language)
    assert decoded.text == text
    assert decoded.warnings, "a guess is said to be one"


FR = "Article 1er. La coopérative est constituée à durée limitée; les associés élisent le gérant où siège la société."
ES = "Artículo 1. La sociedad cooperativa se constituye por personas; el señor presidente actúa según ley."
DE = "Die Genossenschaft führt ein Mitgliederverzeichnis. Die Satzung muß schriftlich für alle geändert werden."
PL = "Spółdzielnia jest dobrowolnym zrzeszeniem nieograniczonej liczby osób, które prowadzi wspólną działalność."
CS = "Družstvo je společenství neuzavřeného počtu osob, které je založeno za účelem podnikání a zajišťování potřeb."
BG = "Кооперацията е доброволно сдружение на лица, които извършват търговска дейност чрез взаимопомощ."
RU = "Кооператив является добровольным объединением граждан на основе членства для совместной деятельности."


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        (FR, "cp1252", "fr"),
        (FR, "latin-1", "fr"),
        (ES, "cp1252", "es"),
        (ES, "latin-1", "es"),
        (DE, "cp1252", "de"),
        (PL, "cp1250", "pl"),
        (CS, "cp1250", "cs"),
        (BG, "cp1251", "bg"),
        (RU, "cp1251", "ru"),
    ],
)
@pytest.mark.parametrize("times", [1, 40])
def test_short_and_long_documents_in_the_code_page_of_their_language(
    text: str, encoding: str, language: str, times: int
) -> None:
    whole = " ".join([text] * times)
    for known in (language, None):
        assert decode(whole.encode(encoding), name="x.txt", language=known).text == whole


def test_iso_2022_is_not_taken_for_utf_8() -> None:
    text = "この法律"
    assert decode(text.encode("iso2022_jp"), name="x.html", declared="iso-2022-jp").text == text


@pytest.mark.parametrize(
    "junk", [bytes(random.Random(7).randbytes(5000)), b"\x00\x01\x02" * 900, b"GIF89a" + bytes(500)]
)
def test_binary_data_is_refused_in_one_line(junk: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"^law\.txt: .*binary") as caught:
        decode(junk, name="law.txt")
    assert "\n" not in str(caught.value)


def test_a_false_byte_order_mark_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="byte order mark"):
        decode(codecs.BOM_UTF8 + b"caf\xe9 au lait", name="x.txt")


def test_line_ends_are_newlines() -> None:
    assert decode(b"a\r\nb\rc\n", name="x.txt").text == "a\nb\nc\n"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1))
def test_utf_8_comes_back_unchanged(text: str) -> None:
    if not text.startswith("\ufeff") and "\ufffd" not in text:
        assert decode(text.encode(), name="x").text == text
