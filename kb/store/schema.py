"""How a passage is laid out in a vector engine: the names of its vectors and fields, the same in every engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kb.model import Filters, Hit
from kb.store.base import Payload, Point

__all__ = [
    "BATCH",
    "DENSE",
    "FACET_LIMIT",
    "HNSW_EF",
    "INTEGERS",
    "KEYWORDS",
    "PREFETCH_FACTOR",
    "PREFETCH_MIN",
    "RRF_K",
    "RRF_WEIGHTS",
    "SPARSE",
    "WORDING_WEIGHTS",
    "batches",
    "checked_id",
    "checked_vector",
    "in_language",
    "payload",
    "point_id",
    "prefetch_limit",
    "ranked",
]

T = TypeVar("T")

#: Names of the two vectors of a point.
DENSE = "dense"
SPARSE = "bm25"

#: Payload fields with an index: matched as a whole, and compared as numbers.
KEYWORDS = ("doc_id", "version_id", "jurisdiction", "kind", "language", "role")
INTEGERS = ("from_day", "to_day")

#: Points a write carries at once: about 2 MB of vectors as JSON.
BATCH = 256

#: More document versions than one index holds; facets want a limit.
FACET_LIMIT = 1_000_000

#: Candidates the HNSW search keeps; twice the engine's default, because legal search wants recall before the last
#: half millisecond.
HNSW_EF = 256

#: Constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009, who take 60): with many rankings to
#: join, the first ranks of each have to tell more (docs/benchmarks.md).
RRF_K = 5

#: How much the dense and the BM25 ranking count in the fusion. BM25 finds terms and loses paraphrases: with a third of
#: the weight it helps both (docs/benchmarks.md).
RRF_WEIGHTS = (1.0, 0.3)

#: The same for the words of a glossary in the language of the document: they are a few terms without the sense of the
#: question, so their vector counts less than the question's; but in a law that is written in another language than the
#: question, BM25 finds nothing without them.
WORDING_WEIGHTS = (0.15, 0.5)

#: Each side of a hybrid search brings this many times the wanted hits, and at least so many.
PREFETCH_FACTOR = 4
PREFETCH_MIN = 50


def in_language(filters: Filters, language: str) -> Filters | None:
    """The filters of the BM25 side of a hybrid search: words match within one language only. None: nothing can."""
    if filters.language and language not in filters.language:
        return None
    return replace(filters, language=(language,))


def prefetch_limit(limit: int) -> int:
    """How many hits each side of a hybrid search brings to the fusion."""
    return max(PREFETCH_MIN, PREFETCH_FACTOR * limit)


def payload(point: Point) -> Payload:
    """The fields of a point that filters look at."""
    return {
        "doc_id": point.doc_id,
        "version_id": point.version_id,
        "jurisdiction": point.jurisdiction,
        "kind": point.kind,
        "language": point.language,
        "role": point.role,
        "from_day": point.from_day,
        "to_day": point.to_day,
    }


def checked_vector(vector: NDArray[np.float32], dim: int) -> list[float]:
    """``vector`` as the engines take it; ValueError when it is not ``(dim,)`` finite numbers."""
    if vector.shape != (dim,):
        raise ValueError(f"a vector has the shape {vector.shape}, the index wants ({dim},)")
    if not np.isfinite(vector).all():
        raise ValueError("a vector holds NaN or infinity")
    return [float(x) for x in vector.tolist()]


def checked_id(text: str) -> str:
    """``text`` as a canonical UUID; ValueError when it is none."""
    if (canonical := point_id(text)) is None:
        raise ValueError(f"a point's id must be a UUID, not {text!r}")
    return canonical


def point_id(text: str) -> str | None:
    """``text`` as a canonical UUID, None when it is none (then no point can have it)."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def ranked(hits: Iterable[Hit]) -> list[Hit]:
    """Best first; equal scores in the order of their ids, so that a search answers the same every time."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))


def batches(items: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
