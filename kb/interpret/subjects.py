"""Laws named by what they are about: "the German Civil Code", "la Ley de Cooperativas de Aragón".

Such a name is seldom the title as it is indexed ("Bürgerliches Gesetzbuch"), but noun, subjects and place tell which
law is meant, and that it is not indexed where no law of the place has the subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.interpret.coverage import Coverage
from kb.interpret.forms import stem_pattern
from kb.interpret.instruments import Named
from kb.interpret.jurisdictions import find_jurisdictions
from kb.interpret.titles import merged_words, small_words
from kb.jurisdiction import parent
from kb.model import DocumentMeta, Kind, Span
from kb.vocabulary import table
from kb.words import fold

__all__ = ["Described", "Subjects", "is_title", "subjects_of"]

#: Letters by which a word of a name is the same in two forms.
_STEM = 6
_YEAR_AFTER = re.compile(r"\s*(?:,|\(|of\b|de\b)?\s*((?:1[789]|20)\d\d)(?!\w)")
#: What may stand between two words of one name.
_BETWEEN = re.compile(r"[\s'’\-]*|\s*&\s*")


@dataclass(frozen=True, slots=True)
class Described:
    """Laws that a question names by their subjects: those that are indexed, and those that are not."""

    known: tuple[Named, ...] = ()
    unknown: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    folded: str
    span: Span
    capital: bool
    noun: bool
    about: bool  # part of a subject


class Subjects:
    """The subjects of the laws of a set of documents. Building takes about 0.1 ms a document."""

    def __init__(self, documents: Sequence[DocumentMeta], coverage: Coverage) -> None:
        self._coverage = coverage
        self._laws: dict[str, list[tuple[DocumentMeta, frozenset[str]]]] = {}
        self._words: dict[str, set[str]] = {}  # of the title of a law
        for document in documents:
            if document.kind not in (Kind.LAW, Kind.REGULATION):
                continue
            names = f"{document.title} {document.id.replace('-', ' ')}"
            self._laws.setdefault(document.jurisdiction, []).append((document, subjects_of(names)))
            self._words[document.id] = {word for word, _, _ in merged_words(names)}

    def find(self, text: str, language: str, taken: Sequence[Span], provisions: Sequence[Span]) -> Described:
        """Laws that ``text`` (NFC) names by subject; ``taken`` are names already understood, or known not to be laws.

        A name without a place is that of a law of the one jurisdiction that the question names.
        """
        known: list[Named] = []
        unknown: list[Named] = []
        everywhere = find_jurisdictions(text, language)
        for phrase in _phrases(text, language, [*taken, *provisions]):
            places = find_jurisdictions(phrase.of(text), language) or everywhere
            if len(places) > 1 or any(_overlap(phrase, each) for each in taken):
                continue
            named = self._resolve(text, phrase, places[0] if places else "", language)
            if named is not None:
                (known if named.bearers else unknown).append(named)
        return Described(tuple(known), tuple(unknown))

    def _resolve(self, text: str, phrase: Span, place: str, language: str) -> Named | None:
        """The law that a phrase names: without bearers where it is not indexed; None where it names none for sure."""
        codes = self._codes(place) if place else self._speaking(language)
        year = _YEAR_AFTER.match(text, phrase.end)
        whole = Span(phrase.start, year.end() if year else phrase.end)
        for span in (phrase, *_shortened(text, phrase)):
            about = subjects_of(span.of(text))
            if about and (place or len(codes) == 1) and (found := self._bearers(codes, about, span.of(text), language)):
                if year:
                    found = [law for law in found if law.year is None or abs(law.year - int(year[1])) <= 1]
                return Named(tuple((law.id, law.jurisdiction) for law in found), whole if year else span, exact=False)
        if subjects_of(phrase.of(text)):
            elsewhere = [law for law, also in self._of(codes) if subjects_of(phrase.of(text)) & also]
            return Named((), whole, exact=False) if place or not elsewhere else None
        own = _own_words(text, phrase, language)
        codes = codes if place else tuple(self._laws)
        # a title in another language than the laws' may be the translation of any of theirs
        foreign = place and not any(law.language == language for law, _ in self._of(codes))
        if not own or foreign or any(own & self._words[law.id] for law, _ in self._of(codes)):
            return None
        return Named((), whole, exact=False)

    def _of(self, codes: Sequence[str]) -> Iterator[tuple[DocumentMeta, frozenset[str]]]:
        for code in codes:
            yield from self._laws.get(code, ())

    def _speaking(self, language: str) -> tuple[str, ...]:
        """Jurisdictions with laws in ``language``: where it is one only, a law named without a place is its."""
        return tuple(code for code, laws in self._laws.items() if any(law.language == language for law, _ in laws))

    def _codes(self, place: str) -> tuple[str, ...]:
        """Codes of the laws of a place, its own only: the state has no "Cooperatives Act of Aragon"."""
        codes = self._coverage.search_codes(place) if place else ()
        country = parent(place) if place else None
        return tuple(code for code in codes if code != country)

    def _bearers(self, codes: Sequence[str], about: frozenset[str], name: str, language: str) -> list[DocumentMeta]:
        """The laws of ``codes`` that are about all this, and about least else; regulations where no act is.

        A law on other legal forms too is another law, unless it is a code.
        """
        laws = [
            (law, also)
            for law, also in self._of(codes)
            if about <= also and (not about & _forms() or also & _forms() == about & _forms() or "civil" in also)
        ]
        laws = [(law, also) for law, also in laws if law.kind is Kind.LAW] or laws
        least = min((len(also) for _, also in laws), default=0)
        laws = [(law, also) for law, also in laws if len(also) == least]
        words = {word[:_STEM] for word, _, _ in merged_words(name) if word not in _loose()}
        alike = [(len(words & {word[:_STEM] for word in self._words[law.id]}), law) for law, _ in laws]
        most = max((shared for shared, law in alike if law.language == language), default=0)
        return [law for shared, law in alike if shared >= most or law.language != language]


def subjects_of(title: str) -> frozenset[str]:
    """The subjects that a title names, in any language of the vocabulary.

    >>> sorted(subjects_of("Ley 20/1990, sobre Régimen Fiscal de las Cooperativas"))
    ['cooperative', 'tax']
    """
    folded = fold(title)
    return frozenset(subject for subject, pattern in _patterns() if pattern.search(folded))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    stems: dict[str, list[str]] = {}
    for name in ("forms", "subjects"):
        for subject, entry in table(name).items():
            stems.setdefault(subject, []).extend(entry["stems"])
    return tuple((subject, re.compile(stem_pattern(each))) for subject, each in stems.items())


def is_title(text: str, name: Span) -> bool:
    """Whether a name is written as a title, with capitals: "the Commercial Code", not "commercial law"."""
    tokens = _tokens(text)
    return any(
        token.capital and (token.noun or not find_jurisdictions(token.span.of(text), ""))
        for token in tokens[1:]
        if name.contains(token.span)
    )


def _phrases(text: str, language: str, apart: Sequence[Span]) -> Iterator[Span]:
    """Places of what may be the name of a law: a noun for laws with the words of a name around it."""
    tokens = _tokens(text)
    end_of_last = 0
    for index, token in enumerate(tokens):
        if not token.noun or token.span.start < end_of_last:
            continue
        first, last = index, index
        while first > 0 and _joined(text, tokens[first - 1], tokens[first]):
            before = tokens[first - 1]
            joins = before.folded in _loose() and (before.folded not in _titles("within") or before.span.start == 0)
            if before.noun or joins or _is_apart(before, apart) or not _in_name(before, language):
                break
            first -= 1
        while last + 1 < len(tokens) and _joined(text, tokens[last], tokens[last + 1]):
            after = tokens[last + 1]
            if (after.noun and not after.about) or _is_apart(after, apart) or not _in_name(after, language):
                break
            last += 1
        while first < index and tokens[first].folded in _openings():
            first += 1
        while last > index and tokens[last].folded in _loose():
            last -= 1
        phrase = Span(tokens[first].span.start, tokens[last].span.end)
        if first < last or token.about:
            end_of_last = phrase.end
            yield phrase


def _shortened(text: str, phrase: Span) -> list[Span]:
    """The phrase without what follows its prepositions, longest first: "Code on associations" may be "Code"."""
    words = [
        (word, Span(start + phrase.start, end + phrase.start)) for word, start, end in merged_words(phrase.of(text))
    ]
    noun = next(i for i, (word, _) in enumerate(words) if _is_noun(word))
    ends = [i - 1 for i in range(len(words) - 1, noun, -1) if words[i][0] in _titles("about")]
    return [Span(phrase.start, words[end][1].end) for end in ends]


def _own_words(text: str, phrase: Span, language: str) -> set[str]:
    """Names within a phrase ("Pacte"): capital words that are neither noun, subject nor place."""
    return {
        token.folded
        for token in _tokens(phrase.of(text))
        if token.capital
        and not (token.noun or token.about or token.folded in _plain() or token.folded in _loose())
        and not find_jurisdictions(token.span.of(phrase.of(text)), language)
    }


def _tokens(text: str) -> list[_Token]:
    words = merged_words(text)
    starts, joined = [], ""
    for word, _, _ in words:
        starts.append(len(joined))
        joined += word + " "
    about = [match.span() for _, pattern in _patterns() for match in pattern.finditer(joined)]
    tokens = []
    for (word, start, end), at in zip(words, starts, strict=True):
        capital = text[start].isupper()
        covered = any(begin <= at < stop for begin, stop in about)
        noun = _is_noun(word) and (capital or word not in _titles("common"))
        tokens.append(_Token(word, Span(start, end), capital, noun, covered))
    return tokens


def _is_noun(word: str) -> bool:
    return (
        (word in _titles("nouns") and word not in _titles("soft"))
        or any(
            word.endswith(ending) and len(word) > len(ending) + 2
            for noun in _titles("compounds")
            for ending in (noun, f"{noun}s", f"{noun}es", f"{noun}e")
        )
        or word in _titles("inflected")
    )


def _in_name(token: _Token, language: str) -> bool:
    """Whether a word beside a noun can belong to the name of the law."""
    known = token.about or token.folded in _plain() or token.folded in _loose()
    return token.capital or known or bool(find_jurisdictions(token.folded.capitalize(), language))


def _joined(text: str, left: _Token, right: _Token) -> bool:
    return _BETWEEN.fullmatch(text, left.span.end, right.span.start) is not None


def _is_apart(token: _Token, apart: Sequence[Span]) -> bool:
    return any(_overlap(token.span, each) for each in apart)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


@cache
def _titles(group: str) -> frozenset[str]:
    return frozenset(table("instruments")["titles"][group])


@cache
def _forms() -> frozenset[str]:
    return frozenset(table("forms"))


def _plain() -> frozenset[str]:
    return _titles("plain")


@cache
def _loose() -> frozenset[str]:
    """Words that join the words of a name."""
    return small_words() | {"relative", "relativa", "portant", "von", "zur", "zum", "au", "aux", "a", "en", "na", "no"}


@cache
def _openings() -> frozenset[str]:
    """Words with a capital at the beginning of a question that are no part of a name; and those that join words."""
    return _loose() | frozenset(table("instruments")["titles"]["openings"])
