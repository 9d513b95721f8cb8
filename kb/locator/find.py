"""Provisions named in running text: "artículo 27.2", "s 85A", "§ 15 Abs. 1", "제15조제2항".

Each tradition is one verbose pattern for the provision and one for what follows it inwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb.locator.annexes import annexed_at, annexed_in
from kb.locator.model import Locator
from kb.locator.numbers import NUMBER, arabic, is_ordinal
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
    ("чл.", r"(?:член(?:ове)?|чл\.)"),
    ("art.", r"(?:perkara|άρθρο|άρθρα|статья|статьи|статье|ст\.|المادة|มาตรา|अनुच्छेद|अनुच्छेदों|điều)"),
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
#: "section 499.36" too, but that may as well be an inserted section of Canada's ("section 106.1").
_CHAPTER_SECTION = re.compile(r"\d+[A-Z]{1,2}-\d+(?:\.\d+)?|\d{3}[A-Z]?\.\d{3}[A-Z]?")
#: "section 7.1" stands between sections 7 and 8.
_DECIMAL = re.compile(r"\d+\.\d{1,2}(?:[A-Z](?!\w))?(?![\w.]?\d)")
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

_ITEM = (
    r"(?:\d{1,3}(?:\.\d{1,2})?[A-Za-z]{0,2}|[a-zA-Zñ]{1,2}(?:\.\d)?|[ivxlIVXL]{1,6}[A-Za-z]?|[A-Z]{1,2}\d{1,2}|[क-ह])"
)
_PAREN = re.compile(rf"\s?\(({_ITEM})\)")
_BIS = r"(?:\s(?:bis|ter|quater|quinquies|sexies|septies|octies))?(?!\w)"
_LETTER = r"(?:[a-zñ]{1,2}|[ivxl]{1,6})(?:[- ](?:bis|ter|quater))?"
_INWARD: list[tuple[str, re.Pattern[str]]] = [
    ("(", _PAREN),
    (".", re.compile(rf"\.(\d{{1,2}}{_BIS})(?!\d*\.?\d{{3}})")),
    ("§", re.compile(r",?\s*§\s?(\d+\s?[ºo°]?(?:-?[A-Z](?!\w))?)")),
    ("parágrafo", re.compile(r",?\s*par[áa]grafo(?:\s+(\d+|[^\W\d_]+))?\s?[ºo°]?", re.I)),
    (".", re.compile(rf",?\s*(?:apartado|apartat|apdo\.?|numeral|número|núm\.|nº)\s+(\d+{_BIS})", re.I)),
    ("para.", re.compile(r",?\s*(?:p[áa]rrafos?|párr\.|paragraphs?|para\.)\s+(\d+)", re.I)),
    ("inc.", re.compile(r",?\s*(?:incisos?|inc\.?)\s+(\d+|[ivxl]+|[a-z])(?!\w)\)?", re.I)),
    (".", re.compile(r",?\s*n\.?\s?[º°]\s*(\d+)(?!\w)", re.I)),  # "artigo 6.º, n.º 1"
    ("(", re.compile(r",?\s*sub-?sections?\s*\((\w{1,4})\)", re.I)),
    ("fracc.", re.compile(rf",?\s*(?:fracci[óo]n(?:es)?|fracc\.?)\s+([IVXL]+{_BIS}|\d+)(?!\w)", re.I)),
    ("ал.", re.compile(r",?\s*(?:алинея|ал\.)\s*(\d+[а-я]?)", re.I)),
    ("т.", re.compile(r",?\s*(?:точка|т\.)\s*(\d+[а-я]?)", re.I)),
    ("б.", re.compile(r",?\s*(?:буква|б\.)\s*[„\"«]?([а-я])(?!\w)[“\"»]?", re.I)),
    ("al.", re.compile(r",?\s*(?:alin[ée]as?|al\.)\s*(\d+)", re.I)),
    ("co.", re.compile(r",?\s*(?:commi|comma|co\.)\s+(\d+(?:-(?:bis|ter|quater|quinquies|sexies))?)(?!\w)", re.I)),
    ("point", re.compile(r",?\s*(?:point)\s+(\d+)", re.I)),
    ("lett.", re.compile(rf",?\s*(?:lettera|lett\.)\s+['\"]?({_LETTER})(?!\w)['\"]?\)?", re.I)),
    ("n.", re.compile(r",?\s*(?:numero|n\.)\s+(\d+(?:-(?:bis|ter|quater))?)(?!\w)\)?", re.I)),
    (")", re.compile(rf",?\s*(?:(?:letra|lletra|lettre|letter|let\.|lit\.|alínea)\s+)?({_LETTER})\)", re.I)),
    (")", re.compile(r",?\s*(?:letra|lletra|lettre|alínea)\s+['\"]?([a-zñ])['\"]?(?!\w)", re.I)),
    (",", re.compile(rf",\s*([IVXL]+(?:-[A-Z](?!\w))?{_BIS})(?!\w)")),
    # German and Swiss articles: "Art. 20 Abs. 1 Satz 2"
    ("Abs.", re.compile(r"\s*(?:Abs\.|Absatz)\s*(\d+[a-z]?)")),
    ("Satz", re.compile(r"\s*Satz\s*(\d+)")),
    ("Nr.", re.compile(r"\s*(?:Nr\.|Nummer)\s*(\d+[a-z]?)")),
    ("Doppelbuchst.", re.compile(r"\s*(?:Doppelbuchst\.|Doppelbuchstabe)\s*([a-z]{2})(?!\w)")),
    ("Buchst.", re.compile(r"\s*(?:Buchst\.|Buchstabe)\s*([a-z]{1,2})(?!\w)")),
]  # fmt: skip
_INWARD_SIGN: list[tuple[str, re.Pattern[str]]] = [
    ("Abs.", re.compile(r"\s*(?:Abs\.|Absatz)\s*(\d+[a-z]?)", re.I)),
    ("Satz", re.compile(r"\s*(?:Satz|S\.)\s*(\d+)")),
    ("Nr.", re.compile(r"\s*(?:Nr\.|Nummer)\s*(\d+[a-z]?)", re.I)),
    ("Doppelbuchst.", re.compile(r"\s*(?:Doppelbuchst\.|Doppelbuchstabe)\s*([a-z]{2})(?!\w)", re.I)),
    ("Buchst.", re.compile(r"\s*(?:Buchst\.|Buchstabe|lit\.)\s*([a-z]{1,2})(?!\w)", re.I)),
    ("ал.", re.compile(r",?\s*(?:алинея|ал\.)\s*(\d+)", re.I)),
    ("т.", re.compile(r",?\s*(?:точка|т\.)\s*(\d+)", re.I)),
    ("(", _PAREN),
]  # fmt: skip

_KO = re.compile(r"제\s*(\d+)\s*조(?:\s*의\s*(\d+))?")
_KO_INWARD = [(mark, re.compile(rf"\s*제\s*(\d+)\s*{mark}")) for mark in "항호"] + [
    ("목", re.compile(r"\s*([가-하])목"))
]
_HAN_NUMBER = r"[0-9０-９〇一二三四五六七八九十百千]+"
_JA = re.compile(rf"第\s*({_HAN_NUMBER})\s*[条條](?:の({_HAN_NUMBER}))?")
_JA_INWARD = [
    (mark, re.compile(rf"第?({_HAN_NUMBER})[{chars}]")) for mark, chars in (("項", "項项款"), ("号", "号號"))
] + [("イ", re.compile(r"([アイウエオカキクケコサシスセソイロハニホヘトチリヌルヲワ])(?![ァ-ヴー])"))]
#: What may follow a locator that names its law: "c.c.", "CCA", "GenG", "of the Act", "de la Ley 27/1999".
_INSTRUMENT = re.compile(
    r"\s+(?:c\.\s?c\.|(?-i:[A-Z][\w.]*[A-Z][\w.]*)|(?:of|in)\s+(?:the|this)\s.+|(?:de|del|des|du|der|della|do|da)\s.+)",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(?P<first>{NUMBER})\s+(?P<to>to|à|a|al|and|et|y|e|und|bis)\s+(?P<last>{NUMBER})")
#: Characters of the longest locator, with the name of its law; what is longer is none.
_LONGEST = 1000
#: Words of the longest label that tells an annexed part from others: "제8423호, 2007. 5. 11." has four.
_LONGEST_LABEL = 40


def parse(text: str) -> Locator | None:
    """The locator that ``text`` is, from end to end, but for the name of its law; None when it is none."""
    stripped = " ".join(text.split())
    return _parse(stripped) if len(stripped) <= _LONGEST else None


def _parse(stripped: str, *, nested: bool = False) -> Locator | None:
    """``nested``: in an annexed part already."""
    part = annexed_at(stripped)
    if part is not None:
        rest = stripped[part.end :].lstrip(" ,;:.-–—")
        if not rest or _INSTRUMENT.fullmatch(stripped, part.end):
            return part.locator
        if part.locator.numbers:  # "disp. adicional 1.2"
            marks, numbers, end = _inwards(stripped, part.end, [*_IN_ANNEX, *_INWARD])
            if numbers and end == len(stripped):
                return _extended(part.locator, marks, numbers)
        return _inside(part.context, part.locator, rest, nested=nested)
    for locator, span in find(stripped):
        if span.start == 0 and (span.end == len(stripped) or _INSTRUMENT.fullmatch(stripped, span.end)):
            return locator
    return _special(stripped)


def _inside(context: str, part: Locator, rest: str, *, nested: bool) -> Locator | None:
    """The provision ``rest`` of an annexed part, whose paragraphs are its own subdivisions."""
    words = rest.split(" ")
    label: list[str] = []  # "부칙 제8423호, 2007. 5. 11. 제1조": what tells it from others
    inner: Locator | None = None
    for skipped in range(min(len(words), _LONGEST_LABEL + 1)):
        label, rest = words[:skipped], " ".join(words[skipped:])
        if annexed_at(rest) is not None:  # a part in a part; in that one there is no third
            inner = None if nested else _parse(rest, nested=True)
            break
        if inner := _parse(rest):
            break
    if inner is None or inner.context:
        return None
    if inner.scheme == "para." and part.numbers and not label:
        return _extended(part, ("para.", *inner.marks), inner.numbers)
    return inner.within(" ".join([context, *label]).strip())


def _extended(locator: Locator, marks: tuple[str, ...], numbers: tuple[str, ...]) -> Locator:
    """``locator`` with the subdivisions ``numbers``."""
    return replace(locator, numbers=(*locator.numbers, *numbers), marks=(*locator.marks, *marks))


def _special(text: str) -> Locator | None:
    """ "art. único", "artículo primero", "s. 127 to 129"."""
    head = _HEAD.match(text)
    if head is None or head.lastgroup == "code":
        return None
    sign = head.lastgroup == "sign"
    scheme = "§" if sign else _WORDS[int(str(head.lastgroup)[1:])][0]
    rest = text[head.end() :].strip()
    if several := _RANGE.fullmatch(rest):
        return Locator(scheme, (f"{_clean(several['first'])} {several['to']} {_clean(several['last'])}",))
    if sign:
        return None
    if re.fullmatch(r"[IVXLC]+", rest):
        return Locator(scheme, (rest,))
    word = re.match(r"[^\W\d_]+(?:\s+[^\W\d_]+)?", rest)
    for written in (word[0], word[0].split()[0]) if word else ():
        number = arabic(written)
        if number.isdecimal() or is_ordinal(written):
            marks, numbers, end = _inwards(rest, len(written), _INWARD)
            if end == len(rest) or _INSTRUMENT.fullmatch(rest, end):
                return Locator(scheme, (number, *numbers), marks)
    return None


def find(text: str, chapters: Iterable[str] = (), language: str = "") -> list[tuple[Locator, Span]]:
    """Provisions named in ``text`` with their places, in order, none within another.

    ``chapters`` are the numbers of chapters in whose sections these begin ("421C", "499"): only with them is a bare
    "421C-14" or "499.36" taken for a section. ``language`` (ISO 639-1), where known, settles that "Paragraph 5" is
    "§ 5" in German.
    """
    found: list[tuple[Locator, Span]] = []
    for search in (_korean, _japanese):
        found += search(text)
    found += _annexes(text, language)
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
                number = _clean(match[1] or "")
                if mark == "parágrafo":
                    number = number if number.isdecimal() else "único"
                elif mark == "n." and marks[-1:] not in (["co."], ["lett."]) and text[position : position + 1] != ",":
                    continue  # "art. 5 n. 3" of a law, not its number 3
                marks.append(mark)
                numbers.append(number)
                position = match.end()
                break
        else:
            break
    return tuple(marks), tuple(numbers), position


def _korean(text: str) -> Iterator[tuple[Locator, Span]]:
    return (_enclosed(text, "제", match, "의", _KO_INWARD) for match in _KO.finditer(text))


def _japanese(text: str) -> Iterator[tuple[Locator, Span]]:
    return (_enclosed(text, "第", match, "の", _JA_INWARD) for match in _JA.finditer(text))


def _enclosed(
    text: str, scheme: str, match: re.Match[str], branch: str, inward: list[tuple[str, re.Pattern[str]]]
) -> tuple[Locator, Span]:
    number = arabic(match[1]) + (branch + arabic(match[2]) if match[2] else "")
    marks, numbers, end = _inwards(text, match.end(), inward)
    return Locator(scheme, (number, *numbers), marks), Span(match.start(), end)


def _annexes(text: str, language: str) -> Iterator[tuple[Locator, Span]]:
    for part in annexed_in(text, language):
        marks, numbers, end = _inwards(text, part.end, _IN_ANNEX)
        locator = part.locator
        if numbers and locator.numbers:
            locator = _extended(locator, marks, numbers)
        elif numbers:
            locator = Locator("para.", numbers, marks[1:], part.context)
        elif inner := next((each for each in _heads(text, part.end, language)), None):
            locator, end = inner[0].within(part.context), inner[1].end
        yield locator, Span(part.start, end)


#: Paragraphs of a schedule or annex, and their subdivisions.
_IN_ANNEX = [
    ("para.", re.compile(r",?\s+(?:paragraphs?|paras?\.?)\s+(\d+[A-Z]{0,2})", re.I)),
    ("(", _PAREN),
]


def _heads(text: str, position: int, language: str) -> Iterator[tuple[Locator, Span]]:
    """A provision named right after ``position``: "Schedule 2, section 5", "부칙 제1조"."""
    gap = re.compile(r"[\s,]*").match(text, position)
    start = gap.end() if gap else position
    if match := _KO.match(text, start):
        yield _enclosed(text, "제", match, "의", _KO_INWARD)
    if match := _JA.match(text, start):
        yield _enclosed(text, "第", match, "の", _JA_INWARD)
    if match := _HEAD.match(text, start):
        yield from _worded_at(text, match, language)


def _worded(text: str, language: str) -> Iterator[tuple[Locator, Span]]:
    for match in _HEAD.finditer(text):
        yield from _worded_at(text, match, language)


def _worded_at(text: str, match: re.Match[str], language: str) -> Iterator[tuple[Locator, Span]]:
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
        elif scheme in ("s.", "reg.", "r.", "cl.") and (decimal := _DECIMAL.match(text, position)):
            number = decimal
        marks, numbers, end = _inwards(text, number.end(), _INWARD_SIGN if kept == "§" else inward)
        first = number[0] if kept == "§" else _clean(number[0])  # "§ 327o" is no ordinal
        locator = Locator(kept, (first, *numbers), marks)
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
    number = re.sub(r"(?<=\d)\.?\s?[ºª°]|(?<=\d)\.?o(?=$|-[A-Z])", "", number)
    return arabic(number.rstrip("."))


def _chapter_sections(text: str, chapters: Iterable[str]) -> Iterator[tuple[Locator, Span]]:
    alternatives = "|".join(re.escape(chapter) for chapter in sorted(chapters, key=len, reverse=True))
    if not alternatives:
        return
    for match in re.finditer(rf"(?<![\w.-])(?:{alternatives})[-.]\d+(?:\.\d+)?[A-Z]?(?![\w-])", text):
        marks, numbers, end = _inwards(text, match.end(), _INWARD_SIGN)
        yield Locator("§", (match[0], *numbers), marks), Span(match.start(), end)
