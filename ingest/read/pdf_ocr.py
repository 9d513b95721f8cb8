"""PDF pages as OCR reads them: rendered by pdfium, read by tesseract, in the shape of pages with a text layer.

Tesseract tells no font, and the height of a word depends on its letters ("sea", "High"): the size of the type is taken
from whole paragraphs, and near to that of most of the page it is that, so that no line looks like a heading by chance.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import pypdfium2 as pdfium

from ingest.read.legible import legible
from ingest.read.pdf_lines import Line, PageText, Word
from ingest.read.pdfium import PDFIUM
from ingest.read.tesseract import Recognised, TesseractError, recognise

__all__ = ["DPI", "confidence_of", "read_by_ocr"]

DPI = 300  # what tesseract is trained for
MAX_SECONDS = 7200.0  # for all pages of one document
_MOST_PIXELS = 60_000_000  # of a page; an A3 page at 300 dpi has 17 million
_TYPE = 0.75  # height of most words in sizes of the type, about
_ALIKE = 0.22  # of the usual size: within it a paragraph is taken to be of that size
_NOISE = 0.3  # confidence; words below it are specks and rules read as letters


def read_by_ocr(data: bytes, numbers: Sequence[int], *, pack: str) -> dict[int, PageText | str]:
    """What tesseract reads on pages of the PDF in ``data``, or in a few words why it reads nothing.

    Args:
        numbers: of the pages, from 1.
        pack: tesseract's language data.
    """
    deadline = time.monotonic() + MAX_SECONDS
    with PDFIUM:
        document = pdfium.PdfDocument(data)

    def one(number: int) -> PageText | str:
        try:
            with PDFIUM:
                picture = _rendered(document, number)
            words = recognise(
                picture.pixels, picture.size, pack=pack, dpi=picture.dpi, seconds=deadline - time.monotonic()
            )
        except (TesseractError, pdfium.PdfiumError) as error:
            return f"OCR {error}" if isinstance(error, TesseractError) else "damaged"
        scale = 72 / picture.dpi
        lines = tuple(_lines([word for word in words if word.confidence >= _NOISE], number, scale))
        characters = sum(len(word.text) for line in lines for word in line.words)
        return PageText(number, picture.size[0] * scale, picture.size[1] * scale, lines, characters, 0)

    try:
        with ThreadPoolExecutor(max_workers=max(1, min(4, os.cpu_count() or 1)), thread_name_prefix="ocr") as pool:
            return dict(zip(numbers, pool.map(one, numbers), strict=True))
    finally:
        with PDFIUM:
            document.close()


def confidence_of(page: PageText) -> float:
    """Mean confidence of the words of a page by their length; 0 where there are none."""
    words = [word for line in page.lines for word in line.words]
    total = sum(len(word.text) for word in words)
    return sum((word.confidence or 0.0) * len(word.text) for word in words) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class _Picture:
    pixels: bytes  # one a pixel, row by row
    size: tuple[int, int]
    dpi: int


def _rendered(document: pdfium.PdfDocument, number: int) -> _Picture:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        dpi = max(1, min(DPI, int(72 * (_MOST_PIXELS / max(width * height, 1)) ** 0.5)))
        bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False)
        try:
            across, down, stride, pixels = bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)
        finally:
            bitmap.close()
    finally:
        page.close()
    if stride != across:  # rows are padded
        pixels = b"".join(pixels[row * stride :][:across] for row in range(down))
    return _Picture(pixels, (across, down), dpi)


def _lines(words: Sequence[Recognised], number: int, scale: float) -> Iterator[Line]:
    """``scale``: points a pixel."""
    paragraphs = [
        [list(line) for _, line in groupby(paragraph, key=lambda word: word.line)]
        for _, paragraph in groupby(words, key=lambda word: word.line[:2])
    ]
    sizes = [
        median(median(word.height for word in line) for line in paragraph) * scale / _TYPE for paragraph in paragraphs
    ]
    counted: Counter[float] = Counter()
    for paragraph, size in zip(paragraphs, sizes, strict=True):
        counted[round(size)] += sum(len(word.text) for line in paragraph for word in line)
    usual = counted.most_common(1)[0][0] if counted else 0.0
    for paragraph, size in zip(paragraphs, sizes, strict=True):
        even = usual if abs(size - usual) <= _ALIKE * usual else size
        for line in paragraph:
            top, bottom = min(word.top for word in line), max(word.top + word.height for word in line)
            found = tuple(
                Word(
                    text,
                    word.left * scale,
                    (word.left + word.width) * scale,
                    top * scale,
                    bottom * scale,
                    even,
                    confidence=word.confidence,
                )
                for word in line
                if (text := legible(word.text))
            )
            if found:
                yield Line(found, number)
