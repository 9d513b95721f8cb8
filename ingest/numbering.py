"""How paragraphs and items inside a provision are numbered, in the traditions of the corpus.

``Enumeration`` follows the markers at the beginning of successive paragraphs and tells at which depth each stands. A
marker's *style* (``1.``, ``(1)``, ``a)``, ``(i)``, ``①`` …) tells its depth: a style met for the first time opens a
level below the last one; a style met before continues its level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ingest.rejoin import begins_with_reference
from kb.locator import Locator
from kb.locator.numbers import NUMBER, arabic

__all__ = ["BY_PARAGRAPHS", "Begun", "Enumeration", "Marker", "extend", "marker"]

_WORDS = (
    "uno|una|un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|"
    r"sext[oa]|s[ée]ptim[oa]|octav[oa]|noven[oa]|d[ée]cim[oa](?:\s?(?:primer[oa]|segund[oa]|tercer[oa]|cuart[oa]|quint[oa]))?"
)
_CARDINALS = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_CIRCLED = {chr(0x2460 + n): str(n + 1) for n in range(20)}
_BIS = r"(?:[\s-]?(?:bis|ter|quater|quinquies|sexies|septies|octies))?"

#: Style → pattern whose group 1 is the number. Order matters: the first that matches is the style.
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("§", re.compile(r"§\s*(\d+(?:\s?[ºo°])?(?:\s?:?\s?-\s?[A-Z](?![\w]))?)(?![\w])\s*[:.]?[\s–-]*")),
    (
        "parágrafo",
        re.compile(
            r"(?:par[áa]grafo|paragraphe)(?!\w)"
            r"(?:\s+(\d+|[úu]nico|unique|primer[oa]?|segundo|tercero|cuarto|quinto|sexto|s[ée]ptimo|transitorio)(?!\w))?"
            r"\s?[º°o]?\s*[.:–-][.:\s–-]*",
            re.IGNORECASE,
        ),
    ),
    ("(1)", re.compile(r"\(\s?(\d{1,3}[A-Za-z]{0,2}(?:[.-]\d+)?)\s?\)\s*")),
    ("①", re.compile("([" + "".join(_CIRCLED) + r"])\s*")),
    ("1.-", re.compile(r"(\d{1,3}" + _BIS + r")\s*\.\s*[-–—]\s+")),
    ("1.1", re.compile(r"(\d{1,3}\.\d{1,3})\.?\s+(?=\D)")),
    ("1.", re.compile(r"(\d{1,3}(?:[a-np-zа-я]|" + _BIS + r"))\.\s+")),
    ("1)", re.compile(r"(\d{1,3})\)\s+")),
    ("1º", re.compile(r"(\d{1,3})(?:\s*[º°]|o(?=\.))\s*[.)-]?\s+(?:(bis|ter|quater)\s+)?")),
    ("(a)", re.compile(r"\(\s?([a-z]{1,2}(?:\.\d+)?|[ivxl]{1,6}|[क-ह])\s?\)\s*")),
    ("(A)", re.compile(r"\(([A-Z])\)\s+")),
    ("a)", re.compile(r"([a-zñ]{1,2}|[ivxl]{1,6}|[а-я])\s?\)\s+")),
    ("a.", re.compile(r"([a-z])\.\s+")),
    ("A)", re.compile(r"([A-Z])\)\s+")),
    ("A.", re.compile(r"([A-HJ-UW-Z])\.\s?[-–—]?\s+(?=\S{2})")),
    ("I.", re.compile(r"([IVXL]{1,7}" + _BIS + r"(?:-[A-Z])?)\s*(?:\.|\.?\s*[-–—])\s*[-–—]?\s+")),
    ("가.", re.compile(r"([가나다라마바사아자차카타파하])\.\s+")),
    ("一", re.compile(r"([一二三四五六七八九十]{1,3})[、　\s]\s*")),
    ("Uno.", re.compile(rf"({_WORDS})\s*[.:]\s*[-–—]?\s*", re.IGNORECASE)),
)

#: Styles that number whole paragraphs; the others number items of a list inside one.
_PARAGRAPHS = {"§", "parágrafo", "(1)", "①", "1.-", "1.1", "1.", "一", "Uno."}
#: Paragraphs of the provision itself, whatever list stands before them.
_OUTERMOST = {"§", "parágrafo"}
#: Languages in whose laws "§" is a paragraph of an article; elsewhere a line that begins with it refers to a section.
_SIGN_IS_PARAGRAPH = frozenset({"pt", "es", "ca", "fr", "it"})

#: Paragraphs below which "1." is an item of a list, as in German, Bulgarian and Korean laws.
_WITH_NUMBERS = frozenset({"(1)", "①", "§", "parágrafo"})
#: Parts of an article, and what stands below them.
_ABOVE_LETTERS = frozenset({"I.", "A.", "A)"})
_BELOW_PARTS = frozenset({"1º", "1)", "a)", "a) roman", "(a)", "a."})
_REPEALED = re.compile(r"(?:abrogat|omissis|soppress)")
#: Paragraphs in which a list is sought that goes on.
_AHEAD = 200
#: How an item ends that another follows.
_ITEM_ENDS = re.compile(r"[;,](?:\s+(?:and|or|and/or|y|o|e|i|et|ou|und|oder|sowie|и|или|dan|atau))?$")

#: Romans and single letters share a style; which one is meant is told by what came before.
_MIXED = {"(a)", "a)"}
_ROMAN = re.compile(r"[ivxl]+")
#: The first number of a list → the second.
_SECOND = {"1": "2", "a": "b", "i": "ii", "가": "나", "а": "б", "क": "ख"}


#: The number of a provision with its word, before what it says: "Чл. 333. ", "8. ", "§ 5 ", "Artículo 4 bis.- ",
#: "제5조(설립) ", "Disposición adicional primera. ", "Proof of 16. " where a marginal note got into the line.
_LABEL = re.compile(
    r"제\s*\d+\s*조(?:\s*의\s*\d+)?\s*(?:\([^()]*\))?\s*"
    r"|\W*(?:§\s?\d+|\d{3,4})[A-Z]{0,2}(?:[-.]\d+[A-Z]?)+\]?\s*[.:]?\s*"
    rf"|\W*(?:(?:[^\W\d_]|[\u0900-\u0963])+\.?\s*)?(?:{NUMBER})\]?\s*[.:]?\s*[-–—]?\s*"
    r"|[A-Z][\w-]*\.?(?:\s[a-z][\w-]*\.?){1,3}\s\d+[A-Z]?\.\s(?=\()"
    rf"|\W*(?:[^\W\d_]+\s+){{0,2}}(?i:{_WORDS})(?!\w)\s*[.:]?\s*[-–—]?\s*"
)
#: A title between that number and the first subdivision: "§421C-28 Books; review. (a) Each", "5. Appeals.—(1) Whoever".
_TITLE = re.compile(r"(?=[^\W\d_])(?:(?!\.\s+\S|\s[–—]).){2,150}?(?:\.\s*[-–—]+\s*|\s*[–—]+\s*|\.\s+)(?=[(\d①])")
#: "(Amended, Gazette 100 of 1992)" between the number of a provision and what it says; no number in brackets.
_REMARKS = re.compile(r"^(?:\((?!\d{1,3}[A-Za-z]?\)|[a-zа-я]{1,2}\))[^()]*\)\s*)+")


#: A title, in which no sentence ends, before the number of the first paragraph.
_TITLE_AND_FIRST = re.compile(r"[^\W\d_a-z][^.;:\n]{2,160}?[^\W\d_]\)?\s+(?=1\.\s[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class Marker:
    """The number at the beginning of a paragraph."""

    style: str
    number: str
    length: int  # characters of the text that the marker takes
    comma: str = ""  # the unnumbered paragraph, counted, in which its list stands; "" where that need not be told


def marker(text: str, language: str = "") -> Marker | None:
    """The marker with which ``text`` begins, None where it begins with words. ``language`` (ISO 639-1) settles "§"."""
    for style, pattern in _STYLES:
        found = pattern.match(text)
        if found and found.end() < len(text):
            if style == "§" and language and language not in _SIGN_IS_PARAGRAPH:
                return None
            return Marker(style, _number(style, found), found.end())
    return None


def _number(style: str, found: re.Match[str]) -> str:
    number = " ".join(group for group in found.groups() if group).strip()
    if style == "①":
        return _CIRCLED[number]
    if style == "Uno.":
        low = number.lower()
        return str(_CARDINALS.index(low) + 1) if low in _CARDINALS else "1" if low in ("un", "una") else arabic(low)
    if style == "§":  # "4º - A"
        return re.sub(r"[\sº°:]|o(?=$|\s|-)", "", number)
    if style == "parágrafo":
        return arabic(number.lower()) if number else "único"
    return number


@dataclass(frozen=True, slots=True)
class Begun:
    """A subdivision that begins within a line, after the number of what holds it."""

    at: int  # where in the line its marker begins
    markers: tuple[Marker, ...]  # its own and those above it, from the outermost level


@dataclass(slots=True)
class Enumeration:
    """The open levels of numbering inside one provision: the last marker of each, from the outermost."""

    language: str = ""  # ISO 639-1
    levels: list[Marker] = field(default_factory=list)
    _lists: set[int] = field(default_factory=set)  # depths whose numbers are items of a list: they end with ";"
    _last: str = ""  # the last numbered paragraph
    _seen: dict[str, tuple[int, str]] = field(default_factory=dict)  # style → depth and number of its last list
    _plain: int = 0  # unnumbered paragraphs so far

    @property
    def depth(self) -> int:
        return len(self.levels)

    def next(self, text: str) -> tuple[Marker, ...] | None:
        """Markers, from the outermost level, of the subdivision that ``text`` begins; None where it begins none."""
        found = marker(text, self.language)
        if found is None:
            return None
        if found.style == "1.1":
            whole, _, part = found.number.partition(".")
            if not self.levels or self.levels[0].number != whole:
                return None
            found = Marker(found.style, part, found.length)
        if self._is_italian_item(found, text):
            found = Marker("1)", found.number, found.length)
        found = Marker(self._style(found), found.number, found.length)
        depth = self._depth(found)
        if depth == len(self.levels) and not _is_first(found.number):
            depth = self._resumed(found)
        if depth == len(self.levels) and not _is_first(found.number) and begins_with_reference(text):
            return None  # a sentence broken before a reference
        if found.style in _OUTERMOST:
            self._seen.clear()  # lists of the article itself end here
        self._lists = {each for each in self._lists if each <= depth}
        if depth == len(self.levels):
            self._lists.discard(depth)
        elif _ITEM_ENDS.search(self._last):
            self._lists.add(depth)
        self._last = text
        found = replace(found, comma=self._comma(found, depth))
        del self.levels[depth:]
        self._push(found)
        return tuple(self.levels)

    def begin(self, text: str, following: Iterable[str], *, heading: bool = False) -> list[Begun]:
        """The first subdivisions that the line of a provision goes on with: "8. (1) Any person may …".

        ``following``: the paragraphs after it up to the next provision. The second must be among them where what looks
        like the first stands after a title, or could be the mark of a footnote.
        """
        label = _LABEL.match(text)
        if label is None:
            return []
        at = label.end()
        self._plain += not heading and len(text) > at
        if remarks := _REMARKS.match(text[at:]):
            at += remarks.end()
        begun = self._second_follows(self._inner(text[at:]), following) and self.within(text, at)
        if not begun and (title := _TITLE.match(text, at)):
            begun = self._second_follows(self._inner(text[title.end() :]), following) and self.within(text, title.end())
        return begun or []

    def after_title(self, text: str, following: Iterable[str]) -> list[Begun]:
        """The first subdivision in the first line below a heading that is a number alone: "Title of it 1. Any person".

        The title and the number were one line of print; the second number must be among ``following``.
        """
        if self.levels or self._plain:
            return []
        found = _TITLE_AND_FIRST.match(text)
        if found is None or not self._second_follows(self._inner(text[found.end() :]), following):
            return []
        return self.within(text, found.end())

    def within(self, text: str, at: int) -> list[Begun]:
        """The first subdivisions that a line goes on with after a number that ends at ``at``: "3. a. Unless …"."""
        begun = []
        while inner := self._inner(text[at:]):
            self._push(inner)
            begun.append(Begun(at, tuple(self.levels)))
            at += inner.length
        return begun

    def _is_italian_item(self, found: Marker, text: str) -> bool:
        """Whether "1. la morte;" is number 1 of a list: paragraphs of Italian laws begin with a capital."""
        styles = {"1.", "1.-"}
        if self.language != "it" or found.style not in styles or any(level.style in styles for level in self.levels):
            return False
        if any(level.style == "1)" and _follows(level.number, found.number) for level in self.levels):
            return True
        if not (self._plain or self.levels):
            return False  # nothing stands above it that would open a list
        return text[found.length :][:1].islower() and not _REPEALED.match(text, found.length)

    def _comma(self, found: Marker, depth: int) -> str:
        """The paragraph in which an item of an Italian law stands, where the provision has had such a list before."""
        if self.language != "it" or depth or found.style not in _BELOW_PARTS:
            return ""
        if not _is_first(found.number):
            return self.levels[0].comma if self.levels else ""
        return str(self._plain) if found.style in self._seen and self._plain > 1 else ""

    def _push(self, found: Marker) -> None:
        self._seen[found.style] = len(self.levels), found.number
        self.levels.append(found)

    def _resumed(self, found: Marker) -> int:
        """Depth of a number that begins no list and follows none that is open: that of the list it goes on with."""
        depth, number = self._seen.get(found.style, (len(self.levels), ""))
        if number and depth < len(self.levels) and _counts(found.number) > _counts(number) > 0:
            return depth
        if found.style in _ABOVE_LETTERS and not number:  # the first stands elsewhere: in a heading, in the line above
            return next((i for i, each in enumerate(self.levels) if each.style in _BELOW_PARTS), len(self.levels))
        if (
            found.style == "(1)" and not number and self.levels and "क" <= self.levels[0].number[:1] <= "ह"
        ):  # no law puts them below
            return 0
        return len(self.levels)

    def _inner(self, rest: str) -> Marker | None:
        """The first number of a level below those that are open, with which ``rest`` begins."""
        inner = marker(rest, self.language)
        if inner is None or not _is_first(inner.number) or inner.style == "1.1":
            return None
        inner = Marker(self._style(inner), inner.number, inner.length)
        return None if any(level.style == inner.style for level in self.levels) else inner

    def _last_of(self, style: str) -> str:
        """The last number of the list in ``style`` that is open or was, "" where there is none."""
        last = next((level.number for level in reversed(self.levels) if level.style == style), "")
        return last or self._seen.get(style, (0, ""))[1]

    def _second_follows(self, first: Marker | None, following: Iterable[str]) -> bool:
        if first is None or (self.language == "it" and first.style == "(1)"):  # commi are numbered "1.", notes "(1)"
            return False
        second = _SECOND[first.number.casefold()]
        found = (marker(text, self.language) for text in following)
        plain = first.style.split(" ")[0]
        return any(each and each.style == plain and each.number.casefold() == second for each in found)

    def after_paragraph(self, following: Iterable[str] = (), text: str = "") -> int:
        """Depth at which an unnumbered paragraph goes on: it ends a list of items, not a numbered paragraph.

        Args:
            following: the paragraphs after it up to the next provision. A list that goes on there is not at its end,
                and the paragraph is one of its item.
            text: the paragraph; one that introduces a list stands where such lists stood before.
        """
        self._plain += text[:1].isupper()  # else it goes on after a list, or is repealed and in brackets
        keep = 0
        while keep < len(self.levels) and self.levels[keep].style in _PARAGRAPHS and not self._is_item(keep):
            keep += 1
        if keep < len(self.levels):
            numbers = (each for line in islice(following, _AHEAD) if (each := marker(line, self.language)))
            keep = max(keep, self._going_on(list(numbers), introduces=text.endswith(":")))
        del self.levels[keep:]
        return keep

    def _going_on(self, numbers: Sequence[Marker], *, introduces: bool) -> int:
        """How many levels stay open for the next numbers."""
        over = len(self.levels)  # this level and those below it have begun anew
        for found in numbers:
            style = self._style(found)
            depth = next((i for i, level in enumerate(self.levels[:over]) if level.style == style), None)
            if depth is not None and _follows(self.levels[depth].number, found.number):
                return depth + 1
            over = over if depth is None else depth
        if introduces and numbers and _is_first(numbers[0].number):
            depth, _ = self._seen.get(self._style(numbers[0]), (0, ""))
            return min(depth, len(self.levels))
        return 0

    def _is_item(self, depth: int) -> bool:
        """Whether a number that could be a paragraph's is an item's: "2. the spade." of "(4) The keeper keeps:"."""
        if depth and self.levels[depth].style == "1." and self.levels[depth - 1].style in _WITH_NUMBERS:
            return True
        return depth in self._lists and not self._last.endswith(":")

    def _depth(self, found: Marker) -> int:
        """How many levels stay open above ``found``."""
        if found.style in _OUTERMOST:
            return 0
        for depth, level in enumerate(self.levels):
            if level.style == found.style:
                return depth
        for depth, level in reversed(list(enumerate(self.levels))):
            if _goes_on(level, found):
                return depth
        return len(self.levels)

    def _style(self, found: Marker) -> str:
        """``i`` after ``h`` is a letter; ``i`` elsewhere, and what follows it, is a roman number.

        ``aa`` after ``z`` is a letter too; elsewhere it is below ``a``.
        """
        if found.style == "A." and found.number in "XLC":  # "X." after "VIII."; "C." after "B."
            letter, roman = (self._last_of(style) for style in ("A.", "I."))
            is_letter = len(letter) == 1 and ord(letter) + 1 == ord(found.number)
            return "I." if not is_letter and 0 < _counts(roman) < _counts(found.number) else "A."
        if found.style not in _MIXED:
            return found.style
        if not _ROMAN.fullmatch(found.number):
            double = len(found.number) == 2 and found.number[0] == found.number[1]
            last = next((level.number for level in reversed(self.levels) if level.style == found.style), "")
            return f"{found.style} double" if double and len(last) == 1 and last != "z" else found.style
        roman = found.style + " roman"
        for level in reversed(self.levels):
            if level.style == roman:
                return roman
            if level.style == found.style:
                last, this = level.number, found.number
                follows = len(last) == 1 and len(this) == 1 and ord(this) == ord(last) + 1
                return found.style if follows else roman
        return roman if found.number in ("i", "ii", "iii", "iv") else found.style


def _is_first(number: str) -> bool:
    """Whether a list begins with it. The first item may also stand in the line of what introduces the list."""
    return number.casefold() in _SECOND


def _follows(number: str, other: str) -> bool:
    """Whether ``other`` is the next number of a list: "2" or "1a" after "1", "b" after "a", "iv" after "iii"."""
    this, that = _counts(number), _counts(other)
    single = len(number) == len(other) == 1 and ord(other.casefold()) == ord(number.casefold()) + 1
    return single or (this > 0 and (that == this + 1 or (that == this and len(other) > len(number))))


def _counts(number: str) -> int:
    """What a number counts: 3 for "3", "3 bis", "c" and "iii", 0 where nothing tells; "i" counts as roman."""
    low = number.casefold()
    if digits := re.match(r"\d+", low):
        return int(digits[0])
    return _roman(low) or (ord(low) - ord("a") + 1 if len(low) == 1 and low.isascii() else 0)


def _roman(number: str) -> int:
    """The value of a roman number in small letters, 0 where it is none."""
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}.get(letter, 0) for letter in number.split(" ")[0]]
    if not values or not all(values):
        return 0
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _goes_on(level: Marker, found: Marker) -> bool:
    """Whether ``found`` is the next number of a list whose printer changed his mind: "10)" after "9º"."""
    if not (level.number.isdecimal() and found.number.isdecimal()) or {level.style, found.style} & {*_OUTERMOST, "1.1"}:
        return False
    return int(found.number) == int(level.number) + 1 > 2


def extend(locator: Locator, markers: Sequence[Marker], language: str) -> Locator:
    """The locator of a subdivision: ``s. 8`` and ``(1)`` → ``s. 8(1)``, ``§ 15`` and ``(1)`` → ``§ 15 Abs. 1``."""
    marks = tuple(_mark(locator, each.style, language, depth) for depth, each in enumerate(markers))
    numbers = tuple(each.number for each in markers)
    if markers and markers[0].comma:
        marks, numbers = ("co.", *marks), (markers[0].comma, *numbers)
    if not locator.numbers:  # a schedule without number
        return Locator("para.", numbers, marks[1:], str(locator))
    return replace(locator, numbers=(*locator.numbers, *numbers), marks=(*locator.marks, *marks))


def _mark(locator: Locator, style: str, language: str, depth: int) -> str:
    """How a subdivision numbered in ``style`` is written after a provision, in the tradition of its law."""
    scheme, paragraph = locator.scheme, style in _PARAGRAPHS
    if scheme == "제":
        return {"①": "항", "1.": "호", "가.": "목"}.get(style, "호")
    if scheme == "第":
        return "号" if style == "一" else "項"
    if locator.annexed and not locator.context and scheme in BY_PARAGRAPHS:
        return "para." if depth == 0 and paragraph and style != "(1)" else "("
    if language == "de":
        return {"(1)": "Abs.", "1.": "Nr.", "1)": "Nr."}.get(style, "Buchst.")
    if language == "bg":
        return {"(1)": "ал.", "1.": "т.", "1)": "т."}.get(style, "б.")
    if style in _OUTERMOST:
        return style
    if language == "it":
        if style in ("1)", "1º") or (paragraph and depth):
            return "n."
        return "co." if paragraph else "lett."
    if scheme in ("s.", "reg.", "r.", "O.", "cl.", "§", "धारा"):
        return "("
    return "." if paragraph or style in ("1)", "1º") else "," if style in ("I.", "Uno.") else ")"


#: Annexed parts whose numbers are paragraphs.
BY_PARAGRAPHS = frozenset(
    {"Sch.", "Jadual", "अनुसूची", "Annex", "annex", "ann.", "anexo", "all.", "Anlage", "Anhang", "приложение", "app."}
)
