"""What people are told of a quote: its page as printed and in the file, and whether OCR read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.console import print_answer, print_passages
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
