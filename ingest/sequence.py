"""The numbers that run through a law, told from those of its lists and quotations."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["longest_run"]

#: What a number costs that is left out between two of a run, in numbers of the run.
_MISSING = 0.25
#: Numbers left out at most between two of a run: more cost more than the run gains.
_GAP = 40


def longest_run(numbers: Sequence[tuple[int, int]]) -> set[int]:
    """Places of the best sequence of growing numbers: the most numbers with the fewest left out, from a small one on.

    Numbered lists inside sections start at 1 again and again; they are outgrown by the sections' own sequence. A
    number may be repeated ("5", "5 bis"). Where two runs are equally good, as in a table of contents and the text,
    the later one wins.

    Args:
        numbers: (place, number) in document order.
    """
    best: list[tuple[float, int | None]] = []  # for each position: what the run up to it is worth, position before
    last_at: dict[int, int] = {}  # number → position of the best run that ends with it
    for position, (_, number) in enumerate(numbers):
        worth, before = 1 - _MISSING * (number - 1), None
        for step in range(_GAP + 1):
            previous = last_at.get(number - step)
            if previous is None:
                continue
            gained = best[previous][0] + (1 - _MISSING * (step - 1) if step else 0)
            if gained > worth or (step and gained == worth):
                worth, before = gained, previous
        best.append((worth, before))
        if number not in last_at or worth >= best[last_at[number]][0]:
            last_at[number] = position
    if not best:
        return set()
    node: int | None = max(range(len(best)), key=lambda position: (best[position][0], position))
    chosen: set[int] = set()
    while node is not None:
        chosen.add(numbers[node][0])
        node = best[node][1]
    return chosen
