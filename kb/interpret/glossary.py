"""What a question is about, in the words of the law's language: "legal reserve" is "réserve légale", "법정적립금".

A law in another language than the question shares no word with it, so BM25 is blind to it, and a cosine similarity
across languages tells little between neighbouring provisions. The glossary names what laws on these forms speak of;
the concepts that a question names are looked for in the law's own words. It is no translation of the question.
"""

from __future__ import annotations

from functools import cache

from kb.terms import Terms
from kb.vocabulary import table

__all__ = ["concepts", "implied", "translated"]


def concepts(question: str, language: str) -> tuple[str, ...]:
    """The concepts that ``question`` names in the words of ``language``, in the order of the glossary.

    >>> concepts("How many members does a cooperative need?", "en")
    ('members', 'minimum', 'cooperative')
    """
    return _terms(language).named_in(question)


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
def _terms(language: str) -> Terms:
    return Terms(
        (concept, term.strip())
        for concept, words in table("glossary").items()
        for line in (words.get(language, ""), words.get("ask", {}).get(language, ""))
        for term in line.split(",")
        if term.strip()
    )
