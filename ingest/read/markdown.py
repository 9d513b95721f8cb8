"""Markdown (CommonMark with tables), with or without YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.read import frontmatter
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.compose import BlockList, clean, without_struck
from ingest.read.encoding import decode
from ingest.read.hyphens import Hyphens
from ingest.read.lines import join, paragraphs, without_furniture
from ingest.read.shapes import is_article, is_unfinished, opens_block
from ingest.read.table import table_blocks
from ingest.read.tidy import tidy

__all__ = ["read"]

_TEMPLATE_TITLE = re.compile(r"^[ \t]*\{%\s*tab title=\"(.*?)\"\s*%\}[ \t]*$", re.MULTILINE)
_TEMPLATE = re.compile(r"^[ \t]*\{%.*?%\}[ \t]*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]{4,}(?=\S)", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^([\w-]+)\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^[\w-]+\](?!:)|\^\d{1,3}(?=[\[*\s.,;:)]|$)")
_LEFT_OVER = re.compile(r"(?<!\*)\*\*(?!\*)")  # strong emphasis that CommonMark does not see: "**TITULO I **"
_NOTE_MARK = "\ue000"  # private use: begins a paragraph that is a footnote
_DEFINITION = re.compile(r"^(?P<term>\S.{0,100}?)[ \t]*\n:[ \t]{1,4}(?P<value>\S.*)$", re.MULTILINE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)\b[^>]*>")
_PAGE_HEADING = re.compile(r"(?:Page|Página|Seite|Pagina)\s+(\d{1,4})")
_EDITORIAL = re.compile(r"(?:Editorial note|Nota del editor|Note)\b.{0,3}:", re.IGNORECASE)
_PROCESSING = re.compile(r"(?:Language: \w+|Part \d+ of \d+|Sections: .*|Pages: .*|\s)+")
_HANGUL = re.compile(r"[가-힣]")
_TITLE_KEYS = ("title", "titulo", "título", "titre", "titolo", "titel", "제목", "Title", "full_title")
_MAX_NESTING = 60  # the default of 20 would drop what is deeper
_PAGE_BREAKS = 5
"""So many rules of five dashes mean that they separate the pages of a converted PDF."""


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read a Markdown file.

    Raises:
        UnreadableSource: the bytes are not text.
        NoTextError: nothing but front matter.
    """
    decoded = decode(data, name=name, language=language)
    metadata, text = frontmatter.split(decoded.text)
    for found in _DEFINITION.finditer(text[: text.find("\n## ") + 1]):
        metadata.setdefault(found["term"], found["value"])
    if language is None and len(_HANGUL.findall(text[:5000])) > 200:
        language = "ko"
    words = Hyphens(text.split("\n"))
    out = BlockList(warnings=list(decoded.warnings))
    has_pages = len(re.findall(r"^-----$", text, re.MULTILINE)) >= _PAGE_BREAKS
    _Walker(out, words, name=name, has_pages=has_pages).walk(_prepared(text))
    out.blocks = tidy(_without_running_heads(out), language=language, words=words)
    title = next((metadata[key] for key in _TITLE_KEYS if key in metadata), "") or _first_heading(out.blocks)
    reading = out.reading(name, title=title, metadata=metadata)
    pages = max((b.page or 0 for b in reading.blocks), default=0)
    labels = tuple(str(i + 1) for i in range(pages))
    return Reading(reading.blocks, reading.title, metadata, labels, reading.warnings)


def _prepared(text: str) -> str:
    """The source with what CommonMark does not know turned into what it does."""
    text = _without_comments(text)
    text = _TEMPLATE_TITLE.sub(r"\n**\1**\n", text)
    text = _TEMPLATE.sub("\n", text)
    text = _FOOTNOTE.sub(rf"\n{_NOTE_MARK}\1. ", text)
    text = _FOOTNOTE_MARK.sub("", text)
    # Definitions above the first section are facts about the law: date, gazette, last amendment
    body = re.search(r"^##\s", text, re.MULTILINE)
    split = body.start() if body else 0
    head = _DEFINITION.sub(rf"{_NOTE_MARK}\g<term>: \g<value>", text[:split])
    return head + _DEFINITION.sub(r"\g<term>: \g<value>", text[split:])


def _without_comments(text: str) -> str:
    """``text`` without ``<!-- … -->``; one that never ends is text."""
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join(kept) + text[position:]


