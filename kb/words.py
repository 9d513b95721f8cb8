"""Words of a question in the form in which names are compared: without case and accents, with their place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Word", "fold", "is_spaceless", "split"]

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
#: Scripts whose words are not set off by spaces, or carry vowel signs that are no letters to ``\w``, or take prefixes
#: and particles without a space: Arabic, Devanagari, Thai, kana, Han, Hangul.
_SPACELESS = re.compile(
    "[\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff66-\uff9f]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``folded`` for comparing, ``[start, end)`` its place."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Case-folded, without the accents of Latin, Greek and Cyrillic letters; other scripts keep their marks.

    >>> fold("Québec"), fold("STRAẞE"), fold("대한민국")
    ('quebec', 'strasse', '대한민국')
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))


def split(text: str) -> list[Word]:
    """The words of ``text``; hyphens and apostrophes separate.

    >>> [word.folded for word in split("Côte d'Ivoire")]
    ['cote', 'd', 'ivoire']
    """
    return [Word(fold(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def is_spaceless(text: str) -> bool:
    """Whether ``text`` holds a character of a script whose words cannot be split at spaces."""
    return _SPACELESS.search(text) is not None
