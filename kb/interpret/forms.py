"""The legal form that a text is about: cooperative, mutual, association, foundation …"""

from __future__ import annotations

import re
from functools import cache

from kb.vocabulary import table
from kb.words import fold, is_spaceless

__all__ = ["forms", "stem_pattern"]


def forms(text: str) -> frozenset[str]:
    """The legal forms that ``text`` names, in any language of the vocabulary.

    >>> sorted(forms("Les mutuelles et les coopératives")), sorted(forms("Stiftung"))
    (['cooperative', 'mutual'], ['foundation'])
    """
    folded = fold(text)
    return frozenset(form for form, pattern in _patterns() if pattern.search(folded))


def stem_pattern(stems: list[str]) -> str:
    """A pattern, for folded text, of the words that begin with one of ``stems``."""
    spaced = "|".join(sorted((re.escape(s) for s in stems if not is_spaceless(s)), key=len, reverse=True))
    spaceless = "|".join(re.escape(stem) for stem in stems if is_spaceless(stem))
    return "|".join(part for part in (rf"(?<!\w)(?:{spaced})\w*" if spaced else "", spaceless) if part)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, re.compile(stem_pattern(entry["stems"]))) for form, entry in table("forms").items())
