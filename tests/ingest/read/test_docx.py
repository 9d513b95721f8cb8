"""DOCX: body order, headings, computed numbers, notes, tables, and files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.read import docx as reader
from ingest.read.blocks import BlockKind, Reading
from ingest.read.docx_numbering import format_number
from kb.errors import NoTextError, UnreadableSource

W = nsdecls("w")


def read(document: Document, change: Callable[[str, bytes], bytes] | None = None) -> Reading:
    return reader.read(saved(document, change), name="act.docx")


def saved(document: Document, change: Callable[[str, bytes], bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    if change is None:
        return buffer.getvalue()
    copy = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.namelist():
            target.writestr(member, change(member, source.read(member)))
    return copy.getvalue()


def shown(reading: Reading) -> list[tuple[str, str, int]]:
    return [(block.text, block.kind.value, block.level) for block in reading.blocks]


def test_body_order_headings_and_title() -> None:
    document = docx.Document()
    document.core_properties.title = "Societies Act"
    document.add_heading("Chapter 1 Formation", 1)
    document.add_paragraph("A society is formed by five persons.")
    table = document.add_table(rows=0, cols=2)
    for cells in (("Form", "Members"), ("Society", "five")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_heading("Members", 2)
    document.add_paragraph("(a) a person;")
    reading = read(document)
    assert shown(reading) == [
        ("Chapter 1 Formation", "heading", 1),
        ("A society is formed by five persons.", "paragraph", 0),
        ("Form | Members", "row", 0),
        ("Society | five", "row", 0),
        ("Members", "heading", 2),
        ("(a) a person;", "item", 1),
    ]
    assert reading.blocks[3].columns == ("Form", "Members")
    assert reading.title == "Societies Act"


def test_a_style_based_on_a_heading_style_and_bold_article_lines_are_headings() -> None:
    document = docx.Document()
    style = document.styles.add_style("Título de ley", 1)
    style.base_style = document.styles["Heading 1"]
    document.add_paragraph("Disposiciones generales", style=style)
    document.add_paragraph().add_run("Artículo 1. Objeto").bold = True
    document.add_paragraph("Esta ley regula las sociedades.")
    assert [(text, level) for text, kind, level in shown(read(document)) if kind == "heading"] == [
        ("Disposiciones generales", 1),
        ("Artículo 1. Objeto", 2),
    ]


def add_numbering(document: Document) -> None:
    """List 7: "Article 1", then "(a)", then "1.a.i"; list 8 is the same, started again at 5."""
    levels = [("decimal", "Article %1"), ("lowerLetter", "(%2)"), ("lowerRoman", "%1.%2.%3")]
    xml = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (kind, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:abstractNum {W} w:abstractNumId="70">{xml}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="7"><w:abstractNumId w:val="70"/></w:num>'))
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    root.append(parse_xml(f'<w:num {W} w:numId="8"><w:abstractNumId w:val="70"/>{override}</w:num>'))


def add_item(document: Document, text: str, level: int, number: int = 7) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))


def test_numbers_that_word_computes_are_part_of_the_text() -> None:
    document = docx.Document()
    add_numbering(document)
    for text, level in [("Name", 0), ("one", 1), ("two", 1), ("deep", 2), ("Seat", 0), ("three", 1)]:
        add_item(document, text, level)
    add_item(document, "Restarted", 0, 8)
    assert [b.text for b in read(document).blocks] == [
        "Article 1 Name", "(a) one", "(b) two", "1.b.i deep", "Article 2 Seat", "(a) three", "Article 5 Restarted",
    ]  # fmt: skip


def test_bulleted_styles_are_items() -> None:
    document = docx.Document()
    document.add_paragraph("a society", style="List Bullet")
    document.add_paragraph("first", style="List Number")
    assert shown(read(document)) == [("• a society", "item", 1), ("1. first", "paragraph", 0)]


@pytest.mark.parametrize(
    ("number", "kind", "printed"),
    [
        (1, "lowerLetter", "a"), (27, "lowerLetter", "aa"), (3, "upperLetter", "C"), (14, "lowerRoman", "xiv"),
        (1994, "upperRoman", "MCMXCIV"), (7, "decimalZero", "07"), (2, "russianLower", "б"), (5, "chicago", "5"),
        (1, "none", ""),
    ],
)  # fmt: skip
def test_formats_of_numbers(number: int, kind: str, printed: str) -> None:
    assert format_number(number, kind) == printed


def test_insertions_controls_and_boxes_are_text_and_deletions_are_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("A society ")
    for xml in (
        f'<w:ins {W} w:id="1" w:author="x"><w:r><w:t xml:space="preserve">shall </w:t></w:r></w:ins>',
        f'<w:del {W} w:id="2" w:author="x"><w:r><w:delText>may </w:delText></w:r></w:del>',
        f"<w:sdt {W}><w:sdtContent><w:r><w:t>keep books</w:t></w:r></w:sdtContent></w:sdt>",
        f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
        f"<w:r {W}><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    document.element.body.insert(
        0, parse_xml(f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>First.</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    assert [b.text for b in read(document).blocks] == ["First.", "A society shall keep books", "In a box."]


def test_footnotes_follow_their_paragraph() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("A society pays no tax")
    paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    document.add_paragraph("Next.")
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Since 1999.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        notes.encode(),
        document.part.package,
    )
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    assert [(b.text, b.kind) for b in read(document).blocks] == [
        ("A society pays no tax", BlockKind.PARAGRAPH),
        ("Since 1999.", BlockKind.NOTE),
        ("Next.", BlockKind.PARAGRAPH),
    ]


def test_a_table_of_one_column_is_a_frame_around_text() -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "Note to readers"
    cell.add_paragraph("This is a guide.")
    assert [b.text for b in read(document).blocks] == ["Note to readers", "This is a guide."]


RUN = f"<w:r {W}>{{}}<w:t xml:space='preserve'>{{}}</w:t></w:r>"


def add_runs(document: Document, *runs: tuple[str, str], style: str | None = None) -> None:
    paragraph = document.add_paragraph(style=style)
    for properties, text in runs:
        paragraph._p.append(parse_xml(RUN.format(f"<w:rPr>{properties}</w:rPr>" if properties else "", text)))


class TestStruck:
    """Words struck out are revoked law, as in HTML."""

    @pytest.mark.parametrize(
        ("properties", "struck"),
        [
            ("<w:strike/>", True),
            ("<w:dstrike/>", True),
            ('<w:strike w:val="true"/>', True),
            ('<w:strike w:val="0"/>', False),
            ('<w:strike w:val="0"/><w:dstrike/>', True),
            ("<w:i/>", False),
            ("", False),
        ],
    )
    def test_a_paragraph(self, properties: str, struck: bool) -> None:
        document = docx.Document()
        add_runs(document, (properties, "Art. 3. No member votes"), (properties, " twice."))
        kind = "note" if struck else "paragraph"
        assert [(text, found) for text, found, _ in shown(read(document))] == [("Art. 3. No member votes twice.", kind)]

    def test_a_part_of_a_paragraph(self) -> None:
        document = docx.Document()
        add_runs(document, ("", "A member has "), ("<w:strike/>", "two"), ("", " one vote."))
        add_runs(document, ("<w:strike/>", "No vote"), ("", "."))
        add_runs(document, ("<w:strike/>", "five"), ("", "seven"), ("<w:dstrike/>", "six"))
        assert shown(read(document)) == [
            ("A member has one vote.", "paragraph", 0),
            ("two", "note", 0),
            ("No vote.", "note", 0),
            ("seven", "paragraph", 0),
            ("five six", "note", 0),
        ]

    def test_by_style_and_against_it(self) -> None:
        document = docx.Document()
        revoked = document.styles.add_style("Revoked", 1)
        revoked.font.strike = True
        heir = document.styles.add_style("Revoked item", 1)
        heir.base_style = revoked
        letters = document.styles.add_style("Out", 2)
        letters.font.double_strike = True
        add_runs(document, ("", "Old."), style="Revoked item")
        add_runs(document, ('<w:strike w:val="0"/>', "Kept."), style="Revoked item")
        add_runs(document, (f'<w:rStyle w:val="{letters.style_id}"/>', "Gone."))
        assert [(text, kind) for text, kind, _ in shown(read(document))] == [
            ("Old.", "note"),
            ("Kept.", "paragraph"),
            ("Gone.", "note"),
        ]

    def test_numbers_headings_and_cells(self) -> None:
        document = docx.Document()
        add_numbering(document)
        add_item(document, "Name", 0)
        add_item(document, "", 0)
        document.paragraphs[-1]._p.append(parse_xml(RUN.format("<w:rPr><w:strike/></w:rPr>", "Seat")))
        document.add_heading("", 1).add_run("Old part").font.strike = True
        row = document.add_table(rows=2, cols=2).rows
        for cell, text in zip((*row[0].cells, *row[1].cells), ("Form", "Members", "Society", "five"), strict=True):
            cell.text = text
        row[1].cells[1].paragraphs[0].runs[0].font.strike = True
        assert [(text, kind) for text, kind, _ in shown(read(document))] == [
            ("Article 1 Name", "item"),
            ("Article 2 Seat", "note"),
            ("Old part", "note"),
            ("Form | Members", "row"),
            ("Society", "row"),
            ("five", "note"),
        ]


def test_a_header_over_two_columns_and_a_label_over_two_rows() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for row, texts in zip(
        table.rows,
        [("Form", "Formation", ""), ("", "Members", "Capital"), ("Society", "five", "none"), ("", "seven", "some")],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 0).merge(table.cell(3, 0))
    blocks = read(document).blocks
    assert [b.text for b in blocks[2:]] == ["Society | five | none", "Society | seven | some"]
    assert blocks[2].columns == blocks[3].columns == ("Form", "Formation / Members", "Formation / Capital")


def test_the_contents_that_word_keeps_are_contents() -> None:
    document = docx.Document()
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    entries = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("In this Act", "Members 3"))
    xml = f"<w:sdt {W}><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{entries}</w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(xml))
    document.add_paragraph("Text.")
    assert [(text, kind) for text, kind, _ in shown(read(document))] == [
        ("In this Act", "contents"), ("Members 3", "contents"), ("Text.", "paragraph"),
    ]  # fmt: skip


class TestHostile:
    """What a file may claim, and what it costs."""

    def test_boxes_within_boxes_are_read_once(self) -> None:
        document = docx.Document()
        inner = "<w:p><w:r><w:t>Innermost.</w:t></w:r></w:p>"
        for depth in range(25):
            box = f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"
            inner = f"<w:p><w:r><w:t>Box {depth}.</w:t></w:r>{box}</w:p>"
        document.element.body.insert(0, parse_xml(inner.replace("<w:p>", f"<w:p {W}>", 1)))
        texts = [b.text for b in read(document).blocks]
        assert len(texts) == 26 and texts[-1] == "Innermost."

    @pytest.mark.parametrize("claimed", ["2000000000", "99999999999999999999", "-3", "x"])
    def test_a_cell_that_claims_to_cover_many_columns(self, claimed: str) -> None:
        document = docx.Document()
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip((*table.rows[0].cells, *table.rows[1].cells), "abcd", strict=True):
            cell.text = text
        table.rows[0].cells[0]._tc.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {W} w:val="{claimed}"/>'))
        try:
            assert len(read(document).blocks) == 2
        except UnreadableSource as error:
            assert "damaged DOCX" in str(error)

    def test_numbers_without_end(self) -> None:
        document = docx.Document()
        level = (
            '<w:lvl w:ilvl="0"><w:start w:val="2000000000"/><w:numFmt w:val="lowerLetter"/>'
            f'<w:lvlText w:val="{"%1" * 5000}"/></w:lvl>'
        )
        root = document.part.numbering_part.element
        root.append(parse_xml(f'<w:abstractNum {W} w:abstractNumId="70">{level}</w:abstractNum>'))
        root.append(parse_xml(f'<w:num {W} w:numId="7"><w:abstractNumId w:val="70"/></w:num>'))
        add_item(document, "Name", 0)
        assert len(read(document).blocks[0].text) < 1000

    def test_entities_and_files_outside_are_not_read(self) -> None:
        document = docx.Document()
        document.add_paragraph("MARK")

        def change(name: str, data: bytes) -> bytes:
            if name != "word/document.xml":
                return data
            body = data.partition(b"?>")[2].replace(b"MARK", b"before&x;after")
            return b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body

        with pytest.raises(UnreadableSource, match=r"^act\.docx: 'word/document\.xml' inside declares entities"):
            read(document, change)


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_templates_and_documents_with_macros_are_read(kind: str) -> None:
    document = docx.Document()
    document.add_paragraph("A society is formed.")
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert [b.text for b in read(document, lambda _, data: data.replace(main, kind.encode())).blocks] == [
        "A society is formed."
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello", "damaged or not DOCX"),
        (b"PK\x03\x04", "damaged or not DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted; save it without"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word file"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        reader.read(data, name="act.docx")
    assert str(caught.value).startswith("act.docx: ") and reason in str(caught.value) and "\n" not in str(caught.value)


def test_damaged_parts_and_empty_documents_are_named() -> None:
    document = docx.Document()
    with pytest.raises(NoTextError, match=r"^act\.docx: no text"):
        read(document)
    document.add_paragraph("Text.")
    with pytest.raises(UnreadableSource, match=r"^act\.docx: damaged"):
        read(document, lambda name, data: b"<broken" if name == "word/document.xml" else data)
    zip_without_word = io.BytesIO()
    with zipfile.ZipFile(zip_without_word, "w") as target:
        target.writestr("a.txt", "x")
    with pytest.raises(UnreadableSource, match=r"^act\.docx: not a DOCX"):
        reader.read(zip_without_word.getvalue(), name="act.docx")
