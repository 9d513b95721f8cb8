"""The steps from a question to an Answer. Verification is not optional."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.answer.abstain import confidence, missing_provision, reason_before_search, refusal
from kb.answer.cite import cite
from kb.answer.draft import Draft, Line, compose
from kb.answer.extract import Statement, extract
from kb.answer.messages import languages, message
from kb.answer.verify import verify
from kb.catalog import NoVersionError
from kb.errors import QuestionError, UnusableIndexError
from kb.interpret.coverage import display_name
from kb.model import AbstainReason, Answer, Filters
from kb.retrieve import Found, Retriever

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["Answerer"]

#: How often an answer is begun that meets a document while it is being replaced.
_ATTEMPTS = 3


class Answerer:
    """Answers questions from a knowledge base. Thread-safe."""

    def __init__(self, kb: KnowledgeBase, retriever: Retriever) -> None:
        self._kb = kb
        self._retriever = retriever

    def answer(
        self, question: str, filters: Filters, limit: int | None = None, answer_language: str | None = None
    ) -> Answer:
        """Retrieve, extract, verify; decline where that leaves nothing sure.

        Raises:
            QuestionError: an empty question, a filter that can never pass, or a language we do not speak.
        """
        if answer_language is not None and answer_language not in languages():
            raise QuestionError(f"no answers in the language {answer_language!r}; use one of {', '.join(languages())}")
        for _ in range(_ATTEMPTS):
            try:
                return self._answer(question, filters, limit, answer_language)
            except NoVersionError:  # a document was replaced meanwhile: answer from its new version
                continue
        raise UnusableIndexError("documents are being replaced too fast to answer; ask again in a moment")

    def _answer(self, question: str, filters: Filters, limit: int | None, answer_language: str | None) -> Answer:
        found = self._retriever.search(question, filters, limit)
        language = answer_language or found.interpretation.language
        began = time.perf_counter()
        draft, reason = self._drafted(found, language)
        widened = False
        if _limited_too_far(found, reason):
            wider = self._retriever.search(question, filters, limit, widely=True)
            drafted, why = self._drafted(wider, language)
            if why is None:
                found, draft, reason, widened = wider, drafted, None, True
        timings = found.timings_ms | {"answer": (time.perf_counter() - began) * 1000}
        return self._finish(question, found, draft, reason, language, timings, widened)

    def _drafted(self, found: Found, language: str) -> tuple[Draft, AbstainReason | None]:
        """What can be said, and why nothing can."""
        reason = reason_before_search(self._kb, found)
        if reason is not None:
            return Draft((), 0.0), reason
        draft = self._extracted(found, language)
        if not draft.citations or draft.confidence < self._kb.settings.answer.min_confidence:
            return draft, AbstainReason.SUBJECT
        return draft, None

    def _extracted(self, found: Found, language: str) -> Draft:
        """One part for each thing asked about each jurisdiction, verified against what that part may cite."""
        places = {group.jurisdiction for group in found.groups}
        least = self._kb.settings.answer.min_confidence
        most = max(1, self._kb.settings.answer.sentences // max(1, len(found.groups) // len(places)))
        lines: list[Line] = []
        sure: list[float] = []
        for group in found.groups:
            statements = extract(self._kb, group, found.interpretation, max(most, 2) if group.provision else most)
            lead = display_name(group.jurisdiction, language) if len(places) > 1 and group.jurisdiction else ""
            if group.provision and len(found.groups) > 1:
                lead = group.provision
            said = tuple(self._line(statement, lead) for statement in statements)
            part = Draft(said, confidence(statements))
            part, _ = verify(self._kb, part, found, group.codes)
            if part.citations and part.confidence >= least:
                lines.extend(part.lines)
                sure.append(part.confidence)
            elif len(found.groups) > 1:
                place = ": ".join(p for p in (lead, f"“{group.asked.label}”" if group.asked.label else "") if p)
                lines.append(Line(message("part-missing", language, place=place)))
        draft, _ = verify(self._kb, Draft(tuple(lines), max(sure, default=0.0)), found, ())
        return draft

    def _line(self, statement: Statement, lead: str) -> Line:
        """A statement with its citation, and with that of the head of its list where that stands apart."""
        quoted = cite(self._kb, statement, 1)
        if statement.head is None:
            return Line(quoted.quote, (quoted,), lead, statement.cut)
        head = cite(self._kb, replace(statement, span=statement.head), 1)
        return Line(f"{head.quote} … {quoted.quote}", (head, quoted), lead, statement.cut)

    def _finish(
        self,
        question: str,
        found: Found,
        draft: Draft,
        reason: AbstainReason | None,
        language: str,
        timings: dict[str, float],
        widened: bool,
    ) -> Answer:
        meant = found.interpretation
        remarks: list[str] = []
        if reason is not None:
            text = refusal(reason, found, language)
        else:
            remarks += _law_of_another(found, draft, language)
            remarks += _no_longer_in_force(found, draft, language)
            remarks += [missing_provision(missing, language) for missing in found.missing]
            if widened and meant.documents:
                titles = ", ".join(found.snapshot.documents[each].meta.title for each in meant.documents)
                remarks.append(message("instrument-silent", language, of=titles))
            if meant.uncovered:
                remarks.append(message("also-missing", language, missing=_names(meant.uncovered, language)))
            text = " ".join([compose(draft), *remarks])
            remarks += [line.text for line in draft.lines if not line.citations]
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
            remarks=tuple(remarks),
            widened=widened,
        )


def _limited_too_far(found: Found, reason: AbstainReason | None) -> bool:
    """Whether other sources than the law, or the kind of source, that the question names may be asked."""
    if not found.limited or reason is None:
        return False
    # a law that did not apply on the day is the answer; that no guide is indexed is none
    return reason is AbstainReason.SUBJECT or not found.interpretation.documents


def _law_of_another(found: Found, draft: Draft, language: str) -> list[str]:
    """Whose law is quoted, for each named jurisdiction that another one's law answers for (Scotland: UK law)."""
    named = found.interpretation.named
    cited = {citation.jurisdiction for citation in draft.citations}
    coverage = found.snapshot.interpreter.coverage
    remarks = []
    for code in named:
        quoted = [c for c in coverage.search_codes(code) if c in cited and (c == code or c not in named)]
        if any(each != code for each in quoted):
            place = display_name(code, language)
            remarks.append(message("law-of-another", language, place=place, of=_names(quoted, language)))
    return remarks


def _no_longer_in_force(found: Found, draft: Draft, language: str) -> list[str]:
    """That a law which the question names and the answer quotes does not apply today."""
    cited = {citation.doc_id for citation in draft.citations}
    remarks = []
    for each in found.out_of_force:
        meta = found.snapshot.documents[each].meta
        if each in cited and meta.in_force_to:
            remarks.append(message("repealed", language, of=meta.title, day=meta.in_force_to.isoformat()))
        elif each in cited:
            remarks.append(message("not-yet", language, of=meta.title, day=meta.begins))
    return remarks


def _names(codes: Sequence[str], language: str) -> str:
    return ", ".join(display_name(code, language) for code in codes)
