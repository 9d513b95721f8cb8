"""Small stand-ins that make ingestion fast in tests: words for tokens, hashes for meaning."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from kb.embed.base import Vectors


class WordEmbedder:
    """An embedder whose tokens are words and whose vectors are bags of hashed words."""

    name = "words@test"
    dim = 64
    max_tokens = 128

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 3 for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        for text, count in zip(texts, self.count_tokens(texts), strict=True):
            if count > self.max_tokens:
                raise ValueError(f"{count} tokens: {text[:40]!r}")
        self.embedded.extend(texts)
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dim), 0.01, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.casefold().split():
                row[zlib.crc32(word.strip(".,;:()?¿").encode()) % self.dim] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
