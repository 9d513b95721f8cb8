"""A limit of time for what must end whatever it is given."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(BaseException):
    """Not an ``Exception``: nothing that is tested may catch it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Interrupt what is inside after ``seconds`` of processor time. Code in C is interrupted when it returns."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TookTooLong(f"over {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
