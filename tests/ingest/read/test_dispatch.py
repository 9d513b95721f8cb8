"""Which reader a file gets, and what no reader gets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read import SUFFIXES, Reading, format_of, read
from kb.errors import KbError, NoTextError, UnreadableSource


@pytest.mark.parametrize(
    ("data", "name", "module"),
    [
        (b"%PDF-1.7 ...", "law.txt", "pdf"),
        (b"{\\rtf1 x}", "law.doc", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "t.xls", "sheets"),
        (b"PK\x03\x04....mimetypeapplication/epub+zip", "law", "epub"),
        (b"PK\x03\x04....word/document.xml", "law.zip", "docx"),
        (b"PK\x03\x04....xl/workbook.xml", "x", "sheets"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Statute/>", "law", "xml"),
        (b"<akomaNtoso/>", "law.txt", "xml"),
        ("<?xml version='1.0'?><Law/>".encode("utf-16"), "law.xml", "xml"),
        (b"<?xml version='1.0'?><html/>", "law.xml", "html"),
        (b"\n <!DOCTYPE html><p>", "law", "html"),
        (b"# Law", "law.MD", "markdown"),
        (b"Law", "law.txt", "text"),
        (b"Law <html> is mentioned", "law.md", "markdown"),
        (b"damaged", "law.pdf", "pdf"),
    ],
)
def test_format_is_told_by_content_then_by_suffix(data: bytes, name: str, module: str) -> None:
    assert format_of(data, name=name) == module


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x89PNG....", "law.png"),
        (b"PK\x03\x04 stuff", "law.zip"),
        (b"x", "law"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"),
    ],
)
def test_an_unknown_format_is_named_with_those_that_are_read(data: bytes, name: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        read(data, name=name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "akn, docx, epub" in str(caught.value)


@pytest.mark.parametrize("data", [b"", b" \n\t "])
@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_empty_file_has_no_text(data: bytes, suffix: str) -> None:
    with pytest.raises(NoTextError, match=r"^law\.\w+: the file is empty"):
        read(data, name=f"law{suffix}")


def check(reading: Reading) -> None:
    """What holds of every reading, whatever was read."""
    assert reading.blocks
    for block in reading.blocks:
        assert block.text == block.text.strip() != ""
        assert "  " not in block.text and "\n" not in block.text and "\t" not in block.text
        assert block.level >= 0
        assert block.page is None or block.page >= 1
        assert block.kind != "heading" or block.level >= 1, "every heading has a level"


SOURCE = st.lists(
    st.sampled_from(
        [
            "# Title", "## CAPÍTULO I", "Artículo 1.- Los vecinos", "(a) one;", "(1)", "i) two", "1. three",
            "---", "-----", "", "", "   ", "**BOLD LINE**", "> quote", "- bullet", "    indented", "key: value",
            "| a | b |", "^1[x]",
            "lower case continues", "LINE IN CAPITALS", "A sentence that ends.", "and one that does not",
            "\f", "3 de 9", "Footnotes", "CONTENTS", "<p>html</p>", "<strike>old</strike>", "{% tab title='x' %}",
            "제1조 (목적)", "第一条",
            ":   definition", "[^1]: note", "(*) De conformidad con", "```", "\u00a0x\u200b\u3000y", "a\u00adb-",
        ]
    ),
    max_size=40,
)  # fmt: skip


@pytest.mark.parametrize("suffix", [".md", ".txt", ".html"])
@given(lines=SOURCE)
@settings(max_examples=60, deadline=None)
def test_any_source_gives_clean_blocks_or_a_plain_error(suffix: str, lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    try:
        check(read(data, name=f"law{suffix}"))
    except KbError as error:
        assert "\n" not in str(error)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_junk_gives_a_plain_error_or_clean_blocks(data: bytes) -> None:
    for name in ("a.xml", "a.html", "a.md", "a.txt"):
        try:
            if data.strip() and format_of(data, name=name) not in ("xml", "html", "markdown", "text"):
                continue  # the magic bytes of a format whose reader has tests of its own
            check(read(data, name=name))
        except KbError as error:
            assert "\n" not in str(error)
