"""Laws and guides that a question names: by number, title, abbreviation or chapter.

Everything is derived from the titles and ids of the indexed documents; nothing here knows a particular law.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from kb.interpret.dates import find_dates
from kb.interpret.vocabulary import table
from kb.interpret.words import fold, is_spaceless, split
from kb.model import DocumentMeta, Span

__all__ = ["Instruments", "Named"]

_YEAR = re.compile(r"(?:1[789]|20)\d\d")
_YEAR_AFTER = re.compile(r"\s*(?:,|\(|of\b|de\b)?\s*((?:1[789]|20)\d\d)(?!\w)")
_SEGMENT = re.compile(r"[():;,–—]|\s-\s|/\s")
_NOT_COMPACT = re.compile(r"[\s·ㆍ･・\-]+")
_PARENTHESES = re.compile(r"\(([^\W\d_]{2,12})(?=[;,)])")
#: "(SOR/99-256)", "(S.C. 1998, c. 1)": how a gazette or a collection of statutes numbers it.
_CITATION = re.compile(r"\(([A-Z][A-Z.]+[A-Z.](?:/| \d{4}, )[\w.-]+(?: \d+)?)\)")
_CHAPTER = re.compile(
    r"^(?:[^:;(]*?:\s*)?(?P<name>[^:;(,]*?),?\s+(?:ch(?:apter|\.)?|cap\.?)\s*(?P<number>\d+[A-Z]?)(?!\w)", re.I
)
_CHAPTER_IN_TEXT = re.compile(r"(?<!\w)(?:ch(?:apter|\.)?|cap\.?)\s*(\d+[A-Z]?)(?!\w)", re.I)
_SECTION_NUMBER = re.compile(r"(?<![\w.-])(\d+[A-Z]?)[-.]\d+(?:\.\d+)?[A-Z]?(?![\w-])")


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument named in a question: the documents that bear the name, each with its jurisdiction.

    ``exact``: by number and year, chapter or abbreviation, not by a title that instruments of several countries bear.
    """

    bearers: tuple[tuple[str, str], ...]  # (document id, jurisdiction); "" for the id where only the latter is named
    span: Span
    exact: bool

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(document for document, _ in self.bearers if document)

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(jurisdiction for _, jurisdiction in self.bearers))

    def within(self, jurisdictions: Collection[str]) -> Named:
        """The same, borne only in ``jurisdictions``."""
        return replace(self, bearers=tuple(bearer for bearer in self.bearers if bearer[1] in jurisdictions))


@dataclass(frozen=True, slots=True)
class _Number:
    category: str  # "act", "decree" …
    number: str  # digits without thousands points
    year: int | None

    def is_same(self, other: _Number) -> bool:
        years = {self.year, other.year} - {None}
        return self.category == other.category and self.number == other.number and len(years) < 2


