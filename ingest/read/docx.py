"""DOCX: body order of paragraphs and tables, heading styles, computed list numbers, footnotes (ECMA-376 part 1).

python-docx opens the package and resolves styles. Its ``Paragraph.text`` leaves out tracked insertions, smart tags and
content controls, which hold text of the law as well, so runs are collected here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from ingest.read.archive import OLE_MAGIC, open_archive
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.docx_numbering import Numbering
from ingest.read.headings import join_division_titles
from ingest.read.legible import legible
from ingest.read.shapes import division_level, is_article, is_note, item_level
from ingest.read.table import table_blocks
from kb.errors import NoTextError, UnreadableSource

__all__ = ["read"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
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
_CONTENTS = re.compile(r"(?:toc|tm|tdc|sommario|verzeichnis|съдържание|idc)\s*\d", re.IGNORECASE)
_LONGEST_HEADING = 250
_DAMAGED = (KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.BadZipFile, ParseError, SyntaxError)


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
        if value and (text := legible(str(value))):
            found[key] = text
    return found


@dataclass
class _Reader:
    document: Any
    title: str = ""
    _notes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _deepest: int = 0

    def __post_init__(self) -> None:
        self._styles = {style.style_id: style for style in self.document.styles if style.type == 1}
        self._numbering = Numbering(self.document)
        self._notes = self._read_notes()

    def warnings(self) -> Iterator[str]:
        if unknown := self._numbering.unknown:
            yield f"list numbers of the kinds {', '.join(sorted(unknown))} are given as decimals"

    def blocks(self) -> Iterator[Block]:
        yield from self._walk(self.document.element.body)

    def _walk(self, parent: Any) -> Iterator[Block]:
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
                yield from self._walk(element)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        text = legible("".join(_characters(element)))
        style = self._style(element)
        number = self._numbering.number(element, style) if text else None
        if text:
            label, depth = number or ("", 0)
            # a heading or a table of contents may carry the number as text already
            text = f"{label} {text}" if label and not text.startswith(label) else text
            yield self._block(element, style, text, depth)
        for box in element.iter(f"{_W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                yield from self._walk(box)
        for reference in element.iter(f"{_W}footnoteReference", f"{_W}endnoteReference"):
            kind = "footnote" if reference.tag.endswith("footnoteReference") else "endnote"
            for note in self._notes.pop((kind, reference.get(f"{_W}id", "")), ()):
                yield Block(note, BlockKind.NOTE)

    def _block(self, element: Any, style: Any, text: str, depth: int) -> Block:
        names = [one.name or "" for one in _chain(style)]
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
        for properties in (element.pPr, *(one.element.pPr for one in _chain(style))):
            outline = properties.find(f"{_W}outlineLvl") if properties is not None else None
            if outline is not None:
                value = int(outline.get(f"{_W}val", "9"))
                return value + 1 if value < 9 else 0
        found = next((match for name in names if (match := _HEADING.fullmatch(name))), None)
        return int(found.group(1)) if found else 0

    def _looks_like_heading(self, element: Any, text: str) -> bool:
        if len(text) > _LONGEST_HEADING or text.endswith((",", ";", ":")) or not any(map(str.isalpha, text)):
            return False
        runs = [run for run in element.iter(f"{_W}r") if "".join(_characters(run)).strip()]
        bold = bool(runs) and all(_is_on(run.rPr, "b") for run in runs)
        return bold and (is_article(text) or division_level(text) is not None or len(text) <= 120)

    def _table(self, element: Any) -> Iterator[Block]:
        rows = [list(_cells(row)) for row in element.iter(f"{_W}tr") if _owner(row) is element]
        if all(len(cells) <= 1 for cells in rows):  # a frame around text
            for cells in rows:
                for cell in cells:
                    yield from self._walk(cell)
            return
        texts: list[list[str]] = []
        notes: list[Block] = []
        labels: dict[int, str] = {}
        for cells in rows:
            row: list[str] = []
            for position, cell in enumerate(cells):
                parts = list(self._walk(cell))
                notes += [block for block in parts if block.kind is BlockKind.NOTE]
                text = " ".join(block.text for block in parts if block.kind is not BlockKind.NOTE)
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
                    text = labels.get(position, "") if position == 0 else ""
                else:
                    labels[position] = text
                row.append(text)
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                row += [""] * (int(span.get(f"{_W}val", "1")) - 1 if span is not None else 0)
            texts.append(row)
        marked = element.find(f"{_W}tr/{_W}trPr/{_W}tblHeader") is not None
        yield from table_blocks(texts, heading_level=min(9, self._deepest + 1), header=True if marked else None)
        yield from notes

    def _style(self, element: Any) -> Any:
        properties = element.pPr
        named = properties.find(f"{_W}pStyle") if properties is not None else None
        return self._styles.get(named.get(f"{_W}val")) if named is not None else None

    def _read_notes(self) -> dict[tuple[str, str], list[str]]:
        from docx.oxml import parse_xml

        notes: dict[tuple[str, str], list[str]] = {}
        for relation in self.document.part.rels.values():
            if relation.reltype not in _NOTES or relation.is_external:
                continue
            kind = "footnote" if relation.reltype == _NOTES[0] else "endnote"
            for note in parse_xml(relation.target_part.blob).iter(f"{_W}{kind}"):
                if note.get(f"{_W}type", "normal") != "normal":  # the rule above the notes
                    continue
                texts = [legible("".join(_characters(paragraph))) for paragraph in note.iter(f"{_W}p")]
                notes[kind, note.get(f"{_W}id", "")] = [text for text in texts if text]
        return notes


def _characters(element: Any) -> Iterator[str]:
    """Text inside a paragraph or run as printed: without deletions, field codes, and what alternatives repeat."""
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in (f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}ptab"):
            yield " "
        elif tag == f"{_W}noBreakHyphen":
            yield "-"
        elif tag == f"{_W}sym":
            code = int(child.get(f"{_W}char", "0020"), 16)
            yield "•" if 0xF000 <= code <= 0xF8FF else chr(code)
        elif tag in (f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}rPr", f"{_W}pPr", _FALLBACK):
            continue
        elif isinstance(tag, str):
            if tag == f"{_W}r" and _is_on(child.find(f"{_W}rPr"), "vanish"):
                continue
            yield from _characters(child)


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return found is not None and found.get(f"{_W}val", "true") not in ("0", "false", "off")


def _cells(row: Any) -> Iterator[Any]:
    """Cells of a row, those in content controls too, but not those of a table inside a cell."""
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _cells(child)


def _owner(row: Any) -> Any:
    return next(parent for parent in row.iterancestors() if parent.tag == f"{_W}tbl")


def _chain(style: Any) -> Iterator[Any]:
    """``style`` and what it is based on; a style based on itself ends the walk."""
    seen: set[str] = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style
        style = style.base_style
