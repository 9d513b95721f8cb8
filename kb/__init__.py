"""Policy KB: answers on the legal forms of the social and solidarity economy, with citations that can be checked.

>>> from kb import KnowledgeBase
>>> with KnowledgeBase() as kb:                                               # doctest: +SKIP
...     answer = kb.ask("How many members does a worker cooperative need in Spain?")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.model import Answer, Citation, Document, Filters, Passage, Section, Span
    from kb.settings import Settings, load_settings

__all__ = [
    "Answer",
    "Citation",
    "Document",
    "Filters",
    "KnowledgeBase",
    "Passage",
    "Section",
    "Settings",
    "Span",
    "load_settings",
]

_HOME = {"KnowledgeBase": "kb.base", "Settings": "kb.settings", "load_settings": "kb.settings"}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that ``kb --help`` imports next to nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOME.get(name, "kb.model")), name)
