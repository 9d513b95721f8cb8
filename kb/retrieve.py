"""Question → passages: understand it, choose where to look, search, rank.

Every jurisdiction that the question names is searched by itself, so that a comparison is not answered from one side
only; a provision that it names ("article 27 of Ley 27/1999") is looked up in the catalogue and comes first.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import QuestionError
from kb.interpret.clauses import clauses
from kb.interpret.rephrase import in_legal_words
from kb.jurisdiction import is_jurisdiction
from kb.model import DocumentMeta, Filters, Interpretation, Kind, Passage, ScoredPassage, SectionRole

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.embed.base import Vectors

__all__ = ["Found", "Group", "Retriever", "check_filters", "check_question"]

#: Cosine similarities of multilingual-e5 lie in a narrow band; these become 0 and 1 (measured on the dev questions).
_COSINE_ZERO, _COSINE_ONE = 0.75, 0.93
#: How much of the vector of a part of a question is its own; the rest is that of the whole question.
_PART = 0.6
#: What a provision named in the question scores.
_NAMED = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """What was found for one thing asked about one jurisdiction ("" where the question names none)."""

    jurisdiction: str
    question: str  # the whole question, or the part of it that asks one thing
    vector: Vectors  # (dim,) of that part
    codes: tuple[str, ...]  # of documents that may answer; empty: all
    passages: tuple[ScoredPassage, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search. ``passages`` are those of all groups, interleaved."""

    query: str  # trimmed
    passages: tuple[ScoredPassage, ...]
    groups: tuple[Group, ...]
    interpretation: Interpretation
    filters: Filters  # as applied: with the day that was meant
    timings_ms: dict[str, float] = field(default_factory=dict)


def check_question(question: str, longest: int) -> str:
    """The question, trimmed.

    Raises:
        QuestionError: it is empty or too long.
    """
    trimmed = " ".join(question.split())
    if not any(character.isalnum() for character in trimmed):
        raise QuestionError("the question is empty; ask something")
    if len(trimmed) > longest:
        raise QuestionError(f"the question has {len(trimmed):,} characters; shorten it to {longest:,}")
    return trimmed


def check_filters(filters: Filters, documents: Iterable[DocumentMeta]) -> None:
    """Raises QuestionError for a filter value that can never pass, with what to write instead."""
    for code in filters.jurisdiction:
        if not is_jurisdiction(code):
            raise QuestionError(f"unknown jurisdiction {code!r}; use codes like ES, ES-CT, EU, INT or OHADA")
    kinds = [str(kind) for kind in Kind]
    for kind in filters.kind:
        if kind not in kinds:
            raise QuestionError(f"unknown kind {kind!r}; use one of {', '.join(kinds)}")
    for language in filters.language:
        if not (len(language) == 2 and language.isascii() and language.islower()):
            raise QuestionError(f"unknown language {language!r}; use ISO 639-1 codes like en, fr, es")
    if filters.document:
        known = {meta.id for meta in documents}
        for doc_id in filters.document:
            if doc_id not in known:
                import difflib

                close = difflib.get_close_matches(doc_id, known, n=1)
                hint = f"; did you mean {close[0]}?" if close else "; see kb documents"
                raise QuestionError(f"no document {doc_id!r}{hint}")


