"""Subdivisions of a provision, from the outside inwards: "(1)(b)", ", apartado 2", " Abs. 1 Satz 2", ", 2e alinéa"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.locator.numbers import clean, ordinal, roman

__all__ = [
    "HAN_NUMBER", "IN_ANNEX", "IN_ARTICLE", "IN_JAPANESE", "IN_KOREAN", "IN_LIST", "IN_SECTION", "IN_SIGN", "ITEM",
    "PAREN", "ROMAN", "Inward", "inwards", "step_inwards",
]  # fmt: skip

#: How a subdivision is marked in a locator, and how it is written. Its number is group 1, or ``o`` where it is an
#: ordinal ("segundo", "2e").
Inward = tuple[str, re.Pattern[str]]

#: A locator has no more of them.
_DEEPEST = 6

_I = re.IGNORECASE
ITEM = (
    r"(?:\d{1,3}(?:\.\d{1,2})?[A-Za-z]{0,2}|[a-zA-Zñ]{1,2}(?:\.\d)?|[ivxlIVXL]{1,6}[A-Za-z]?|[A-Z]{1,2}\d{1,2}|[क-ह])"
)
PAREN = re.compile(rf"\s?\(({ITEM})\)")
_BIS = r"(?:\s(?:bis|ter|quater|quinquies|sexies|septies|octies))?(?!\w)"
_LETTER = r"(?:[a-zñ]{1,2}|[ivxl]{1,6})(?:[- ](?:bis|ter|quater))?"
_ROMAN = rf"[IVXL]+(?:-[A-Z](?!\w))?{_BIS}"
#: "2.º", "1er", "2nd", "segundo". A word is one only where ``ordinal`` knows it.
_ORDINAL = r"(?P<o>\d{1,3}(?:\s?\.?[ºª°]|er|ère|re|ème|e|st|nd|rd|th)|[^\W\d_]{4,15})"
#: An article without a number, "a" or "i", is a letter only where nothing is said of it: "paragraph a company files".
_ALONE = r"(?:[b-hj-zñ]|[ai](?=\s*(?:$|[.,;:?)]|(?:of|de|del|do|du|della|sous|in|der|des)\b)))"


def _counted(mark: str, words: str) -> list[Inward]:
    """Subdivisions that are called by their place: "primo comma", "comma secondo", "2e alinéa"."""
    return [
        (mark, re.compile(rf",?\s*(?:(?:il|el|lo|le|the|o|al)\s+)?{_ORDINAL}\s+(?:{words})(?!\w)\.?", _I)),
        (mark, re.compile(rf",?\s*(?:{words})\.?\s+{_ORDINAL}(?!\w)", _I)),
    ]


_SUBSECTION = r"sub-?\s?sections?|sub-?s\.?|subss?\.?|sub-?seksyen"
_PARAGRAPH = (
    r"sub-?paragraphs?|sub-?paras?\.?|paragraphs?|paras?\.?|sub-?clauses?|clauses?|items?|points?|sub-?perenggan|"
    r"perenggan|fasal|(?:sous-)?paragraphes?|párrafos?"
)
_HINDI: list[Inward] = [
    (
        "(",
        re.compile(
            r",?\s*(?:(?:की|के|का)\s+)?(?:उप-?\s?)?(?:धारा|खंड|खण्ड)\s*\(([\w\u0900-\u097f]{1,4})\)"
        ),
    ),
]  # fmt: skip
#: Of sections and of articles alike. "S." is a sentence; a small "s." may be anything.
_GERMAN: list[Inward] = [
    ("Abs.", re.compile(r",?\s*(?:Abs\.?|Absatz)\s*(\d+[a-z]?)", _I)),
    ("Satz", re.compile(r",?\s*(?:Satz|S\.?)\s*(\d{1,2})(?!\w)")),
    ("Nr.", re.compile(r",?\s*(?:Nr\.?|Nummer|Ziff\.?|Ziffer)\s*(\d+[a-z]?)", _I)),
    ("Doppelbuchst.", re.compile(r",?\s*(?:Doppelbuchst\.|Doppelbuchstabe)\s*([a-z]{2})(?!\w)\)?", _I)),
    ("Buchst.", re.compile(r",?\s*(?:Buchst\.?|Buchstabe)\s*([a-z]{1,2})(?!\w)\)?", _I)),
    ("Halbsatz", re.compile(r",?\s*(?:Halbsatz|Halbs\.|Hs\.)\s*(\d)(?!\w)")),
]
IN_ARTICLE: list[Inward] = [
    ("(", PAREN),
    *_counted("co.", r"comm[ai]|co\b"),
    *_counted("al.", r"alin[ée]as?|al\b"),
    *_counted("para.", r"p[áa]rrafos?|párr\b|pfo\b|paragraphs?|paràgrafs?|paras?\b"),
    *_counted("inc.", r"incisos?"),
    *_counted("parágrafo", r"par[áa]grafo|par\b|p\b"),
    # "XVI.1a": the first of the "bases" of a fraction; "12.3a)" is letter a
    (".", re.compile(rf"\.(\d{{1,2}}(?:[a-z](?![\w)]))?{_BIS})(?!\d*\.?\d{{3}})")),
    (")", re.compile(r"\.(?-i:([a-zñ]))(?:\)|(?![\w.]))")),  # "art. 12.3.b)"
    ("§", re.compile(r",?\s*§\s?(\d+(?:\s?[ºo°](?!\w))?(?:-?[A-Z](?!\w))?)")),
    ("parágrafo", re.compile(r",?\s*(?:par[áa]grafo|par\.)(?:\s+(\d+))?\s?[ºo°]?(?!\w)", _I)),
    (
        ".",
        re.compile(
            rf",?\s*(?:apartados?|apartats?|apdos?\.?|aptdos?\.?|ap\.|numerales|numeral|números?|núms?\.?|nº)"
            rf"\s*(\d+{_BIS})",
            _I,
        ),
    ),
    ("para.", re.compile(r",?\s*(?:p[áa]rrafos?|párr\.?|pfo\.?|paragraph(?:e?s?)|paras?\.?)\s+(\d+)(?![\w.]*\d)", _I)),
    (",", re.compile(r",?\s*(?:incisos?|inc\.?)\s+(?-i:([IVXLC]+(?:-[A-Z])?))(?!\w)", _I)),
    ("inc.", re.compile(r",?\s*(?:incisos?|inc\.?)\s+(\d+|[ivxl]+|[a-z])(?!\w)\)?", _I)),
    (".", re.compile(r",?\s*n\.?\s?[º°]\s*(\d+)(?!\w)", _I)),  # "artigo 6.º, n.º 1"
    ("(", re.compile(rf",?\s*(?:{_SUBSECTION}|{_PARAGRAPH})\s*\(({ITEM})\)", _I)),
    ("fracc.", re.compile(rf",?\s*(?:fracci[óo]n(?:es)?|fracc\.?|fr\.)\s+([IVXL]+{_BIS}|\d+)(?!\w)", _I)),
    ("ал.", re.compile(r",?\s*(?:алинея|ал\.)\s*(\d+[а-я]?)", _I)),
    ("т.", re.compile(r",?\s*(?:точка|т\.)\s*(\d+[а-я]?)", _I)),
    ("б.", re.compile(r",?\s*(?:буква|б\.)\s*[„\"«]?([а-я])(?!\w)[“\"»]?", _I)),
    ("al.", re.compile(r",?\s*(?:alin[ée]as?|al\.?)\s*(\d+)(?![\w.]*\()", _I)),
    ("co.", re.compile(r",?\s*(?:commi|comma|co\.?|c\.)\s*(\d+(?:-(?:bis|ter|quater|quinquies|sexies))?)(?!\w)", _I)),
    ("co.", re.compile(r",\s*(\d{1,2})\s+comma\b", _I)),
    ("point", re.compile(r",?\s*points?\s+(\d+)", _I)),
    ("(", re.compile(rf",?\s*points?\s+(?-i:({_ALONE}))(?!\w)", _I)),
    # the lettered parts of Mexican articles, which number their fractions each for itself
    (")", re.compile(r",?\s*(?:apartado|apdo\.?)\s+['\"“]?(?-i:([A-H]))(?!\w)['\"”]?\)?", _I)),
    (")", re.compile(r",\s*([A-H])(?=,\s*(?:fracci[óo]n\s+|frac\.\s*)?[IVXL]{1,7}(?!\w))")),
    ("lett.", re.compile(rf",?\s*(?:lettera|lett\.)\s+['\"]?({_LETTER})(?!\w)['\"]?\)?", _I)),
    ("n.", re.compile(r",?\s*(?:numero|n\.)\s+(\d+(?:-(?:bis|ter|quater))?)(?!\w)\)?", _I)),
    (
        ")",
        re.compile(
            rf",?\s*(?:letras?|lletr[ae]s?|lettres?|letters?|let\.|lit\.|(?:sous-)?alin[ée]a|al[íi]nea|al\.)"
            rf"\s*({_LETTER})\)",
            _I,
        ),
    ),
    (",", re.compile(rf",\s*({_ROMAN})(?!\w)\)?")),
    # not the end of a bracket: "(art. 14 GG)"
    (")", re.compile(r",?\s*((?:[a-zñ]{1,2}|[ivxl]{1,6}|[A-ZÑ])(?:[- ](?:bis|ter|quater))?)\)")),
    (")", re.compile(r",?\s*(?:letra|lletra|lettre|lit\.?|al[íi]nea|al\.)\s+['\"“«]?([a-zñ])['\"”»]?(?!\w)", _I)),
    ("\"", re.compile(r",\s*[\"“'‘](?:([a-zñ]))[\"”'’]")),
    ("\"", re.compile(r",\s*([a-zñ])(?=\s*(?:$|[.,;:?)]|d[aoe]\b))")),
    *_GERMAN,  # German and Swiss articles: "Art. 20 Abs. 1 Satz 2"
    *_HINDI,
]  # fmt: skip
#: Sections, regulations and rules: "section 7, subsection (1), paragraph (b)", all of which are in brackets.
IN_SECTION: list[Inward] = [
    ("(", re.compile(rf",?\s*(?:{_SUBSECTION}|{_PARAGRAPH})\s*(\d{{1,3}}(?:\.\d+)?[A-Z]{{0,2}})(?!\w)", _I)),
    ("(", re.compile(rf",?\s*(?:{_PARAGRAPH})\s+(?-i:({_ALONE}|[ivx]{{2,5}}))(?!\w)", _I)),
    *IN_ARTICLE,
]
#: What a comma before it makes a subdivision only where one provision is named: "articles 3°, 5°".
IN_ARTICLE.append((".", re.compile(r",\s*(\d{1,2})\s?°(?!\w)")))
#: "art. 5 II)", where nothing stands around it: "(§ 1, art. 14 II)" closes a bracket.
ROMAN: Inward = (")", re.compile(r"\s([IVXL]{2,6})\)"))
#: Several provisions are named: "artigos 3º, 5º e 7º".
IN_LIST = IN_ARTICLE[:-1]
_AFTER_IV = r"$|[.,;:?)]|Nr|Var\.|Alt\.|Hs\.|und\b|oder\b|[A-ZÄÖÜ]\w*[A-ZÄÖÜ]"
IN_SIGN: list[Inward] = [
    *_GERMAN,
    ("Buchst.", re.compile(r",?\s*lit\.?\s*([a-z]{1,2})(?!\w)\)?", _I)),
    ("ал.", re.compile(r",?\s*(?:алинея|ал\.)\s*(\d+[а-я]?)", _I)),
    ("т.", re.compile(r",?\s*(?:точка|т\.)\s*(\d+[а-я]?)", _I)),
    ("б.", re.compile(r",?\s*(?:буква|б\.)\s*[„\"«]?([а-я])(?!\w)[“\"»]?", _I)),
    ("(", PAREN),
    # "§ 43a IV 2 BRAO": paragraph four, second sentence
    ("IV", re.compile(rf"\s+([IVX]{{1,5}})(?=\s*(?:\d|S\.|{_AFTER_IV}))")),
    ("Satz after IV", re.compile(rf"\s+(\d{{1,2}})(?=\s*(?:{_AFTER_IV}))")),
]  # fmt: skip
#: Subdivisions of a schedule or annex.
IN_ANNEX: list[Inward] = [
    ("Part", re.compile(r",?\s*(?:parts?|pt\.?|bahagian)\s+(\d{1,2}|[IVX]{1,6})(?!\w)", _I)),
    ("para.", re.compile(r",?\s*(?:paragraphs?|paras?\.?|perenggan)\s+(\d+[A-Z]{0,2})", _I)),
    ("(", PAREN),
]
IN_KOREAN: list[Inward] = [
    *((mark, re.compile(rf"\s*(?:제\s*)?(\d+)\s*{mark}")) for mark in "항호"),
    ("목", re.compile(r"\s*([가-하])목")),
]
HAN_NUMBER = r"[0-9０-９〇一二三四五六七八九十百千]+"
IN_JAPANESE: list[Inward] = [
    *(
        (mark, re.compile(rf"第?({HAN_NUMBER})[{chars}]"))
        for mark, chars in (("項", "項项款"), ("号", "号號"))
    ),
    ("イ", re.compile(r"([アイウエオカキクケコサシスセソイロハニホヘトチリヌルヲワ])(?![ァ-ヴー])")),
]  # fmt: skip


def inwards(
    text: str, position: int, patterns: Sequence[Inward], outer: str = ""
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Subdivisions from ``position``: their marks, their numbers, and where they end. ``outer`` is the mark above."""
    marks: list[str] = []
    numbers: list[str] = []
    while len(numbers) < _DEEPEST and (step := step_inwards(text, position, patterns, marks[-1] if marks else outer)):
        mark, number, position = step
        marks.append(mark)
        numbers.append(number)
    return tuple(marks), tuple(numbers), position


