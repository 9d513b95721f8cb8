"""Provisions named from the inside outwards: "letra b) del apartado 3 del artículo 12", "paragraph 2 of Schedule 1"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kb.locator.model import Locator
from kb.locator.subdivisions import IN_ARTICLE, IN_SECTION, IN_SIGN, ITEM, PAREN, Inward, inwards, step_inwards
from kb.model import Span

__all__ = ["inverted", "joined", "link"]

_I = re.IGNORECASE
#: Subdivisions in a chain; a longer one begins with the last of them.
_LONGEST = 5
_ARTICLE = r"(?-i:(?:the|la|el|lo|los|las|le|les|o|a|i|dem|der|den)\s+|[lL]['’]\s?)?"
_LINK = re.compile(
    rf"\s{{0,9}},?\s{{0,9}}(?:(?:of|under|in|to|del|della|delle|dello|de|des|du|dos|das|do|da|dem|der|von|vom|от|на|dalam|bagi|"
    rf"kepada)\s+|(?:dell|nell|all|d)['’]\s?){_ARTICLE}",
    _I,
)
#: Malay names the outer part right after the inner one.
_MALAY = re.compile(r"\s+(?=(?:seksyen|perkara|jadual|subseksyen|perenggan|peraturan)\b)", _I)
_ARTICLE_NEXT = re.compile(r"\s+(?=(?:artt?\.|art(?:[íi]culo|icolo|igo|icle)?\b)\s*\d)", _I)
#: With what a chain may begin. Numbers and letters alone need a link behind them; see ``_BARE``.
_BEGINNING = re.compile(
    r"(?<![\w.])(?:"
    r"letras?|lletra|lettre|letter|let\.|lit\.|lettera|lett\.|al[ií]neas?|alin[ée]as?|al\.|buchstabe|buchst\.|буква|"
    r"apartados?|apartats?|apdos?\b|aptdos?\b|numeral(?:es)?|números?|n\.?\s?º|p[áa]rrafos?|párr\b|incisos?|fracci[óo]n(?:es)?|"
    r"comm[ai]|co\.|numero|par[áa]grafo|paragraphes?|paragraphs?|paras?\b|sub-?paragraphs?|sub-?paras?\b|"
    r"sub-?\s?sections?|sub-?s\b|subss?\b|sub-?clauses?|clauses?|items?|points?|parts?|pt\b|"
    r"(?:sub-?)?perenggan|sub-?seksyen|fasal|bahagian|absatz|abs\.|satz|nummer|nr\.|ал\.|алинея|т\.|точка|"
    r"(?P<ordinal>\d{1,3}(?:\.?\s?[ºª°]|er|ère|re|ème|e|st|nd|rd|th)|[^\W\d_]{4,12}?(?=\s+(?:comma|alin|p[áa]rrafo|paragr|inciso)))"
    r"(?=\s)|"
    r"(?P<sign>§\s?\d)|(?P<bare>[IVX]{1,5}(?=\s)|[a-z]\)(?=\s)|\(\w{1,4}\)(?=\s)))",
    _I,
)
#: A number or letter without a word: French "2° de l'article 7", "II de l'article L. 114-1"; "(b) of section 7".
_BARE: list[Inward] = [
    (".", re.compile(r"(\d{1,2})\s?°(?!\w)")),
    (",", re.compile(r"([IVX]{1,5})(?!\w)")),
    (")", re.compile(r"([a-z])\)")),
    ("(", re.compile(rf"\(({ITEM})\)")),
]
_PART: Inward = ("Part", re.compile(r"(?:parts?|pt\.?|bahagian)\s+(\d{1,2}|[IVX]{1,6})(?!\w)", _I))
_STEPS = [_PART, *IN_ARTICLE, *IN_SIGN, *IN_SECTION, *_BARE]
#: What may follow a number in a chain, in the usual order: "apartado 3.b)", "paragraph 2(1)(a)".
_INNER: list[Inward] = [(")", re.compile(r"\.?\s?([a-zñ])\)")), ("(", PAREN)]
_MORE = re.compile(
    rf"(?:\s*,\s*|\s+(?:and|or|y|e|o|et|ou|und|oder|i)\s+)(?:\(({ITEM})\)|(\d{{1,3}}|[a-z](?=\)))\)?)(?=[\s,])", _I
)
#: Marks that one provision has where another has brackets: "paragraph (b) of section 7".
_IN_BRACKETS = frozenset({"para.", ")", "point"})
_SECTIONS = frozenset({"s.", "reg.", "r.", "cl.", "धारा"})

Found = tuple[Locator, Span]


@dataclass(frozen=True, slots=True)
class _Chain:
    """Subdivisions from the inside outwards, and where the provision that holds them begins."""

    parts: tuple[tuple[str, str], ...]  # mark and number
    others: tuple[str, ...]  # numbers beside the innermost: "subsections (1) and (2) of section 7"
    end: int


def link(text: str, position: int) -> int | None:
    """Where the words end that say that the next thing holds the last: "of the", "de l'"; None where there are none."""
    match = _LINK.match(text, position) or _MALAY.match(text, position)
    return match.end() if match else None


def inverted(text: str, at: Callable[[int], Found | None]) -> Iterator[Found]:
    """Provisions whose subdivisions are named before them. ``at`` reads the provision that begins at a place."""
    for match in _BEGINNING.finditer(text):
        chain = _chain(text, match)
        holder = at(chain.end) if chain else None
        if chain is None or holder is None:
            continue
        whole = joined(holder[0], chain.parts)
        if whole is None:
            continue
        *several, last = (whole.numbers[-1], *chain.others)
        for number in several:
            yield replace(whole, numbers=(*whole.numbers[:-1], number)), Span(match.start(), match.start())
        yield replace(whole, numbers=(*whole.numbers[:-1], last)), Span(match.start(), holder[1].end)


def _chain(text: str, match: re.Match[str]) -> _Chain | None:
    parts: list[tuple[str, str]] = []
    others: tuple[str, ...] = ()
    position = match.start()
    while len(parts) < _LONGEST:
        step = _step(text, position)
        if step is None:
            break
        marks, numbers, end = inwards(text, step[2], _INNER)
        beside, end = _others(text, end) if not parts else (others, end)
        linked = link(text, end) or _beside(text, end)
        if linked is None:  # it holds the others itself: "Absatz 2 des § 5"
            break
        parts += [*reversed(list(zip(marks, numbers, strict=True))), step[:2]]
        others, position = beside, linked
    return _Chain(tuple(parts), others, position) if parts else None


def _beside(text: str, position: int) -> int | None:
    """Where an article begins that is named right after its part: "co. 2 art. 2519"."""
    match = _ARTICLE_NEXT.match(text, position)
    return match.end() if match else None


def _step(text: str, position: int) -> tuple[str, str, int] | None:
    return step_inwards(text, position, _STEPS, "")


def _others(text: str, position: int) -> tuple[tuple[str, ...], int]:
    """Numbers that stand beside the innermost, at most nine, and where they end."""
    numbers: list[str] = []
    while len(numbers) < 9 and (match := _MORE.match(text, position)):
        numbers.append(match[1] or match[2])
        position = match.end()
    return tuple(numbers), position


def joined(holder: Locator, parts: tuple[tuple[str, str], ...]) -> Locator | None:
    """``holder`` with the subdivisions ``parts``, which are in the order from the inside outwards."""
    marks = [mark for mark, _ in reversed(parts)]
    if "Part" in marks and holder.scheme not in ("Sch.", "Jadual", "अनुसूची"):
        return None
    if holder.scheme in _SECTIONS:
        marks = ["(" if mark in _IN_BRACKETS else mark for mark in marks]
    numbers = [number for _, number in reversed(parts)]
    if not holder.numbers:  # "paragraph 3 of the Schedule"
        return Locator("para.", tuple(numbers), tuple(marks[1:]), str(holder)) if marks[0] == "para." else None
    return replace(
        holder,
        numbers=(*holder.numbers, *numbers),
        marks=(*holder.marks, *marks),
    )
