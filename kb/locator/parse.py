"""A locator as somebody typed it, from end to end."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.locator.acts import act_at
from kb.locator.annexes import annexed_at
from kb.locator.find import extended, find
from kb.locator.heads import HEAD, scheme_of
from kb.locator.model import Locator
from kb.locator.numbers import NUMBER, arabic, clean, is_ordinal
from kb.locator.orders import order_at
from kb.locator.subdivisions import IN_ANNEX, IN_ARTICLE, ROMAN, inwards

__all__ = ["law_beside", "parse"]

#: What may follow a locator that names its law: "c.c.", "CCA", "GenG", "of the Act", "de la Ley 27/1999".
_INSTRUMENT = re.compile(
    r"[\s,]+(?:c\.\s?[cp]\.|cod\.\s?(?:civ|pen)\.|(?-i:[A-Z][\w.]*[A-Z][\w.]*)|(?:of|in)\s+(?:the|this)\s.+|"
    r"(?:de|del|des|du|der|della|do|da|на|от)\s.+)|"
    r",\s(?-i:[A-Z])[^,;]{0,100}(?:\b(?:Act|Code|Law|Rules|Regulations|Ordinance|Ley|Código|Loi|Lei|Legge)\b|[Gg]esetz\b)"
    r"[^,;]{0,40}",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|el|la|los|las|le|les|il|lo|gli|der|die|das|os?)\s+(?=\S)|l['’]\s?(?=\w)", re.IGNORECASE)
_CAPUT = re.compile(r"(?:o\s+)?caput\s+d[oe]\s+", re.IGNORECASE)
_RANGE = re.compile(rf"(?P<first>{NUMBER})\s+(?P<to>to|à|a|al|and|et|y|e|und|bis)\s+(?P<last>{NUMBER})")
_PREAMBLES = frozenset({"preamble", "préambule", "preámbulo", "preâmbulo"})
#: Characters of the longest locator, with the name of its law; what is longer is none.
_LONGEST = 1000
#: Words of the longest label that tells an annexed part from others: "제8423호, 2007. 5. 11." has four.
_LONGEST_LABEL = 40


@lru_cache(maxsize=65_536)
def parse(text: str) -> Locator | None:
    """The locator that ``text`` is, from end to end, but for the name of its law; None when it is none.

    Of several ("arts. 5 y 6", "§§ 5-7") the first, unless they are one provision as printed ("s. 127 to 129").
    """
    stripped = " ".join(text.split())
    if not stripped or len(stripped) > _LONGEST:
        return None
    found = _parse(stripped)
    if found is None and (article := _ARTICLE.match(stripped) or _CAPUT.match(stripped)):
        found = _parse(stripped[article.end() :])
    return found


def law_beside(text: str) -> str:
    """What names a law beside the only provision in ``text``: "BGB" in "§ 4 BGB", "Regulations" in "Regulations s. 8".

    "" where nothing does, and where several provisions are named.
    """
    stripped = " ".join(text.split())
    found = find(stripped) if len(stripped) <= _LONGEST else []
    if len(found) != 1:
        return ""
    start, end = found[0][1].start, found[0][1].end
    before = "" if start == 0 or parse(stripped) is not None else stripped[:start].strip(" ,:")
    return before or (stripped[end:].strip(" ,") if _INSTRUMENT.fullmatch(stripped, end) else "")


def _parse(stripped: str, *, nested: bool = False) -> Locator | None:
    """``nested``: in an annexed part already."""
    if not nested and (act := act_at(stripped)):
        inner = _parse(stripped[act[1] :], nested=True)
        return inner.within(act[0]) if inner and not inner.context else None
    part = annexed_at(stripped)
    if part is not None:
        rest = stripped[part.end :].lstrip(" ,;:.-–—")
        # "transitorio 4, II" is its fraction, no law's name; "annex II, III" is a list
        if part.locator.scheme.startswith(("disp.", "trans")) and (
            whole := _subdivided(part.locator, stripped, part.end)
        ):
            return whole
        if not rest or _INSTRUMENT.fullmatch(stripped, part.end):
            return None if part.label.startswith("ДВ") else part.locator  # it would be that of every act
        if whole := _subdivided(part.locator, stripped, part.end):
            return whole
        return _inside(part.context, part.locator, rest, nested=nested)
    if (order := order_at(stripped, 0)) and order[1] == len(stripped):
        return order[0]
    found = find(stripped)
    if found and found[0][1].start == 0:
        locator, end = found[0][0], found[0][1].end
        if end == len(stripped) or _INSTRUMENT.fullmatch(stripped, end):
            return locator
        if ROMAN[1].match(stripped, end):
            marks, numbers, end = inwards(stripped, end, [ROMAN, *IN_ARTICLE])
            if end == len(stripped):
                return extended(locator, marks, numbers)
    if special := _special(stripped):
        return special
    return found[0][0] if found and _is_list([span.start for _, span in found], stripped, found[-1][1].end) else None


def _subdivided(part: Locator, text: str, position: int) -> Locator | None:
    """ "disp. adicional 1.2": a numbered part with the subdivisions from ``position`` to the end of ``text``."""
    marks, numbers, end = inwards(text, position, [*IN_ANNEX, ROMAN, *IN_ARTICLE]) if part.numbers else ((), (), 0)
    return extended(part, marks, numbers) if numbers and end == len(text) else None


def _is_list(starts: list[int], text: str, end: int) -> bool:
    """Whether the provisions that begin at ``starts`` are enumerated from the beginning of ``text`` to its end."""
    if starts[0] != 0 or len(starts) < 2:
        return False
    rest = _INSTRUMENT.fullmatch(text, end) or end == len(text)
    return bool(rest) and not re.search(r"[^\W\d_]{4}", text[starts[1] : starts[-1]].lstrip())


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
        if inner := _parse(rest, nested=True):
            break
    if inner is None or inner.context:
        return None
    if inner.scheme == "para." and part.numbers and not label:
        return extended(part, ("para.", *inner.marks), inner.numbers)
    return inner.within(" ".join([context, *label]).strip(" ,"))


def _special(text: str) -> Locator | None:
    """ "art. único", "artículo primero", "s. 127 to 129"."""
    head = HEAD.match(text)
    if head is None or head.lastgroup == "code":
        return None
    scheme = scheme_of(head)
    rest = text[head.end() :].strip()
    if several := _RANGE.fullmatch(rest):
        return Locator(scheme, (f"{clean(several['first'])} {several['to']} {clean(several['last'])}",))
    if scheme == "§":
        return None
    if rest.casefold() in _PREAMBLES:  # as Canada's statutes are marked up
        return Locator(scheme, (rest,))
    if re.fullmatch(r"[IVXLC]+", rest):
        return Locator(scheme, (rest,))
    word = re.match(r"[^\W\d_]+(?:\s+[^\W\d_]+)?", rest)
    for written in (word[0], word[0].split()[0]) if word else ():
        number = arabic(written)
        if number.isdecimal() or is_ordinal(written):
            marks, numbers, end = inwards(rest, len(written), IN_ARTICLE)
            if end == len(rest) or _INSTRUMENT.fullmatch(rest, end):
                return Locator(scheme, (number, *numbers), marks)
    return None
