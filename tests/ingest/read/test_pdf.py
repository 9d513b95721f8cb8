"""PDF: reading order, paragraphs, furniture, headings, and files that cannot be read."""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Callable

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.read import pdf, pdf_text
from ingest.read.blocks import BlockKind, Reading
from kb.errors import NoTextError, SourceError, UnreadableSource

PdfMaker = Callable[..., bytes]
Text = tuple[int, int, str, str, int]
FULL = "Members of the society meet at least once in every year of"  # about as wide as a column of the test pages


def texts(reading: Reading, *kinds: BlockKind) -> list[str]:
    return [block.text for block in reading.blocks if not kinds or block.kind in kinds]


def column(x: float, lines: list[str], *, top: float = 60, leading: float = 12) -> list[tuple[float, float, str]]:
    return [(x, top + leading * number, line) for number, line in enumerate(lines)]


def test_lines_become_paragraphs_and_keep_their_page(make_pdf: PdfMaker) -> None:
    page = column(50, [FULL, "the board, and vote.", "(2) A vote is held by ballot."])
    reading = pdf.read(make_pdf([page, column(50, ["Another page."])]), name="act.pdf")
    assert [(block.text, block.page) for block in reading.blocks] == [
        (f"{FULL} the board, and vote.", 1),
        ("(2) A vote is held by ballot.", 1),
        ("Another page.", 2),
    ]
    assert reading.page_labels == ("1", "2")


def test_a_paragraph_goes_on_over_the_page_and_footnotes_come_after_it(make_pdf: PdfMaker) -> None:
    first = [*column(50, [FULL] * 3), (50, 560, "1 As amended in 1999.", "", 7)]
    reading = pdf.read(make_pdf([first, column(50, ["the board.", "A new rule follows here."])]), name="a.pdf")
    assert texts(reading)[0] == f"{FULL} {FULL} {FULL} the board."
    assert texts(reading, BlockKind.NOTE) == ["1 As amended in 1999."]


def test_a_line_that_ends_before_the_edge_ends_a_paragraph_where_full_lines_end_in_hyphens(make_pdf: PdfMaker) -> None:
    full = "The keeper keeps the water of the well and the buck-"  # 5 points less than the widest without its hyphen
    widest = "The keeper keeps the water of the well and the bucke"
    lines = [full, full, widest, full, "ets, and the wheel and the rope with them too.", full, full, "ets."]
    page = [(50, 60 + 12 * n, line) for n, line in enumerate(lines)]
    found = texts(pdf.read(make_pdf([page]), name="a.pdf"))
    assert [text.rsplit(" ", 1)[-1] for text in found] == ["too.", "buckets."]


@pytest.mark.parametrize("interleaved", [False, True], ids=["column by column", "line by line across"])
def test_two_columns_are_read_one_after_the_other(make_pdf: PdfMaker, interleaved: bool) -> None:
    left = column(40, [f"left line number {n} ends" for n in range(12)])
    right = column(220, [f"right line number {n} ends" for n in range(12)])
    page = [line for pair in zip(left, right, strict=True) for line in pair] if interleaved else left + right
    text = " ".join(texts(pdf.read(make_pdf([page]), name="a.pdf")))
    assert text.index("left line number 11") < text.index("right line number 0")
    assert [n for n in range(12) if f"left line number {n} ends" not in text] == []


def test_a_numbered_list_with_hanging_text_is_not_two_columns(make_pdf: PdfMaker) -> None:
    page = []
    for n in range(1, 11):
        y = 60 + 30 * n
        page += [(50, y, f"({n})"), (80, y, f"rule {n} which is long enough to run"), (80, y + 12, "over two lines.")]
    reading = pdf.read(make_pdf([page]), name="a.pdf")
    assert texts(reading) == [f"({n}) rule {n} which is long enough to run over two lines." for n in range(1, 11)]


def test_running_headers_and_footers_are_left_out_also_where_the_chapter_changes_them(make_pdf: PdfMaker) -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu".split()
    pages = [
        [
            (50, 30, "Co-operatives Act"),
            (250, 30, f"Members' {'rights' if n < 6 else 'duties'}"),
            *column(50, [f"Rule {word} of the society begins the page", f"and it ends with {word} here."]),
            (200, 580, f"- {n} -"),
        ]
        for n, word in enumerate(words, 1)
    ]
    text = " ".join(texts(pdf.read(make_pdf(pages), name="a.pdf")))
    assert "Co-operatives Act" not in text and "Members'" not in text and "- 3 -" not in text
    assert [w for w in words if f"Rule {w} of" not in text or f"ends with {w} here." not in text] == []


