"""A vector is known again by its sketch, whatever the engine's rounding; another one is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalog import Catalog
from kb.vector_seal import WIDTH, are_theirs, sketches


def units(n: int, dim: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@given(st.integers(0, 2**32 - 1), st.sampled_from([8, 64, 384, 1536]), st.floats(0.5, 2))
def test_a_vector_scaled_and_rounded_by_an_engine_is_known_again(seed: int, dim: int, length: float) -> None:
    vectors = units(4, dim, seed)
    written = sketches(vectors * np.float32(length))
    assert written.shape == (4, WIDTH)
    rounded = vectors * (1 + np.float32(1e-6))
    assert are_theirs(rounded, written).all()


@given(st.integers(0, 2**32 - 1))
def test_vectors_of_like_texts_are_told_apart(seed: int) -> None:
    one, other = units(2, 384, seed)
    near = one + 0.05 * other  # a cosine of 0.999
    near /= np.linalg.norm(near)
    assert not are_theirs(near[None].astype(np.float32), sketches(one[None]))[0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e38, 0.0])
@pytest.mark.filterwarnings("error")
def test_a_damaged_vector_is_nobodys_and_warns_nobody(bad: float) -> None:
    vectors = units(3, 64, 1)
    written = sketches(vectors)
    vectors[1, :] = bad
    assert are_theirs(vectors, written).tolist() == [True, False, True]
    assert are_theirs(vectors, None).tolist() == [True, False, True]


def test_sketches_are_the_same_on_every_machine() -> None:
    assert sketches(np.eye(1, 8, dtype=np.float32)).tolist() == [[-1.0, -1.0, 1.0, -1.0, -1.0, 1.0, -1.0, 1.0]]


def test_nothing_is_kept_of_a_version_that_was_removed_meanwhile(tmp_path: Path) -> None:
    catalog = Catalog.in_folder(tmp_path)
    catalog.vector_seals.write("gone", sketches(np.eye(3, dtype=np.float32)))
    assert catalog.vector_seals.of_version("gone") is None
