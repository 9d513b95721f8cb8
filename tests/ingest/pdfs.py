"""PDFs made on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2 as pdfium

Text = tuple[float, float, str] | tuple[float, float, str, str] | tuple[float, float, str, str, float]

_FONTS = {"": "F1", "b": "F2", "i": "F3"}


def make_pdf(
    pages: Sequence[Sequence[Text]],
    *,
    size: tuple[float, float] = (400, 600),
    image: bool = False,
    paths: Sequence[str] = (),
) -> bytes:
    """A PDF whose pages hold texts ``(x, y from the top, text[, style[, size]])``; style "", "b" or "i".

    ``image`` puts a grey picture on every page, as a scan has. ``paths`` are path operators (y up) put on every page.
    """
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    catalog, tree = add(b""), add(b"")
    fonts = " ".join(
        f"/{name} {add(f'<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>'.encode())} 0 R"
        for name, base in (("F1", "Helvetica"), ("F2", "Helvetica-Bold"), ("F3", "Helvetica-Oblique"))
    )
    picture = add(
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Length 1 >>\nstream\n\x80\nendstream"
    )
    kids = []
    for page in pages:
        commands = [b"q 400 0 0 600 0 0 cm /Im Do Q"] if image else []
        commands += [path.encode() for path in paths]
        for x, y, text, *rest in page:
            font, points = _FONTS[str(rest[0]) if rest else ""], rest[1] if len(rest) > 1 else 10
            escaped = text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
            place = f"BT /{font} {points} Tf 1 0 0 1 {x} {size[1] - y} Tm (".encode()
            commands.append(place + escaped + b") Tj ET")
        stream = b"\n".join(commands)
        content = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        resources = f"<< /Font << {fonts} >> /XObject << /Im {picture} 0 R >> >>"
        box = f"[0 0 {size[0]} {size[1]}]"
        place = f"/Parent {tree} 0 R /MediaBox {box} /Resources {resources} /Contents {content} 0 R"
        kids.append(add(f"<< /Type /Page {place} >>".encode()))
    objects[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[tree - 1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, catalog, start)
    return bytes(out)


def scanned(data: bytes, *, pages: tuple[int, ...] | None = None, dpi: int = 200) -> bytes:
    """The PDF with ``pages`` (from 0; all) as pictures."""
    old, new = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    for number in range(len(old)):
        if pages is not None and number not in pages:
            new.import_pages(old, [number])
            continue
        width, height = old[number].get_size()
        picture = pdfium.PdfImage.new(new)
        picture.set_bitmap(old[number].render(scale=dpi / 72, grayscale=True))
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page = new.new_page(width, height)
        page.insert_obj(picture)
        page.gen_content()
    buffer = io.BytesIO()
    new.save(buffer)
    return buffer.getvalue()
