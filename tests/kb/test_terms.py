"""Terms of a vocabulary in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.terms import Terms

_TERMS = Terms(
    [
        ("board", "directors"),
        ("board", "board of directors"),
        ("sales", "chiffre d'affaires"),
        ("reserve", "legal reserve"),
        ("member", "조합원"),
        ("minimum", "कम से कम"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The directors' duties", ("board",)),
        ("the director", ("board",)),  # a long word takes any short ending
        ("direct sales", ()),
        ("Le chiffre d’affaires annuel", ("sales",)),
        ("chiffre des affaires", ()),
        ("legal-reserves", ("reserve",)),
        ("legal and other reserves", ()),
        ("조합원은", ("member",)),
        ("कम से कम दस", ("minimum",)),
        ("Reserves of directors, legal reserve", ("board", "reserve")),
        ("", ()),
    ],
)
def test_names_in_the_order_in_which_they_were_given(text: str, expected: tuple[str, ...]) -> None:
    assert _TERMS.named_in(text) == expected


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_stands_around_a_term_does_not_hide_it(before: str, after: str) -> None:
    assert "reserve" in _TERMS.named_in(f"{before} legal reserve {after}")


def test_nothing_is_named_without_terms() -> None:
    assert Terms([]).named_in("anything") == ()
