"""The locator with which a heading or paragraph of a law begins."""

from __future__ import annotations

import re

from kb.locator.annexes import annexed_at
from kb.locator.model import Locator
from kb.locator.numbers import LATIN, NUMBER, arabic, is_ordinal

__all__ = ["heading_locator"]

_I = re.IGNORECASE
#: Also "(XXXX)", which stands in German federal law before sections that were repealed.
_MARKUP = re.compile(r"^(?:[\s\[*_#>«“\"']|\(X+\)\s)+")
_ARTICLE = re.compile(
    r"(?P<word>articles?|art[ií]culos(?=\s+\d+\s+(?:y|a|al)\s+\d+\s*[.:-])|art[ií]culo|artigo|articolo|articulo|art|perkara|άρθρο|член|чл|статья|artikel)\b\.?\s*"
    rf"(?:n\.?\s?[º°]\s*)?(?P<number>{NUMBER}|[^\W\d_]+(?:\s+[^\W\d_]+)?)(?P<rest>.*)",
    _I | re.DOTALL,
)
_SECTION = re.compile(
    r"(?P<word>section|sec|s|seksyen|regulation|reg|rule|clause|cl)\b\.?\s*"
    r"(?P<number>\d+(?:\.\d+)?[A-Z]{0,3}(?:-[A-Z]{1,2}(?!\w))?)(?P<rest>.*)",
    _I | re.DOTALL,
)
_SCHEMES = {
    "section": "s.", "sec": "s.", "s": "s.", "seksyen": "s.", "regulation": "reg.", "reg": "reg.", "rule": "r.",
    "clause": "cl.", "cl": "cl.",
}  # fmt: skip
_SIGN = re.compile(
    r"§\s?(?P<number>\d+[A-Z]{0,2}(?:-\d+(?:\.\d+)?[A-Z]?|\.\d+[A-Z]?)?(?:[a-z](?!\w))?)\]?(?P<rest>.*)", re.DOTALL
)
_SIGNS = re.compile(
    r"§§?\s?(?P<first>\d+[a-z]?)\s(?P<to>bis|und|to|and)\s(?P<last>\d+[a-z]?)(?!\w)(?P<rest>.*)", re.DOTALL
)
_KOREAN = re.compile(r"제\s*(\d+)\s*조(?:\s*의\s*(\d+))?\s*(?P<rest>.*)", re.DOTALL)
_HAN = re.compile(
    r"第([0-9０-９〇一二三四五六七八九十百千]+)[条條](?:の([0-9〇一二三四五六七八九十]+))?(?P<rest>.*)", re.DOTALL
)
_HINDI = re.compile(r"(?:धारा|अनुच्छेद)\s*(?P<number>[\d०-९]+[A-Z]?)(?P<rest>.*)", re.DOTALL)
#: "499.36 Directors.", "421C-14 One member": a chapter of three digits or more, which is no year, then the section.
_US_BARE = re.compile(
    r"(?!(?:19|20)\d\d)(?P<number>\d{3,4}[A-Z]?\.\d+[A-Z]?|\d{3,4}[A-Z]{0,2}-\d+(?:\.\d+)?)\.?\s+(?P<rest>[A-Z\[“\"])"
)
#: A number, then a title or text that begins with a capital (or a letter without case), a bracket or a quote.
_BARE = re.compile(
    rf"(?P<number>\d+[A-Z]{{0,2}}(?:[-\s]?{LATIN}(?!\w))?(?:-[A-Z]+)?)\.?(?:\s*[-–—]\s*|\s+)"
    r"(?:(?![a-zà-ÿα-ωа-я])[^\W\d_]|[\u0900-\u097f]|[\[(“\"'])"
)


#: The same after a marginal note that a printer, or a reader of his page, put into the line: "Proof of 16. (1) A copy".
_MARGINAL = re.compile(r"[A-Z][\w-]*\.?(?:\s[a-z][\w-]*\.?){0,3}\s(?P<number>\d+[A-Z]?)\.\s(?=\(|[A-Z][\w-]*\s[a-z])")
#: What follows the number of a provision that is referred to, not begun. In the languages that write with case, a
#: lower-case word does; a title or text begins with a capital, a bracket or a separator.
_GOES_ON = re.compile(
    r"\s*[,;]|\s+[a-zà-ÿα-ωа-я]"
    r"|\s*(?:Abs\.|Absatz\b|Satz\b|Nr\.)"
    r"|에\s|의\s|에\s?따|을\s|를\s|및\s|부터\s|내지\s|の|に|から|及び"
)
#: After the number a heading goes on with a title, a separator or the text; a subdivision makes it a reference.
_SUBDIVIDED = re.compile(r"\s?\(\d+\)(?=\s*(?:of|de|du|der|des)\b)", _I)


