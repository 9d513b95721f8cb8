"""HTML pages and XHTML: the main content as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import lxml.html
from lxml import etree

from ingest.read import html_content as content
from ingest.read import html_tables as tables
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.compose import BlockList, clean, without_struck
from ingest.read.encoding import decode
from ingest.read.shapes import opens_block
from ingest.read.table import table_blocks
from ingest.read.tidy import tidy
from kb.errors import NoTextError, UnreadableSource

__all__ = ["fragment", "read"]

_META = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\b[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul".split()
)
_BOLD = frozenset({"b", "strong"})
_MAX_DEPTH = 250  # what libxml2 reads by default; its limit differs between versions, ours does not
_TITLE_LENGTH = 400  # characters that the lines of a title at the head of a page may have together
_REFERENCE = re.compile(r"&#(?:0*(\d{1,7})|[xX]0*([0-9a-fA-F]{1,6}))(?![0-9a-fA-F]);?")
# Characters 128–159 mean windows-1252 wherever a page names or holds them (WHATWG HTML 13.2.5.80)
_WINDOWS = {code: char for code in range(128, 160) if (char := bytes([code]).decode("cp1252", "ignore"))}
# No characters for lxml, which then fails in the middle of its work
_CONTROLS = dict.fromkeys((*range(9), 11, *range(14, 32), 0xFFFE, 0xFFFF))
_NUMBER_ONLY = re.compile(r"(?:§+|Art\.?|Sec\.?|Section|Article|Artículo)?\s*[\dA-Z][\w.:-]{0,12}", re.IGNORECASE)


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read an HTML page.

    Text that is struck out is revoked law (as Brazilian official texts print it): it becomes notes. So do footnotes;
    lists of links to places on the page itself are its contents.

    Raises:
        UnreadableSource: the bytes are not text, or the page is nested too deeply to be read whole.
        NoTextError: nothing is left when navigation is taken away.
    """
    decoded = decode(data, name=name, declared=_declared(data), language=language)
    root = _parse(decoded.text, name)
    metadata = content.metadata(root)
    content.prune(root)
    main = content.main(root)
    out = BlockList(warnings=list(decoded.warnings))
    walker = _Walker(out)
    walker.walk(main)
    out.blocks = tidy(_joined_titles(content.without_navigation(_numbered(out.blocks))), language=language)
    return out.reading(name, title=_title(out.blocks, metadata), metadata=metadata)


def fragment(source: str, *, name: str) -> list[Block]:
    """The blocks of a piece of HTML, such as is found within the Markdown file ``name``.

    Raises:
        UnreadableSource: it is nested too deeply to be read whole.
    """
    try:
        root = _parse(f"<html><body><div>{source}</div></body></html>", name)
    except NoTextError:
        return []
    content.prune(root)
    out = BlockList()
    _Walker(out).walk(root)
    return out.blocks


def _declared(data: bytes) -> str | None:
    found = _META.search(data[:4096]) or _XML.search(data[:200])
    return found.group(1).decode("ascii") if found else None


def _parse(text: str, name: str) -> etree._Element:
    text = _DECLARATION.sub("", text, count=1).translate(_CONTROLS | _WINDOWS)
    text = _REFERENCE.sub(_referred, text)
    # huge_tree lifts the limit on the length of one text or attribute too: an embedded picture would end the page
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NoTextError(f"{name}: the page is empty; fetch it again") from error
    if any(entry.level_name == "FATAL" for entry in parser.error_log) or _depth(root) > _MAX_DEPTH:
        raise UnreadableSource(f"{name}: the page is nested too deeply to be read whole; check the file")
    return root


