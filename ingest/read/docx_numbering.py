"""List numbers of a DOCX, which Word computes when it shows the document (ECMA-376 part 1, 17.9).

"Article 3", "(b)" and "iv." are often nowhere in the text of a law written in Word; without them nobody can cite it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Numbering", "format_number"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_FORMATS = frozenset(
    "decimal decimalZero lowerLetter upperLetter lowerRoman upperRoman russianLower russianUpper bullet none".split()
)
_LONGEST = 100  # characters of the pattern of a number; nobody prints one longer
_MOST_LETTERS = 26 * 20  # Word repeats a letter for each round of the alphabet
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str  # "%1.%2." with the levels' numbers by their position, from 1
    restart: int | None  # the level after which it starts again; None: any level above; 0: never
    legal: bool  # all numbers as decimals
    style: str | None


@dataclass
class Numbering:
    """Counters of all lists of a document; ``number`` is asked for each paragraph in body order."""

    document: Any
    unknown: set[str] = field(default_factory=set)  # formats given as decimals

    def __post_init__(self) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # numId → levels
        self._abstract: dict[str, str] = {}  # numId → the list whose counters it shares
        self._counters: dict[str, dict[int, int]] = {}
        self._overridden: dict[str, dict[int, int]] = {}  # numId → level → start, until first used
        root = self._root()
        if root is None:
            return
        abstracts = {one.get(f"{_W}abstractNumId"): one for one in root.iter(f"{_W}abstractNum")}
        for num in root.iter(f"{_W}num"):
            reference = num.find(f"{_W}abstractNumId")
            abstract = abstracts.get(reference.get(f"{_W}val")) if reference is not None else None
            if abstract is None:
                continue
            number = num.get(f"{_W}numId", "")
            self._abstract[number] = reference.get(f"{_W}val", "")
            self._levels[number] = {
                int(level.get(f"{_W}ilvl", "0")): _level(level) for level in abstract.iter(f"{_W}lvl")
            }
            for override in num.iter(f"{_W}lvlOverride"):
                position = int(override.get(f"{_W}ilvl", "0"))
                replacing = override.find(f"{_W}lvl")
                if replacing is not None:
                    self._levels[number][position] = _level(replacing)
                start = override.find(f"{_W}startOverride")
                if start is not None:
                    self._overridden.setdefault(number, {})[position] = int(start.get(f"{_W}val", "1"))

    def _root(self) -> Any:
        try:
            return self.document.part.numbering_part.element
        except (KeyError, NotImplementedError):  # a document without lists
            return None

    def number(self, paragraph: Any, style: Any) -> tuple[str, int] | None:
        """Printed number and depth (from 1) of a paragraph of a list; None when it is in none."""
        found = self._membership(paragraph, style)
        if found is None:
            return None
        number, position = found
        levels = self._levels.get(number)
        level = levels.get(position) if levels else None
        if levels is None or level is None:
            return None
        counters = self._counters.setdefault(self._abstract[number], {})
        start = self._overridden.get(number, {}).pop(position, None)
        if start is not None:
            counters[position] = start
        else:
            counters[position] = counters[position] + 1 if position in counters else level.start
        for deeper in [one for one in counters if one > position]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart != 0 and position < restart):
                del counters[deeper]
        return self._printed(levels, position, counters), position + 1

    def _printed(self, levels: dict[int, _Level], position: int, counters: dict[int, int]) -> str:
        level = levels[position]
        if level.format == "bullet":
            return "•"
        text = level.text
        for index in range(position + 1):
            part = levels.get(index)
            if part is None:
                continue
            kind = "decimal" if level.legal and part.format != "none" else part.format
            if kind not in _FORMATS:
                self.unknown.add(kind)
            text = text.replace(f"%{index + 1}", format_number(counters.get(index, part.start), kind))
        return " ".join(text.split())

    def _membership(self, paragraph: Any, style: Any) -> tuple[str, int] | None:
        """numId and level of a paragraph: its own, else its style's (whose level the list definition may tell)."""
        own = paragraph.pPr.find(f"{_W}numPr") if paragraph.pPr is not None else None
        number, position = _reference(own)
        seen: set[str] = set()
        while style is not None and style.style_id not in seen and (number is None or position is None):
            seen.add(style.style_id)
            properties = style.element.pPr
            inherited = properties.find(f"{_W}numPr") if properties is not None else None
            from_style, level = _reference(inherited)
            if number is None and from_style is not None:
                number = from_style
                linked = [at for at, one in self._levels.get(number, {}).items() if one.style in seen]
                position = position if position is not None else linked[0] if linked else level
            style = style.base_style
        if number is None or number == "0":  # 0 takes a paragraph out of its style's list
            return None
        return number, position or 0


def _reference(properties: Any) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    number, level = properties.find(f"{_W}numId"), properties.find(f"{_W}ilvl")
    return (
        number.get(f"{_W}val") if number is not None else None,
        int(level.get(f"{_W}val", "0")) if level is not None else None,
    )


def _level(element: Any) -> _Level:
    def value(name: str) -> str | None:
        found = element.find(f"{_W}{name}")
        return found.get(f"{_W}val") if found is not None else None

    restart = value("lvlRestart")
    legal = element.find(f"{_W}isLgl")
    return _Level(
        int(value("start") or 0) if value("start") is not None else 0,
        value("numFmt") or "decimal",
        (value("lvlText") or "")[:_LONGEST],
        int(restart) if restart is not None else None,
        legal is not None and legal.get(f"{_W}val", "true") not in ("0", "false", "off"),
        value("pStyle"),
    )


def format_number(number: int, kind: str) -> str:
    """``number`` in one of Word's formats; decimal where the format is not known.

    >>> [format_number(28, kind) for kind in ("lowerLetter", "upperRoman", "decimalZero", "decimal")]
    ['bb', 'XXVIII', '28', '28']
    """
    if kind == "none":
        return ""
    if kind == "decimalZero":
        return f"{number:02d}"
    if kind in ("lowerLetter", "upperLetter") and 0 < number <= _MOST_LETTERS:
        # aa follows z, then bb: Word repeats the letter
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("russianLower", "russianUpper") and 0 < number <= len(_CYRILLIC):
        letter = _CYRILLIC[number - 1]
        return letter if kind == "russianLower" else letter.upper()
    if kind in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = ""
        for value, letters in _ROMAN:
            count, number = divmod(number, value)
            roman += letters * count
        return roman if kind == "lowerRoman" else roman.upper()
    return str(number)
