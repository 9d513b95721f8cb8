"""Question → passages: understand it, choose where to look, search, rank.

Every jurisdiction that the question names is searched by itself, so that a comparison is not answered from one side
only. A provision that it names ("article 27 of Ley 27/1999") is looked up in the catalogue; a law or a kind of source
that it names limits the search.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kb.asked import Asked, Place, asked_about
from kb.errors import QuestionError
from kb.filters import allowed, check_filters
from kb.interpret.rephrase import in_legal_words
from kb.model import (
    Filters,
    Interpretation,
    ScoredPassage,
    SectionRole,
    Span,
)
from kb.provisions import MissingProvision, Provision, named_provisions

if TYPE_CHECKING:
    from kb.base import KnowledgeBase, Snapshot
    from kb.embed.base import Vectors

__all__ = ["Found", "Group", "Retriever", "check_question"]

#: Cosine similarities of multilingual-e5 lie in a narrow band; these become 0 and 1 (measured on the dev questions).
_COSINE_ZERO, _COSINE_ONE = 0.75, 0.93
#: What a provision named in the question scores.
_NAMED = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """What was found for one thing asked about one jurisdiction ("" where the question names none)."""

    jurisdiction: str
    codes: tuple[str, ...]  # of documents that may answer; empty: all
    asked: Asked
    passages: tuple[ScoredPassage, ...]
    provision: str = ""  # the provision asked about, where the question names one: "Ley 27/1999, art. 8"
    within: tuple[tuple[str, Span], ...] = ()  # (version, where in its text) of the provisions that the question names


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search. ``passages`` are those of all groups, interleaved."""

    query: str  # trimmed
    passages: tuple[ScoredPassage, ...]
    groups: tuple[Group, ...]
    interpretation: Interpretation
    filters: Filters  # as applied: with the day that was meant
    snapshot: Snapshot  # of the catalogue, on which all of this rests
    limited: bool = False  # to the laws or kinds that the question names
    out_of_force: tuple[str, ...] = ()  # documents named in the question that do not apply on the day, yet are searched
    missing: tuple[MissingProvision, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)


def check_question(question: str, longest: int) -> str:
    """The question, trimmed.

    Raises:
        QuestionError: it is empty or too long.
    """
    trimmed = " ".join(question.split())
    if any(0xD800 <= ord(character) <= 0xDFFF for character in trimmed):
        raise QuestionError("the question holds bytes that are no text; write it in UTF-8")
    if not any(character.isalnum() for character in trimmed):
        raise QuestionError("the question is empty; ask something")
    if len(trimmed) > longest:
        raise QuestionError(f"the question has {len(trimmed):,} characters; shorten it to {longest:,}")
    return trimmed