@pytest.mark.parametrize("label", ["PART {}", "Art. {}."])
def test_numbered_headings_at_the_top_of_pages_are_no_headers(make_pdf: PdfMaker, label: str) -> None:
    words = ("alpha", "beta", "gamma", "delta")
    pages = [
        [(170, 60, label.format(n)), *column(50, [f"Text about {word}."], top=90)] for n, word in enumerate(words, 1)
    ]
    reading = pdf.read(make_pdf(pages), name="a.pdf")
    assert texts(reading, BlockKind.HEADING) == [label.format(n) for n in range(1, 5)]


def test_words_cut_at_the_end_of_a_line_are_made_whole(make_pdf: PdfMaker) -> None:
    lines = [
        "Every cooperative keeps a register. Each coopera-",
        "tive is semi-autonomous, and a semi-",
        "autonomous branch.",
    ]
    text = " ".join(texts(pdf.read(make_pdf([column(50, lines)]), name="a.pdf")))
    assert "Each cooperative is semi-autonomous, and a semi-autonomous branch." in text


def test_headings_by_division_weight_and_size(make_pdf: PdfMaker) -> None:
    page = [
        (120, 40, "Societies Act", "b", 18),
        (170, 80, "CHAPTER I", "b"),
        (150, 92, "Formation", "b"),
        (50, 120, "Article 1. Name.", "b"),
        (140, 120, "A society has a name of its own which no other"),
        (50, 132, "society has."),
        (50, 160, "Article 2. Seat.", "b"),
        (140, 160, "It has a seat in the country."),
        (50, 184, FULL),
        (50, 196, "the board."),
    ]
    reading = pdf.read(make_pdf([page]), name="a.pdf")
    assert [(b.text, b.level) for b in reading.blocks if b.kind is BlockKind.HEADING] == [
        ("Societies Act", 1),
        ("CHAPTER I Formation", 2),
        ("Article 1. Name.", 3),
        ("Article 2. Seat.", 3),
    ]
    assert "A society has a name of its own which no other society has." in texts(reading, BlockKind.PARAGRAPH)
    assert reading.title == "Societies Act"


def test_a_reference_at_the_start_of_a_line_begins_no_provision(make_pdf: PdfMaker) -> None:
    lines = ["The board decides within the limits that are set by", "Article 33 of this Act and by the bylaws."]
    assert len(texts(pdf.read(make_pdf([column(50, lines)]), name="a.pdf"))) == 1


def test_a_table_of_contents_is_marked_as_such(make_pdf: PdfMaker) -> None:
    entries = [f"Chapter {n} Members {'. ' * 20}{n}" for n in range(1, 8)]
    reading = pdf.read(make_pdf([column(50, entries), column(50, ["Chapter 1 Members", FULL])]), name="a.pdf")
    assert len(texts(reading, BlockKind.CONTENTS)) == 7
    assert texts(reading, BlockKind.HEADING) == ["Chapter 1 Members"]


def test_bookmarks_and_page_labels_of_the_file_are_used(make_pdf: PdfMaker) -> None:
    data = make_pdf([column(50, ["Purposes", FULL, "it."]), column(50, [FULL])])
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.add_outline_item(title="Purposes", page_number=0)
    writer.set_page_label(0, 0, style="/r", start=4)
    writer.set_page_label(1, 1, style="/D", start=1)
    writer.add_metadata({"/Title": "The Societies Act"})
    buffer = io.BytesIO()
    writer.write(buffer)
    reading = pdf.read(buffer.getvalue(), name="a.pdf")
    assert reading.page_labels == ("iv", "1")
    assert reading.title == "The Societies Act"
    assert texts(reading, BlockKind.HEADING) == ["Purposes"]


def test_rotated_pages_are_read_upright(make_pdf: PdfMaker) -> None:
    lines = [FULL, "the board, and vote.", "(2) A vote is held by ballot."]
    upright = pdf.read(make_pdf([column(50, lines)]), name="a.pdf")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([column(50, lines)])))
    page = writer.pages[0]
    page.add_transformation(pypdf.Transformation((0, 1, -1, 0, 600, 0)), expand=False)  # all text reads upwards
    page.mediabox = page.cropbox = pypdf.generic.RectangleObject((0, 0, 600, 400))
    buffer = io.BytesIO()
    writer.write(buffer)
    assert texts(pdf.read(buffer.getvalue(), name="a.pdf")) == texts(upright)


