"""A question that asks several things is taken apart; a remark on a question is none."""

from __future__ import annotations

import pytest

from kb.interpret.clauses import clauses


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many members does a cooperative need, and can it have investors from outside?", 2),
        ("How many members are needed? Who registers the cooperative?", 2),
        ("¿Cuántos socios necesita la cooperativa y puede tener socios inversores?", 2),
        ("Combien de membres faut-il au minimum, et qui tient le registre des coopératives ?", 2),
        ("How many members does a cooperative need?", 1),
        ("How long must books and records be kept?", 1),
        ("Can a cooperative become a company? Compare Argentina and Spain.", 1),
        ("Profits and reserves in India and Malaysia", 1),
        ("Who may join, and how?", 1),
    ],
)
def test_parts_of_a_question(question: str, parts: int) -> None:
    found = clauses(question)
    assert len(found) == parts
    assert all(part in question for part in found)
