"""Courtesy to the servers: one request at a time, a pause between two to the same host, no hammering on a dead one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Hosts"]


class Hosts:
    """What is known of the hosts during one run. For one thread, which is what makes requests one at a time."""

    def __init__(
        self, delay: float, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._delay = delay
        self._sleep = sleep
        self._clock = clock
        self._ended: dict[str, float] = {}
        self._unreachable: set[str] = set()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until ``host`` may be asked again; its pause begins when this ends."""
        if host in self._ended:
            wait = self._ended[host] + self._delay - self._clock()
            if wait > 0:
                self._sleep(wait)
        try:
            yield
        finally:
            self._ended[host] = self._clock()

    def reached(self, host: str) -> None:
        self._unreachable.discard(host)

    def not_reached(self, host: str) -> None:
        """No connection came about in all attempts; the next document of this host gets one attempt only."""
        self._unreachable.add(host)
        self._ended.pop(host, None)  # nothing was asked of it, so it needs no pause

    def is_unreachable(self, host: str) -> bool:
        return host in self._unreachable
