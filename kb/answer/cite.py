"""Statements → citations with their exact place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.answer.extract import Statement
from kb.model import Citation, Span
from kb.version import ARROW, COLUMN

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["cite"]


def cite(kb: KnowledgeBase, statement: Statement, n: int) -> Citation:
    """The citation of a statement: the innermost provision that holds its quote, its page and its address."""
    meta, passage, span = statement.meta, statement.passage, statement.span
    around = [s for s in kb.catalog.sections_over(passage.version_id, span) if s.span.contains(span)]
    locators = [s.locator for s in around if s.locator]
    path = tuple(s.heading for s in around if s.heading)
    page, label = kb.catalog.page_of(passage.version_id, span.start)
    if locators:
        locator = locators[-1]
    elif path:  # a guide is cited by heading
        locator = path[-1]
    else:
        locator = f"p. {label or page}" if page is not None else ""
    text = kb.catalog.text(passage.version_id)
    return Citation(
        n=n,
        passage_id=passage.id,
        doc_id=meta.id,
        title=meta.title,
        kind=str(meta.kind),
        jurisdiction=meta.jurisdiction,
        language=meta.language,
        locator=locator,
        path=path,
        page=page,
        page_label=label,
        quote=span.of(text),
        columns=_columns(passage.header, text, span),
        start=span.start,
        end=span.end,
        source_url=meta.source_url,
        ocr=passage.ocr,
        url=f"/documents/{meta.id}?at={span.start}-{span.end}",
    )


def _columns(header: str, text: str, span: Span) -> str:
    """Names of the columns of the row that holds ``span``, as the passage's header gives them; "" outside tables."""
    row = text[text.rfind("\n", 0, span.start) + 1 : span.start] + span.of(text)
    names = header.rpartition(ARROW)[2]
    of_a_row = COLUMN in row and "\n" not in row and COLUMN in names
    return names if of_a_row and row.count(COLUMN) <= names.count(COLUMN) and names not in row else ""
