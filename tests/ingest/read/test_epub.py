"""EPUB: spine order, what is left out, hostile and damaged archives."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.read import archive, epub
from kb.errors import NoTextError, UnreadableSource

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/content.opf"/></rootfiles></container>'
)
OPF = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Societies Act</dc:title><dc:creator>Parliament</dc:creator></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="cov" href="text/cover.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/a%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/b.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="s.css" media-type="text/css"/></manifest>
<spine><itemref idref="cov"/><itemref idref="nav"/><itemref idref="b"/><itemref idref="a"/>
<itemref idref="gone"/></spine>
<guide><reference type="cover" href="text/cover.xhtml"/></guide></package>"""


def page(body: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{body}</body></html>'


def book(**changed: str | None) -> bytes:
    members: dict[str, str | None] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "EPUB/content.opf": OPF,
        "EPUB/nav.xhtml": page("<nav><ol><li>Members, page 3</li></ol></nav>"),
        "EPUB/text/cover.xhtml": page("<p>Cover picture</p>"),
        "EPUB/text/a b.xhtml": page("<h1>Members</h1><p>A member has one vote.</p>"),
        "EPUB/text/b.xhtml": page("<h1>Purposes</h1><p>A society serves its members.</p>"),
    } | {name.replace("__", "/").replace("_DOT_", "."): text for name, text in changed.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in members.items():
            if text is not None:
                target.writestr(name, text)
    return buffer.getvalue()


def test_chapters_in_spine_order_without_cover_and_navigation() -> None:
    reading = epub.read(book(), name="act.epub")
    assert [b.text for b in reading.blocks] == [
        "Purposes", "A society serves its members.", "Members", "A member has one vote.",
    ]  # fmt: skip
    assert reading.title == "Societies Act" and reading.metadata["creator"] == "Parliament"


def test_a_missing_chapter_warns() -> None:
    reading = epub.read(book(**{"EPUB__text__b_DOT_xhtml": None}), name="act.epub")
    assert reading.warnings == ("act.epub: chapter 'EPUB/text/b.xhtml' is missing inside",)


def test_a_book_without_text_is_named() -> None:
    empty = page("<img src='x.png'/>")
    with pytest.raises(NoTextError, match=r"^act\.epub: no text in any of its 2 chapters"):
        epub.read(book(**{"EPUB__text__b_DOT_xhtml": empty, "EPUB__text__a b_DOT_xhtml": empty}), name="act.epub")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"META-INF__rights_DOT_xml": "<rights/>"}, "copy-protected"),
        ({"META-INF__container_DOT_xml": None}, "'META-INF/container.xml' is missing inside"),
        ({"META-INF__container_DOT_xml": "<container/>"}, "names no package"),
        ({"EPUB__content_DOT_opf": "<package"}, "not usable XML"),
        ({"EPUB__content_DOT_opf": '<!DOCTYPE p [<!ENTITY a "b">]><package>&a;</package>'}, "not usable XML"),
    ],
)
def test_what_cannot_be_read_is_named(changed: dict[str, str | None], reason: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        epub.read(book(**changed), name="act.epub")
    assert str(caught.value).startswith("act.epub: ") and reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_that_leave_the_archive_are_looked_up_inside_it_only() -> None:
    opf = OPF.replace("text/b.xhtml", "../../../etc/passwd")
    reading = epub.read(book(**{"EPUB__content_DOT_opf": opf}), name="act.epub")
    assert any("etc/passwd' is missing inside" in warning for warning in reading.warnings)


class TestArchive:
    @pytest.mark.parametrize("cut", [10, 400])
    def test_a_truncated_archive_is_named(self, cut: int) -> None:
        with pytest.raises(UnreadableSource, match=r"^act\.epub: damaged or not EPUB"):
            epub.read(book()[:cut], name="act.epub")

    def test_a_zip_bomb_is_refused_before_it_is_inflated(self) -> None:
        data = book(**{"EPUB__text__b_DOT_xhtml": "0" * (3 * 1024 * 1024)})
        with pytest.raises(UnreadableSource, match=r"inflates more than 250-fold; refused as hostile$"):
            epub.read(data, name="act.epub")

    @pytest.mark.parametrize(
        ("limit", "value", "reason"), [("MAX_TOTAL", 100, "MB"), ("MAX_MEMBERS", 3, "files inside")]
    )
    def test_limits(self, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str) -> None:
        monkeypatch.setattr(archive, limit, value)
        with pytest.raises(UnreadableSource, match=reason):
            epub.read(book(), name="act.epub")

    def test_a_damaged_member_is_named(self) -> None:
        data = bytearray(book())
        start = data.find(b"EPUB/text/b.xhtml") + len(b"EPUB/text/b.xhtml")
        data[start + 5 : start + 25] = b"\xff" * 20
        with pytest.raises(UnreadableSource, match=r"^act\.epub: 'EPUB/text/b\.xhtml' inside is damaged"):
            epub.read(bytes(data), name="act.epub")