class TestWhatCannotBeRead:
    def test_blank_pages_are_no_scan(self, make_pdf: PdfMaker) -> None:
        assert pdf.read(make_pdf([column(50, [FULL]), []]), name="a.pdf").warnings == ()

    @pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
    def test_a_password_is_asked_for_in_words(self, make_pdf: PdfMaker, algorithm: str) -> None:
        if algorithm.startswith("AES"):
            pytest.importorskip("cryptography", reason="pypdf needs it to write AES")
        data = encrypted(make_pdf([column(50, [FULL])]), "secret", algorithm)
        with pytest.raises(UnreadableSource, match=r"^act\.pdf: encrypted; save it without a password"):
            pdf.read(data, name="act.pdf")

    def test_a_file_protected_against_editing_only_is_read(self, make_pdf: PdfMaker) -> None:
        data = encrypted(make_pdf([column(50, [FULL])]), "", "RC4-128")
        assert texts(pdf.read(data, name="act.pdf")) == [FULL]

    @pytest.mark.parametrize("keep", [0.02, 0.3, 0.7])
    def test_a_truncated_file_is_named_and_nothing_is_printed(
        self, make_pdf: PdfMaker, keep: float, capfd: pytest.CaptureFixture[str]
    ) -> None:
        data = make_pdf([column(50, [FULL] * 20)] * 5)
        try:
            pdf.read(data[: int(len(data) * keep)], name="cut.pdf")
        except SourceError as error:
            assert str(error).startswith("cut.pdf: ") and "\n" not in str(error)
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + b"\xff" * 3000])
    def test_what_is_no_pdf_is_named(self, data: bytes) -> None:
        with pytest.raises(UnreadableSource, match=r"^x\.pdf: [^\n]+$"):
            pdf.read(data, name="x.pdf")

    def test_too_many_pages_are_refused(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "MAX_PAGES", 2)
        with pytest.raises(UnreadableSource, match=r"^a\.pdf: 3 pages, more than 2; split it$"):
            pdf.read(make_pdf([column(50, [FULL])] * 3), name="a.pdf")

    def test_it_stops_when_time_is_up(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "MAX_SECONDS", -1.0)
        with pytest.raises(UnreadableSource, match=r"^a\.pdf: still unread after"):
            pdf.read(make_pdf([column(50, [FULL])]), name="a.pdf")

    def test_a_file_without_its_end_warns_where_it_reads_at_all(self, make_pdf: PdfMaker) -> None:
        data = make_pdf([column(50, [FULL])] * 3).replace(b"%%EOF", b"")
        assert pdf.read(data, name="cut.pdf").warnings == (
            "cut.pdf: the end of the file is missing, so pages may be too; download it again",
        )

    def test_a_page_with_a_book_of_text_is_refused(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_text, "MAX_CHARACTERS", 100)
        with pytest.raises(UnreadableSource, match=r"^a\.pdf: page 1 holds \d+ characters, more than 100; refused"):
            pdf.read(make_pdf([column(50, [FULL] * 3)]), name="a.pdf")


def test_a_damaged_file_is_no_noise_in_the_log(make_pdf: PdfMaker, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0, "pypdf")
    with pytest.raises(SourceError):
        pdf.read(make_pdf([[]])[:300], name="law.pdf")
    assert not caplog.records


def test_several_threads_may_read(make_pdf: PdfMaker) -> None:
    data = make_pdf([column(50, [FULL] * 30)] * 4)
    expected = pdf.read(data, name="a.pdf")
    found: list[Reading] = []
    threads = [threading.Thread(target=lambda: found.append(pdf.read(data, name="a.pdf"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(
        st.lists(
            st.tuples(
                st.integers(20, 300),
                st.integers(20, 580),
                st.text(st.sampled_from("abc XYZ0123(). -§éñ"), min_size=1, max_size=40),
                st.sampled_from(["", "b", "i"]),
                st.sampled_from([7, 10, 14]),
            ),
            max_size=12,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_blocks_are_never_empty_and_pages_never_go_back(make_pdf: PdfMaker, pages: list[list[Text]]) -> None:
    try:
        reading = pdf.read(make_pdf(pages), name="a.pdf")
    except NoTextError:
        return
    check_invariants(reading)


def check_invariants(reading: Reading) -> None:
    for block in reading.blocks:
        assert block.text == " ".join(block.text.split()) != ""
        assert not [c for c in block.text if unicodedata.category(c) in ("Cc", "Co", "Cs")]
        assert (block.level > 0) == (block.kind in (BlockKind.HEADING, BlockKind.ITEM))
        assert block.page is not None and 1 <= block.page <= len(reading.page_labels)
    # a footnote waits for the end of the paragraph it interrupts
    pages = [block.page or 0 for block in reading.blocks if block.kind is not BlockKind.NOTE]
    assert pages == sorted(pages)


def encrypted(data: bytes, password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, owner_password="owner", algorithm=algorithm)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
