"""What is drawn on a PDF page beside its text: rules (thin straight lines) and images.

A rule is drawn as a stroked line, as a thin filled rectangle or as the edge of a stroked box; producers use all three,
several in one path, and inside form XObjects. White and fully transparent paths are not seen, so they are left out.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.pdf_lines import Box, Placement, Rule

__all__ = ["Drawn", "drawn", "unmapped"]

_THICKEST = 3.0  # points; thicker is a bar or a picture
_SHORTEST = 2.0  # points
_MOST_OBJECTS = 200_000  # of one page are looked at; a page of law has 5,000, every letter by itself
_MOST_SEGMENTS = 800  # of one path; more is a drawing
_MOST_RULES = 20_000  # of one page; more is a map or a chart, and no table
_DEEPEST = 4  # form XObjects inside one another
_WHITE = 250  # of 255
_RUN = 5  # pieces of text without a character one after the other; spaces are alone or few
_SHOWN = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)

_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]
_Object = tuple[int, Any, _Matrix | None]  # kind, handle, matrix to the page (None: as it is)


@dataclass(frozen=True, slots=True)
class Drawn:
    rules: tuple[Rule, ...]
    images: tuple[Box, ...]
    outlines: int  # paths on the visible page that are no rules


def drawn(page: pdfium.PdfPage, place: Placement) -> Drawn:
    """Rules and images of ``page``, in reading coordinates. The caller holds pdfium's lock."""
    rules: list[Rule] = []
    images: list[Box] = []
    outlines = 0
    for kind, handle, matrix in _objects(page.raw):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(handle, matrix)
            if box is not None:
                images.append(place.box(*box))
        elif len(rules) < _MOST_RULES:
            found = [Rule(*place.box(*box)) for box in _thin_boxes(handle, matrix)]
            rules += found
            outlines += not found and _is_visible(_bounds(handle, matrix), place)
    return Drawn(tuple(rules) if len(rules) < _MOST_RULES else (), tuple(images), outlines)


def unmapped(page: pdfium.PdfPage, text_page: pdfium.PdfTextpage, place: Placement) -> int:
    """How many pieces of text of the visible page stand for no character: their font has no character map.

    Spaces are such pieces too, so only those are counted that follow one another along a line. Takes time in
    proportion to pieces times characters: it is for pages with little text.
    """
    found = run = 0
    last: _Point | None = None
    for kind, handle, outer in _objects(page.raw, texts=True):
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            continue
        own = _matrix(handle)
        if own is None:
            continue
        x, y = (_combined(own, outer) if outer is not None else own)[4:]
        is_empty = raw.FPDFTextObj_GetText(handle, text_page.raw, None, 0) <= 2
        if not is_empty or not _is_visible((x, x, y, y), place):
            run, last = 0, None
            continue
        run = run + 1 if last is not None and abs(last[1] - y) < 0.1 and x > last[0] + 0.5 else 1
        last = (x, y)
        found += _RUN if run == _RUN else run > _RUN
    return found


def _is_visible(box: Box | None, place: Placement) -> bool:
    """Whether the middle of a box in page coordinates is on the visible page."""
    if box is None:
        return False
    return place.left <= (box[0] + box[1]) / 2 <= place.right and place.bottom <= (box[2] + box[3]) / 2 <= place.top


def _objects(page: Any, *, texts: bool = False) -> Iterator[_Object]:
    """Every path and image of the page and its forms;
    ``texts``: every piece of text too."""
    # called half a million times in a long law: names are local, and text objects, nearly all, cost two calls
    get, kind_of = raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType
    wanted, form = (*_SHOWN, raw.FPDF_PAGEOBJ_TEXT) if texts else _SHOWN, raw.FPDF_PAGEOBJ_FORM
    for index in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        handle = get(page, index)
        kind = kind_of(handle)
        if kind in wanted:
            yield kind, handle, None
        elif kind == form:
            yield from _inside(handle, None, wanted, 1)


def _inside(form: Any, outer: _Matrix | None, wanted: tuple[int, ...], depth: int) -> Iterator[_Object]:
    matrix = _matrix(form)
    if matrix is not None and outer is not None:
        matrix = _combined(matrix, outer)
    for index in range(min(raw.FPDFFormObj_CountObjects(form), _MOST_OBJECTS)):
        handle = raw.FPDFFormObj_GetObject(form, index)
        kind = raw.FPDFPageObj_GetType(handle)
        if kind in wanted:
            yield kind, handle, matrix
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _inside(handle, matrix, wanted, depth + 1)


def _thin_boxes(path: Any, matrix: _Matrix | None) -> Iterator[Box]:
    """Boxes ``(x0, x1, low, high)`` in page coordinates of the rules that ``path`` draws."""
    fills, strokes = _drawn_how(path)
    if not fills and not strokes:
        return
    whole = _bounds(path, matrix)
    if whole is None:
        return
    if _is_thin(whole):
        yield whole
        return
    count = raw.FPDFPath_CountSegments(path)
    if not 4 <= count <= _MOST_SEGMENTS:
        return
    own = _matrix(path)
    if own is not None and matrix is not None:
        own = _combined(own, matrix)
    width = ctypes.c_float()
    half = width.value / 2 if raw.FPDFPageObj_GetStrokeWidth(path, ctypes.byref(width)) and strokes else 0.0
    for points in _polygons(path, count, own):
        box = _around(points)
        if _is_thin(box):
            yield box
        elif strokes:
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                edge = (min(x0, x1) - half, max(x0, x1) + half, min(y0, y1) - half, max(y0, y1) + half)
                if _is_thin(edge):
                    yield edge


def _polygons(path: Any, count: int, matrix: _Matrix | None) -> Iterator[list[_Point]]:
    """Corners of each subpath of straight lines, the first again at the end where it is closed."""
    points: list[_Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return  # a drawing
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(_moved(x.value, y.value, matrix))
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if points:
        yield points


def _drawn_how(path: Any) -> tuple[bool, bool]:
    """Whether the path is filled, and whether stroked, in a colour that shows on white paper."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return (
        bool(fill.value) and _shows(path, raw.FPDFPageObj_GetFillColor),
        bool(stroke.value) and _shows(path, raw.FPDFPageObj_GetStrokeColor),
    )


def _shows(path: Any, colour_of: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(path, *map(ctypes.byref, (red, green, blue, alpha))):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _bounds(handle: Any, matrix: _Matrix | None) -> Box | None:
    """``(x0, x1, low, high)`` in page coordinates; None where it has no extent."""
    left, low, right, high = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(handle, *map(ctypes.byref, (left, low, right, high))):
        return None
    if matrix is None:
        return left.value, right.value, low.value, high.value
    corners = [(x, y) for x in (left.value, right.value) for y in (low.value, high.value)]
    return _around([_moved(x, y, matrix) for x, y in corners])


def _around(points: list[_Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def _is_thin(box: Box) -> bool:
    across, up = box[1] - box[0], box[3] - box[2]
    return min(across, up) <= _THICKEST and max(across, up) >= max(_SHORTEST, 2 * min(across, up))


def _matrix(handle: Any) -> _Matrix | None:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, ctypes.byref(matrix)):
        return None
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _moved(x: float, y: float, matrix: _Matrix | None) -> _Point:
    if matrix is None:
        return x, y
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _combined(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    e, f = _moved(e, f, outer)
    linear = (*outer[:4], 0.0, 0.0)
    a, b = _moved(a, b, linear)
    c, d = _moved(c, d, linear)
    return a, b, c, d, e, f
