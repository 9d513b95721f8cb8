"""When a passage holds a gold quote, and where the quote stands in the original text."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.matching import Reduced, locate, matches, reduce


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Art. 5 — The  Members", "art5themembers"),
        ("STRASSE Straße", "strassestrasse"),
        ("co-\noperative_society", "cooperativesociety"),
        ("l’assemblée générale", "lassembléegénérale"),
        ("협동조합 기본법, 제15조", "협동조합기본법제15조"),
        ("½ of II²", "½ofii²"),
        (" .,;—_ ", ""),
    ],
)
def test_reduction_folds_case_and_keeps_letters_and_digits(text: str, expected: str) -> None:
    assert reduce(text) == expected


@given(st.text())
def test_reduction_is_the_contracts_rule_character_by_character(text: str) -> None:
    assert reduce(text) == "".join(c for c in text.casefold() if c.isalnum())


@given(st.text())
def test_reduced_text_with_offsets_is_the_reduced_text(text: str) -> None:
    reduced = Reduced(text)
    assert reduced.text == reduce(text)
    assert list(reduced.offsets) == sorted(reduced.offsets)
    assert all(text[offset].casefold() for offset in reduced.offsets)


@pytest.mark.parametrize(
    ("passage", "quote", "expected"),
    [
        ("It needs at least five members.", "AT LEAST FIVE members", True),
        ("It needs at least\nfive mem-\nbers.", "at least five members", True),
        ("abcdefgh--", "abcdefghij", True),  # 8 of 10 as one run
        ("--cdefghij", "abcdefghij", True),
        ("-bcdefghi-", "abcdefghij", True),
        ("abcdefg---", "abcdefghij", False),  # 7 of 10
        ("abcd xx efghij", "abcdefghij", False),  # all of it, in two runs
        ("abcd", "abcde", True),  # 4 of 5
        ("abcde", "abcdef", True),  # 5 of 6: 80 % is 4.8, so 5
        ("abcd", "abcdef", False),
        ("anything", "…", False),
        ("", "quote", False),
    ],
)
def test_a_passage_matches_with_the_quote_or_four_fifths_of_it_as_one_run(
    passage: str, quote: str, expected: bool
) -> None:
    assert matches(passage, quote) is expected


_letters = st.text("abc", min_size=1, max_size=12)


@given(_letters, st.text("abc", max_size=30))
def test_the_rule_is_the_longest_common_substring(quote: str, passage: str) -> None:
    runs = {quote[i:j] for i in range(len(quote)) for j in range(i + 1, len(quote) + 1)}
    longest = max((len(run) for run in runs if run in passage), default=0)
    assert matches(passage, quote) is (longest >= math.ceil(len(quote) * 4 / 5) and longest > 0)


@given(st.text(max_size=40), st.text("aZé1ß", min_size=1, max_size=20), st.text(max_size=40))
def test_a_quote_is_found_where_it_stands(before: str, quote: str, after: str) -> None:
    text = f"{before}|{quote}|{after}"
    start = len(before) + 1
    spans = locate(Reduced(text), quote)
    assert any(span.start <= start and start + len(quote) <= span.end for span in spans)


def test_locating_gives_every_place_and_joins_overlapping_runs() -> None:
    text = "Five members. FIVE\nMEMBERS! Six members."
    assert [text[span.start : span.end] for span in locate(Reduced(text), "five members")] == [
        "Five members",
        "FIVE\nMEMBERS",
    ]
    assert [(s.start, s.end) for s in locate(Reduced("x abcdefghi y"), "abcdefghij")] == [(2, 11)]
    assert locate(Reduced("nothing here"), "five members") == []