class Instruments:
    """The names of a set of documents. Building takes about 0.2 ms a document."""

    def __init__(self, documents: Sequence[DocumentMeta]) -> None:
        self._documents = {document.id: document for document in documents}
        self._numbers: dict[str, list[tuple[_Number, str]]] = defaultdict(list)
        self._dates: dict[date, list[str]] = defaultdict(list)
        self._titles: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._runs: dict[str, list[str]] = defaultdict(list)  # titles in scripts without spaces, spaces removed
        self._short: dict[str, list[str]] = defaultdict(list)
        self._compilations: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._chapters: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            self._add(document)
        self._short = {
            name: ids for name, ids in self._short.items() if len(self._jurisdictions(ids)) == 1 and len(ids) <= 3
        }
        self._longest = max(map(len, [*self._titles, *self._compilations]), default=0)

    @property
    def chapters(self) -> frozenset[str]:
        """Numbers of chapters with whose number the numbers of their sections begin."""
        return frozenset(self._chapters)

    def find(self, text: str, language: str) -> list[Named]:
        """Instruments named in ``text`` (NFC), in order, none within another."""
        found = [*self._by_number(text), *self._by_date(text), *self._by_chapter(text), *self._by_short(text)]
        found += [*self._by_title(text, language), *self._by_run(text)]
        found.sort(key=lambda named: (named.span.start, -named.span.end))
        kept: list[Named] = []
        for named in found:
            if not kept or named.span.start >= kept[-1].span.end:
                kept.append(named)
        return kept

    # --- what the titles tell ---

    def _add(self, document: DocumentMeta) -> None:
        # the first in the title is the instrument; further ones are those that it amends or puts into effect
        number, place = next(_numbers(document.title), (None, Span(len(document.title), len(document.title))))
        day, earlier = next(_dated_laws(document.title), (None, place))
        if day is not None and earlier <= place:
            self._dates[day].append(document.id)
        elif number is not None:
            self._numbers[number.number].append((number, document.id))
        if chapter := _CHAPTER.match(document.title):
            self._chapters[chapter["number"].upper()].append(document.id)
            name = chapter["name"]
            self._compilations[_title_words(name)].append(document.id)
            if initials := _initials(name):
                self._compilations[(initials.lower(),)].append(document.id)
            return
        for title in _titles(document):
            if is_spaceless(title):
                self._runs[_NOT_COMPACT.sub("", title)].append(document.id)
                continue
            self._titles[_title_words(title)].append(document.id)
            initials = _initials(title)
            if initials and initials not in _reserved():
                self._short[initials].append(document.id)
                self._short[f"{initials[:-1]} {title.split()[-1]}"].append(document.id)
        for citation in _CITATION.findall(document.title):
            self._short[citation].append(document.id)
        for short in _PARENTHESES.findall(document.title):
            if sum(letter.isupper() for letter in short) >= 2 and short not in _reserved():
                self._short[short].append(document.id)

    # --- what the question names ---

    def _named(self, ids: Iterable[str], span: Span, *, exact: bool) -> Named:
        bearers = tuple((each, self._documents[each].jurisdiction) for each in dict.fromkeys(ids))
        return Named(bearers, span, exact)

    def _jurisdictions(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._documents[each].jurisdiction for each in ids))

    def _by_number(self, text: str) -> Iterator[Named]:
        for number, span in _numbers(text):
            ids = [each for known, each in self._numbers.get(number.number, ()) if known.is_same(number)]
            # an unknown number is still the name of an instrument, whose year is not a date asked for
            yield self._named(ids, span, exact=number.year is not None)

    def _by_date(self, text: str) -> Iterator[Named]:
        for day, span in _dated_laws(text):
            yield self._named(self._dates.get(day, ()), span, exact=True)

    def _by_chapter(self, text: str) -> Iterator[Named]:
        words = split(text)
        for position, word in enumerate(words):
            for length in range(min(self._longest, len(words) - position), 0, -1):
                run = tuple(each.folded for each in words[position : position + length])
                if run not in self._compilations or (length == 1 and not text[word.start : word.end].isupper()):
                    continue
                ids, end = self._compilations[run], words[position + length - 1].end
                number = re.compile(
                    r"\W*(?:ch(?:apter|\.)?|cap\.?|§+|sec(?:tion|\.)?|s\.)?\s*(\d+[A-Z]?)(?=\W|$)", re.I
                ).match(text, end)
                if number and number[1].upper() in self._chapters:
                    ids = [each for each in ids if each in self._chapters[number[1].upper()]]
                    yield self._named(ids, Span(word.start, number.end()), exact=True)
                elif ids:
                    # a chapter that is not indexed, or none: only the jurisdiction is named
                    yield Named(
                        tuple(("", code) for code in self._jurisdictions(ids)), Span(word.start, end), exact=True
                    )
                break
        for pattern in (_CHAPTER_IN_TEXT, _SECTION_NUMBER):
            for match in pattern.finditer(text):
                if chapter := self._chapters.get(match[1].upper()):
                    yield self._named(chapter, Span(*match.span()), exact=False)

    def _by_short(self, text: str) -> Iterator[Named]:
        for short, ids in self._short.items():
            mixed = len(short) >= 4 and not short.isupper() and " " not in short
            if short in text or (mixed and short.casefold() in text.casefold()):
                flags = re.IGNORECASE if mixed else re.NOFLAG
                for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text, flags):
                    yield self._named(ids, Span(*match.span()), exact=len(self._jurisdictions(ids)) == 1)

    def _by_title(self, text: str, language: str) -> Iterator[Named]:
        words = _merged(text)
        position = 0
        while position < len(words):
            for length in range(min(self._longest, len(words) - position), 0, -1):
                run = tuple(word for word, _, _ in words[position : position + length])
                if run not in self._titles:
                    continue
                generic = sum(word not in _small() for word in run) <= 2
                span = Span(words[position][1], words[position + length - 1][2])
                year = _YEAR_AFTER.match(text, span.end)
                matching = [
                    each
                    for each in self._titles[run]
                    if (not generic or self._documents[each].language == language)
                    and (year is None or self._documents[each].year in (None, int(year[1])))
                ]
                if matching:
                    yield self._named(
                        matching, Span(span.start, year.end() if year else span.end), exact=year is not None
                    )
                    position += length - 1
                break
            position += 1

    def _by_run(self, text: str) -> Iterator[Named]:
        if text.isascii() or not self._runs:
            return
        places = [index for index, character in enumerate(text) if not _NOT_COMPACT.match(character)]
        compact = "".join(text[index] for index in places)
        taken = [False] * len(compact)
        for run in sorted(self._runs, key=len, reverse=True):
            start = compact.find(run)
            while start >= 0:
                end = start + len(run)
                if not any(taken[start:end]):
                    taken[start:end] = [True] * len(run)
                    yield self._named(self._runs[run], Span(places[start], places[end - 1] + 1), exact=True)
                start = compact.find(run, end)


