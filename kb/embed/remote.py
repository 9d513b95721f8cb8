"""An OpenAI-compatible embeddings endpoint: text-embeddings-inference, vLLM, Ollama, OpenAI and others.

Tokens: text-embeddings-inference tells its model, its longest input and the tokens of a text (``/info``,
``/tokenize``), and these are used. No other server does; there the tokenizer of multilingual-e5-small *estimates* them,
so leave a margin with ``embed.max_tokens`` where another model cuts finer. Servers refuse what is too long or cut it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kb.embed.base import Vectors
from kb.embed.batching import batches
from kb.embed.once import Once
from kb.embed.prefixes import known_prefixes
from kb.errors import ConfigError, KbError

_ATTEMPTS = 5
_FIRST_WAIT = 0.5  # seconds; doubled at each attempt, with jitter
_LONGEST_WAIT = 30.0
_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
_BATCH_TEXTS = 32  # the default limit of text-embeddings-inference
_DEFAULT_MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class _Server:
    """What text-embeddings-inference says of itself."""

    max_tokens: int
    batch_texts: int


class RemoteEmbedder:
    """See ``kb.embed.base.Embedder``. Thread-safe. Nothing is sent before the first use.

    ``url`` is the server, its ``/v1`` or its ``/v1/embeddings``. ``dim`` is checked against every answer; absent, the
    first answer sets it. ``query_prefix`` and ``passage_prefix`` as in ``kb.embed.prefixes`` where absent.
    ``estimate`` counts tokens where the server cannot. Raises ConfigError when the server refuses what it is asked,
    KbError when it cannot be reached after several attempts.
    """

    def __init__(
        self,
        url: str,
        model: str,
        estimate: Callable[[Sequence[str]], list[int]],
        api_key: str | None = None,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        batch_tokens: int = 4096,
        max_tokens: int | None = None,
        dim: int | None = None,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import httpx

        if not url.startswith(("http://", "https://")):
            raise ConfigError(f"embed.url = {url!r} is no URL; give one such as http://localhost:8080/v1")
        self._root = url.rstrip("/").removesuffix("/embeddings").removesuffix("/v1").rstrip("/")
        self._model = model
        self._estimate = estimate
        known = known_prefixes(model) or ("", "")
        self._query_prefix = known[0] if query_prefix is None else query_prefix
        self._passage_prefix = known[1] if passage_prefix is None else passage_prefix
        self._batch_tokens = batch_tokens
        self._wanted_max_tokens = max_tokens
        self._wanted_dim = dim
        self._sleep = sleep
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(headers=headers, timeout=httpx.Timeout(timeout, connect=10.0))
        self._server = Once(self._ask_server)
        self._measured_dim = Once(lambda: int(self._request(["dimension"]).shape[1]))

    @property
    def name(self) -> str:
        return f"{self._model}+{self._passage_prefix!r}" if self._passage_prefix else self._model

    @property
    def dim(self) -> int:
        return self._wanted_dim or self._measured_dim()

    @property
    def max_tokens(self) -> int:
        server = self._server()
        limits = [limit for limit in (self._wanted_max_tokens, server.max_tokens if server else None) if limit]
        return min(limits) if limits else _DEFAULT_MAX_TOKENS

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._count([self._passage_prefix + text for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """``(n, dim)`` float32, each row of length 1. What becomes of an overlong query is the server's choice."""
        inputs = [self._query_prefix + text for text in texts]
        return self._run(inputs, [len(text) // 3 for text in inputs])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        inputs = [self._passage_prefix + text for text in texts]
        counts = self._count(inputs)
        for index, count in enumerate(counts):
            if count > self.max_tokens:
                beginning = texts[index][:60]
                raise ValueError(f"text {index} has {count} tokens, over {self.max_tokens}: {beginning!r}…")
        return self._run(inputs, counts)

    def _run(self, inputs: Sequence[str], counts: Sequence[int]) -> Vectors:
        if not inputs:
            return np.empty((0, self.dim), np.float32)
        server = self._server()
        parts: dict[int, Vectors] = {}
        for batch in batches(counts, self._batch_tokens, server.batch_texts if server else _BATCH_TEXTS):
            vectors = self._request([inputs[index] for index in batch])
            parts.update(zip(batch, vectors, strict=True))
        if len({len(vector) for vector in parts.values()}) != 1:
            raise ConfigError(f"{self._root} gave vectors of different lengths; is one model behind it?")
        return np.stack([parts[index] for index in range(len(inputs))])

    def _request(self, inputs: list[str]) -> Vectors:
        """Vectors of one batch, in its order, of length 1."""
        body = {"model": self._model, "input": inputs, "encoding_format": "float"}
        answer = self._post("/v1/embeddings", body)
        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            if [row["index"] for row in rows] != list(range(len(inputs))):
                raise ValueError(f"{len(rows)} vectors for {len(inputs)} texts")
            vectors: Vectors = np.array([row["embedding"] for row in rows], np.float32)
            if vectors.ndim != 2:
                raise ValueError("no vectors of one length")
        except (KeyError, TypeError, ValueError) as error:
            raise KbError(f"{self._root} gave no usable embeddings ({error}); is it an embeddings server?") from error
        if self._wanted_dim and vectors.shape[1] != self._wanted_dim:
            raise ConfigError(
                f"{self._root} gives vectors of {vectors.shape[1]}, not of embed.dim = {self._wanted_dim}"
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths).all() and (lengths > 0).all()):
            raise KbError(f"{self._root} gave an embedding that is zero or not finite; see its log")
        unit: Vectors = (vectors / lengths).astype(np.float32)
        return unit

    # -- tokens --------------------------------------------------------------------------------------------------

    def _count(self, inputs: Sequence[str]) -> list[int]:
        server = self._server()
        if server is None:
            return self._estimate(inputs)
        counts: list[int] = []
        for start in range(0, len(inputs), server.batch_texts):
            chunk = list(inputs[start : start + server.batch_texts])
            tokens = self._post("/tokenize", {"inputs": chunk, "add_special_tokens": True})
            counts.extend(len(one) for one in tokens)
        return counts

    def _ask_server(self) -> _Server | None:
        """What text-embeddings-inference says of itself; None where another server answers."""
        import httpx

        try:
            answer = self._client.get(f"{self._root}/info", timeout=10.0)
            info = answer.json() if answer.status_code == 200 else {}
            return _Server(int(info["max_input_length"]), int(info.get("max_client_batch_size", _BATCH_TEXTS)))
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None

    # -- HTTP ----------------------------------------------------------------------------------------------------

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        import httpx

        url = self._root + path
        for attempt in range(1, _ATTEMPTS + 1):
            wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1)) * random.uniform(0.5, 1.0)
            try:
                answer = self._client.post(url, json=body)
            except httpx.TransportError as error:
                failure = f"{type(error).__name__}: {error}"
            else:
                if answer.status_code == 200:
                    return _json(url, answer)
                failure = f"HTTP {answer.status_code}{_message(answer)}"
                if answer.status_code not in _TRANSIENT:
                    raise ConfigError(f"{url} refused: {failure}; {_advice(answer.status_code)}")
                wait = max(wait, _retry_after(answer))
            if attempt < _ATTEMPTS:
                self._sleep(wait)
        raise KbError(f"{url} cannot be used after {_ATTEMPTS} attempts ({failure}); is the server up?")


def _json(url: str, answer: Any) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise KbError(f"{url} answered something that is not JSON; is it an embeddings server?") from error


def _message(answer: Any) -> str:
    """The first line of what the server says went wrong, shortened."""
    lines = answer.text.strip().splitlines()
    return f" {lines[0][:200]}" if lines else ""


def _advice(status: int) -> str:
    if status in (401, 403):
        return "check KB_EMBED_API_KEY"
    if status == 404:
        return "check KB_EMBED_URL and KB_EMBED_MODEL"
    if status == 413:
        return "lower KB_EMBED_MAX_TOKENS or KB_EMBED_BATCH_TOKENS"
    return "check KB_EMBED_MODEL and KB_EMBED_MAX_TOKENS"


def _retry_after(answer: Any) -> float:
    """Seconds the server asks to wait; 0 if it does not say so in seconds."""
    try:
        return min(_LONGEST_WAIT, max(0.0, float(answer.headers.get("retry-after", "0"))))
    except ValueError:
        return 0.0
