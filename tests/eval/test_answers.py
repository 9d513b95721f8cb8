"""Answers are judged against the golden set, and the counts add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from eval.answers import Judge, Judgement, summarise_answers
from eval.golden import Gold
from eval.metrics import Part, parts_of
from kb.model import Answer, DocumentMeta, Filters
from tests.eval.made import ES_TEXT, answer, citation, meta, question, scored

FOUNDERS = "A cooperative needs three founders."
REGISTER = "It keeps a register."
DE_TEXT = "§ 4\nDie Zahl der Mitglieder muss mindestens drei betragen."
TEXTS = {"es-act": ES_TEXT, "de-act": DE_TEXT, "old-act": ES_TEXT, "int-r193": ES_TEXT}
METAS = [
    meta(),
    meta("de-act", "DE"),
    meta("old-act", "ES", in_force_from=date(1990, 1, 1), in_force_to=date(2000, 1, 1)),
    meta("int-r193", "INT"),
]
GOLD_ES = Gold("es-act", "art. 8", "needs three FOUNDERS")
GOLD_DE = Gold("de-act", "§ 4", "muss mindestens drei betragen")


class Kb:
    """As much of a knowledge base as a judge looks at."""

    def __init__(self) -> None:
        self.catalog = SimpleNamespace(passages=self.passages)

    def documents(self) -> list[Any]:
        return [SimpleNamespace(id=one.id, meta=one) for one in METAS]

    def text(self, doc_id: str) -> str:
        return TEXTS[doc_id]

    def passages(self, ids: list[str]) -> dict[str, tuple[Any, DocumentMeta]]:
        known = {"p-1": scored("es-act", ES_TEXT), "p-de": scored("de-act", DE_TEXT, "p-de")}
        return {one: (known[one].passage, known[one].meta) for one in ids if one in known}


@pytest.fixture
def judge() -> Judge:
    return Judge(Kb(), date(2026, 1, 1))  # type: ignore[arg-type]


ASKED = question(gold=(GOLD_ES,), jurisdictions=("ES",))
PART = (Part("", (GOLD_ES,)),)


def test_a_quote_on_the_gold_place_is_told_from_one_in_its_passage(judge: Judge) -> None:
    on = judge.judge(ASKED, PART, answer("A cooperative needs three founders [1].", citation(FOUNDERS)), 1.0)
    assert (on.cited_span, on.cited_passage, on.gold_citations, on.citations) == (True, True, 1, 1)
    beside = judge.judge(ASKED, PART, answer("It keeps a register [1].", citation(REGISTER)), 1.0)
    assert (beside.cited_span, beside.cited_passage, beside.gold_citations) == (False, True, 0)
    elsewhere = citation(REGISTER, passage_id="p-other")
    far = judge.judge(ASKED, PART, answer("It keeps a register [1].", elsewhere), 1.0)
    assert (far.cited_span, far.cited_passage) == (False, False)
    assert on.violations == beside.violations == far.violations == ()


def test_the_same_words_of_another_document_are_not_gold(judge: Judge) -> None:
    other = citation(FOUNDERS, doc_id="int-r193", jurisdiction="INT", passage_id="p-int")
    judged = judge.judge(ASKED, PART, answer("A cooperative needs three founders [1].", other), 1.0)
    assert (judged.cited_span, judged.cited_passage, judged.gold_citations) == (False, False, 0)


def test_a_comparison_needs_every_jurisdiction_cited(judge: Judge) -> None:
    asked = question(category="comparative", gold=(GOLD_ES, GOLD_DE), jurisdictions=("DE", "ES"))
    parts = parts_of(asked, {"es-act": "ES", "de-act": "DE"})
    german = citation(
        "Die Zahl der Mitglieder muss mindestens drei betragen.",
        2, text=DE_TEXT, doc_id="de-act", jurisdiction="DE", passage_id="p-de",
    )  # fmt: skip
    spanish = citation(FOUNDERS)
    both = judge.judge(asked, parts, answer("x [1]. y [2].", spanish, german), 1.0)
    assert (both.cited_span, both.cited_passage, both.gold_citations) == (True, True, 2)
    half = judge.judge(asked, parts, answer("x [1].", spanish), 1.0)
    assert (half.cited_span, half.cited_passage, half.gold_citations) == (False, False, 1)


@pytest.mark.parametrize(
    ("wanted", "text", "expected"),
    [
        (("THREE",), "A cooperative needs three founders [1].", True),
        (("needs  three\nfounders",), "x [1].", True),  # in the quote; white space does not matter
        (("three", "register"), "x [1].", False),
        (("5",), "The Act of 2015 [1].", False),
        ((), "x [1].", None),
    ],
)
def test_must_include(judge: Judge, wanted: tuple[str, ...], text: str, expected: bool | None) -> None:
    asked = question(gold=(GOLD_ES,), must_include=wanted)
    assert judge.judge(asked, PART, answer(text, citation(FOUNDERS)), 1.0).must_include is expected


@pytest.mark.parametrize(
    ("asked", "cited", "wrong"),
    [
        (("ES",), "ES", 0),
        (("ES-CT",), "ES", 0),  # a country's law applies in its parts
        (("ES",), "ES-CT", 1),
        (("ES",), "DE", 1),
        (("ES",), "INT", 0),
        (("DE", "ES"), "ES", 0),
        ((), "DE", 0),
    ],
)
def test_citations_of_a_jurisdiction_that_was_not_asked_about(
    judge: Judge, asked: tuple[str, ...], cited: str, wrong: int
) -> None:
    given = answer("A cooperative needs three founders [1].", citation(FOUNDERS, jurisdiction=cited))
    assert judge.judge(question(jurisdictions=asked), PART, given, 1.0).wrong_jurisdiction == wrong


@pytest.mark.parametrize(
    ("filtered", "asked", "cited", "wrong"),
    [
        (("DE",), (), "ES", 1),
        (("ES",), (), "ES", 0),
        (("ES",), ("ES-CT",), "ES", 0),
        (("ES",), ("DE",), "ES", 1),  # the filter lets it pass, the question asks about another
        (("DE",), ("ES",), "ES", 1),
        (("ES",), ("ES",), "INT", 1),
    ],
)
def test_a_citation_that_the_filter_leaves_out_was_not_asked_about(
    judge: Judge, filtered: tuple[str, ...], asked: tuple[str, ...], cited: str, wrong: int
) -> None:
    given = answer("A cooperative needs three founders [1].", citation(FOUNDERS, jurisdiction=cited))
    put = question(jurisdictions=asked, filters=Filters(jurisdiction=filtered))
    assert judge.judge(put, PART, given, 1.0).wrong_jurisdiction == wrong


@pytest.mark.parametrize(
    ("doc_id", "as_of", "count"),
    [
        ("old-act", None, 1),
        ("old-act", date(1999, 12, 31), 0),
        ("old-act", date(2000, 1, 1), 1),
        ("old-act", date(1989, 12, 31), 1),
        ("es-act", None, 0),
    ],
)
def test_citations_of_what_is_not_in_force(judge: Judge, doc_id: str, as_of: date | None, count: int) -> None:
    given = answer("A cooperative needs three founders [1].", citation(FOUNDERS, doc_id=doc_id))
    asked = question(filters=Filters(as_of=as_of))
    assert judge.judge(asked, PART, given, 1.0).out_of_force == count


def test_broken_promises_are_counted(judge: Judge) -> None:
    judged = judge.judge(ASKED, PART, answer("A cooperative needs three founders [2].", citation(FOUNDERS)), 1.0)
    assert len(judged.violations) == 2  # a marker without citation, a citation without marker


def test_counts_and_shares_of_answers(judge: Judge) -> None:
    def judged(asked: Any, given: Answer) -> tuple[Any, Judgement]:
        return asked, judge.judge(asked, parts_of(asked, {"es-act": "ES"}), given, 1.0)

    asked = question(gold=(GOLD_ES,), must_include=("three",))
    nothing = question(category="unanswerable", answerable=False)
    right = answer("A cooperative needs three founders [1].", citation(FOUNDERS))
    beside = answer("It keeps a register [1].", citation(REGISTER))
    declined = answer("Not here.", abstained=True)
    rows = [judged(asked, right), judged(asked, beside), judged(asked, declined)]
    rows += [judged(nothing, declined), judged(nothing, declined), judged(nothing, right)]
    summary = summarise_answers(rows)
    assert summary is not None
    assert (summary.n, summary.answerable, summary.abstained) == (6, 3, 3)
    assert (summary.cited_span, summary.cited_passage) == pytest.approx((1 / 3, 2 / 3))
    assert (summary.must_include, summary.must_include_n) == (pytest.approx(1 / 3), 3)
    assert summary.gold_precision == pytest.approx(1 / 2)  # two citations to answerable questions, one of gold
    assert summary.abstention_precision == pytest.approx(2 / 3)
    assert summary.abstention_recall == pytest.approx(2 / 3)
    assert summary.abstention_f1 == pytest.approx(2 / 3)
    assert (summary.false_abstentions, summary.missed_abstentions, summary.violations) == (1, 1, 0)


def test_shares_of_nothing_are_none() -> None:
    assert summarise_answers([]) is None
    refused = Judgement.of_refused(question(gold=(GOLD_ES,), must_include=("x",)))
    assert (refused.cited_span, refused.must_include, refused.abstained) == (False, False, False)
    only = summarise_answers([(question(gold=(GOLD_ES,)), replace(refused, must_include=None))])
    assert only is not None
    assert (only.abstention_precision, only.abstention_recall, only.must_include, only.gold_precision) == (None,) * 4
    assert only.cited_span == 0.0
