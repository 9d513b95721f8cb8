"""RTF → paragraphs with the little style that tells a heading from text.

striprtf, the usual library, returns plain text: bold, alignment and outline levels are gone, and with them the only way
to know a section heading. The format is small where text is concerned (RTF specification 1.9.1): groups, control words
with an optional number, escaped bytes in the code page of the font, ``\\uN`` with a fallback to skip, and destinations
that hold no document text. Everything else is ignored, as the specification demands of readers.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from ingest.read.compose import without_struck

__all__ = ["MAX_DEPTH", "Paragraph", "Rtf", "RtfError", "parse"]

MAX_DEPTH = 1000  # groups within groups; Word stays below 20


class RtfError(ValueError):
    """Not RTF, or nested beyond reason."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, or one table row with its cells."""

    text: str
    bold: bool = False  # every letter of it
    italic: bool = False
    centred: bool = False
    size: float = 12.0  # points, of the first letter
    outline: int = -1  # outline level from 0; -1 for body text
    style: str = ""  # name of its paragraph style
    cells: tuple[str, ...] = ()  # of a table row
    note: bool = False  # a footnote


@dataclass(frozen=True, slots=True)
class Rtf:
    paragraphs: tuple[Paragraph, ...]
    info: dict[str, str]  # title, author, subject … of the document information group
    balanced: bool  # False: the file ends inside a group, so it was cut off


