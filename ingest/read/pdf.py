"""PDF with a text layer. pypdf reads what the file says about itself, pdfium (by pypdfium2) the text.

The flow: characters → lines (``pdf_text``) → without headers and footers (``pdf_furniture``) → columns in reading order
(``pdf_layout``) → blocks (``pdf_blocks``).
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.blocks import BlockKind, Reading
from ingest.read.pdf_about import About, about, needs_password
from ingest.read.pdf_blocks import blocks_of
from ingest.read.pdf_furniture import without_furniture
from ingest.read.pdf_layout import columns
from ingest.read.pdf_lines import PageText
from ingest.read.pdf_text import TooMuchText, page_text
from kb.errors import NoTextError, UnreadableSource

__all__ = ["MAX_PAGES", "MAX_SECONDS", "Source", "arranged", "opened", "read"]

MAX_PAGES = 5000
MAX_SECONDS = 900.0  # for the text of one document; 500 pages of law take under 30
_FEW = 20  # characters; a page with fewer and an image is a scan, with a page number printed on it perhaps
_SAMPLE = 5  # pages looked at for text from OCR
_SAMPLED_OBJECTS = 60  # of each
_GARBLED = 0.05  # share of characters without a meaning from which the text layer is called broken

_INSTRUMENT = re.compile(
    r"\b(?:act|law|code|constitution|rules|regulations|treaty|convention|recommendation|guide|ley|c[oó]digo|constituci[oó]n"
    r"|reglamento|decreto|estatuto|lei|constituição|loi|traité|décret|règlement|legge|codice|costituzione|statuto"
    r"|gesetz|verordnung|llei|akta|perlembagaan|закон|кодекс|наредба|правилник)\b|gesetz\b|gesetzbuch\b|ordnung\b",
    re.IGNORECASE,
)
# pdfium keeps global state and is not thread-safe.
_PDFIUM = threading.Lock()
# Titles that a program, not an author, has given: a file name, "Microsoft Word - …", "untitled".
_NO_TITLE = ("microsoft word", "untitled", "sin título", "documento", "document1", "print", "layout")


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF as the libraries read it."""

    pages: list[PageText]
    images: list[bool]  # of each page: an image instead of text
    recognised: bool  # the text was put under page images by OCR
    cut: bool  # the file ends too early
    about: About


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Blocks of a PDF in reading order, each with its physical page; page labels, title and metadata of the file.

    Raises:
        UnreadableSource: damaged, encrypted with a password, without pages, or too large to be a document.
        NoTextError: no page has a text layer.
    """
    return arranged(opened(data, name), name)


def arranged(source: Source, name: str) -> Reading:
    """What ``opened`` read, put in order: the second half of ``read``."""
    pages, images, told = source.pages, source.images, source.about
    without = [page.number for page in pages if page.characters < _FEW and images[page.number - 1]]
    if not any(page.lines for page in pages) or len(without) == len(pages):
        count = f"any of its {len(pages)} pages" if len(pages) > 1 else "its only page"
        raise NoTextError(f"{name}: no text layer on {count}, needs OCR; run ocrmypdf on it and ingest the result")
    kept, _ = without_furniture(pages)
    if not any(page.lines for page in kept):  # pages that are all alike, as forms are
        kept = pages
    flow = [column for page in kept for column in columns(page)]
    blocks = tuple(blocks_of(flow, bookmarks=told.bookmarks))
    if not blocks:
        raise NoTextError(f"{name}: no words on its pages, only lines and signs; nothing to index")
    warnings = tuple(_warnings(source, without, name))
    title = told.metadata.get("title", "")
    if not title or _is_file_name(title):
        headings = [block.text for block in blocks if block.kind is BlockKind.HEADING and (block.page or 0) <= 3]
        title = next((text for text in headings if _INSTRUMENT.search(text)), title or next(iter(headings), ""))
    return Reading(blocks, title, told.metadata, told.page_labels, warnings)


def _is_file_name(title: str) -> bool:
    """Whether a title was given by a program and not by an author."""
    lowered = title.casefold()
    return " " not in title or lowered.startswith(_NO_TITLE) or lowered.endswith((".doc", ".docx", ".pdf", ".indd"))


def _warnings(source: Source, without: list[int], name: str) -> Iterator[str]:
    if source.cut:
        yield f"{name}: the end of the file is missing, so pages may be too; download it again"
    if source.recognised:
        yield f"{name}: its text was recognised from page images (OCR) and may hold errors; check quotations"
    if without:
        which = "page" if len(without) == 1 else "pages"
        yield f"{name}: no text layer on {which} {_ranges(without)}; run ocrmypdf --skip-text to add it"
    characters = sum(page.characters for page in source.pages)
    unreadable = sum(page.unreadable for page in source.pages)
    if unreadable > _GARBLED * characters:
        yield (
            f"{name}: {unreadable * 100 // characters} % of its characters have no Unicode meaning (broken font"
            " encoding); run ocrmypdf --force-ocr on it and ingest the result"
        )


def _ranges(numbers: list[int]) -> str:
    """``[1, 2, 3, 7]`` as "1–3, 7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)


