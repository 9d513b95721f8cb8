"""How far a long run is, told to whoever shows it."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress"]


class Progress(Protocol):
    """Told how far a run is, from one thread. The unit of work is the run's own: bytes of documents, questions."""

    def start(self, total: int, /) -> None:
        """``total`` units of work are ahead."""

    def document(self, name: str, /) -> None:
        """The work on what has this name begins: a document, a question."""

    def advance(self, units: int, passages: int, /) -> None:
        """So many units are done, and brought so many passages."""
