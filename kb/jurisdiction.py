"""Codes of jurisdictions: ISO 3166-1 alpha-2 countries, ISO 3166-2 subdivisions, and the bodies of the contract."""

from __future__ import annotations

__all__ = ["BODIES", "is_jurisdiction", "parent"]

#: Bodies that make law or standards and have no ISO 3166 code of their own.
BODIES = frozenset({"EU", "INT", "OHADA"})


def is_jurisdiction(code: str) -> bool:
    """Whether ``code`` is a country, a subdivision or a body, in upper case."""
    if code in BODIES:
        return True
    import pycountry  # 50 ms for the subdivisions: only where codes are checked

    if "-" in code:
        return any(subdivision.code == code for subdivision in pycountry.subdivisions)
    return any(country.alpha_2 == code for country in pycountry.countries)


def parent(code: str) -> str | None:
    """``ES`` for ``ES-CT``; None for a country or body."""
    country, dash, _ = code.partition("-")
    return country if dash else None
