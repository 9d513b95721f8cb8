"""Adjectives and names of inhabitants, in all their forms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kb.vocabulary import table

__all__ = ["demonyms", "inflected"]


@cache
def demonyms() -> tuple[tuple[str, str, str], ...]:
    """All forms of ``corpora/vocabulary/demonyms.toml``: ``(form, ISO 3166-1 code, ISO 639-1 language)``."""
    return tuple(
        (form, code, language)
        for language, rows in table("demonyms").items()
        for code, words in rows.items()
        for word in words.split(", ")
        for form in inflected(word, table("inflections").get(language, ()))
    )


def inflected(word: str, rules: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """All forms of ``word``: the first rule whose ending fits replaces it by each of its endings.

    >>> inflected("francés", [("és", ["és", "esa", "eses", "esas"]), ("", ["", "s"])])
    ['francés', 'francesa', 'franceses', 'francesas']
    """
    for ending, endings in rules:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return [stem + each for each in endings]
    return [word]
