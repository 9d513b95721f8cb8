"""The interface of dense embedders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kb.embed.calibration import Calibration

Vectors = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Turns text into vectors whose dot product is their similarity.

    Queries and passages have two methods because most retrieval models want a different prefix for each: forgetting
    it must not be possible.
    """

    @property
    def name(self) -> str:
        """Identity of model and conversion; an index remembers it and refuses another."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Longest input, in tokens with prefix and special tokens; what is longer would be cut."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens that ``embed_passages`` would feed for each text, prefix and special tokens included."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """``(n, dim)`` float32, each row of length 1."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """``(n, dim)`` float32, each row of length 1. Raises ValueError for a text over ``max_tokens``."""


@runtime_checkable
class ReadsQuestions(Protocol):
    """An embedder that was taught where questions of law are answered, beside what its model says of any query."""

    @property
    def calibration(self) -> Calibration | None:
        """What the similarities of questions and passages mean, where that is known; None: measure it."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """``(n, dim)`` float32, each row of length 1, to be compared with vectors of passages."""


def embed_questions(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Vectors of questions; of an embedder that was not taught to read them, those of queries."""
    if isinstance(embedder, ReadsQuestions):
        return embedder.embed_questions(texts)
    return embedder.embed_queries(texts)
