"""What a PDF says about itself: document information, page labels, bookmarks.

pypdf reads them. It cannot decrypt AES without a package we need for nothing else, and many official PDFs are encrypted
with an empty password against editing; pdfium, which reads the text anyway, stands in there.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import pypdf
import pypdfium2 as pdfium
from pypdf.errors import DependencyError, PyPdfError

from ingest.read.legible import legible

__all__ = ["About", "about", "key_of", "needs_password"]

MAX_BOOKMARKS = 20_000
# What the two libraries raise on damaged objects.
_FAILURES = (
    PyPdfError,
    DependencyError,
    pdfium.PdfiumError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    NotImplementedError,
    RecursionError,
    OSError,
)
_INFO = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Keywords": "keywords",
    "Creator": "creator",
    "Producer": "producer",
    "CreationDate": "created",
    "ModDate": "modified",
}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class About:
    metadata: dict[str, str]
    page_labels: tuple[str, ...]  # one for each page
    bookmarks: dict[tuple[int, str], int]  # page and ``key_of`` the title → depth from 1


def about(data: bytes, document: pdfium.PdfDocument) -> About:
    """What can be read of it; damaged parts are left out, since the text does not depend on them.

    The caller holds pdfium's lock.
    """
    pages = len(document)
    info: dict[str, str] = {}
    labels: tuple[str, ...] = ()
    marks: list[tuple[str, int, int]] = []
    if (reader := _opened(data)) is not None:
        info = _tried(lambda: {key.lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()}, info)
        labels = _tried(lambda: tuple(reader.page_labels), labels)
        marks = _tried(lambda: list(islice(_walk(reader, reader.outline, 1), MAX_BOOKMARKS)), marks)
    else:
        info = _tried(lambda: dict(document.get_metadata_dict(skip_empty=True)), info)
        labels = _tried(lambda: tuple(document.get_page_label(index) for index in range(pages)), labels)
        marks = _tried(lambda: list(islice(_toc(document), MAX_BOOKMARKS)), marks)
    metadata = {_INFO[key]: text for key, value in info.items() if key in _INFO and (text := legible(value))}
    if len(labels) != pages or not all(labels):
        labels = tuple(str(number) for number in range(1, pages + 1))
    return About(metadata, labels, _by_place(marks))


def needs_password(data: bytes) -> bool:
    """Whether the file is encrypted so that it does not open without a password."""

    def locked() -> bool:
        reader = _reader(data)
        return bool(reader.is_encrypted) and not reader.decrypt("")

    try:
        return locked()
    except DependencyError:
        return True
    except _FAILURES:
        return False


def key_of(text: str) -> str:
    """What two printings of one heading have in common: its letters and digits."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _opened(data: bytes) -> pypdf.PdfReader | None:
    """pypdf's view of the file, None where it cannot have one."""
    try:
        reader = _reader(data)
        if reader.is_encrypted:
            reader.decrypt("")
        len(reader.pages)
    except _FAILURES:
        return None
    return reader


def _reader(data: bytes) -> pypdf.PdfReader:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs every oddity; what matters is in our warnings
    return pypdf.PdfReader(io.BytesIO(data))


def _tried(read: Callable[[], _T], otherwise: _T) -> _T:
    try:
        return read()
    except _FAILURES:
        return otherwise


def _walk(reader: pypdf.PdfReader, outline: Any, depth: int) -> Iterator[tuple[str, int, int]]:
    """Title, page (from 1) and depth of every bookmark."""
    for item in outline:
        if isinstance(item, list):
            yield from _walk(reader, item, depth + 1)
        elif item.title and (page := reader.get_destination_page_number(item)) is not None:
            yield str(item.title), page + 1, depth


def _toc(document: pdfium.PdfDocument) -> Iterator[tuple[str, int, int]]:
    for item in document.get_toc():
        destination = item.get_dest()
        page = destination.get_index() if destination is not None else None
        if page is not None:
            yield item.get_title(), page + 1, item.level + 1


def _by_place(marks: Iterable[tuple[str, int, int]]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for title, page, depth in marks:
        if key := key_of(legible(title)):
            found.setdefault((page, key), depth)
    return found
