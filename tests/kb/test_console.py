"""What people are told of a quote: its page as printed and in the file, and whether OCR read it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from kb.console import (
    print_answer,
    print_document,
    print_documents,
    print_passages,
    print_section,
    print_status,
    progress,
)
from kb.model import Document, DocumentMeta, Kind, Section, Span
from kb.wire import answer_json, passage_json
from tests.eval.made import answer, citation, scored

TEXT = "A cooperative has at least five members."


@pytest.mark.parametrize(
    ("locator", "page", "label", "said"),
    [
        ("art. 8", 12, "iv", "art. 8, p. iv (page 12 of the file)"),
        ("art. 8", 12, "12", "art. 8, p. 12 (ES)"),
        ("p. iv", 12, "iv", "An act, p. iv (page 12 of the file)"),
        ("p. 12", 12, None, "An act, p. 12 (ES)"),
        ("art. 8", None, None, "art. 8 (ES)"),
    ],
)
def test_both_page_numbers_where_they_differ(
    capsys: pytest.CaptureFixture[str], locator: str, page: int | None, label: str | None, said: str
) -> None:
    print_answer(answer("Five [1].", citation(TEXT, text=TEXT, locator=locator, page=page, page_label=label)))
    assert said in " ".join(capsys.readouterr().out.split())


def test_what_ocr_read_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    found = scored("es-act", TEXT)
    found = replace(found, passage=replace(found.passage, ocr=0.874))
    print_answer(answer("Five [1].", citation(TEXT, text=TEXT, ocr=0.874)))
    print_passages([found])
    assert capsys.readouterr().out.count("read by OCR, confidence 0.87") == 2
    assert (passage_json(found.passage)["ocr"], passage_json(found.passage)["ocr_confidence"]) == (True, 0.874)


def test_and_what_it_did_not_read_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    cited = answer("Five [1].", citation(TEXT, text=TEXT))
    print_answer(cited)
    assert "OCR" not in capsys.readouterr().out
    said = answer_json(cited)["citations"][0]
    assert (said["ocr"], said["ocr_confidence"]) == (False, None)


NAMES = ["x[/y]", "x[red]", "[bold]x[/bold]", "a :smile: b", r"c:\[x]"]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_printed_as_they_are(capsys: pytest.CaptureFixture[str], name: str) -> None:
    meta = DocumentMeta("es-act", name, Kind.LAW, name, name, version=name, source_url=name)
    document = Document(meta, "v", "0" * 64, 10, 1, 1, 0, "2026-01-01", warnings=(name,))
    section = Section(0, None, 1, name, name, Span(0, 1), 0)
    counts = dict.fromkeys(("documents", "passages", "characters", "bytes", "unfinished"), 1)
    named = {"data": name, "store": name, "embedder": name}
    print_status(counts | named | {key: {name: 1} for key in ("jurisdictions", "languages", "kinds")})
    print_document(document, [section])
    print_documents([document])
    print_section(document, section, name)
    assert capsys.readouterr().out.count(name) == 6 + 8 + 3 + 3


@pytest.mark.parametrize("name", NAMES)
def test_progress_names_documents_as_they_are(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # what rich takes for a terminal
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    with progress() as bar:
        bar.start(1)
        bar.document(name)
        bar.advance(1, 1)
    assert name in shown.getvalue()


def test_a_translation_says_of_what(capsys: pytest.CaptureFixture[str]) -> None:
    meta = DocumentMeta("in-act-hi", "अधिनियम", Kind.LAW, "IN", "hi", translation_of="in-act")
    print_document(Document(meta, "v", "0" * 64, 10, 1, 1, 0, "2026-01-01"), None)
    assert "translation of: in-act" in capsys.readouterr().out.splitlines()