def step_inwards(text: str, position: int, patterns: Sequence[Inward], outer: str) -> tuple[str, str, int] | None:
    """The subdivision at ``position``: its mark, its number and where it ends. ``outer`` is the mark of the last."""
    for mark, pattern in patterns:
        if (match := pattern.match(text, position)) and (found := _read(mark, match, outer)):
            return *found, match.end()
    return None


def _read(mark: str, match: re.Match[str], outer: str) -> tuple[str, str] | None:
    """Mark and number of a subdivision; None where what was matched is none."""
    if "o" in match.re.groupindex:
        number = ordinal(match["o"])
        return (mark, number) if number and (number.isdecimal() or mark == "parágrafo") else None
    number = clean(match[1] or "")
    if mark == "parágrafo":
        return mark, number if number.isdecimal() else "único"
    if mark == "n." and outer not in ("co.", "lett.") and not match[0].startswith(","):
        return None  # "art. 5 n. 3" of a law, not its number 3
    if mark == '"':  # "art. 5, XXVIII, a": a bare letter stands only in an inciso
        return (")", number) if outer == "," else None
    if mark == "IV":
        return ("Abs.", roman(number)) if not outer else None
    if mark == "Satz after IV":
        return ("Satz", number) if outer == "Abs." else None
    if mark == "Part":
        return mark, roman(number) if not number.isdecimal() else number
    return mark, number
