"""Are the words of a provision, and the page of a passage, those of the source? Samples, checked by other means.

*Provisions*: some of each document in turn, drawn with a seed. The number is looked for at the beginning of the lines
of the raw file (`eval.bench.rawtext`; in XML the element that has it), and its words up to the number of the next
provision, or of one of the two after it, are compared with those of our section as sequences (`difflib`'s ratio, twice
the words in common over all words, the first 1,500). Where the numbers begin several lines (contents, quotations,
paragraphs) the most similar text counts; where a marginal note may stand before the number on its line, it is looked
for there, too. The headings of divisions and the notes that stand between the two provisions are counted with ours.
What a raw file holds besides (the menus of a web site, the page heads of a transcript) counts against us. The most
similar place is a lenient choice: a section that is wrongly a line of the contents would match that line. A provision
that has no section, and one whose number begins no line of the raw file, have 0 in common. Not drawn: the last
provision of a list, and annexed parts.

*Pages*: passages of PDF documents; the first eight words must stand in a row on the page that the passage names,
or begin there and go on at the top of the next, as poppler's `pdftotext -f N -l N` has it, in reading order or as laid
out.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from eval.bench.provisions import Expected
from eval.bench.rawtext import elements, page_text, raw_text, words
from eval.matching import reduce
from kb.locator import parse
from kb.model import Passage, Section, SectionRole

__all__ = [
    "Content",
    "Drawn",
    "Page",
    "Provision",
    "check_pages",
    "check_provisions",
    "draw_pages",
    "draw_provisions",
    "only_number",
]

_T = TypeVar("_T")
#: What two texts must have in common to be the same.
SAME = 0.9
_WORDS = 1500
_FIRST = 8
#: Places of the next number that are tried: a law that rewrites another quotes its articles.
_ENDS = 12
#: "Articolo 2545-quinquiesdecies." and the like are shorter.
_LONGEST_NUMBER = 60
#: Following provisions whose number may end the text: that of the next may be misprinted, or not begin its line.
_AFTER = 3
_ASIDE = (SectionRole.NOTE, SectionRole.CONTENTS)
_SUFFIX = r"(?:bis|ter|qu[aá]ter|[a-z]*(?:ies|vicies)|nonies)\b"
_WORD = r"(?:art(?:[íi]culo|[íi]gulo|icle|igo|icolo|\.)?|section|sec\.|§§?|धारा|fasal|regla)\s*\.?\s*"
_OPENING = r"^[\s#>*_\[\](){}\"“”«»'‘’~^|•\-–—]*(?:\d{1,2}\[|\[\w{1,12}\])?"


class Content(Protocol):
    """As much of a version of a document as is looked at."""

    @property
    def text(self) -> str: ...

    @property
    def sections(self) -> Sequence[Section]: ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A provision that was drawn, with the locators of the next ones of its kind, one at least."""

    doc_id: str
    locator: str
    following: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provision:
    """``similar`` is 0 where we have no such section, or the raw file does not begin a line with its number."""

    doc_id: str
    locator: str
    similar: float

    @property
    def same(self) -> bool:
        return self.similar >= SAME


@dataclass(frozen=True, slots=True)
class Page:
    doc_id: str
    page: int
    words: str  # the first of the passage, with which it must begin
    there: bool


def draw_provisions(listed: Mapping[str, Expected], count: int, seed: int) -> list[Drawn]:
    """Provisions of each document in turn, until there are ``count``."""
    rng = random.Random(seed)
    piles = []
    for doc_id in sorted(listed):
        locators = listed[doc_id].locators
        pile = []
        for i, one in enumerate(locators):
            following = tuple(each for each in locators[i + 1 : i + 1 + _AFTER] if _scheme(each) == _scheme(one))
            if _scheme(one) and following:
                pile.append(Drawn(doc_id, one, following))
        rng.shuffle(pile)
        piles.append(pile)
    rng.shuffle(piles)
    return list(islice(_in_turn(piles), count))


def _in_turn(piles: list[list[_T]]) -> Iterator[_T]:
    while any(piles):
        for pile in piles:
            if pile:
                yield pile.pop()


def _scheme(locator: str) -> str:
    """The tradition of a provision of the law itself; "" for one of an annexed part."""
    parsed = parse(locator)
    return parsed.scheme if parsed is not None and not parsed.annexed and not parsed.is_range else ""


def check_provisions(
    files: Sequence[Path], content: Content, drawn: Sequence[Drawn], expected: Expected | None = None
) -> list[Provision]:
    """The drawn provisions of one document."""
    own = [section for section in content.sections if section.locator and section.role not in _ASIDE]
    by_locator = {"".join(section.locator.split()).casefold(): section for section in reversed(own)}
    by_key = {p.key(): section for section in reversed(own) if (p := parse(section.locator)) and len(p.numbers) <= 1}

    def section_of(locator: str) -> Section | None:
        parsed = parse(locator)
        written = by_locator.get("".join(locator.split()).casefold())
        return written or (by_key.get(parsed.key()) if parsed else None)

    if not drawn:
        return []
    raw = Raw(files, expected)
    results = []
    for one in drawn:
        section = section_of(one.locator)
        ours = words(_text(content, section, section_of(one.following[0])))[:_WORDS] if section else []
        similar = 0.0
        for theirs in raw.places(one):
            similar = _similar(ours, theirs, similar)
        results.append(Provision(one.doc_id, one.locator, round(similar, 3)))
    return results


