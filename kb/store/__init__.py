"""Vector stores: ``open_store`` chooses the engine the settings name.

Importing this package loads no engine; that happens when a store is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kb.store.base import Point, VectorStore

if TYPE_CHECKING:
    from kb.settings import StoreSettings

__all__ = ["Point", "VectorStore", "open_store"]


def open_store(settings: StoreSettings, folder: Path, dim: int, *, owner_url: str | None = None) -> VectorStore:
    """The vector store of a knowledge base, created when absent.

    Without ``settings.url`` it is Qdrant Edge in ``<folder>/vectors``, owned by this process until ``close`` or the
    process's end; ``owner_url`` is then what others who try to open it are told to ask instead. With a URL it is the
    collection of that Qdrant server, which any number of processes may use.

    ``dim`` is the length of the dense vectors. Raises IndexLockedError, IndexMismatchError, IndexDamagedError, and
    UnusableIndexError when the server cannot be reached.
    """
    if settings.url is None:
        from kb.store.edge import EdgeStore

        return EdgeStore(folder / "vectors", dim, owner_url=owner_url)
    from kb.store.server import ServerStore

    return ServerStore(settings, dim)