class Retriever:
    """Searches a knowledge base. Thread-safe."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def search(self, query: str, filters: Filters, limit: int | None = None, *, widely: bool = False) -> Found:
        """Passages for a query, best first.

        Args:
            limit: passages to return, at least 1; None: what the settings say.
            widely: search beyond the laws and kinds of source that the query names.

        Raises:
            QuestionError: an empty query, a filter that can never pass, or a limit below 1.
        """
        settings = self._kb.settings
        limit = settings.search.limit if limit is None else limit
        if limit < 1:
            raise QuestionError(f"the limit is {limit}; ask for one passage or more")
        query = check_question(query, settings.search.max_question)
        snapshot = self._kb.snapshot()
        check_filters(filters, [document.meta for document in snapshot.documents.values()])
        began = time.perf_counter()
        meant = snapshot.interpreter.interpret(query)
        if filters.as_of is None and not filters.any_date and meant.as_of:
            filters = replace(filters, as_of=meant.as_of)
        interpreted = time.perf_counter()
        named = named_provisions(self._kb, meant, filters, snapshot)
        places = self._places(meant, filters, snapshot, widely=widely)
        looked_up = time.perf_counter()
        if named.of_a_law:
            ((whole,),) = asked_about(self._kb.embedder, query, meant, [Place("", ())], whole=True)
            embedded = time.perf_counter()
            groups = [self._provision_group(whole, meant, filters, each, limit) for each in named.of_a_law]
        elif named.missing and not (meant.documents and all(each.unknown for each in named.missing)):
            embedded, groups = looked_up, []
        else:
            spoken = [self._place(code, within, snapshot) for code, _, within in places]
            asked = asked_about(self._kb.embedder, query, meant, spoken)
            embedded = time.perf_counter()
            groups = [
                self._group(part, meant, within, code, codes, limit, named.possible)
                for (code, codes, within), parts in zip(places, asked, strict=True)
                for part in parts
            ]
        return Found(
            query=query,
            passages=tuple(_interleave([group.passages for group in groups])[:limit]),
            groups=tuple(groups),
            interpretation=meant,
            filters=filters,
            snapshot=snapshot,
            limited=not widely and not named.of_a_law and bool(meant.documents or meant.kinds),
            out_of_force=() if widely else _out_of_force(meant, filters, snapshot),
            missing=named.missing,
            timings_ms={
                "interpret": (interpreted - began) * 1000,
                "embed": (embedded - looked_up) * 1000,
                "search": (time.perf_counter() - embedded + looked_up - interpreted) * 1000,
                "retrieve": (time.perf_counter() - began) * 1000,  # all of these
            },
        )

    def _place(self, code: str, within: Filters, snapshot: Snapshot) -> Place:
        metas = [document.meta for document in snapshot.documents.values()] if code else []
        return Place(code, tuple(sorted({meta.language for meta in metas if allowed(meta, within)})))

    # -- where to look ----------------------------------------------------------------------------------------------

    def _places(
        self, meant: Interpretation, filters: Filters, snapshot: Snapshot, *, widely: bool
    ) -> list[tuple[str, tuple[str, ...], Filters]]:
        """(named jurisdiction, codes of documents that may answer for it, filters); nothing where all are ruled out."""
        if meant.uncovered and not meant.jurisdictions:
            return []
        places = []
        for code in meant.jurisdictions or ("",):
            codes = snapshot.interpreter.coverage.search_codes(code) if code else filters.jurisdiction
            if code and filters.jurisdiction:
                codes = tuple(c for c in codes if c in filters.jurisdiction)
            if code and not codes:
                continue
            within = replace(filters, jurisdiction=codes)
            places.append((code, codes, within if widely else self._limited(within, meant, snapshot)))
        return places

    def _limited(self, filters: Filters, meant: Interpretation, snapshot: Snapshot) -> Filters:
        """To the laws that the question names in this place, and the kinds of source.

        A law that is named and applies no longer is searched all the same where the question is of no day.
        """
        former = _out_of_force(meant, filters, snapshot)
        named = tuple(
            each
            for each in meant.documents
            if (not filters.jurisdiction or snapshot.documents[each].meta.jurisdiction in filters.jurisdiction)
            and (not former or each in former or allowed(snapshot.documents[each].meta, filters))
        )
        within = replace(filters, document=filters.document or named, kind=filters.kind or meant.kinds)
        return replace(within, any_date=within.any_date or bool(former))

    def _group(
        self,
        part: Asked,
        meant: Interpretation,
        within: Filters,
        code: str,
        codes: tuple[str, ...],
        limit: int,
        possible: Sequence[Provision],
    ) -> Group:
        named = [s for each in possible if allowed(each.document.meta, within) for s in self._scored(each, part.vector)]
        named.sort(key=lambda s: -s.signals["cosine"])
        ahead = {scored.passage.id for scored in named}
        found = self._hybrid(part, meant.language, within, limit)
        passages = [*named, *(scored for scored in found if scored.passage.id not in ahead)]
        places = tuple((each.document.version_id, each.span) for each in possible)
        return Group(code, codes, part, tuple(passages[:limit]), within=places)

    # -- searching --------------------------------------------------------------------------------------------------

    def _hybrid(self, part: Asked, language: str, filters: Filters, limit: int) -> list[ScoredPassage]:
        store = self._kb.store
        candidates = max(self._kb.settings.search.candidates, limit)
        for attempt in range(_ATTEMPTS):
            text = in_legal_words(part.text)
            hits = store.search_hybrid(part.vector, text, language, candidates, filters, part.wordings)
            known = self._kb.catalog.passages([hit.id for hit in hits])
            vectors = store.vectors([hit.id for hit in hits if hit.id in known])
            current = [hit for hit in hits if hit.id in known and hit.id in vectors]
            # between two looks a document may have been replaced; then the new version is to be found
            if len(current) == len(hits) or attempt == _ATTEMPTS - 1:
                break
        scored = []
        for hit in current:
            passage, meta = known[hit.id]
            cosine = float(vectors[hit.id] @ part.vector)
            scored.append(ScoredPassage(passage, meta, self._relevance(cosine), {"fused": hit.score, "cosine": cosine}))
        return [s for s in scored if allowed(s.meta, filters)]

    def _relevance(self, cosine: float) -> float:
        """A cosine similarity on a scale from 0 to 1 that is comparable between questions."""
        cosine = self._kb.calibration(cosine)
        return float(np.clip((cosine - _COSINE_ZERO) / (_COSINE_ONE - _COSINE_ZERO), 0.0, 1.0))

    # -- provisions that the question names -------------------------------------------------------------------------

    def _scored(self, named: Provision, vector: Vectors) -> list[ScoredPassage]:
        """The passages of a provision that the question names."""
        unique = {p.id: p for p in named.passages if p.role is not SectionRole.CONTENTS}
        vectors = self._kb.store.vectors(list(unique))
        return [
            ScoredPassage(passage, named.document.meta, _NAMED, {"named": 1.0, "cosine": float(vectors[each] @ vector)})
            for each, passage in unique.items()
            if each in vectors
        ]

    def _provision_group(
        self, asked: Asked, meant: Interpretation, filters: Filters, named: Provision, limit: int
    ) -> Group:
        meta = named.document.meta
        scored = sorted(self._scored(named, asked.vector), key=lambda s: -s.signals["cosine"])
        unique = {s.passage.id for s in scored}
        within = replace(filters, jurisdiction=(meta.jurisdiction,), document=(meta.id,))
        others = [s for s in self._hybrid(asked, meant.language, within, limit) if s.passage.id not in unique]
        code = next((c for c in meant.jurisdictions if c == meta.jurisdiction), "")
        passages = tuple([*scored, *others][:limit])
        place = (named.document.version_id, named.span)
        return Group(code, (meta.jurisdiction,), asked, passages, f"{meta.title}, {named.locator}", (place,))


def _out_of_force(meant: Interpretation, filters: Filters, snapshot: Snapshot) -> tuple[str, ...]:
    """The documents of the laws that a question names and that apply no longer or not yet, where it asks of no day.

    A former version of a law that applies is not among them.
    """
    if filters.as_of or filters.any_date:
        return ()
    found: list[str] = []
    for law in meant.laws:
        named = [snapshot.documents[each].meta for each in law]
        if not any(allowed(meta, filters) for meta in named):
            found += [meta.id for meta in named if allowed(meta, replace(filters, any_date=True))]
    return tuple(dict.fromkeys(found))


#: How often a search is repeated that meets a document while it is being replaced.
_ATTEMPTS = 3


def _interleave(lists: Sequence[Sequence[ScoredPassage]]) -> list[ScoredPassage]:
    """First of each, then second of each, and so on; a passage that stands in several is kept once."""
    found: dict[str, ScoredPassage] = {}
    for rank in range(max((len(one) for one in lists), default=0)):
        for one in lists:
            if rank < len(one):
                found.setdefault(one[rank].passage.id, one[rank])
    return list(found.values())
