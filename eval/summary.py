"""The numbers of a run, overall and by category and language; what the report prints and the JSON holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.answers import AnswerSummary, summarise_answers
from eval.metrics import Summary, summarise
from eval.run import EvalResult, Record
from eval.systems import MAIN

__all__ = ["Latency", "answers_over", "failed", "findable", "groups", "latency", "retrieval_over", "won_and_lost"]

_BY: dict[str, Callable[[Record], str]] = {
    "category": lambda record: record.question.category,
    "language": lambda record: record.question.language,
}


@dataclass(frozen=True, slots=True)
class Latency:
    """Wall-clock milliseconds of one question, percentiles by linear interpolation."""

    n: int
    p50: float
    p95: float


def groups(result: EvalResult, by: str) -> dict[str, list[Record]]:
    """Records by "category" or "language", in alphabetical order."""
    found: dict[str, list[Record]] = {}
    for record in result.records:
        found.setdefault(_BY[by](record), []).append(record)
    return dict(sorted(found.items()))


def retrieval_over(records: Iterable[Record], system: str) -> Summary | None:
    """Means over the questions that have something to find."""
    return summarise(scores for record in records if (scores := record.retrieval[system].scores) is not None)


def answers_over(records: Iterable[Record]) -> AnswerSummary | None:
    return summarise_answers((r.question, r.judgement) for r in records if r.judgement is not None)


def latency(records: Sequence[Record], system: str | None) -> Latency | None:
    """Of a system's retrieval; of ``ask`` as a whole for None. Questions that could not be put do not count."""
    put = [record for record in records if not record.error]
    if system is None:
        values = [record.judgement.milliseconds for record in put if record.judgement is not None]
    else:
        values = [record.retrieval[system].milliseconds for record in put]
    if not values:
        return None
    p50, p95 = np.percentile(values, [50, 95])
    return Latency(len(values), float(p50), float(p95))


def won_and_lost(records: Iterable[Record], baseline: str) -> tuple[int, int]:
    """Questions that the knowledge base hits within 5 and the baseline does not, and the other way round."""
    won = lost = 0
    for record in records:
        ours, theirs = record.retrieval[MAIN].scores, record.retrieval[baseline].scores
        if ours is not None and theirs is not None:
            won += ours.hit_5 > theirs.hit_5
            lost += ours.hit_5 < theirs.hit_5
    return won, lost


def findable(record: Record) -> bool:
    """Whether the index can hit the question at all: each part has a gold entry of a document that is indexed."""
    return bool(record.parts) and all(
        any(gold.doc not in record.missing for gold in part.gold) for part in record.parts
    )


def failed(record: Record) -> list[str]:
    """What went wrong with a question, in a few words each; empty where nothing did."""
    problems = []
    if record.error:
        problems.append(f"refused: {record.error}")
    scores = record.retrieval[MAIN].scores
    if scores is not None and not scores.hit_5:
        problems.append("not found in 5" if scores.hit_10 else "not found in 10")
    judgement = record.judgement
    if judgement is None or record.error:
        return problems
    if record.question.answerable and judgement.abstained:
        problems.append("declined")
    elif not record.question.answerable and not judgement.abstained:
        problems.append("answered what should be declined")
    elif record.question.answerable and not judgement.cited_span:
        problems.append("gold passage cited, not its sentence" if judgement.cited_passage else "gold not cited")
    if judgement.must_include is False and not judgement.abstained:
        problems.append("must_include missing")
    if judgement.wrong_jurisdiction:
        problems.append(f"{judgement.wrong_jurisdiction} citations of another jurisdiction")
    if judgement.out_of_force:
        problems.append(f"{judgement.out_of_force} citations not in force")
    problems.extend(judgement.violations)
    return problems
