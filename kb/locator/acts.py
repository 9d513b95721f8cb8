"""Provisions of an act that amended the law, printed below it and cited by that act: "2011, c. 25, s. 42"."""

from __future__ import annotations

import re

from kb.locator.numbers import ordinal

__all__ = ["ISSUE", "act_at", "gazette_issue"]

#: In Mexico the decree, by its date where that is known and counted among those of one day; in Canada the year and
#: chapter of the statute. What follows names the provision.
_ACT = re.compile(
    r"(?P<act>decreto(?:\s\d{4}-\d\d-\d\d)?(?:\s\(\d{1,3}\))?|"
    r"(?:[RL]\.\s?[SR]\.(?:\s?C\.)?,?\s)?\(?(?:18|19|20)\d\d\)?,\s(?:c|ch)\.\s(?:[A-Z]-)?\d{1,3}"
    r"(?:\s\(\d{1,2}(?:st|nd|rd|th|er|e)\s[Ss]up(?:p|pl)\.\))?),\s(?=\S)",
    re.IGNORECASE,
)
#: An article that enacts articles of another law: "Artículo PRIMERO, art. 2", "Artículo 1 (DEL ART. UNICO), art. 2".
_ENACTING = re.compile(
    r"(?P<act>art[íi]culo\s(?:(?P<word>[^\W\d_]{5,12})|\d{1,3}\s\([^()]{1,60}\))),\s(?=art\.\s)", re.IGNORECASE
)
#: The issue of the State Gazette that tells the supplementary provisions of one Bulgarian act from those of another.
ISSUE = (
    r"(?:\s(?:на|към)\s[^,;()§]{1,80}?)?\s*[,(]?\s*ДВ,?\s*(?:бр\.\s*)?(?P<issue>\d{1,3})\s*(?:от|/)\s*"
    r"(?P<year>(?:18|19|20)\d\d)(?!\d)(?:\s*г(?:\.|одина))?\)?"
)


def act_at(text: str) -> tuple[str, int] | None:
    """The act with which ``text`` begins and where the name of its provision begins; None where there is none.

    >>> act_at("2011, c. 25, s. 42"), act_at("decreto 2012-04-30 (2), transitorio 1"), act_at("decreto 5")
    (('2011, c. 25', 13), ('decreto 2012-04-30 (2)', 24), None)
    """
    if match := _ACT.match(text):
        return match["act"], match.end()
    match = _ENACTING.match(text)
    if match is None or (match["word"] and not ordinal(match["word"]).isdecimal()):
        return None
    return match["act"], match.end()


def gazette_issue(match: re.Match[str]) -> str:
    """ "ДВ 21/1990", as ``ISSUE`` matched it in any of its ways of writing; "" where it did not."""
    groups = match.groupdict()
    return f"ДВ {groups['issue']}/{groups['year']}" if groups.get("issue") else ""
