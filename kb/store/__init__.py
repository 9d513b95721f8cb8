"""Vector stores: ``open_store`` chooses the engine the settings name.

Importing this package loads no engine; that happens when a store is opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kb.store.base import Point, VectorStore

if TYPE_CHECKING:
    from kb.settings import StoreSettings

__all__ = ["Point", "VectorStore", "discard_store", "folder_in", "open_store"]


def folder_in(data: Path) -> Path:
    """Where the embedded store of a data folder is, or would be."""
    return data / "vectors"


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

        return EdgeStore(folder_in(folder), dim, owner_url=owner_url)
    from kb.store.server import ServerStore

    return ServerStore(settings, dim)


def discard_store(data: Path) -> None:
    """Remove the embedded vectors of a data folder, whatever state they are in.

    Raises IndexLockedError when a process owns them.
    """
    import shutil

    from kb.store.lock import OwnerLock

    vectors = folder_in(data)
    vectors.mkdir(parents=True, exist_ok=True)
    lock = OwnerLock(vectors)
    try:
        # Last what says that there is an index: after an interruption it is found damaged, and removed again.
        for path in sorted(vectors.iterdir(), key=lambda path: path.name == "format.json"):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in ("lock", "owner.json"):
                path.unlink()
    finally:
        lock.release()
