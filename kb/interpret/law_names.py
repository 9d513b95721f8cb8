"""What may be the name of a law in a question: a noun for laws with the words of a name around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.interpret.forms import stem_pattern
from kb.interpret.jurisdictions import find_jurisdictions, find_mentions
from kb.interpret.titles import merged_words, small_words
from kb.model import Span
from kb.vocabulary import table
from kb.words import fold

__all__ = ["LawName", "joining_words", "law_names", "subjects_of"]

#: What may stand between two words of one name.
_BETWEEN = re.compile(r"[\s'’\-]*|\s*&\s*")
_YEAR_AFTER = re.compile(r"\s*(?:,|\(|of\b|de\b)?\s*((?:1[789]|20)\d\d)(?!\w)")
#: Names looked at in one question.
_MOST = 10


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    span: Span
    capital: bool
    noun: bool  # for a law
    about: bool  # part of a subject
    place: bool  # part of the name of a jurisdiction


@dataclass(frozen=True, slots=True)
class LawName:
    """A phrase of a question that may name a law."""

    span: Span  # with its year
    shorter: tuple[Span, ...]  # itself without its year, then without what follows its prepositions, longest first
    year: int | None
    own: frozenset[str]  # capital words that are neither noun, subject nor place ("Pacte"), folded
    titled: bool  # written as a title, with capitals: "the Commercial Code", not "commercial law"


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


def law_names(text: str, language: str, apart: Sequence[Span]) -> Iterator[LawName]:
    """What may name a law in ``text`` (NFC), in order, ten at most; ``apart`` are places that belong to no such name.

    The constitution or the rules of a society are no law: such a noun names one only with its subject and its place or
    year beside it.
    """
    words = _words(text, language)
    found, end_of_last = 0, 0
    for index, word in enumerate(words):
        if not (word.noun or _is_act(words, index)) or word.span.start < end_of_last or found == _MOST:
            continue
        first, last = _extent(text, language, words, index, apart)
        if first == last and not word.about:
            continue
        span = Span(words[first].span.start, words[last].span.end)
        end_of_last = span.end
        year = _YEAR_AFTER.match(text, span.end)
        within = words[first : last + 1]
        is_placed = year is not None or any(each.place for each in within)
        if word.folded in _titles("common") - _titles("acts") and not (is_placed and any(w.about for w in within)):
            continue
        own = frozenset(w.folded for w in within if _is_own(w))
        found += 1
        yield LawName(
            Span(span.start, year.end() if year else span.end),
            (span, *_shorter(span, within, index - first)),
            int(year[1]) if year else None,
            own,
            _is_titled(language, word, within),
        )


def _is_act(words: Sequence[_Word], index: int) -> bool:
    """Whether "act" without a capital is the noun: "the German cooperatives act", not "may cooperatives act"."""
    before = words[max(0, index - 2) : index]
    return words[index].folded in _titles("acts") and len(before) == 2 and before[0].place and before[1].about


def _extent(text: str, language: str, words: Sequence[_Word], index: int, apart: Sequence[Span]) -> tuple[int, int]:
    """The first and the last word of the name around the noun at ``index``."""
    first, last = index, index
    while first > 0 and _joined(text, words[first - 1], words[first]):
        before = words[first - 1]
        joins = before.folded in joining_words() and (before.folded not in _titles("within") or before.span.start == 0)
        if before.noun or joins or _is_apart(before, apart) or not _in_name(before, language):
            break
        first -= 1
    while last + 1 < len(words) and _joined(text, words[last], words[last + 1]):
        after = words[last + 1]
        if (after.noun and not after.about) or _is_apart(after, apart) or not _in_name(after, language):
            break
        if language == "en" and after.folded == "a":
            break  # "the constitution of a co-operative"
        last += 1
    while first < index and words[first].folded in _openings():
        first += 1
    while last > index and words[last].folded in joining_words():
        last -= 1
    return first, last


def _shorter(span: Span, within: Sequence[_Word], noun: int) -> list[Span]:
    """Without what follows its prepositions, longest first: "Code on associations" may be "Code"."""
    cuts = [i for i in range(len(within) - 1, noun, -1) if within[i].folded in _titles("about")]
    return [Span(span.start, within[i - 1].span.end) for i in cuts]


def _is_own(word: _Word) -> bool:
    plain = word.folded in _titles("plain") or word.folded in joining_words()
    return word.capital and not (word.noun or word.about or word.place or plain)


def _is_titled(language: str, noun: _Word, within: Sequence[_Word]) -> bool:
    """A capital at the beginning of the question tells nothing; in English a title has one on its noun."""
    if language == "en":
        return noun.capital and noun.span.start > 0
    return any(word.capital and word.span.start > 0 and not word.place for word in within)


def _words(text: str, language: str) -> list[_Word]:
    merged = merged_words(text)
    starts, joined = [], ""
    for word, _, _ in merged:
        starts.append(len(joined))
        joined += word + " "
    about = _covered(len(joined), (match.span() for _, pattern in _patterns() for match in pattern.finditer(joined)))
    places = _covered(len(text), ((each.start, each.end) for each in find_mentions(text, language)))
    return [
        _Word(
            word,
            Span(start, end),
            text[start].isupper(),
            _is_noun(word) and (text[start].isupper() or word not in _titles("common")),
            about[at],
            places[start],
        )
        for (word, start, end), at in zip(merged, starts, strict=True)
    ]


def _covered(length: int, spans: Iterator[tuple[int, int]]) -> list[bool]:
    covered = [False] * length
    for start, end in spans:
        covered[start:end] = [True] * (end - start)
    return covered


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


def _in_name(word: _Word, language: str) -> bool:
    """Whether a word beside a noun can belong to the name of the law."""
    known = word.about or word.place or word.folded in _titles("plain") or word.folded in joining_words()
    return word.capital or known or bool(find_jurisdictions(word.folded.capitalize(), language))


def _joined(text: str, left: _Word, right: _Word) -> bool:
    return _BETWEEN.fullmatch(text, left.span.end, right.span.start) is not None


def _is_apart(word: _Word, apart: Sequence[Span]) -> bool:
    return any(word.span.overlaps(each) for each in apart)


@cache
def _titles(group: str) -> frozenset[str]:
    return frozenset(table("instruments")["titles"][group])


@cache
def joining_words() -> frozenset[str]:
    """Words that join the words of a name."""
    return small_words() | _titles("joining")


@cache
def _openings() -> frozenset[str]:
    """Words with a capital at the beginning of a question that are no part of a name; and those that join words."""
    return joining_words() | _titles("openings")