class Retriever:
    """Searches a knowledge base. Thread-safe."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def search(self, query: str, filters: Filters, limit: int | None = None) -> Found:
        """Passages for a query, best first.

        Raises:
            QuestionError: an empty query, or a filter that can never pass.
        """
        settings = self._kb.settings
        limit = settings.search.limit if limit is None else limit
        query = check_question(query, settings.search.max_question)
        metas = [document.meta for document in self._kb.catalog.documents()]
        check_filters(filters, metas)
        began = time.perf_counter()
        interpreter = self._kb.interpreter
        meant = interpreter.interpret(query)
        if filters.as_of is None and not filters.any_date and meant.as_of:
            filters = replace(filters, as_of=meant.as_of)
        interpreted = time.perf_counter()
        asked = self._asked(query)
        embedded = time.perf_counter()
        groups = [
            self._group(part, vector, meant, filters, code, codes, limit)
            for code, codes in self._places(meant, filters)
            for part, vector in asked
        ]
        passages = _interleave([group.passages for group in groups])[: max(limit, len(groups))]
        return Found(
            query=query,
            passages=tuple(passages),
            groups=tuple(groups),
            interpretation=meant,
            filters=filters,
            timings_ms={
                "interpret": (interpreted - began) * 1000,
                "embed": (embedded - interpreted) * 1000,
                "search": (time.perf_counter() - embedded) * 1000,
            },
        )

    def _asked(self, query: str) -> list[tuple[str, Vectors]]:
        """The parts of a question with their vectors; each part keeps some of the meaning of the whole."""
        asked = clauses(query)
        texts = [query, *(asked if len(asked) > 1 else ())]
        whole, *single = self._kb.embedder.embed_queries([in_legal_words(text) for text in texts])
        if not single:
            return [(query, whole)]
        mixed = [_PART * vector + (1 - _PART) * whole for vector in single]
        return [(part, vector / np.linalg.norm(vector)) for part, vector in zip(asked, mixed, strict=True)]

    # -- where to look ----------------------------------------------------------------------------------------------

    def _places(self, meant: Interpretation, filters: Filters) -> list[tuple[str, tuple[str, ...]]]:
        """(named jurisdiction, codes of documents that may answer for it); nothing where all are ruled out."""
        named = meant.jurisdictions
        if not named:
            return [] if meant.uncovered else [("", filters.jurisdiction)]
        places = []
        for code in named:
            codes = self._kb.interpreter.coverage.search_codes(code)
            if filters.jurisdiction:
                codes = tuple(c for c in codes if c in filters.jurisdiction)
            if codes:
                places.append((code, codes))
        return places

    def _group(
        self,
        query: str,
        vector: Vectors,
        meant: Interpretation,
        filters: Filters,
        code: str,
        codes: tuple[str, ...],
        limit: int,
    ) -> Group:
        within = replace(filters, jurisdiction=codes)
        found = self._hybrid(in_legal_words(query), vector, meant.language, within)
        named = self._named(meant, within, vector)
        ahead = {scored.passage.id for scored in named}
        ranked = [*named, *(scored for scored in found if scored.passage.id not in ahead)]
        return Group(code, query, vector, codes, tuple(ranked[:limit]))

    # -- searching --------------------------------------------------------------------------------------------------

    def _hybrid(self, query: str, vector: Vectors, language: str, filters: Filters) -> list[ScoredPassage]:
        store = self._kb.store
        hits = store.search_hybrid(vector, query, language, self._kb.settings.search.candidates, filters)
        known = self._kb.catalog.passages([hit.id for hit in hits])
        vectors = store.vectors([hit.id for hit in hits if hit.id in known])
        scored = []
        for hit in hits:
            if hit.id not in known or hit.id not in vectors:
                continue  # of a version that is not, or no longer, current
            passage, meta = known[hit.id]
            cosine = float(vectors[hit.id] @ vector)
            scored.append(ScoredPassage(passage, meta, relevance(cosine), {"fused": hit.score, "cosine": cosine}))
        return [s for s in scored if allowed(s.meta, filters)]

    def _named(self, meant: Interpretation, filters: Filters, vector: Vectors) -> list[ScoredPassage]:
        """Passages of the provisions that the question names."""
        if not meant.references:
            return []
        wanted = replace(filters, document=filters.document or meant.documents)
        documents = [d for d in self._kb.catalog.documents(wanted) if allowed(d.meta, wanted)]
        if not wanted.document and len(documents) > _MANY:
            return []  # "article 5" of anything
        found: list[tuple[Passage, DocumentMeta]] = []
        for document in documents:
            for reference in meant.references:
                found.extend((p, document.meta) for p in self._kb.provision_passages(document, reference))
        unique = {passage.id: (passage, meta) for passage, meta in found if passage.role is not SectionRole.CONTENTS}
        vectors = self._kb.store.vectors(list(unique))
        scored = [
            ScoredPassage(passage, meta, _NAMED, {"named": 1.0, "cosine": float(vectors[passage_id] @ vector)})
            for passage_id, (passage, meta) in unique.items()
            if passage_id in vectors
        ]
        return sorted(scored, key=lambda s: -s.signals["cosine"])


#: A provision named without its law is looked up only where few documents could be meant.
_MANY = 12


def relevance(cosine: float) -> float:
    """A cosine similarity on a scale from 0 to 1 that is comparable between questions."""
    return float(np.clip((cosine - _COSINE_ZERO) / (_COSINE_ONE - _COSINE_ZERO), 0.0, 1.0))


def allowed(meta: DocumentMeta, filters: Filters) -> bool:
    """Whether a document passes the filters: the store's answer, checked again on the catalogue's metadata."""
    for value, values in (
        (meta.jurisdiction, filters.jurisdiction),
        (str(meta.kind), filters.kind),
        (meta.language, filters.language),
        (meta.id, filters.document),
    ):
        if values and value not in values:
            return False
    return filters.any_date or meta.applies_on(filters.as_of or date.today())


def _interleave(lists: Sequence[Sequence[ScoredPassage]]) -> list[ScoredPassage]:
    """First of each, then second of each, and so on; a passage that stands in several is kept once."""
    found: dict[str, ScoredPassage] = {}
    for rank in range(max((len(one) for one in lists), default=0)):
        for one in lists:
            if rank < len(one):
                found.setdefault(one[rank].passage.id, one[rank])
    return list(found.values())
