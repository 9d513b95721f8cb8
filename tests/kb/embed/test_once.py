"""A value is made once; a failure is not remembered."""

from __future__ import annotations

import threading
import time

import pytest

from kb.embed.once import Once


def test_threads_get_one_value() -> None:
    made: list[object] = []

    def make() -> object:
        time.sleep(0.02)
        made.append(object())
        return made[-1]

    once = Once(make)
    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(once())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert got == made * 8


def test_none_is_a_value() -> None:
    calls: list[int] = []
    once: Once[None] = Once(lambda: calls.append(1))
    once()
    once()
    assert calls == [1] and once.made


def test_a_failure_is_tried_again() -> None:
    outcomes = iter([OSError("not yet"), None])

    def make() -> str:
        if error := next(outcomes):
            raise error
        return "made"

    once = Once(make)
    with pytest.raises(OSError, match="not yet"):
        once()
    assert once() == "made"
