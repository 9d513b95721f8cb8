"""The words and numbers with which a provision is named: "artículo 27", "s 85A", "§ 15", "L. 521-1"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.locator.numbers import NUMBER
from kb.locator.subdivisions import IN_ARTICLE, IN_LIST, IN_SECTION, IN_SIGN, Inward

__all__ = ["CHAPTER_SECTION", "DECIMAL", "GAP", "HEAD", "SECTIONS", "Head", "head_of", "scheme_of"]

# Words before the number, by scheme. After an apostrophe "s" is none ("co-op's 5 members"), "article" is one.
_WORDS: list[tuple[str, str]] = [
    ("art.", r"(?:articles?|art[ií]culos?|artigos?|articol[oi]|articles?|artikels?|artt?s?)\b\.?"),
    # Canada: "paragraph 8(1)(a)", "al. 8(1)a)" and "paragraphe 8(1)" are of section and article 8
    (
        "s.",
        r"(?:sub-?\s?sections?|subs\.?|sub-?s\.?|(?:sub-?)?paragraphs?|sub-?paras?\.?|sub-?seksyen|(?:sub-?)?perenggan)"
        r"(?=\s*\d+[A-Z]{0,2}(?:\.\d+)?\()",
    ),
    ("art.", r"(?:paragraphes?|par\.?|(?:sous-)?al(?:in[ée]as?|\.))(?=\s*\d+(?:\.\d+)?\()"),
    ("s.", r"(?:sections?|sects?\.?|secs?\.?|ss?\.?|seksyen|seccion(?:es)?|sección)"),
    ("reg.", r"(?:regulations?|regs?\.?|peraturan)"),
    ("r.", r"(?:rules?|rr?\.|(?-i:r)(?=\s\d))"),
    ("cl.", r"(?:clauses?|cll?\.|fasal)"),
    ("para.", r"(?:paragraphs?|paras?\.?|perenggan)"),
    ("чл.", r"(?:член(?:ове)?|чл\.)"),
    ("art.", r"(?:perkara|άρθρο|άρθρα|статья|статьи|статье|ст\.|المادة|มาตรา|अनुच्छेद|अनुच्छेदों|điều)"),
    ("धारा", r"(?:धारा|धाराओं)"),
]
SECTIONS = frozenset({"s.", "reg.", "r.", "cl.", "धारा"})
_NO_APOSTROPHE = "(?<!['’])"
HEAD = re.compile(
    r"(?P<code>(?<![\w.-])(?-i:(?=[LRDA]\.?\s?\*?\d{3}-\d)))|"  # "L. 521-1": a code of France without the word article
    + "|".join(
        rf"(?P<w{i}>(?<![\w.-]){'' if scheme == 'art.' else _NO_APOSTROPHE}{word}(?![^\W\d_]))"
        for i, (scheme, word) in enumerate(_WORDS)
    )
    + r"|(?P<sign>§{1,2}|(?<!\w)Paragraf\b)",
    re.IGNORECASE,
)
#: Between the word and the number.
GAP = re.compile(r"\s*(?:n\.?\s?[º°o]\.?\s*|núms?\.?\s*|no\.\s*)?", re.IGNORECASE)
_NUMBER = re.compile(NUMBER)
_SIGN_NUMBER = re.compile(r"\d+[A-Z]{0,2}(?:[-.]\d+(?:\.\d+)?[A-Z]?)?(?:[a-z](?![\w]))?")
#: "section 421C-15", "section 499.36": the number of the chapter comes first, and the tradition writes §.
#: "section 499.36" too, but that may as well be an inserted section of Canada's ("section 106.1").
CHAPTER_SECTION = re.compile(r"\d+[A-Z]{1,2}-\d+(?:\.\d+)?|(?P<plain>\d{3}[A-Z]?\.\d{3}[A-Z]?)")
#: "section 7.1" stands between sections 7 and 8.
DECIMAL = re.compile(r"\d+\.\d{1,2}(?:[A-Z](?!\w))?(?![\w.]?\d)")
_HINDI_NUMBER = re.compile(r"[\d०-९]+(?:[A-Z]{1,2}|[क-ह])?(?![\w\u0900-\u097f])")
_WHOLE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+(?:\.?[ºª°]|[A-Z]{0,2})(?!\w)")
_PLURAL = re.compile(
    r"(?:art[a-zí]*[si]|artt|sections|secs|ss|regulations|regs|rules|clauses|paragraphs|paras|§§)\.?", re.I
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the word before a number says: how the number is written, and what may follow it inwards."""

    scheme: str
    number: re.Pattern[str]
    inward: Sequence[Inward]
    is_short: bool = False  # "s. 247.991", as Canada writes it, where "section 501.103" may be of a chapter 501


def scheme_of(match: re.Match[str]) -> str:
    """The scheme of the word that ``HEAD`` matched."""
    group = str(match.lastgroup)
    return {"sign": "§", "code": "art."}.get(group) or _WORDS[int(group[1:])][0]


def head_of(match: re.Match[str], language: str = "") -> Head:
    """What ``HEAD`` matched. ``language`` (ISO 639-1) settles that "Paragraph 5" is "§ 5" in German."""
    scheme = scheme_of(match)
    if scheme == "§" or (language == "de" and match[0].lower() == "paragraph"):
        return Head("§", _WHOLE_NUMBER if _PLURAL.fullmatch(match[0]) else _SIGN_NUMBER, IN_SIGN)
    if scheme == "धारा" or match[0].startswith("अनुच्छेद"):
        return Head(scheme, _HINDI_NUMBER, IN_SECTION)
    inward = IN_SECTION if scheme in SECTIONS else IN_ARTICLE
    if _PLURAL.fullmatch(match[0]):  # "articles 44-69": a range
        return Head(scheme, _WHOLE_NUMBER, inward if scheme in SECTIONS else IN_LIST)
    return Head(scheme, _NUMBER, inward, is_short=match[0].lower().rstrip(".") == "s")
