"""Words that the end of a line cut: which hyphens were printed only because the line was full.

"coopera-/tive" is one word, "semi-/autonomous" keeps its hyphen, and only the rest of the document knows: a word that
occurs uncut elsewhere decides. Where neither form occurs, a hyphen between small letters is taken for a cut, except
before the clitic pronouns of Portuguese ("refere-/se").
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

__all__ = ["Hyphens"]

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LAST = re.compile(r"([^\W_]+)[-‐\u00ad]?$")
_FIRST = re.compile(r"[^\W_]+(?:[-‐][^\W_]+)*")
_CLITICS = frozenset("se lhe lhes me te nos vos lo la los las o a os as no na".split())
_CLITIC_HOST = re.compile(r"(?:r|am|em|a|e|i|á|ê|ô|ão|ar|er|ir)$")


class _Line(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def hyphenated(self) -> bool: ...


class Hyphens:
    """Joins lines of one document, deciding about hyphens by the words of that document."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            self._words.update(word.casefold() for word in _WORD.findall(line))

    def join(self, lines: Sequence[_Line]) -> str:
        """``lines`` as one text. A line that ends in a hyphen, printed or marked by ``hyphenated``, may be joined
        without a space."""
        text = lines[0].text if lines else ""
        for before, line in itertools.pairwise(lines):
            text = self._append(text, line.text, marked=before.hyphenated)
        return text

    def _append(self, text: str, line: str, *, marked: bool) -> str:
        printed = text.endswith(("-", "‐")) and not text.endswith((" -", "--"))
        if not marked and not printed:
            return f"{text} {line}"
        stem = text[:-1] if printed and not marked else text
        head, tail = _LAST.search(stem), _FIRST.match(line)
        if head is None or tail is None:
            return f"{text}{'-' if marked else ''} {line}" if not printed else f"{text} {line}"
        if not marked and not tail.group()[0].islower():
            return f"{text}{line}" if tail.group()[0].isupper() and head.group(1)[-1:].isalpha() else f"{text} {line}"
        return f"{stem}{'' if self._is_cut(head.group(1), tail.group()) else '-'}{line}"

    def _is_cut(self, head: str, tail: str) -> bool:
        head, tail = head.casefold(), tail.casefold()
        first = re.split("[-‐]", tail)[0]
        whole, hyphened = self._words[head + first], self._words[f"{head}-{first}"]
        if whole != hyphened:
            return whole > hyphened
        if not head.isalpha() or not first.isalpha():
            return False
        return not (first in _CLITICS and len(head) > 2 and _CLITIC_HOST.search(head))
