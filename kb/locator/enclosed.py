"""Provisions of Korea and Japan, whose numbers are enclosed: "제15조제2항", "第四条第二項", short "15조", "4条"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.locator.model import Locator
from kb.locator.numbers import arabic
from kb.locator.subdivisions import HAN_NUMBER, IN_JAPANESE, IN_KOREAN, Inward, inwards
from kb.model import Span

__all__ = ["enclosed", "enclosed_at"]

#: Without "제", "15조" may be an amount: fifteen trillion.
_KOREAN = re.compile(
    r"(?:제\s*(\d+)\s*조|(?<![\d.,])(?<!\d )(\d{1,4})조(?!\s*(?:원|달러|엔|유로|위안|\d+\s*[억만])))(?:\s*의\s*(\d+))?"
)
#: Without "第" only in digits: "二条" is a part of Kyoto.
_JAPANESE = re.compile(rf"(?:第\s*({HAN_NUMBER})\s*|(?<![0-9０-９.,])([0-9０-９]{{1,4}}))[条條](?:の({HAN_NUMBER}))?")


def enclosed(text: str) -> Iterator[tuple[Locator, Span]]:
    """Those named in ``text``."""
    for match in _KOREAN.finditer(text):
        yield _read(text, "제", match, "의", IN_KOREAN)
    for match in _JAPANESE.finditer(text):
        yield _read(text, "第", match, "の", IN_JAPANESE)


def enclosed_at(text: str, position: int) -> tuple[Locator, Span] | None:
    """The one that begins at ``position``."""
    if match := _KOREAN.match(text, position):
        return _read(text, "제", match, "의", IN_KOREAN)
    if match := _JAPANESE.match(text, position):
        return _read(text, "第", match, "の", IN_JAPANESE)
    return None


def _read(text: str, scheme: str, match: re.Match[str], branch: str, inward: Sequence[Inward]) -> tuple[Locator, Span]:
    number = arabic(match[1] or match[2]) + (branch + arabic(match[3]) if match[3] else "")
    marks, numbers, end = inwards(text, match.end(), inward)
    return Locator(scheme, (number, *numbers), marks), Span(match.start(), end)