def heading_locator(text: str, language: str, *, bare: bool = False) -> Locator | None:
    """The provision that begins with the block ``text``, or None when the block begins none.

    ``language`` (ISO 639-1) settles what is ambiguous: "Section 5" is a provision in English and a division of a
    chapter in French and German, "Paragraph" none in German. Only with ``bare`` does a number without a word or sign
    count ("6. Application for registration", "2511. Società cooperative"): in most laws that is a paragraph.
    A block that begins by referring to a provision ("Article 5 of the Act applies…") begins none.
    """
    block = _MARKUP.sub("", text)
    if block[:1].islower():
        return None  # the rest of a sentence, broken before "article 5"
    if locator := _annexed(block, language):
        return locator
    for attempt in (_korean, _han, _hindi, _signs, _sign, _article):
        if locator := attempt(block):
            return locator
    if language in ("en", "ms", "hi") and (locator := _section(block)):
        return locator
    if language == "en" and (match := _US_BARE.match(block)):
        return Locator("§", (match["number"],))
    match = (_BARE.match(block) or _MARGINAL.match(block)) if bare else None
    if match and not re.fullmatch(r"(?:18|19|20)\d\d", match["number"]):
        return Locator("s." if language in ("en", "ms", "hi") else "art.", (_clean(match["number"]),))
    return None


def _article(block: str) -> Locator | None:
    match = _ARTICLE.match(block)
    if not match:
        return None
    number, rest = match["number"], match["rest"]
    scheme = "чл." if match["word"].lower() in ("чл", "член") else "art."
    if match["word"].lower().endswith("culos"):  # "Artículos 114 y 115.": a heading of repealed articles
        return Locator("art.", (number,))
    if re.fullmatch(r"[IVXLC]+", number) and re.match(r"\s*(?:[.:–—-]|$)", rest):
        return Locator(scheme, (number,))
    if not number[0].isdigit() and not re.match(r"[LRDA]\.?\s?\*?\d", number):
        words = number.split()
        if not is_ordinal(words[0]):
            return None
        if len(words) == 2 and not is_ordinal(words[1]):
            rest, number = f" {words[1]}{rest}", words[0]
        number = arabic(number)
    if _refers(rest):
        return None
    if decimal := re.match(r"\.(\d{1,2})(?![\d.]*\d)", rest):
        return Locator(scheme, (_clean(number), decimal[1]), (".",))
    return Locator(scheme, (_clean(number),))


def _section(block: str) -> Locator | None:
    match = _SECTION.match(block)
    if not match or _refers(match["rest"]):
        return None
    return Locator(_SCHEMES[match["word"].lower()], (match["number"],))


def _annexed(block: str, language: str) -> Locator | None:
    """A numbered annexed part; what a part without number is called tells only its heading."""
    part = annexed_at(block, language)
    if part is None or not (part.locator.numbers or part.locator.scheme.startswith("disp.")):
        return None
    rest = block[part.end :]
    return None if _refers(rest) or re.match(r"\s*[a-z]", rest) else part.locator


def _signs(block: str) -> Locator | None:
    """Sections repealed together: "§§ 33a bis 33i (weggefallen)"."""
    match = _SIGNS.match(block)
    if not match or _refers(match["rest"]):
        return None
    return Locator("§", (f"{match['first']} {match['to']} {match['last']}",))


def _sign(block: str) -> Locator | None:
    match = _SIGN.match(block)
    return (
        None
        if not match or _refers(match["rest"]) or re.match(r"\s?\(\d", match["rest"])
        else Locator("§", (match["number"],))
    )


def _korean(block: str) -> Locator | None:
    match = _KOREAN.match(block)
    if not match or _refers(match["rest"]) or re.match(r"제\s*\d+\s*[항호]|[에의을를및]", match["rest"]):
        return None
    return Locator("제", (match[1] + (f"의{match[2]}" if match[2] else ""),))


def _han(block: str) -> Locator | None:
    match = _HAN.match(block)
    if not match or _refers(match["rest"]) or re.match(r"第|[のにをはがと、]", match["rest"]):
        return None
    return Locator("第", (arabic(match[1]) + (f"の{arabic(match[2])}" if match[2] else ""),))


def _hindi(block: str) -> Locator | None:
    match = _HINDI.match(block)
    if not match or re.match(r"\s*(?:के|की|का|में|और|से|\()", match["rest"]):
        return None
    return Locator("धारा", (arabic(match["number"]),))


def _refers(rest: str) -> bool:
    """Whether the text goes on like a sentence, not like the title or text of the provision."""
    return _GOES_ON.match(rest) is not None or _SUBDIVIDED.match(rest) is not None


def _clean(number: str) -> str:
    number = re.sub(r"^([LRDA])\.?\s?\*?(?=\d)", r"\1", number.strip())
    return re.sub(r"(?<=\d)\.?\s?[ºª°]|(?<=\d)\.?o(?=$|-[A-Z])", "", number).rstrip(".")
