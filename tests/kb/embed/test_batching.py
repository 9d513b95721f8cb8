"""Batches hold every text once and no more than they may."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.embed.batching import batches


@given(st.lists(st.integers(0, 600), max_size=80), st.integers(1, 2000), st.integers(1, 20))
def test_every_index_once_within_the_limits(lengths: list[int], tokens: int, texts: int) -> None:
    made = list(batches(lengths, tokens, texts))
    assert sorted(index for batch in made for index in batch) == list(range(len(lengths)))
    for batch in made:
        longest = max(lengths[index] for index in batch)
        assert len(batch) <= texts
        assert len(batch) == 1 or longest * len(batch) <= tokens
        assert lengths[batch[0]] == longest


@given(st.lists(st.integers(1, 600), min_size=2, max_size=80))
def test_texts_of_like_length_are_together(lengths: list[int]) -> None:
    order = [lengths[index] for batch in batches(lengths, 1000, 8) for index in batch]
    assert order == sorted(lengths, reverse=True)
