"""The fits of weights, on made-up evidence of which the truth is known."""

from __future__ import annotations

import numpy as np

from eval.bench.confidence import Case, ordered_rightly, probabilities
from eval.bench.confidence import fit as fit_confidence
from eval.bench.fit import Example, fit, share_on_gold
from kb.answer.judge import SIGNALS


def test_the_signal_that_tells_gets_the_weight() -> None:
    rng = np.random.default_rng(1)
    meaning, words = SIGNALS.index("meaning"), SIGNALS.index("words")
    given = []
    for number in range(40):
        table = rng.normal(size=(8, len(SIGNALS))) * 0.01
        gold = np.zeros(8, dtype=np.bool_)
        gold[number % 8] = True
        table[gold, words] += 1
        table[gold, meaning] += 0.01
        given.append(Example(str(number), table, gold))
    weights = fit(given)
    assert weights[meaning] == 1
    assert share_on_gold(given, weights, 1) > 0.9
    blind = np.zeros(len(SIGNALS))
    blind[SIGNALS.index("special")] = 1
    assert share_on_gold(given, blind, 1) < 0.5 and share_on_gold(given, blind, 8) == 1


def test_confidence_follows_the_evidence() -> None:
    rng = np.random.default_rng(2)
    given = [Case((float(rng.normal(loc=2 * answerable)), 0.5), bool(answerable)) for answerable in [0, 1] * 60]
    likely = probabilities(given, fit_confidence(given))
    truth = np.array([case.answerable for case in given])
    assert likely[truth].mean() > likely[~truth].mean() + 0.15
    assert 0.8 < ordered_rightly(likely, truth) < 1
    assert ordered_rightly(np.array([0.5, 0.5]), np.array([True, False])) == 0.5
