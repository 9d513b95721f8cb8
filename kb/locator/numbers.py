"""Numbers of provisions, and the numerals in which they are written."""

from __future__ import annotations

import re

from kb.words import fold

__all__ = ["LATIN", "NUMBER", "ORDINAL_WORDS", "arabic", "clean", "han", "is_ordinal", "ordinal", "roman"]

#: Insertions between whole numbers: "4 bis", "11 quáter", "2545-quater", "2545-octiesdecies", "529 unvicies".
LATIN = (
    r"(?i:(?:un|duo|ter|quater|quin|quinquies|sex|sexies|sept|septen|septies|octo|octies|novo|novies)?[- ]?"
    r"(?:d[eé]cies|v[ií]cies|tr[ií]cies)|bis|ter|qu[aá]ter|qu[ií]nquies|quinqui[eè]s|s[eé]xies|s[eé]pties|[oó]cties|"
    r"n[oó]nies|novies)"
)
#: A letter of the article follows: "art. 152 bis B a)", "art. 43 Bis 1 X)".
_LETTER = r"\s(?:[a-zñ]{1,2}|[A-ZÑ]|[IVXL]{2,6})\)"
#: "27", "1.093", "85A", "183-A", "107а", "8º", "8º-B", "1er", "2545-quater", "4 bis", "33 Bis 1", "40 bis A",
#: "L521-1", "114-16-2". A letter set off by a space counts only where the number ends there ("183 A.-").
NUMBER = (
    rf"(?:[LRDA]\.?\s?\*?\d{{3,}}(?:-\d+)*|[A-Z]\d{{1,2}}(?![\w-])"
    rf"|\d{{1,3}}(?:\.\d{{3}})+(?!\d)(?:[ºª°]|[-\s]?[A-Z](?![\w.]))?"
    rf"|\d+(?:-\d+)*(?:[-\s]?{LATIN}(?!\w)|o-[A-Z](?!\w)|[a-zA-Zа-я]{{1,2}}(?!\w)|[क-ह](?![\w\u0900-\u097f])|-[A-ZÑ]{{1,2}}(?!\w)"
    rf"|\s[A-ZÑ]{{1,2}}(?=\s*(?:$|[.,;:?–—-]|°|º)|{_LETTER})|\.?\s?[ºª°](?:-?[A-Z](?!\w))?|\.?o(?=[\s.\-:,)]|$)|(?:er|re|e)(?!\w))?"
    rf"(?:\s?{LATIN}(?!\w))?"
    rf"(?:(?:(?<=[a-z])|(?<=[BT][IE][SR]))(?:\s\d+(?=\s*(?:$|[.:,)\-])|{_LETTER})"
    rf"|\s[A-ZÑ](?:\s{LATIN}(?!\w))?(?=\s*(?:$|[.,;:)–—-])|{_LETTER}|\s(?:del?|of|du|des?|y|and|et)\s)"
    rf"|(?:(?<=(?i:bis))|(?<=(?i:ter))|(?<=(?i:ies)))\s[a-np-xzñ](?=$|{_LETTER})))?)"
)

_UNITS = {
    "unico": "único", "unica": "única", "unic": "únic", "unique": "unique",
    "primer": "1", "primero": "1", "premier": "1", "primo": "1", "primeiro": "1",
    "segundo": "2", "segon": "2", "segona": "2", "deuxieme": "2", "secondo": "2",
    "tercero": "3", "tercer": "3", "troisieme": "3", "terzo": "3", "terceiro": "3",
    "cuarto": "4", "quart": "4", "quatrieme": "4", "quarto": "4",
    "quinto": "5", "cinque": "5", "cinquena": "5", "cinquieme": "5",
    "sexto": "6", "sise": "6", "sisena": "6", "sixieme": "6", "sesto": "6",
    "septimo": "7", "sete": "7", "setena": "7", "septieme": "7", "settimo": "7", "setimo": "7",
    "octavo": "8", "vuite": "8", "vuitena": "8", "huitieme": "8", "ottavo": "8", "oitavo": "8",
    "noveno": "9", "nove": "9", "neuvieme": "9", "nono": "9",
    "decimo": "10", "dese": "10", "desena": "10", "dixieme": "10",
    "undecimo": "11", "duodecimo": "12", "decimoprimero": "11", "decimosegundo": "12",
}  # fmt: skip
_TENS = {
    "decimo": 10, "vigesimo": 20, "trigesimo": 30, "cuadragesimo": 40, "quincuagesimo": 50, "sexagesimo": 60,
    "septuagesimo": 70, "octogesimo": 80, "nonagesimo": 90,
}  # fmt: skip
#: Ordinal words that number articles, folded, in their masculine: "primero", "unique".
ORDINAL_WORDS = frozenset(_UNITS) | frozenset(_TENS)
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN = {digit: value for value, digit in enumerate(_HAN_DIGITS)}
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
    words = [_masculine(word) for word in fold(written).split()]
    if len(words) == 1 and words[0] not in _UNITS:
        words = _joined(words[0])
    if len(words) == 2 and words[0] in _TENS and _UNITS.get(words[1], "").isdigit():
        return str(_TENS[words[0]] + int(_UNITS[words[1]]))
    if len(words) == 1:
        return _UNITS.get(words[0]) or str(_TENS.get(words[0], "")) or written
    return written


