"""What is on a PDF page, in reading coordinates: words, lines, drawn rules.

Coordinates are points with the origin at the top left of the page as it is read (rotation undone), y down.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Box", "Line", "PageText", "Placement", "Rule", "Word"]

Box = tuple[float, float, float, float]  # x0, x1, top, bottom


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float  # font size in points, as printed
    bold: bool = False
    italic: bool = False
    struck: bool = False  # a line is drawn through it
    confidence: float | None = None  # of OCR, 0 to 1; None for text that the file holds


@dataclass(frozen=True)
class Line:
    """Words on one baseline. ``hyphenated``: its last word goes on in the next line, and the hyphen is left out."""

    words: tuple[Word, ...]
    page: int  # from 1
    hyphenated: bool = False

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @cached_property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Of the largest type of the line, so that a raised footnote mark does not move it."""
        return max(self.words, key=lambda word: (word.size, len(word.text))).bottom

    @cached_property
    def top(self) -> float:
        return max(self.words, key=lambda word: (word.size, len(word.text))).top

    @cached_property
    def size(self) -> float:
        """Size of most of its characters."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[round(word.size * 2) / 2] += len(word.text)
        return sizes.most_common(1)[0][0]

    @cached_property
    def bold(self) -> bool:
        lettered = [word for word in self.words if any(character.isalnum() for character in word.text)]
        return bool(lettered) and all(word.bold for word in lettered)

    @cached_property
    def italic(self) -> bool:
        lettered = [word for word in self.words if any(character.isalnum() for character in word.text)]
        return bool(lettered) and all(word.italic for word in lettered)

    def only(self, *, struck: bool) -> Line | None:
        """The part of it that is struck out, or the part that is not; None where there is none."""
        words = tuple(word for word in self.words if word.struck is struck)
        whole = len(words) == len(self.words)
        return (
            self
            if whole
            else Line(words, self.page, self.hyphenated and words[-1] is self.words[-1])
            if words
            else None
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin straight line drawn on the page, level or upright."""

    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def level(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class PageText:
    """Lines of one page in content order, and what tells a scan or a broken encoding from a blank page."""

    number: int  # from 1
    width: float
    height: float
    lines: tuple[Line, ...]
    characters: int  # printed ones, white space not counted
    unreadable: int  # of these without a meaning: private use, replacement, control
    unmapped: int = 0  # glyphs that stand for no character at all, as far as looked for
    rules: tuple[Rule, ...] = ()
    images: tuple[Box, ...] = ()
    outlines: int = 0  # other paths: drawings, or text as outlines
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """Page coordinates (origin bottom left, y up) → reading coordinates (origin top left, y down, text upright)."""

    turn: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left if self.turn % 2 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        return self.top - self.bottom if self.turn % 2 == 0 else self.right - self.left

    def shows(self, word: Word) -> bool:
        """Whether the middle of ``word`` is on the visible page."""
        return 0 <= (word.x0 + word.x1) / 2 <= self.width and 0 <= (word.top + word.bottom) / 2 <= self.height

    def box(self, x0: float, x1: float, low: float, high: float) -> Box:
        """A box in page coordinates, in reading coordinates."""
        match self.turn:
            case 1:  # reads downwards
                return (self.top - high, self.top - low, self.right - x1, self.right - x0)
            case 2:  # upside down
                return (self.right - x1, self.right - x0, low - self.bottom, high - self.bottom)
            case 3:  # reads upwards
                return (low - self.bottom, high - self.bottom, x0 - self.left, x1 - self.left)
            case _:
                return (x0 - self.left, x1 - self.left, self.top - high, self.top - low)
