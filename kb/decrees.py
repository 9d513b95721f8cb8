"""Provisions of a decree that amended a law, as people name them: "transitorio primero del decreto de 2011"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.errors import NotFoundError
from kb.locator.acts import act_at
from kb.model import Document, Section
from kb.words import fold

__all__ = ["of_decree"]

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_NAMED = re.compile(
    r"(?P<inner>\S.*?),?\s+del\s+decreto(?:\s+(?:de(?:l(?:\s+año)?)?|publicado\s+el(?:\s+día)?))?\s+"
    r"(?:(?P<iso>(?:18|19|20)\d\d-\d\d-\d\d)|(?P<d>\d{1,2})[-/](?P<m>\d{1,2})[-/](?P<y>(?:18|19|20)\d\d)|"
    r"(?P<day>\d{1,2})\s+de\s+(?P<month>[^\W\d_]{4,10})\s+del?\s+(?P<of>(?:18|19|20)\d\d)|"
    r"(?P<year>(?:18|19|20)\d\d))",
    re.IGNORECASE,
)


def of_decree(document: Document, sections: Sequence[Section], locator: str) -> str:
    """``locator`` as the outline has it, where it names a decree by its day or year; else as it is.

    Raises:
        NotFoundError: several decrees of that year amended the law; it names them.
    """
    named = _NAMED.fullmatch(" ".join(locator.split()))
    if named is None:
        return locator
    decrees = dict.fromkeys(
        act[0] for s in sections if s.locator.startswith("decreto") and (act := act_at(s.locator)) is not None
    )
    day = _day(named)
    found = [each for each in decrees if each.split()[1:2] and each.split()[1].startswith(day)]
    if len(found) > 1:
        raise NotFoundError(
            f'{document.id}: {len(found)} decrees of {day} amended it; name one: "{found[0]}, {named["inner"]}" …'
        )
    return f"{found[0]}, {named['inner']}" if found else locator


def _day(named: re.Match[str]) -> str:
    """ISO 8601, as far as it is named; what is no month finds no decree."""
    if named["iso"] or named["year"]:
        return str(named["iso"] or named["year"])
    if named["d"]:
        return f"{named['y']}-{int(named['m']):02}-{int(named['d']):02}"
    month = fold(named["month"]).replace("setiembre", "septiembre")
    return f"{named['of']}-{_MONTHS.index(month) + 1 if month in _MONTHS else 0:02}-{int(named['day']):02}"
