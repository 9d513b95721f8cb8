"""What we say ourselves, in the asker's language; everything else in an answer is quoted.

The sentences stand in ``corpora/vocabulary/messages.toml``; a language without them is answered in English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["languages", "message"]

_FALLBACK = "en"


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    data = files("corpora").joinpath("vocabulary", "messages.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = tomllib.loads(data)
    return table


def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages we speak, sorted."""
    return tuple(sorted(_messages()))


def message(name: str, language: str, **values: str) -> str:
    """The sentence ``name`` in ``language`` with its blanks filled in. Raises KeyError for an unknown name."""
    table = _messages()
    template = table.get(language, {}).get(name) or table[_FALLBACK][name]
    return template.format(**values)