def _referred(reference: re.Match[str]) -> str:
    """What is put for a numeric reference: itself, unless it is to no character or to one of windows-1252."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    if code in _CONTROLS or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return _WINDOWS.get(code, reference[0])


def _depth(root: etree._Element) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


@dataclass(slots=True)
class _Style:
    """What is inherited on the way down."""

    bold: bool = False
    struck: bool = False
    item: int = 0
    note: bool = False
    contents: bool = False

    def kind(self, otherwise: BlockKind) -> BlockKind:
        """What a block is within this: nothing else counts in notes and contents."""
        return BlockKind.NOTE if self.note else BlockKind.CONTENTS if self.contents else otherwise


@dataclass(slots=True)
class _Line:
    """Running text that is being collected."""

    text: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    plain: bool = False  # some of it is not bold

    def empty(self) -> bool:
        return not clean("".join(self.text) + "".join(self.struck))


class _Walker:
    def __init__(self, out: BlockList) -> None:
        self.out = out
        self.line = _Line()
        self.label = ""  # of the list item whose first words are still to come
        self.counters = content.Counters()

    def walk(self, root: etree._Element) -> None:
        """Emit the blocks below ``root``. Not recursive over siblings; depth is limited by the parser."""
        self._element(root, _Style())
        self._flush(_Style())

    def _element(self, element: etree._Element, style: _Style) -> None:
        tag = content.tag(element)
        if tag in content.DROPPED:
            return
        if tag == "br":
            (self.line.struck if style.struck else self.line.text).append("\n")
            return
        if tag == "img":
            if alt := clean(element.get("alt", "")):
                self.line.text.append(f" {alt} ")
            return
        if tag in _HEADINGS or content.heading_level(element):
            self._heading(element, style)
        elif tag == "table":
            self._table(element, style)
        elif tag in _BLOCKS:
            self._flush(style)
            inner = self._entering(element, tag, style)
            self._content(element, inner)
            self._flush(inner)
        else:
            inner = replace(
                style,
                bold=style.bold or tag in _BOLD or content.is_bold(element),
                struck=style.struck or content.strikes(element),
            )
            if not style.note and content.is_note_mark(element):
                return
            self._content(element, inner)

    def _entering(self, element: etree._Element, tag: str, style: _Style) -> _Style:
        inner = replace(
            style,
            bold=style.bold or content.is_bold(element),
            struck=style.struck or content.is_struck(element),
            note=style.note or content.is_note(element),
            contents=style.contents or content.is_contents(element),
        )
        if tag in ("ul", "ol", "dir", "menu"):
            return replace(inner, item=style.item + 1)
        if tag == "li":
            self.label = "" if inner.contents else self.counters.label(element)
            return replace(inner, item=max(1, style.item))
        if tag == "dd":
            return replace(inner, item=style.item + 1)
        return inner

    def _content(self, element: etree._Element, style: _Style) -> None:
        preserve = content.keeps_lines(element)
        self._text(element.text, style, preserve=preserve)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, style)
            self._text(child.tail, style, preserve=preserve)

    def _text(self, text: str | None, style: _Style, *, preserve: bool) -> None:
        if not text:
            return
        # A blank line within running text is a paragraph where the page keeps white space; elsewhere it is none.
        pieces = re.split(r"\n[ \t]*\n", text) if preserve else [text]
        for i, piece in enumerate(pieces):
            if i:
                self._flush(style)
            into = self.line.struck if style.struck else self.line.text
            if not style.struck and self.line.struck:
                self.line.struck.append(" ")  # what is struck out further on is another word
            into.append(re.sub(r"\s+", " ", piece))
            if piece.strip() and not style.bold and not style.struck:
                self.line.plain = True

    def _flush(self, style: _Style) -> None:
        line, self.line = self.line, _Line()
        if line.empty():
            return
        words, struck = "".join(line.text), "".join(line.struck)
        if not re.search(r"\w", words):
            words, struck = without_struck(words, struck)
        parts = list(_parts(words))
        for part in parts:
            kind = style.kind(BlockKind.ITEM if style.item else BlockKind.PARAGRAPH)
            level = style.item if kind is BlockKind.ITEM else 0
            if kind is BlockKind.PARAGRAPH and not line.plain and len(parts) == 1 and not struck and _may_head(part):
                kind, level = BlockKind.HEADING, 0
            text = f"{self.label} {part}"
            self.out.add(text.rstrip("↩︎ ") if style.note else text, kind, level=level)
            self.label = ""
        if clean(struck):  # revoked law, with its number
            self.out.add(f"{self.label} {struck}", BlockKind.NOTE)
            self.label = ""

    def _heading(self, element: etree._Element, style: _Style) -> None:
        self._flush(style)
        level = _HEADINGS.get(content.tag(element)) or content.heading_level(element) or 1
        self._content(element, replace(style, bold=True, struck=style.struck or content.is_struck(element)))
        line, self.line = self.line, _Line()
        words, struck = without_struck("".join(line.text), "".join(line.struck))
        kind = style.kind(BlockKind.HEADING)
        self.out.add(words, kind, level=level if kind is BlockKind.HEADING else 0)
        self.out.add(struck, BlockKind.NOTE)

    def _table(self, element: etree._Element, style: _Style) -> None:
        self._flush(style)
        if style.contents or content.is_contents(element) or content.is_note(element):
            style = replace(
                style,
                contents=style.contents or content.is_contents(element),
                note=style.note or content.is_note(element),
            )
        if tables.is_layout(element):
            for row in tables.own_rows(element):
                self._layout_row(row, style)
            return
        caption = element.find("caption")
        if caption is not None:
            self._element(caption, style)
        cells = tables.cells_of(element)
        for block in table_blocks(cells.grid.rows, merged=cells.grid.merged, header=cells.header):
            self.out.add(block.text, style.kind(block.kind), columns=block.columns)
        for struck in cells.struck:
            self.out.add(struck, BlockKind.NOTE)

    def _layout_row(self, row: etree._Element, style: _Style) -> None:
        """A row that only places a label beside its text, or columns of prose."""
        cells = tables.own_cells(row)
        words = ["".join(tables.visible_text(cell)) for cell in cells]
        filled = [i for i, text in enumerate(words) if text]
        if len(filled) == 2 and len(words[filled[0]]) <= 10 and tables.is_label(words[filled[0]]):
            self.label = words[filled[0]]
            inner = replace(style, item=style.item + 1)
            self._content(cells[filled[1]], inner)
            self._flush(inner)
            return
        for cell in cells:
            self._content(cell, style)
            self._flush(style)


def _parts(words: str) -> Iterator[str]:
    """Running text cut at line breaks that begin an item, or that come twice."""
    for piece in re.split(r"\n\s*\n", words):
        current = ""
        for line in map(clean, piece.split("\n")):
            if current and line and opens_block(line):
                yield current
                current = line
            elif line:
                current = f"{current} {line}".strip()
        if current:
            yield current


def _may_head(text: str) -> bool:
    return 3 <= len(text) <= 150 and text[-1] not in ".;:,)" and not text[:1].islower()


def _numbered(blocks: list[Block]) -> list[Block]:
    """A number that a page sets above the heading it belongs to, in one line with it."""
    kept: list[Block] = []
    for block in blocks:
        previous = kept[-1] if kept else None
        if (
            block.kind is BlockKind.HEADING
            and previous is not None
            and previous.kind is BlockKind.PARAGRAPH
            and len(previous.text) <= 16
            and any(c.isdigit() for c in previous.text)
            and _NUMBER_ONLY.fullmatch(previous.text)
            and not block.text.startswith(previous.text)
        ):
            kept[-1] = replace(block, text=f"{previous.text} {block.text}")
        else:
            kept.append(block)
    return kept


def _joined_titles(blocks: list[Block]) -> list[Block]:
    """The lines of a title that the page sets one below the other at its head are one heading."""
    kept: list[Block] = []
    for block in blocks:
        if (
            kept
            and len(kept) == 1
            and block.kind is kept[0].kind is BlockKind.HEADING
            and block.level == kept[0].level == 1
            and len(kept[0].text) + len(block.text) < _TITLE_LENGTH
        ):
            kept[0] = replace(kept[0], text=f"{kept[0].text} {block.text}")
        else:
            kept.append(block)
    return kept


def _title(blocks: list[Block], metadata: dict[str, str]) -> str:
    heading = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
    page = metadata.get("title", "")
    return heading or (page if not page.lower().endswith((".xml", ".html", ".htm", ".doc")) else "")