_TOKEN = re.compile(
    rb"\\(?:(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|'(?P<hex>[0-9A-Fa-f]{2})|(?P<symbol>[^A-Za-z']))"
    rb"|(?P<brace>[{}])|(?P<eol>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|(?P<stray>.)",
    re.DOTALL,
)
# Destinations whose content is no text of the document. Unknown ones are marked \* and skipped as such.
_SKIPPED = frozenset(
    b"colortbl filetbl listtable listoverridetable revtbl rsidtbl generator pict object nonshppict themedata "
    b"colorschememapping latentstyles datastore xmlnstbl header headerl headerr headerf footer footerl footerr footerf "
    b"fldinst datafield bkmkstart bkmkend ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn private mmathPr atnid atnauthor "
    b"annotation atrfstart atrfend pntxta pntxtb userprops docvar tc xe txe rxe bxe".split()
)  # "listtext" is not among them: the number Word computed for a list paragraph is text of the law
_TABLES = frozenset({b"fonttbl", b"stylesheet", b"info"})
_WANTED_STARRED = frozenset({b"footnote", b"shptxt"})  # text although marked \*
_INFO = frozenset(b"title subject author manager company keywords comment doccomm operator".split())
_CHARACTERS = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"line": " ", b"lbr": " ",
    b"softline": " ", b"zwj": "\u200d", b"zwnj": "\u200c",
}  # fmt: skip
_ENDS_PARAGRAPH = frozenset({b"par", b"sect", b"page", b"column"})
_CHARSETS = {
    0: "cp1252", 1: "", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and its closing brace restores."""

    skip: bool = False
    destination: bytes = b""  # the innermost of _TABLES, its entries, or "footnote"
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    struck: bool = False
    size: int = 24  # half points
    font: int = -1
    fallback: int = 1  # \ucN: how many characters after \u stand for it in old readers


@dataclass(slots=True)
class _Run:
    """The paragraph, cell, footnote or table entry being collected."""

    text: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    letters: list[_State] = field(default_factory=list)  # state of every piece that holds letters or digits

    def take(self) -> tuple[str, str]:
        """The words collected, and those struck out."""
        words = _paired("".join(self.text)), _paired("".join(self.struck))
        self.text, self.struck = [], []
        return without_struck(*words)


@dataclass(slots=True)
class _Reader:
    encoding: str = "cp1252"
    default_font: int = -1
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, tuple[str, int]] = field(default_factory=dict)  # number → name, outline level
    info: dict[str, str] = field(default_factory=dict)
    paragraphs: list[Paragraph] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)  # of the paragraph being read
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    run: _Run = field(default_factory=_Run)
    outer: list[_Run] = field(default_factory=list)  # what a footnote interrupts
    cells: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)  # bytes not yet decoded: half a double-byte character
    to_skip: int = 0
    centred: bool = False
    outline: int = -1
    style: int = 0
    in_table: bool = False
    entry: int = 0  # number of the font or style being defined

    def put(self, characters: str) -> None:
        if self.to_skip:
            used = min(self.to_skip, len(characters))
            self.to_skip -= used
            characters = characters[used:]
        if not characters or self.state.skip or self.state.hidden:
            return
        if self.state.struck:
            self.run.struck.append(characters)
        else:
            self.run.text.append(characters)
            if self.run.struck and self.run.struck[-1] != " ":
                self.run.struck.append(" ")  # what is struck out further on is another word
        if not self.state.struck and any(character.isalnum() for character in characters):
            self.run.letters.append(self.state)

    def put_bytes(self, raw: bytes) -> None:
        if self.to_skip:
            used = min(self.to_skip, len(raw))
            self.to_skip -= used
            raw = raw[used:]
        if not self.state.skip:
            self.pending += raw

    def flush(self) -> None:
        """Decode the bytes collected, in the code page of the font they were written in."""
        if self.pending:
            font = self.state.font if self.state.font >= 0 else self.default_font
            raw, self.pending = bytes(self.pending), bytearray()
            self.put(raw.decode(self.fonts.get(font) or self.encoding, errors="replace"))

    def open(self) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise RtfError(f"groups nested deeper than {MAX_DEPTH}")
        self.stack.append(self.state)
        self.to_skip = 0

    def close(self) -> None:
        closing, self.state = self.state, self.stack.pop() if self.stack else _State()
        self.to_skip = 0
        if closing.destination in (b"fonttbl", b"stylesheet"):
            if any(";" in piece for piece in self.run.text):  # ends an entry, in a group of its own or not
                self.define(closing.destination)
            return
        if closing.destination == self.state.destination:
            return
        match closing.destination:
            case b"footnote" if self.outer:
                self.end_paragraph(note=True)
                self.run = self.outer.pop()
            case _ as key if key in _INFO:
                if value := self.run.take()[0]:
                    self.info[key.decode()] = value

    def define(self, table: bytes) -> None:
        name = self.run.take()[0].rstrip(";")
        if table == b"stylesheet" and name:
            self.styles[self.entry] = (name, self.outline)
        self.outline = -1
        self.entry = 0

    def end_cell(self) -> None:
        text, struck = self.run.take()
        self.run = _Run()
        self.cells.append(text)
        if struck:
            self.notes.append(Paragraph(struck, note=True))

    def end_row(self) -> None:
        if any(self.cells):
            self.paragraphs.append(Paragraph(" | ".join(filter(None, self.cells)), cells=tuple(self.cells)))
        self.cells = []
        self.paragraphs += self.notes
        self.notes = []

    def end_paragraph(self, *, note: bool = False) -> None:
        if self.in_table and not note:
            self.run.text.append(" ")
            self.run.struck.append(" ")
            return
        if self.cells:
            self.end_row()
        letters, (text, struck) = self.run.letters, self.run.take()
        self.run = _Run()
        if text:
            style, outline = self.styles.get(self.style, ("", -1))
            paragraph = Paragraph(
                text,
                bold=bool(letters) and all(state.bold for state in letters),
                italic=bool(letters) and all(state.italic for state in letters),
                centred=self.centred,
                size=(letters[0].size if letters else self.state.size) / 2,
                outline=self.outline if self.outline >= 0 else outline,
                style=style,
                note=note,
            )
            (self.notes if note else self.paragraphs).append(paragraph)
        if struck:  # revoked law
            (self.notes if note else self.paragraphs).append(Paragraph(struck, note=True))
        if not note:
            self.paragraphs += self.notes
            self.notes = []

    def word(self, word: bytes, number: int | None) -> None:
        state = self.state
        on = number != 0
        if state.destination in (b"fonttbl", b"stylesheet") and self.in_definition(word, number):
            return
        if word in _CHARACTERS:
            self.put(_CHARACTERS[word])
        elif word in _SKIPPED:
            self.state = replace(state, skip=True)
        elif word in _TABLES or (state.destination == b"info" and word in _INFO):
            self.run = _Run()
            self.state = replace(state, destination=word)
        elif word == b"footnote":
            self.outer.append(self.run)
            self.run = _Run()
            self.state = replace(state, destination=word)
        elif word in _ENDS_PARAGRAPH:
            if not state.skip and not state.destination:
                self.end_paragraph()
            else:
                self.put(" ")
        elif state.skip:
            return
        else:
            self.format(word, number, on)

    def in_definition(self, word: bytes, number: int | None) -> bool:
        match word, number:
            case ((b"f" | b"s" | b"cs" | b"ds" | b"ts"), int()):
                # character and table styles share the numbers of paragraph styles: keep them apart
                self.entry = number if word in (b"f", b"s") else -number - 1
            case b"fcharset", int():
                self.fonts[self.entry] = _CHARSETS.get(number, "")
            case b"cpg", int():
                self.fonts[self.entry] = f"cp{number}" if _known(f"cp{number}") else ""
            case b"outlinelevel", int():
                self.outline = number
            case ((b"u" | b"uc"), _):
                return False
        return word in (b"f", b"s", b"cs", b"ds", b"ts", b"fcharset", b"cpg", b"outlinelevel")

    def format(self, word: bytes, number: int | None, on: bool) -> None:
        state = self.state
        match word:
            case b"u" if number is not None:
                self.put(chr(number % 0x10000))
                self.to_skip = state.fallback
            case b"uc" if number is not None:
                self.state = replace(state, fallback=max(0, number))
            case b"b":
                self.state = replace(state, bold=on)
            case b"i":
                self.state = replace(state, italic=on)
            case b"v":
                self.state = replace(state, hidden=on)
            case b"strike" | b"striked" | b"strikedl":
                self.state = replace(state, struck=on)
            case b"fs" if number is not None:
                self.state = replace(state, size=number)
            case b"f" if number is not None:
                self.state = replace(state, font=number)
            case b"plain":
                self.state = replace(state, bold=False, italic=False, hidden=False, struck=False, size=24, font=-1)
            case b"pard":
                self.centred, self.outline, self.style, self.in_table = False, -1, 0, False
            case b"qc":
                self.centred = True
            case b"ql" | b"qj" | b"qr":
                self.centred = False
            case b"outlinelevel" if number is not None:
                self.outline = number
            case b"s" if number is not None:
                self.style = number
            case b"intbl":
                self.in_table = True
            case b"cell" | b"nestcell":
                self.end_cell()
            case b"row" | b"nestrow":
                self.end_row()
            case b"ansicpg" if number:
                self.encoding = f"cp{number}" if _known(f"cp{number}") else "cp1252"
            case b"mac":
                self.encoding = "mac_roman"
            case b"pc":
                self.encoding = "cp437"
            case b"pca":
                self.encoding = "cp850"
            case b"deff" if number is not None:
                self.default_font = number
            case b"bin":
                raise AssertionError("\\bin is the tokenizer's")

    def symbol(self, symbol: bytes) -> None:
        match symbol:
            case b"~":
                self.put("\u00a0")
            case b"_":
                self.put("-")
            case b"-":
                pass  # optional hyphen: not printed unless the line breaks there
            case b"*":
                self.state = replace(self.state, skip=True)
            case b"\n" | b"\r":
                self.word(b"par", None)
            case b"\\" | b"{" | b"}":
                self.put_bytes(symbol)
            case b"\t":
                self.put("\t")


def parse(data: bytes) -> Rtf:
    """Paragraphs of an RTF file in order, footnotes after the paragraph that refers to them.

    Raises:
        RtfError: ``data`` does not begin as RTF, or nests deeper than ``MAX_DEPTH``.
    """
    begin = data.find(b"{\\rtf", 0, 64)
    if begin < 0:
        raise RtfError("does not begin with {\\rtf")
    reader = _Reader()
    position = begin
    starred = False
    while match := _TOKEN.match(data, position):
        position = match.end()
        word = match["word"]
        if match["text"] is not None:
            reader.put_bytes(match["text"])
            continue
        if match["hex"] is not None:
            reader.put_bytes(bytes.fromhex(match["hex"].decode()))
            continue
        if match["eol"] is not None:
            continue
        reader.flush()
        if match["brace"] == b"{":
            reader.open()
        elif match["brace"] == b"}":
            reader.close()
        elif word == b"bin":
            position += max(0, int(match["number"] or 0))
        elif word is not None:
            if starred and word in _WANTED_STARRED:
                reader.state = replace(reader.state, skip=reader.stack[-1].skip if reader.stack else False)
            reader.word(word, int(match["number"]) if match["number"] else None)
        elif match["symbol"] is not None:
            reader.symbol(match["symbol"])
        starred = match["symbol"] == b"*"
    reader.flush()
    balanced = not reader.stack
    reader.in_table = False  # a file may be cut off within a cell
    reader.end_paragraph()
    return Rtf(tuple(reader.paragraphs), reader.info, balanced)


def _paired(text: str) -> str:
    r"""``text`` with characters that ``\u`` gave as two UTF-16 code units put together."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True
