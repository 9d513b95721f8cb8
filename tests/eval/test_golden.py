"""Golden sets are read strictly: each mistake is one line that names the place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.golden import Gold, load_golden
from kb.errors import GoldenError, KbError
from kb.model import Filters

RIGHT: dict[str, Any] = {
    "id": "q-1",
    "question": "How many founders?",
    "language": "en",
    "answerable": True,
    "category": "factual",
    "jurisdictions": ["ES"],
    "filters": {},
    "gold": [{"doc": "es-act", "locator": "art. 8", "quote": "three founders"}],
    "must_include": ["three"],
}


def write(folder: Path, *records: dict[str, Any] | str) -> Path:
    path = folder / "golden.jsonl"
    lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_question_is_read_with_its_filters_and_day(tmp_path: Path) -> None:
    given = RIGHT | {"filters": {"jurisdiction": ["ES"], "kind": ["law"]}, "as_of": "2015-12-31"}
    (question,) = load_golden(write(tmp_path, given))
    assert question.filters == Filters(jurisdiction=("ES",), kind=("law",), as_of=date(2015, 12, 31))
    assert question.gold == (Gold("es-act", "art. 8", "three founders"),)
    assert (question.id, question.must_include, question.comparative) == ("q-1", ("three",), False)


def test_blank_lines_and_line_separators_within_strings_are_no_new_records(tmp_path: Path) -> None:
    path = write(tmp_path, "", RIGHT | {"question": "How many\u2028founders?"}, "  ", RIGHT | {"id": "q-2"})
    assert [question.id for question in load_golden(path)] == ["q-1", "q-2"]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{nonsense", "golden.jsonl:1: not JSON"),
        ("[]", "golden.jsonl:1: "),
        (RIGHT | {"mustinclude": []}, "golden.jsonl:1: mustinclude: unknown key"),
        (RIGHT | {"filters": {"country": ["ES"]}}, "golden.jsonl:1: filters.country: unknown key"),
        ({k: v for k, v in RIGHT.items() if k != "category"}, "golden.jsonl:1: category: missing key"),
        (RIGHT | {"category": "trivia"}, "golden.jsonl:1: category: unknown category 'trivia'; use one of factual,"),
        (RIGHT | {"gold": []}, "golden.jsonl:1: answerable and gold disagree"),
        (
            RIGHT | {"answerable": False, "category": "unanswerable"},
            "golden.jsonl:1: answerable and gold disagree",
        ),
        (RIGHT | {"answerable": False, "gold": []}, "golden.jsonl:1: answerable is false"),
        (RIGHT | {"category": "unanswerable"}, "golden.jsonl:1: answerable is true"),
        (RIGHT | {"answerable": "yes"}, "golden.jsonl:1: answerable: "),
        (RIGHT | {"as_of": "31.12.2015"}, "golden.jsonl:1: as_of: "),
        (RIGHT | {"as_of": "2015-02-30"}, "golden.jsonl:1: as_of: "),
        (RIGHT | {"jurisdictions": ["XX"]}, "golden.jsonl:1: jurisdictions.0: 'XX' is no jurisdiction code"),
        (RIGHT | {"filters": {"kind": ["statute"]}}, "golden.jsonl:1: filters.kind: unknown kind 'statute'"),
        (RIGHT | {"gold": [{"doc": "es-act", "quote": "…"}]}, "golden.jsonl:1: gold.0.quote: holds no letter"),
        (RIGHT | {"question": " "}, "golden.jsonl:1: question: holds no letter"),
    ],
)
def test_a_wrong_line_is_named_in_one_line(tmp_path: Path, record: Any, message: str) -> None:
    with pytest.raises(GoldenError) as raised:
        load_golden(write(tmp_path, record))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_duplicate_id_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match=r"golden\.jsonl:3: id 'q-1' is that of line 1 too"):
        load_golden(write(tmp_path, RIGHT, RIGHT | {"id": "q-2"}, RIGHT))


def test_a_missing_an_empty_and_a_binary_file_are_one_line_each(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00{")
    for path, message in (
        (tmp_path / "none.jsonl", "no such golden set"),
        (empty, "is empty"),
        (binary, "not UTF-8"),
        (tmp_path, "cannot be read"),
    ):
        with pytest.raises(KbError, match=message) as raised:
            load_golden(path)
        assert "\n" not in str(raised.value)


@pytest.mark.corpus
def test_the_dev_set_is_read_whole(shared: Path) -> None:
    path = shared / "golden" / "dev.jsonl"
    assert len(load_golden(path)) == len(path.read_text(encoding="utf-8").splitlines())
