"""Values that the tests of this package make."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from eval.golden import Question
from kb.embed.base import Vectors
from kb.model import (
    Answer,
    Citation,
    DocumentMeta,
    Filters,
    Interpretation,
    Kind,
    Passage,
    ScoredPassage,
    Span,
)

__all__ = ["ES_TEXT", "Words", "answer", "citation", "meta", "question", "scored"]

ES_TEXT = "Article 8\nA cooperative needs three founders. It keeps a register.\nArticle 9\nIts capital is variable."


class Words:
    """An embedder whose tokens are words and whose vectors are bags of hashed words."""

    name = "words@test"
    dim = 64
    max_tokens = 512

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dim), 0.1, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.casefold().split():
                row[zlib.crc32(word.strip(".,;:?").encode()) % self.dim] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    embed_queries = embed_passages


def question(**values: Any) -> Question:
    given: dict[str, Any] = {
        "id": "q",
        "question": "How many founders?",
        "language": "en",
        "category": "factual",
        "answerable": True,
        "jurisdictions": (),
        "filters": Filters(),
        "gold": (),
        "must_include": (),
    }
    return Question(**(given | values))


def meta(doc_id: str = "es-act", jurisdiction: str = "ES", **values: Any) -> DocumentMeta:
    return DocumentMeta(doc_id, "An act", Kind.LAW, jurisdiction, "en", **values)


def citation(quote: str, n: int = 1, *, text: str = ES_TEXT, **values: Any) -> Citation:
    """A citation of the first place of ``quote`` in ``text``."""
    start = text.index(quote)
    given: dict[str, Any] = {
        "n": n,
        "passage_id": "p-1",
        "doc_id": "es-act",
        "title": "An act",
        "kind": "law",
        "jurisdiction": "ES",
        "language": "en",
        "locator": "art. 8",
        "path": (),
        "page": None,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "source_url": None,
        "url": "",
    }
    return Citation(**(given | values))


def scored(doc_id: str, text: str, passage_id: str = "p-1", score: float = 0.5) -> ScoredPassage:
    passage = Passage(passage_id, doc_id, "v", 0, Span(0, len(text)), text, "", "art. 8", ())
    return ScoredPassage(passage, meta(doc_id), score)


def answer(text: str, *citations: Citation, abstained: bool = False, **values: Any) -> Answer:
    given: dict[str, Any] = {
        "question": "How many founders?",
        "language": "en",
        "answer": text,
        "abstained": abstained,
        "confidence": 0.8,
        "citations": citations,
        "passages": (),
        "interpretation": Interpretation("en"),
        "generator": "extractive",
        "notice": "",
        "timings_ms": {},
    }
    return Answer(**(given | values))
