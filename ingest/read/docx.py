"""DOCX: body order of paragraphs and tables, heading styles, computed list numbers, footnotes (ECMA-376 part 1).

python-docx opens the package and resolves styles. Its ``Paragraph.text`` leaves out tracked insertions, smart tags and
content controls, which hold text of the law as well, so runs are collected here.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import ParseError

from ingest.read.archive import OLE_MAGIC, open_archive, refuse_doctypes
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.compose import clean, without_struck
from ingest.read.docx_numbering import Numbering
from ingest.read.docx_text import FALLBACK, Struck, W, chain, characters, is_on
from ingest.read.headings import join_division_titles
from ingest.read.shapes import division_level, is_article, is_note, item_level
from ingest.read.table import MAX_COLUMNS, Grid, table_blocks
from kb.errors import NoTextError, UnreadableSource

__all__ = ["read"]

_NOTES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes",
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# The other kinds of Word file differ from .docx in this declaration only; python-docx refuses them by it.
_OTHER_MAINS = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|títol|titolo|заглавие|nagłówek|kop|rubrik|otsikko)\s*(\d)",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:toc|tm|tdc|sommario|verzeichnis|съдържание|idc)\s*(?:\d|heading)", re.IGNORECASE)
_LONGEST_HEADING = 250
_DAMAGED = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, SyntaxError, NotImplementedError,
    zipfile.BadZipFile, zlib.error, ParseError,
)  # fmt: skip


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Blocks in body order; ``title`` from the core properties, else from the Title style or the first heading.

    Raises:
        UnreadableSource: no DOCX, damaged, encrypted or hostile.
        NoTextError: it holds no text.
    """
    if data.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableSource(f"{name}: encrypted; save it without a password and ingest it again")
        raise UnreadableSource(f"{name}: an old Word file (.doc); save it as DOCX and ingest it again")
    document = _open(data, name)
    try:
        reader = _Reader(document)
        blocks = tuple(join_division_titles(reader.blocks()))
    except _DAMAGED as error:
        raise UnreadableSource(f"{name}: damaged DOCX ({type(error).__name__}); open it and save it again") from error
    if not blocks:
        raise NoTextError(f"{name}: no text; is it only a picture?")
    metadata = _metadata(document)
    title = metadata.get("title") or reader.title
    title = title or next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    warnings = tuple(f"{name}: {warning}" for warning in reader.warnings())
    return Reading(blocks, title, metadata, warnings=warnings)


def _open(data: bytes, name: str) -> Any:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    archive = open_archive(data, name=name, format="DOCX")
    if "[Content_Types].xml" not in archive.namelist():
        raise UnreadableSource(f"{name}: not a DOCX; save it as DOCX and ingest it again")
    refuse_doctypes(archive, name=name)
    try:
        return docx.Document(io.BytesIO(_as_docx(data, archive)))
    except (*_DAMAGED, OpcError, LxmlError, OSError, EOFError) as error:
        raise UnreadableSource(
            f"{name}: damaged or not DOCX ({type(error).__name__}); open it and save it again"
        ) from error


def _as_docx(data: bytes, archive: zipfile.ZipFile) -> bytes:
    """``data``, with a template or a document with macros declared as what it is apart from that: a document."""
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    other = next((kind for kind in _OTHER_MAINS if kind in types), None)
    if other is None:
        return data
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename == "[Content_Types].xml":
                content = types.replace(other, _MAIN).encode()
            target.writestr(member.filename, content)
    return copy.getvalue()


def _metadata(document: Any) -> dict[str, str]:
    properties = document.core_properties
    found = {}
    for key in ("title", "author", "subject", "keywords", "created", "modified", "language"):
        try:
            value = getattr(properties, key)
        except (ValueError, TypeError):  # a date python-docx cannot parse
            continue
        if value and (text := clean(str(value))):
            found[key] = text
    return found


