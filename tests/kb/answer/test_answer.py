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
from kb.catalog import NoVersionError
from kb.errors import QuestionError
from kb.model import AbstainReason, Answer, Citation, Filters, Interpretation, Span
from kb.retrieve import Found
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
RULES = """# Cooperative Rules

## Section 1 Fees

A member pays the fee within ten days.

## Section 2 Votes

Every member has one vote in the assembly, as note [3] explains.

## Section 3 Which members may be expelled from the society by its board

The board decides so by a majority of two thirds of those who are present.

## Section 4 Surplus

1. The meeting decides on the surplus of the year.

2. A tenth of the surplus goes to the reserve of the society.
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
    texts = {"in-act": INDIA, "in-rules": RULES, "es-old": SPAIN_OLD, "es-new": SPAIN_NEW}
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text)
    manifest = folder / "corpus.toml"
    manifest.write_text(
        '[corpus]\nid = "t"\ntitle = "T"\n'
        + TABLE.format(id="in-act", title="Village Co-op Act", where="IN", language="en", more="year = 1990")
        + TABLE.format(id="in-rules", title="Village Co-op Rules 2001", where="IN", language="en", more="")
        + TABLE.format(
            id="es-old",
            title="Ley general antigua de cooperativas",
            where="ES",
            language="es",
            more="year = 1980\nin_force_to = 2000-01-01",
        )
        + TABLE.format(
            id="es-new",
            title="Ley nueva de sociedades cooperativas",
            where="ES",
            language="es",
            more="in_force_from = 2000-01-01",
        )
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
    # what stands between the two is another item, and nothing of it is said
    assert "(2) The application shall state: … (b) the address of its registered office [1] [2]." in answer.answer
    assert [c.quote for c in answer.citations][:2] == [
        "(2) The application shall state:",
        "(b) the address of its registered office.",
    ]


def test_a_provision_that_is_named_is_quoted_itself(kb: KnowledgeBase) -> None:
    for question, said in (
        ("What does section 2(1) of the Village Co-op Act say?", ["(1) A cooperative needs at least five members."]),
        ("What does s. 2(2)(a) of the Village Co-op Act say?",
         ["(2) The application shall state:\n(a) the name of the cooperative;"]),
        ("What does section 2 of the Village Co-op Act say?",
         ["(1) A cooperative needs at least five members.",
          "(2) The application shall state:\n(a) the name of the cooperative;\n"
          "(b) the address of its registered office."]),
    ):  # fmt: skip
        answer = kb.ask(question)
        holds(kb, answer)
        assert [re.sub("\n+", "\n", c.quote) for c in answer.citations] == said


def ask_what_section_1_says(folder: Path, section: str) -> Answer:
    """Of an act with that section only."""
    (folder / "in-act.md").write_text(f"# Garden Act\n\n## Section 1 Garden\n\n{section}\n")
    (folder / "corpus.toml").write_text(
        '[corpus]\nid = "t"\ntitle = "T"\n'
        + TABLE.format(id="in-act", title="Garden Act", where="IN", language="en", more="")
    )
    settings = load_settings(data=folder / "data", environ={"KB_ANSWER_MIN_CONFIDENCE": "0"})
    with KnowledgeBase(settings, embedder=WordEmbedder()) as kb:
        assert not index(kb, load_sources([folder / "corpus.toml"])).failed
        return kb.ask("What does section 1 of the Garden Act say?")


def test_a_list_that_is_too_long_for_a_quote_is_seen_to_go_on(tmp_path: Path) -> None:
    items = "\n\n".join(f"({letter}) {'the gate of the garden ' * 6}{letter};" for letter in "abcdefgh")
    head = "The keeper of the garden closes in the evening"
    answer = ask_what_section_1_says(tmp_path, f"{head}\n\n{items}")
    assert answer.answer.startswith("The keeper of the garden closes in the evening (a) the gate")
    assert "… [1]." in answer.answer


def test_the_law_in_force_is_cited_by_default(kb: KnowledgeBase) -> None:
    answer = kb.ask("¿Cuántos socios necesita la cooperativa en España?")
    holds(kb, answer)
    assert {c.doc_id for c in answer.citations} == {"es-new"}


@pytest.mark.parametrize(("day", "doc"), [(date(1999, 12, 31), "es-old"), (date(2000, 1, 1), "es-new")])
def test_the_law_in_force_on_the_day_asked_about_is_cited(kb: KnowledgeBase, day: date, doc: str) -> None:
    answer = kb.ask("¿Cuántos socios necesita la cooperativa en España?", Filters(as_of=day))
    holds(kb, answer)
    assert {c.doc_id for c in answer.citations} == {doc}


def test_a_law_that_is_named_and_applies_no_longer_is_quoted_and_called_that(kb: KnowledgeBase) -> None:
    for question in (
        "¿Cuántos socios pedía la Ley general antigua de cooperativas?",
        "artículo 1 de la Ley general antigua de cooperativas",
    ):
        answer = kb.ask(question)
        holds(kb, answer)
        assert {c.doc_id for c in answer.citations} == {"es-old"}
        assert "Ley general antigua de cooperativas no está en vigor desde el 2000-01-01." in answer.answer


def test_a_named_law_is_not_quoted_for_a_day_on_which_it_did_not_apply(kb: KnowledgeBase) -> None:
    answer = kb.ask("artículo 1 de la Ley general antigua de cooperativas", Filters(as_of=date(2010, 1, 1)))
    assert (answer.abstained, answer.reason) == (True, AbstainReason.NOT_IN_FORCE)


def test_nothing_in_force_then_is_said(kb: KnowledgeBase) -> None:
    answer = kb.ask("¿Cuántos socios necesita la cooperativa en España?", Filters(as_of=date(1970, 1, 1)))
    assert (answer.abstained, answer.reason) == (True, AbstainReason.NOT_IN_FORCE)


def test_only_the_named_jurisdiction_is_cited(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need in Spain?")
    assert {c.jurisdiction for c in answer.citations} == {"ES"}


def test_a_kind_of_source_that_is_not_indexed_does_not_silence_the_law(kb: KnowledgeBase) -> None:
    answer = kb.ask("According to the guide, how many members does a village co-op need in India?")
    assert not answer.abstained and answer.widened and {c.doc_id[:2] for c in answer.citations} == {"in"}


def test_a_law_that_applies_no_longer_is_compared_with_one_that_does(kb: KnowledgeBase) -> None:
    answer = kb.ask(
        "Compara el artículo 1 de la Ley general antigua de cooperativas y el artículo 1 de la Ley nueva de sociedades "
        "cooperativas"
    )
    assert {c.doc_id for c in answer.citations} == {"es-old", "es-new"}
    assert any("2000-01-01" in remark for remark in answer.remarks)


def test_a_law_that_is_not_indexed_is_not_answered_from_another(kb: KnowledgeBase) -> None:
    answer = kb.ask("What does section 2 of the Indian Companies Act 2013 say?")
    assert (answer.abstained, answer.reason) == (True, AbstainReason.SUBJECT)
    assert answer.answer.startswith("Not covered: Indian Companies Act 2013.")
    both = kb.ask("What do s. 2(1) of the Village Co-op Act and s. 2 of the Indian Companies Act 2013 say?")
    assert {c.doc_id for c in both.citations} == {"in-act"}
    assert "Not covered: Indian Companies Act 2013." in both.remarks


def test_a_list_that_a_remark_interrupts_is_seen_to_go_on(tmp_path: Path) -> None:
    law = "The keeper of the garden keeps:\n\n(a) the key of the gate;\n\nAmended in 2016\n\n(b) the key of the well."
    answer = ask_what_section_1_says(tmp_path, law)
    assert answer.answer.startswith("The keeper of the garden keeps: (a) the key of the gate … [1].")


# -- provisions and laws that a question names


def test_a_provision_that_a_question_names_is_quoted(kb: KnowledgeBase) -> None:
    answer = kb.ask("What does section 1 of the Village Co-op Rules 2001 say?")
    holds(kb, answer)
    assert {(c.doc_id, c.locator) for c in answer.citations} == {("in-rules", "s. 1")}
    assert answer.passages[0].score == 1.0


def test_each_provision_is_quoted_from_its_own_law(kb: KnowledgeBase) -> None:
    answer = kb.ask("Compare section 1 of the Village Co-op Rules 2001 and section 2 of the Village Co-op Act")
    holds(kb, answer)
    assert {(c.doc_id, c.locator.split("(")[0]) for c in answer.citations} == {("in-rules", "s. 1"), ("in-act", "s. 2")}
    assert "Village Co-op Rules 2001, s. 1: " in answer.answer


def test_a_provision_that_the_law_does_not_have_is_not_answered(kb: KnowledgeBase) -> None:
    answer = kb.ask("What does section 999 of the Village Co-op Rules 2001 say?")
    assert (answer.abstained, answer.reason, answer.citations) == (True, AbstainReason.PROVISION, ())
    assert answer.answer == "Village Co-op Rules 2001 has no s. 999; it has s. 1 to s. 4."


def test_of_two_provisions_the_missing_one_is_named(kb: KnowledgeBase) -> None:
    answer = kb.ask("Compare section 1 of the Village Co-op Rules 2001 and section 99 of the Village Co-op Act")
    holds(kb, answer)
    assert not answer.abstained
    assert "Village Co-op Act has no s. 99" in answer.answer


def test_a_law_that_a_question_names_is_searched(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members does a cooperative need under the Village Co-op Rules 2001?")
    assert {p.meta.id for p in answer.passages} == {"in-rules"}


def test_where_the_named_law_is_silent_another_is_quoted_and_called_that(kb: KnowledgeBase) -> None:
    settings = kb.settings.model_copy(update={"answer": kb.settings.answer.model_copy(update={"min_confidence": 0.99})})
    with KnowledgeBase(settings, embedder=WordEmbedder()) as strict:
        strict._store = kb.store  # one owner of the vectors
        try:
            answer = strict.ask("How many members does a cooperative need? See the Village Co-op Rules 2001.")
        finally:
            strict._store = None
    holds(kb, answer)
    assert {c.doc_id for c in answer.citations} == {"in-act"}
    assert "Village Co-op Rules 2001: no answer found there" in answer.answer


def test_a_number_in_brackets_of_the_source_is_no_marker(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many votes has every member in the assembly under the Village Co-op Rules 2001?")
    holds(kb, answer)
    assert "as note (3) explains [1]." in answer.answer
    assert "note [3]" in answer.citations[0].quote


def test_the_number_of_a_paragraph_is_no_sentence_of_an_answer(kb: KnowledgeBase) -> None:
    answer = kb.ask("What part of the surplus goes to the reserve of the society under the Village Co-op Rules 2001?")
    holds(kb, answer)
    assert "2. A tenth of the surplus" in kb.text("in-rules")
    assert answer.citations[0].quote.startswith("A tenth of the surplus")
    assert answer.citations[0].locator.endswith("4(2)")


def test_what_a_filter_lacks_is_told_where_others_cover_it(kb: KnowledgeBase) -> None:
    answer = kb.ask("How many members?", Filters(jurisdiction=("ES-GA",)))
    assert answer.reason is AbstainReason.FILTERS
    assert "Galicia (Spain) is covered by Spain (ES)." in answer.answer


# -- what a faulty part cannot make us say


def test_a_store_that_ignores_filters_changes_no_answer(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    search = kb.store.search_hybrid
    monkeypatch.setattr(
        kb.store,
        "search_hybrid",
        lambda v, q, lang, limit, _filters, wordings=(): search(v, q, lang, limit, Filters(any_date=True), wordings),
    )
    found, _ = kb.search("cooperativa socios", Filters(jurisdiction=("ES",)))
    assert {scored.meta.id for scored in found} == {"es-new"}


def test_a_statement_of_another_jurisdiction_is_removed(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = kb.ask("¿Cuántos socios necesita la cooperativa en España?").passages[0]
    statement = Statement(foreign.passage, foreign.meta, foreign.passage.span, 1.0)
    monkeypatch.setattr("kb.answer.pipeline.extract", lambda *_: [statement])
    answer = kb.ask("How many members does a cooperative need in India?")
    assert (answer.abstained, answer.citations) == (True, ())


def test_a_heading_is_not_quoted_as_an_answer(kb: KnowledgeBase) -> None:
    answer = kb.ask("Which members may be expelled from the society by its board?", Filters(document=("in-rules",)))
    assert answer.citations
    assert all("Which members" not in c.quote for c in answer.citations)


def test_a_document_replaced_meanwhile_is_answered_from_its_new_version(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, calls = kb.catalog.text, []

    def gone_once(version: str) -> str:
        calls.append(version)
        if len(calls) == 1:
            raise NoVersionError(version)
        return read(version)

    monkeypatch.setattr(kb.catalog, "text", gone_once)
    answer = kb.ask("How many members does a cooperative need in India?")
    assert not answer.abstained
    assert len(calls) > 1


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


def searched(kb: KnowledgeBase, filters: Filters) -> Found:
    return Found("", (), (), Interpretation("en"), filters, kb.snapshot())


def citation(kb: KnowledgeBase) -> Citation:
    document = kb.document("in-act")
    passage, _ = kb.catalog.stored(document.version_id)[1][-1]
    return cite(kb, Statement(passage, document.meta, passage.span, 1.0), 7)


def test_a_true_citation_stands(kb: KnowledgeBase) -> None:
    assert check(kb, citation(kb), searched(kb, Filters()), ()) == ""


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
    assert check(kb, replace(citation(kb), **change), searched(kb, filters), codes)


def test_a_line_with_a_false_citation_is_removed_and_the_rest_numbered_anew(kb: KnowledgeBase) -> None:
    good = citation(kb)
    bad = replace(good, quote="invented", n=1)
    draft, problems = verify(kb, Draft((Line("Bad", (bad,)), Line("Good", (good,))), 0.9), searched(kb, Filters()), ())
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


def test_passages_lie_within_the_stored_text(kb: KnowledgeBase) -> None:
    found = kb.ask("members").passages
    assert found
    for scored in found:
        assert Span(0, len(kb.text(scored.passage.doc_id))).contains(scored.passage.span)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(kb: KnowledgeBase, limit: int) -> None:
    with pytest.raises(QuestionError, match="one passage or more"):
        kb.search("members", limit=limit)


def test_as_many_passages_as_asked_for(kb: KnowledgeBase) -> None:
    assert len(kb.search("members of a cooperative in India and in Spain", limit=1)[0]) == 1


def test_bytes_that_are_no_text_are_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(QuestionError, match="UTF-8"):
        kb.ask("\ud800 members")