def _numbers(text: str) -> Iterator[tuple[_Number, Span]]:
    for match in _numbered().finditer(text):
        category = _categories()[fold(match["word"])]
        number = match["number"].replace(".", "").upper()
        year = match["before"] or match["slash"] or match["of"]
        if year is None and _YEAR.fullmatch(number) and "/" not in match[0]:
            continue  # "Act 2002", "ley 1990": a year, no number
        if match["other"]:  # "Regulation (EU) 2016/679": the year comes first
            number, year = match["other"], number
        full = None if year is None else int(year) if len(year) == 4 else 1900 + int(year) + 100 * (int(year) < 30)
        yield _Number(category, number, full), Span(*match.span())


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


def _dated_laws(text: str) -> Iterator[tuple[date, Span]]:
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


def _titles(document: DocumentMeta) -> Iterator[str]:
    """Parts of the title, and words of the id, that are a title by themselves."""
    titles = table("instruments")["titles"]
    for segment in _SEGMENT.split(document.title):
        segment = re.sub(r"\s*(?:of\s+|de\s+)?(?:1[789]|20)\d\d$", "", segment.strip())
        segment = re.sub(r"^(?:the|el|la|le|il)\s+", "", segment, flags=re.IGNORECASE)
        segment = re.sub(rf"^(?:{'|'.join(titles['consolidated'])})\s+", "", segment, flags=re.IGNORECASE)
        if not segment or any(character.isdecimal() for character in segment):
            continue
        words = _title_words(segment) or ("",)
        if is_spaceless(segment):
            if any(segment.endswith(noun) for noun in titles["nouns"]):
                yield segment
            continue
        content = [word for word in words if word not in titles["small"]]
        enough = 2 if {words[0], words[-1]} & {*titles["codes"]} else 3
        if len(content) >= enough and any(word in titles["nouns"] for word in words):
            yield segment
            yield from (segment[: -len(old)] + new for old, new in titles["synonyms"].items() if words[-1] == old)
            if words[0] in titles["codes"] and (cut := re.split(r"\s+(?:et|y|e|i|und|and)\s+", segment)[0]) != segment:
                yield cut
    for word in {*document.id.split("-"), *fold(document.title).split()}:
        if any(word.endswith(ending) and len(word) > len(ending) + 3 for ending in titles["compounds"]):
            yield word


def _title_words(title: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in _merged(title))


def _merged(text: str) -> list[tuple[str, int, int]]:
    """Words with their places; "co-operative" is "cooperative"."""
    merged: list[tuple[str, int, int]] = []
    for word in split(text):
        if merged and merged[-1][0] == "co" and word.folded.startswith("op"):
            merged[-1] = ("co" + word.folded, merged[-1][1], word.end)
        else:
            merged.append((word.folded, word.start, word.end))
    return merged


def _initials(title: str) -> str:
    """ "CCA" of "Canada Cooperatives Act"; "" for fewer than three words that count."""
    words = [word for word in _title_words(title) if word not in _small()]
    return "".join(word[0] for word in words).upper() if len(words) >= 3 else ""


@cache
def _small() -> frozenset[str]:
    return frozenset(table("instruments")["titles"]["small"])


@cache
def _reserved() -> frozenset[str]:
    """Abbreviations that name a jurisdiction."""
    jurisdictions = table("jurisdictions")
    groups = (jurisdictions["abbreviations"], jurisdictions["weak_abbreviations"])
    return frozenset(short for group in groups for shorts in group.values() for short in shorts)
