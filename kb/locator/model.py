"""The locator as a value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Locator"]

#: Subdivisions by the way they are written after the provision: "(1)", ".2", " a)", " Abs. 1", "제2항".
_JOINED = {"(": "({})", ".": ".{}", ")": " {})", ",": ", {}", "§": ", § {}"}
#: Schemes that enclose the number.
_ENCLOSED = {"제": "제{}조", "第": "第{}条"}
_ENCLOSED_PARTS = {"항": "제{}항", "호": "제{}호", "목": "{}목", "項": "第{}項", "号": "第{}号"}
_ORDINAL = re.compile(r"(?<=\d)(?:[ºª°]|\.?o\b|er\b|ère\b|re\b|ème\b)")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Locator:
    """A provision: ``scheme`` ("art.", "s.", "§", "제" …), its ``numbers`` from the provision inwards, and how each
    of its subdivisions is written (``marks``, one for each number after the first).

    >>> str(Locator("§", ("15", "1"), ("Abs.",))), str(Locator("제", ("15", "2"), ("항",)))
    ('§ 15 Abs. 1', '제15조제2항')
    """

    scheme: str
    numbers: tuple[str, ...]
    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.numbers or len(self.marks) != len(self.numbers) - 1:
            raise ValueError(f"a locator has a number and a mark for each further one, not {self.numbers} {self.marks}")

    def __str__(self) -> str:
        first = self.numbers[0]
        if self.scheme in _ENCLOSED:
            number, insert, branch = first.partition("의" if self.scheme == "제" else "の")
            text = _ENCLOSED[self.scheme].format(number) + insert + branch
        else:
            text = f"{self.scheme} {first}"
        for mark, number in zip(self.marks, self.numbers[1:], strict=True):
            if mark in _ENCLOSED_PARTS:
                text += _ENCLOSED_PARTS[mark].format(number)
            elif mark in _JOINED:
                text += _JOINED[mark].format(number)
            else:
                text += f" {mark} {number}"
        return text

    def key(self) -> tuple[str, ...]:
        """What identifies the provision whatever the style: equal for "artículo 27.2" and "art. 27, apartado 2".

        Schedules keep their scheme, as "Sch. 1" is not "s. 1".
        """
        parts = [part for number in self.numbers for part in _normal(number, thousands=self.scheme != "§")]
        return ("sch", *parts) if self.scheme == "Sch." else tuple(parts)

    def contains(self, other: Locator) -> bool:
        """Whether ``other`` is this provision or lies within it."""
        mine, theirs = self.key(), other.key()
        return theirs[: len(mine)] == mine


def _normal(number: str, *, thousands: bool) -> list[str]:
    plain = unicodedata.normalize("NFKC", _ORDINAL.sub("", number)).casefold()
    if thousands:  # "art. 1.093" is article 1093; "§ 501.103" is section 103 of chapter 501
        plain = _THOUSANDS.sub("", plain)
    plain = plain.replace("의", "-").replace("の", "-")
    plain = re.sub(r"(?<=\d)[\s-]+(?=[a-z]{2,}\b)", "", plain)  # "4 bis", "4-bis" and "4bis"
    plain = re.sub(r"^([lrda])\.?\s*\*?(?=\d)", r"\1", plain)  # "L. 521-1" and "L521-1"
    return [part for part in re.split(r"[\s.]+", plain) if part]
