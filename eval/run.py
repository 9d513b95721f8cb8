"""Score a knowledge base on a golden set: all systems, all questions, one index, one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from eval.answers import Judge, Judgement
from eval.golden import Question, load_golden
from eval.metrics import DEPTH, Part, Ranks, Scores, first_ranks, parts_of, score
from eval.systems import BASELINES, MAIN, System, full
from kb.errors import GoldenError, NotFoundError, QuestionError
from kb.today import today

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.model import Answer, ScoredPassage
    from kb.progress import Progress

__all__ = ["EvalResult", "Record", "Retrieval", "Retrieved", "run"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage of a ranking."""

    passage_id: str
    doc_id: str
    locator: str
    score: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What one system found for one question."""

    passages: tuple[Retrieved, ...]
    milliseconds: float
    ranks: Ranks  # of the question's parts; empty for a question that is not answerable
    scores: Scores | None = None  # None for a question that is not answerable


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of one question after the run."""

    question: Question
    parts: tuple[Part, ...]
    retrieval: dict[str, Retrieval]  # by system
    answer: Answer | None = None  # None: answers were not asked for, or the question was refused
    judgement: Judgement | None = None
    missing: frozenset[str] = frozenset()  # gold documents that are not indexed
    error: str = ""  # why the question could not be put; it counts as a miss


@dataclass(frozen=True, slots=True)
class EvalResult:
    """A whole run."""

    golden: Path
    systems: tuple[str, ...]  # the knowledge base first
    answers: bool
    records: tuple[Record, ...]
    missing: tuple[str, ...]  # gold documents that are not indexed: their questions cannot be hit through them
    documents: int
    passages: int
    embedder: str
    day: date  # what "today" was
    seconds: float


def run(
    kb: KnowledgeBase,
    golden: Path,
    *,
    baselines: Sequence[str] = (),
    answers: bool = True,
    progress: Progress | None = None,
) -> EvalResult:
    """Put every question of ``golden`` to the knowledge base and to the baselines, and score what they find.

    Args:
        baselines: names of ``eval.systems.BASELINES``.
        answers: also ask for answers and judge them.
        progress: told of each question as one unit of work, with the passages that all systems found for it.

    Raises:
        GoldenError: the golden set cannot be used.
        NotFoundError: nothing is indexed.
    """
    questions = load_golden(golden)
    unknown = [name for name in baselines if name not in BASELINES]
    if unknown:
        raise GoldenError(f"no baseline {unknown[0]!r}; use one of {', '.join(BASELINES)}")
    documents = kb.documents()
    if not documents:
        raise NotFoundError("nothing is indexed, so nothing can be scored; run kb ingest first")
    began = time.perf_counter()
    day = today()
    systems: dict[str, System] = {MAIN: full} | {name: BASELINES[name] for name in dict.fromkeys(baselines)}
    jurisdictions = {document.id: document.meta.jurisdiction for document in documents}
    asker = _Asker(kb, systems, jurisdictions, Judge(kb, day) if answers else None)
    asker.warm_up(questions[0])
    if progress:
        progress.start(len(questions))
    records = []
    for question in questions:
        if progress:
            progress.document(question.id)
        record = asker.ask(question)
        records.append(record)
        if progress:
            progress.advance(1, sum(len(one.passages) for one in record.retrieval.values()))
    return EvalResult(
        golden=golden,
        systems=tuple(systems),
        answers=answers,
        records=tuple(_scored(records, tuple(systems))),
        missing=tuple(sorted({doc_id for record in records for doc_id in record.missing})),
        documents=len(documents),
        passages=sum(document.passages for document in documents),
        embedder=kb.embedder.name,
        day=day,
        seconds=time.perf_counter() - began,
    )


class _Asker:
    """Puts questions to all systems, and remembers nothing between them."""

    def __init__(
        self, kb: KnowledgeBase, systems: dict[str, System], jurisdictions: dict[str, str], judge: Judge | None
    ) -> None:
        self._kb = kb
        self._systems = systems
        self._jurisdictions = jurisdictions
        self._judge = judge

    def warm_up(self, question: Question) -> None:
        """Load models and open files, so that no system's first question pays for them."""
        try:
            for system in self._systems.values():
                system(self._kb, question, DEPTH)
            if self._judge:
                self._kb.ask(question.question, question.filters, DEPTH)
        except QuestionError:
            pass  # told of when the question is put

    def ask(self, question: Question) -> Record:
        parts = parts_of(question, self._jurisdictions)
        missing = frozenset(gold.doc for gold in question.gold) - self._jurisdictions.keys()
        retrieval = {}
        try:
            for name, system in self._systems.items():
                passages, ms = _timed(lambda system=system: system(self._kb, question, DEPTH))  # type: ignore[misc]
                retrieval[name] = _retrieval(parts, passages, ms)
            if self._judge is None:
                return Record(question, parts, retrieval, missing=missing)
            answer, ms = _timed(lambda: self._kb.ask(question.question, question.filters, DEPTH))
        except QuestionError as error:
            missed = Retrieval((), 0.0, (None,) * len(parts))
            judgement = Judgement.of_refused(question) if self._judge else None
            retrieval = dict.fromkeys(self._systems, missed)
            return Record(question, parts, retrieval, None, judgement, missing, str(error))
        judgement = self._judge.judge(question, parts, answer, ms)
        searched = [p.passage_id for p in retrieval[MAIN].passages]
        if not answer.widened and [p.passage.id for p in answer.passages] != searched:
            problem = "the answer's passages are not those of the search"
            judgement = replace(judgement, violations=(*judgement.violations, problem))
        return Record(question, parts, retrieval, answer, judgement, missing)


def _timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """Its result, and wall-clock milliseconds."""
    began = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - began) * 1000


def _retrieval(parts: Sequence[Part], passages: Sequence[ScoredPassage], milliseconds: float) -> Retrieval:
    return Retrieval(
        passages=tuple(Retrieved(p.passage.id, p.passage.doc_id, p.passage.locator, p.score) for p in passages),
        milliseconds=milliseconds,
        ranks=first_ranks(parts, [(p.passage.doc_id, p.passage.text) for p in passages]),
    )


def _scored(records: Sequence[Record], systems: Sequence[str]) -> list[Record]:
    """The records with the scores of all rankings that have something to find."""
    scores = {name: score({r.question.id: r.retrieval[name].ranks for r in records if r.parts}) for name in systems}
    return [
        replace(
            record,
            retrieval={
                name: replace(one, scores=scores[name].get(record.question.id))
                for name, one in record.retrieval.items()
            },
        )
        for record in records
    ]
