"""Any sentence-transformers model, by its name on the model hub or by the path of its folder (extra ``hub``)."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from kb.embed.base import Vectors
from kb.embed.batching import batches
from kb.embed.prefixes import known_prefixes
from kb.errors import ConfigError

_QUERY_PROMPTS = ("query",)
_PASSAGE_PROMPTS = ("passage", "document", "corpus")
_BATCH_TEXTS = 64


class HubEmbedder:
    """See ``kb.embed.base.Embedder``. The model is loaded, and downloaded if need be, on construction.

    ``query_prefix`` and ``passage_prefix`` are prefixes or names of the model's own prompts; absent: the model's
    prompts for queries and passages, else what its family is known to want (``kb.embed.prefixes``), else nothing.
    ``dim`` shortens the vectors of a model that was trained for it (Matryoshka). Code that comes with a model is not
    executed. Thread-safe: one call runs at a time.
    """

    def __init__(
        self,
        model: str,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        threads: int | None = None,
        batch_tokens: int = 4096,
        max_tokens: int | None = None,
        dim: int | None = None,
    ) -> None:
        self._model = _load(model, dim)
        if threads:
            import torch  # type: ignore[import-not-found,unused-ignore]

            torch.set_num_threads(threads)
        self._lock = threading.Lock()
        self._batch_tokens = batch_tokens
        known = known_prefixes(model) or ("", "")
        self._query_prefix = _prefix(self._model, query_prefix, _QUERY_PROMPTS, known[0])
        self._passage_prefix = _prefix(self._model, passage_prefix, _PASSAGE_PROMPTS, known[1])
        own = self._model.max_seq_length
        limits = [limit for limit in (own, max_tokens) if limit]
        self._max_tokens = int(min(limits)) if limits else 512
        self._model.max_seq_length = self._max_tokens
        self._dim = int(self._model.encode(["dimension"], show_progress_bar=False).shape[1])
        if dim and dim != self._dim:
            raise ConfigError(f"model {model} has vectors of {self._dim}, not of embed.dim = {dim}")
        self._name = model
        if revision := _revision(self._model):
            self._name += f"@{revision[:12]}"
        if dim:
            self._name += f"/{dim}"
        if self._passage_prefix:
            self._name += f"+{self._passage_prefix!r}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._count([self._passage_prefix + text for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """``(n, dim)`` float32, each row of length 1. Of a query over ``max_tokens`` only the beginning counts."""
        inputs = [self._query_prefix + text for text in texts]
        return self._run(inputs, self._count(inputs))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        inputs = [self._passage_prefix + text for text in texts]
        counts = self._count(inputs)
        for index, count in enumerate(counts):
            if count > self._max_tokens:
                beginning = texts[index][:60]
                raise ValueError(f"text {index} has {count} tokens, over {self._max_tokens}: {beginning!r}…")
        return self._run(inputs, counts)

    def _count(self, inputs: Sequence[str]) -> list[int]:
        if not inputs:
            return []
        with self._lock:
            encoded = self._model.tokenizer(list(inputs), truncation=False, padding=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _run(self, inputs: Sequence[str], counts: Sequence[int]) -> Vectors:
        vectors = np.empty((len(inputs), self._dim), np.float32)
        lengths = [min(count, self._max_tokens) for count in counts]
        for batch in batches(lengths, self._batch_tokens, _BATCH_TEXTS):
            with self._lock:
                vectors[batch] = self._model.encode(
                    [inputs[index] for index in batch],
                    batch_size=len(batch),
                    prompt="",  # prefixes are in the inputs already, also where the model has a default prompt
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
        return vectors


def _load(model: str, dim: int | None) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ConfigError(
            f"embed.model = {model!r} needs sentence-transformers; run: pip install 'policy-kb[hub]' (it brings torch)"
        ) from error
    try:
        return SentenceTransformer(model, truncate_dim=dim)
    except Exception as error:  # of many libraries: no network, no such model, a damaged folder, no memory
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        offline = " (HF_HUB_OFFLINE is set)" if os.environ.get("HF_HUB_OFFLINE", "0") not in ("", "0") else ""
        raise ConfigError(
            f"embed.model = {model!r} cannot be loaded{offline}: {reason}; check the name and the network, "
            "or give the folder of a downloaded model"
        ) from error


def _prefix(model: Any, wanted: str | None, names: Sequence[str], known: str) -> str:
    prompts: dict[str, str | None] = getattr(model, "prompts", None) or {}
    if wanted is not None:
        return prompts.get(wanted) or wanted
    return next((str(prompts[name]) for name in names if prompts.get(name)), known)


def _revision(model: Any) -> str | None:
    """Commit of the model on the hub, if it came from there."""
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    revision = getattr(config, "_commit_hash", None)
    return revision if isinstance(revision, str) else None
