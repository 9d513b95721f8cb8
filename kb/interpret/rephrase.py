"""A question in the words in which a law answers it.

"How many members does a cooperative need?" is answered under the heading "Minimum number of members", in any language.
"""

from __future__ import annotations

import re

__all__ = ["asks_for_least", "in_legal_words"]

#: (a question for the least number of something, whose group names the thing; how a heading calls that)
_LEAST: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), heading)
    for pattern, heading in (
        (r"\bhow many (\w+)\b.*\b(?:need|needs|needed|require\w*|necessary|must|minimum|at least|take|form|"
         r"set up|start|establish|found|incorporate)\b", "minimum number of {}"),
        (r"\bcuánt[oa]s (\w+)\b.*\b(?:necesit\w+|falta|exig\w+|mínim\w+|requier\w+|constituir|formar|crear)\b",
         "número mínimo de {}"),
        (r"\bcombien (?:de |d['’])(\w+)\b.*\b(?:faut|doit|doivent|nécessaires?|minimum|créer|constituer|exig\w+)\b",
         "nombre minimum de {}"),
        (r"\bwie viele (\w+)\b.*\b(?:braucht|brauchen|benötig\w+|mindest\w+|müssen|erforderlich|nötig|gründ\w+)\b",
         "Mindestzahl der {}"),
        (r"\bquant[ie] (\w+)\b.*\b(?:serv\w+|occorr\w+|necessari\w*|minim\w+|costituire|bisogn\w+)\b",
         "numero minimo dei {}"),
        (r"\bquant[oa]s (\w+)\b.*\b(?:precis\w+|necessári\w+|mínim\w+|exig\w+|fundar|constituir|criar)\b",
         "número mínimo de {}"),
        (r"\bquants? (\w+)\b.*\b(?:cal|calen|necessit\w+|mínim\w*|constituir|crear)\b", "nombre mínim de {}"),
        (r"(조합원|회원|발기인|설립자|사람)\S*\s*(?:은|는|이|가)?\s*(?:최소\s*)?몇\s*(?:명|인)", "최소 {} 수"),
    )
)  # fmt: skip


#: A question for the largest number is not answered by the smallest.
_MOST = re.compile(
    r"\b(?:maximum|at most|no more than|not more than|up to|exceed\w*|máxim\w+|como mucho|a lo sumo|no más de|superar|"
    r"au plus|maximal\w*|dépasser|höchst\w*|maximal|überschreiten|massim\w+|al più|superare|no máximo|exceder|"
    r"com a màxim|màxim\w*)\b|최대|이하|अधिकतम|最大",
    re.IGNORECASE,
)


_MINIMUM = re.compile(
    r"\b(?:minimum|at least|fewest|smallest|mínim[oa]s?|al menos|au moins|minim[oaei]|almeno|mindest\w*|"
    r"pelo menos|mínim|almenys|минимал\w*|minimaal)\b|최소|最低|न्यूनतम",
    re.IGNORECASE,
)


def asks_for_least(question: str) -> bool:
    """Whether the least number or amount of something is asked for."""
    return not _MOST.search(question) and (in_legal_words(question) != question or bool(_MINIMUM.search(question)))


def in_legal_words(question: str) -> str:
    """The question, followed by the heading under which a law would answer it, where that is known.

    >>> in_legal_words("How many members does a cooperative need?")
    'How many members does a cooperative need? Minimum number of members'
    """
    if _MOST.search(question):
        return question
    for pattern, heading in _LEAST:
        if match := pattern.search(question):
            added = heading.format(match.group(1))
            return f"{question} {added[0].upper()}{added[1:]}"
    return question
