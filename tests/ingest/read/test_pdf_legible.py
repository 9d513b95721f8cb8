"""PDF pages that cannot be read: told page by page, read by OCR where tesseract is there, refused where not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pypdfium2 as pdfium
import pytest

from ingest.read import pdf, pdf_legible, pdf_ocr, tesseract
from ingest.read.pdf_lines import Line, PageText, Word
from ingest.read.pdf_quality import Flaw, broken_share, flaw_of, odd_share
from kb.errors import NoTextError
from tests.ingest.pdfs import scanned

PdfMaker = Callable[..., bytes]
FULL = "Members of the society meet at least once in every year of"
LAW = [
    (40, 60, "Article 1. Every cooperative keeps a register of its members", "", 12),
    (40, 76, "and of the shares that each of them holds.", "", 12),
    (40, 110, "Article 2. The general meeting elects the board for a term of", "", 12),
    (40, 126, "three years, and dismisses it by the majority of two thirds.", "", 12),
]
GARBAGE = [(40, 60 + 14 * n, "!\"# $%& '()*+ ,-./ :;<= >?@[ \\]^_ `{|} ~!# %&' ()* ,./") for n in range(6)]
NOISE = [
    (40, 60, "At'uérdase aforgar la ORDENNACIO O!:lPATRIN bNtó CULTURAL"),
    (40, 76, "EsPAÑOl.A tn0 l)EPOtTES ORGANlsM0 1sí.AtlYO ccxcvmLtx jfbbdtn"),
    (40, 92, "de201aNo P6gínó17 MUNlCIPALlDAD GOBERMAClÓN rnlnlsTro"),
]
POOR = [
    (40, 60 + 14 * n, FULL if n % 3 else "Memb~rs of the soc1ety meet at lea·st once in every ye6r of")
    for n in range(24)
]
has_english = pytest.mark.skipif(
    "eng" not in tesseract.installed_languages(), reason="tesseract-ocr is not installed, so nothing is read by OCR"
)


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_legible, "installed_languages", frozenset)


@pytest.mark.usefixtures("no_tesseract")
class TestWithoutTesseract:
    def test_a_scan_is_refused_in_one_line(self, make_pdf: PdfMaker) -> None:
        message = (
            r"^scan\.pdf: no text layer on any of its 3 pages: needs OCR; "
            r"install tesseract-ocr and tesseract-ocr-spa and ingest it again$"
        )
        with pytest.raises(NoTextError, match=message):
            pdf.read(make_pdf([[], [], []], image=True), name="scan.pdf", language="es")

    def test_a_document_is_not_indexed_by_halves(self, make_pdf: PdfMaker) -> None:
        law = [(40, 60 + 12 * n, FULL) for n in range(4)]
        data = scanned(make_pdf([law, law, law, GARBAGE, law]), pages=(1, 2))
        with pytest.raises(NoTextError) as raised:
            pdf.read(data, name="half.pdf", language="en")
        assert str(raised.value) == (
            "half.pdf: no text layer on pages 2–3, a garbled text layer on page 4: needs OCR; "
            "install tesseract-ocr and tesseract-ocr-eng and ingest it again, "
            'or set ingest.ocr to "off" to index the other pages'
        )

    def test_it_is_where_one_asks_for_it_and_a_warning_says_so(self, make_pdf: PdfMaker) -> None:
        law = [(40, 60 + 12 * n, FULL) for n in range(4)]
        reading = pdf.read(scanned(make_pdf([law, law, GARBAGE]), pages=(1,)), name="half.pdf", ocr="off")
        assert {block.page for block in reading.blocks} == {1}
        assert reading.warnings == (
            "half.pdf: no text layer on page 2, a garbled text layer on page 3; left out, because ingest.ocr is off",
        )

    def test_pages_that_are_blank_are_fine(self, make_pdf: PdfMaker) -> None:
        assert pdf.read(make_pdf([[(40, 60, FULL)], []]), name="a.pdf").warnings == ()

    def test_a_damaged_page_is_named(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        real = pdf.page_text

        def damaged(page: pdfium.PdfPage, number: int) -> PageText:
            if number == 2:
                raise pdfium.PdfiumError("damaged")
            return real(page, number)

        monkeypatch.setattr(pdf, "page_text", damaged)
        with pytest.raises(NoTextError, match=r"^a\.pdf: damaged on page 2: download it again, or set ingest\.ocr"):
            pdf.read(make_pdf([[(40, 60, FULL)]] * 3), name="a.pdf")

    def test_a_picture_beside_a_little_text_is_a_warning(self, make_pdf: PdfMaker) -> None:
        reading = pdf.read(make_pdf([[(40, 60, FULL)]], image=True), name="a.pdf")
        assert reading.warnings == ("a.pdf: page 1: pictures take much of the page, and text in them is not read",)

    def test_noise_of_another_ocr_is_kept_and_said(self, make_pdf: PdfMaker) -> None:
        reading = pdf.read(invisible(make_pdf([NOISE], image=True)), name="a.pdf")
        assert reading.blocks
        assert reading.warnings == (
            "a.pdf: its text was recognised from page images (OCR) and may hold errors; check quotations,"
            ' or set ingest.ocr to "force" to read them anew',
            "a.pdf: page 1: much of the recognised text is noise; get a better copy",
        )

    def test_poor_text_of_another_ocr_is_kept_and_said(self, make_pdf: PdfMaker) -> None:
        reading = pdf.read(invisible(make_pdf([POOR], image=True)), name="a.pdf")
        assert reading.warnings[-1] == "a.pdf: page 1: much of the recognised text is noise; get a better copy"
        few = [line if n else POOR[0] for n, line in enumerate([(x, y, FULL) for x, y, _ in POOR])]
        reading = pdf.read(invisible(make_pdf([few, few], image=True)), name="a.pdf")
        assert reading.blocks
        assert reading.warnings[-1] == "a.pdf: pages 1–2: words of the recognised text are wrong; get a better copy"

    def test_good_text_of_another_ocr_is_as_it_was(self, make_pdf: PdfMaker) -> None:
        good = [(x, y, FULL) for x, y, _ in POOR]
        assert len(pdf.read(invisible(make_pdf([good], image=True)), name="a.pdf").warnings) == 1


@has_english
class TestWithTesseract:
    def test_poor_text_of_another_ocr_is_read_anew(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_legible, "read_by_ocr", lambda _, numbers, pack: by_ocr(scanned(make_pdf([LAW])), pack))
        reading = pdf.read(invisible(make_pdf([POOR], image=True)), name="a.pdf", language="en")
        assert reading.blocks[0].text.startswith("Article 1.")
        assert all(block.ocr is not None and block.ocr > 0.8 for block in reading.blocks)

    def test_of_many_poor_pages_the_worst_are_read_anew(
        self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[int] = []
        monkeypatch.setattr(pdf_legible, "_ANEW", 1)
        monkeypatch.setattr(pdf_legible, "read_by_ocr", lambda _, numbers, pack: asked.extend(numbers) or {})
        few = [line if n else POOR[0] for n, line in enumerate([(x, y, FULL) for x, y, _ in POOR])]
        worse = [*few[:-1], POOR[0][:1] + few[-1][1:2] + POOR[0][2:]]
        pdf.read(invisible(make_pdf([few, worse, few], image=True)), name="a.pdf", language="en")
        assert asked == [2]

    def test_pages_without_text_are_read_and_marked(self, make_pdf: PdfMaker) -> None:
        reading = pdf.read(scanned(make_pdf([LAW, LAW]), pages=(1,)), name="half.pdf", language="en")
        by_page = {page: [(block.text, block.ocr) for block in reading.blocks if block.page == page] for page in (1, 2)}
        assert [text for text, _ in by_page[1]] == [text for text, _ in by_page[2]]
        assert [ocr for _, ocr in by_page[1]] == [None, None]
        assert all(ocr is not None and 0.8 < ocr <= 1 for _, ocr in by_page[2])
        assert len(reading.warnings) == 1
        assert reading.warnings[0].startswith("half.pdf: page 2 read by OCR, confidence 0.9")

    def test_a_whole_scan_is_read(self, make_pdf: PdfMaker) -> None:
        reading = pdf.read(scanned(make_pdf([LAW])), name="scan.pdf", language="en")
        assert reading.blocks[0].text.startswith("Article 1. Every cooperative keeps a register of its members and of")
        assert reading.page_labels == ("1",)

    def test_a_garbled_page_is_read(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        data = make_pdf([GARBAGE])
        monkeypatch.setattr(pdf_legible, "read_by_ocr", lambda _, numbers, pack: by_ocr(scanned(make_pdf([LAW])), pack))
        assert pdf.read(data, name="a.pdf").blocks[0].text.startswith("Article 1.")

    def test_a_photograph_is_no_text_that_is_missing(self, make_pdf: PdfMaker) -> None:
        data = make_pdf([[(40, 60 + 12 * n, FULL) for n in range(12)], []])
        photograph = scanned(
            make_pdf([[], []], paths=["0.5 g 50 50 200 300 re f 0.2 g 150 200 100 80 re f"]), pages=(1,)
        )
        writer = pypdf.PdfWriter()
        for part, number in ((data, 0), (photograph, 1)):
            writer.append(io.BytesIO(part), pages=[number])
        buffer = io.BytesIO()
        writer.write(buffer)
        assert pdf.read(buffer.getvalue(), name="a.pdf").warnings == ()

    def test_what_ocr_cannot_read_either_is_refused(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_legible, "confidence_of", lambda page: 0.4)
        with pytest.raises(
            NoTextError, match=r"^a\.pdf: no text layer, unclear to OCR too \(confidence 0\.40\) on all of"
        ):
            pdf.read(scanned(make_pdf([LAW, LAW])), name="a.pdf", language="en")

    def test_a_language_that_is_not_installed_is_asked_for(self, make_pdf: PdfMaker) -> None:
        with pytest.raises(NoTextError, match=r"install tesseract-ocr and tesseract-ocr-isl and"):
            pdf.read(scanned(make_pdf([LAW])), name="a.pdf", language="is")

    def test_all_pages_are_read_anew_where_one_asks_for_it(self, make_pdf: PdfMaker) -> None:
        reading = pdf.read(make_pdf([LAW]), name="a.pdf", language="en", ocr="force")
        assert all(block.ocr for block in reading.blocks)

    def test_a_page_takes_no_longer_than_allowed(self, make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_ocr, "MAX_SECONDS", 0.001)
        with pytest.raises(NoTextError, match=r"^a\.pdf: OCR took too long on all of its 2 pages: "):
            pdf.read(scanned(make_pdf([LAW, LAW])), name="a.pdf", language="en")


def by_ocr(data: bytes, pack: str) -> dict[int, PageText | str]:
    return pdf_ocr.read_by_ocr(data, [1], pack=pack)


def invisible(data: bytes) -> bytes:
    """The PDF with its text in render mode 3, as OCR programs lay it under pictures."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        contents = page.get_contents()
        assert contents is not None
        contents.set_data(contents.get_data().replace(b"BT ", b"BT 3 Tr "))
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(contents)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def page_of(text: str, **facts: object) -> PageText:
    """``text`` on a page, a word every 40 points."""
    words = [Word(word, 40.0 * n, 40.0 * n + 30, 60, 70, 10) for n, word in enumerate(text.split())]
    lines = (Line(tuple(words), 1),) if words else ()
    given = {"characters": len("".join(text.split())), "unreadable": 0} | facts
    return PageText(1, 400, 600, lines, **given)  # type: ignore[arg-type]


