"""When no answer is given, and what is said instead.

Below a confidence (kb/answer/confidence.py) chosen on the dev questions the answer is declined; docs/benchmarks.md
tells how well that works.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.answer.extract import Statement
from kb.answer.messages import message
from kb.interpret.coverage import display_name
from kb.model import AbstainReason, Filters
from kb.provisions import MissingProvision
from kb.retrieve import Found

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["confidence", "missing_provision", "reason_before_search", "refusal"]

#: Of a provision that the question names and that exists: it is there to be quoted, whatever its words.
_NAMED = 0.9


def confidence(statements: Sequence[Statement]) -> float:
    """How sure we are that the best statement answers, in [0, 1]."""
    return max((max(each.confidence, _NAMED * each.named) for each in statements), default=0.0)


def reason_before_search(kb: KnowledgeBase, found: Found) -> AbstainReason | None:
    """Why nothing could be found, None where passages were."""
    if found.passages:
        return None
    meant = found.interpretation
    if not found.snapshot.documents:
        return AbstainReason.EMPTY_INDEX
    if meant.uncovered and not meant.jurisdictions:
        return AbstainReason.JURISDICTION
    if found.missing:
        return AbstainReason.SUBJECT if all(each.unknown for each in found.missing) else AbstainReason.PROVISION
    codes = {code for group in found.groups for code in group.codes}
    dateless = Filters(
        jurisdiction=tuple(codes) or found.filters.jurisdiction,
        kind=found.filters.kind or found.interpretation.kinds,
        language=found.filters.language,
        document=found.filters.document or meant.documents,
    )
    if found.groups and kb.catalog.documents(dateless):
        return AbstainReason.NOT_IN_FORCE
    return AbstainReason.FILTERS


def refusal(reason: AbstainReason, found: Found, language: str) -> str:
    """What is said instead of an answer: why, and what is covered."""
    if reason is AbstainReason.PROVISION:
        return " ".join(missing_provision(missing, language) for missing in found.missing)
    unknown = [missing_provision(each, language) for each in found.missing if each.unknown]
    coverage = found.snapshot.interpreter.coverage
    covered = ", ".join(coverage.names(language))
    missing = ", ".join(display_name(code, language) for code in found.interpretation.uncovered)
    said = unknown or [message(f"abstain-{reason}", language, missing=missing, day=str(found.filters.as_of or ""))]
    for code in found.filters.jurisdiction if reason is AbstainReason.FILTERS else ():
        others = [each for each in coverage.search_codes(code) if each not in found.filters.jurisdiction]
        if others and code not in coverage.codes:  # "-j US", where the laws of Hawaii and Iowa are indexed
            of = ", ".join(f"{display_name(each, language)} ({each})" for each in others)
            said.append(message("covered-by", language, place=display_name(code, language), of=of))
    if covered:
        said.append(message("covered", language, covered=covered))
    return " ".join(said)


def missing_provision(missing: MissingProvision, language: str) -> str:
    """That a law does not have a provision, and which it has; or that it is not indexed."""
    if missing.unknown:
        return message("also-missing", language, missing=missing.title)
    name = "provision-missing" if missing.first and missing.first != missing.last else "provision-unknown"
    return message(name, language, of=missing.title, locator=missing.locator, first=missing.first, last=missing.last)
