"""How instruments are called: numbers, days and titles, in the words of a title or of a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from kb.interpret.dates import find_dates
from kb.model import DocumentMeta, Span
from kb.vocabulary import table
from kb.words import fold, is_spaceless, split

__all__ = [
    "InstrumentNumber",
    "find_dated_laws",
    "find_numbers",
    "initials_of",
    "merged_words",
    "small_words",
    "title_words",
    "titles_of",
]

_YEAR = re.compile(r"(?:1[789]|20)\d\d")
_SEGMENT = re.compile(r"[():;,–—]|\s-\s|/\s")


@dataclass(frozen=True, slots=True)
class InstrumentNumber:
    """ "Ley 27/1999": the number of an instrument within its class of instruments."""

    category: str  # "act", "decree" …
    number: str  # digits without thousands points
    year: int | None

    def is_same(self, other: InstrumentNumber) -> bool:
        years = {self.year, other.year} - {None}
        return self.category == other.category and self.number == other.number and len(years) < 2


def find_numbers(text: str) -> Iterator[tuple[InstrumentNumber, Span]]:
    """Numbers of instruments in ``text`` with their places.

    >>> next(find_numbers("artículo 27 de la Ley 27/1999"))[0]
    InstrumentNumber(category='act', number='27', year=1999)
    """
    for match in _numbered().finditer(text):
        category = _categories()[fold(match["word"])]
        number = match["number"].replace(".", "").upper()
        year = match["before"] or match["slash"] or match["of"]
        if year is None and _YEAR.fullmatch(number) and "/" not in match[0]:
            continue  # "Act 2002", "ley 1990": a year, no number
        if match["other"]:  # "Regulation (EU) 2016/679": the year comes first
            number, year = match["other"], number
        full = None if year is None else int(year) if len(year) == 4 else 1900 + int(year) + 100 * (int(year) < 30)
        yield InstrumentNumber(category, number, full), Span(*match.span())


@cache
def _numbered() -> re.Pattern[str]:
    words = [word for group in table("instruments")["numbered"].values() for word in group]
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"""(?<![\w-])(?P<word>{alternatives})
        (?:\s*\((?:UE|EU|CE|EC|CEE)\))?
        (?:\s+\d{{1,2}}\s+\w+\s+(?P<before>\d{{4}}))?,?                 # legge 31 gennaio 1992, n. 59
        \s+(?:n\.?\s?[º°o]\.?\s*|núm\.?\s*|no\.?\s*|nr\.?\s*|n\.\s*)?
        (?P<number>\d{{1,3}}(?:\.\d{{3}})+|\d+(?:-\d+)*(?:-[A-Z]+)?)(?![\w])
        (?:\s?/\s?(?:(?P<other>\d{{3,4}}(?!\d))(?<!/19\d\d)(?<!/20\d\d)|(?P<slash>\d{{2,4}}))
          |,?\s+(?:de|del|of)\s+(?:\d{{1,2}}\s+de\s+\w+,?\s+(?:de|del)\s+)?(?P<of>(?:1[789]|20)\d\d)
        )?""",
        re.IGNORECASE | re.VERBOSE,
    )


def find_dated_laws(text: str) -> Iterator[tuple[date, Span]]:
    """Laws known by their day: "loi du 12 décembre 2016"."""
    for dated in find_dates(text):
        if dated.whole and (match := _law_before().search(text[: dated.span.start])):
            yield dated.day, Span(match.start(), dated.span.end)


@cache
def _law_before() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in table("instruments")["numbered"]["act"])
    return re.compile(rf"(?<!\w)(?:{words})(?:\s+\w+['’]?\w*){{0,2}},?\s+(?:du|del|de|vom|of)\s+$", re.IGNORECASE)


@cache
def _categories() -> dict[str, str]:
    return {fold(word): group for group, words in table("instruments")["numbered"].items() for word in words}


def titles_of(document: DocumentMeta) -> Iterator[str]:
    """Parts of the title, and words of the id, that are a title by themselves."""
    words_of = table("instruments")["titles"]
    for segment in _SEGMENT.split(document.title):
        segment = re.sub(r"\s*(?:of\s+|de\s+)?(?:1[789]|20)\d\d$", "", segment.strip())
        segment = re.sub(r"^(?:the|el|la|le|il)\s+", "", segment, flags=re.IGNORECASE)
        segment = re.sub(rf"^(?:{'|'.join(words_of['consolidated'])})\s+", "", segment, flags=re.IGNORECASE)
        if not segment or any(character.isdecimal() for character in segment):
            continue
        words = title_words(segment) or ("",)
        if is_spaceless(segment):
            if any(segment.endswith(noun) for noun in words_of["nouns"]):
                yield segment
            continue
        content = [word for word in words if word not in words_of["small"]]
        enough = 2 if {words[0], words[-1]} & {*words_of["codes"]} else 3
        if len(content) >= enough and any(word in words_of["nouns"] for word in words):
            yield segment
            yield from (segment[: -len(old)] + new for old, new in words_of["synonyms"].items() if words[-1] == old)
            if (
                words[0] in words_of["codes"]
                and (cut := re.split(r"\s+(?:et|y|e|i|und|and)\s+", segment)[0]) != segment
            ):
                yield cut
    for word in {*document.id.split("-"), *fold(document.title).split()}:
        if any(word.endswith(ending) and len(word) > len(ending) + 3 for ending in words_of["compounds"]):
            yield word


def title_words(title: str) -> tuple[str, ...]:
    """What two titles have in common when they are the same: "Co-operative" and "Cooperative" too."""
    return tuple(word for word, _, _ in merged_words(title))


def merged_words(text: str) -> list[tuple[str, int, int]]:
    """Words with their places; "co-operative" is "cooperative"."""
    merged: list[tuple[str, int, int]] = []
    for word in split(text):
        if merged and merged[-1][0] == "co" and word.folded.startswith("op"):
            merged[-1] = ("co" + word.folded, merged[-1][1], word.end)
        else:
            merged.append((word.folded, word.start, word.end))
    return merged


def initials_of(title: str) -> str:
    """ "CCA" of "Canada Cooperatives Act"; "" for fewer than three words that count."""
    words = [word for word in title_words(title) if word not in small_words()]
    return "".join(word[0] for word in words).upper() if len(words) >= 3 else ""


@cache
def small_words() -> frozenset[str]:
    return frozenset(table("instruments")["titles"]["small"])


#: "Companies Act 2013", "Consumer Cooperative Act": capital words up to a noun for a law, in English, where titles are
#: written with capitals. Laws of other languages are told by their numbers.
_TITLE = re.compile(
    r"(?<![\w-])[A-Z][\w'’-]*(?:\s+(?:of|and|for|on|the|to|in|&|[A-Z][\w'’-]*)){0,9}?"
    r"\s+(?:Act|Code|Law|Ordinance|Statutes?|Regulations?|Rules|Bill|Charter|Constitution|Decree)(?![\w-])"
    r"(?:,?\s+(?:of\s+)?(?:18|19|20)\d\d)?"
)
_OPENING = re.compile(
    r"(?:What|Which|Does|Do|Is|Are|Can|How|Under|In|The|According|Compare|Per|By|And|Of)\s+(?:the\s+)?"
)


def titles_in(text: str) -> list[Span]:
    """Places of what is written like the title of a law, known or not.

    >>> text = "Does s. 8 of the Indian Companies Act 2013 apply?"
    >>> [span.of(text) for span in titles_in(text)]
    ['Indian Companies Act 2013']
    """
    found = []
    for match in _TITLE.finditer(text):
        start = match.start()
        while opening := _OPENING.match(text, start, match.end()):
            start = opening.end()
        if text[start : match.end()].count(" "):
            found.append(Span(start, match.end()))
    return found