SCAN = ((0.0, 400.0, 0.0, 600.0),)
LOGO = ((0.0, 60.0, 0.0, 60.0),)
PROSE = "The society keeps a register of its members, and of the shares (no. 12/2004) that they hold; see art. 4."
SHIFTED = "".join(chr(ord(c) - 29) if c.islower() else c for c in PROSE)  # glyph numbers taken for characters


@pytest.mark.parametrize(
    ("page", "flaw"),
    [
        (page_of(""), None),
        (page_of("", images=SCAN), Flaw.NO_TEXT),
        (page_of("17", images=SCAN), Flaw.NO_TEXT),
        (page_of("17", images=LOGO), None),
        (page_of("", outlines=500), Flaw.NO_TEXT),
        (page_of("", images=tuple((0.0, 400.0, 60.0 * n, 60.0 * n + 60) for n in range(10))), Flaw.NO_TEXT),
        (page_of("", unmapped=80), Flaw.GARBLED),
        (page_of(PROSE), None),
        (page_of(PROSE, images=SCAN), Flaw.PICTURE),
        (page_of(PROSE * 6, images=SCAN), None),
        (page_of(PROSE, unreadable=60), Flaw.GARBLED),
        (page_of(PROSE, unmapped=60), Flaw.GARBLED),
        (page_of(" ".join(line[2] for line in GARBAGE)), Flaw.GARBLED),
        (page_of(PROSE * 4), None),
        (page_of(SHIFTED * 4), Flaw.GARBLED),
        (page_of("", damaged=True), Flaw.DAMAGED),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_page(page: PageText, flaw: Flaw | None) -> None:
    assert flaw_of(page, recognised=False) is flaw


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "§ 15 Abs. 1 Satz 2 GmbHG gilt für die Genossenschaft sinngemäß; § 7 Abs. 3 Nr. 4 bleibt unberührt (BGBl. I).",
        "Чл. 27. (Изм. - ДВ, бр. 100 от 1992 г.) Кооперацията е юридическо лице с №12 и 5 % от дяловете.",
        "제15조제2항제1호에 따른 조합은 다음 각 호의 사업을 한다. ① 조합원 교육 ② 정보제공 사업 ③ 홍보 사업 등",
        "L'associé n'est tenu qu'à concurrence de son apport ; c'est-à-dire 1 500 € (art. L. 521-1 du code rural)…",
        "1. ........ 2. ........ 3. ........ (a) ____ (b) ____ $ 1,200.00 5.5% II. XVIIIa. BGB-Gesellschaft 2002/14/EG",
    ],
)
def test_words_of_any_language_are_not_odd(text: str) -> None:
    assert odd_share(page_of(text)) <= 0.05


