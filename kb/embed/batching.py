"""Batches of texts of like length: padding is work thrown away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def batches(lengths: Sequence[int], tokens: int, texts: int) -> Iterator[list[int]]:
    """Indexes of ``lengths`` in batches, longest first.

    A batch holds at most ``texts`` texts and, padded to its longest, at most ``tokens`` tokens; a text longer than
    that is a batch of its own. Every index comes exactly once.
    """
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) >= texts or longest * (len(batch) + 1) > tokens):
            yield batch
            batch = []
        if not batch:
            longest = max(lengths[index], 1)
        batch.append(index)
    if batch:
        yield batch
