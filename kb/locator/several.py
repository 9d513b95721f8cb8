"""Several provisions named at once: "ss. 7-8", "s. 7(1)(b) and (c)", "arts. 5 y 6", "articles 12 à 14"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.locator.acts import act_at
from kb.locator.find import extended, find
from kb.locator.heads import HEAD
from kb.locator.model import Locator
from kb.locator.parse import law_beside, parse
from kb.locator.subdivisions import IN_ARTICLE, IN_SIGN, inwards

__all__ = ["Part", "names_several", "several"]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the provisions that are named, or, with ``last``, all from it to that; each as a locator by itself."""

    first: str
    last: str = ""

    def __str__(self) -> str:
        return f"{self.first} – {self.last}" if self.last else self.first


_I = re.IGNORECASE
_WORDS_AND = r"and|or|y|o|e|et|ou|und|oder|sowie|i|и|или|dan|atau|और|या"
_WORDS_TO = r"to|through|thru|up\s+to|a|al|ao|à|au|bis|hasta|fins\s+a|до|hingga|से"
#: Between two provisions, or two subdivisions of one. ``to``: all between them are meant too.
_BETWEEN = re.compile(
    rf"\s*(?P<to>[-–—~〜～]|(?<=조)부터|(?<=[条項号])から|(?<=\s)(?:{_WORDS_TO})(?=\s))\s*"
    rf"(?:(?:l['’]|the\s|el\s|la\s|les\s)\s*)?|"
    rf"\s*(?:[,;]\s*(?:(?:{_WORDS_AND})\s+)?|&|(?<=\s)(?:{_WORDS_AND})(?=\s)|및|또는|(?<=조)[와과]\s|及び|並びに|又は|、)\s*",
    _I,
)
#: What may belong to a number ("§ 421C-14", "art. 5 al. 9") and may as well be a range.
_EITHER = re.compile(r"[-–—]|\sal\s")
_UNTIL = re.compile(r"(?<=[조항호])까지$|(?<=[条項号])まで$|\s+तक$")
_FROM = re.compile(
    r"from\s+|del?\s+(?=art)|de\s+l['’](?=art)|du\s+(?=§|par)|von\s+(?=§|art)|da(?:ll['’]|l\s+)(?=art)", _I
)
#: Annexed parts, whose names ``annexes`` knows in the singular.
_PLURALS = (
    (re.compile(r"\bdisposiciones\s+(adicional|transitoria|final|derogatoria)(?:e?s)\b", _I), r"disposición \1"),
    (re.compile(r"\bdisposicions\s+(addicional|transit[òo]ri[ae]|final|derogat[òo]ri[ae])s\b", _I), r"disposició \1"),
    (re.compile(r"\b(schedule|annexe|anexo|transitorio|recital|considerando|considérant|jadual)s\b", _I), r"\1"),
    (re.compile(r"\bannexes\b(?=\s+[IVX\d])", _I), "annex"),
    (re.compile(r"\ballegati\b", _I), "allegato"),
    (re.compile(r"\bAnlagen\b"), "Anlage"),
)  # fmt: skip
_SUBDIVISIONS = [*IN_SIGN, *IN_ARTICLE]
#: "Abs. 1", "apartado 2", "co. 3", "para. 4": a number after a word of its own, which the next number shares.
_AFTER_WORD = re.compile(r"[^\W\d_]{2,}\.?\s*(?:\d{1,3}[a-z]?|[IVXL]{1,6})$")
#: "127 to 129" as one number, which is how repealed provisions are printed; "5 bis" has no other number after it.
_JOINED_NUMBERS = re.compile(rf"\s(?:{_WORDS_AND}|{_WORDS_TO})\s", _I)
_BARE = re.compile(r"\d{1,3}[a-z]?|[IVXL]{1,6}")
_ROMAN = re.compile(r"[ivx]+")
#: More of them are no list that somebody typed.
_MOST = 40
_LONGEST = 1000


def names_several(text: str) -> bool:
    """Whether more than one provision is named in ``text``, which is no provision by itself ("2011, c. 25, s. 42")."""
    stripped = " ".join(text.split())
    if len(stripped) > _LONGEST or act_at(stripped):
        return False
    single = parse(stripped)
    joined = _JOINED_NUMBERS.search(single.numbers[0]) if single is not None and single.numbers else None
    if joined and single and (joined[0].strip() != "bis" or single.scheme == "§"):  # "art. 33 bis 1" is one
        return True
    if re.fullmatch(r"[IVXL]{1,6}", law_beside(stripped)):  # "annex II, III": a number, no law
        return True
    return len({locator for locator, _ in find(stripped)}) > 1


def several(text: str, *, apart: bool = False) -> list[Part]:
    """The provisions that ``text`` lists from end to end, in its order; [] where it lists none or only one.

    Args:
        apart: read as a range what may be one provision: "s. 7-9", "art. 5 al 9".

    >>> [str(part) for part in several("s. 7(1)(b), (c) and 9 to 12")]
    ['s. 7(1)(b)', 's. 7(1)(c)', 's. 9 – s. 12']
    >>> [str(part) for part in several("articles 12 à 14")], several("§ 421C-14")
    (['articles 12 – art. 14'], [])
    """
    stripped = _UNTIL.sub("", " ".join(text.split()))
    if len(stripped) > _LONGEST:
        return []
    for plural, singular in _PLURALS:
        stripped = plural.sub(singular, stripped)
    if begins := _FROM.match(stripped):
        stripped = stripped[begins.end() :]
    if not apart and _alone(stripped):
        return []
    pieces = _pieces(stripped, apart)
    if len(pieces) < 2:
        return _inverted(stripped)
    pieces = _in_one_part(pieces)
    parts: list[Part] = []
    for piece in pieces:
        if piece.to and parts and not parts[-1].last:
            parts[-1] = Part(parts[-1].first, piece.text)
        elif piece.to:
            return []
        else:
            parts.append(Part(piece.text))
    return parts


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str  # a locator by itself, perhaps with the name of its law
    locator: Locator
    written: str
    to: bool = False  # whether the provisions from the one before to this one are meant


