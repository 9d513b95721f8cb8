"""The vector store beyond one process: a collection of a Qdrant server or cluster, through qdrant-client."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from kb.errors import IndexMismatchError, UnusableIndexError
from kb.model import Filters, Hit
from kb.store import bm25
from kb.store.base import Payload, Point, Wording
from kb.store.filters import Dialect, build, conditions, of_versions
from kb.store.schema import (
    BATCH,
    DENSE,
    FACET_LIMIT,
    HNSW_EF,
    INTEGERS,
    KEYWORDS,
    RRF_K,
    RRF_WEIGHTS,
    SPARSE,
    WORDING_WEIGHTS,
    batches,
    checked_id,
    checked_vector,
    in_language,
    payload,
    point_id,
    prefetch_limit,
    ranked,
)

if TYPE_CHECKING:
    from kb.settings import StoreSettings

__all__ = ["ServerStore"]

_DIALECT = Dialect(models.Filter, models.FieldCondition, models.MatchAny, models.Range)

#: Seconds before the second and third try of a request that failed for want of the server. All our requests may be
#: repeated without harm.
_PAUSES = (0.3, 1.5)
#: Statuses that may be over in a moment: too many requests, bad gateway, unavailable, gateway timeout.
_TRANSIENT = frozenset((429, 502, 503, 504))
#: What a collection says of itself, so that another version of ours is noticed.
_METADATA = {"policy-kb-layout": 1, "policy-kb-bm25": bm25.SCHEME}

P = ParamSpec("P")
T = TypeVar("T")


class ServerStore:
    """A ``VectorStore`` in one collection of a Qdrant server, created when absent.

    Any number of processes may share it. Raises IndexMismatchError when the collection holds other vectors than ours,
    UnusableIndexError when the server cannot be reached or refuses.
    """

    def __init__(self, settings: StoreSettings, dim: int) -> None:
        if settings.url is None:
            raise ValueError("a server store needs a URL")
        self._url = settings.url
        self._dim = dim
        self._collection = settings.collection
        # qdrant-client's engine in memory is not thread-safe; a server is.
        in_memory = settings.url == ":memory:"
        self._hnsw = None if in_memory else models.SearchParams(hnsw_ef=HNSW_EF)  # it has no HNSW either, and warns
        self._turn: AbstractContextManager[object] = threading.RLock() if in_memory else nullcontext()
        self._client = _connect(settings)
        try:
            if not self._call(self._client.collection_exists, self._collection):
                self._create(settings)
            self._check(indexes=not in_memory)
        except BaseException:
            self._client.close()
            raise

    # ---- writing

    def upsert(self, points: Sequence[Point]) -> None:
        for batch in batches(points):
            ready = [self._to_model(point) for point in batch]
            self._call(self._client.upsert, self._collection, ready, wait=True)

    def delete_versions(self, version_ids: Iterable[str]) -> None:
        for batch in batches(tuple(version_ids)):
            gone = models.FilterSelector(filter=build(of_versions(*batch), _DIALECT))
            self._call(self._client.delete, self._collection, gone, wait=True)

    def flush(self) -> None:
        """Nothing to do: a write is acknowledged when it is in the server's write-ahead log."""

    def optimize(self) -> None:
        """Nothing to do: a server indexes by itself, in the background."""

    def close(self) -> None:
        self._client.close()

    # ---- reading

    def search_dense(self, vector: NDArray[np.float32], limit: int, filters: Filters) -> list[Hit]:
        return self._search(checked_vector(vector, self._dim), DENSE, limit, filters, self._hnsw)

    def search_bm25(self, text: str, language: str, limit: int, filters: Filters) -> list[Hit]:
        return self._search(_sparse(bm25.encode_query(text, language)), SPARSE, limit, filters)

    def search_hybrid(
        self,
        vector: NDArray[np.float32],
        text: str,
        language: str,
        limit: int,
        filters: Filters,
        wordings: Sequence[Wording] = (),
    ) -> list[Hit]:
        dense = checked_vector(vector, self._dim)
        sparse = _sparse(bm25.encode_query(text, language))
        if limit <= 0:
            return []
        where = build(conditions(filters), _DIALECT)
        each = prefetch_limit(limit)
        prefetches = [models.Prefetch(query=dense, using=DENSE, limit=each, filter=where, params=self._hnsw)]
        if (same := in_language(filters, language)) is not None:
            within = build(conditions(same), _DIALECT)
            prefetches.append(models.Prefetch(query=sparse, using=SPARSE, limit=each, filter=within))
        weights = list(RRF_WEIGHTS[: len(prefetches)])
        for wording in wordings:
            if (same := in_language(filters, wording.language)) is not None:
                within = build(conditions(same), _DIALECT)
                dense = checked_vector(wording.vector, self._dim)
                sparse = _sparse(bm25.encode_query(wording.text, wording.language))
                prefetches.append(
                    models.Prefetch(query=dense, using=DENSE, limit=each, filter=within, params=self._hnsw)
                )
                prefetches.append(models.Prefetch(query=sparse, using=SPARSE, limit=each, filter=within))
                weights += WORDING_WEIGHTS
        response = self._call(
            self._client.query_points,
            self._collection,
            query=models.RrfQuery(rrf=models.Rrf(k=RRF_K, weights=weights)),
            prefetch=prefetches,
            limit=2 * each,  # all candidates, so that ties are cut by our order and not by the engine's
            with_payload=False,
        )
        return _hits(response.points)[:limit]

    def ids(self, version_id: str) -> Iterator[str]:
        return (point for point, _ in self.payloads(version_id))

    def payloads(self, version_id: str) -> Iterator[tuple[str, Payload]]:
        where = build(of_versions(version_id), _DIALECT)
        offset: Any = None
        while True:
            records, offset = self._call(
                self._client.scroll,
                self._collection,
                scroll_filter=where,
                limit=BATCH,
                offset=offset,
                with_payload=True,
                with_vectors=False,
            )
            yield from ((str(record.id), dict(record.payload or {})) for record in records)
            if offset is None:
                return

    def versions(self) -> dict[str, int]:
        response = self._call(self._client.facet, self._collection, "version_id", limit=FACET_LIMIT, exact=True)
        return {str(hit.value): hit.count for hit in response.hits if hit.count}

    def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        asked = {canonical: given for given in ids if (canonical := point_id(given))}
        found: dict[str, NDArray[np.float32]] = {}
        for batch in batches(list(asked)):
            records = self._call(
                self._client.retrieve, self._collection, list(batch), with_payload=False, with_vectors=[DENSE]
            )
            for record in records:
                assert isinstance(record.vector, dict)
                found[asked[str(record.id)]] = np.asarray(record.vector[DENSE], dtype=np.float32)
        return found

    def count(self) -> int:
        return self._call(self._client.count, self._collection, exact=True).count

    # ---- inside

    def _search(
        self,
        query: list[float] | models.SparseVector,
        using: str,
        limit: int,
        filters: Filters,
        params: models.SearchParams | None = None,
    ) -> list[Hit]:
        if limit <= 0:
            return []
        response = self._call(
            self._client.query_points,
            self._collection,
            query=query,
            using=using,
            query_filter=build(conditions(filters), _DIALECT),
            search_params=params,
            limit=limit,
            with_payload=False,
        )
        return _hits(response.points)

    def _to_model(self, point: Point) -> models.PointStruct:
        dense = checked_vector(point.dense, self._dim)
        sparse = _sparse(bm25.encode_document(point.bm25_text, point.language))
        return models.PointStruct(
            id=checked_id(point.id), vector={DENSE: dense, SPARSE: sparse}, payload=payload(point)
        )

    def _create(self, settings: StoreSettings) -> None:
        on_disk = settings.on_disk or None  # None: as the server is configured
        compress = models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=True)
        try:
            self._call(
                self._client.create_collection,
                self._collection,
                vectors_config={
                    DENSE: models.VectorParams(
                        size=self._dim,
                        distance=models.Distance.COSINE,
                        on_disk=on_disk,
                        hnsw_config=models.HnswConfigDiff(on_disk=on_disk),
                        quantization_config=(
                            models.ScalarQuantization(scalar=compress) if settings.quantization == "scalar" else None
                        ),
                    )
                },
                sparse_vectors_config={
                    SPARSE: models.SparseVectorParams(
                        modifier=models.Modifier.IDF, index=models.SparseIndexParams(on_disk=on_disk)
                    )
                },
                shard_number=settings.shards,
                replication_factor=settings.replicas,
                on_disk_payload=on_disk,
                metadata=_METADATA,
            )
        except UnusableIndexError:
            # Another process may have been first; anything else is the error it was.
            if not self._call(self._client.collection_exists, self._collection):
                raise

    def _check(self, *, indexes: bool) -> None:
        """That the collection is ours and of our kind; makes the payload indexes that are missing."""
        info = self._call(self._client.get_collection, self._collection)
        where = f"the collection {self._collection!r} at {self._url}"
        remedy = "choose another one with KB_STORE_COLLECTION, or delete it and ingest the documents again"
        vectors, sparse = info.config.params.vectors, info.config.params.sparse_vectors
        if not isinstance(vectors, dict) or DENSE not in vectors or not sparse or SPARSE not in sparse:
            raise IndexMismatchError(f"{where} is not a policy-kb index: {remedy}")
        if vectors[DENSE].size != self._dim:
            raise IndexMismatchError(
                f"{where} holds vectors of {vectors[DENSE].size} numbers, the embedder makes {self._dim}: {remedy}"
            )
        said = info.config.metadata or {}
        if any(said.get(key, value) != value for key, value in _METADATA.items()):
            raise IndexMismatchError(f"{where} was built by another version of policy-kb: {remedy}")
        if not indexes:
            return
        for key in (*KEYWORDS, *INTEGERS):
            if key not in info.payload_schema:
                kind = _INTEGER if key in INTEGERS else models.PayloadSchemaType.KEYWORD
                self._call(self._client.create_payload_index, self._collection, key, kind, wait=True)

    def _call(self, request: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer to a request; what fails for want of the server is tried again, what fails for good is named."""
        for pause in (*_PAUSES, None):
            try:
                with self._turn:
                    return request(*args, **kwargs)
            except ResponseHandlingException as error:
                if pause is None:
                    raise UnusableIndexError(
                        f"the vector server at {self._url} gives no usable answer ({_line(error)}): check that it "
                        "runs, and KB_STORE_URL"
                    ) from error
            except UnexpectedResponse as error:
                if error.status_code not in _TRANSIENT or pause is None:
                    raise UnusableIndexError(_refusal(self._url, error)) from error
            time.sleep(pause)
        raise AssertionError("unreachable")


_INTEGER = models.IntegerIndexParams(type=models.IntegerIndexType.INTEGER, lookup=False, range=True)


def _connect(settings: StoreSettings) -> QdrantClient:
    if settings.url == ":memory:":
        return QdrantClient(":memory:")
    key = settings.api_key.get_secret_value() if settings.api_key else None
    # check_compatibility would ask the server its version, and only warn.
    return QdrantClient(url=settings.url, api_key=key, timeout=math.ceil(settings.timeout), check_compatibility=False)


def _sparse(vector: bm25.Sparse) -> models.SparseVector:
    return models.SparseVector(indices=vector[0], values=vector[1])


def _hits(points: Iterable[models.ScoredPoint]) -> list[Hit]:
    return ranked(Hit(str(point.id), point.score) for point in points)


def _refusal(url: str, error: UnexpectedResponse) -> str:
    if error.status_code in (401, 403):
        return f"the vector server at {url} refuses the key (HTTP {error.status_code}): check KB_STORE_API_KEY"
    try:
        reason = str(error.structured()["status"]["error"])
    except (ValueError, KeyError, TypeError):
        reason = error.reason_phrase
    return f"the vector server at {url} answered HTTP {error.status_code} ({' '.join(reason.split())[:200]})"


def _line(error: ResponseHandlingException) -> str:
    return " ".join(str(error).split())[:200] or type(error.source).__name__
