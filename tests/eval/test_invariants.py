"""Broken promises are found, kept ones are not complained of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.invariants import broken, unmarked
from kb.errors import NotFoundError
from kb.model import Answer, Filters, Span
from tests.eval.made import ES_TEXT, answer, citation, scored

FOUNDERS = "A cooperative needs three founders."
REGISTER = "It keeps a register."
RIGHT = answer("A cooperative needs three founders [1].", citation(FOUNDERS))


def problems(given: Answer) -> list[str]:
    return list(broken(given, lambda _doc_id: ES_TEXT))


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


@pytest.mark.parametrize("span", [Span(0, 3), Span(1, 1 + len(FOUNDERS))])
def test_a_passage_that_is_not_its_span_of_the_stored_text_is_named(span: Span) -> None:
    start = ES_TEXT.index(FOUNDERS)
    shown = scored("es-act", FOUNDERS)
    right = replace(shown, passage=replace(shown.passage, span=Span(start, start + len(FOUNDERS))))
    wrong = replace(shown, passage=replace(shown.passage, span=span))
    assert problems(replace(RIGHT, passages=(right,))) == []
    assert problems(replace(RIGHT, passages=(wrong,))) == [f"passage p-1 is not es-act at {span.start}-{span.end}"]


@pytest.mark.parametrize(
    ("filters", "problem"),
    [
        (Filters(), ""),
        (Filters(("ES",), ("law",), ("en",), ("es-act",)), ""),
        (Filters(jurisdiction=("DE", "FR")), "is of jurisdiction ES, which the filter (DE, FR) leaves out"),
        (Filters(jurisdiction=("ES-CT",)), "is of jurisdiction ES, which the filter (ES-CT) leaves out"),
        (Filters(kind=("report",)), "is of kind law, which the filter (report) leaves out"),
        (Filters(language=("es",)), "is of language en, which the filter (es) leaves out"),
        (Filters(document=("de-act",)), "is of document es-act, which the filter (de-act) leaves out"),
    ],
)
def test_a_source_that_the_filters_leave_out_is_named(filters: Filters, problem: str) -> None:
    start = ES_TEXT.index(FOUNDERS)
    shown = scored("es-act", FOUNDERS)
    shown = replace(shown, passage=replace(shown.passage, span=Span(start, start + len(FOUNDERS))))
    given = replace(RIGHT, passages=(shown,))
    expected = [f"[1] {problem}", f"passage p-1 {problem}"] if problem else []
    assert list(broken(given, lambda _doc_id: ES_TEXT, filters)) == expected


def test_a_document_that_is_gone_is_named() -> None:
    def gone(_doc_id: str) -> str:
        raise NotFoundError("no document 'es-act'")

    assert list(broken(RIGHT, gone)) == ["[1] no document 'es-act'"]


REMARKS = (
    "Not covered: Norway, St. Lucia.",
    "Norway: the indexed documents do not answer this.",
    "Noruega: los documentos indexados no lo responden.",
    "Ley 1/2000, de huertos, art. 6: los documentos indexados no lo responden.",
)


def test_a_remark_is_in_our_words() -> None:
    assert problems(replace(RIGHT, remarks=REMARKS)) == []
    assert problems(replace(RIGHT, remarks=("Ten are needed.",)))[0].startswith("a remark that is not in the vocab")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A cooperative needs three founders [1]. It keeps a register [2].", []),
        (f"A cooperative needs three founders [1].\n{REMARKS[3]}", []),
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
    given = replace(answer(text, citation(FOUNDERS), citation(REGISTER, 2)), remarks=REMARKS)
    assert list(unmarked(given)) == expected


def test_a_quote_of_several_sentences_is_one_statement() -> None:
    quote = "A cooperative needs three founders. It keeps a register."
    assert list(unmarked(answer("A cooperative needs three founders. It keeps a register [1].", citation(quote)))) == []
    lines = "It keeps a register.\nArticle 9\nIts capital is variable."
    said = "It keeps a register. Article 9 Its capital is variable [1]."
    assert list(unmarked(answer(said, citation(lines)))) == []