def opened(data: bytes, name: str) -> Source:
    """Everything the two libraries read of the file: the first half of ``read``, and the one that takes time.

    Raises:
        UnreadableSource: as ``read``.
    """
    if b"%PDF-" not in data[:1024]:
        raise UnreadableSource(f"{name}: not a PDF; download it again")
    deadline = time.monotonic() + MAX_SECONDS
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _why_unopened(data, name) from error
        try:
            count = len(document)
            if count == 0:
                raise UnreadableSource(f"{name}: no pages; download it again")
            if count > MAX_PAGES:
                raise UnreadableSource(f"{name}: {count} pages, more than {MAX_PAGES}; split it")
            pages: list[PageText] = []
            images: list[bool] = []
            looked_at: list[bool] = []
            for index in range(count):
                try:
                    page = document[index]
                    text = page_text(page, index + 1)
                except pdfium.PdfiumError:  # a damaged page: reported as one without text
                    pages.append(PageText(index + 1, 0, 0, (), 0, 0))
                    images.append(True)
                    continue
                except TooMuchText as error:
                    raise UnreadableSource(f"{name}: page {index + 1} holds {error}; refused as hostile") from error
                pages.append(text)
                images.append(text.characters < _FEW and _shows_image(page))
                if text.characters >= _FEW and len(looked_at) < _SAMPLE:
                    looked_at.append(_is_recognised(page))
                page.close()
                if time.monotonic() > deadline:
                    raise UnreadableSource(
                        f"{name}: still unread after {MAX_SECONDS:.0f} s at page {index + 1} of {count}; split it"
                    )
            recognised = sum(looked_at) > len(looked_at) / 2
            return Source(pages, images, recognised, _is_cut_off(data), about(data, document))
        finally:
            document.close()


def _why_unopened(data: bytes, name: str) -> UnreadableSource:
    """Why pdfium would not open the file, in words that help."""
    if needs_password(data):
        return UnreadableSource(f"{name}: encrypted; save it without a password and ingest it again")
    if _is_cut_off(data):
        return UnreadableSource(f"{name}: the end of the PDF is missing; download it again")
    return UnreadableSource(f"{name}: damaged PDF; download it again or repair it with qpdf")


def _is_cut_off(data: bytes) -> bool:
    """Whether the mark that ends a PDF is missing; servers append some junk after it."""
    return b"%%EOF" not in data[-16384:]


def _is_recognised(page: pdfium.PdfPage) -> bool:
    """Whether the text of ``page`` is invisible: that is how OCR programs lay it under the image of the page."""
    objects = page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), max_depth=3)
    modes = [raw.FPDFTextObj_GetTextRenderMode(text) for text in islice(objects, _SAMPLED_OBJECTS)]
    return bool(modes) and modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) > 0.8 * len(modes)


def _shows_image(page: pdfium.PdfPage) -> bool:
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)
    return any(True for _ in page.get_objects(filter=kinds, max_depth=2))
