"""Filters of a search, as conditions every engine can express.

``conditions`` says what a ``Filters`` means; a ``Dialect`` names an engine's classes, and ``build`` joins the two.
The two Qdrant libraries use the same names and arguments, so one ``build`` serves both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kb.model import Filters, SectionRole
from kb.today import today

__all__ = ["AnyOf", "Conditions", "Dialect", "Range", "build", "conditions", "of_versions"]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The field has one of these values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The number in the field is at most ``lte`` and more than ``gt``, where given."""

    key: str
    lte: int | None = None
    gt: int | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of ``must`` hold and none of ``must_not``."""

    must: tuple[AnyOf | Range, ...] = ()
    must_not: tuple[AnyOf | Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """The classes of one engine. Each takes keyword arguments as qdrant_client names them."""

    filter: Callable[..., Any]
    field: Callable[..., Any]
    match_any: Callable[..., Any]
    range: Callable[..., Any]


def conditions(filters: Filters) -> Conditions:
    """What ``filters`` means.

    Each non-empty tuple is "any of these, exactly": "ES" is not "ES-CT" (whoever wants the subdivisions names them).
    The date is ``as_of``, else today, unless ``any_date``; law applies from ``from_day`` until the day before
    ``to_day``. Tables of contents are never found: they name everything and say nothing.
    """
    wanted = (
        AnyOf("jurisdiction", filters.jurisdiction),
        AnyOf("kind", filters.kind),
        AnyOf("language", filters.language),
        AnyOf("doc_id", filters.document),
    )
    must: list[AnyOf | Range] = [condition for condition in wanted if condition.values]
    if not filters.any_date:
        day = (filters.as_of or today()).toordinal()
        must += [Range("from_day", lte=day), Range("to_day", gt=day)]
    return Conditions(tuple(must), (AnyOf("role", (SectionRole.CONTENTS.value,)),))


def of_versions(*version_ids: str) -> Conditions:
    """All points of these document versions, whatever their role and date."""
    return Conditions((AnyOf("version_id", version_ids),))


def build(what: Conditions, dialect: Dialect) -> Any:
    """``what`` as a filter object of the engine."""

    def one(condition: AnyOf | Range) -> Any:
        if isinstance(condition, AnyOf):
            return dialect.field(key=condition.key, match=dialect.match_any(any=[str(v) for v in condition.values]))
        bounds = {name: value for name in ("lte", "gt") if (value := getattr(condition, name)) is not None}
        return dialect.field(key=condition.key, range=dialect.range(**bounds))

    return dialect.filter(must=[one(c) for c in what.must], must_not=[one(c) for c in what.must_not])
