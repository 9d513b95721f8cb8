"""Whether a locator names another law than the one it is looked up in: "§ 4 BGB" is not § 4 of the Cooperatives Act."""

from __future__ import annotations

import re

from kb.interpret.jurisdictions import find_jurisdictions
from kb.interpret.law_names import joining_words, subjects_of
from kb.interpret.titles import merged_words
from kb.locator import law_beside
from kb.model import DocumentMeta

__all__ = ["names_another_law"]

_SEGMENT = re.compile(r"[():;,–—]|\s-\s")
#: "transitorio 13, II" is a fraction, not what a law is called by.
_ROMAN = re.compile(r"[ivxl]{1,6}")
#: What a law is called by whoever has it before him: "of the Act", "de esta Ley".
_OWN = frozenset(
    {"act", "law", "code", "ley", "loi", "lei", "llei", "legge", "gesetz", "this", "esta", "cette", "questa"}
)


def names_another_law(locator: str, document: DocumentMeta) -> str:
    """The name of the other law, as it is written in ``locator``; "" where there is none.

    >>> from kb.model import Kind
    >>> act = DocumentMeta("de-geng", "Genossenschaftsgesetz (GenG)", Kind.LAW, "DE", "de")
    >>> names_another_law("§ 4 GenG", act), names_another_law("§ 4 BGB", act)
    ('', 'BGB')
    """
    name = law_beside(locator)
    if not name:
        return ""
    words = [w for w, _, _ in merged_words(name) if w not in joining_words() and not _ROMAN.fullmatch(w)]
    letters = "".join(word for word in words if len(word) == 1 and word.isalpha())  # "c.c.", "L.C."
    words = [*(word for word in words if len(word) > 1 or word.isdecimal()), *([letters] if len(letters) > 1 else ())]
    own = _words_of(document)
    about = subjects_of(f"{document.title} {document.id.replace('-', ' ')}")
    strange = [
        word
        for word in words
        if word not in own | _OWN
        and not ((subjects := subjects_of(word)) and subjects <= about)
        and not find_jurisdictions(word.capitalize(), document.language)
    ]
    return name if strange else ""


def _words_of(document: DocumentMeta) -> frozenset[str]:
    """The words of title and id, and what the title may be abbreviated to."""
    words = {word for word, _, _ in merged_words(f"{document.title} {document.id.replace('-', ' ')}")}
    for segment in _SEGMENT.split(document.title):
        first = [word[0] for word, _, _ in merged_words(segment) if word not in joining_words() and word.isalpha()]
        words.update("".join(first[i:j]) for i in range(len(first)) for j in range(i + 2, len(first) + 1))
    return frozenset(words)
