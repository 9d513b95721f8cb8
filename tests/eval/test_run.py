"""A whole run on a small real index: ingested documents, both kinds of search, answers, report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval.golden import load_golden
from eval.report import print_report, report_json
from eval.run import EvalResult, run
from eval.summary import failed
from eval.systems import bm25, dense
from kb.base import KnowledgeBase
from kb.cli import cli
from kb.errors import GoldenError, NotFoundError
from kb.settings import Settings

FIXTURES = Path(__file__).parent / "fixtures"
GOLDEN = FIXTURES / "golden.jsonl"
#: What differs between two runs on the same index.
CLOCKS = {"seconds", "latency_ms", "ms", "timings_ms"}


class Steps:
    """Remembers what it was told of the progress."""

    def __init__(self) -> None:
        self.total = self.done = 0
        self.ids: list[str] = []

    def start(self, total: int, /) -> None:
        self.total = total

    def document(self, name: str, /) -> None:
        self.ids.append(name)

    def advance(self, units: int, passages: int, /) -> None:
        self.done += units


@pytest.fixture(scope="module")
def result(kb: KnowledgeBase) -> EvalResult:
    return run(kb, GOLDEN, baselines=["bm25", "dense"])


def test_all_systems_are_put_all_questions(result: EvalResult) -> None:
    assert result.systems == ("kb", "bm25", "dense")
    assert [record.question.id for record in result.records] == [q.id for q in load_golden(GOLDEN)]
    for record in result.records:
        assert tuple(record.retrieval) == result.systems
        assert (record.judgement is None) is False
        for one in record.retrieval.values():
            assert (one.scores is None) is not record.question.answerable
            assert len(one.passages) <= 10


def test_the_provision_that_answers_is_found_by_its_words(result: EvalResult) -> None:
    records = {record.question.id: record for record in result.records}
    assert records["founders"].retrieval["bm25"].ranks == (1,)
    assert records["founders"].retrieval["bm25"].passages[0].doc_id == "aa-act"
    both = records["both"].retrieval["bm25"]
    assert None not in both.ranks and sorted(both.ranks)[0] == 1  # type: ignore[type-var]
    assert [part.jurisdiction for part in records["both"].parts] == ["ES", "FR"]


def test_baselines_apply_the_filters_of_the_question_and_nothing_they_read_out_of_it(
    kb: KnowledgeBase, result: EvalResult
) -> None:
    records = {record.question.id: record for record in result.records}
    for system in (bm25, dense):
        found = system(kb, records["filtered"].question, 10)
        assert found and {scored.meta.jurisdiction for scored in found} == {"FR"}
    # The question names Spain; only the knowledge base itself makes something of that.
    assert {scored.meta.jurisdiction for scored in dense(kb, records["founders"].question, 10)} == {"ES", "FR"}


def test_what_is_not_in_force_is_found_on_its_day_only(result: EvalResult) -> None:
    records = {record.question.id: record for record in result.records}
    assert records["then"].retrieval["bm25"].ranks == (1,)
    assert all(passage.doc_id != "old-act" for passage in records["founders"].retrieval["bm25"].passages)


def test_a_gold_document_that_is_not_indexed_is_told_of_and_missed(result: EvalResult) -> None:
    assert result.missing == ("nowhere-act",)
    record = next(record for record in result.records if record.question.id == "absent")
    assert record.retrieval["kb"].scores is not None and record.retrieval["kb"].scores.hit_10 == 0
    assert failed(record)[0] == "not found in 10"


def test_a_question_that_cannot_be_put_is_a_failure_and_not_the_end(result: EvalResult) -> None:
    record = next(record for record in result.records if record.question.id == "refused")
    assert "nowhere-act" in record.error
    assert record.judgement is not None and record.judgement.cited_span is False
    assert failed(record)[0].startswith("refused: ")


def test_the_promises_of_the_contract_hold_on_every_answer(result: EvalResult) -> None:
    assert [record.judgement.violations for record in result.records if record.judgement] == [()] * len(result.records)


def test_progress_is_told_of_each_question(kb: KnowledgeBase) -> None:
    steps = Steps()
    run(kb, GOLDEN, answers=False, progress=steps)
    assert steps.total == steps.done == len(steps.ids) == len(load_golden(GOLDEN))


def test_without_answers_there_are_none(kb: KnowledgeBase) -> None:
    result = run(kb, GOLDEN, answers=False)
    assert all(record.answer is None and record.judgement is None for record in result.records)
    assert report_json(result)["answers"] is None


def without_clocks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_clocks(one) for key, one in value.items() if key not in CLOCKS}
    return [without_clocks(one) for one in value] if isinstance(value, list) else value


def test_json_says_the_same_of_two_runs_but_for_the_clock(kb: KnowledgeBase, result: EvalResult) -> None:
    first = json.dumps(without_clocks(report_json(result)))
    second = json.dumps(without_clocks(report_json(run(kb, GOLDEN, baselines=["bm25", "dense"]))))
    assert first == second


def test_json_holds_what_its_totals_are_made_of(result: EvalResult) -> None:
    found = json.loads(json.dumps(report_json(result)))
    for system in result.systems:
        overall = found["systems"][system]["overall"]
        rows = [r["systems"][system]["scores"] for r in found["records"] if r["systems"][system]["scores"]]
        assert overall["n"] == len(rows) == 6
        assert overall["hit_1"] == pytest.approx(sum(row["hit_1"] for row in rows) / len(rows), abs=1e-4)
        assert overall["mrr_10"] == pytest.approx(sum(row["rr_10"] for row in rows) / len(rows), abs=1e-4)
        by_category = found["systems"][system]["by_category"]
        assert sum(one["n"] for one in by_category.values()) == len(rows)
    assert found["findable"] == 5
    answers = found["answers"]
    assert answers["overall"]["n"] == len(found["records"])
    assert answers["overall"]["abstained"] == sum(r["judgement"]["abstained"] for r in found["records"])
    assert set(answers["by_language"]) == {"en", "fr"}


def test_tables_name_systems_groups_and_failures(result: EvalResult, capsys: pytest.CaptureFixture[str]) -> None:
    print_report(result, failures=True)
    printed = capsys.readouterr().out
    for words in ("hit@5", "MRR@10", "nDCG@10", "bm25", "dense", "comparative", "wrong-jurisdiction", "p95"):
        assert words in printed
    assert "1 gold documents are not indexed, so 1 questions cannot be hit: nowhere-act" in printed
    assert "expected  nowhere-act art. 1" in printed
    assert "expected  ES: aa-act" in printed


def test_a_wrong_call_is_refused_before_anything_runs(kb: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match="no such golden set"):
        run(kb, tmp_path / "none.jsonl")
    with pytest.raises(GoldenError, match="no baseline 'tfidf'"):
        run(kb, GOLDEN, baselines=["tfidf"])


def test_an_empty_index_is_told_of(tmp_path: Path) -> None:
    with KnowledgeBase(Settings(data=tmp_path)) as empty, pytest.raises(NotFoundError, match="run kb ingest first"):
        run(empty, GOLDEN)


@pytest.mark.parametrize("content", [None, "", "\n \n"])
def test_the_command_prints_one_line_for_a_missing_or_empty_file(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "golden.jsonl"
    if content is not None:
        path.write_text(content)
    done = CliRunner().invoke(cli, ["--data", str(tmp_path / "index"), "eval", str(path)])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith("kb: ") and done.stderr.count("\n") == 1
