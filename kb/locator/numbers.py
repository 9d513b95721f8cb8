"""Numbers of provisions, and the numerals in which they are written."""

from __future__ import annotations

import re

from kb.words import fold

__all__ = ["LATIN", "NUMBER", "ORDINAL_WORDS", "arabic"]

#: Insertions between whole numbers: "4 bis", "2545-quater", "2545-octiesdecies".
LATIN = (
    r"(?i:bis|ter|quater|quinquies|quinqui[eè]s|sexies|septies|octies|nonies|novies|decies|undecies|duodecies|"
    r"ter[- ]?decies|quaterdecies|quinquiesdecies|sexiesdecies|septiesdecies|octiesdecies|noviesdecies|vicies)"
)
#: "27", "1.093", "85A", "8º", "1er", "2545-quater", "4 bis", "L521-1", "114-16-2".
NUMBER = (
    rf"(?:[LRDA]\.?\s?\*?\d{{3,}}(?:-\d+)*"
    rf"|\d{{1,3}}(?:\.\d{{3}})+(?!\d)(?:[ºª°]|[-\s]?[A-Z](?![\w.]))?"
    rf"|\d+(?:-\d+)*(?:[-\s]?{LATIN}(?!\w)|[a-zA-Z]{{1,2}}(?![\w])|\s?[ºª°]|\.?o(?=[\s.\-:,)]|$)|(?:er|re|e)(?!\w))?"
    rf"(?:\s?{LATIN}(?!\w))?(?:(?<=[a-z])\s\d+(?=\s*[.:\-]))?)"
)

_UNITS = {
    "unico": "único", "unic": "únic", "unique": "unique",
    "primer": "1", "primero": "1", "primera": "1", "premier": "1", "primo": "1", "primeiro": "1",
    "segundo": "2", "segon": "2", "deuxieme": "2", "secondo": "2",
    "tercero": "3", "tercer": "3", "tercera": "3", "troisieme": "3", "terzo": "3", "terceiro": "3",
    "cuarto": "4", "quart": "4", "quatrieme": "4", "quarto": "4",
    "quinto": "5", "cinque": "5", "cinquieme": "5", "cinquè": "5",
    "sexto": "6", "sise": "6", "sixieme": "6", "sesto": "6",
    "septimo": "7", "sete": "7", "septieme": "7", "settimo": "7", "setimo": "7",
    "octavo": "8", "vuite": "8", "huitieme": "8", "ottavo": "8", "oitavo": "8",
    "noveno": "9", "nove": "9", "neuvieme": "9", "nono": "9",
    "decimo": "10", "dese": "10", "dixieme": "10",
    "undecimo": "11", "duodecimo": "12",
}  # fmt: skip
_TENS = {"decimo": 10, "vigesimo": 20, "trigesimo": 30, "cuadragesimo": 40, "quincuagesimo": 50, "sexagesimo": 60}
#: Ordinal words that number articles, folded: "primero", "unique".
ORDINAL_WORDS = frozenset(_UNITS) | frozenset(_TENS)
_HAN = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}


def arabic(written: str) -> str:
    """The number in digits where it is written in words, in Han numerals or in the digits of another script.

    >>> arabic("primero"), arabic("vigésimo segundo"), arabic("二十三"), arabic("१५"), arabic("27")
    ('1', '22', '23', '15', '27')
    """
    if written and all(char in _HAN or char in _HAN_UNITS for char in written):
        return str(_from_han(written))
    if not written.isascii() and any(char.isdigit() for char in written):
        return re.sub(r"[^\W\D]", lambda match: str(int(match[0])), written)
    words = fold(written).split()
    if len(words) == 2 and words[0] in _TENS and _UNITS.get(words[1], "").isdigit():
        return str(_TENS[words[0]] + int(_UNITS[words[1]]))
    if len(words) == 1:
        return _UNITS.get(words[0]) or str(_TENS.get(words[0], "")) or written
    return written


def _from_han(written: str) -> int:
    if not any(char in _HAN_UNITS for char in written):
        return int("".join(str(_HAN[char]) for char in written))
    total, digit = 0, 0
    for char in written:
        if char in _HAN:
            digit = _HAN[char]
        else:
            total += (digit or 1) * _HAN_UNITS[char]
            digit = 0
    return total + digit
