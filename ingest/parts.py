"""Where a law numbers its provisions anew: transitional provisions, annexes, the acts that amended it.

"Article 1" of the transitional provisions is not article 1 of the law. Such a part is told by its heading and by the
numbers that begin again; a part whose numbers go on ("Transitional provisions" of a chapter) is not one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.numbering import BY_PARAGRAPHS
from ingest.read.blocks import Block, BlockKind
from ingest.sequence import inserted, longest_run
from kb.locator import Locator, annexed_at
from kb.locator.numbers import arabic, is_ordinal

__all__ = ["Parts", "find_parts", "is_part"]

#: A heading is not longer, in characters; of a longer one the beginning names the part.
_HEADING = 240
_LABEL = 60
#: Numbers begin again when this one or a smaller one comes after at least ``_BEFORE`` provisions.
_ANEW, _BEFORE = 2, 4

_TRANSITIONAL = re.compile(
    r"\W*(?:(?:t[íi]tulo|cap[íi]tulo)\s+[\w.]+\s+)?(?:art[íi]culos?\s+|disposiciones\s+|disposicions\s+)?"
    r"(?:transitorios?|transitoris|transitorias|transit[òo]ries|transit[óo]rios)\b(?!\s+(?!del?\b|y\b)[a-záéíóú])",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\W*(?:(?:art[íi]culos\s+)?transitorios?\b|(?:disposiciones|disposicions|dispositions|disposi[çc][õo]es|disposizioni|"
    r"norme|normas)\s+(?:\w+\s+(?:y|e|i|et|ed)\s+)?(?:transit|final|adicional|addicional|derogat|complement|divers)|"
    r"ato\s+das\s+disposi|(?:transitional|final|saving|supplementary)\s+(?:and\s+\w+\s+)?provisions|"
    r"(?:übergangs|schluss)(?:-\s+und\s+schluss)?(?:vorschriften|bestimmungen)|(?:\w+\s+){0,2}разпоредби|"
    r"decreto\b.{0,40}\bpor\s+el\s+que\b|ley\s+\d)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?P<d>\d{1,2})\s+de\s+(?P<m>enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|"
    r"diciembre)\s+(?:de\s+|del\s+)?(?P<y>(?:19|20)\d\d)|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>(?:19|20)\d\d)",
    re.IGNORECASE,
)
#: Parts that may have no provisions of their own.
_CITED_WHOLE = frozenset({"부칙", "附則"})
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
#: Headings under which ordinal words number the provisions, and what these are called.
_BY_ORDINALS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\W*{words}(?!\w)", re.IGNORECASE), scheme)
    for words, scheme in (
        (r"disposiciones\s+adicionales", "disp. adicional"),
        (r"disposicions\s+addicionals", "disp. addicional"),
        (r"disposicions\s+transit[òo]ries", "disp. transitòria"),
        (r"disposiciones\s+finales", "disp. final"),
        (r"disposicions\s+finals", "disp. final"),
        (r"disposiciones\s+derogatorias", "disp. derogatoria"),
        (r"disposicions\s+derogat[òo]ries", "disp. derogatòria"),
    )
)
#: What lawyers call a part that its heading calls otherwise.
_NAMES = (
    (re.compile(r"\W*disposizioni\s+sulla\s+legge\s+in\s+generale", re.IGNORECASE), "preleggi"),
    (
        re.compile(
            r".{0,30}disposizioni\s+(?:(?:di|per\s+l['’])\s*attuazione|di\s+coordinamento|relative\s+al\s+libro)", re.I
        ),
        "disp. att.",
    ),
)
#: "PRIMERO.- Este decreto entrará en vigor …" under "TRANSITORIOS", "Primera Registre" under "Disposicions".
_ORDINAL = re.compile(
    r"\W{0,3}(?P<word>[^\W\d_]{4,}(?:\s[^\W\d_]{5,})?)(?:\s*[.:]?\s*[.:\-–—]+\s*(?=\S)|\s+(?=[A-ZÀ-Ý\d]))"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """For each block, the locator it begins; the blocks whose headings begin an annexed part; and those that look like
    provisions and are text of the one they stand in."""

    marks: list[Locator | None]
    heads: frozenset[int]
    quoted: frozenset[int]


@dataclass(slots=True)
class _Part:
    """A part that numbers its provisions for itself, the law among them."""

    context: str = ""
    scheme: str = ""  # what its provisions are called, where ordinal words may number them: "transitorio"
    marks: dict[int, Locator] = field(default_factory=dict)  # block → the provision that it begins
    seen: set[tuple[str, ...]] = field(default_factory=set)
    last: int = 0  # the last whole number


def find_parts(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> Parts:
    """The marks, those of annexed parts with their context."""
    return _Finder(blocks, marks).find()


class _Finder:
    def __init__(self, blocks: Sequence[Block], marks: Sequence[Locator | None]) -> None:
        self._blocks = blocks
        self._marks = list(marks)
        self._main = self._part = _Part()
        self._parts = [self._main]
        self._heads: dict[int, bool] = {}  # block → whether provisions of the law itself follow it
        self._since = 0  # block after the last provision

    def find(self) -> Parts:
        for i, block in enumerate(self._blocks):
            mark = self._marks[i]
            if _is_head(block, mark):
                self._heads[i] = False
            if mark is None and i in self._heads:
                if _scheme(block.text) and self._main.marks:
                    self._enter(i)
            elif mark is None and self._part.scheme:
                self._marks[i] = mark = _ordinal(block, self._part.scheme)
            if mark is not None and not block.locator:
                self._provision(i, mark)
        self._call_the_largest_the_law()
        quoted: set[int] = set()
        for part in self._parts:
            strangers = _strangers(part.marks)
            own: dict[tuple[str, ...], int] = {}
            for i, mark in part.marks.items():
                if i in strangers or own.setdefault(mark.key(), i) != i:
                    self._marks[i] = None
                    quoted.add(i)
                    continue
                self._marks[i] = mark.within(part.context) if part.context else mark
        self._name_parts_without_provisions()
        heads = frozenset(i for i, is_law in self._heads.items() if not is_law)
        return Parts(self._marks, heads, frozenset(quoted))

    def _provision(self, i: int, mark: Locator) -> None:
        if mark.annexed and mark.scheme != self._part.scheme:
            self._since = i + 1  # "disposición adicional primera", "Schedule 2": it says itself what it is
            return
        number = _whole(mark)
        if self._part is not self._main and self._returns(mark, number):
            self._part = self._main
        else:
            part = self._part
            anew = bool(number) and number <= _ANEW < part.last and len(part.marks) >= _BEFORE
            again = mark.key() in part.seen
            head = self._head_before(i, anew) if anew or again else None
            if head is not None:
                self._enter(head)
            elif again:  # quoted, or another wording of what stands above
                part.marks[i] = mark
                return
        part = self._part
        if part.scheme and not mark.annexed:
            mark = Locator(part.scheme, mark.numbers, mark.marks)
        part.marks[i] = mark
        part.seen.add(mark.key())
        part.last = number or part.last
        if part is self._main and self._heads:  # a heading above provisions of the law itself annexes nothing
            self._heads[max(self._heads)] = True
        self._since = i + 1

    def _name_parts_without_provisions(self) -> None:
        """Supplementary provisions of one paragraph are cited by the name of their part."""
        heads = [*sorted(self._heads), len(self._blocks)]
        for head, following in pairwise(heads):
            part = annexed_at(self._blocks[head].text)
            if part and part.locator.scheme in _CITED_WHOLE and not any(self._marks[head:following]):
                self._marks[head] = part.locator

    def _call_the_largest_the_law(self) -> None:
        """Preliminary provisions or an approving decree may come before the law that a lawyer would cite."""
        largest = max(self._parts, key=lambda part: len(part.marks))
        if len(largest.marks) > 2 * len(self._main.marks) and not largest.scheme:
            first = min(self._main.marks, default=0)
            above = [b.text for b in self._blocks[:first] if b.kind is BlockKind.HEADING]
            known = [name for text in above if (name := _name(text))]
            self._main.context = known[-1] if known else _label(above[-1]) if above else "decreto"
            largest.context = ""

    def _returns(self, mark: Locator, number: int) -> bool:
        """Whether a provision after an annexed part goes on with the law itself."""
        part, main = self._part, self._main
        if mark.annexed or not number or mark.key() in main.seen:
            return False
        return number == main.last + 1 and number != part.last + 1

    def _head_before(self, i: int, anew: bool) -> int | None:
        """The heading since the last provision under which the numbers begin again; of any name where ``anew``."""
        between = range(self._since, i)
        known = [j for j in between if j in self._heads]
        headings = [j for j in between if anew and self._blocks[j].kind is BlockKind.HEADING]
        return known[-1] if known else headings[-1] if headings else None

    def _enter(self, head: int) -> None:
        text = self._blocks[head].text
        annexed = annexed_at(text)
        scheme = _scheme(text)
        context = "" if scheme else _name(text) or (annexed.context if annexed else _label(text))
        taken = {part.context for part in self._parts if part.scheme == scheme}
        if context in taken:
            context = self._distinct(context, head, taken)
        self._part = _Part(context, scheme)
        self._parts.append(self._part)
        self._heads[head] = False

    def _distinct(self, context: str, head: int, taken: set[str]) -> str:
        """A context of its own for a part whose name another has: with the date of its act, else counted."""
        above = " ".join(self._blocks[j].text for j in range(max(self._since - 2, head - 12, 0), head + 1))
        days = [day for match in _DATE.finditer(above) if (day := _day(match))]
        act = f"decreto {days[-1]}" if days else "decreto" if not context else ""
        wanted = " ".join(part for part in (context, act) if part)
        found, n = wanted, 2
        while found in taken:
            found, n = f"{wanted} ({n})", n + 1
        return found


def _strangers(marks: Mapping[int, Locator]) -> set[int]:
    """Provisions of other laws that this one quotes: "Art. 161" between articles 13 and 14."""
    numbers = {i: _whole(mark) for i, mark in marks.items()}
    own = longest_run([(i, n, inserted(marks[i].numbers[0])) for i, n in numbers.items() if 0 < n < 10_000])
    if 2 * len(own) < len(marks):
        return set()
    found: set[int] = set()
    between: list[int] = []
    last = 0
    for i, number in numbers.items():
        if i in own:
            found |= set(between) if number <= last + 1 else set()
            between, last = [], number
        elif number > last + 1:
            between.append(i)
    return found


def _is_head(block: Block, mark: Locator | None) -> bool:
    if mark is not None:
        return mark.annexed and mark.scheme in BY_PARAGRAPHS
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or block.locator:
        return False
    text = block.text
    if block.kind is BlockKind.PARAGRAPH and (len(text) > _LABEL or text[-1:] in ",;"):
        return bool(re.match(r"부칙\s*[<(]|附則", text)) and len(text) <= _HEADING
    annexed = annexed_at(text)
    if annexed is not None and not re.match(r"\s+[a-zà-ÿ]", text[annexed.end :]):
        return True
    return _PART.match(text) is not None


def is_part(heading: str) -> bool:
    """Whether a heading may begin a part that numbers its provisions anew."""
    return bool(_scheme(heading)) or _PART.match(heading) is not None or annexed_at(heading) is not None


def _scheme(heading: str) -> str:
    """What provisions are called that ordinal words number under this heading; "" where none are."""
    if _TRANSITIONAL.match(heading):
        return "transitorio"
    return next((scheme for pattern, scheme in _BY_ORDINALS if pattern.match(heading)), "")


def _name(heading: str) -> str:
    return next((name for pattern, name in _NAMES if pattern.match(heading)), "")


def _ordinal(block: Block, scheme: str) -> Locator | None:
    """The provision that begins with an ordinal word."""
    if block.kind in (BlockKind.NOTE, BlockKind.CONTENTS, BlockKind.ROW):
        return None
    match = _ORDINAL.match(block.text)
    for word in (match["word"], match["word"].split()[0]) if match else ():
        number = arabic(word)
        if number.isdecimal() or is_ordinal(word):
            return Locator(scheme, (number,))
    return None


def _label(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LABEL else plain[:_LABEL].rsplit(" ", 1)[0] + " …"


def _whole(mark: Locator) -> int:
    digits = re.match(r"\d+", mark.numbers[0].replace(".", "")) if mark.numbers else None
    return int(digits[0]) if digits else 0


def _day(match: re.Match[str]) -> str:
    if match["y"]:
        return f"{match['y']}-{_MONTHS.index(match['m'].lower()[:3].replace('set', 'sep')) + 1:02}-{int(match['d']):02}"
    if 1 <= int(match["m2"]) <= 12:
        return f"{match['y2']}-{int(match['m2']):02}-{int(match['d2']):02}"
    return ""
