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
        "EPUB/nav.xhtml": page("<nav epub:type='toc'><ol><li>Members, page 3</li></ol></nav>"),
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


def test_chapters_in_spine_order_without_the_cover() -> None:
    reading = epub.read(book(), name="act.epub")
    assert [b.text for b in reading.blocks] == [
        "Members, page 3", "Purposes", "A society serves its members.", "Members", "A member has one vote.",
    ]  # fmt: skip
    assert reading.title == "Societies Act" and reading.metadata["creator"] == "Parliament"
    assert reading.warnings == (
        "act.epub: chapter 'gone' of the spine is not in the manifest",
        "act.epub: 'EPUB/text/cover.xhtml' is left out: the package says that it is the cover",
    )


def test_the_navigation_document_is_contents() -> None:
    """All of it that lists chapters: not its pages and landmarks."""
    nav = page(
        '<nav epub:type="toc"><h1>In this book</h1><ol><li><a href="text/b.xhtml">Purposes</a></li></ol></nav>'
        '<nav epub:type="page-list"><ol><li><a href="text/b.xhtml#p1">1</a></li></ol></nav>'
    )
    blocks = epub.read(book(EPUB__nav_DOT_xhtml=nav), name="act.epub").blocks
    assert [(b.text, b.kind.value) for b in blocks[:3]] == [
        ("In this book", "contents"),
        ("Purposes", "contents"),
        ("Purposes", "heading"),
    ]


@pytest.mark.parametrize(
    ("href", "kind"),
    [("text/b.xhtml#toc", "paragraph"), ("text/b.xhtml", "contents"), ("text/none.xhtml", "paragraph")],
)
def test_a_guide_takes_no_chapter_away(href: str, kind: str) -> None:
    """What it calls contents is contents only when the reference is to a whole file."""
    opf = OPF.replace("<guide>", f'<guide><reference type="toc" href="{href}"/>')
    long = page("<h1>Members</h1><p>A member has one vote, however much she has paid or sold or worked.</p>")
    blocks = epub.read(book(EPUB__content_DOT_opf=opf, **{"EPUB__text__a b_DOT_xhtml": long}), name="act.epub").blocks
    assert {b.text: b.kind.value for b in blocks}["A society serves its members."] == kind


@pytest.mark.parametrize("kind", ["toc", "cover"])
def test_a_guide_into_the_only_chapter_takes_nothing_away(kind: str) -> None:
    opf = OPF.replace('<itemref idref="a"/>', "").replace(
        "<guide>", f'<guide><reference type="{kind}" href="text/b.xhtml"/>'
    )
    blocks = epub.read(book(EPUB__content_DOT_opf=opf), name="act.epub").blocks
    assert [(b.text, b.kind.value) for b in blocks if b.kind.value != "contents"] == [
        ("Purposes", "heading"),
        ("A society serves its members.", "paragraph"),
    ]


def test_a_chapter_that_is_many_times_in_the_spine_is_read_once() -> None:
    opf = OPF.replace('<itemref idref="a"/>', '<itemref idref="a"/>' * 300)
    reading = epub.read(book(EPUB__content_DOT_opf=opf), name="act.epub")
    assert [b.text for b in reading.blocks].count("A member has one vote.") == 1
    assert reading.warnings.count("act.epub: 'EPUB/text/a b.xhtml' is several times in the spine; it is read once") == 1


def test_the_same_file_by_two_names_is_read_once() -> None:
    opf = OPF.replace(
        "</manifest>", '<item id="c" href="text/../text/b.xhtml#x" media-type="application/xhtml+xml"/></manifest>'
    )
    opf = opf.replace("</spine>", '<itemref idref="c"/></spine>')
    reading = epub.read(book(EPUB__content_DOT_opf=opf), name="act.epub")
    assert [b.text for b in reading.blocks].count("Purposes") == 1


def test_a_picture_in_the_spine_warns() -> None:
    opf = OPF.replace("</manifest>", '<item id="p" href="p.svg" media-type="image/svg+xml"/></manifest>')
    opf = opf.replace("</spine>", '<itemref idref="p"/></spine>')
    warnings = epub.read(book(EPUB__content_DOT_opf=opf), name="act.epub").warnings
    assert "act.epub: 'EPUB/p.svg' of the spine is left out: it is no text (image/svg+xml)" in warnings


def test_footnotes_are_notes() -> None:
    chapter = page(
        '<p>The fee is 12<a epub:type="noteref" href="#n1">1</a>.</p>'
        '<aside epub:type="footnote" id="n1"><p>Until May.</p></aside>'
    )
    blocks = epub.read(book(EPUB__text__b_DOT_xhtml=chapter), name="act.epub").blocks
    assert [(b.text, b.kind.value) for b in blocks[1:3]] == [("The fee is 12.", "paragraph"), ("Until May.", "note")]


@pytest.mark.parametrize(
    ("algorithm", "uri", "protected"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "EPUB/text/b.xhtml", True),
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "EPUB/text/a%20b.xhtml", True),
        ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "EPUB/film.mp4", False),
        ("http://www.idpf.org/2008/embedding", "EPUB/font.otf", False),
    ],
)
def test_encrypted_chapters_are_told_from_obfuscated_fonts(algorithm: str, uri: str, protected: bool) -> None:
    encryption = (
        f'<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod '
        f'Algorithm="{algorithm}"/><e:CipherData><e:CipherReference URI="{uri}"/></e:CipherData></e:EncryptedData>'
        "</encryption>"
    )
    data = book(**{"META-INF__encryption_DOT_xml": encryption})
    if not protected:
        assert epub.read(data, name="act.epub").blocks
        return
    with pytest.raises(UnreadableSource, match=r"^act\.epub: copy-protected"):
        epub.read(data, name="act.epub")


def test_a_missing_chapter_warns() -> None:
    reading = epub.read(book(**{"EPUB__text__b_DOT_xhtml": None}), name="act.epub")
    assert "act.epub: chapter 'EPUB/text/b.xhtml' is missing inside" in reading.warnings


def test_a_book_without_text_is_named() -> None:
    empty = page("<img src='x.png'/>")
    with pytest.raises(NoTextError, match=r"^act\.epub: no text in any of its 4 chapters"):
        epub.read(
            book(
                **{
                    "EPUB__nav_DOT_xhtml": empty,
                    "EPUB__text__cover_DOT_xhtml": empty,
                    "EPUB__text__b_DOT_xhtml": empty,
                    "EPUB__text__a b_DOT_xhtml": empty,
                }
            ),
            name="act.epub",
        )


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
        ("limit", "value", "reason"),
        [("MAX_TOTAL", 100, "MB"), ("MAX_MEMBERS", 3, "files inside"), ("MAX_TEXT", 200, "MB of XML")],
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
