"""Answer metrics: is the gold place cited, is what must be said there, was declining right, do the promises hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from eval.golden import Question
from eval.including import includes
from eval.invariants import broken
from eval.matching import Reduced, locate, matches
from eval.metrics import Part
from kb.interpret.coverage import Coverage
from kb.jurisdiction import parent
from kb.model import Answer, Citation

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["AnswerSummary", "Judge", "Judgement", "summarise_answers"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one answer fared. What does not apply to a question is None."""

    abstained: bool
    confidence: float
    citations: int
    cited_span: bool | None  # for every part, a quote overlaps the place of the gold quote; None: not answerable
    cited_passage: bool | None  # for every part, a quote comes from a passage that holds the gold quote
    gold_citations: int  # citations whose quote overlaps the place of a gold quote
    must_include: bool | None  # None: nothing is asked for
    wrong_jurisdiction: int  # citations of a jurisdiction that was not asked about
    out_of_force: int  # citations of documents that do not apply on the day that is meant
    violations: tuple[str, ...]  # broken invariants of the contract
    milliseconds: float

    @classmethod
    def of_refused(cls, question: Question) -> Judgement:
        """For a question that could not be put (a filter on a document that is not indexed): failed everywhere."""
        failed = False if question.answerable else None
        said = False if question.must_include else None
        return cls(False, 0.0, 0, failed, failed, 0, said, 0, 0, (), 0.0)


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """Over ``n`` questions. A share or ratio of nothing is None.

    For abstention, declining is the positive class and ``not answerable`` the truth. ``cited_*`` and ``must_include``
    count a declined question as failed; ``gold_precision`` is the share of gold among the citations given to
    answerable questions (a lower bound: a golden set does not list every place that answers).
    """

    n: int
    answerable: int
    abstained: int
    cited_span: float | None
    cited_passage: float | None
    gold_precision: float | None
    must_include: float | None
    must_include_n: int
    abstention_precision: float | None
    abstention_recall: float | None
    abstention_f1: float | None
    false_abstentions: int
    missed_abstentions: int
    wrong_jurisdiction: int
    out_of_force: int
    violations: int
    citations: int


class Judge:
    """Judges answers of one knowledge base; remembers the texts it reduced."""

    def __init__(self, kb: KnowledgeBase, today: date) -> None:
        self._kb = kb
        self._today = today
        self._metas = {document.id: document.meta for document in kb.documents()}
        self._coverage = Coverage(list(self._metas.values()))
        self._reduced: Callable[[str], Reduced] = lru_cache(maxsize=256)(lambda doc_id: Reduced(kb.text(doc_id)))
        self._text: Callable[[str], str] = lru_cache(maxsize=256)(kb.text)

    def judge(self, question: Question, parts: Sequence[Part], answer: Answer, milliseconds: float) -> Judgement:
        on_gold = [[self._on_gold(citation, part) for part in parts] for citation in answer.citations]
        within = [[self._from_gold_passage(citation, part) for part in parts] for citation in answer.citations]
        return Judgement(
            abstained=answer.abstained,
            confidence=answer.confidence,
            citations=len(answer.citations),
            cited_span=_every_part(on_gold, len(parts)) if question.answerable else None,
            cited_passage=_every_part(within, len(parts)) if question.answerable else None,
            gold_citations=sum(any(row) for row in on_gold),
            must_include=includes(answer, question.must_include) if question.must_include else None,
            wrong_jurisdiction=sum(not self._asked(question, c.jurisdiction) for c in answer.citations),
            out_of_force=sum(not self._in_force(question, c.doc_id) for c in answer.citations),
            violations=tuple(broken(answer, self._text, question.filters)),
            milliseconds=milliseconds,
        )

    def _on_gold(self, citation: Citation, part: Part) -> bool:
        for gold in part.gold:
            if gold.doc == citation.doc_id:
                for span in locate(self._reduced(gold.doc), gold.quote):
                    if span.start < citation.end and citation.start < span.end:
                        return True
        return False

    def _from_gold_passage(self, citation: Citation, part: Part) -> bool:
        found = self._kb.catalog.passages([citation.passage_id])
        if citation.passage_id not in found:
            return False
        passage = found[citation.passage_id][0]
        return any(gold.doc == passage.doc_id and matches(passage.text, gold.quote) for gold in part.gold)

    def _asked(self, question: Question, code: str) -> bool:
        """Whether law of ``code`` answers for a jurisdiction of the question: itself, its country, a body it is in.

        A question that names none may be answered from any; INT binds all. What its filter leaves out was not asked
        about, whatever the question names.
        """
        if question.filters.jurisdiction and code not in question.filters.jurisdiction:
            return False
        if not question.jurisdictions or code == "INT":
            return True
        return any(code in (one, parent(one), *self._coverage.bodies(one)) for one in question.jurisdictions)

    def _in_force(self, question: Question, doc_id: str) -> bool:
        meta = self._metas.get(doc_id)
        return meta is not None and meta.applies_on(question.filters.as_of or self._today)


def _every_part(rows: Sequence[Sequence[bool]], parts: int) -> bool:
    return parts > 0 and all(any(row[i] for row in rows) for i in range(parts))


def summarise_answers(judged: Iterable[tuple[Question, Judgement]]) -> AnswerSummary | None:
    """Shares and counts; None where there is nothing to summarise."""
    rows = list(judged)
    if not rows:
        return None
    outcomes = Counter((question.answerable, judgement.abstained) for question, judgement in rows)
    rightly, wrongly, missed = outcomes[False, True], outcomes[True, True], outcomes[False, False]
    answerable = [judgement for question, judgement in rows if question.answerable]
    asked_to_include = [judgement.must_include for _, judgement in rows if judgement.must_include is not None]
    return AnswerSummary(
        n=len(rows),
        answerable=len(answerable),
        abstained=rightly + wrongly,
        cited_span=_ratio(sum(bool(one.cited_span) for one in answerable), len(answerable)),
        cited_passage=_ratio(sum(bool(one.cited_passage) for one in answerable), len(answerable)),
        gold_precision=_ratio(sum(one.gold_citations for one in answerable), sum(one.citations for one in answerable)),
        must_include=_ratio(sum(asked_to_include), len(asked_to_include)),
        must_include_n=len(asked_to_include),
        abstention_precision=_ratio(rightly, rightly + wrongly),
        abstention_recall=_ratio(rightly, rightly + missed),
        abstention_f1=_ratio(2 * rightly, 2 * rightly + wrongly + missed),
        false_abstentions=wrongly,
        missed_abstentions=missed,
        wrong_jurisdiction=sum(judgement.wrong_jurisdiction for _, judgement in rows),
        out_of_force=sum(judgement.out_of_force for _, judgement in rows),
        violations=sum(len(judgement.violations) for _, judgement in rows),
        citations=sum(judgement.citations for _, judgement in rows),
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
