"""A run as tables for people and as JSON for comparison with later runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.answers import AnswerSummary
from eval.metrics import Summary
from eval.run import EvalResult, Record, Retrieved
from eval.summary import answers_over, failed, findable, groups, latency, retrieval_over, won_and_lost
from eval.systems import MAIN
from kb.console import console
from kb.wire import answer_json

__all__ = ["print_report", "report_json"]

_RETRIEVAL = ("hit@1", "hit@5", "95 % interval", "hit@10", "MRR@10", "nDCG@10", "parts@10")
_TOP = 3  # passages shown of a failed question
_NAMED = 5  # documents named in a warning


def print_report(result: EvalResult, failures: bool = False) -> None:
    """Print the tables; with ``failures`` also each question that went wrong."""
    out = console(width=150)
    out.print(
        f"{len(result.records)} questions of {result.golden.name} on {result.documents} documents, "
        f"{result.passages:,} passages ({result.embedder}), {result.day}, {result.seconds:.1f} s"
    )
    if result.missing:
        named = ", ".join(result.missing[:_NAMED]) + (", …" if len(result.missing) > _NAMED else "")
        lost = sum(not findable(record) for record in result.records if record.parts)
        warning = f"{len(result.missing)} gold documents are not indexed, so {lost} questions cannot be hit: {named}"
        out.print(Text(warning, style="yellow"))
    if any(record.parts for record in result.records):
        _print_retrieval(out, result)
    if result.answers:
        _print_answers(out, result)
    _print_latency(out, result)
    wrong = [(record, problems) for record in result.records if (problems := failed(record))]
    if failures:
        _title(out, f"{len(wrong)} questions went wrong")
        for record, problems in wrong:
            _print_failure(out, record, problems)
    else:
        out.print(Text(f"\n{len(wrong)} questions went wrong; --failures lists them", style="dim"))


def _title(out: Console, text: str) -> None:
    out.print(Text(f"\n{text}", style="bold"))


def _table(*columns: str) -> Table:
    """Names at the left, numbers at the right."""
    table = Table(box=None, pad_edge=False)
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 or column == "system" else "right", no_wrap=True)
    return table


def _print_retrieval(out: Console, result: EvalResult) -> None:
    _title(out, "Retrieval (answerable questions, first 10 passages)")
    table = _table("system", "n", *_RETRIEVAL)
    for system in result.systems:
        table.add_row(system, *_retrieval_cells(retrieval_over(result.records, system)))
    out.print(table)
    for baseline in result.systems[1:]:
        won, lost = won_and_lost(result.records, baseline)
        out.print(Text(f"{MAIN} against {baseline} at 5: {won} questions won, {lost} lost", style="dim"))
    for by in ("category", "language"):
        _title(out, f"Retrieval by {by}")
        table = _table(by, "system", "n", *_RETRIEVAL)
        for name, records in groups(result, by).items():
            shown = name
            for system in result.systems:
                summary = retrieval_over(records, system)
                if summary is not None:
                    table.add_row(shown, system, *_retrieval_cells(summary))
                    shown = ""
        out.print(table)


def _retrieval_cells(summary: Summary | None) -> list[str]:
    if summary is None:
        return ["0"] + ["–"] * len(_RETRIEVAL)
    low, high = summary.hit_5_interval
    numbers = (summary.hit_10, summary.mrr_10, summary.ndcg_10, summary.parts_10)
    interval = f"{low:.3f}–{high:.3f}"
    return [str(summary.n), _n(summary.hit_1), _n(summary.hit_5), interval, *(_n(number) for number in numbers)]


def _n(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _print_answers(out: Console, result: EvalResult) -> None:
    overall = answers_over(result.records)
    if overall is None:
        return
    _title(out, "Answers")
    columns = ("n", "answerable", "gold cited", "gold passage", "must incl.", "declined", "wrongly", "missed")
    table = _table("", *columns)
    table.add_row("all", *_answer_cells(overall))
    for by in ("category", "language"):
        table.add_row()
        for name, records in groups(result, by).items():
            summary = answers_over(records)
            if summary is not None:
                table.add_row(name, *_answer_cells(summary))
    out.print(table)
    out.print(
        f"declining: precision {_n(overall.abstention_precision)}, recall {_n(overall.abstention_recall)}, "
        f"F1 {_n(overall.abstention_f1)}"
    )
    out.print(
        f"{overall.citations} citations: {_n(overall.gold_precision)} of those to answerable questions on gold, "
        f"{overall.wrong_jurisdiction} of a jurisdiction not asked about, {overall.out_of_force} not in force, "
        f"{overall.violations} broken promises"
    )


def _answer_cells(summary: AnswerSummary) -> list[str]:
    include = f"{_n(summary.must_include)} ({summary.must_include_n})"
    counts = (summary.abstained, summary.false_abstentions, summary.missed_abstentions)
    shares = (_n(summary.cited_span), _n(summary.cited_passage), include)
    return [str(summary.n), str(summary.answerable), *shares, *(str(count) for count in counts)]


def _print_latency(out: Console, result: EvalResult) -> None:
    _title(out, "Latency, one question at a time, warm (ms)")
    table = _table("", "n", "p50", "p95")
    rows = [(f"search, {system}", latency(result.records, system)) for system in result.systems]
    if result.answers:
        rows.append((f"ask, {MAIN}", latency(result.records, None)))
    for name, found in rows:
        if found is not None:
            table.add_row(name, str(found.n), f"{found.p50:.1f}", f"{found.p95:.1f}")
    out.print(table)


def _print_failure(out: Console, record: Record, problems: Sequence[str]) -> None:
    question = record.question
    out.print(
        Text.assemble(
            (question.id, "bold"), f" {question.category}, {question.language}: ", ("; ".join(problems), "red")
        )
    )
    out.print(Text(f"   {question.question}", style="dim"))
    for part in record.parts:
        wanted = " or ".join(f"{gold.doc} {gold.locator}" for gold in part.gold) or "nothing indexed"
        out.print(Text(f"   expected  {part.jurisdiction + ': ' if part.jurisdiction else ''}{wanted}"))
    for rank, passage in enumerate(record.retrieval[MAIN].passages[:_TOP], 1):
        out.print(Text(f"   found {rank}   {passage.score:.2f} {passage.doc_id} {passage.locator or '–'}"))
    if record.answer is not None:
        said = "declined" if record.answer.abstained else "answered"
        cited = ", ".join(f"{c.doc_id} {c.locator}" for c in record.answer.citations)
        out.print(Text(f"   {said}, confidence {record.answer.confidence:.2f}{'; cites ' + cited if cited else ''}"))


# -- JSON -----------------------------------------------------------------------------------------------------------


def report_json(result: EvalResult) -> dict[str, Any]:
    """Everything, with a record for each question; numbers are rounded to 4 decimals at most.

    Two runs on the same index differ in ``seconds``, ``latency_ms``, ``ms`` and ``timings_ms`` only.
    """
    return {
        "golden": result.golden.name,
        "questions": len(result.records),
        "day": result.day.isoformat(),
        "index": {"documents": result.documents, "passages": result.passages, "embedder": result.embedder},
        "missing_documents": list(result.missing),
        "findable": sum(findable(record) for record in result.records),
        "systems": {system: _system_json(result, system) for system in result.systems},
        "answers": _answers_json(result) if result.answers else None,
        "seconds": round(result.seconds, 1),
        "records": [_record_json(record) for record in result.records],
    }


def _system_json(result: EvalResult, system: str) -> dict[str, Any]:
    found: dict[str, Any] = {"overall": _rounded(retrieval_over(result.records, system))}
    for by in ("category", "language"):
        summaries = {name: retrieval_over(records, system) for name, records in groups(result, by).items()}
        found[f"by_{by}"] = {name: _rounded(one) for name, one in summaries.items() if one is not None}
    if system != MAIN:
        found["won_lost_at_5"] = list(won_and_lost(result.records, system))
    found["latency_ms"] = _rounded(latency(result.records, system))
    return found


def _answers_json(result: EvalResult) -> dict[str, Any]:
    found: dict[str, Any] = {"overall": _rounded(answers_over(result.records))}
    for by in ("category", "language"):
        found[f"by_{by}"] = {name: _rounded(answers_over(records)) for name, records in groups(result, by).items()}
    found["latency_ms"] = _rounded(latency(result.records, None))
    return found


def _record_json(record: Record) -> dict[str, Any]:
    question = record.question
    found: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "category": question.category,
        "language": question.language,
        "answerable": question.answerable,
        "gold": [asdict(gold) for gold in question.gold],
        "problems": failed(record),
        "error": record.error or None,
        "systems": {
            name: {
                "ranks": list(one.ranks),
                "scores": _rounded(one.scores),
                "passages": [_retrieved_json(passage) for passage in one.passages],
                "ms": round(one.milliseconds, 1),
            }
            for name, one in record.retrieval.items()
        },
    }
    if record.judgement is not None:
        judged = _rounded(record.judgement) or {}
        found["judgement"] = {("ms" if name == "milliseconds" else name): value for name, value in judged.items()}
    if record.answer is not None:
        whole = answer_json(record.answer)
        found["answer"] = {name: value for name, value in whole.items() if name not in ("question", "passages")}
    return found


def _retrieved_json(passage: Retrieved) -> dict[str, Any]:
    return asdict(passage) | {"score": round(passage.score, 4)}


def _rounded(value: Any) -> dict[str, Any] | None:
    """A dataclass of numbers as JSON."""
    if value is None:
        return None
    return {field.name: _json(getattr(value, field.name)) for field in fields(value)}


def _json(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    return [_json(one) for one in value] if isinstance(value, tuple) else value
