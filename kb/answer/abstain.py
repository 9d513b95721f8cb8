"""When no answer is given, and what is said instead.

The first rule is simple: the confidence is how well the best sentence fits the question, and below a threshold chosen
on the dev questions the answer is declined (docs/decisions tells how well that works).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kb.answer.extract import Statement
from kb.answer.messages import message
from kb.interpret.coverage import display_name
from kb.model import AbstainReason, Filters
from kb.retrieve import Found

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["confidence", "reason_before_search", "refusal"]

#: Logistic curve from a sentence's score to the share of right answers (fitted on the dev questions).
_MIDDLE, _STEEPNESS = 0.83, 40.0


def confidence(statements: list[Statement]) -> float:
    """How sure we are that the best statement answers, in [0, 1]."""
    if not statements:
        return 0.0
    return 1 / (1 + math.exp(-_STEEPNESS * (max(s.score for s in statements) - _MIDDLE)))


def reason_before_search(kb: KnowledgeBase, found: Found) -> AbstainReason | None:
    """Why nothing could be found, None where passages were."""
    if found.passages:
        return None
    meant = found.interpretation
    documents = kb.catalog.documents()
    if not documents:
        return AbstainReason.EMPTY_INDEX
    if meant.uncovered and not meant.jurisdictions:
        return AbstainReason.JURISDICTION
    codes = {code for group in found.groups for code in group.codes}
    dateless = Filters(
        jurisdiction=tuple(codes) or found.filters.jurisdiction,
        kind=found.filters.kind,
        language=found.filters.language,
        document=found.filters.document,
    )
    if found.groups and kb.catalog.documents(dateless):
        return AbstainReason.NOT_IN_FORCE
    return AbstainReason.FILTERS


def refusal(kb: KnowledgeBase, reason: AbstainReason, found: Found, language: str) -> str:
    """What is said instead of an answer: why, and what is covered."""
    coverage = kb.interpreter.coverage
    names = coverage.names(language)
    covered = ", ".join(names)
    missing = ", ".join(display_name(code, language) for code in found.interpretation.uncovered)
    text = message(f"abstain-{reason}", language, missing=missing, day=str(found.filters.as_of or ""))
    return f"{text} {message('covered', language, covered=covered)}" if covered else text
