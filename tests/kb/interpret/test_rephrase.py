"""Questions for the least number of something, in the words of a law's heading."""

from __future__ import annotations

import pytest

from kb.interpret.rephrase import in_legal_words


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("How many members does a cooperative need in Germany?", "Minimum number of members"),
        ("How many founders are required?", "Minimum number of founders"),
        ("¿Cuántos socios necesita una cooperativa?", "Número mínimo de socios"),
        ("Combien de membres faut-il ?", "Nombre minimum de membres"),
        ("Wie viele Mitglieder braucht eine Genossenschaft?", "Mindestzahl der Mitglieder"),
        ("Quanti soci servono?", "Numero minimo dei soci"),
        ("Quantas pessoas são necessárias para fundar?", "Número mínimo de pessoas"),
        ("What is a cooperative?", ""),
        ("How many votes has a member?", ""),
        ("How many members must a cooperative in Italy not exceed?", ""),
        ("What is the maximum: how many members may it need?", ""),
    ],
)
def test_the_heading_is_added_where_it_is_known(question: str, added: str) -> None:
    assert in_legal_words(question) == f"{question} {added}".strip()
