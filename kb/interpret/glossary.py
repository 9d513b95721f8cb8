"""What a question is about, in the words of the law's language: "legal reserve" is "réserve légale", "법정적립금".

A law in another language than the question shares no word with it, so BM25 is blind to it, and a cosine similarity
across languages tells little between neighbouring provisions. The glossary names what laws on these forms speak of;
the concepts that a question names are looked for in the law's own words. It is no translation of the question.
"""

from __future__ import annotations

import re
from functools import cache

from kb.vocabulary import table
from kb.words import fold, is_spaceless

__all__ = ["concepts", "implied", "translated"]

#: From this length on a word of a term may end otherwise: so many letters less, so many more. Shorter words take the
#: regular endings only: "within" is not "without", "personal" is no plural of "person".
_LONG, _CUT, _ADDED = 8, 2, 4
_ENDINGS = r"(?:s|es|e|n|en|er|d|ed|a|as|o|os|i)?"


def concepts(question: str, language: str) -> tuple[str, ...]:
    """The concepts that ``question`` names in the words of ``language``, in the order of the glossary.

    >>> concepts("How many members does a cooperative need?", "en")
    ('members', 'minimum', 'cooperative')
    """
    folded = fold(question)
    return tuple(concept for concept, pattern in _patterns(language) if pattern.search(folded))


def implied(names: tuple[str, ...]) -> tuple[str, ...]:
    """``names`` with the concepts under which a law would answer a question about them.

    >>> implied(("members", "minimum", "cooperative"))
    ('members', 'minimum', 'cooperative', 'formation')
    """
    there = set(names)
    further = (
        concept
        for concept, words in table("glossary").items()
        if concept not in there
        and any(there.issuperset(cause) for cause in words.get("implied_by", ()))
        and there.isdisjoint(words.get("unless", ()))
    )
    return (*names, *further)


def translated(names: tuple[str, ...], language: str) -> str:
    """What laws in ``language`` call these concepts, in one line; empty where the glossary has no word.

    >>> translated(("members", "minimum"), "es")
    'mínimo, al menos, por lo menos, socios, asociados, miembros'
    """
    glossary = table("glossary")
    known = [glossary[name][language] for name in names if language in glossary[name]]
    return ", ".join(reversed(known))


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for concept, words in table("glossary").items():
        terms = [words.get(language, ""), words.get("ask", {}).get(language, "")]
        each = [term.strip() for line in terms for term in line.split(",") if term.strip()]
        if each:
            found.append((concept, re.compile("|".join(map(_term, each)))))
    return tuple(found)


def _term(term: str) -> str:
    """A pattern, for folded text, of a term with the endings its words may take."""
    words = fold(term).split()
    if is_spaceless(term):
        return r"\s?".join(map(re.escape, words))
    return r"(?<!\w)" + r"[\s-]+".join(map(_word, words)) + r"(?!\w)"


def _word(word: str) -> str:
    if len(word) >= _LONG:
        return re.escape(word[:-_CUT]) + rf"\w{{0,{_ADDED}}}"
    return re.escape(word.removesuffix("s") if len(word) > 4 else word) + _ENDINGS
