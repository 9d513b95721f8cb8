"""What the index holds, as facts for people and monitoring."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["status"]


def status(kb: KnowledgeBase) -> dict[str, Any]:
    """Counts, coverage, sizes in bytes and the model. Opens the catalogue only, so it works beside a server."""
    documents = kb.catalog.documents()
    return {
        "data": str(kb.settings.data),
        **kb.catalog.totals(),
        "jurisdictions": dict(sorted(Counter(d.meta.jurisdiction for d in documents).items())),
        "languages": dict(sorted(Counter(d.meta.language for d in documents).items())),
        "kinds": dict(sorted(Counter(str(d.meta.kind) for d in documents).items())),
        "embedder": kb.catalog.fact("embedder"),
        "store": kb.settings.store.url or "embedded",
        "bytes": _bytes_below(kb.settings.data),
        "unfinished": len(kb.catalog.unfinished()),
    }


def _bytes_below(folder: Path) -> int:
    """Bytes that the files of a folder take; a file or folder that goes meanwhile, as a store's do, takes none."""
    return sum(_on_disk(Path(where, name)) for where, _, names in os.walk(folder) for name in names)


def _on_disk(path: Path) -> int:
    """Bytes that a file takes; the vector store's files are sparse, their length says nothing."""
    try:
        found = path.stat()
    except OSError:
        return 0
    blocks: int | None = getattr(found, "st_blocks", None)  # absent on Windows
    return found.st_size if blocks is None else blocks * 512
