"""The interpreter: a question to what it asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache

from kb.interpret.coverage import Coverage
from kb.interpret.dates import find_as_of
from kb.interpret.instruments import Instruments, Named
from kb.interpret.jurisdictions import find_jurisdictions
from kb.interpret.language import detect_language
from kb.interpret.pairing import pair
from kb.interpret.subjects import Subjects
from kb.interpret.titles import titles_in
from kb.locator import Locator
from kb.locator import find as find_locators
from kb.model import DocumentMeta, Interpretation, Span
from kb.today import today
from kb.vocabulary import table

__all__ = ["Interpreter"]


class Interpreter:
    """Understands questions on a given set of documents.

    It reads names, numbers and dates; it does not guess: a question in German that names no country is not about
    Germany. Immutable and safe to share between threads; build a new one when the documents change.

    ``today`` tells the day of the question, against which "in 2015" is past.
    """

    def __init__(self, documents: Sequence[DocumentMeta], *, today: Callable[[], date] = today) -> None:
        self.coverage = Coverage(documents)
        self._instruments = Instruments(documents)
        self._subjects = Subjects(documents, self.coverage)
        self._languages: dict[str, set[str]] = {}  # of the documents of a jurisdiction
        for document in documents:
            self._languages.setdefault(document.jurisdiction, set()).add(document.language)
        self._today = today

    def interpret(self, question: str) -> Interpretation:
        """What ``question`` names: jurisdictions, documents, provisions, kinds, the day whose law is meant.

        ``jurisdictions`` are codes that some document covers (see :class:`Coverage`), in the order in which they are
        named; those that none covers are in ``uncovered``. A law named without a jurisdiction brings its own.
        """
        text = unicodedata.normalize("NFC", question)
        language = detect_language(text)
        instruments = self._instruments.find(text, language)
        named = list(find_jurisdictions(text, language))
        locators = find_locators(text, self._instruments.chapters, language)
        meant = self._consistent(instruments, named)
        described = self._subjects.find(
            text, language, [each.span for each in meant if each.jurisdictions], [span for _, span in locators]
        )
        meant = sorted((*meant, *described.known), key=lambda each: each.span.start)
        for instrument in meant:
            # of a title that several countries use, no jurisdiction follows
            if len(instrument.jurisdictions) == 1 and (instrument.exact or not named):
                named += instrument.jurisdictions
        resolved = [(code, self.coverage.resolve(code)) for code in dict.fromkeys(named)]
        return Interpretation(
            language=language,
            named=tuple(code for code, covered in resolved if covered),
            jurisdictions=tuple(dict.fromkeys(covered for _, covered in resolved if covered)),
            uncovered=tuple(code for code, covered in resolved if covered is None),
            kinds=_kinds(text),
            documents=tuple(dict.fromkeys(each for instrument in meant for each in instrument.documents)),
            laws=tuple(dict.fromkeys(instrument.documents for instrument in meant if instrument.documents)),
            unindexed=described.titles,
            provisions=pair(
                text,
                locators,
                [each for each in meant if each.bearers],
                self._unknown(
                    text, language, instruments, meant, [*described.unknown, *_abbreviated(text, locators, meant)]
                ),
            ),
            topic=_without(
                text, [*(span for _, span in locators), *(each.span for each in (*meant, *described.unknown))]
            ),
            as_of=find_as_of(text, self._today(), [instrument.span for instrument in instruments]),
        )

    def _unknown(
        self,
        text: str,
        language: str,
        instruments: Sequence[Named],
        meant: Sequence[Named],
        described: Sequence[Named],
    ) -> list[Named]:
        """Laws that the question names and that are not indexed: unknown numbers and titles, those of other countries.

        A title may be a translation ("the German Civil Code") where the laws of its place are in another language.
        """
        known = [each.span for each in meant if each.bearers]
        named = [*described, *(e for e in instruments if not any(e.span.overlaps(each) for each in known))]
        places = {code for each in find_jurisdictions(text, language) for code in self.coverage.search_codes(each)}
        if any(language not in self._languages.get(code, ()) for code in places):
            return named
        named += [
            Named((), span, exact=False)
            for span in titles_in(text)
            # without a country only a title with its year is sure to name one law
            if (places or span.of(text)[-4:].isdecimal())
            and not any(span.overlaps(each) for each in [*known, *(other.span for other in (*instruments, *described))])
        ]
        return named

    def _consistent(self, instruments: list[Named], named: list[str]) -> list[Named]:
        """The instruments that can be meant: those of the named jurisdictions, and those whose name is exact."""
        if not named:
            return instruments
        possible = {code for each in named for code in (each, *self.coverage.search_codes(each))}
        meant = (
            instrument if instrument.exact and len(instrument.jurisdictions) == 1 else instrument.within(possible)
            for instrument in instruments
        )
        return [instrument for instrument in meant if instrument.jurisdictions]


#: "§ 14 HGB", "§ 20 UmwG": how German laws are abbreviated behind the number of a paragraph.
_ABBREVIATION = re.compile(r"\s+((?=\w*[A-ZÄÖÜ]\w*[A-ZÄÖÜ])[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*(?:G|B|O|V))(?![\w-])")


def _abbreviated(text: str, locators: Sequence[tuple[Locator, Span]], meant: Sequence[Named]) -> Iterator[Named]:
    """Laws named by an abbreviation behind a paragraph that is not that of an indexed one."""
    for _, span in locators:
        match = _ABBREVIATION.match(text, span.end) if "§" in span.of(text) else None
        if match and not any(each.span.overlaps(Span(*match.span(1))) for each in meant):
            yield Named((), Span(*match.span(1)), exact=False)


def _without(text: str, spans: Sequence[Span]) -> str:
    kept = list(text)
    for span in spans:
        kept[span.start : span.end] = " " * len(span)
    return " ".join("".join(kept).split())


@cache
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kinds = dict(table("instruments")["kinds"])
    cues = "|".join(re.escape(cue) for cue in kinds.pop("cues"))
    return tuple(
        (
            kind,
            re.compile(
                rf"(?<!\w)(?:{cues})(?:\s+[\w'’-]+){{0,4}}?\s+(?:l['’])?(?:{'|'.join(map(re.escape, nouns))})(?!\w)",
                re.I,
            ),
        )
        for kind, nouns in kinds.items()
    )


def _kinds(text: str) -> tuple[str, ...]:
    """Kinds of source to which the question limits itself in so many words ("according to the guide")."""
    return tuple(kind for kind, pattern in _kind_patterns() if pattern.search(text))
