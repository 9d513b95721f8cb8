"""Provisions named in running text: "artículo 27.2", "s 85A", "§ 15 Abs. 1", "제15조제2항".

Each tradition is one verbose pattern for the provision and one for what follows it inwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.locator.model import Locator
from kb.locator.numbers import NUMBER, arabic
from kb.model import Span

__all__ = ["find", "parse"]

_I = re.IGNORECASE | re.VERBOSE

# Words before the number, by scheme. After an apostrophe "s" is none ("co-op's 5 members"), "article" is one.
_WORDS: list[tuple[str, str]] = [
    ("art.", r"(?:articles?|art[ií]culos?|artigos?|articol[oi]|articles?|artikels?|artt?s?)\b\.?"),
    ("s.", r"(?:sections?|secs?\.?|ss?\.?|seksyen|seccion(?:es)?|sección)"),
    # Canada: "subsection 8(1)" and "paragraphe 8(1)" are section and article 8(1)
    ("s.", r"(?:subsections?|paragraphs?(?=\s*\d+\())"),
    ("art.", r"(?:paragraphes?|par\.?)(?=\s*\d+\()"),
    ("reg.", r"(?:regulations?|regs?\.?|peraturan)"),
    ("r.", r"(?:rules?|rr?\.)"),
    ("cl.", r"(?:clauses?|cll?\.|fasal)"),
    ("para.", r"(?:paragraphs?|paras?\.?)"),
    ("art.", r"(?:perkara|άρθρο|άρθρα|член|чл\.|статья|статьи|статье|ст\.|المادة|มาตรา|अनुच्छेद|अनुच्छेदों|điều)"),
    ("धारा", r"(?:धारा|धाराओं)"),
]
_NO_APOSTROPHE = "(?<!['’])"
_HEAD = re.compile(
    r"(?P<code>(?<![\w.-])(?-i:(?=[LRD]\.?\s?\d{3}-\d)))|"  # "L. 521-1": a code of France without the word article
    + "|".join(
        rf"(?P<w{i}>(?<![\w.-]){'' if scheme == 'art.' else _NO_APOSTROPHE}{word}(?![^\W\d_]))"
        for i, (scheme, word) in enumerate(_WORDS)
    )
    + r"|(?P<sign>§{1,2}|(?<!\w)Paragraf\b)",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s*(?:n\.?\s?[º°o]\.?\s*|núms?\.?\s*|no\.\s*)?", re.IGNORECASE)
_NUMBER = re.compile(NUMBER)
_SIGN_NUMBER = re.compile(r"\d+[A-Z]{0,2}(?:[-.]\d+(?:\.\d+)?[A-Z]?)?(?:[a-z](?![\w]))?")
#: "section 421C-15", "section 499.36": the number of the chapter comes first, and the tradition writes §.
_CHAPTER_SECTION = re.compile(r"\d+[A-Z]{1,2}-\d+(?:\.\d+)?|\d{3}[A-Z]?\.\d+[A-Z]?")
_PLAIN_NUMBER = re.compile(r"[\d०-९]+[A-Z]{0,2}(?!\w)")
_WHOLE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+[A-Z]{0,2}(?!\w)")
_PLURAL = re.compile(
    r"(?:art[a-zí]*[si]|artt|sections|secs|ss|regulations|regs|rules|clauses|paragraphs|paras|§§)\.?", re.I
)
_AND = re.compile(
    r"\s*(?:,|;|&|\band\b|\bor\b|\by\b|\bo\b|\be\b|\bet\b|\bou\b|\bund\b|\boder\b|\bi\b)\s*", re.IGNORECASE
)
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\ba\b|\bal\b|\bà\b|\bau\b|\bbis\b|\bthrough\b)\s*(?=\d)", re.IGNORECASE)
#: The provisions within a range of at most this many are named too; of a longer one only the first and the last.
_LONGEST_RANGE = 12

_ITEM = r"(?:\d{1,3}[A-Za-z]?|[a-zA-Zñ]|[ivxlIVXL]{1,6})"
_PAREN = re.compile(rf"\s?\(({_ITEM})\)")
_INWARD: list[tuple[str, re.Pattern[str]]] = [
    ("(", _PAREN),
    (".", re.compile(r"\.(\d{1,2})(?![\d.]*\d)")),
    ("§", re.compile(r",?\s*§\s?(\d+)\s?[ºo°]?")),
    (".", re.compile(r",?\s*(?:apartado|apartat|apdo\.|numeral|número|núm\.|nº)\s+(\d+)", re.I)),
    ("para.", re.compile(r",?\s*(?:p[áa]rrafos?|párr\.|paragraphs?|para\.)\s+(\d+)", re.I)),
    ("inc.", re.compile(r",?\s*(?:incisos?|inc\.?)\s+(\d+|[a-z])(?!\w)\)?", re.I)),
    ("fracc.", re.compile(r",?\s*(?:fracci[óo]n(?:es)?|fracc\.?)\s+([IVXL]+|\d+)(?!\w)", re.I)),
    ("al.", re.compile(r",?\s*(?:alin[ée]as?|al\.|ал\.)\s*(\d+)", re.I)),
    ("comma", re.compile(r",?\s*(?:commi|comma|co\.)\s+(\d+)", re.I)),
    ("point", re.compile(r",?\s*(?:point)\s+(\d+)", re.I)),
    (")", re.compile(r",?\s*(?:(?:letra|lletra|lettre|lettera|letter|lett\.|let\.|lit\.|alínea)\s+)?([a-zñ])\)", re.I)),
    (")", re.compile(r",?\s*(?:letra|lletra|lettre|lettera|lett\.|alínea)\s+['\"]?([a-zñ])['\"]?(?!\w)", re.I)),
    (",", re.compile(r",\s*([IVXL]+)(?!\w)")),
]  # fmt: skip
_INWARD_SIGN: list[tuple[str, re.Pattern[str]]] = [
    ("Abs.", re.compile(r"\s*(?:Abs\.|Absatz)\s*(\d+[a-z]?)", re.I)),
    ("Satz", re.compile(r"\s*(?:Satz|S\.)\s*(\d+)")),
    ("Nr.", re.compile(r"\s*(?:Nr\.|Nummer)\s*(\d+[a-z]?)", re.I)),
    ("Buchst.", re.compile(r"\s*(?:Buchst\.|Buchstabe|lit\.)\s*([a-z])(?!\w)", re.I)),
    ("(", _PAREN),
]  # fmt: skip

_KO = re.compile(r"제\s*(\d+)\s*조(?:\s*의\s*(\d+))?")
_KO_INWARD = [(mark, re.compile(rf"\s*제\s*(\d+)\s*{mark}")) for mark in "항호"] + [
    ("목", re.compile(r"\s*([가-하])목"))
]
_HAN_NUMBER = r"[0-9０-９〇一二三四五六七八九十百千]+"
_JA = re.compile(rf"第\s*({_HAN_NUMBER})\s*[条條](?:の({_HAN_NUMBER}))?")
_JA_INWARD = [(mark, re.compile(rf"第?({_HAN_NUMBER})[{chars}]")) for mark, chars in (("項", "項项款"), ("号", "号號"))]
_SCHEDULE = re.compile(
    r"(?<!\w)(?:Sch(?:edule|\.)?)\s+(\d+[A-Z]?|[IVX]+)(?!\w)(?:,?\s+(?:paragraph|para\.?)\s+(\d+))?", re.I
)


def parse(text: str) -> Locator | None:
    """The locator that ``text`` is, from end to end; None when it is none."""
    stripped = text.strip()
    for locator, span in find(stripped):
        if span.start == 0 and span.end == len(stripped):
            return locator
    return None


def find(text: str, chapters: Iterable[str] = (), language: str = "") -> list[tuple[Locator, Span]]:
    """Provisions named in ``text`` with their places, in order, none within another.

    ``chapters`` are the numbers of chapters in whose sections these begin ("421C", "499"): only with them is a bare
    "421C-14" or "499.36" taken for a section. ``language`` (ISO 639-1), where known, settles that "Paragraph 5" is
    "§ 5" in German.
    """
    found: list[tuple[Locator, Span]] = []
    for search in (_korean, _japanese, _schedules):
        found += search(text)
    found += _worded(text, language)
    found += _chapter_sections(text, chapters)
    found.sort(key=lambda each: (each[1].start, len(each[1]) > 0, -each[1].end))
    kept: list[tuple[Locator, Span]] = []
    for each in found:
        if not kept or each[1].start >= kept[-1][1].end:
            kept.append(each)
    return kept


def _inwards(
    text: str, position: int, patterns: list[tuple[str, re.Pattern[str]]]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Subdivisions from ``position``: their marks, their numbers, and where they end."""
    marks: list[str] = []
    numbers: list[str] = []
    while len(numbers) < 5:
        for mark, pattern in patterns:
            if match := pattern.match(text, position):
                marks.append(mark)
                numbers.append(arabic(match[1]))
                position = match.end()
                break
        else:
            break
    return tuple(marks), tuple(numbers), position


