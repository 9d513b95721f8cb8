"""What must be said is said by itself, and not by a longer number or word that happens to hold it."""

from __future__ import annotations

import pytest

from eval.including import includes, says
from tests.eval.made import answer, citation


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        # numbers
        ("The Act of 2015", "5", False),
        ("at least 5 members", "5", True),
        ("(5) members", "5", True),
        ("20.000 euros", "20", False),
        ("20,5 %", "20", False),
        ("15 000 euros", "15", False),
        ("15 000 euros", "15 000", True),
        ("1 500 euros", "500", False),
        ("after 2019 500 members left", "2019 500", True),
        ("article 2.1", "1", False),
        ("They are 20, 30 or 40.", "20", True),
        ("They are 20, 30 or 40.", "40", True),
        ("un 20%", "20%", True),
        ("un 120%", "20%", False),
        ("£1 a share", "£1", True),
        ("£15 a share", "£1", False),
        ("1/3 of all", "1/3", True),
        ("11/3", "1/3", False),
        ("in 1985 and 85 more", "85", True),
        # words of alphabets
        ("le altre nove", "tre", False),
        ("le altre tre", "tre", True),
        ("dreißig Tage", "drei", False),
        ("Mindestens DREI Mitglieder", "drei", True),
        ("a two-thirds majority", "two-thirds", True),
        ("a two-thirds majority", "two", True),
        ("à l'unanimité", "unanimité", True),
        ("à l’unanimité.", "unanimité", True),
        ("unanimite\u0301", "unanimité", True),  # as decomposed as PDFs have it
        ("Straße", "STRASSE", True),
        ("три члена", "три", True),
        ("четири члена", "три", False),
        ("needs  three\nfounders", "three founders", True),
        ("4 (quatro) anos", "4 (quatro) anos", True),
        # scripts that attach
        ("조합은 5인 이상", "조합", True),
        ("발기인 5인은", "5인", True),
        ("발기인 15인은", "5인", False),
        ("최소 30인", "30", True),
        ("सहकारी समितियों", "समिति", True),
        ("協同組合の組合員", "組合", True),
        ("SCE는 법인이다", "SCE", True),
        ("", "five", False),
    ],
)  # fmt: skip
def test_says(text: str, wanted: str, expected: bool) -> None:
    assert says(text, wanted) is expected


def test_a_marker_says_nothing() -> None:
    given = answer("A cooperative needs founders [3].", citation("It keeps a register.", 3))
    assert not includes(given, ["3"])
    assert includes(given, ["founders", "register"])
    assert not includes(given, ["founders", "three"])


def test_a_declined_question_includes_nothing() -> None:
    assert not includes(answer("three", abstained=True), ["three"])


def test_words_of_two_quotes_are_no_phrase() -> None:
    given = answer("x [1]. y [2].", citation("A cooperative needs three"), citation("founders. It keeps", 2))
    assert not includes(given, ["three founders"])
