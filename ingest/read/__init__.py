"""Documents → blocks: one module for each format, and the choice of the right one.

``read`` chooses by what the bytes are; the suffix decides only between formats that look alike.
"""

from __future__ import annotations

import importlib
import re
from pathlib import PurePath
from typing import Protocol, cast

from ingest.read.blocks import Block, BlockKind, Ocr, Reading
from ingest.read.joining import join
from kb.errors import NoTextError, UnreadableSource

__all__ = ["SUFFIXES", "Block", "BlockKind", "Ocr", "Reading", "format_of", "join", "read"]

SUFFIXES: dict[str, str] = {
    ".akn": "xml",
    ".xml": "xml",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".pdf": "pdf",
    ".rtf": "rtf",
    ".epub": "epub",
    ".xls": "sheets",
    ".xlsx": "sheets",
    ".docx": "docx",
}
"""Suffix of a file name → the module of this package that reads it."""

_OFFICE = {b"word/document.xml": "docx", b"xl/workbook.xml": "sheets", b"application/epub+zip": "epub"}
_XML = re.compile(
    rb"<\?xml|<(?:[\w.-]+:)?(?:akomaNtoso|Statute|Regulation|Law|Legislation|dokumente)\b|\xff\xfe<\x00\?\x00"
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


class _Reader(Protocol):
    def read(self, data: bytes, *, name: str, language: str | None = None) -> Reading: ...


def read(data: bytes, *, name: str, language: str | None = None, ocr: Ocr = "auto") -> Reading:
    """The document in ``data`` as blocks.

    Args:
        data: the whole file.
        name: what to call it in errors; its suffix helps to tell the format.
        language: ISO 639-1 code, where known.
        ocr: which pages of a PDF are read by OCR: those without usable text, none, or all.

    Raises:
        UnreadableSource: unknown format, damaged, encrypted or hostile.
        NoTextError: empty, or without any text.
    """
    if not data.strip():
        raise NoTextError(f"{name}: the file is empty; fetch it again")
    format_name = format_of(data, name=name)
    if format_name == "pdf":
        from ingest.read import pdf

        return pdf.read(data, name=name, language=language, ocr=ocr)
    if format_name == "markdown":
        data = _with_side_headings(data)
    module = cast(_Reader, importlib.import_module(f"ingest.read.{format_name}"))
    return module.read(data, name=name, language=language)


def _with_side_headings(data: bytes) -> bytes:
    """Markdown that was made from print, side headings above their sections: they can only be told by the lines."""
    from ingest.read.side_headings import above_their_sections

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    found = above_their_sections(text)
    return data if found is text else found.encode()


def format_of(data: bytes, *, name: str) -> str:
    """Name of the module that reads ``data``.

    Raises:
        UnreadableSource: no module does.
    """
    suffix = PurePath(name).suffix.lower()
    by_suffix = SUFFIXES.get(suffix)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # OLE2: Excel 97, but Word 97 and others too
        if suffix in (".doc", ".ppt", ".msg"):
            raise _unknown(name, "a file of an older Office")
        return "sheets"
    if data.startswith(b"PK\x03\x04"):
        return _zip_format(data, name, by_suffix)
    if by_suffix in ("pdf", "rtf", "docx", "epub"):
        return by_suffix  # damaged: its reader says how
    if _is_xml(start):
        from ingest.read.xml import root_name

        head = data[:20_000].decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
        return "html" if root_name(head).lower() == "html" else "xml"
    if _HTML.search(data[:2048]) and by_suffix in (None, "html", "xml", "sheets"):
        return "html"
    if by_suffix is not None:
        return by_suffix
    raise _unknown(name, f"of an unknown kind{f' ({suffix})' if suffix else ''}")


def _is_xml(start: bytes) -> bool:
    return _XML.match(start) is not None


def _zip_format(data: bytes, name: str, by_suffix: str | None) -> str:
    for mark, module in _OFFICE.items():
        if mark in data[:200] or mark in data[-100_000:]:
            return module
    if by_suffix in ("docx", "epub", "sheets"):
        return by_suffix
    raise _unknown(name, "an archive")


def _unknown(name: str, what: str) -> UnreadableSource:
    formats = ", ".join(sorted({suffix.lstrip(".") for suffix in SUFFIXES}))
    return UnreadableSource(f"{name}: the file is {what}; convert it to one of the formats that are read: {formats}")
