"""An error page does not pass for a law."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.pull.looks import check_looks
from kb.errors import DownloadError

PAGE = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>"
XHTML = b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body>Sorry</body></html>'
XML = b'<?xml version="1.0"?><akomaNtoso><act/></akomaNtoso>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
RTF = rb"{\rtf1\ansi Law}"
JSON = b'{"error": "too many requests"}'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def office(member: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xml", XML),
        ("a.akn", XML),
        ("a.xml", b"<Legislation><Body/></Legislation>"),
        ("a.xml", '<?xml version="1.0" encoding="utf-16"?><law>é</law>'.encode("utf-16")),
        ("a.html", PAGE),
        ("a.html", XHTML),
        ("a.html", b"\xef\xbb\xbf  <p>Art. 1</p>"),
        ("a.PDF", PDF),
        ("a.pdf", b"junk before\n" + PDF + bytes(3000)),
        ("a.rtf", RTF),
        ("a.docx", office("word/document.xml")),
        ("a.xlsx", office("xl/workbook.xml")),
        ("a.xls", OLE),
        ("a.md", b"# Law\n\nOne vote."),
        ("a.txt", "§ 1 Name".encode("latin-1")),
    ],
)
def test_what_looks_right_passes(name: str, data: bytes) -> None:
    check_looks(data, name)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", PAGE, "HTML came instead"),
        ("a.pdf", XHTML, "HTML came instead"),
        ("a.pdf", JSON, "does not look so"),
        ("a.pdf", PDF[:30], "cut off"),
        ("a.xml", PAGE, "HTML came instead"),
        ("a.xml", XHTML, "HTML came instead"),
        ("a.xml", PDF, "PDF came instead"),
        ("a.xml", JSON, "damaged or cut off"),
        ("a.xml", XML[:-5], "damaged or cut off"),
        ("a.html", PDF, "PDF came instead"),
        ("a.html", XML, "XML came instead"),
        ("a.html", JSON, "does not look so"),
        ("a.docx", PAGE, "HTML came instead"),
        ("a.docx", office("xl/workbook.xml"), "spreadsheet came instead"),
        ("a.epub", office("other"), "does not look so"),
        ("a.xls", PAGE, "HTML came instead"),
        ("a.rtf", PAGE, "HTML came instead"),
        ("a.md", PAGE, "HTML came instead"),
        ("a.txt", b"text" + bytes(100), "does not look so"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b" \n", "empty"),
        ("a.exe", PDF, "no format that is read"),
    ],
)
def test_what_does_not_is_refused_in_one_line(name: str, data: bytes, words: str) -> None:
    with pytest.raises(DownloadError) as caught:
        check_looks(data, name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
