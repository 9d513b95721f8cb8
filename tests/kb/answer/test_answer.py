"""An answer says only what it cites, cites verbatim, and keeps to the jurisdiction and the day asked about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from kb.answer.cite import cite
from kb.answer.draft import Draft, Line, compose
from kb.answer.extract import Statement
from kb.answer.verify import check, verify
from kb.base import KnowledgeBase
from kb.errors import QuestionError
from kb.model import AbstainReason, Answer, Citation, Filters, Span
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder

INDIA = """# Cooperative Act

## Section 1 Name

The name of a cooperative ends with the word limited.

## Section 2 Members

(1) A cooperative needs at least five members.

(2) The application shall state:

(a) the name of the cooperative;

(b) the address of its registered office.
"""
SPAIN_OLD = "# Ley antigua\n\n## Artículo 1. Socios\n\nLa cooperativa necesita al menos siete socios.\n"
SPAIN_NEW = "# Ley nueva\n\n## Artículo 1. Socios\n\nLa cooperativa necesita al menos tres socios.\n"
TABLE = """
[[document]]
id = "{id}"
title = "{title}"
kind = "law"
jurisdiction = "{where}"
language = "{language}"
file = "{id}.md"
{more}
"""


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("answers")
    texts = {"in-act": INDIA, "es-old": SPAIN_OLD, "es-new": SPAIN_NEW}
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text)
    manifest = folder / "corpus.toml"
    manifest.write_text(
        '[corpus]\nid = "t"\ntitle = "T"\n'
        + TABLE.format(id="in-act", title="Cooperative Act", where="IN", language="en", more="year = 1990")
        + TABLE.format(
            id="es-old", title="Ley antigua", where="ES", language="es", more="year = 1980\nin_force_to = 2000-01-01"
        )
        + TABLE.format(id="es-new", title="Ley nueva", where="ES", language="es", more="in_force_from = 2000-01-01")
    )
    settings = load_settings(data=folder / "data", environ={"KB_ANSWER_MIN_CONFIDENCE": "0"})
    with KnowledgeBase(settings, embedder=WordEmbedder()) as opened:
        assert not index(opened, load_sources([manifest])).failed
        yield opened


def holds(kb: KnowledgeBase, answer: Answer) -> None:
    """The invariants of the contract."""
    numbers = {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)}
    assert numbers == {citation.n for citation in answer.citations}
    assert answer.abstained == (not answer.citations)
    for citation in answer.citations:
        assert kb.text(citation.doc_id)[citation.start : citation.end] == citation.quote
    for scored in answer.passages:
        passage = scored.passage
        assert kb.text(passage.doc_id)[passage.span.start : passage.span.end] == passage.text


def test_the_sentence_that_answers_is_quoted_with_its_place(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in India?")
    holds(kb, answer)
    first = answer.citations[0]
    assert first.quote == "(1) A cooperative needs at least five members."
    assert (first.locator, first.path) == ("s. 2(1)", ("Cooperative Act", "Section 2 Members"))
    assert first.url == f"/documents/in-act?at={first.start}-{first.end}"
    assert answer.answer.startswith("(1) A cooperative needs at least five members [1].")


def test_an_item_is_quoted_with_the_head_of_its_list(kb: KnowledgeBase) -> None:
    answer = kb.ask("Must the application in India state the address of the registered office?")
    holds(kb, answer)
    assert any(
        "The application shall state:" in c.quote and "address of its registered office" in c.quote
        for c in answer.citations
    )


def test_the_law_in_force_is_cited_by_default(kb: KnowledgeBase) -> None:
    answer = kb.ask("¿Cuántos socios necesita la cooperativa en España?")
    holds(kb, answer)
    assert {c.doc_id for c in answer.citations} == {"es-new"}


@pytest.mark.parametrize(("day", "doc"), [(date(1999, 12, 31), "es-old"), (date(2000, 1, 1), "es-new")])
def test_the_law_in_force_on_the_day_asked_about_is_cited(kb: KnowledgeBase, day: date, doc: str) -> None:
    answer = kb.ask("¿Cuántos socios necesita la cooperativa en España?", Filters(as_of=day))
    holds(kb, answer)
    assert {c.doc_id for c in answer.citations} == {doc}


def test_nothing_in_force_then_is_said(kb: KnowledgeBase) -> None:
    answer = kb.ask("¿Cuántos socios necesita la cooperativa en España?", Filters(as_of=date(1970, 1, 1)))
    assert (answer.abstained, answer.reason) == (True, AbstainReason.NOT_IN_FORCE)


def test_only_the_named_jurisdiction_is_cited(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in Spain?")
    assert {c.jurisdiction for c in answer.citations} <= {"ES"}


def test_each_named_jurisdiction_has_its_part(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in India and in Spain?")
    holds(kb, answer)
    assert {c.jurisdiction for c in answer.citations} == {"IN", "ES"}
    assert "India: " in answer.answer
    assert "Spain: " in answer.answer


def test_the_law_of_a_country_quoted_for_its_region_is_called_that(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in Galicia?", answer_language="en")
    holds(kb, answer)
    assert {c.jurisdiction for c in answer.citations} == {"ES"}
    assert answer.answer.endswith("Galicia (Spain): quoted is the law of Spain.")


def test_regions_under_one_law_are_one_part(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in Galicia and in Murcia?", answer_language="en")
    holds(kb, answer)
    assert "Galicia (Spain): quoted is" in answer.answer
    assert "Murcia (Spain): quoted is" in answer.answer.replace("Región de ", "")
    assert len({c.quote for c in answer.citations}) == len(answer.citations)


def test_a_jurisdiction_that_is_not_covered_is_named_with_what_is(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in Norway?")
    assert (answer.abstained, answer.reason, answer.citations) == (True, AbstainReason.JURISDICTION, ())
    assert "Norway" in answer.answer
    assert "India" in answer.answer


def test_a_filter_and_a_named_jurisdiction_must_both_pass(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in Spain?", Filters(jurisdiction=("IN",)))
    assert answer.abstained
    assert not answer.citations


def test_each_part_of_a_question_is_answered(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in India, and what does its name end with?")
    holds(kb, answer)
    assert {"s. 1", "s. 2(1)"} <= {c.locator for c in answer.citations}


@pytest.mark.parametrize(
    ("question", "filters", "says"),
    [
        ("", Filters(), "empty"),
        ("  ?! ", Filters(), "empty"),
        ("x" * 5000, Filters(), "shorten"),
        ("members", Filters(jurisdiction=("Spain",)), "unknown jurisdiction 'Spain'"),
        ("members", Filters(kind=("novel",)), "unknown kind 'novel'"),
        ("members", Filters(language=("spanish",)), "unknown language"),
        ("members", Filters(document=("in-ac",)), "did you mean in-act"),
    ],
)
def test_an_impossible_question_is_refused_in_one_line(
    kb: KnowledgeBase, question: str, filters: Filters, says: str
) -> None:
    with pytest.raises(QuestionError, match=says) as caught:
        kb.ask(question, filters)
    assert "\n" not in str(caught.value)


# -- verification


def citation(kb: KnowledgeBase) -> Citation:
    document = kb.document("in-act")
    passage = kb.catalog.passages_of(document.version_id)[-1]
    return cite(kb, Statement(passage, document.meta, passage.span, 1.0), 7)


def test_a_true_citation_stands(kb: KnowledgeBase) -> None:
    assert check(kb, citation(kb), Filters(), ()) == ""


@pytest.mark.parametrize(
    ("change", "filters", "codes"),
    [
        ({"quote": "A cooperative needs six members."}, Filters(), ()),
        ({"quote": ""}, Filters(), ()),
        ({"start": 3}, Filters(), ()),
        ({"start": 10**9, "end": 10**9 + 5}, Filters(), ()),
        ({"doc_id": "absent"}, Filters(), ()),
        ({}, Filters(jurisdiction=("ES",)), ()),
        ({}, Filters(as_of=date(1980, 1, 1)), ()),
        ({}, Filters(), ("ES",)),
    ],
)
def test_a_false_citation_does_not_stand(kb: KnowledgeBase, change: dict, filters: Filters, codes: tuple) -> None:
    assert check(kb, replace(citation(kb), **change), filters, codes)


def test_a_line_with_a_false_citation_is_removed_and_the_rest_numbered_anew(kb: KnowledgeBase) -> None:
    good = citation(kb)
    bad = replace(good, quote="invented", n=1)
    draft, problems = verify(kb, Draft((Line("Bad", (bad,)), Line("Good", (good,))), 0.9), Filters(), ())
    assert [line.text for line in draft.lines] == ["Good"]
    assert [c.n for c in draft.citations] == [1]
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("Five are needed.", 1, "")], "Five are needed [1]."),
        ([("(b) the address;", 1, "")], "(b) the address [1]."),
        ([("조합원은 5명이다。", 1, "")], "조합원은 5명이다 [1]."),
        (
            [("One.", 1, "India"), ("Two.", 2, "India"), ("Tres.", 3, "Spain")],
            "India: One [1].\nTwo [2].\nSpain: Tres [3].",
        ),
        ([("A\n(a) b;\n(c) d.", 1, "")], "A (a) b; (c) d [1]."),
    ],
)
def test_markers_stand_before_the_full_stop(kb: KnowledgeBase, lines: list, expected: str) -> None:
    made = [Line(text, (replace(citation(kb), n=n),), lead) for text, n, lead in lines]
    assert compose(Draft(tuple(made), 1.0)) == expected


def test_spans_of_statements_are_ordered(kb: KnowledgeBase) -> None:
    for scored in kb.ask("members").passages:
        assert Span(0, len(kb.text(scored.passage.doc_id))).contains(scored.passage.span)
