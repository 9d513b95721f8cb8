"""What stands for the vectors of an index that is not there: it holds nothing, and makes nothing on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.model import Filters, Hit
from kb.store.base import Payload, Point, Wording

__all__ = ["EmptyStore"]


class EmptyStore:
    """A ``VectorStore`` without points, that takes none."""

    def upsert(self, points: Sequence[Point]) -> None:
        raise ValueError("there is no index; KnowledgeBase.begin_writing makes one")

    def delete_versions(self, version_ids: Iterable[str]) -> None: ...

    def search_dense(self, vector: NDArray[np.float32], limit: int, filters: Filters) -> list[Hit]:
        return []

    def search_bm25(self, text: str, language: str, limit: int, filters: Filters) -> list[Hit]:
        return []

    def search_hybrid(
        self,
        vector: NDArray[np.float32],
        text: str,
        language: str,
        limit: int,
        filters: Filters,
        wordings: Sequence[Wording] = (),
    ) -> list[Hit]:
        return []

    def ids(self, version_id: str) -> Iterator[str]:
        return iter(())

    def payloads(self, version_id: str) -> Iterator[tuple[str, Payload]]:
        return iter(())

    def versions(self) -> dict[str, int]:
        return {}

    def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        return {}

    def count(self) -> int:
        return 0

    def flush(self) -> None: ...

    def optimize(self) -> None: ...

    def close(self) -> None: ...
