"""What filters a search may have, and which documents pass them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from kb.errors import QuestionError
from kb.iso639 import is_language
from kb.jurisdiction import is_jurisdiction
from kb.model import DocumentMeta, Filters, Kind
from kb.today import today

__all__ = ["allowed", "check_filters", "parse_day"]


def check_filters(filters: Filters, documents: Iterable[DocumentMeta]) -> None:
    """Raises QuestionError for a filter value that can never pass, with what to write instead."""
    for code in filters.jurisdiction:
        if not is_jurisdiction(code):
            raise QuestionError(f"unknown jurisdiction {code!r}; use codes like ES, ES-CT, EU, INT or OHADA")
    kinds = [str(kind) for kind in Kind]
    for kind in filters.kind:
        if kind not in kinds:
            raise QuestionError(f"unknown kind {kind!r}; use one of {', '.join(kinds)}")
    for language in filters.language:
        if not is_language(language):
            raise QuestionError(f"unknown language {language!r}; use ISO 639-1 codes like en, fr, es")
    if filters.document:
        known = {meta.id for meta in documents}
        for doc_id in filters.document:
            if doc_id not in known:
                import difflib

                close = difflib.get_close_matches(doc_id, known, n=1)
                hint = f"; did you mean {close[0]}?" if close else "; see kb documents"
                raise QuestionError(f"no document {doc_id!r}{hint}")


def parse_day(value: str) -> date:
    """The day that "2026-01-31" is; Python's other ISO forms, like 20260131, are refused. Raises ValueError."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError(f"{value!r} is no date; write it like 2026-01-31")


def allowed(meta: DocumentMeta, filters: Filters) -> bool:
    """Whether a document passes the filters: the store's answer, checked again on the catalogue's metadata."""
    for value, values in (
        (meta.jurisdiction, filters.jurisdiction),
        (str(meta.kind), filters.kind),
        (meta.language, filters.language),
        (meta.id, filters.document),
    ):
        if values and value not in values:
            return False
    return filters.any_date or meta.applies_on(filters.as_of or today())