@pytest.mark.parametrize(
    ("text", "share"),
    [
        (PROSE, 0.0),
        ("제15조제2항 제1호의 규정에 의하여 조합원은 총회를 열고 이사를 뽑아야 한다 그리고 감사를 둔다", 0.0),
        (
            "L'article 27 bis, 1° et 2°, de la loi n° 47-1775 s'applique aux sociétés coopératives d'intérêt collectif",
            0.0,
        ),
        ("Est~do de la Repúb1ica, RepúbUca funci6n ·Finanzas cl!al 1ey {AECIO) de la ley y de los artículos", 7 / 17),
    ],
)
def test_words_that_ocr_breaks(text: str, share: float) -> None:
    assert broken_share([page_of(text)]) == pytest.approx(share)


def test_tesseract_packs_are_named_for_every_language_of_the_corpus() -> None:
    languages = "en es fr de it pt ca bg ja ko zh hi ms id ru ar sw".split()
    packs = [tesseract.pack(language) for language in languages]
    assert len(set(packs)) == len(languages) and tesseract.pack(None) == tesseract.pack("xx") == "eng"
    assert all(len(name.split("_")[0]) == 3 for name in packs)


@pytest.mark.corpus
def test_the_half_readable_gazette_is_not_indexed_by_halves(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared / "corpus/distractors/de-bgbl-2010-2279-no-text-layer.pdf"
    monkeypatch.setattr(pdf_legible, "installed_languages", frozenset)
    with pytest.raises(NoTextError, match="a garbled text layer on page 3: needs OCR"):
        pdf.read(path.read_bytes(), name=path.name, language="de")
