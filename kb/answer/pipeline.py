"""The steps from a question to an Answer. Verification is not optional."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from kb.answer.abstain import confidence, reason_before_search, refusal
from kb.answer.cite import cite
from kb.answer.draft import Draft, Line, compose
from kb.answer.extract import extract
from kb.answer.messages import message
from kb.answer.verify import verify
from kb.interpret.coverage import display_name
from kb.model import AbstainReason, Answer, Filters
from kb.retrieve import Found, Retriever

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["Answerer"]


class Answerer:
    """Answers questions from a knowledge base. Thread-safe."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._retriever = Retriever(kb)

    def answer(self, question: str, filters: Filters, limit: int | None = None) -> Answer:
        """Retrieve, extract, verify; decline where that leaves nothing sure.

        Raises:
            QuestionError: an empty question, or a filter that can never pass.
        """
        found = self._retriever.search(question, filters, limit)
        began = time.perf_counter()
        reason = reason_before_search(self._kb, found)
        draft = Draft((), 0.0)
        if reason is None:
            draft = self._extracted(question, found)
            if not draft.citations or draft.confidence < self._kb.settings.answer.min_confidence:
                reason = AbstainReason.SUBJECT
        timings = found.timings_ms | {"answer": (time.perf_counter() - began) * 1000}
        return self._finish(question, found, draft, reason, timings)

    def _extracted(self, question: str, found: Found) -> Draft:
        """One part for each jurisdiction that was asked about, each verified against its own codes."""
        language = found.interpretation.language
        several = len(found.groups) > 1
        lines: list[Line] = []
        sure: list[float] = []
        for group in found.groups:
            statements = extract(
                self._kb, question, found.query_vector, group.passages, self._kb.settings.answer.sentences
            )
            lead = display_name(group.jurisdiction, language) if several else ""
            cited = [cite(self._kb, statement, n) for n, statement in enumerate(statements, len(lines) + 1)]
            part, _ = verify(
                self._kb,
                Draft(tuple(Line(c.quote, (c,), lead) for c in cited), confidence(statements)),
                found.filters,
                group.codes,
            )
            if part.citations and part.confidence >= self._kb.settings.answer.min_confidence:
                lines.extend(part.lines)
                sure.append(part.confidence)
            elif several:
                lines.append(Line(message("part-missing", language, place=lead)))
        draft, _ = verify(self._kb, Draft(tuple(lines), max(sure, default=0.0)), found.filters, ())
        return draft

    def _finish(
        self, question: str, found: Found, draft: Draft, reason: AbstainReason | None, timings: dict[str, float]
    ) -> Answer:
        meant = found.interpretation
        language = meant.language
        if reason is not None:
            text = refusal(self._kb, reason, found, language)
        else:
            text = compose(draft)
            if meant.uncovered:
                names = [display_name(code, language) for code in meant.uncovered]
                text = f"{text} {message('also-missing', language, missing=', '.join(names))}"
        return Answer(
            question=question,
            language=language,
            answer=text,
            abstained=reason is not None,
            confidence=round(draft.confidence, 3),
            citations=() if reason is not None else draft.citations,
            passages=found.passages,
            interpretation=meant,
            generator="extractive",
            notice=message("notice", language),
            timings_ms={name: round(value, 1) for name, value in timings.items()},
            reason=reason,
        )