def _text(content: Content, section: Section, following: Section | None) -> str:
    """A section's text, and the headings and notes after it that belong to none."""
    text = content.text[section.span.start : section.span.end]
    if following is None or following.span.start < section.span.end:
        return text
    end = following.span.start
    between = [each for each in content.sections if section.span.end <= each.span.start < end]
    if any(each.locator for each in between):
        return text
    asides = [each for each in between if each.heading or each.role in _ASIDE]
    return "\n".join([text, *(content.text[each.span.start : min(_own_end(each, content), end)] for each in asides)])


def _own_end(section: Section, content: Content) -> int:
    return section.span.end if section.role in _ASIDE else section.body_start


def _similar(ours: Sequence[str], theirs: Sequence[str], least: float) -> float:
    """The ratio of what two sequences share, where it is more than ``least``, else that."""
    matcher = SequenceMatcher(None, ours, theirs[:_WORDS], autojunk=False)
    # Upper bounds first: most places that have the number are contents or references.
    if matcher.real_quick_ratio() <= least or matcher.quick_ratio() <= least:
        return least
    return max(matcher.ratio(), least)


class Raw:
    """The raw files of one document, where provisions can be looked for by their number."""

    def __init__(self, files: Sequence[Path], expected: Expected | None = None) -> None:
        self._elements: dict[str, list[str]] = {}
        for path in files:
            for number, texts in elements(path).items():
                self._elements.setdefault(number, []).extend(texts)
        text = "\n".join(raw_text(path) for path in files)
        self._text = text[: expected.ends(text)] if expected else text

    def places(self, one: Drawn) -> Iterator[list[str]]:
        """The words from each place that has the number to that of the following provision."""
        numbered = self._elements.get(_number(one.locator).casefold(), [])
        yield from map(words, numbered)
        if numbered:
            return
        for loose in (False, True):
            nexts = [_heading(each, loose).finditer(self._text) for each in one.following]
            ends = sorted(match.start() for found in nexts for match in found)
            for match in _heading(one.locator, loose).finditer(self._text):
                after = bisect_right(ends, match.start())
                for end in ends[after : after + _ENDS]:
                    yield words(self._text[match.start() : end])


def _number(locator: str) -> str:
    parsed = parse(locator)
    written = locator if parsed is None else parsed.numbers[0]
    # "s. 7.1" parses as paragraph 1 of section 7.
    return locator.partition(" ")[2] if parsed is not None and len(parsed.numbers) > 1 else written


@lru_cache(maxsize=4096)
def _heading(locator: str, loose: bool) -> re.Pattern[str]:
    """How a provision's number begins a line; if ``loose``, after the words of a marginal note."""
    parsed, number = parse(locator), _number(locator)
    if parsed is not None and parsed.scheme == "제":
        whole, _, branch = number.partition("의")
        ending = rf"의\s?{branch}(?!\d)" if branch else "(?!의)"
        return re.compile(rf"{_OPENING}제\s?{whole}\s?조{ending}", re.MULTILINE)
    pieces = re.findall(r"\d+|[^\W\d_]+", number)
    written = r"[\s.\-–]{0,2}".join(_digits(piece) if piece.isdigit() else re.escape(piece) for piece in pieces)
    after = rf"(?:\.?[ºª°]|o\b|er\b|<sup>)?(?!\w)(?![.\-–]?\d)(?!\s?{_SUFFIX})(?!-[A-Z]\b)"
    if loose:
        return re.compile(rf"(?<=\w )\W{{0,3}}{written}\.(?= ?[(*A-Z])", re.MULTILINE)
    return re.compile(rf"{_OPENING}(?:{_WORD})?{written}{after}", re.MULTILINE | re.IGNORECASE)


def only_number(locator: str, text: str) -> bool:
    """Whether the text of a provision is its number and no more; of an annexed part, whether it is blank.

    A hyphen is what a repealed German provision has.
    """
    if len(text) > _LONGEST_NUMBER:
        return False
    number = _heading(locator, False).match(text) if _scheme(locator) else None
    return not (text[number.end() :] if number else text).strip(" \n.:;–—°º*")


def _digits(digits: str) -> str:
    """With a point or without before the last three: "1.093"."""
    return rf"{digits[:-3]}\.?{digits[-3:]}" if len(digits) > 3 else digits


def draw_pages(passages: Mapping[str, Sequence[Passage]], count: int, seed: int) -> list[tuple[str, Passage]]:
    """Passages of the documents in turn, that have a page and eight words."""
    rng = random.Random(seed)
    piles = []
    for doc_id in sorted(passages):
        pile = [
            (doc_id, passage)
            for passage in passages[doc_id]
            if passage.page is not None and len(passage.text.split()) >= _FIRST
        ]
        rng.shuffle(pile)
        piles.append(pile)
    return list(islice(_in_turn(piles), count))


def check_pages(path: Path, doc_id: str, passages: Sequence[Passage]) -> list[Page]:
    """Whether the drawn passages of one document begin on their page. Needs poppler."""
    results = []
    for passage in passages:
        page = passage.page or 0
        first = passage.text.split()[:_FIRST]
        there = any(_begins(first, path, page, options) for options in ((), ("-layout",), ("-raw",)))
        results.append(Page(doc_id, page, " ".join(first), there))
    return results


def _begins(first: Sequence[str], path: Path, page: int, options: tuple[str, ...]) -> bool:
    here = reduce(page_text(path, page, *options))
    if reduce(" ".join(first)) in here:
        return True
    following = reduce(page_text(path, page + 1, *options))
    return any(
        reduce(" ".join(first[:cut])) in here and reduce(" ".join(first[cut:])) in following
        for cut in range(2, len(first))
    )
