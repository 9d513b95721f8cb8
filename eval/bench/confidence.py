"""Fit the confidence of answers: ``python -m eval.bench.confidence GOLDEN.jsonl``.

The questions are those of the golden set and of ``eval/sets/answerable.jsonl``, of which only is known whether the
corpus answers them. Those that are declined before any sentence is judged, and those that name a provision, teach
nothing. Printed are the weights in use and those of a logistic regression, how many pairs of an answerable and an
unanswerable question are ordered rightly, and how many of either would be declined; "unseen" is in ten folds, each
judged by weights fitted on the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.golden import load_golden
from kb.answer.confidence import CONSTANT, WEIGHTS, evidence
from kb.answer.extract import candidates_of
from kb.answer.judge import SIGNALS, signals
from kb.answer.judge import WEIGHTS as JUDGED
from kb.base import KnowledgeBase
from kb.model import Filters
from kb.retrieve import Retriever
from kb.settings import load_settings

__all__ = ["Case", "fit", "main", "ordered_rightly", "probabilities"]

_FOLDS, _STEPS, _RATE, _PENALTY = 10, 4000, 0.5, 1.0
Weights = tuple[NDArray[np.float64], float]  # of the evidence, and the constant


@dataclass(frozen=True, slots=True)
class Case:
    """The evidence for the best sentence found for a question, and whether the corpus answers it."""

    evidence: tuple[float, ...]
    answerable: bool


def cases(kb: KnowledgeBase, golden: Path) -> list[Case]:
    asked = [(question.question, question.filters, question.answerable) for question in load_golden(golden)]
    for line in files("eval").joinpath("sets", "answerable.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked.append((row["question"], Filters(), row["answerable"]))
    retriever = Retriever(kb)
    weights = np.array([JUDGED[name] for name in SIGNALS])
    found = []
    for question, filters, answerable in asked:
        search = retriever.search(question, filters, None)
        best: tuple[float, tuple[float, ...]] | None = None
        for group in search.groups:
            if group.provision or not (candidates := candidates_of(kb, group)):
                continue
            table = signals(kb, group, candidates)
            scores = table @ weights
            first = int(np.argmax(scores))
            shown = evidence(kb, group, search.interpretation, candidates[first], table[first])
            best = max(best or (float("-inf"), ()), (float(scores[first]), shown))
        if best is not None:
            found.append(Case(best[1], answerable))
    return found


def fit(given: Sequence[Case]) -> Weights:
    """A logistic regression with a small penalty on the weights of the standardised evidence."""
    rows, truth = _arrays(given)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    table = np.c_[(rows - mean) / scale, np.ones(len(rows))]
    weights = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        slope = table.T @ (1 / (1 + np.exp(-table @ weights)) - truth)
        slope[:-1] += _PENALTY * weights[:-1]
        weights -= _RATE * slope / len(table)
    plain = weights[:-1] / scale
    return plain, float(weights[-1] - mean @ plain)


def probabilities(given: Sequence[Case], weights: Weights) -> NDArray[np.float64]:
    rows, _ = _arrays(given)
    return np.asarray(1 / (1 + np.exp(-(rows @ weights[0] + weights[1]))), dtype=np.float64)


def ordered_rightly(likely: NDArray[np.float64], answerable: NDArray[np.bool_]) -> float:
    """The share of pairs in which the answerable question is the likelier one; ties count half (the area under ROC)."""
    difference = likely[answerable][:, None] - likely[~answerable][None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def _arrays(given: Sequence[Case]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return np.array([case.evidence for case in given]), np.array([case.answerable for case in given], dtype=np.bool_)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the confidence of answers.")
    parser.add_argument("golden", type=Path)
    given = parser.parse_args()
    with KnowledgeBase(load_settings()) as kb:
        found = cases(kb, given.golden)
        threshold = kb.settings.answer.min_confidence
    _, truth = _arrays(found)
    unseen = np.zeros(len(found))
    for fold in np.array_split(np.random.default_rng(0).permutation(len(found)), _FOLDS):
        held = set(fold.tolist())
        unseen[fold] = probabilities(
            [found[i] for i in fold], fit([case for i, case in enumerate(found) if i not in held])
        )
    in_use = (np.array(list(WEIGHTS.values())), CONSTANT)
    fitted = fit(found)
    print(f"{len(found)} questions, {int((~truth).sum())} of them unanswerable; threshold {threshold}")
    print(f"{'':10}{'ordered rightly':>17}{'declined: answerable':>22}{'unanswerable':>14}")
    for name, likely in (
        ("in use", probabilities(found, in_use)),
        ("fitted", probabilities(found, fitted)),
        ("unseen", unseen),
    ):
        low = likely < threshold
        print(f"{name:10}{ordered_rightly(likely, truth):17.3f}{low[truth].mean():22.3f}{low[~truth].mean():14.3f}")
    for name, weight in zip(WEIGHTS, fitted[0], strict=True):
        print(f"{name:10} {weight:8.2f}")
    print(f"{'constant':10} {fitted[1]:8.2f}")


if __name__ == "__main__":
    main()
