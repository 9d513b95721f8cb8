"""Retrieval metrics, computed by ir-measures (trec_eval) on first 10 passages.

A question has *parts*. An ordinary one has one part: its gold entries are alternatives, so together they are one
relevant item, found where the first passage hits any of them; further hits add nothing, and the ideal ranking holds
one relevant item. A comparative question has one part for each jurisdiction of its gold documents. What is measured:

======== =======================================================================================================
hit@k    all parts were found among the first k passages (Success@k)
rr@10    1 / rank at which the last missing part was found, 0 after rank 10; its mean is MRR@10 (RR@10)
ndcg@10  binary gains, one relevant item a part (nDCG@10, Järvelin and Kekäläinen 2002)
parts@10 share of the parts found among the first 10 passages (R@10); for an ordinary question the same as hit@10
======== =======================================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

from eval.golden import Gold, Question
from eval.matching import matches
from kb.errors import ConfigError

__all__ = ["DEPTH", "Part", "Ranks", "Scores", "Summary", "first_ranks", "parts_of", "score", "summarise", "wilson"]

#: Passages looked at; all metrics are cut here.
DEPTH = 10
#: For each part the rank, from 1, of the first passage that hits it; None: none does.
Ranks = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What has to be found: any of ``gold``. Without any it cannot be found."""

    jurisdiction: str  # "" for the only part of a question that is not comparative
    gold: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The metrics of one question, each in [0, 1]."""

    hit_1: float
    hit_5: float
    hit_10: float
    rr_10: float
    ndcg_10: float
    parts_10: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Means over ``n`` questions, and the 95 % interval of ``hit_5``."""

    n: int
    hit_1: float
    hit_5: float
    hit_10: float
    mrr_10: float
    ndcg_10: float
    parts_10: float
    hit_5_interval: tuple[float, float]


def parts_of(question: Question, jurisdictions: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts of an answerable question.

    Args:
        jurisdictions: document id → jurisdiction, of the documents that are indexed. Where a gold document of a
            comparative question is not, the jurisdictions of the question without a gold document are parts that
            cannot be found.
    """
    if not question.comparative:
        return (Part("", question.gold),) if question.gold else ()
    groups: dict[str, list[Gold]] = {}
    for gold in question.gold:
        if gold.doc in jurisdictions:
            groups.setdefault(jurisdictions[gold.doc], []).append(gold)
    if any(gold.doc not in jurisdictions for gold in question.gold):
        for code in question.jurisdictions or ("?",):
            groups.setdefault(code, [])
    return tuple(Part(code, tuple(golds)) for code, golds in sorted(groups.items()))


def first_ranks(parts: Sequence[Part], passages: Sequence[tuple[str, str]]) -> Ranks:
    """Where each part is first hit in a ranking of (document id, passage text)."""

    def first(part: Part) -> int | None:
        for rank, (doc_id, text) in enumerate(passages[:DEPTH], 1):
            if any(gold.doc == doc_id and matches(text, gold.quote) for gold in part.gold):
                return rank
        return None

    return tuple(first(part) for part in parts)


def score(ranks: Mapping[str, Ranks]) -> dict[str, Scores]:
    """The metrics of each question, from the first ranks of its parts (at least one).

    Raises:
        ConfigError: ir-measures is not installed.
    """
    try:
        from ir_measures import RR, R, Success, iter_calc, nDCG
    except ImportError:
        raise ConfigError('scoring needs ir-measures; install it with: pip install "policy-kb[eval]"') from None
    # Numbered, because pytrec_eval aborts the process on some ids (0.5.11: two that begin with NUL).
    numbered = {f"q{i}": one for i, one in enumerate(ranks.values())}
    # Two views of the same rankings: every part an item, and the whole answer one item where its last part is.
    each = {q: {f"part{i}": 1 for i in range(len(one))} for q, one in numbered.items()}
    each_run = {q: _run({f"part{i}": rank for i, rank in enumerate(one)}) for q, one in numbered.items()}
    whole = {q: {"whole": 1} for q in numbered}
    whole_run = {q: _run({"whole": _last(one)}) for q, one in numbered.items()}
    found: dict[str, dict[str, float]] = {q: {} for q in numbered}
    for metric in iter_calc([Success @ 1, Success @ 5, Success @ DEPTH, RR @ DEPTH], whole, whole_run):
        found[metric.query_id][str(metric.measure)] = metric.value
    for metric in iter_calc([nDCG @ DEPTH, R @ DEPTH], each, each_run):
        found[metric.query_id][str(metric.measure)] = metric.value
    return {
        qid: Scores(
            hit_1=values["Success@1"],
            hit_5=values["Success@5"],
            hit_10=values["Success@10"],
            rr_10=values["RR@10"],
            ndcg_10=values["nDCG@10"],
            parts_10=values["R@10"],
        )
        for qid, values in zip(ranks, found.values(), strict=True)
    }


def _last(ranks: Ranks) -> int | None:
    found = [rank for rank in ranks if rank is not None]
    return max(found) if found and len(found) == len(ranks) else None


def _run(items: Mapping[str, int | None]) -> dict[str, float]:
    """Items and other passages as a run of trec_eval: the score decides the order, and there are no ties.

    A passage is of one document and so of one jurisdiction: no two parts have the same rank.
    """
    places = {rank: name for name, rank in items.items() if rank is not None}
    return {places.get(rank, f"other{rank}"): float(DEPTH + 1 - rank) for rank in range(1, DEPTH + 1)}


def summarise(scores: Iterable[Scores]) -> Summary | None:
    """Means; None where there is nothing to average."""
    rows = list(scores)
    if not rows:
        return None
    return Summary(
        n=len(rows),
        hit_1=fmean(row.hit_1 for row in rows),
        hit_5=fmean(row.hit_5 for row in rows),
        hit_10=fmean(row.hit_10 for row in rows),
        mrr_10=fmean(row.rr_10 for row in rows),
        ndcg_10=fmean(row.ndcg_10 for row in rows),
        parts_10=fmean(row.parts_10 for row in rows),
        hit_5_interval=wilson(round(sum(row.hit_5 for row in rows)), len(rows)),
    )


def wilson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of a proportion (Wilson 1927); (0, 1) for ``n`` = 0."""
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
