"""The interface of vector stores: what the catalogue's passages look like to a search engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kb.model import DocumentMeta, Filters, Hit, Passage

#: Days of law that has no known beginning or end, as ``date.toordinal`` numbers.
FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()

#: The fields of a point that filters look at, by name.
Payload: TypeAlias = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Point:
    """A passage as a store keeps it. The text itself stays in the catalogue; ``bm25_text`` is only tokenised."""

    id: str  # UUID
    dense: NDArray[np.float32]  # (dim,)
    bm25_text: str
    doc_id: str
    version_id: str
    jurisdiction: str
    kind: str
    language: str
    role: str
    from_day: int = FIRST_DAY  # date.toordinal of the first day on which it applies
    to_day: int = LAST_DAY  # first day on which it no longer applies

    @classmethod
    def of(cls, passage: Passage, meta: DocumentMeta, dense: NDArray[np.float32], bm25_text: str) -> Point:
        """The point of a passage of a document: what filters look at is what the catalogue says of both."""
        return cls(
            id=passage.id,
            dense=dense,
            bm25_text=bm25_text,
            doc_id=meta.id,
            version_id=passage.version_id,
            jurisdiction=meta.jurisdiction,
            kind=str(meta.kind),
            language=meta.language,
            role=str(passage.role),
            from_day=meta.applies_from.toordinal() if meta.applies_from else FIRST_DAY,
            to_day=meta.in_force_to.toordinal() if meta.in_force_to else LAST_DAY,
        )


@dataclass(frozen=True, slots=True)
class Wording:
    """What is looked for, in the words of one language: only documents in it are searched for them."""

    language: str  # ISO 639-1
    text: str  # for BM25
    vector: NDArray[np.float32]  # (dim,), of the text


class VectorStore(Protocol):
    """Dense and BM25 search over passages, with filters. Implementations are thread-safe."""

    def upsert(self, points: Sequence[Point]) -> None:
        """Write points; the same id twice leaves one."""

    def delete_versions(self, version_ids: Iterable[str]) -> None:
        """Remove all points of these document versions; unknown ids are no error."""

    def search_dense(self, vector: NDArray[np.float32], limit: int, filters: Filters) -> list[Hit]:
        """Best first; score is the cosine similarity."""

    def search_bm25(self, text: str, language: str, limit: int, filters: Filters) -> list[Hit]:
        """Best first; ``language`` (ISO 639-1) chooses stemmer and stop words of the query."""

    def search_hybrid(
        self,
        vector: NDArray[np.float32],
        text: str,
        language: str,
        limit: int,
        filters: Filters,
        wordings: Sequence[Wording] = (),
    ) -> list[Hit]:
        """Both, joined by weighted reciprocal rank fusion in the engine; and both again for each of ``wordings``.

        The BM25 side searches documents in ``language`` only: in others, the words that match are the wrong ones.
        """

    def ids(self, version_id: str) -> Iterator[str]:
        """Ids of all points of a document version."""

    def payloads(self, version_id: str) -> Iterator[tuple[str, Payload]]:
        """Ids of all points of a document version, with the fields that filters look at (``schema.payload``)."""

    def versions(self) -> dict[str, int]:
        """Number of points by document version; exact."""

    def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Dense vectors of those of ``ids`` that exist (used to reuse embeddings)."""

    def count(self) -> int: ...

    def flush(self) -> None:
        """Return when everything written is on disk."""

    def optimize(self) -> None:
        """Build indexes for fast search; call after a bulk load."""

    def close(self) -> None: ...
