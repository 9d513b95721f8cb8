"""The check of citations sees each one, and sees a wrong one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench.citations import check
from kb.base import KnowledgeBase
from kb.model import Answer, Filters
from kb.settings import AnswerSettings

GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden.jsonl"


@pytest.fixture
def talkative(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    """Declines nothing that it finds."""
    answers = AnswerSettings(min_confidence=0.0)  # type: ignore[call-arg]
    monkeypatch.setattr(kb, "settings", kb.settings.model_copy(update={"answer": answers}))
    return kb


def test_it_asks_on_until_enough_citations_were_seen(talkative: KnowledgeBase) -> None:
    count = check(talkative, GOLDEN, 60)
    assert count.citations >= 60
    assert count.exact == count.citations
    assert count.passages_exact == count.passages > 0
    assert count.golden == 7 < count.questions  # one golden question names a document that is not indexed
    assert count.documents == 3
    assert count.problems == []


def test_the_same_seed_asks_the_same(talkative: KnowledgeBase) -> None:
    first, second = (replace(check(talkative, GOLDEN, 40, seed=7), seconds=0.0) for _ in range(2))
    assert first == second


def test_a_quote_that_is_not_the_stored_text_is_counted(
    talkative: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = talkative.ask

    def shifted(question: str, filters: Filters | None = None, limit: int | None = None) -> Answer:
        answer = ask(question, filters, limit)
        moved = [replace(c, start=c.start + 1, end=c.end + 1) if c.n == 1 else c for c in answer.citations]
        return replace(answer, citations=tuple(moved))

    monkeypatch.setattr(talkative, "ask", shifted)
    count = check(talkative, GOLDEN, 20)
    answered = count.questions - count.declined
    assert count.citations - count.exact == answered > 0
    assert len(count.problems) == answered
