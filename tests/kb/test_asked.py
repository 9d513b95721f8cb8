"""What is looked for: parts of a question, for each place, in the words of its laws."""

from __future__ import annotations

import numpy as np
import pytest

from kb.asked import Place, asked_about
from kb.model import Interpretation
from tests.ingest.fakes import WordEmbedder

EN = Interpretation(language="en", topic="a topic")


def test_a_question_about_one_place_is_asked_as_it_is() -> None:
    question = "How many members does a cooperative need in Spain?"
    ((asked,),) = asked_about(WordEmbedder(), question, EN, [Place("ES", ("ca", "es"))])
    assert (asked.text, asked.topic, asked.label) == (question, "a topic", "")
    assert {"members", "minimum", "cooperative", "formation"} <= set(asked.concepts)
    assert [wording.language for wording in asked.wordings] == ["en", "ca", "es"]
    spanish = asked.wordings[-1].text
    assert "socios" in spanish and "mínimo" in spanish and "constitución" not in spanish  # implied, not asked


def test_each_place_is_asked_about_without_the_others() -> None:
    question = "Compare the legal reserve in Spain and Italy."
    (spain,), (italy,) = asked_about(WordEmbedder(), question, EN, [Place("ES", ("es",)), Place("IT", ("it",))])
    assert "Italy" not in spain.text and "Spain" in spain.text
    assert "Spain" not in italy.text and "Italy" in italy.text
    assert not np.array_equal(spain.vector, italy.vector)
    assert "riserva legale" in italy.wordings[-1].text


def test_parts_keep_some_of_the_whole_and_say_which_they_are() -> None:
    question = "How many members does a cooperative need, and can it have outside investors?"
    (parts,) = asked_about(WordEmbedder(), question, EN, [Place("ES", ("es",))])
    assert [part.label for part in parts] == [part.text for part in parts]
    assert [part.text for part in parts][1] == "can it have outside investors?"
    assert "investors" in parts[1].concepts and "investors" not in parts[0].concepts
    assert all(np.linalg.norm(part.vector) == pytest.approx(1, abs=1e-5) for part in parts)
    ((whole,),) = asked_about(WordEmbedder(), question, EN, [Place("ES", ("es",))], whole=True)
    assert whole.text == question


def test_the_topic_of_a_part_holds_no_names_of_laws() -> None:
    question = "What does the Civil Code say about founders, and what must the reserve fund hold at least?"
    topic = "What does the say about founders, and what must the reserve fund hold at least?"
    (parts,) = asked_about(WordEmbedder(), question, Interpretation("en", topic=topic), [Place("DE", ("de",))])
    assert [part.topic for part in parts] == [
        "What does the say about founders",
        "what must the reserve fund hold at least?",
    ]


def test_any_place_is_asked_about_in_the_language_of_the_question_only() -> None:
    ((asked,),) = asked_about(WordEmbedder(), "What is a quorum?", EN, [Place("", ("es", "fr"))])
    assert [wording.language for wording in asked.wordings] == ["en"]


def test_what_the_glossary_does_not_know_has_no_words() -> None:
    ((asked,),) = asked_about(WordEmbedder(), "Who won the cup?", EN, [Place("", ())])
    assert asked.wordings == () and asked.concepts == ()
