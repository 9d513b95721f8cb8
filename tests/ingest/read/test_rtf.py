"""RTF: characters, destinations to skip, paragraphs, headings, tables, notes."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read import rtf
from ingest.read.blocks import BlockKind, Reading
from ingest.read.rtf_parse import MAX_DEPTH, RtfError, parse
from kb.errors import NoTextError, UnreadableSource
from tests.ingest.read.limits import within


def read(body: str, head: str = r"\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}}") -> Reading:
    return rtf.read(f"{{{head}{body}}}".encode("latin-1"), name="act.rtf")


def texts(body: str) -> list[str]:
    return [block.text for block in read(body).blocks]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\'a7 7\~(1) \'93fees\'94", "§ 7 (1) “fees”"),
        (r"\u8220\'3fBoard\u8221\'3f\u8212\'3fall", "“Board”—all"),
        (r"\uc0\u8220 x\u8221 ", "“x”"),
        (r"\uc2\u8364\'80\'80 100", "€ 100"),
        (r"{\uc0\u8220}\u8221?", "“”"),
        (r"\u-3913?", "•"),
        (r"\u55357\'3f\u56832\'3f", "\U0001f600"),
        (r"co\-operative, co\_owner", "cooperative, co-owner"),
        (r"a\tab b\line c\emdash d", "a b c—d"),
        (r"\{x\} \\ y", "{x} \\ y"),
        ("one\r\ntwo", "onetwo"),
        (r"a{\*\bkmkstart toc1}{\*\bkmkend toc1}b", "ab"),
        (r"a{\v hidden}b{\v0 c}", "abc"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt section 2}} applies", "section 2 applies"),
        (r"x{\pict\wmetafile8 010009}y{\*\unknown z}", "xy"),
        (r"{\header Page 1}{\footerf f}text", "text"),
        (r"{\listtext 1.\tab}Members", "1. Members"),
        (r"a\bin4 {}}}b", "ab"),
    ],
)
def test_characters(source: str, text: str) -> None:
    assert texts(rf"\pard {source}\par") == [text]


def test_bytes_are_in_the_code_page_of_their_font() -> None:
    head = r"\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 C;}{\f2\fcharset128 M;}}"
    blocks = read(r"\pard{\f1 \'d7\'eb.} {\f2 \'96\'40} \'e9\par", head).blocks
    assert [b.text for b in blocks] == ["Чл. " + b"\x96\x40".decode("cp932") + " é"]


def test_bold_centred_and_styled_paragraphs_are_headings_by_rank() -> None:
    body = (
        r"{\pard\qc\fs24{CHAPTER 499}\par}{\pard\qc{CO-OPERATIVES}\par}"
        r"{\pard\qc SUBCHAPTER I\par}{\pard\qc GENERAL\par}"
        r"{\pard\b {499.1}{\b\~\~}{Name.}\par}{\pard A society has a {\b name}.\par}"
        r"{\pard\qc SUBCHAPTER II\par}{\pard\qc FORMATION\par}{\pard\qc PART 1\par}"
        r"{\pard\b 499.2 Seat.\par}{\pard It has a seat.\par}"
    )
    assert [(b.text, b.level) for b in read(body).blocks if b.kind is BlockKind.HEADING] == [
        ("CHAPTER 499 CO-OPERATIVES", 1),
        ("SUBCHAPTER I GENERAL", 2),
        ("499.1 Name.", 4),
        ("SUBCHAPTER II FORMATION", 2),
        ("PART 1", 3),
        ("499.2 Seat.", 4),
    ]
    assert read(body).title == "CHAPTER 499 CO-OPERATIVES"


def test_outline_levels_and_style_names_tell_headings() -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}{\s9 {\uc1 toc 1};}}"
    head = rf"\rtf1\ansi{styles}{{\info{{\title Societies Act}}}}"
    body = r"\pard\s9 Purposes\tab 3\par\pard\s1 Purposes\par\pard\s2 Members\par\pard\s0 Text.\par"
    reading = read(body, head)
    assert [(b.text, b.kind.value, b.level) for b in reading.blocks] == [
        ("Purposes 3", "contents", 0),
        ("Purposes", "heading", 1),
        ("Members", "heading", 2),
        ("Text.", "paragraph", 0),
    ]
    assert reading.title == "Societies Act" and reading.metadata == {"title": "Societies Act"}


def test_tables_are_rows_and_notes_follow_their_paragraph() -> None:
    row = r"\trowd\cellx100\cellx200\pard\intbl {}\cell {}\cell\row"
    body = (
        row.format("Form", "Members")
        + row.format("Society", "five")
        + r"\pard After{\footnote\pard See 1999.\par} it.\par"
    )
    assert [(b.text, b.kind.value, b.columns) for b in read(body).blocks] == [
        ("Form | Members", "row", ()),
        ("Society | five", "row", ("Form", "Members")),
        ("After it.", "paragraph", ()),
        ("See 1999.", "note", ()),
    ]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (r"\pard\strike No member votes.\par", [("No member votes.", "note")]),
        (r"\pard{\striked1 Old.}\par", [("Old.", "note")]),
        (r"\pard\strike Old.\strike0\par\pard New.\par", [("Old.", "note"), ("New.", "paragraph")]),
        (r"\pard\strike Old.\plain\par\pard New.\par", [("Old.", "note"), ("New.", "paragraph")]),
        (r"\pard A {\strike two }one.\par", [("A one.", "paragraph"), ("two", "note")]),
        (r"\pard {\strike (a) cats}; \par", [("(a) cats;", "note")]),
        (r"\pard A{\strike 5} B {\strike 6} C.\par", [("A B C.", "paragraph"), ("5 6", "note")]),
        (r"\pard\qc\b\strike CHAPTER 4\par", [("CHAPTER 4", "note")]),
        (r"\trowd\pard\intbl a\cell{\strike b}\cell\row", [("a", "row"), ("b", "note")]),
    ],
)
def test_struck_text_is_revoked_law(body: str, blocks: list[tuple[str, str]]) -> None:
    assert [(b.text, b.kind.value) for b in read(body).blocks] == blocks


def test_code_pages_that_do_not_exist() -> None:
    head = r"\rtf1\ansi\ansicpg99999{\fonttbl{\f0\cpg77777 A;}{\f1\fcharset99 B;}}"
    assert [b.text for b in read(r"\pard\f0 a\'e9\f1 b\'e9\par", head).blocks] == ["aébé"]


def test_source_notes_of_a_code_are_notes_and_letters_items() -> None:
    body = r"\pard a. A city.\par\pard [C35, \'a78512; C39]\par"
    body += r"\pard 88 Acts, ch 1170, \'a78\par\pard Referred to in \'a79.1\par"
    assert [b.kind.value for b in read(body).blocks] == ["item", "note", "note", "note"]


@pytest.mark.parametrize(
    "data", [rb"{\rtf1\ansi{\pard One.\par}{\pard Tw", rb"{\rtf1\ansi{\pard One.\par}", rb"{\rtf1 x\bin9 y}"]
)
def test_a_file_that_was_cut_off_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"^act\.rtf: cut off.*fetch the file again$"):
        rtf.read(data, name="act.rtf")


def test_what_follows_the_last_brace_is_no_cut() -> None:
    assert [b.text for b in rtf.read(b"{\\rtf1\\ansi{\\pard One.\\par}}\n\x00\x00", name="act.rtf").blocks] == ["One."]


def test_a_file_that_was_cut_off_within_a_table_keeps_its_words() -> None:
    assert texts(r"\trowd\pard\intbl One\cell Two\cell\row\pard\intbl Three\cell Four\par five") == [
        "One | Two", "Three", "Four five",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "{" * 900 + "x" + "}" * 900,
        r"{\footnote " * 900,
        r"\'" * 100_000,
        r"\u1?" * 100_000,
        r"\bin999999999 x",
        r"\uc99999 \u1 " + "a" * 100_000,
        r"\cell" * 100_000 + r"\row",
        r" x\cell" * 50_000 + r"\row",
        r"\trowd\pard\intbl x\cell\row" * 20_000,
        r"{\fonttbl" + r"{\f1 x;}" * 20_000 + "}x",
        r"\intbl x\par " * 50_000,
        r"\pard\qc PART 1\par " * 10_000,
        r"{\b x}\par " * 20_000,
        " " * 500_000 + "x",
    ],
    ids=range(14),
)  # fmt: skip
def test_hostile_files_cost_seconds_at_most(body: str) -> None:
    with within(8), contextlib.suppress(NoTextError, UnreadableSource):
        assert read(body).blocks


@pytest.mark.parametrize("data", [b"hello", b"PK\x03\x04", b"{\\rtf1" + b"{" * (MAX_DEPTH + 1)])
def test_what_is_no_rtf_is_named(data: bytes) -> None:
    with pytest.raises(
        UnreadableSource, match=r"^act\.rtf: not usable as RTF \([^\n]+\); save it as RTF or DOCX again$"
    ):
        rtf.read(data, name="act.rtf")


def test_a_file_without_text_is_named() -> None:
    with pytest.raises(NoTextError, match=r"^act\.rtf: no text"):
        read(r"{\pard\par}")


@given(st.text(st.sampled_from("{}\\abu0123*'-; \n\x00é"), max_size=120))
def test_any_bytes_are_read_or_refused(body: str) -> None:
    try:
        document = parse(b"{\\rtf1 " + body.encode("latin-1"))
    except RtfError:
        return
    assert all(p.text == " ".join(p.text.split()) != "" for p in document.paragraphs)


@pytest.mark.corpus
@pytest.mark.parametrize(("chapter", "sections"), [("499", 90), ("499a", 25), ("501", 70)])
def test_a_code_chapter_of_the_corpus(shared: Path, chapter: str, sections: int) -> None:
    reading = rtf.read((shared / f"corpus/us/iowa-code-chapter-{chapter}.rtf").read_bytes(), name="code.rtf")
    headings = [b.text for b in reading.blocks if b.kind is BlockKind.HEADING]
    number = f"{chapter.upper()}."
    assert headings[0].startswith(f"CHAPTER {chapter.upper()} ")
    assert len([h for h in headings if h.startswith(number)]) >= sections
    joined = " ".join(b.text for b in reading.blocks)
    assert "\\" not in joined and "{" not in joined and "�" not in joined and "Times New Roman" not in joined
    assert "“" in joined and "§" in joined
