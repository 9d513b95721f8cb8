"""Fit the weights with which sentences are judged: ``python -m eval.bench.fit GOLDEN.jsonl``.

For each question the sentences that would be judged are taken as they are, and the weights are moved until the one on
the gold quote scores highest (a listwise softmax, as in ListNet: Cao et al., ICML 2007, over whichever sentences hold
it). Printed are the weights, relative to that of ``meaning``, and how often the best sentence, one of the best two or
of the best three is on the gold quote: with the weights in use, with the fitted ones, and with weights fitted on the
other four fifths of the questions (which tells what they are worth on questions not seen).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.golden import load_golden
from eval.matching import Reduced, locate
from kb.answer.extract import candidates_of
from kb.answer.judge import SIGNALS, WEIGHTS, signals
from kb.base import KnowledgeBase
from kb.retrieve import Retriever
from kb.settings import load_settings

__all__ = ["Example", "fit", "main", "share_on_gold"]

_FOLDS, _STEPS, _RATE, _PENALTY = 5, 400, 0.3, 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """The sentences judged for one thing that a question asks, and which of them are on a gold quote."""

    question: str
    table: NDArray[np.float64]  # (sentences, signals)
    gold: NDArray[np.bool_]  # (sentences,)


def examples(kb: KnowledgeBase, golden: Path) -> list[Example]:
    """One example for each group of passages found for an answerable question that names no provision."""
    retriever = Retriever(kb)
    indexed = {document.id for document in kb.documents()}
    reduced: dict[str, Reduced] = {}
    found: list[Example] = []
    for question in load_golden(golden):
        if not question.answerable:
            continue
        places = [
            (gold.doc, span)
            for gold in question.gold
            if gold.doc in indexed
            for span in locate(reduced.setdefault(gold.doc, Reduced(kb.text(gold.doc))), gold.quote)
        ]
        for group in retriever.search(question.question, question.filters, None).groups:
            if group.provision or not (candidates := candidates_of(kb, group)):
                continue
            gold_at = [
                any(c.scored.meta.id == doc and c.span.start < s.end and s.start < c.span.end for doc, s in places)
                for c in candidates
            ]
            found.append(Example(question.id, signals(kb, group, candidates), np.array(gold_at, dtype=np.bool_)))
    return found


def fit(given: Sequence[Example]) -> NDArray[np.float64]:
    """Weights for the signals, that of ``meaning`` 1."""
    tables = np.concatenate([example.table for example in given])
    scale = tables.std(axis=0) + 1e-9
    weights = np.zeros(len(SIGNALS))
    for _ in range(_STEPS):
        moved, used = np.zeros_like(weights), 0
        for example in given:
            if example.gold.any() and not example.gold.all():
                rows = (example.table - example.table.mean(axis=0)) / scale
                score = rows @ weights
                likely = np.exp(score - score.max())
                likely /= likely.sum()
                wanted = likely * example.gold
                moved += rows.T @ (wanted / wanted.sum() - likely)
                used += 1
        weights += _RATE * (moved / used - _PENALTY * weights)
    plain = weights / scale
    return np.asarray(plain / plain[SIGNALS.index("meaning")], dtype=np.float64)


def share_on_gold(given: Sequence[Example], weights: NDArray[np.float64], best: int) -> float:
    """The share of examples of which one of the ``best`` sentences is on a gold quote."""
    hits = [example.gold[np.argsort(-(example.table @ weights), kind="stable")[:best]].any() for example in given]
    return float(np.mean(hits))


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the weights with which sentences are judged.")
    parser.add_argument("golden", type=Path)
    given = parser.parse_args()
    with KnowledgeBase(load_settings()) as kb:
        found = examples(kb, given.golden)
    in_use = np.array([WEIGHTS[name] for name in SIGNALS])
    fitted = fit(found)
    questions = sorted({example.question for example in found})
    folds = [set(fold) for fold in np.array_split(np.random.default_rng(0).permutation(questions), _FOLDS)]
    unseen = [(fold, fit([e for e in found if e.question not in fold])) for fold in folds]
    print(f"{len(found)} examples, {sum(bool(e.gold.any()) for e in found)} with gold among their sentences")
    print("best of        1      2      3")
    for name, weights in (("in use", in_use), ("fitted", fitted)):
        print(f"{name:10}" + "".join(f"{share_on_gold(found, weights, best):7.3f}" for best in (1, 2, 3)))
    across = []
    for best in (1, 2, 3):
        parts = [
            (share_on_gold(held, w, best), len(held))
            for fold, w in unseen
            if (held := [e for e in found if e.question in fold])
        ]
        across.append(sum(share * n for share, n in parts) / sum(n for _, n in parts))
    print(f"{'unseen':10}" + "".join(f"{share:7.3f}" for share in across))
    for name, weight in zip(SIGNALS, fitted, strict=True):
        print(f"{name:16} {weight:8.4f}")


if __name__ == "__main__":
    main()
