"""What sort of answer a question wants, as far as its words show it."""

from __future__ import annotations

import re

from kb.interpret.jurisdictions import find_jurisdictions
from kb.locator.numbers import LATIN
from kb.words import fold

__all__ = ["asks_for_number", "asks_what_it_says", "content_words"]

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


#: Words, as content_words has them, of a question that asks only what a provision says.
_SAYING = frozenset(
    """
    both each compar contra versus differ betwee vergle confro
    what does text sectio articl subsec paragr regula clause schedu rule says state states provid mean quote show tell
    read explai summar please give wordin full verbat exact under
    dice dispon establ regula preve articu aparta inciso contie texto explic resume expliq segun
    prevoi articl alinea enonce contie texte selon
    cosa comma preved stabil testo spiega secondo artico
    steht regelt schrei sieht bestim absatz besagt paragr lautet inhalt nach laut gemass
    artigo dispoe estabe segundo caput estipu mostra segons
    """.split()
)


def asks_what_it_says(topic: str) -> bool:
    """Whether nothing is asked of a provision but what it says.

    Args:
        topic: the question without the names of laws and provisions.
    """
    plain = re.sub(rf"['’]|(?<=\d)[-\s]?{LATIN}\b", " ", topic)
    plain = re.sub(r"[^\W\d_]+", lambda match: "" if find_jurisdictions(match[0], "") else match[0], plain)
    return not {w for w in content_words(plain) - _SAYING if not any(c.isdigit() for c in w)}
