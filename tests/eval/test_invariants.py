"""Broken promises are found, kept ones are not complained of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.invariants import broken, unmarked
from kb.errors import NotFoundError
from kb.model import Answer, Citation, Span
from tests.eval.made import ES_TEXT, answer, citation, scored

FOUNDERS = "A cooperative needs three founders."
REGISTER = "It keeps a register."
RIGHT = answer("A cooperative needs three founders [1].", citation(FOUNDERS))


def problems(given: Answer) -> list[str]:
    return list(broken(given, lambda _citation: ES_TEXT))


def test_a_right_answer_breaks_nothing() -> None:
    assert problems(RIGHT) == []
    assert problems(answer("Not covered here.", abstained=True)) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (replace(RIGHT, citations=(citation(FOUNDERS, start=0),)), "[1] quote is not es-act at 0-45"),
        (replace(RIGHT, citations=(replace(citation(FOUNDERS), quote="A cooperative needs 3."),)), "[1] quote is not"),
        (replace(RIGHT, citations=(replace(citation(FOUNDERS), quote="", start=5, end=5),)), "[1] quote is not"),
        (replace(RIGHT, citations=()), "answered, without citations"),
        (replace(RIGHT, abstained=True), "declined, with citations"),
        (replace(RIGHT, answer="A cooperative needs three founders [1] [2]."), "[2] is a marker without its citation"),
        (replace(RIGHT, citations=(citation(FOUNDERS), citation(REGISTER, 2))), "[2] is a citation without a marker"),
        (replace(RIGHT, citations=(citation(FOUNDERS), citation(REGISTER))), "two citations have the same number"),
        (replace(RIGHT, answer="Founders are few. A cooperative needs three founders [1]."), "no marker: 'Founders"),
    ],
)
def test_each_broken_promise_is_named(given: Answer, message: str) -> None:
    assert any(problem.startswith(message) for problem in problems(given)), problems(given)


def test_a_passage_whose_span_is_not_its_text_is_named() -> None:
    whole = scored("es-act", FOUNDERS)
    wrong = replace(whole, passage=replace(whole.passage, span=Span(0, 3)))
    assert problems(replace(RIGHT, passages=(whole,))) == []
    assert problems(replace(RIGHT, passages=(wrong,))) == [
        f"passage p-1 has {len(FOUNDERS)} characters and a span of 3"
    ]


def test_a_document_that_is_gone_is_named() -> None:
    def gone(_citation: Citation) -> str:
        raise NotFoundError("no document 'es-act'")

    assert list(broken(RIGHT, gone)) == ["[1] no document 'es-act'"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A cooperative needs three founders [1]. It keeps a register [2].", []),
        ("Spain: A cooperative needs three founders [1].\nIt keeps a register [2].", []),
        ("A cooperative needs three founders. It keeps a register [1] [2].", ["A cooperative needs three founders."]),
        ("A cooperative needs three founders [1]. It keeps a register.", ["It keeps a register."]),
        ("A cooperative needs three founders [1]. Not covered: Norway, St. Lucia.", []),
        ("A cooperative needs three founders [1].\nNorway: the indexed documents do not answer this.", []),
        ("A cooperative needs three founders [1].\nNoruega: los documentos indexados no lo responden.", []),
        ("Three suffice. Norway: the indexed documents do not answer this.", ["Three suffice."]),
        ("Few are needed. A cooperative needs three founders [1].", ["Few are needed."]),
        ("Few are needed. At least three people found it [1].", ["Few are needed."]),
        ("", []),
    ],
)
def test_sentences_without_a_marker(text: str, expected: list[str]) -> None:
    given = answer(text, citation(FOUNDERS), citation(REGISTER, 2))
    assert list(unmarked(given)) == expected


def test_a_quote_of_several_sentences_is_one_statement() -> None:
    quote = "A cooperative needs three founders. It keeps a register."
    assert list(unmarked(answer("A cooperative needs three founders. It keeps a register [1].", citation(quote)))) == []
    lines = "It keeps a register.\nArticle 9\nIts capital is variable."
    said = "It keeps a register. Article 9 Its capital is variable [1]."
    assert list(unmarked(answer(said, citation(lines)))) == []