def _korean(text: str) -> Iterator[tuple[Locator, Span]]:
    return _enclosed(text, "제", _KO, "의", _KO_INWARD)


def _japanese(text: str) -> Iterator[tuple[Locator, Span]]:
    return _enclosed(text, "第", _JA, "の", _JA_INWARD)


def _enclosed(
    text: str, scheme: str, pattern: re.Pattern[str], branch: str, inward: list[tuple[str, re.Pattern[str]]]
) -> Iterator[tuple[Locator, Span]]:
    for match in pattern.finditer(text):
        number = arabic(match[1]) + (branch + arabic(match[2]) if match[2] else "")
        marks, numbers, end = _inwards(text, match.end(), inward)
        yield Locator(scheme, (number, *numbers), marks), Span(match.start(), end)


def _schedules(text: str) -> Iterator[tuple[Locator, Span]]:
    for match in _SCHEDULE.finditer(text):
        if match[2]:
            yield Locator("Sch.", (match[1], match[2]), ("para.",)), Span(*match.span())
        else:
            yield Locator("Sch.", (match[1],)), Span(*match.span())


def _worded(text: str, language: str) -> Iterator[tuple[Locator, Span]]:
    for match in _HEAD.finditer(text):
        group = match.lastgroup
        if group == "sign" or (language == "de" and match[0].lower() == "paragraph"):
            scheme, number, inward = "§", _SIGN_NUMBER, _INWARD_SIGN
        elif group == "code":
            scheme, number, inward = "art.", _NUMBER, _INWARD
        else:
            scheme, number, inward = _WORDS[int(str(group)[1:])][0], _NUMBER, _INWARD
            if scheme == "धारा":
                number = _PLAIN_NUMBER
        if _PLURAL.fullmatch(match[0]):
            number = _WHOLE_NUMBER  # "articles 44-69": a range
        yield from _list(text, match.start(), match.end(), scheme, number, inward)


