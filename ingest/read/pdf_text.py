"""Characters of a PDF page → words with position and font → lines, in the order of the content stream.

pdfium says where each character is; which characters make a word is decided here, by the gaps between them: the spaces
pdfium guesses are wrong in letter-spaced and in condensed type.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.legible import legible
from ingest.read.pdf_drawn import drawn, unmapped
from ingest.read.pdf_lines import Line, PageText, Placement, Word
from ingest.read.pdf_struck import with_strikes

__all__ = ["TooMuchText", "page_text"]

MAX_CHARACTERS = 400_000  # of one page; a newspaper page has 20,000
_LITTLE = 800  # characters; on a page with fewer, glyphs without a character are looked for
_HYPHEN = 2  # pdfium: a hyphen at the end of a line whose word goes on in the next
_SPACE_GAP = 0.17  # of the font size; type is set with spaces of 0.2 to 0.5
_GUESSED_GAP = 0.12  # enough where pdfium guesses a space too
_BOLD = re.compile(r"bold|black|heavy|semibd|demi(?!tri)|-bd\b|medium(?=cond)", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obliq|-it\b", re.IGNORECASE)
_FORCE_BOLD, _ITALIC_FLAG = 1 << 18, 1 << 6  # font descriptor flags, ISO 32000-1 table 123
# Characters of the Symbol and Wingdings fonts, which Word writes into the private use area.
_SYMBOLS = {
    "\uf02a": "*", "\uf02d": "−", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0be": "—",
    "\uf0a8": "♦", "\uf020": " ", "\uf028": "(", "\uf029": ")", "\uf02e": ".", "\uf02c": ",", "\uf0de": "⇒",
    "\uf0e0": "→", "\uf06f": "□", "\uf071": "□", "\uf0b0": "°", "\uf02b": "+", "\uf03d": "=", "\uf0b3": "≥",
    "\uf0a3": "≤", "\uf0b4": "×", "\uf02f": "/",
}  # fmt: skip


class TooMuchText(ValueError):
    """A page with more characters than can be printed on one."""


class _Glyph(NamedTuple):
    """A character and its box in page coordinates (y up)."""

    at: int  # its number on the page
    character: str
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(slots=True)
class _Run:
    """What pdfium takes for one line: words as lists of glyphs."""

    words: list[list[_Glyph]]
    hyphenated: bool = False


def page_text(page: pdfium.PdfPage, number: int) -> PageText:
    """Text of ``page``. The caller holds pdfium's lock and closes the page.

    Text at another angle than most of the page (watermarks, notes up the margin) is left out, and so is text outside
    the visible page (printers' marks, the other half of a spread).

    Raises:
        TooMuchText: more than ``MAX_CHARACTERS``.
        pypdfium2.PdfiumError: the page is damaged.
    """
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > MAX_CHARACTERS:
            raise TooMuchText(f"{count} characters, more than {MAX_CHARACTERS}")
        runs = list(_runs(text_page.raw, count))
        styles_of = _Styles(text_page.raw)
        styled = [(run, [styles_of(word[0]) for word in run.words]) for run in runs]
        turns: Counter[int] = Counter()
        for run, styles in styled:
            for glyphs, style in zip(run.words, styles, strict=True):
                turns[style.quarter] += len(glyphs)
        turn = turns.most_common(1)[0][0] if turns else 0
        place = Placement(turn if turn > 0 else 0, *page.get_bbox())
        lines, characters, unreadable = _lines(styled, turn, place, number)
        little = sum(len(word.text) for line in lines for word in line.words) < _LITTLE
        lost = unmapped(page, text_page, place) if little else 0
    finally:
        text_page.close()
    shown = drawn(page, place)
    return PageText(
        number,
        place.width,
        place.height,
        tuple(with_strikes(list(_merged(lines)), shown.rules)),
        characters,
        unreadable,
        lost,
        shown.rules,
        shown.images,
        shown.outlines,
    )


def _lines(
    styled: Sequence[tuple[_Run, list[_Style]]], turn: int, place: Placement, number: int
) -> tuple[list[Line], int, int]:
    """Lines at the angle of most of the page, and how many characters it has and how many of these are unreadable."""
    lines: list[Line] = []
    characters = unreadable = 0
    for run, styles in styled:
        words: list[Word] = []
        for glyphs, style in zip(run.words, styles, strict=True):
            characters += len(glyphs)
            text, lost = _spell(glyphs)
            unreadable += lost
            if style.quarter != turn or not text:
                continue
            word = _word(text, glyphs, style, place)
            if place.shows(word):
                words.append(word)
        if words:
            lines.append(Line(tuple(words), number, run.hyphenated))
    return lines, characters, unreadable


def _runs(text_page: Any, count: int) -> Iterator[_Run]:
    """Lines as pdfium breaks them, cut into words at spaces and gaps."""
    # called a hundred thousand times a second: names are local, and characters are told apart by their code
    unicode_of, box_of, is_generated = (
        raw.FPDFText_GetUnicode,
        raw.FPDFText_GetLooseCharBox,
        raw.FPDFText_IsGenerated,
    )
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    words: list[list[_Glyph]] = []
    word: list[_Glyph] = []
    previous: _Glyph | None = None
    apart = guessed = False
    for index in range(count):
        code = unicode_of(text_page, index)
        if code <= 32 or code == 160:
            if code in (10, 13) or code == _HYPHEN:
                if words:
                    yield _Run(words, hyphenated=code == _HYPHEN)
                words, previous, guessed = [], None, False
            elif code == 0:
                pass
            elif is_generated(text_page, index) == 1:
                guessed = True
            else:
                apart = True
            continue
        box_of(text_page, index, reference)
        glyph = _Glyph(index, chr(code), box.left, box.right, box.top, box.bottom)
        if previous is None or apart or _gap(previous, glyph) > (_GUESSED_GAP if guessed else _SPACE_GAP):
            word = [glyph]
            words.append(word)
        else:
            word.append(glyph)
        previous, apart, guessed = glyph, False, False
    if words:
        yield _Run(words)


def _gap(left: _Glyph, right: _Glyph) -> float:
    """White between two glyphs along the line, in heights of the type; a jump backwards counts as far."""
    height = left.top - left.bottom
    if right.top - right.bottom > height:
        height = right.top - right.bottom
    along = right.x0 - left.x1
    if along < -3 * height and along < -3 * (right.x1 - right.x0):
        return 1.0
    return along / height if height > 0.1 else along * 10


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    italic: bool
    quarter: int  # quarter turns clockwise; -1 for a slanted text


class _Styles:
    """Style of a word by its first glyph. What a font's name tells is found out once."""

    def __init__(self, text_page: Any) -> None:
        self._page = text_page
        self._fonts: dict[tuple[bytes, int], tuple[bool, bool]] = {}  # name and flags → bold, italic
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def __call__(self, glyph: _Glyph) -> _Style:
        index = glyph.at
        size = raw.FPDFText_GetFontSize(self._page, index)
        if not 0.7 <= (glyph.top - glyph.bottom) / max(size, 0.1) <= 1.5:  # the text matrix scales the type
            matrix = raw.FS_MATRIX()
            if raw.FPDFText_GetMatrix(self._page, index, ctypes.byref(matrix)):
                size *= math.hypot(matrix.c, matrix.d)
        length = raw.FPDFText_GetFontInfo(self._page, index, self._name, 128, ctypes.byref(self._flags))
        key = (self._name.value if 0 < length <= 128 else b"", self._flags.value)
        if key not in self._fonts:
            weight = raw.FPDFText_GetFontWeight(self._page, index)
            self._fonts[key] = _emphasis(key[0].decode("utf-8", "replace"), key[1], weight)
        angle = raw.FPDFText_GetCharAngle(self._page, index) / (math.pi / 2)
        quarter = round(angle) % 4 if abs(angle - round(angle)) < 0.05 else -1
        return _Style(size, *self._fonts[key], quarter)


def _emphasis(font: str, flags: int, weight: int) -> tuple[bool, bool]:
    """Whether a font is bold, and whether italic."""
    bold = weight >= 600 or bool(_BOLD.search(font)) or bool(flags & _FORCE_BOLD)
    return bold, bool(flags & _ITALIC_FLAG) or bool(_ITALIC.search(font))


def _word(text: str, glyphs: Sequence[_Glyph], style: _Style, place: Placement) -> Word:
    _, _, lefts, rights, tops, bottoms = zip(*glyphs, strict=True)
    box = place.box(min(lefts), max(rights), min(bottoms), max(tops))
    return Word(text, *box, style.size or box[3] - box[2], style.bold, style.italic)


def _spell(glyphs: Sequence[_Glyph]) -> tuple[str, int]:
    """Text of a word, and how many of its characters have no meaning."""
    text = "".join([glyph.character for glyph in glyphs])
    if text.isprintable() and max(text) < "\u2000":  # nearly every word
        return text, 0
    unreadable = sum(1 for character in text if _is_unreadable(character))
    text = "".join(_SYMBOLS.get(character, character) for character in text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return legible("".join(character for character in text if not "\ue000" <= character <= "\uf8ff")), unreadable


def _is_unreadable(character: str) -> bool:
    private = "\ue000" <= character <= "\uf8ff" and character not in _SYMBOLS
    return private or character in "\ufffd\ufffe\uffff" or character < " "


def _merged(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines put together that pdfium broke at a raised footnote mark or a change of font on the same baseline."""
    held: Line | None = None
    for line in lines:
        if held is not None and not held.hyphenated and _continues(held, line):
            held = Line(
                (*held.words[:-1], *_abutting(held.words[-1], line.words[0]), *line.words[1:]),
                held.page,
                line.hyphenated,
            )
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _continues(left: Line, right: Line) -> bool:
    size = max(left.size, right.size)
    gap = right.x0 - left.x1
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    lower = min(left.bottom - left.top, right.bottom - right.top)
    return -0.3 * size <= gap <= 0.6 * size and overlap >= 0.45 * lower


def _abutting(left: Word, right: Word) -> tuple[Word, ...]:
    """One word where nothing is between them and the style is the same, else both."""
    if right.x0 - left.x1 > _SPACE_GAP * max(left.size, right.size):
        return (left, right)
    joined = Word(
        left.text + right.text,
        left.x0,
        right.x1,
        min(left.top, right.top),
        max(left.bottom, right.bottom),
        max(left.size, right.size),
        left.bold and right.bold,
        left.italic and right.italic,
        left.struck and right.struck,
    )
    return (joined,)
