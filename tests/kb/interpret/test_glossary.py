"""What a question is about, in the words of another language."""

from __future__ import annotations

import pytest

from kb.interpret.glossary import concepts, translated
from kb.vocabulary import table


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("How many members does a cooperative need?", "en", {"members", "minimum", "cooperative"}),
        ("¿Qué porcentaje va a la reserva legal?", "es", {"percentage", "legal-reserve"}),
        ("Combien de membres faut-il ?", "fr", {"members", "minimum"}),
        ("Mit welcher Frist kann ein Mitglied kündigen?", "de", {"period", "members"}),
        ("Quanti soci servono?", "it", {"members", "minimum"}),
        ("협동조합의 조합원은 최소 몇 명?", "ko", {"members", "minimum", "cooperative"}),
        ("may a member vote by proxy at the general meeting", "en", {"members", "vote", "proxy", "general-meeting"}),
        ("Who won the cup?", "en", set()),
        ("Kto?", "pl", set()),  # a language that the glossary does not speak
    ],
)
def test_concepts_of_a_question(question: str, language: str, expected: set[str]) -> None:
    assert expected <= set(concepts(question, language))
    assert expected or not concepts(question, language)


def test_a_word_counts_in_its_forms_and_not_within_another() -> None:
    assert "proxy" not in concepts("approximately", "en")
    assert "board" in concepts("the directors'", "en")
    assert "age" not in concepts("agenda of the package", "en")


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("Can it be done without a lawyer?", "en", "period"),
        ("a personal matter", "en", "members"),
        ("professional advice", "en", "surplus"),
        ("when the meeting is convened", "en", "conversion"),
        ("¿Cuál es el capital de la sociedad?", "es", "members"),
        ("Was ist eine Genossenschaft?", "de", "members"),
        ("Wie hoch ist das Kapital?", "de", "maximum"),
        ("une association sportive", "fr", "members"),
        ("un'associazione", "it", "members"),
        ("el derecho del socio", "es", "fee"),
        ("o capital da sociedade", "pt", "members"),
    ],
)
def test_a_word_that_only_begins_alike_names_nothing(text: str, language: str, concept: str) -> None:
    assert concept not in concepts(text, language)


@pytest.mark.parametrize("language", ["es", "fr", "de", "it", "pt", "ca", "ko"])
def test_a_wording_is_recognised_as_what_it_words(language: str) -> None:
    for concept, words in table("glossary").items():
        if language in words:
            assert concept in concepts(translated((concept,), language), language), concept


def test_no_word_where_the_glossary_has_none() -> None:
    assert translated(("employee-owned",), "ko") == ""
    assert translated((), "es") == ""
