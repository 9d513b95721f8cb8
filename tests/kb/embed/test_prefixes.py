"""Prefixes of model families."""

from __future__ import annotations

import pytest

from kb.embed.prefixes import known_prefixes


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("multilingual-e5-small", ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large", ("query: ", "passage: ")),
        ("intfloat/e5-base-v2", ("query: ", "passage: ")),
        ("BAAI/bge-small-en-v1.5", ("Represent this sentence for searching relevant passages: ", "")),
        ("BAAI/bge-m3", None),
        ("intfloat/multilingual-e5-large-instruct", None),
        ("not-e5-small-really", None),
    ],
)
def test_known_families(model: str, expected: tuple[str, str] | None) -> None:
    assert known_prefixes(model) == expected
