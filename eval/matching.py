"""Whether a text holds a gold quote, and where: the contract's rule ("Golden set").

Texts are compared *reduced*: case folded, and everything but letters and digits removed, so that line breaks, hyphens
at line ends and typographic quotes do not matter.
"""

from __future__ import annotations

import re
from array import array

from kb.model import Span

__all__ = ["Reduced", "locate", "matches", "reduce"]

#: `\\w` is `str.isalnum` or the underscore (documentation of `re`).
_DROPPED = re.compile(r"[\W_]+")


def reduce(text: str) -> str:
    """``text`` case folded, letters and digits (``str.isalnum``) only.

    >>> reduce("Art. 5 — Straße")
    'art5strasse'
    """
    return _DROPPED.sub("", text.casefold())


def matches(passage_text: str, gold_quote: str) -> bool:
    """Whether the passage contains the quote, or at least 80 % of it as one run, both reduced.

    A quote without any letter or digit matches nothing.
    """
    return bool(_found(reduce(passage_text), reduce(gold_quote)))


class Reduced:
    """A reduced text that remembers where each of its characters came from.

    ``offsets[i]`` is the offset in the original text of the character that became ``text[i]``; one character may
    become several ("ß" → "ss").
    """

    __slots__ = ("offsets", "text")

    def __init__(self, original: str) -> None:
        kept: list[str] = []
        self.offsets = array("Q")
        for offset, character in enumerate(original):
            for folded in character.casefold():
                if folded.isalnum():
                    kept.append(folded)
                    self.offsets.append(offset)
        self.text = "".join(kept)

    def original(self, start: int, end: int) -> Span:
        """The span of the original text that became ``text[start:end]``; ``start < end``."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def locate(text: Reduced, gold_quote: str) -> list[Span]:
    """Where in the original text the quote stands, or the runs of 80 % of it; in order, overlapping runs joined."""
    spans: list[Span] = []
    for start, end in sorted(_found(text.text, reduce(gold_quote), all_places=True)):
        span = text.original(start, end)
        if spans and span.start < spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        else:
            spans.append(span)
    return spans


def _found(text: str, quote: str, *, all_places: bool = False) -> list[tuple[int, int]]:
    """Places in a reduced text of a reduced quote; where the whole is nowhere, those of its runs of 80 %.

    A common run of at least ``n`` characters exists exactly when some window of ``n`` characters of the quote occurs.
    """
    if not quote:
        return []
    shortest = -(-len(quote) * 4 // 5)
    whole = _places(text, quote, all_places)
    if whole:
        return whole
    found: list[tuple[int, int]] = []
    for start in range(len(quote) - shortest + 1):
        found.extend(_places(text, quote[start : start + shortest], all_places))
        if found and not all_places:
            break
    return found


def _places(text: str, run: str, all_places: bool) -> list[tuple[int, int]]:
    found = []
    start = text.find(run)
    while start >= 0:
        found.append((start, start + len(run)))
        if not all_places:
            break
        start = text.find(run, start + 1)
    return found
