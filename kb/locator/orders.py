"""Rules of court, which are numbered anew in each Order: "Order 5, rule 12(2)", "O 5 r 12"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.locator.model import Locator
from kb.locator.numbers import roman
from kb.locator.subdivisions import IN_SECTION, inwards
from kb.model import Span

__all__ = ["order_at", "orders"]

_NUMBER = r"(?:\d{1,3}[A-Z]{0,2}|[IVXL]{1,7})(?!\w)"
_RULE = r"[\s,]{0,3}(?:(?:rules?|rr?\.?)\s?(?P<rule>\d{1,3}[A-Z]{0,2})(?!\w))"
#: "Order 5 of 2013" and "Order No. 5" are instruments.
_ALONE = r"(?=\s*(?:$|[.,;:?)\]–—-]|(?:says?|provides?|deals?)\b|of\s+(?!(?:18|19|20)\d\d)))"
_ORDER = re.compile(
    rf"(?<![\w.-])(?:(?:order|ord\.?)\s?(?P<long>{_NUMBER})(?:{_RULE}|{_ALONE})|"
    rf"(?-i:O)(?:\.\s?|\s)(?P<short>{_NUMBER}){_RULE.replace('<rule>', '<rule2>')})",
    re.IGNORECASE,
)
_NAME = re.compile(rf"(?:order|ord\.?|(?-i:O)\.?)\s?({_NUMBER})", re.IGNORECASE)


def orders(text: str) -> Iterator[tuple[Locator, Span]]:
    """Orders named in ``text``, with their rules."""
    for match in _ORDER.finditer(text):
        number = match["long"] or match["short"]
        rule = match["rule"] or match["rule2"]
        if not number[:1].isdigit() and not number.isupper():
            continue  # "in order I …" is written small
        locator, end = Locator("O.", (_digits(number),)), match.end()
        if rule:
            marks, numbers, end = inwards(text, end, IN_SECTION)
            locator = Locator("O.", (_digits(number), rule, *numbers), ("r.", *marks))
        yield locator, Span(match.start(), end)


def order_at(text: str, position: int) -> tuple[Locator, int] | None:
    """The Order that is named at ``position``, and where its name ends: that of "rule 12 of Order 5"."""
    match = _NAME.match(text, position)
    return (Locator("O.", (_digits(match[1]),)), match.end()) if match else None


def _digits(number: str) -> str:
    return number.upper() if number[:1].isdigit() else roman(number)
