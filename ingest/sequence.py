"""The numbers that run through a law, told from those of its lists and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kb.locator.numbers import LATIN

__all__ = ["inserted", "longest_run"]

#: What a number costs that is left out between two of a run, in numbers of the run.
_MISSING = 0.25
#: Numbers left out at most between two of a run: more cost more than the run gains.
_GAP = 40
#: What an inserted number is worth: so little that it decides only between runs of the same numbers.
_INSERTED = 0.001
_WORDS = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies")


def inserted(number: str) -> int:
    """Rank of what follows the digits of a number, 0 where nothing does: "5" < "5 bis" < "5 ter", "5" < "5A" < "5B".

    >>> inserted("5"), inserted("5 bis"), inserted("5A"), inserted("5-B"), inserted("5AA")
    (0, 1, 1, 2, 27)
    """
    rest = re.sub(r"^\d+[\s-]*|\W+$", "", number)
    word = re.match(rf"{LATIN}(?!\w)", rest)
    if word:
        plain = word[0].casefold().replace("á", "a")
        return _WORDS.index(plain) + 1 if plain in _WORDS else len(_WORDS) + 1
    rank = 0
    for letter in rest.upper() if rest.isascii() and rest.isalpha() and len(rest) <= 2 else "":
        rank = rank * 26 + ord(letter) - ord("A") + 1
    return rank


def longest_run(numbers: Sequence[tuple[int, int, int]]) -> set[int]:
    """Places of the best sequence of growing numbers: the most numbers with the fewest left out, from a small one on.

    Numbered lists inside sections start at 1 again and again; they are outgrown by the sections' own sequence.
    Where two runs are equally good, as in a table of contents and the text,
    the later one wins.

    Args:
        numbers: (place, number, rank of what is inserted after it) in document order.
    """
    best: list[tuple[float, int | None]] = []  # for each position: what the run up to it is worth, position before
    last_at: dict[int, dict[int, int]] = {}  # number → insertion → position of the best run that ends with it

    def better(positions: Iterable[int]) -> int | None:
        return max(positions, key=lambda position: (best[position][0], position), default=None)

    for position, (_, number, insertion) in enumerate(numbers):
        worth, before = 1 - _MISSING * (number - 1), None
        for step in range(_GAP + 1):
            held = last_at.get(number - step, {})
            previous = better(at for rank, at in held.items() if step or rank < insertion)
            if previous is None:
                continue
            gained = best[previous][0] + (1 - _MISSING * (step - 1) if step else _INSERTED)
            if gained > worth or (step and gained == worth):
                worth, before = gained, previous
        best.append((worth, before))
        held = last_at.setdefault(number, {})
        if insertion not in held or worth >= best[held[insertion]][0]:
            held[insertion] = position
    if not best:
        return set()
    node: int | None = max(range(len(best)), key=lambda position: (best[position][0], position))
    chosen: set[int] = set()
    while node is not None:
        chosen.add(numbers[node][0])
        node = best[node][1]
    return chosen