def is_ordinal(word: str) -> bool:
    """Whether a word numbers an article: "Primero", "décima", "decimotercera", "únic"."""
    folded = _masculine(fold(word))
    return folded in ORDINAL_WORDS or len(_joined(folded)) == 2


#: Those that count schedules and paragraphs, which no article is numbered by.
_COUNTED = {
    word: str(n)
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        "pertama kedua ketiga keempat kelima keenam ketujuh kelapan kesembilan kesepuluh kesebelas keduabelas "
        "ketigabelas",
        "premiere seconde",
        "primera segona tercera quarta",
    )
    for n, word in enumerate(words.split(), 1)
}
_WRITTEN_ORDINAL = re.compile(r"(\d{1,3})(?:\s?\.?[ºª°]|er|ère|re|ème|e|st|nd|rd|th)?")


def ordinal(written: str) -> str:
    """The place that an ordinal tells, in digits, or "único"; "" where ``written`` is none.

    >>> ordinal("segundo"), ordinal("2e"), ordinal("Twelfth"), ordinal("única"), ordinal("comma")
    ('2', '2', '12', 'único', '')
    """
    if digits := _WRITTEN_ORDINAL.fullmatch(written):
        return digits[1]
    folded = fold(written)
    if folded in ("unico", "unica"):
        return "único"
    found = _COUNTED.get(folded) or arabic(folded)
    return found if found.isdecimal() else ""


def roman(written: str) -> str:
    """The number of a Roman numeral in digits; what is none stays as it is.

    >>> roman("IV"), roman("xii"), roman("B")
    ('4', '12', 'B')
    """
    values = [_ROMAN.get(letter, 0) for letter in written.upper()]
    if not values or not all(values):
        return written
    signed = (-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))
    return str(sum(signed))


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def clean(number: str) -> str:
    """A number as a locator prints it: "L521-1" for "L. 521-1", "8" for "8.º", Arabic digits for Han and others."""
    number = re.sub(r"^([LRDA])\.?\s?\*?(?=\d)", r"\1", number.strip())
    number = re.sub(r"(?<=\d)\.?\s?[ºª°]|(?<=\d)\.?o(?=$|-[A-Z])", "", number)
    return arabic(number.rstrip("."))


def _masculine(word: str) -> str:
    if word not in _UNITS and word.endswith("a") and (word[:-1] + "o" in _UNITS or word[:-1] + "o" in _TENS):
        return word[:-1] + "o"
    if word.endswith("a") and len(_joined(word[:-1] + "o")) == 2:
        return word[:-1] + "o"
    return word


def _joined(word: str) -> list[str]:
    """ "decimotercero" is "decimo tercero", "vigesimoctavo" "vigesimo octavo"."""
    for tens in _TENS:
        for end in (len(tens), len(tens) - 1):  # where two meet, one "o" is enough
            if word.startswith(tens) and word[end:] in _UNITS:
                return [tens, word[end:]]
    return [word]


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


def han(number: str) -> str:
    """The whole number in Han numerals; what is none stays as it is.

    >>> han("23"), han("110"), han("4"), han("イ")
    ('二十三', '百十', '四', 'イ')
    """
    if not number.isdecimal() or not 0 < int(number) < 10_000:
        return number
    text = ""
    for digit, unit in zip(number.zfill(4), "千百十 ", strict=True):
        if digit != "0":
            text += ("" if digit == "1" and unit != " " else _HAN_DIGITS[int(digit)]) + unit.strip()
    return text
