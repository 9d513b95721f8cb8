"""Dates in a question, and the day whose law it asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kb.model import Span
from kb.vocabulary import table
from kb.words import fold

__all__ = ["Dated", "find_as_of", "find_dates"]

_YEAR = r"(?P<year>1[789]\d\d|20\d\d)"
_ISO = re.compile(r"(?<![\w-])(?P<year>1[789]\d\d|20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])")
_NUMERIC = re.compile(
    r"(?<![\w/.-])(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<year>1[789]\d\d|20\d\d)(?!\w)"
)
_HAN = re.compile(
    r"(?P<year>1[789]\d\d|20\d\d)\s*[년年](?:\s*(?P<month>\d{1,2})\s*[월月](?:\s*(?P<day>\d{1,2})\s*[일日])?)?"
)
#: What follows a year that is part of an instrument's name or of a span of years.
_NAMED_AFTER = re.compile(
    r"[/–-]\d|\s+(?:act|law|code|bill|regulations?|rules|reform|amendment|constitution|convention)\b", re.I
)
#: How far in the future a law may be asked about: one that has been passed but is not yet in force.
_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, month or year written at ``span``; ``day`` is the last day of it."""

    day: date
    span: Span
    whole: bool  # a day, not a month or year


def find_as_of(text: str, today: date, taken: Sequence[Span] = ()) -> date | None:
    """The day whose law ``text`` asks for, or None where it asks for the law of today.

    A month or a year stands for its last day: what applied then had come into force at any time of it. ``taken`` are
    the places of instruments, whose dates and years are part of their names. Days more than a year ahead are no law.
    """
    for dated in find_dates(text):
        named = any(span.start <= dated.span.start < span.end for span in taken)
        if named or dated.day > max(today + _AHEAD, date(today.year, 12, 31)):
            continue
        if _NAMED_AFTER.match(text, dated.span.end) and not dated.whole:
            continue
        if _asks(text[: dated.span.start], whole=dated.whole):
            return dated.day
    return None


def find_dates(text: str) -> list[Dated]:
    """All days, months with a year, and years written in ``text``, in order, none within another."""
    found: list[Dated] = []
    for pattern in (_ISO, _HAN, _NUMERIC, *_written(), re.compile(rf"(?<![\w/.,-]){_YEAR}(?![\w%€$])(?![.,]\d)")):
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if any(other.span.start < span.end and span.start < other.span.end for other in found):
                continue
            if dated := _dated(match, span):
                found.append(dated)
    return sorted(found, key=lambda each: each.span)


def _dated(match: re.Match[str], span: Span) -> Dated | None:
    parts = match.groupdict()
    year, month, day = int(parts["year"]), parts.get("month"), parts.get("day")
    try:
        if month is None:
            return Dated(date(year, 12, 31), span, whole=False)
        number = int(month) if month.isdecimal() else _months()[fold(month)]
        if day is None:
            return Dated(date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1), span, whole=False)
        return Dated(date(year, number, int(day)), span, whole=True)
    except ValueError:  # 31 February
        return None


def _asks(before: str, *, whole: bool) -> bool:
    """Whether the words before a date make it the day whose law is meant."""
    words = fold(before.rstrip(" ('’\""))
    for cue in _cues():
        if words.endswith(cue) and not re.search(r"\w$", words[: -len(cue)]):
            previous = re.findall(r"\w+", words[: -len(cue)])
            return not previous or previous[-1] not in _not_after()
    return not words.strip("¿¡(") or (whole and not re.search(r"\b(?:de|du|del|vom|of|dated|da|des)$", words))


@cache
def _months() -> dict[str, int]:
    return {
        fold(name): number
        for names in table("dates")["months"].values()
        for number, name in enumerate(names, start=1)
        if name
    }


@cache
def _written() -> tuple[re.Pattern[str], ...]:
    names = {name for names in table("dates")["months"].values() for name in names if name}
    month = "(?P<month>" + "|".join(sorted(names, key=len, reverse=True)) + r")\.?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?<!\w){day}\s+(?:de\s+|d['’]|of\s+)?{month},?\s+(?:de\s+|del\s+)?{_YEAR}(?!\w)",
            rf"(?<!\w){month}\s+{day},?\s+{_YEAR}(?!\w)",
            rf"(?<!\w){month}\s+(?:de\s+|del\s+|of\s+)?{_YEAR}(?!\w)",
        )
    )


@cache
def _cues() -> tuple[str, ...]:
    return tuple(sorted((fold(words) for words in table("dates")["before"]["words"]), key=len, reverse=True))


@cache
def _not_after() -> frozenset[str]:
    return frozenset(fold(words) for words in table("dates")["before"]["not_after"])
