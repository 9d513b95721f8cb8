"""What speaks for a sentence, and against it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kb.answer.judge import SIGNALS, WEIGHTS, Candidate, signals
from kb.asked import Place, asked_about
from kb.model import DocumentMeta, Interpretation, Kind, Passage, ScoredPassage, Span
from kb.retrieve import Group
from tests.ingest.fakes import WordEmbedder

KB = SimpleNamespace(
    embedder=WordEmbedder(), calibration=lambda cosine: cosine, plain_calibration=lambda cosine: cosine
)
QUESTION = "How many members does a cooperative need at least?"


def scored(text: str, *, title: str = "An Act", code: str = "ES", path: tuple[str, ...] = (), score: float = 0.5):
    passage = Passage("p", "d", "v", 0, Span(0, len(text)), text, "", "art. 1", path)
    return ScoredPassage(
        passage, DocumentMeta("d", title, Kind.LAW, code, "en"), score, {"cosine": 0.8, "fused": score}
    )


def judged(*texts: str, question: str = QUESTION, code: str = "ES", of: tuple[str, ...] = ()) -> dict[str, list[float]]:
    """The signals of each sentence, by name."""
    ((asked,),) = asked_about(KB.embedder, question, Interpretation("en", topic=question), [Place("ES", ("en",))])
    of = of or (code,) * len(texts)
    candidates = [Candidate(scored(t, code=c), Span(0, len(t)), 0, t) for t, c in zip(texts, of, strict=True)]
    table = signals(KB, Group(code, (code,), asked, tuple(c.scored for c in candidates)), candidates)
    assert table.shape == (len(texts), len(WEIGHTS))
    return {name: list(table[:, SIGNALS.index(name)]) for name in SIGNALS}


def test_the_number_that_is_asked_for() -> None:
    found = judged("At least three members.", "At least three directors of the board.", "Members meet yearly.")
    assert found["number"] == [1, 1, 0]
    assert found["least"] == [1, 1, 0]
    assert found["counted"] == [1, -1, 0]
    assert judged("The capital is at least ten euros.")["counted"] == [-1]
    assert judged("At least three members hold the capital.")["counted"] == [1]


def test_a_body_that_the_question_names_is_not_held_against_a_sentence() -> None:
    found = judged("At least three members of the board.", question="How many members must the board have at least?")
    assert found["counted"] == [1]


def test_a_special_kind_that_was_not_asked_about() -> None:
    sentence = "A housing cooperative needs at least ten members."
    assert judged(sentence)["special"] == [1]
    assert judged(sentence, question="How many members does a housing cooperative need?")["special"] == [0]
    assert judged("A cooperative other than a housing cooperative needs five members.")["special"] == [0]
    assert judged("Other than the rest, it is said, a housing cooperative needs five members.")["special"] == [1]


@pytest.mark.parametrize(
    ("text", "expected"), [("A mutual needs five members.", 1), ("A co-op needs five members.", 0)]
)
def test_another_legal_form(text: str, expected: int) -> None:
    assert judged(text)["other_form"] == [expected]


def test_the_law_of_the_country_where_the_region_has_its_own() -> None:
    found = judged("At least two members.", "At least three members.", code="ES-CT", of=("ES-CT", "ES"))
    assert found["another_law"] == [0, 1]
    assert judged("At least three members.", code="ES-CT", of=("ES",))["another_law"] == [0]


def test_concepts_are_counted_in_sentence_and_headings() -> None:
    found = judged("A cooperative needs at least three members.", "Nothing of that.")
    assert found["concepts"][0] > found["concepts"][1] == 0
    assert found["words"][0] > found["words"][1]


def test_a_text_of_too_many_tokens_is_cut() -> None:
    found = judged("a b " * 200, "At least three members.")  # 128 words are the most
    assert found["meaning"][1] > found["meaning"][0]
