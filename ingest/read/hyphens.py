"""Words that the end of a line cut: which hyphens were printed only because the line was full.

"coopera-/tive" is one word, "semi-/autonomous" keeps its hyphen, and only the rest of the document knows: a word that
occurs uncut elsewhere decides. Where neither form occurs, a hyphen between small letters is taken for a cut, except

- before a conjunction, where it stands for the word that follows ("Aufsichts-/oder Verwaltungsrat");
- between two words that the document uses by themselves ("socially-/oriented");
- before the clitic pronouns of Portuguese ("refere-/se").
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
_HYPHENS = ("-", "‐")
_LONGEST_WORD = 100  # letters; what is looked at before a hyphen
_CONJUNCTIONS = frozenset(
    "und oder bzw beziehungsweise sowie bis and or nor et ou y e o u ni i ed od и или та dan atau".split()
)
_CLITICS = frozenset("se lhe lhes me te nos vos lo la los las o a os as no na".split())
_CLITIC_HOST = re.compile(r"(?:r|am|em|a|e|i|á|ê|ô|ão|ar|er|ir)$")
# Words of their own that are syllables of others more often: "con-/forme", "there-/of", "in-/dependent".
_SYLLABLES = frozenset(
    """
    a al am an ante at au aus be bei by co con contra da dans de del des di do du e ein el em en entre es ex for frente
    ha he her here hin how i il im in la le lo ma male man me mit mo more na nach no non o on os out over para per
    por porque pos post pour pre pro que re sa se ser si sin so sobre son su sub sur te the there to trans um un una
    und under une up upon vor what when where with zu
    """.split()
)
_SHORTEST_HALF = 3  # letters


class _Line(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def hyphenated(self) -> bool: ...


class Hyphens:
    """Joins lines of one document, deciding about hyphens by the words of that document.

    Args:
        lines: texts of its lines in order; where a hyphen was left out at the end of one (``hyphenated``), with it.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        self._whole: set[str] = set()  # words as printed that no end of a line cut
        cut = False
        for line in lines:
            words = _WORD.findall(line)
            self._words.update(word.casefold() for word in words)
            begin, cut = int(cut), line.endswith(_HYPHENS)
            self._whole.update(words[begin : len(words) - cut])
        # German, Italian and Spanish write compounds as one word: "rechts-/fähig", "autonoma-/mente".
        self._compounds_whole = max(self._words[word] for word in ("und", "che", "los")) > self._words["the"]
        self._is_portuguese = self._words["não"] > 0

    def join(self, lines: Sequence[_Line]) -> str:
        """``lines`` as one text. A line that ends in a hyphen, printed or marked by ``hyphenated``, may be joined
        without a space. Takes time in proportion to the length of the text."""
        if not lines:
            return ""
        pieces = [lines[0].text]
        said = lines[0].text  # the end of the text so far: as much of it as can be one word
        for before, line in itertools.pairwise(lines):
            kept, between = self._between(said[-_LONGEST_WORD:], line.text, marked=before.hyphenated)
            if not kept:
                pieces[-1] = pieces[-1][:-1]
            pieces += (between, line.text)
            said = f"{said[-_LONGEST_WORD:] if kept else said[-_LONGEST_WORD:-1]}{between}{line.text}"
        return "".join(pieces)

    def _between(self, text: str, line: str, *, marked: bool) -> tuple[bool, str]:
        """Whether the last character of ``text``, a hyphen, stays, and what comes between ``text`` and ``line``."""
        printed = text.endswith(_HYPHENS) and not text.endswith((" -", "--"))
        if not marked and not printed:
            return True, " "
        head, tail = _LAST.search(text if marked else text[:-1]), _FIRST.match(line)
        if head is None or tail is None:
            return True, " " if printed else "- "
        hyphen = "-" if marked else ""  # where the text has none
        if self._is_suspended(head[1], tail[0]):
            return True, f"{hyphen} "
        if not marked and not tail[0][0].islower():
            return True, "" if tail[0][0].isupper() and head[1][-1:].isalpha() else " "
        if not self._is_cut(head[1], tail[0]):
            return True, hyphen
        return marked, ""

    def _is_suspended(self, head: str, tail: str) -> bool:
        """Whether the hyphen stands for the end of a word that ``tail``, a conjunction, leads to."""
        head, tail = head.casefold(), tail.casefold()
        if tail not in _CONJUNCTIONS or not head[-1:].isalpha():
            return False
        if self._is_portuguese and tail in _CLITICS and len(head) > 2 and _CLITIC_HOST.search(head):
            return False
        return not self._words[head + tail]

    def _is_cut(self, head: str, tail: str) -> bool:
        first = re.split("[-‐]", tail)[0]
        both_used = self._is_used(head) and first in self._whole and len(first) >= _SHORTEST_HALF
        head, first = head.casefold(), first.casefold()
        whole, hyphened = self._words[head + first], self._words[f"{head}-{first}"]
        if whole != hyphened:
            return whole > hyphened
        if not head.isalpha() or not first.isalpha():
            return False
        if both_used and head not in _SYLLABLES and not self._compounds_whole:
            return False
        return not (first in _CLITICS and len(head) > 2 and _CLITIC_HOST.search(head))

    def _is_used(self, head: str) -> bool:
        return len(head) >= _SHORTEST_HALF and not self._whole.isdisjoint(
            (head, head.lower(), head.capitalize(), head.upper())
        )
