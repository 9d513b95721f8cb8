"""What sort of answer a question wants, as far as its words show it."""

from __future__ import annotations

import re

from kb.words import fold

__all__ = ["asks_for_number", "content_words"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
#: Shorter words are articles and prepositions in the languages written with spaces.
_MIN_LENGTH = 4
_STEM = 6

_NUMBER = re.compile(
    r"\bhow (?:many|much|long|often|soon|quickly|far|old|large|big)\b|\b(?:minimum|maximum|percent\w*|proportion|share|"
    r"deadline|threshold|quorum|smallest|largest|age|number)\b|"
    r"\bcombien\b|\bquel(?:le)?s?\s+(?:est\s+)?(?:la\s+|le\s+)?(?:délai|durée|part|proportion|montant|nombre|âge|majorité|"
    r"minimum|maximum|pourcentage|dotation|quorum|seuil)|"
    r"\bcuánt\w+|\bcuant[oa]s?\b|\bplazo\b|\bporcentaje\b|\bmínim\w*|\bmáxim\w*|\bminim[oa]\b|\bedad\b|"
    r"\bquant[aeio]?s?\b|\bprazo\b|\bidade\b|\bpercentual\b|\bquota\b|"
    r"\bwie ?(?:viele?|lange|hoch|groß|oft)\b|\bmindest\w*|\bhöchst\w*|\bfrist\b|"
    r"몇|얼마|며칠|언제까지|何人|いくつ|いくら|कितन|berapa",
    re.IGNORECASE,
)


def asks_for_number(question: str) -> bool:
    """Whether the answer should hold a quantity: a number of members, a share, a term, an age."""
    return bool(_NUMBER.search(question))


def content_words(text: str) -> frozenset[str]:
    """Words that carry meaning, folded to their first letters without accents: a poor man's stem, any language."""
    words = (fold(word) for word in _WORD.findall(text))
    return frozenset(w[:_STEM] for w in words if len(w) >= _MIN_LENGTH or w.isdigit() or not w.isascii())
