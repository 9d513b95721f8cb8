"""Metrics of hand-made rankings; the expected values are worked out beside them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.golden import Gold, Question
from eval.metrics import Part, Ranks, Scores, first_ranks, parts_of, score, summarise, wilson
from kb.model import Filters


def question(**values: Any) -> Question:
    given = {
        "id": "q",
        "question": "?",
        "language": "en",
        "category": "factual",
        "answerable": True,
        "jurisdictions": (),
        "filters": Filters(),
        "gold": (),
        "must_include": (),
    }
    return Question(**(given | values))


#: nDCG of two relevant items: the ideal has them at ranks 1 and 2.
IDEAL_2 = 1 + 1 / math.log2(3)

CASES: list[tuple[str, Ranks, Scores]] = [
    ("first", (1,), Scores(1, 1, 1, 1.0, 1.0, 1.0)),
    ("second", (2,), Scores(0, 1, 1, 0.5, 1 / math.log2(3), 1.0)),
    ("fifth", (5,), Scores(0, 1, 1, 0.2, 1 / math.log2(6), 1.0)),
    ("sixth", (6,), Scores(0, 0, 1, 1 / 6, 1 / math.log2(7), 1.0)),
    ("tenth", (10,), Scores(0, 0, 1, 0.1, 1 / math.log2(11), 1.0)),
    ("nowhere", (None,), Scores(0, 0, 0, 0.0, 0.0, 0.0)),
    ("two parts, best order", (1, 2), Scores(0, 1, 1, 0.5, 1.0, 1.0)),
    ("two parts, the last one sixth", (6, 1), Scores(0, 0, 1, 1 / 6, (1 + 1 / math.log2(7)) / IDEAL_2, 1.0)),
    ("one part of two", (1, None), Scores(0, 0, 0, 0.0, 1 / IDEAL_2, 0.5)),
    ("one part of three", (None, 3, None), Scores(0, 0, 0, 0.0, 0.5 / (IDEAL_2 + 0.5), 1 / 3)),
]


@pytest.mark.parametrize(("name", "ranks", "expected"), CASES, ids=[name for name, _, _ in CASES])
def test_metrics_of_a_ranking(name: str, ranks: Ranks, expected: Scores) -> None:
    found = score({"q": ranks})["q"]
    for metric in Scores.__dataclass_fields__:
        assert getattr(found, metric) == pytest.approx(getattr(expected, metric), abs=1e-9), metric


def test_questions_are_scored_apart_and_averaged() -> None:
    found = score({name: ranks for name, ranks, _ in CASES})
    assert len(found) == len(CASES)
    summary = summarise(found.values())
    assert summary is not None
    assert summary.n == 10
    assert summary.hit_1 == pytest.approx(1 / 10)
    assert summary.hit_5 == pytest.approx(4 / 10)  # first, second, fifth, two parts in best order
    assert summary.hit_10 == pytest.approx(7 / 10)
    assert summary.mrr_10 == pytest.approx((1 + 0.5 + 0.2 + 1 / 6 + 0.1 + 0.5 + 1 / 6) / 10)
    assert summary.hit_5_interval == wilson(4, 10)


def test_nothing_to_score_is_no_summary() -> None:
    assert score({}) == {}
    assert summarise([]) is None


def test_the_first_passage_that_matches_any_alternative_counts_and_no_other() -> None:
    part = Part("", (Gold("a", "", "five members"), Gold("b", "", "cinq membres")))
    passages = [
        ("c", "five members"),  # the words, in another document
        ("b", "au moins cinq\nmembres"),
        ("a", "at least five members"),
    ]
    assert first_ranks([part], passages) == (2,)
    assert score({"q": first_ranks([part], passages)})["q"].ndcg_10 == pytest.approx(1 / math.log2(3))


def test_what_comes_after_the_tenth_passage_is_not_seen() -> None:
    part = Part("", (Gold("a", "", "five members"),))
    assert first_ranks([part], [("a", "other")] * 10 + [("a", "five members")]) == (None,)


def test_a_comparative_question_needs_one_entry_of_each_jurisdiction() -> None:
    golds = (Gold("ca-en", "", "three"), Gold("ca-fr", "", "trois"), Gold("de", "", "drei"))
    asked = question(category="comparative", gold=golds, jurisdictions=("CA", "DE"))
    parts = parts_of(asked, {"ca-en": "CA", "ca-fr": "CA", "de": "DE"})
    assert parts == (Part("CA", golds[:2]), Part("DE", golds[2:]))
    assert first_ranks(parts, [("ca-fr", "trois"), ("ca-en", "three"), ("de", "drei")]) == (1, 3)


def test_a_comparative_question_is_not_whole_where_a_document_is_not_indexed() -> None:
    golds = (Gold("ca-en", "", "three"), Gold("ca-fr", "", "trois"), Gold("de", "", "drei"))
    asked = question(category="comparative", gold=golds, jurisdictions=("CA", "DE"))
    # The other Canadian text is enough for Canada; nothing is left for Germany.
    assert parts_of(asked, {"ca-en": "CA"}) == (Part("CA", golds[:1]), Part("DE", ()))
    assert parts_of(asked, {"ca-en": "CA", "de": "DE"}) == (Part("CA", golds[:1]), Part("DE", golds[2:]))
    assert first_ranks(parts_of(asked, {"ca-en": "CA"}), [("ca-en", "three")]) == (1, None)


def test_alternatives_of_other_categories_are_one_part_and_a_declined_question_has_none() -> None:
    golds = (Gold("ca", "", "three"), Gold("de", "", "drei"))
    assert parts_of(question(gold=golds), {}) == (Part("", golds),)
    assert parts_of(question(answerable=False, category="unanswerable"), {"ca": "CA"}) == ()


@pytest.mark.parametrize(
    ("successes", "n", "expected"),
    [
        (0, 0, (0.0, 1.0)),
        (5, 10, (0.2366, 0.7634)),  # both ends worked out from the formula with z = 1.96
        (10, 10, (0.7225, 1.0)),
        (0, 10, (0.0, 0.2775)),
        (81, 263, (0.2553, 0.3662)),  # Newcombe 1998, Table I, method 3
    ],
)
def test_wilson_interval(successes: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson(successes, n) == pytest.approx(expected, abs=5e-5)


@given(st.dictionaries(st.text(min_size=1), st.tuples(st.none() | st.integers(1, 10)), max_size=8))
def test_metrics_are_monotone_in_the_rank_and_within_bounds(ranks: dict[str, Ranks]) -> None:
    for qid, one in score(ranks).items():
        assert 0 <= one.hit_1 <= one.hit_5 <= one.hit_10 <= 1
        assert one.hit_1 <= one.rr_10 <= one.ndcg_10 + 1e-12
        assert one.parts_10 == one.hit_10 == (ranks[qid][0] is not None)
