"""The same checks for every generator: what cannot be shown is not said.

Each check takes a citation and tells why it must not stand, or "" when it may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.answer.draft import Draft, Line
from kb.filters import allowed
from kb.model import Citation, Span
from kb.retrieve import Found
from kb.today import today

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["check", "verify"]


def verify(kb: KnowledgeBase, draft: Draft, found: Found, codes: Sequence[str]) -> tuple[Draft, list[str]]:
    """Remove statements whose citations do not hold; number what is left from 1. Returns what was found wrong.

    Args:
        found: the search, with the filters as applied and the documents as they were.
        codes: jurisdictions whose documents may be cited; empty: all.
    """
    problems: list[str] = []
    kept: list[Line] = []
    numbers: dict[tuple[str, int, int], int] = {}
    for line in draft.lines:
        wrong = [problem for c in line.citations if (problem := check(kb, c, found, codes))]
        if wrong:
            problems.extend(wrong)
            continue
        citations = []
        for citation in line.citations:
            place = (citation.doc_id, citation.start, citation.end)
            n = numbers.setdefault(place, len(numbers) + 1)
            citations.append(replace(citation, n=n))
        kept.append(replace(line, citations=tuple(citations)))
    return Draft(tuple(kept), draft.confidence), problems


def check(kb: KnowledgeBase, citation: Citation, found: Found, codes: Sequence[str]) -> str:
    """Why a citation must not stand; "" when it may."""
    named = citation.doc_id in found.out_of_force  # asked for by its name, and said to apply no longer
    filters = replace(found.filters, any_date=True) if named else found.filters
    document = found.snapshot.documents.get(citation.doc_id)
    if document is None:
        return f"{citation.doc_id}: no longer indexed"
    text = kb.catalog.text(document.version_id)
    if not citation.quote or Span(citation.start, citation.end).of(text) != citation.quote:
        return f"{citation.doc_id}: the quote is not the stored text at {citation.start}-{citation.end}"
    if not allowed(document.meta, filters):
        day = filters.as_of or today()
        return f"{citation.doc_id}: does not pass the filters, or is not in force on {day}"
    if codes and document.meta.jurisdiction not in codes:
        return f"{citation.doc_id}: is of {document.meta.jurisdiction}, which was not asked about"
    return ""
