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

from kb.interpret.titles import (
    InstrumentNumber,
    find_dated_laws,
    find_numbers,
    initials_of,
    merged_words,
    small_words,
    title_words,
    titles_of,
)
from kb.model import DocumentMeta, Kind, Span
from kb.vocabulary import table
from kb.words import is_spaceless, split

__all__ = ["Instruments", "Named"]

_YEAR_AFTER = re.compile(r"\s*(?:,|\(|of\b|de\b)?\s*((?:1[789]|20)\d\d)(?!\w)")
_NOT_COMPACT = re.compile(r"[\s·ㆍ･・\-]+")
_PARENTHESES = re.compile(r"\(([^\W\d_]{2,12})(?=[;,)])")
#: "(SOR/99-256)", "(S.C. 1998, c. 1)": how a gazette or a collection of statutes numbers it.
_CITATION = re.compile(r"\(([A-Z][A-Z.]+[A-Z.](?:/| \d{4}, )[\w.-]+(?: \d+)?)\)")
_CHAPTER = re.compile(
    r"^(?:[^:;(]*?:\s*)?(?P<name>[^:;(,]*?),?\s+(?:ch(?:apter|\.)?|cap\.?)\s*(?P<number>\d+[A-Z]?)(?!\w)", re.I
)
_CHAPTER_IN_TEXT = re.compile(r"(?<!\w)(?:ch(?:apter|\.)?|cap\.?)\s*(\d+[A-Z]?)(?!\w)", re.I)
_SECTION_NUMBER = re.compile(r"(?<![\w.-])(\d+[A-Z]?)[-.]\d+(?:\.\d+)?[A-Z]?(?![\w-])")
_CAPITALS = re.compile(r"(?<![\w.-])[A-Z]{3,7}(?![\w-])")
_PROVISION = r"(?:§+|\bss?\b\.?|\bsec(?:tion)?s?\b\.?|\bart(?:[íi]c(?:ulo|le)|icle|igo|icolo)?s?\b\.?)\s*"
_PROVISION_BEFORE = re.compile(rf"{_PROVISION}\d[\w.()-]*(?:\s+(?:of|the|de|del|la|el|da|do|du|der|des))*\s+$", re.I)
_PROVISION_AFTER = re.compile(rf",?\s*{_PROVISION}\d", re.I)


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


class Instruments:
    """The names of a set of documents. Building takes about 0.2 ms a document."""

    def __init__(self, documents: Sequence[DocumentMeta]) -> None:
        self._documents = {document.id: document for document in documents}
        self._numbers: dict[str, list[tuple[InstrumentNumber, str]]] = defaultdict(list)
        self._dates: dict[date, list[str]] = defaultdict(list)
        self._titles: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._runs: dict[str, list[str]] = defaultdict(list)  # titles in scripts without spaces, spaces removed
        self._short: dict[str, list[str]] = defaultdict(list)
        self._initials: dict[str, list[str]] = defaultdict(list)
        self._compilations: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._chapters: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            self._add(document)
        # an abbreviation borne by many is that of a publisher or a legal form
        self._short = {short: ids for short, ids in self._short.items() if len(ids) <= 3}
        self._longest = max(map(len, [*self._titles, *self._compilations]), default=0)

    @property
    def chapters(self) -> frozenset[str]:
        """Numbers of chapters with whose number the numbers of their sections begin."""
        return frozenset(self._chapters)

    def find(self, text: str, language: str) -> list[Named]:
        """Instruments named in ``text`` (NFC), in order, none within another."""
        found = [*self._by_number(text), *self._by_date(text), *self._by_chapter(text), *self._by_short(text)]
        found += self._by_initials(text)
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
        number, place = next(find_numbers(document.title), (None, Span(len(document.title), len(document.title))))
        day, earlier = next(find_dated_laws(document.title), (None, place))
        if day is not None and earlier <= place:
            self._dates[day].append(document.id)
        elif number is not None:
            self._numbers[number.number].append((number, document.id))
        if chapter := _CHAPTER.match(document.title):
            self._chapters[chapter["number"].upper()].append(document.id)
            name = chapter["name"]
            self._compilations[title_words(name)].append(document.id)
            if short := initials_of(name):
                self._compilations[(short.lower(),)].append(document.id)
            return
        for title in titles_of(document):
            if is_spaceless(title):
                self._runs[_NOT_COMPACT.sub("", title)].append(document.id)
                continue
            self._titles[title_words(title)].append(document.id)
            if document.kind in (Kind.LAW, Kind.REGULATION):
                self._add_initials(title, document)
        for citation in _CITATION.findall(document.title):
            self._short[citation].append(document.id)
        for short in _PARENTHESES.findall(document.title):
            if sum(letter.isupper() for letter in short) >= 2 and short not in _reserved():
                self._short[short].append(document.id)

    def _add_initials(self, title: str, document: DocumentMeta) -> None:
        initials, words = initials_of(title), title_words(title)
        nouns = table("instruments")["titles"]["nouns"]
        if initials and words[-1] in nouns:  # "MSCS Act"
            self._short[f"{initials[:-1]} {title.split()[-1]}"].append(document.id)
        if initials and (words[0] in nouns or words[-1] in nouns) and initials not in _reserved():
            self._initials[initials].append(document.id)

    # --- what the question names ---

    def _named(self, ids: Iterable[str], span: Span, *, exact: bool) -> Named:
        bearers = tuple((each, self._documents[each].jurisdiction) for each in dict.fromkeys(ids))
        return Named(bearers, span, exact)

    def _jurisdictions(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._documents[each].jurisdiction for each in ids))

    def _by_number(self, text: str) -> Iterator[Named]:
        for number, span in find_numbers(text):
            ids = [each for known, each in self._numbers.get(number.number, ()) if known.is_same(number)]
            # an unknown number is still the name of an instrument, whose year is not a date asked for
            yield self._named(ids, span, exact=number.year is not None)

    def _by_date(self, text: str) -> Iterator[Named]:
        for day, span in find_dated_laws(text):
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

    def _by_initials(self, text: str) -> Iterator[Named]:
        """Initials are often something else ("CAD 500"): they count only beside a provision ("s 20 CCA")."""
        for match in _CAPITALS.finditer(text):
            beside = _PROVISION_BEFORE.search(text[: match.start()]) or _PROVISION_AFTER.match(text, match.end())
            if beside and (ids := self._initials.get(match[0])):
                yield self._named(ids, Span(*match.span()), exact=False)

    def _by_title(self, text: str, language: str) -> Iterator[Named]:
        words = merged_words(text)
        position = 0
        while position < len(words):
            for length in range(min(self._longest, len(words) - position), 0, -1):
                run = tuple(word for word, _, _ in words[position : position + length])
                if run not in self._titles:
                    continue
                generic = sum(word not in small_words() for word in run) <= 2
                span = Span(words[position][1], words[position + length - 1][2])
                year = _YEAR_AFTER.match(text, span.end)
                matching = [
                    each
                    for each in self._titles[run]
                    if (not generic or self._documents[each].language == language or language not in _ALIKE)
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


#: Languages in which a short title of another one's law may be the name of one's own: "Código Civil", "Code civil".
_ALIKE = frozenset({"es", "pt", "ca", "it", "fr"})


@cache
def _reserved() -> frozenset[str]:
    """Abbreviations that name a jurisdiction."""
    jurisdictions = table("jurisdictions")
    groups = (jurisdictions["abbreviations"], jurisdictions["weak_abbreviations"])
    return frozenset(short for group in groups for shorts in group.values() for short in shorts)
