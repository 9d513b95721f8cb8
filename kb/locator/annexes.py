"""Annexed parts of a law, which number their provisions anew: schedules, annexes, transitional and final provisions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.locator.acts import ISSUE, gazette_issue
from kb.locator.model import Locator
from kb.locator.numbers import arabic, is_ordinal, ordinal
from kb.words import fold

__all__ = ["Annexed", "annexed_at", "annexed_in"]

_ORDINAL = r"[^\W\d_]{4,}(?:\s+[^\W\d_]{4,})?"
_NUMBER = r"[A-Z]\d{1,2}(?!\w)|\d{1,3}(?:-?[A-Za-z](?!\w))?(?:\.?[ºª°])?|[IVXLC]{1,7}(?![\w])|[A-Z](?!\w)|" + _ORDINAL
_ENGLISH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth",
)  # fmt: skip
#: "DA 1.ª", "D. T. segunda", "DF 3": the final provisions of Spanish law as they are abbreviated.
_SHORT_NUMBER = (
    r"\d{1,3}\.?\s?[ºª°]|\d{1,3}a(?!\w)|\d{1,3}(?=\s*(?:$|[.,;:?)]|del?\b))|"
    r"(?:[úu]nica|primera|segunda|tercera|cuarta|quinta|sexta|s[ée]ptima|octava|novena|d[ée]cima)\b"
)


def _spanish(word: str, letter: str, short: str) -> str:
    """ "disposición adicional 1.ª", "Disp. Ad. 1.ª", "D.A. 1.ª", "DA 1.ª" """
    return (
        rf"(?:disposici[óo]n|disp\.)\s?{word}(?!\w)(?:\s+(?P<n>{_NUMBER}))?|"
        rf"disp\.\s?{short}\.?\s+(?P<n3>{_NUMBER})|"
        rf"(?-i:D\.?\s?{letter}\.?)\s?(?P<n2>{_SHORT_NUMBER})"
    )


#: Name of the part → the words for it. A group ``n`` is its number.
_PARTS: tuple[tuple[str, str], ...] = (
    (
        "Sch.",
        rf"(?:the\s+)?(?P<n>{'|'.join(_ENGLISH)})\s+schedule\b|(?:schedule|sch\.?)(?!\w)(?:\s+(?P<n2>{_NUMBER}))?|"
        rf"(?P<n3>\d{{1,2}})(?:st|nd|rd|th)\s+(?:schedule|sch)\b|sched\b\.?(?:\s+(?P<n4>{_NUMBER}))?|"
        rf"(?P<n5>{'|'.join(_ENGLISH)})\s+sch\b\.?",
    ),
    ("Jadual", rf"jadual\b(?:\s+(?P<n>{_NUMBER}))?"),
    ("अनुसूची", r"(?:(?P<n>पहली|दूसरी|तीसरी)\s+)?अनुसूची"),
    ("disp. adicional", _spanish("adicional", "A", "ad(?:ic)?")),
    ("disp. addicional", rf"(?:disposici[óo]|disp\.)\s+addicional(?:\s+(?P<n>{_NUMBER}))?"),
    ("disp. transitoria", _spanish("transitoria", "T", "trans(?:it)?")),
    ("disp. transitòria", rf"(?:disposici[óo]|disp\.)\s+transit[òo]ria(?:\s+(?P<n>{_NUMBER}))?"),
    ("disp. final", _spanish("final", "F", "fin") + rf"|disposici[óo]\s+final(?!\w)(?:\s+(?P<n4>{_NUMBER}))?"),
    ("disp. derogatoria", _spanish("derogatoria", "D", "derog")),
    ("disp. derogatòria", rf"(?:disposici[óo]|disp\.)\s+derogat[òo]ria(?:\s+(?P<n>{_NUMBER}))?"),
    (
        "transitorio",
        rf"(?:art[íi]culo\s+)?transitorio\s+(?P<n>{_NUMBER})|art(?:[íi]culo|\.)\s+(?P<n2>{_NUMBER})[.\s]*transitorio\b|"
        rf"(?P<n3>{_ORDINAL})\s+transitorio\b",
    ),
    (
        "disp. att.",
        r"disp(?:osizioni\s+|\.\s?)(?:di\s+|per\s+l['’])?att(?:uazione\b|\.)(?:\s+(?:e\s+)?trans(?:itorie\b|\.))?"
        r"(?:\s+(?:c\.\s?c\.|cod\.\s?civ\.|del\s+codice\s+civile\b))?",
    ),
    (
        "preleggi",
        r"(?:preleggi\b|disp(?:osizioni\s+|\.\s?)prel(?:iminari\b|\.)|disposizioni\s+sulla\s+legge\s+in\s+generale\b)"
        r"(?:\s+(?:c\.\s?c\.|cod\.\s?civ\.|al\s+codice\s+civile\b))?",
    ),
    ("Annex", rf"annex\b(?:\s+(?P<n>{_NUMBER}))?"),
    ("ann.", rf"(?:annexe\b|ann\.)(?:\s+(?:n[°º]\s*)?(?P<n>{_NUMBER}))?"),
    ("anexo", rf"anexo\b(?:\s+(?:n[°º.o]+\s*)?(?P<n>{_NUMBER}))?"),
    ("annex", rf"annex\b(?:\s+(?P<n>{_NUMBER}))?"),
    ("all.", rf"(?:allegato\b|all\.)(?:\s+(?P<n>{_NUMBER}))?"),
    ("Anlage", rf"Anlage\b(?:\s+(?P<n>{_NUMBER}))?"),
    ("Anhang", rf"Anhang\b(?:\s+(?P<n>{_NUMBER}))?"),
    ("приложение", rf"приложение\b(?:\s+(?:№\s*)?(?P<n>{_NUMBER}))?"),
    ("app.", rf"(?:appendix\b|app\.)(?:\s+(?P<n>{_NUMBER}))?"),
    ("considerando", r"considerando\s+\(?(?P<n>\d{1,3})\)?"),
    ("recital", r"recital\s+\(?(?P<n>\d{1,3})\)?"),
    ("cons.", r"(?:consid[ée]rant|cons\.)\s+\(?(?P<n>\d{1,3})\)?"),
    ("Erwägungsgrund", r"Erwägungsgrund\s+\(?(?P<n>\d{1,3})\)?"),
    ("별표", r"별표(?:\s*(?P<n>\d+(?:의\d+)?))?"),
    ("別表", r"別表(?:第?(?P<n>[0-9〇一二三四五六七八九十]+))?"),
    ("부칙", r"부칙(?P<label>(?:\s*\([^)]*\))?(?:\s*[<＜][^>＞]*[>＞])?)"),
    ("附則", r"附[則则](?P<label>\s*[（(][^）)]*[）)])?"),
    (
        "ПЗР",
        r"(?:преходни(?:те)?\s+и\s+заключителни(?:те)?\s+разпоредби|ПЗР|"
        r"заключителни\s+разпоредби|преходни\s+разпоредби)(?!\w)"
        rf"(?:{ISSUE})?",
    ),
    (
        "ДР",
        rf"(?:допълнителни(?:те)?\s+разпоредби|допълнителна(?:та)?\s+разпоредба|ДР)(?!\w)(?:{ISSUE})?",
    ),
)  # fmt: skip
_COMPILED = [(scheme, re.compile(rf"(?<![\w.-])(?:{words})", re.IGNORECASE)) for scheme, words in _PARTS]
#: Those that a question may name without a number.
_NAMED_ALONE = frozenset({"부칙", "附則", "ПЗР", "ДР", "별표", "別表"})


@dataclass(frozen=True, slots=True)
class Annexed:
    """An annexed part named at ``[start, end)``; ``locator`` is without what the text adds to its name."""

    locator: Locator
    start: int
    end: int
    label: str = ""  # "<제8423호, 2007. 5. 11.>", "ДВ 21/1990"

    @property
    def is_named_alone(self) -> bool:
        """Whether there is one of its name in a law, so that it needs no number."""
        return self.locator.scheme in _NAMED_ALONE

    @property
    def context(self) -> str:
        """The context of the provisions in it."""
        return f"{self.locator} {self.label}".strip()


def annexed_at(text: str, language: str = "") -> Annexed | None:
    """The annexed part with whose name ``text`` begins.

    >>> str(annexed_at("Disposición adicional primera. Registro").locator), annexed_at("SCHEDULE 2").context
    ('disp. adicional 1', 'Sch. 2')
    """
    for scheme, pattern in _COMPILED:
        match = pattern.match(text)
        if match and (found := _annexed(scheme, match, language)):
            return found
    return None


def annexed_in(text: str, language: str = "") -> list[Annexed]:
    """The annexed parts that ``text`` names, also those without a number, in order."""
    found = []
    for scheme, pattern in _COMPILED:
        for match in pattern.finditer(text):
            part = _annexed(scheme, match, language)
            if part:
                found.append(part)
    return sorted(found, key=lambda part: (part.start, -part.end))


def _annexed(scheme: str, match: re.Match[str], language: str) -> Annexed | None:
    groups = match.groupdict()
    written = next((groups[name] for name in ("n", "n2", "n3", "n4", "n5") if groups.get(name)), "")
    if scheme.startswith("disp.") and re.fullmatch(r"\d+a", written):
        written = written[:-1]  # "1a" is "primera" in Catalan
    number, end = _number(written), match.end()
    if written and not number:
        if scheme == "transitorio":
            return None
        end = match.end() - len(match[0]) + match[0].rindex(written)  # "Annex which …": the word belongs to the text
    if scheme in ("Annex", "annex") and language in ("fr", "ca"):
        scheme = "ann." if language == "fr" else "annex"
    label = gazette_issue(match) or " ".join((groups.get("label") or "").split())
    end = match.start() + len(match.string[match.start() : end].rstrip())
    return Annexed(Locator(scheme, (number,) if number else ()), match.start(), end, label)


def _number(written: str) -> str:
    """The number in digits, as it is where it is a letter or roman; "" where a word is none."""
    word = fold(written.strip())
    if not word:
        return ""
    if (counted := ordinal(word)) and counted.isdecimal() and not word[:1].isdigit():
        return counted
    if word.rstrip(".ºª°").isdecimal():
        return word.rstrip(".ºª°")
    if word in ("पहली", "दूसरी", "तीसरी"):
        return str(("पहली", "दूसरी", "तीसरी").index(word) + 1)
    if len(written) <= 7 and written.isupper():
        return written
    if written[:1].isdigit():
        return written.rstrip(".ºª°")
    for words in (written, written.split()[0]):  # "primera Registro": the second word begins the title
        number = arabic(words)
        if number.isdecimal() or is_ordinal(words):
            return number
    return ""
