"""How paragraphs and items inside a provision are numbered, in the traditions of the corpus.

``Enumeration`` follows the markers at the beginning of successive paragraphs and tells at which depth each stands. A
marker's *style* (``1.``, ``(1)``, ``a)``, ``(i)``, ``①`` …) tells its depth: a style met for the first time opens a
level below the last one; a style met before continues its level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.locator import Locator

__all__ = ["Enumeration", "Marker", "extend", "marker"]

_ORDINAL_WORDS = {
    w: n
    for n, words in enumerate(
        [
            ("uno", "un", "primero", "primera", "primer"),
            ("dos", "segundo", "segunda"),
            ("tres", "tercero", "tercera", "tercer"),
            ("cuatro", "cuarto", "cuarta", "quart"),
            ("cinco", "quinto", "quinta"),
            ("seis", "sexto", "sexta"),
            ("siete", "séptimo", "séptima"),
            ("ocho", "octavo", "octava"),
            ("nueve", "noveno", "novena"),
            ("diez", "décimo", "décima"),
        ],
        1,
    )
    for w in words
}

_WORDS = "|".join(sorted(_ORDINAL_WORDS, key=len, reverse=True))
_CIRCLED = {chr(0x2460 + n): str(n + 1) for n in range(20)}

#: Style → pattern whose group 1 is the number. Order matters: the first that matches is the style.
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("§", re.compile(r"§\s*(\d+)\s*[ºo°]?\b[.\s–-]*")),
    ("§", re.compile(r"(Par[áa]grafo único|Paragraphe unique|Par[áa]grafo)\b[.\s:–-]*", re.IGNORECASE)),
    ("(1)", re.compile(r"\((\d{1,3}[A-Za-z]{0,2}(?:[.-]\d+)?)\)\s*")),
    ("①", re.compile("([" + "".join(_CIRCLED) + r"])\s*")),
    ("1.-", re.compile(r"(\d{1,3}(?:\s?(?:bis|ter|quater|quinquies))?)\s*\.\s*[-–—]\s+")),
    ("1.1", re.compile(r"(\d{1,3}\.\d{1,3})\.?\s+(?=\D)")),
    ("1.", re.compile(r"(\d{1,3}(?:\s?(?:bis|ter|quater|quinquies))?)\.\s+")),
    ("1)", re.compile(r"(\d{1,3})\)\s+")),
    ("1º", re.compile(r"(\d{1,3})\s*[º°]\s*[.)-]?\s+")),
    ("(a)", re.compile(r"\(([a-z]{1,2}(?:\.\d+)?|[ivxl]{1,6})\)\s*")),
    ("(A)", re.compile(r"\(([A-Z])\)\s+")),
    ("a)", re.compile(r"([a-zñ]{1,2}|[ivxl]{1,6})\s?\)\s+")),
    ("a.", re.compile(r"([a-z])\.\s+")),
    ("A)", re.compile(r"([A-Z])\)\s+")),
    ("A.", re.compile(r"([A-HJ-UW-Z])\.\s?[-–—]?\s+(?=\S{2})")),
    ("I.", re.compile(r"([IVXL]{1,7}(?:\s?(?:bis|ter))?)\s*(?:\.|\.?\s*[-–—])\s*[-–—]?\s+")),
    ("가.", re.compile(r"([가나다라마바사아자차카타파하])\.\s+")),
    ("一", re.compile(r"([一二三四五六七八九十]{1,3})[、　\s]\s*")),
    (
        "Uno.",
        re.compile(r"(" + "|".join(sorted(_ORDINAL_WORDS, key=len, reverse=True)) + r")\s*[.:]\s*[-–—]?\s*", re.I),
    ),
)

#: Styles that number whole paragraphs; the others number items of a list inside one.
_PARAGRAPHS = {"§", "(1)", "①", "1.-", "1.1", "1.", "一", "Uno."}

#: Romans and single letters share a style; which one is meant is told by what came before.
_MIXED = {"(a)", "a)"}
_ROMAN = re.compile(r"[ivxl]+")


@dataclass(frozen=True, slots=True)
class Marker:
    """The number at the beginning of a paragraph."""

    style: str
    number: str
    length: int  # characters of the text that the marker takes


def marker(text: str) -> Marker | None:
    """The marker with which ``text`` begins, None where it begins with words."""
    for style, pattern in _STYLES:
        found = pattern.match(text)
        if found and found.end() < len(text):
            number = found.group(1).strip()
            if style == "①":
                number = _CIRCLED[number]
            elif style == "Uno.":
                number = str(_ORDINAL_WORDS[number.lower()])
            elif style == "§" and not number[0].isdigit():
                number = "par. único" if "nic" in number.lower() or "niqu" in number.lower() else "par."
            elif style == "§":
                number = f"§ {number}"
            return Marker(style, number, found.end())
    return None


@dataclass(slots=True)
class Enumeration:
    """The open levels of numbering inside one provision: the last marker of each, from the outermost."""

    levels: list[Marker] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return len(self.levels)

    def next(self, text: str) -> tuple[Marker, ...] | None:
        """Markers, from the outermost level, of the subdivision that ``text`` begins; None where it begins none."""
        found = marker(text)
        if found is None:
            return None
        if found.style == "1.1" and not self._continues_decimal(found.number):
            return None
        style = self._style(found)
        styles = [level.style for level in self.levels]
        depth = styles.index(style) if style in styles else len(self.levels)
        del self.levels[depth:]
        self.levels.append(Marker(style, found.number, found.length))
        return tuple(self.levels)

    def after_paragraph(self) -> int:
        """Depth at which an unnumbered paragraph goes on: it ends a list of items, not a numbered paragraph."""
        keep = 0
        while keep < len(self.levels) and self.levels[keep].style in _PARAGRAPHS:
            keep += 1
        del self.levels[keep:]
        return keep

    def _continues_decimal(self, number: str) -> bool:
        return bool(self.levels) and self.levels[0].number == number.split(".")[0]

    def _style(self, found: Marker) -> str:
        """``i`` after ``h`` is a letter; ``i`` elsewhere, and what follows it, is a roman number."""
        if found.style not in _MIXED or not _ROMAN.fullmatch(found.number):
            return found.style
        roman = found.style + " roman"
        for level in reversed(self.levels):
            if level.style == roman:
                return roman
            if level.style == found.style:
                last, this = level.number, found.number
                follows = len(last) == 1 and len(this) == 1 and ord(this) == ord(last) + 1
                return found.style if follows else roman
        return roman if found.number in ("i", "ii", "iii", "iv") else found.style


def extend(locator: Locator, markers: Sequence[Marker], language: str) -> Locator:
    """The locator of a subdivision: ``s. 8`` and ``(1)`` → ``s. 8(1)``, ``§ 15`` and ``(1)`` → ``§ 15 Abs. 1``."""
    numbers = tuple(m.number.removeprefix("§ ") for m in markers)
    marks = tuple(_mark(locator.scheme, m.style, language) for m in markers)
    return Locator(locator.scheme, (*locator.numbers, *numbers), (*locator.marks, *marks))


def _mark(scheme: str, style: str, language: str) -> str:
    """How a subdivision numbered in ``style`` is written after a provision, in the tradition of ``scheme``."""
    paragraph = style in _PARAGRAPHS
    if scheme == "제":
        return {"①": "항", "1.": "호", "가.": "목"}.get(style, "호")
    if scheme == "第":
        return "号" if style == "一" else "項"
    if language == "de" and scheme in ("§", "art."):
        return {"(1)": "Abs.", "1.": "Nr.", "1)": "Nr."}.get(style, "Buchst.")
    if scheme == "art.":
        if style == "§":
            return "§"
        if language == "it":
            return "co." if paragraph else "lett."
        return "." if paragraph or style in ("1)", "1º") else "," if style in ("I.", "Uno.") else ")"
    return "("
