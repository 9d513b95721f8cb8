"""What the routes share: the knowledge base, whether it is open, and the threads that its synchronous calls run in."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends, Request

from api.problems import ProblemError, ProblemType

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["Ready", "Service"]

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: Requests that may wait for a thread, for each thread; more are told to come back instead of waiting for long.
_WAITING = 32


class Service:
    """An opened knowledge base behind a bounded number of threads."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.ready = False
        self.failure: Exception | None = None  # why it could not be opened
        self._threads = 2 * _cores()
        self._limiter: anyio.CapacityLimiter | None = None  # belongs to an event loop, so made inside it

    async def run(self, call: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """``call(…)`` in one of our threads.

        Raises:
            ProblemError: too many requests are waiting.
        """
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._threads)
        if self._limiter.statistics().tasks_waiting >= _WAITING * self._threads:
            raise ProblemError(
                503,
                "Too many requests are waiting; try again in a moment.",
                ProblemType.OVERLOADED,
                {"Retry-After": "2"},
            )
        return await anyio.to_thread.run_sync(lambda: call(*args, **kwargs), limiter=self._limiter)

    def open(self) -> int:
        """Open catalogue, vectors and model, so that the first question finds all of them warm.

        Returns how many documents there are. Raises KbError: locked, damaged, or built with another model.
        """
        kb = self.kb
        _ = kb.store
        if kb.settings.store.url is None:
            kb.sweep()  # we alone own an embedded index: what a crash left can be cleared
        kb.search("How many members does a cooperative need?")  # loads the vocabulary, and warms the model
        return len(kb.documents())

    def close(self) -> None:
        self.ready = False
        self._limiter = None
        self.kb.close()


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


async def _ready(request: Request) -> Service:
    service: Service = request.app.state.service
    if not service.ready:
        raise ProblemError(
            503,
            "The index is being opened; try again in a moment." if service.failure is None else _FAILED,
            ProblemType.NOT_READY if service.failure is None else ProblemType.INDEX_UNUSABLE,
            {"Retry-After": "2"},
        )
    return service


_FAILED = "The index could not be opened. The reason is in the service's log."

#: Parameter of a route that needs the knowledge base; until it is open the route answers 503.
Ready = Annotated[Service, Depends(_ready)]
