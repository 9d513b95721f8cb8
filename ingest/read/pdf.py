"""PDF. pypdf reads what the file says about itself, pdfium (by pypdfium2) the text layer, tesseract pages without one.

The flow: characters → lines (``pdf_text``) → pages that can be read (``pdf_legible``) → tables (``pdf_tables``) →
without headers and footers (``pdf_furniture``) → columns in reading order (``pdf_layout``) → blocks
(``pdf_paragraphs``, ``pdf_blocks``).
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.blocks import BlockKind, Ocr, Reading
from ingest.read.pdf_about import About, about, needs_password
from ingest.read.pdf_blocks import blocks_of
from ingest.read.pdf_furniture import without_furniture
from ingest.read.pdf_layout import columns
from ingest.read.pdf_legible import legible_pages
from ingest.read.pdf_lines import PageText
from ingest.read.pdf_note_pages import headed_as_notes, note_pages
from ingest.read.pdf_tables import with_tables
from ingest.read.pdf_text import TooMuchText, page_text
from ingest.read.pdfium import PDFIUM
from kb.errors import NoTextError, UnreadableSource

__all__ = ["MAX_PAGES", "MAX_SECONDS", "Source", "arranged", "opened", "read"]

MAX_PAGES = 5000
MAX_SECONDS = 900.0  # for the text of one document; 500 pages of law take under 30
_FEW = 20  # characters; a page with fewer does not tell who made the text layer
_SAMPLE = 5  # pages looked at for text from OCR
_SAMPLED_OBJECTS = 60  # of each

_INSTRUMENT = re.compile(
    r"\b(?:act|law|code|constitution|rules|regulations|treaty|convention|recommendation|guide|ley|c[oó]digo|constituci[oó]n"
    r"|reglamento|decreto|estatuto|lei|constituição|loi|traité|décret|règlement|legge|codice|costituzione|statuto"
    r"|gesetz|verordnung|llei|akta|perlembagaan|закон|кодекс|наредба|правилник)\b|gesetz\b|gesetzbuch\b|ordnung\b",
    re.IGNORECASE,
)
# Titles that a program, not an author, has given: a file name, "Microsoft Word - …", "untitled".
_NO_TITLE = ("microsoft word", "untitled", "sin título", "documento", "document1", "print", "layout")


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF as the libraries read it."""

    pages: list[PageText]
    recognised: bool  # the text was put under page images by OCR
    cut: bool  # the file ends too early
    about: About


def read(data: bytes, *, name: str, language: str | None = None, ocr: Ocr = "auto") -> Reading:
    """Blocks of a PDF in reading order, each with its physical page; page labels, title and metadata of the file.

    Args:
        language: ISO 639-1 code, for OCR.
        ocr: which pages are read by OCR.

    Raises:
        UnreadableSource: damaged, encrypted with a password, without pages, or too large to be a document.
        NoTextError: there is no text, or pages that cannot be read, and OCR is not installed or does not help.
    """
    source = opened(data, name)
    pages, warnings = legible_pages(
        source.pages, data, name=name, language=language, recognised=source.recognised, ocr=ocr
    )
    if source.cut:
        warnings.insert(0, f"{name}: the end of the file is missing, so pages may be too; download it again")
    return replace(arranged(replace(source, pages=pages), name), warnings=tuple(warnings))


def arranged(source: Source, name: str) -> Reading:
    """The pages of ``source`` put in order: the last step of ``read``."""
    pages, told = source.pages, source.about
    if not any(page.lines for page in pages):
        raise NoTextError(f"{name}: no text on its pages, and no picture; check that this is the document")
    pages = [with_tables(page) for page in pages]
    headed = headed_as_notes(pages)
    kept, _ = without_furniture(pages, headed)
    if not any(page.lines for page in kept):  # pages that are all alike, as forms are
        kept = pages
    flow = [column for page in kept for column in columns(page)]
    blocks = tuple(blocks_of(flow, bookmarks=told.bookmarks, notes=note_pages(kept, headed)))
    if not blocks:
        raise NoTextError(f"{name}: no words on its pages, only lines and signs; nothing to index")
    title = told.metadata.get("title", "")
    if not title or _is_file_name(title):
        headings = [block.text for block in blocks if block.kind is BlockKind.HEADING and (block.page or 0) <= 3]
        title = next((text for text in headings if _INSTRUMENT.search(text)), title or next(iter(headings), ""))
    return Reading(blocks, title, told.metadata, told.page_labels)


def _is_file_name(title: str) -> bool:
    """Whether a title was given by a program and not by an author."""
    lowered = title.casefold()
    return " " not in title or lowered.startswith(_NO_TITLE) or lowered.endswith((".doc", ".docx", ".pdf", ".indd"))


def opened(data: bytes, name: str) -> Source:
    """Everything the two libraries read of the file: the first half of ``read``, and the one that takes time.

    Raises:
        UnreadableSource: as ``read``.
    """
    if b"%PDF-" not in data[:1024]:
        raise UnreadableSource(f"{name}: not a PDF; download it again")
    deadline = time.monotonic() + MAX_SECONDS
    with PDFIUM:
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
            looked_at: list[bool] = []
            for index in range(count):
                try:
                    page = document[index]
                    text = page_text(page, index + 1)
                except pdfium.PdfiumError:  # a damaged page: reported as one without text
                    pages.append(PageText(index + 1, 0, 0, (), 0, 0, damaged=True))
                    continue
                except TooMuchText as error:
                    raise UnreadableSource(f"{name}: page {index + 1} holds {error}; refused as hostile") from error
                pages.append(text)
                if text.characters >= _FEW and len(looked_at) < _SAMPLE:
                    looked_at.append(_is_recognised(page))
                page.close()
                if time.monotonic() > deadline:
                    raise UnreadableSource(
                        f"{name}: still unread after {MAX_SECONDS:.0f} s at page {index + 1} of {count}; split it"
                    )
            recognised = sum(looked_at) > len(looked_at) / 2
            return Source(pages, recognised, _is_cut_off(data), about(data, document))
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
