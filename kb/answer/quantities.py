"""Whether a text states a quantity, a least number, and of what: in the words of its language.

The words are those of ``corpora/vocabulary/quantities.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb.interpret.forms import stem_pattern
from kb.vocabulary import table
from kb.words import fold, is_spaceless

__all__ = ["counts_at_least", "states_least", "states_number"]

#: Characters before and after "at least" in which its number and what it counts stand.
_BEFORE, _AFTER = 45, 50
#: Characters before "less than" in which a "not" belongs to it (in Japanese after it).
_NOT = 30
_DIGIT = re.compile(r"\d")


def states_number(text: str, language: str) -> bool:
    """Whether a number or a share stands in ``text``, in digits or in words.

    >>> states_number("integradas, al menos, por tres socios", "es"), states_number("por una entidad", "es")
    (True, False)
    """
    return _has_number(fold(text), language)


def states_least(text: str, language: str) -> bool:
    """Whether ``text`` says that something is the least.

    >>> states_least("não inferior a 20 pessoas", "pt"), states_least("at last", "en")
    (True, False)
    """
    return next(_leasts(fold(text), language), None) is not None


def counts_at_least(question: str, text: str, language: str) -> bool:
    """Whether ``text``, in ``language``, gives a least number of what ``question`` counts: "at least three members"."""
    asked, folded = fold(question), fold(text)
    things = [pattern for pattern in _things() if pattern.search(asked)]
    if not things:
        return False
    for start, end in _leasts(folded, language):
        window = folded[max(0, start - _BEFORE) : end + _AFTER]
        if _has_number(window, language) and any(thing.search(window) for thing in things):
            return True
    return False


def _leasts(folded: str, language: str) -> Iterator[tuple[int, int]]:
    """Where ``folded`` says "at least", or "not less than" in other words; "if fewer than five" is no least number."""
    yield from (match.span() for match in _pattern("at-least", language).finditer(folded))
    for match in _pattern("below", language).finditer(folded):
        near = folded[max(0, match.start() - _NOT) : match.start()], folded[match.end() : match.end() + _NOT]
        if any(_pattern("not", language).search(each) for each in near[: 1 if language != "ja" else 2]):
            yield match.span()


def _has_number(folded: str, language: str) -> bool:
    return bool(_DIGIT.search(folded) or _pattern("numbers", language).search(folded))


@cache
def _pattern(name: str, language: str) -> re.Pattern[str]:
    """A pattern, for folded text, of the words that ``language`` has for it; it matches nothing where it has none."""
    words = [fold(word.strip()) for word in table("quantities")[name].get(language, "").split(",") if word.strip()]
    each = [re.escape(word) if is_spaceless(word) else rf"(?<!\w){re.escape(word)}(?!\w)" for word in words]
    return re.compile("|".join(sorted(each, key=len, reverse=True)) or r"(?!)")


@cache
def _things() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(stem_pattern(entry["stems"])) for entry in table("quantities")["counted"].values())
