"""The bundled briefs answer what a newcomer asks first, with the real model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.model import Filters
from kb.resources import bundled_manifests
from kb.settings import load_settings

#: The question of `make demo`.
DEMO = "How many members does a worker cooperative need in Spain, and can it have outside investors?"


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with KnowledgeBase(load_settings(data=tmp_path_factory.mktemp("briefs"))) as opened:
        assert not index(opened, load_sources(bundled_manifests())).failed
        yield opened


def test_the_demo_is_answered_from_the_right_sections(kb: KnowledgeBase) -> None:
    answer = kb.ask(DEMO)
    assert not answer.abstained and {c.jurisdiction for c in answer.citations} == {"ES"}
    assert any("three members" in c.quote and "art. 8" in c.quote for c in answer.citations)
    assert any("collaborating members" in c.quote and "art. 14" in c.quote for c in answer.citations)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2031, 1, 1)])
def test_a_brief_is_there_from_the_year_of_its_publication(kb: KnowledgeBase, day: date) -> None:
    assert not kb.ask(DEMO, Filters(as_of=day)).abstained


@pytest.mark.parametrize(
    ("question", "where", "said"),
    [
        ("What is the minimum number of members of a cooperative in Germany?", "DE", "at least three members"),
        ("How many members does a cooperative need in Germany?", "DE", "at least three members"),
        ("Wie viele Mitglieder braucht eine Genossenschaft in Deutschland?", "DE", "at least three members"),
        ("¿Cuántos socios necesita una cooperativa en Italia?", "IT", "at least nine members"),
        ("Quanti soci servono per una cooperativa in Italia?", "IT", "at least nine members"),
        ("Combien de membres faut-il pour une coopérative au Chili ?", "CL", "at least five members"),
        ("What is the minimum number of members of a Mexican cooperative?", "MX", "at least five members"),
    ],
)
def test_the_first_sentence_says_the_number_that_was_asked_for(
    kb: KnowledgeBase, question: str, where: str, said: str
) -> None:
    answer = kb.ask(question)
    assert {c.jurisdiction for c in answer.citations} == {where}
    assert said in answer.citations[0].quote


def test_what_another_form_needs_is_not_said_of_a_cooperative(kb: KnowledgeBase) -> None:
    answer = kb.ask("Combien de membres faut-il pour créer une coopérative en France ?")
    assert not any("mutuelle" in c.quote.lower() or "mutual" in c.quote.lower() for c in answer.citations)
