"""How paragraphs and items inside a provision are numbered, in the traditions of the corpus.

``Enumeration`` follows the markers at the beginning of successive paragraphs and tells at which depth each stands. A
marker's *style* (``1.``, ``(1)``, ``a)``, ``(i)``, ``①`` …) tells its depth: a style met for the first time opens a
level below the last one; a style met before continues its level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Enumeration", "Marker", "marker"]

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
    ("§", re.compile(r"(Parágrafo|Par[áa]grafo único|Paragraphe unique)\b[.\s:–-]*", re.IGNORECASE)),
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
                number = "par. único" if "nic" in found.group(0).lower() else "par."
            elif style == "§":
                number = f"§ {number}"
            return Marker(style, number, found.end())
    return None


@dataclass(slots=True)
class Enumeration:
    """The open levels of numbering inside one provision: (style, number) from the outermost."""

    levels: list[tuple[str, str]] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return len(self.levels)

    def next(self, text: str) -> tuple[int, tuple[str, ...]] | None:
        """Depth (from 1) and numbers of the subdivision that ``text`` begins; None where it begins none."""
        found = marker(text)
        if found is None:
            return None
        if found.style == "1.1" and not self._continues_decimal(found.number):
            return None
        style = self._style(found)
        styles = [s for s, _ in self.levels]
        depth = styles.index(style) if style in styles else len(self.levels)
        del self.levels[depth:]
        self.levels.append((style, found.number))
        return len(self.levels), tuple(number for _, number in self.levels)

    def after_paragraph(self) -> int:
        """Depth at which an unnumbered paragraph goes on: it ends a list of items, not a numbered paragraph."""
        keep = 0
        while keep < len(self.levels) and self.levels[keep][0] in _PARAGRAPHS:
            keep += 1
        del self.levels[keep:]
        return keep

    def _continues_decimal(self, number: str) -> bool:
        return bool(self.levels) and self.levels[0][1] == number.split(".")[0]

    def _style(self, found: Marker) -> str:
        """``i`` after ``h`` is a letter; ``i`` elsewhere, and what follows it, is a roman number."""
        if found.style not in _MIXED or not _ROMAN.fullmatch(found.number):
            return found.style
        roman = found.style + " roman"
        for style, last in reversed(self.levels):
            if style == roman:
                return roman
            if style == found.style:
                follows = len(last) == 1 and len(found.number) == 1 and ord(found.number) == ord(last) + 1
                return style if follows else roman
        return roman if found.number in ("i", "ii", "iii", "iv") else found.style
