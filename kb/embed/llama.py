"""Our embedders for LlamaIndex. Importing this module imports ``llama_index.core``; nothing else here does."""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr

from kb.embed.base import Embedder


class KbEmbedding(BaseEmbedding):
    """A LlamaIndex embedding over any ``Embedder``; text is a passage, a query a query.

    >>> KbEmbedding(load_embedder(settings)).get_query_embedding("what is a mutual?")  # doctest: +SKIP
    """

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **kwargs: Any) -> None:
        super().__init__(**{"model_name": embedder.name, "embed_batch_size": 64, **kwargs})
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        return "KbEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self._embedder.embed_queries([query])[0]]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self._embedder.embed_passages(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)