def _first_heading(blocks: list[Block]) -> str:
    """The first heading, where it heads the document and not an article of it."""
    first = next((b for b in blocks if b.kind is BlockKind.HEADING), None)
    return first.text if first is not None and first.level == 1 and not is_article(first.text) else ""


class _Walker:
    def __init__(self, out: BlockList, words: Hyphens, *, name: str, has_pages: bool) -> None:
        self.out = out
        self.name = name
        self.words = words
        self.has_pages = has_pages
        self.page: int | None = 1 if has_pages else None
        self.printed_lines = False  # paragraphs are lines of a page of print
        self.lists: list[str] = []  # the label before each item of the lists we are in
        self.notes = 0  # depth of block quotes that are notes

    def walk(self, text: str) -> None:
        parser = (
            MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
            .enable(["table", "strikethrough"])
            .disable(["code", "lheading"])
        )
        tokens = parser.parse(text)
        i = 0
        while i < len(tokens):
            token = tokens[i]
            if token.type == "table_open":
                i = self._table(tokens, i)
            else:
                self._token(token, tokens, i)
            i += 1

    def _token(self, token: Token, tokens: list[Token], i: int) -> None:
        kind = token.type
        if kind == "heading_open":
            self._heading(tokens[i + 1], int(token.tag[1]))
        elif kind == "paragraph_open":
            self._paragraph(tokens[i + 1])
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.lists.append("")
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self.lists[-1] = f"{token.info}{token.markup}" if token.info else ""
        elif kind == "blockquote_open":
            first = next((t.content for t in tokens[i:] if t.type == "inline"), "")
            if self.notes or _EDITORIAL.match(first.lstrip("*_ ")):
                self.notes += 1
        elif kind == "blockquote_close":
            self.notes = max(0, self.notes - 1)
        elif kind == "hr" and self.has_pages and self.page is not None and len(token.markup) >= 5:
            self.page += 1
        elif kind in ("fence", "code_block"):
            for part in token.content.split("\n\n"):
                self._add(part)
        elif kind == "html_block":
            self._html(token.content)

    def _add(self, text: str, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> None:
        if self.notes:
            kind, level = BlockKind.NOTE, 0
        self.out.add(text, kind, level=level, page=self.page)

    def _heading(self, inline: Token, level: int) -> None:
        struck: list[str] = []
        text = " ".join(_lines(inline, struck))
        if page := _PAGE_HEADING.fullmatch(clean(text)):
            self.page, self.printed_lines = int(page[1]), True
            return
        text, gone = without_struck(text, " ".join(struck))
        self._add(text, BlockKind.HEADING, level)
        self.out.add(gone, BlockKind.NOTE, page=self.page)

    def _paragraph(self, inline: Token) -> None:
        struck: list[str] = []
        lines = list(_lines(inline, struck))
        whole, gone = without_struck(" ".join(lines), " ".join(struck))
        if gone and not whole:  # revoked law
            self.out.add(f"{self.lists[-1] if self.lists else ''} {gone}", BlockKind.NOTE, page=self.page)
            if self.lists:
                self.lists[-1] = ""
            return
        self._running(inline, lines, whole)
        self.out.add(gone, BlockKind.NOTE, page=self.page)

    def _running(self, inline: Token, lines: list[str], whole: str) -> None:
        """The words of a paragraph, which may be a note, a heading, an item, or several of them."""
        if whole.startswith(_NOTE_MARK):
            self.out.add(whole.replace(_NOTE_MARK, ""), BlockKind.NOTE, page=self.page)
            return
        if _PROCESSING.fullmatch(whole):
            self.out.add(whole, BlockKind.NOTE, page=self.page)
            return
        if not self.lists and _is_bold(inline) and 2 < len(whole) <= 150 and whole[-1] not in ".;:,":
            self._add(whole, BlockKind.HEADING)
            return
        label, depth = (self.lists[-1], len(self.lists)) if self.lists else ("", 0)
        if self.lists:
            self.lists[-1] = ""  # only the first paragraph of an item has the label
        if (self.has_pages or self.printed_lines) and depth == 1 and label.endswith("."):
            depth = 0  # in a converted PDF the sections of the law look like a list
        for part in self._parts(lines, inline.content):
            kind = BlockKind.ITEM if depth else BlockKind.PARAGRAPH
            self._add(f"{label} {part}", kind, depth)
            label = ""

    def _parts(self, lines: list[str], source: str) -> Iterator[str]:
        """A paragraph, cut where a line opens an item ("  2\\. …") or is set in below a finished clause."""
        if self.printed_lines:
            yield from paragraphs(lines, self.words)
            return
        sources = source.split("\n")
        indented = [len(sources) == len(lines) and raw.startswith(("\t", "    ")) for raw in sources]
        current = ""
        for i, line in enumerate(map(clean, lines)):
            if not line:
                continue
            is_set_in = i < len(indented) and indented[i] and not indented[0] and not is_unfinished(current)
            if current and (is_set_in or opens_block(line)) and not current.endswith((" §", " Art.", " Abs.", " Nr.")):
                yield current
                current = line
            else:
                current = join(current, line, self.words) if current else line
        if current:
            yield current

    def _table(self, tokens: list[Token], start: int) -> int:
        rows: list[list[str]] = [[]]
        notes: list[str] = []
        i = start
        while tokens[i].type != "table_close":
            kind = tokens[i].type
            if kind == "inline":
                struck: list[str] = []
                text, gone = without_struck(" ".join(_lines(tokens[i], struck)), " ".join(struck))
                rows[-1].append(text)
                notes += [gone] if gone else []
            elif kind == "tr_close":
                rows.append([])
            i += 1
        for block in table_blocks(rows[:-1], header=1):
            kind_of = BlockKind.NOTE if self.notes else block.kind
            self.out.add(block.text, kind_of, columns=block.columns, page=self.page)
        for gone in notes:
            self.out.add(gone, BlockKind.NOTE, page=self.page)
        return i

    def _html(self, source: str) -> None:
        from ingest.read.html import fragment

        for block in fragment(source, name=self.name):
            self._add(block.text, block.kind, block.level)


def _lines(inline: Token, struck: list[str]) -> Iterator[str]:
    """The rendered text of a paragraph, line by line: no emphasis, links as their text, images as nothing.

    What is struck out is appended to ``struck`` instead.
    """
    line = ""
    after_link = False
    out = 0  # depth of what strikes out
    for child in inline.children or ():
        if child.type == "link_open" and line[-1:].isalnum():
            line += " "  # "de la[Ley 20](…)": a link does not begin within a word
        if after_link and child.content[:1].isalnum():
            line += " "
        after_link = child.type == "link_close" or (after_link and child.type in ("em_open", "em_close", "strong_open"))
        if child.type in ("text", "code_inline", "text_special"):
            if out:
                struck.append(child.content)
            else:
                line += child.content
        elif child.type in ("s_open", "s_close"):
            out = max(0, out + (1 if child.type == "s_open" else -1))
        elif child.type in ("softbreak", "hardbreak"):
            yield _LEFT_OVER.sub("", line)
            line = ""
        elif child.type == "html_inline":
            tag = _TAG.match(child.content)
            if tag and tag[2].lower() in ("s", "del", "strike"):
                out = max(0, out + (-1 if tag[1] else 1))
            if tag and tag[2].lower() in ("br", "p", "div", "li", "tr"):
                yield _LEFT_OVER.sub("", line)
                line = ""
    yield _LEFT_OVER.sub("", line)


def _is_bold(inline: Token) -> bool:
    """Whether all text of the paragraph is in strong emphasis."""
    depth = 0
    for child in inline.children or ():
        depth += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        if child.type == "text" and child.content.strip() and not depth:
            return False
    return any(child.type == "strong_open" for child in inline.children or ())


def _without_running_heads(out: BlockList) -> list[Block]:
    """Blocks without the heads and feet of the pages of a converted PDF."""
    if not any(block.page for block in out.blocks):
        return out.blocks
    pages: dict[int, list[int]] = {}
    for i, block in enumerate(out.blocks):
        pages.setdefault(block.page or 0, []).append(i)
    kept = without_furniture([[out.blocks[i].text for i in indices] for indices in pages.values()])
    blocks = []
    for indices, texts in zip(pages.values(), kept, strict=True):
        remaining = list(texts)
        for i in indices:
            if remaining and out.blocks[i].text == remaining[0]:
                blocks.append(out.blocks[i])
                remaining.pop(0)
    return blocks
