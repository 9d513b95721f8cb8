"""What we say ourselves, in the asker's language; everything else in an answer is quoted.

The sentences stand in ``corpora/vocabulary/messages.toml``; a language without them is answered in English.
"""

from __future__ import annotations

from kb.vocabulary import table

__all__ = ["languages", "message"]

_FALLBACK = "en"


def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages we speak, sorted."""
    return tuple(sorted(table("messages")))


def message(name: str, language: str, **values: str) -> str:
    """The sentence ``name`` in ``language`` with its blanks filled in. Raises KeyError for an unknown name."""
    messages = table("messages")
    template: str = messages.get(language, {}).get(name) or messages[_FALLBACK][name]
    return template.format(**values)