def _list(
    text: str,
    start: int,
    position: int,
    scheme: str,
    pattern: re.Pattern[str],
    inward: list[tuple[str, re.Pattern[str]]],
) -> Iterator[tuple[Locator, Span]]:
    """The provisions enumerated after a word: "arts. 27 y 28", "sections 5 to 8", "§§ 53, 54"."""
    gap = _GAP.match(text, position)
    position = gap.end() if gap else position
    previous: Locator | None = None
    while number := pattern.match(text, position):
        if _is_of_instrument(text, number, scheme):
            return
        kept = scheme
        if scheme == "s." and (section := _CHAPTER_SECTION.match(text, position)):
            kept, number = "§", section
        marks, numbers, end = _inwards(text, number.end(), _INWARD_SIGN if kept == "§" else inward)
        locator = Locator(kept, (_clean(number[0]), *numbers), marks)
        if previous is not None:
            whole = range(_value(previous.numbers[0]) + 1, _value(locator.numbers[0]))
            for between in whole if len(whole) <= _LONGEST_RANGE else ():
                yield Locator(kept, (str(between),)), Span(start, start)
        yield locator, Span(start, end)
        previous, start, position = None, end, end
        if joined := _AND.match(text, position):
            position = joined.end()
        elif (joined := _TO.match(text, position)) and _is_range(locator, text, joined.end(), pattern):
            previous, position = locator, joined.end()
        else:
            return
        if not text[position : position + 1].isdigit():
            return
        start = position


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


def _clean(number: str) -> str:
    number = re.sub(r"^([LRDA])\.?\s?\*?(?=\d)", r"\1", number.strip())
    number = re.sub(r"(?<=\d)\s?[ºª°]|(?<=\d)\.?o$", "", number)
    return arabic(number.rstrip("."))


def _chapter_sections(text: str, chapters: Iterable[str]) -> Iterator[tuple[Locator, Span]]:
    alternatives = "|".join(re.escape(chapter) for chapter in sorted(chapters, key=len, reverse=True))
    if not alternatives:
        return
    for match in re.finditer(rf"(?<![\w.-])(?:{alternatives})[-.]\d+(?:\.\d+)?[A-Z]?(?![\w-])", text):
        marks, numbers, end = _inwards(text, match.end(), _INWARD_SIGN)
        yield Locator("§", (match[0], *numbers), marks), Span(match.start(), end)