def _alone(text: str) -> Locator | None:
    """The provision that ``text`` is, where it is only one."""
    found = parse(text)
    return found if found is not None and not names_several(text) else None


def _pieces(text: str, apart: bool) -> list[_Piece]:
    """The provisions listed in ``text``; [] where it is not understood to its end."""
    gaps = [(match.start(), match.end(), match["to"]) for match in _BETWEEN.finditer(text) if match.end() < len(text)]
    if len(gaps) > _MOST:
        return []
    found: list[_Piece] = []
    at, to = 0, False
    while at < len(text):
        ends = [(len(text), len(text), None), *reversed([gap for gap in gaps if gap[0] > at])]
        for end, following, mark in ends:
            written = text[at:end].strip()
            if apart and _EITHER.search(written):
                continue
            if piece := _piece(written, found[-1] if found else None, to):
                found.append(piece)
                at, to = following, mark is not None
                break
        else:
            return []
    return found


def _piece(written: str, before: _Piece | None, to: bool) -> _Piece | None:
    if HEAD.match(written) or before is None:
        for text in (written, written.replace("§§", "§")):  # several signs before a single "421C-14"
            if whole := _alone(text):
                return _Piece(text, whole, written, to)
        return None
    if beside := _beside(before, written):
        return _Piece(str(beside), beside, written, to)
    if whole := _alone(written):  # "Sch. 2", "DA 3.ª", "제7조"
        return _Piece(written, whole, written, to)
    if before.locator.context and before.locator.annexed:
        text = f"{before.locator.context}, {before.locator.scheme} {written}"
    else:
        text = f"{before.locator.scheme} {written}"
    whole = _alone(text) if written[:1].isdigit() or written[:1].isupper() or not before.locator.numbers else None
    whole = whole or (_alone(text) if before.locator.annexed else None)
    return _Piece(text, whole, written, to) if whole else None


def _beside(before: _Piece, written: str) -> Locator | None:
    """The subdivision ``written`` beside one of the provision before: "(c)" after "s. 7(1)(b)", "3" after "Abs. 2"."""
    locator = before.locator
    if not locator.marks:
        return None
    if _BARE.fullmatch(written):
        return _at(locator, len(locator.marks), (), (written,)) if _AFTER_WORD.search(before.written) else None
    if re.fullmatch(r"[a-zñ]", written) and locator.numbers[-1].isalpha():  # "letra a y b"
        return _at(locator, len(locator.marks), (), (written,))
    marks, numbers, end = inwards(written, 0, _SUBDIVISIONS)
    if not numbers or end != len(written):
        return None
    alike = [level for level, mark in enumerate(locator.marks, 1) if mark == marks[0]]
    same = [level for level in alike if _kind(locator.numbers[level]) == _kind(numbers[0])]
    if not same:
        same = [level for level in alike if _kind(locator.numbers[level]) and _kind(numbers[0])]
    return _at(locator, same[-1], marks[1:], numbers) if same else None


def _at(locator: Locator, level: int, marks: tuple[str, ...], numbers: tuple[str, ...]) -> Locator:
    """``locator`` with another number at ``level``, and what follows that."""
    beside = replace(locator, numbers=(*locator.numbers[:level], numbers[0]), marks=locator.marks[:level])
    return extended(beside, marks, numbers[1:])


def _kind(number: str) -> int:
    """0 a number, 1 small Roman, 2 a letter."""
    return 0 if number[:1].isdigit() else 1 if _ROMAN.fullmatch(number) else 2


def _in_one_part(pieces: list[_Piece]) -> list[_Piece]:
    """ "arts. 3 y 4 del anexo II": the part that is named after the last one holds those before it too."""
    last = pieces[-1].locator
    if not last.context or any(piece.locator.annexed for piece in pieces[:-1]):
        return pieces
    if any(HEAD.match(piece.written) for piece in pieces[1:]):
        return pieces  # "art. 5 and Sch. 1 para. 2"
    inside = [replace(piece, locator=piece.locator.within(last.context)) for piece in pieces[:-1]]
    return [*(replace(piece, text=str(piece.locator)) for piece in inside), pieces[-1]]


def _inverted(text: str) -> list[Part]:
    """ "subsections (1) and (2) of section 7": what is named from the inside outwards."""
    found = list(_whole(text))
    return [Part(str(locator)) for locator in found] if len(found) > 1 else []


def _whole(text: str) -> Iterator[Locator]:
    """The provisions named in ``text``, where nothing else is said in it."""
    found = find(text)
    places = [span for _, span in found if len(span)]
    if len(places) == 1 and places[0].start == 0 and places[0].end == len(text):
        yield from (locator for locator, _ in found)
