"""Provisions named in running text: "artículo 27.2", "s 85A", "§ 15 Abs. 1", "제15조제2항"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb.locator.annexes import Annexed, annexed_at, annexed_in
from kb.locator.enclosed import enclosed, enclosed_at
from kb.locator.heads import CHAPTER_SECTION, DECIMAL, GAP, HEAD, SECTIONS, Head, head_of
from kb.locator.inverted import inverted, link
from kb.locator.model import Locator
from kb.locator.numbers import clean, ordinal
from kb.locator.orders import order_at, orders
from kb.locator.subdivisions import IN_ANNEX, IN_ARTICLE, IN_SIGN, PAREN, inwards
from kb.model import Span

__all__ = ["extended", "find"]

Found = tuple[Locator, Span]

_AND = re.compile(
    r"\s*(?:,|;|&|\band\b|\bor\b|\by\b|\bo\b|\be\b|\bet\b|\bou\b|\bund\b|\boder\b|\bi\b|\bи\b)\s*", re.IGNORECASE
)
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\ba\b|\bal\b|\bà\b|\bau\b|\bbis\b|\bthrough\b)\s*(?=\d)", re.IGNORECASE)
#: The provisions within a range of at most this many are named too; of a longer one only the first and the last.
_LONGEST_RANGE = 12
#: "and (3)" after "ss. 7(2)".
_AND_PART = re.compile(r"(?:\s*,\s*|\s+(?:and|or|y|o|e|et|ou|und|oder)\s+)(?=\(\w{1,4}\))", re.IGNORECASE)
#: "§§ 5 ff.", "arts. 5 y ss.", "caput do art. 3": what adds nothing to where it begins.
_AND_FOLLOWING = re.compile(
    r"\s+(?:ff?\.|ff\b|et\s+seq\b\.?|(?:y\s+)?ss\.|e\s+ss\.|e\s+segg?\.|e\s+seguenti\b|et\s+suiv(?:ants\b|\.)|"
    r"und\s+folgende\b)|,?\s*caput\b",
    re.IGNORECASE,
)
#: Parts that are named right after a provision: "art. 12 preleggi", "§ 4 ПЗР".
_NAMED_AFTER = frozenset({"preleggi", "disp. att.", "ПЗР", "ДР"})
#: Characters of the longest name of a part, with its number.
_LONGEST_NAME = 100


def find(text: str, chapters: Iterable[str] = (), language: str = "") -> list[Found]:
    """Provisions named in ``text`` with their places, in order, none within another.

    ``chapters`` are the numbers of chapters in whose sections these begin ("421C", "499"): only with them is a bare
    "421C-14" or "499.36" taken for a section. ``language`` (ISO 639-1), where known, settles that "Paragraph 5" is
    "§ 5" in German. What belongs to a list or a range without being named has an empty place.

    >>> [str(locator) for locator, _ in find("Según la letra b) del apartado 3 del artículo 12 y la DA 2.ª")]
    ['art. 12.3 b)', 'disp. adicional 2']
    """
    found = [*enclosed(text), *_annexes(text, language), *orders(text), *_worded(text, language)]
    found += inverted(text, lambda position: next(_heads(text, position, language), None))
    found += _chapter_sections(text, chapters)
    found.sort(key=lambda each: (each[1].start, len(each[1]) > 0, -each[1].end))
    kept: list[Found] = []
    for each in found:
        if not kept or each[1].start >= kept[-1][1].end:
            kept.append((each[0], _in_brackets(text, each[1])))
    return kept


def _in_brackets(text: str, span: Span) -> Span:
    """Without the bracket that closes what was opened before: "(art. 5, lett. a)"."""
    within = span.of(text)
    if within[-1:] != ")" or within.count(")") <= within.count("("):
        return span
    before = text[max(0, span.start - _LONGEST_NAME) : span.start]
    return Span(span.start, span.end - 1) if before.count("(") > before.count(")") else span


def extended(locator: Locator, marks: tuple[str, ...], numbers: tuple[str, ...]) -> Locator:
    """``locator`` with the subdivisions ``numbers``."""
    return replace(locator, numbers=(*locator.numbers, *numbers), marks=(*locator.marks, *marks))


def _annexes(text: str, language: str) -> Iterator[Found]:
    for part in annexed_in(text, language):
        locator, span = _annex(text, part, language)
        # "the schedule", "the annex" name none; "the Schedule, paragraph 3" does
        if part.locator.numbers or part.is_named_alone or (locator.numbers and _holds(part.locator, locator)):
            yield locator, span


def _holds(part: Locator, inner: Locator) -> bool:
    return part.scheme in _NAMED_AFTER or inner.scheme == "para."


def _annex(text: str, part: Annexed, language: str) -> Found:
    """The annexed part, with what is named in it."""
    locator, end = part.locator, part.end
    marks, numbers, inner_end = inwards(text, end, _IN_PART if locator.numbers else _PARAGRAPHS)
    if numbers and locator.numbers:
        locator, end = extended(locator, marks, numbers), inner_end
    elif numbers and marks[0] == "para.":  # in a part without number its paragraphs are the provisions
        locator, end = Locator("para.", numbers, marks[1:], part.context), inner_end
    elif inner := next(_provisions(text, _after_gap(text, end), language), None):
        locator, end = inner[0].within(part.context), inner[1].end
    return locator, Span(part.start, end)


_PARAGRAPHS = IN_ANNEX[1:]
#: What a schedule or annex, or a provision of a Spanish law's end, is divided into. "Annex II, III" is a list.
_IN_PART = [*IN_ANNEX, *(each for each in IN_ARTICLE if each[0] not in (",", "§", "parágrafo", "inc.", '"'))]


def _after_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


_GAP = re.compile(r"[\s,]*")


def _heads(text: str, position: int, language: str) -> Iterator[Found]:
    """The provision or annexed part named at ``position``."""
    yield from _provisions(text, position, language)
    if part := annexed_at(text[position : position + _LONGEST_NAME], language):
        yield _annex(text, replace(part, start=position, end=position + part.end), language)
    if order := order_at(text, position):
        yield order[0], Span(position, order[1])


def _provisions(text: str, position: int, language: str) -> Iterator[Found]:
    """A provision named at ``position``: "section 5" of "Schedule 2, section 5", "제1조" of "부칙 제1조"."""
    if found := enclosed_at(text, position):
        yield found
    if match := HEAD.match(text, position):
        yield from _worded_at(text, match, language)


def _worded(text: str, language: str) -> Iterator[Found]:
    for match in HEAD.finditer(text):
        yield from _worded_at(text, match, language)


def _worded_at(text: str, match: re.Match[str], language: str) -> Iterator[Found]:
    """The provisions enumerated after a word, in the annexed part or Order that is named after them."""
    found = list(_list(text, match.start(), match.end(), head_of(match, language)))
    if not found:
        return
    last = found[-1][1]
    if part := _part_after(text, last.end, found[-1][0], language):
        found = [(_in_part(locator, *part[:2], match[0]), span) for locator, span in found]
        marks, numbers, end = inwards(text, part[2], IN_ARTICLE)  # "art. 12 preleggi, comma 2"
        found[-1] = extended(found[-1][0], marks, numbers), Span(last.start, end)
    yield from found


def _part_after(text: str, position: int, last: Locator, language: str) -> tuple[Locator, str, int] | None:
    """The part that holds the provision before ``position``, the context that it is, and where its name ends.

    "of Schedule 2", "preleggi", "от ПЗР", "of Order 5".
    """
    linked = link(text, position)
    start = _after_gap(text, position) if linked is None else linked
    if start == position:
        return None
    if last.scheme == "r." and linked is not None and (order := order_at(text, start)):
        return order[0], str(order[0]), order[1]
    part = annexed_at(text[start : start + _LONGEST_NAME], language)
    if part is None or part.locator.is_recital or last.context:
        return None
    if linked is None and part.locator.scheme not in _NAMED_AFTER and last.scheme != "para.":
        return None
    return part.locator, part.context, start + part.end


def _in_part(locator: Locator, part: Locator, context: str, word: str) -> Locator:
    if part.scheme == "O.":
        return extended(part, ("r.", *locator.marks), locator.numbers)
    if not word.lower().startswith(("para", "perenggan")):
        return locator.within(context)
    if not part.numbers:
        return Locator("para.", locator.numbers, locator.marks, context)
    return extended(part, ("para.", *locator.marks), locator.numbers)


def _list(text: str, start: int, position: int, head: Head) -> Iterator[Found]:
    """The provisions enumerated after a word: "arts. 27 y 28", "sections 5 to 8", "§§ 53, 54"."""
    gap = GAP.match(text, position)
    position = gap.end() if gap else position
    previous: Locator | None = None
    while found := _numbered(text, position, head):
        locator, end = found
        if previous is not None:
            whole = range(_value(previous.numbers[0]) + 1, _value(locator.numbers[0]))
            for between in whole if len(whole) <= _LONGEST_RANGE else ():
                yield Locator(locator.scheme, (str(between),)), Span(start, start)
        yield locator, Span(start, end)
        while (more := _AND_PART.match(text, end)) and (part := PAREN.match(text, more.end())) and locator.marks:
            locator = replace(locator, numbers=(*locator.numbers[:-1], part[1]))
            yield locator, Span(end, part.end())
            end = part.end()
        previous, start, position = None, end, end
        if joined := _AND.match(text, position):
            position = joined.end()
        elif (joined := _TO.match(text, position)) and _is_range(locator, text, joined.end(), head.number):
            previous, position = locator, joined.end()
        else:
            return
        if not text[position : position + 1].isdigit():
            return
        start = position


def _numbered(text: str, position: int, head: Head) -> tuple[Locator, int] | None:
    """The provision whose number is at ``position``, and where it ends."""
    number = head.number.match(text, position)
    if number is None:
        return _in_words(text, position, head)
    if _is_of_instrument(text, number, head.scheme):
        return None
    scheme, inward = head.scheme, head.inward
    section = CHAPTER_SECTION.match(text, position) if scheme == "s." else None
    if section is not None and not (head.is_short and section["plain"]):
        scheme, number, inward = "§", section, IN_SIGN
    elif scheme in SECTIONS and (decimal := DECIMAL.match(text, position)):
        number = decimal
    marks, numbers, end = inwards(text, number.end(), inward)
    if following := _AND_FOLLOWING.match(text, end):
        end = following.end()
    first = number[0] if scheme == "§" else clean(number[0])  # "§ 327o" is no ordinal
    return Locator(scheme, (first, *numbers), marks), end


_WORD = re.compile(r"[^\W\d_]{5,12}(?!\w)")


def _in_words(text: str, position: int, head: Head) -> tuple[Locator, int] | None:
    """ "article premier", "artículo primero"."""
    word = _WORD.match(text, position) if head.scheme == "art." else None
    number = ordinal(word[0]) if word else ""
    if word is None or not number.isdecimal():
        return None
    marks, numbers, end = inwards(text, word.end(), head.inward)
    return Locator("art.", (number, *numbers), marks), end


def _is_range(first: Locator, text: str, position: int, pattern: re.Pattern[str]) -> bool:
    last = pattern.match(text, position)
    return last is not None and 0 < _value(first.numbers[0]) < _value(last[0])


def _value(number: str) -> int:
    """The whole number that ``number`` is; 0 where it is none."""
    plain = number.replace(".", "")
    return int(plain) if plain.isdecimal() else 0


def _is_of_instrument(text: str, number: re.Match[str], scheme: str) -> bool:
    """ "Regulation 2016/679" and "Regulations 2015" name an instrument, not a provision."""
    is_year = scheme in ("reg.", "r.") and re.fullmatch(r"(?:18|19|20)\d\d", number[0]) is not None
    return is_year or text[number.end() : number.end() + 1] == "/"


def _chapter_sections(text: str, chapters: Iterable[str]) -> Iterator[Found]:
    alternatives = "|".join(re.escape(chapter) for chapter in sorted(chapters, key=len, reverse=True))
    if not alternatives:
        return
    for match in re.finditer(rf"(?<![\w.-])(?:{alternatives})[-.]\d+(?:\.\d+)?[A-Z]?(?![\w-])", text):
        marks, numbers, end = inwards(text, match.end(), IN_SIGN)
        yield Locator("§", (match[0], *numbers), marks), Span(match.start(), end)
