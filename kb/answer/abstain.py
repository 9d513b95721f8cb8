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

#: Where the logistic curve from a sentence's score to a confidence is one half: for a sentence in the language of the
#: question, and in another one, whose similarities are lower (chosen on the dev questions).
_MIDDLE, _MIDDLE_ACROSS = 0.867, 0.795
_STEEPNESS = 40.0
#: Of a provision that the question names and that exists: it is there to be quoted, whatever its words.
_NAMED = 0.9


def confidence(statements: list[Statement], language: str) -> float:
    """How sure we are that the best statement answers a question in ``language``, in [0, 1]."""
    return max((_confidence(statement, language) for statement in statements), default=0.0)


def _confidence(statement: Statement, language: str) -> float:
    middle = _MIDDLE if statement.meta.language == language else _MIDDLE_ACROSS
    fit = 1 / (1 + math.exp(-_STEEPNESS * (statement.score - middle)))
    return max(fit, _NAMED) if statement.named else fit


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
