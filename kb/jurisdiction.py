"""Codes of jurisdictions: ISO 3166-1 alpha-2 countries, ISO 3166-2 subdivisions, and the bodies of the contract."""

from __future__ import annotations

from kb.vocabulary import table

__all__ = ["BODIES", "is_jurisdiction", "parent"]

#: Bodies that make law or standards and have no ISO 3166 code of their own.
BODIES = frozenset({"EU", "INT", "OHADA"})


def is_jurisdiction(code: str) -> bool:
    """Whether ``code`` is a country, a subdivision or a body, in upper case."""
    if code in BODIES:
        return True
    country, dash, subdivision = code.partition("-")
    subdivisions = table("codes").get(country)
    return subdivisions is not None and (not dash or subdivision in subdivisions.split())


def parent(code: str) -> str | None:
    """``ES`` for ``ES-CT``; None for a country or body."""
    country, dash, _ = code.partition("-")
    return country if dash else None
