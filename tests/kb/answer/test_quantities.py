"""Quantities in the words of each language."""

from __future__ import annotations

import pytest

from kb.answer.quantities import counts_at_least, states_least, states_number
from kb.vocabulary import table


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("integradas, al menos, por tres socios", "es", True),
        ("por una entidad", "es", False),
        ("almeno due soci", "it", True),
        ("seja ele quem for, sei lá", "pt", False),  # "sei" is six in Italian only
        ("pelo menos três pessoas", "pt", True),
        ("三人以上", "ja", True),
        ("一般社団法人", "ja", False),
        ("a third party", "en", False),
        ("two thirds of the votes", "en", True),
        ("en el medio rural", "es", False),
        ("within 30 days", "en", True),
        ("at the registered office", "en", False),
        ("tre persone", "xx", False),  # a language without words: only digits count
        ("5 persone", "xx", True),
    ],
)
def test_a_number_in_digits_or_words(text: str, language: str, expected: bool) -> None:
    assert states_number(text, language) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("no fewer than five", "en", True),
        ("at last", "en", False),
        ("no podrá ser inferior a tres", "es", True),
        ("si el número de socios es inferior a cinco", "es", False),
        ("if there are fewer than five of them", "en", False),
        ("shall not at any time be less than ten", "en", True),
        ("darf nicht weniger als drei betragen", "de", True),
        ("조합원 수가 10인 미만인", "ko", False),
        ("三人を下回ることができない", "ja", True),
        ("não inferior a 20 pessoas", "pt", True),
        ("най-малко седем", "bg", True),
        ("5인 이상", "ko", True),
    ],
)
def test_the_least(text: str, language: str, expected: bool) -> None:
    assert states_least(text, language) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("integradas, al menos, por tres socios", "es", True),
        ("constituidas por, al menos, dos cooperativas", "es", False),
        ("un capital d'au moins trois mille euros", "fr", False),
        ("mindestens drei Mitglieder", "de", True),
    ],
)
def test_the_least_number_of_what_is_counted(text: str, language: str, expected: bool) -> None:
    assert counts_at_least("How many members does a cooperative need?", text, language) is expected


def test_every_language_with_words_for_numbers_has_some_for_the_least() -> None:
    quantities = table("quantities")
    assert set(quantities["numbers"]) == set(quantities["at-least"])
