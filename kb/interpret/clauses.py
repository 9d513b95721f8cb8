"""A question that asks several things at once, taken apart."""

from __future__ import annotations

import re

__all__ = ["clauses"]

#: Where a question goes on to ask something else: after a question mark, or ", and can it …".
_BREAK = re.compile(
    r"(?<=[?？])\s+|,?\s+(?:and|y|e|et|und|i)\s+(?=(?:can|could|may|must|does|do|is|are|should|who|what|which|how|when|"
    r"where|within|puede|pueden|debe|deben|qué|quién|cuánt\w+|cómo|cuándo|dónde|en qué|peut|peuvent|doit|doivent|"
    r"qui|que|quel\w*|combien|comment|quand|dans quel|à qui|può|possono|deve|chi|quale|quant\w+|come|quando|pode|podem|"
    r"quem|qual|quais|como|kann|können|muss|müssen|wer|was|wie|wann|welche\w*|pot|poden|ha de|qui|quin\w*)\b)",
    re.IGNORECASE,
)
#: A clause with fewer words that carry meaning asks nothing by itself.
_ASKS = 2
#: Words this short carry no meaning in the languages written with spaces.
_SHORT = 3


def clauses(question: str) -> tuple[str, ...]:
    """The questions that a question is made of; itself where it asks one thing.

    >>> clauses("How many members does a cooperative need, and can it have outside investors?")
    ('How many members does a cooperative need', 'can it have outside investors?')
    """
    found = [clause.strip(" ,") for clause in _BREAK.split(question) if clause.strip(" ,")]
    if len(found) < 2 or any(_weight(clause) < _ASKS for clause in found):
        return (question,)
    if any(mark in question for mark in "?？") and not found[-1].endswith(("?", "？")):
        return (question,)  # what follows the question is a remark on it: "Compare Argentina and Spain."
    return tuple(found)


def _weight(clause: str) -> int:
    return sum(len(word) > _SHORT for word in re.findall(r"\w+", clause))