@dataclass
class _Reader:
    document: Any
    title: str = ""
    _notes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _deepest: int = 0

    def __post_init__(self) -> None:
        styles = {style.style_id: style for style in self.document.styles}
        self._styles = {key: style for key, style in styles.items() if style.type == 1}
        self._struck = Struck(styles)
        self._numbering = Numbering(self.document)
        self._notes = self._read_notes()

    def warnings(self) -> Iterator[str]:
        if unknown := self._numbering.unknown:
            yield f"list numbers of the kinds {', '.join(sorted(unknown))} are given as decimals"

    def blocks(self) -> Iterator[Block]:
        yield from self._walk(self.document.element.body)
        for texts in self._notes.values():  # that nothing refers to
            yield from (Block(text, BlockKind.NOTE) for text in texts)

    def _walk(self, parent: Any) -> Iterator[Block]:
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif _is_contents(element):
                yield from (replace(block, kind=BlockKind.CONTENTS, level=0) for block in self._walk_within(element))
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
                yield from self._walk(element)

    def _walk_within(self, control: Any) -> Iterator[Block]:
        for content in control.iterchildren(f"{W}sdtContent"):
            yield from self._walk(content)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        style = self._style(element)
        pieces = list(characters(element, self._struck, style))
        text = clean("".join(piece for piece, out in pieces if not out))
        struck = clean("".join(piece if out else " " for piece, out in pieces))
        number = self._numbering.number(element, style) if text or struck else None
        label, depth = number or ("", 0)
        # a heading or a table of contents may carry the number as text already
        label = "" if label and (text or struck).startswith(label) else label
        text, struck = without_struck(text, struck)
        if text:
            yield self._block(element, style, f"{label} {text}" if label else text, depth)
        if struck:  # revoked law
            yield Block(f"{label} {struck}" if label and not text else struck, BlockKind.NOTE)
        for box in element.iter(f"{W}txbxContent"):
            if _paragraph_of(box) is element and not any(parent.tag == FALLBACK for parent in box.iterancestors()):
                yield from self._walk(box)
        for reference in element.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
            kind = "footnote" if reference.tag.endswith("footnoteReference") else "endnote"
            for note in self._notes.pop((kind, reference.get(f"{W}id", "")), ()):
                yield Block(note, BlockKind.NOTE)

    def _block(self, element: Any, style: Any, text: str, depth: int) -> Block:
        names = [one.name or "" for one in chain(style)]
        if any(_CONTENTS.fullmatch(name) for name in names):
            return Block(text, BlockKind.CONTENTS)
        if any(name.casefold() == "title" for name in names):
            self.title = self.title or text
            return Block(text, BlockKind.HEADING, 1)
        level = self._level(element, style, names)
        if level and len(text) <= 2 * _LONGEST_HEADING:
            self._deepest = max(self._deepest, level)
            return Block(text, BlockKind.HEADING, level)
        if is_note(text) or any("footnote" in name.casefold() for name in names):
            return Block(text, BlockKind.NOTE)
        if self._looks_like_heading(element, text):
            division = division_level(text)
            return Block(text, BlockKind.HEADING, min(9, division or self._deepest + 1))
        if item := item_level(text):
            return Block(text, BlockKind.ITEM, max(item, depth))
        if depth and not re.match(r"\(?\d", text):
            return Block(text, BlockKind.ITEM, depth)
        return Block(text)

    def _level(self, element: Any, style: Any, names: list[str]) -> int:
        """Level of a heading, 0 for body text: the paragraph's own outline level, its style's, or the style's name."""
        for properties in (element.pPr, *(one.element.pPr for one in chain(style))):
            outline = properties.find(f"{W}outlineLvl") if properties is not None else None
            if outline is not None:
                value = int(outline.get(f"{W}val", "9"))
                return value + 1 if value < 9 else 0
        found = next((match for name in names if (match := _HEADING.fullmatch(name))), None)
        return int(found.group(1)) if found else 0

    def _looks_like_heading(self, element: Any, text: str) -> bool:
        if len(text) > _LONGEST_HEADING or text.endswith((",", ";", ":")) or not any(map(str.isalpha, text)):
            return False
        runs = [run for run in element.iter(f"{W}r") if "".join(text for text, _ in characters(run)).strip()]
        bold = bool(runs) and all(is_on(run.rPr, "b") for run in runs)
        return bold and (is_article(text) or division_level(text) is not None or len(text) <= 120)

    def _table(self, element: Any) -> Iterator[Block]:
        rows = [row for row in element.iter(f"{W}tr") if _owner(row) is element]
        if all(len(list(_cells(row))) <= 1 for row in rows):  # a frame around text
            for row in rows:
                for cell in _cells(row):
                    yield from self._walk(cell)
            return
        grid = Grid()
        notes: list[Block] = []
        above: dict[int, tuple[int, int, int]] = {}  # column → first row, last row, width of a cell that hangs down
        for number, row in enumerate(rows):
            line: list[tuple[str, int, int]] = []
            column = 0
            for cell in _cells(row):
                parts = list(self._walk(cell))
                notes += [block for block in parts if block.kind is BlockKind.NOTE]
                text = " ".join(block.text for block in parts if block.kind is not BlockKind.NOTE)
                wide = _span(cell)
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val", "continue") == "continue" and column in above:
                    above[column] = (above[column][0], number, above[column][2])
                else:
                    self._hang(grid, above.pop(column, None), column)
                    if merge is not None:
                        above[column] = (number, number, wide)
                line.append((text, wide, 1))
                column += wide
            grid.add_row(line)
        for column, hanging in above.items():
            self._hang(grid, hanging, column)
        header = _header_rows(rows)
        yield from table_blocks(grid.rows, merged=grid.merged, header=header)
        yield from notes

    def _hang(self, grid: Grid, hanging: tuple[int, int, int] | None, column: int) -> None:
        """Tell the grid of a cell merged over several rows, now that its last is known."""
        if hanging is not None and hanging[1] > hanging[0]:
            grid.merged.append((hanging[0], hanging[1] + 1, column, column + hanging[2]))

    def _style(self, element: Any) -> Any:
        properties = element.pPr
        named = properties.find(f"{W}pStyle") if properties is not None else None
        return self._styles.get(named.get(f"{W}val")) if named is not None else None

    def _read_notes(self) -> dict[tuple[str, str], list[str]]:
        from docx.oxml import parse_xml

        notes: dict[tuple[str, str], list[str]] = {}
        for relation in self.document.part.rels.values():
            if relation.reltype not in _NOTES or relation.is_external:
                continue
            kind = "footnote" if relation.reltype == _NOTES[0] else "endnote"
            for note in parse_xml(relation.target_part.blob).iter(f"{W}{kind}"):
                if note.get(f"{W}type", "normal") != "normal":  # the rule above the notes
                    continue
                texts = [clean("".join(text for text, _ in characters(one))) for one in note.iter(f"{W}p")]
                notes[kind, note.get(f"{W}id", "")] = [text for text in texts if text]
        return notes


def _cells(row: Any) -> Iterator[Any]:
    """Cells of a row, those in content controls too, but not those of a table inside a cell."""
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _cells(child)


def _span(cell: Any) -> int:
    """Columns that a cell covers; never as many as a damaged file may claim."""
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    value = found.get(f"{W}val", "1") if found is not None else "1"
    return min(int(value), MAX_COLUMNS) if value.isdecimal() and len(value) < 6 else 1


def _is_contents(element: Any) -> bool:
    """Whether a content control is the table of contents that Word keeps (17.5.2.12)."""
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") if element.tag == f"{W}sdt" else None
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _header_rows(rows: list[Any]) -> int | None:
    """Rows at the head of a table that are marked as repeated on every page; None when none is."""
    marked = [is_on(row.find(f"{W}trPr"), "tblHeader") for row in rows]
    return marked.index(False) if marked and marked[0] and not all(marked) else None


def _paragraph_of(box: Any) -> Any:
    return next((parent for parent in box.iterancestors() if parent.tag == f"{W}p"), None)


def _owner(row: Any) -> Any:
    return next(parent for parent in row.iterancestors() if parent.tag == f"{W}tbl")
