"""Values that files from outside give: codes checked as they are read, and one line for what is wrong with them.

Manifests and golden sets are pydantic models; both name jurisdictions and languages, and both tell a person who wrote
the file the first thing to correct.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, ValidationError

from kb.iso639 import is_language
from kb.jurisdiction import is_jurisdiction

__all__ = ["Jurisdiction", "Language", "first_problem"]


def _jurisdiction(value: str) -> str:
    if not is_jurisdiction(value):
        raise ValueError(
            f"{value!r} is no jurisdiction code; use ISO 3166-1 (ES), ISO 3166-2 (ES-CT), EU, INT or OHADA"
        )
    return value


def _language(value: str) -> str:
    if not is_language(value):
        raise ValueError(f"{value!r} is no ISO 639-1 code; use two small letters, like en, fr or es")
    return value


Jurisdiction = Annotated[str, AfterValidator(_jurisdiction)]
"""A code that `kb.jurisdiction` knows."""

Language = Annotated[str, AfterValidator(_language)]
"""A code that `kb.iso639` knows."""


def first_problem(error: ValidationError) -> str:
    """The first thing that is wrong, on one line: "filters.country: unknown key", "category: missing key".

    Without the name of a key where the whole is wrong (a rule between keys).
    """
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    message = {"extra_forbidden": "unknown key", "missing": "missing key"}.get(first["type"], first["msg"])
    message = " ".join(message.removeprefix("Value error, ").split())
    return f"{key}: {message}" if key else message
