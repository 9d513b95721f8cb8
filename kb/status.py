"""What the index holds, as facts for people and monitoring."""

from __future__ import annotations

from collections import Counter
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
        "bytes": sum(path.stat().st_size for path in kb.settings.data.rglob("*") if path.is_file()),
        "unfinished": len(kb.catalog.unfinished()),
    }
