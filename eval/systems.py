"""What is scored: the knowledge base as it is, and plain retrieval on the same index to compare it with.

The baselines take the question as it was typed, with the filters and the day that the golden set gives and nothing
that was read out of the question but its language (BM25 needs a stemmer): no jurisdictions, no named provisions, no
fusion, no reranking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from eval.golden import Question
from kb.model import Hit, ScoredPassage

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["BASELINES", "MAIN", "System", "bm25", "dense", "full"]

System = Callable[["KnowledgeBase", Question, int], list[ScoredPassage]]

#: The name under which the knowledge base itself is reported.
MAIN = "kb"


def full(kb: KnowledgeBase, question: Question, limit: int) -> list[ScoredPassage]:
    """What ``kb search`` finds."""
    passages, _ = kb.search(question.question, question.filters, limit)
    return passages[:limit]


def bm25(kb: KnowledgeBase, question: Question, limit: int) -> list[ScoredPassage]:
    """BM25 over all passages that pass the filters."""
    language = kb.interpreter.interpret(question.question).language
    return _passages(kb, kb.store.search_bm25(question.question, language, limit, question.filters))


def dense(kb: KnowledgeBase, question: Question, limit: int) -> list[ScoredPassage]:
    """Nearest passages by embedding."""
    vector = kb.embedder.embed_queries([question.question])[0]
    return _passages(kb, kb.store.search_dense(vector, limit, question.filters))


def _passages(kb: KnowledgeBase, hits: Sequence[Hit]) -> list[ScoredPassage]:
    known = kb.catalog.passages([hit.id for hit in hits])
    return [ScoredPassage(*known[hit.id], hit.score) for hit in hits if hit.id in known]


BASELINES: dict[str, System] = {"bm25": bm25, "dense": dense}
