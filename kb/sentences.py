"""Sentences of legal text, as spans.

A quote must be a whole sentence of the source, and laws break the usual rules: "art. 27.2", "No. 5", "S.A.", "6.º",
numbered items that end in semicolons. A line break always ends a sentence, because the stored text breaks lines
between paragraphs, items and rows only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.model import Span

__all__ = ["sentence_spans"]

#: Words before a full stop that do not end a sentence, in the languages of the corpus (compared in lower case).
_ABBREVIATIONS = frozenset(
    """
    art arts artt article cap caps ch chap sch sec sect secs s ss reg regs r rr para paras par pars pt subs cl cls
    no nos nr nrs núm num nums n nº col cf cfr vgl bzw z b d h u a usw ggf abs satz ziff lit buchst ff f p pp pág pag
    págs vol ed eds ej e i g v vs al etc inc ltd co corp s.a sr sra sres dr dra prof gen st mr mrs ms jr ing lic
    d.l d.lgs l lgs r.d c.c comma lett dec décr ord resp env approx ca bgbl rgbl gem jo bo boe dof rs stat usc u.s cir
    incs apdo apdos aptdo ap disp dispos ley rd ob fl ts seq supp rev sess
    бр изм доп обн вж чл ал т ст стр св напр ред попр отм гр
    """.split()
)

_END = re.compile(r"([.!?。！？।]+)([\"'”’»)\]]*)(\s+|$)|(?<=[。！？।])(?=\S)|\n+")
#: "vom 11. August 1998", "am 1. Januar": the stop of an ordinal in German
_MONTH = re.compile(
    r"(?:Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zä]*\b|(?:Abschnitt|Kapitel|Teil|Buch|Titel|Satz|"
    r"Halbsatz|Absatz|Lebensjahr\w*|Jahrhundert\w*|Tag\w*|Monat\w*|Quartal\w*|Wahlperiode)\b"
)
_BEFORE = re.compile(r"([^\s(\[«\"“'’]+)$")


def sentence_spans(text: str) -> list[Span]:
    """Spans of the sentences of ``text``, without surrounding white space; every other character is in one."""
    return list(_spans(text))


def _spans(text: str) -> Iterator[Span]:
    start = 0
    for match in _END.finditer(text):
        end = match.end(2) if match.group(1) else match.start()
        if match.group(1) and "\n" not in match.group(0) and not _ends(text, start, match):
            continue
        span = _trim(text, start, end)
        if span:
            yield span
            start = match.end()
    span = _trim(text, start, len(text))
    if span:
        yield span


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the stop that ``match`` found ends a sentence."""
    if match.group(1)[-1] != "." or match.group(1).startswith(".."):
        return True
    following = text[match.end() : match.end() + 1]
    if not following:
        return True
    before = _BEFORE.search(text, start, match.start(1))
    word = before.group(1) if before else ""
    if word.casefold() in _ABBREVIATIONS and not match.group(2):
        return False
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]|[^\W\d_]", word) and not match.group(2):
        return False  # initials: "S.A. de C.V.", "A. Smith"
    if before and before.start() == start and re.fullmatch(r"\(?[\divxlIVXL]{1,5}[.\d]*[a-zA-Z]?\)?[º°]?", word):
        return False  # the number of a paragraph or item: it belongs to what follows
    if re.fullmatch(r"\d{1,2}", word) and _MONTH.match(text, match.end()):
        return False
    return not (following.islower() or following.isdigit() or following in ",;:)%§")
