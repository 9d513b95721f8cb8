"""Laws named by what they are about: "the German Civil Code", "la Ley de Cooperativas de Aragón".

Such a name is seldom the title as it is indexed ("Bürgerliches Gesetzbuch"), but noun, subjects and place tell which
law is meant, and that it is not indexed where no law of the place has the subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.interpret.coverage import Coverage
from kb.interpret.instruments import Named
from kb.interpret.jurisdictions import find_jurisdictions
from kb.interpret.law_names import LawName, joining_words, law_names, subjects_of
from kb.interpret.titles import merged_words
from kb.jurisdiction import parent
from kb.model import DocumentMeta, Kind, Span
from kb.vocabulary import table

__all__ = ["Described", "Subjects"]

#: Letters by which a word of a name is the same in two forms.
_STEM = 6


@dataclass(frozen=True, slots=True)
class Described:
    """Laws that a question names by their subjects: those that are indexed, and those that are not."""

    known: tuple[Named, ...] = ()
    unknown: tuple[Named, ...] = ()
    titles: tuple[str, ...] = ()  # of the unknown, those written as titles


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
        titles: list[str] = []
        everywhere = find_jurisdictions(text, language)
        for name in law_names(text, language, [*taken, *provisions]):
            places = find_jurisdictions(name.span.of(text), language) or everywhere
            if len(places) > 1 or any(name.span.overlaps(each) for each in taken):
                continue
            named = self._resolve(text, name, places[0] if places else "", language)
            if named is not None and named.bearers:
                known.append(named)
            elif named is not None:
                unknown.append(named)
                titles += [named.span.of(text)] if name.titled else []
        return Described(tuple(known), tuple(unknown), tuple(dict.fromkeys(titles)))

    def _resolve(self, text: str, name: LawName, place: str, language: str) -> Named | None:
        """The law that a phrase names: without bearers where it is not indexed; None where it names none for sure."""
        codes = self._codes(place) if place else self._speaking(language)
        for span in name.shorter:
            about = subjects_of(span.of(text))
            if about and (place or len(codes) == 1) and (found := self._bearers(codes, about, span.of(text), language)):
                if name.year:  # the year of the act, or of the gazette
                    found = [law for law in found if law.year is None or abs(law.year - name.year) <= 1]
                bearers = tuple((law.id, law.jurisdiction) for law in found)
                return Named(bearers, name.span if name.year else span, exact=False)
        if about := subjects_of(name.span.of(text)):
            elsewhere = [law for law, also in self._of(codes) if about & also]
            return Named((), name.span, exact=False) if place or not elsewhere else None
        codes = codes if place else tuple(self._laws)
        # a title in another language than the laws' may be the translation of any of theirs
        foreign = place and not any(law.language == language for law, _ in self._of(codes))
        if not name.own or foreign or any(name.own & self._words[law.id] for law, _ in self._of(codes)):
            return None
        return Named((), name.span, exact=False)

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
        words = {word[:_STEM] for word, _, _ in merged_words(name) if word not in joining_words()}
        alike = [(len(words & {word[:_STEM] for word in self._words[law.id]}), law) for law, _ in laws]
        most = max((shared for shared, law in alike if law.language == language), default=0)
        return [law for shared, law in alike if shared >= most or law.language != language]


@cache
def _forms() -> frozenset[str]:
    return frozenset(table("forms"))
