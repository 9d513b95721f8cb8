"""A program that ingests and is killed, again and again: orders on standard input, what happened on standard output.

Each order (a line of JSON) is carried out by a process of its own, forked from this one so that nothing has to be
imported again. It has the real catalogue, the real Edge store and real reading processes; only the embedder is a
stand-in. It is killed with SIGKILL: after ``delay`` seconds, or right after the ``nth`` call of ``point``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ingest.index import index
from ingest.manifest import load_sources
from kb.base import KnowledgeBase
from kb.embed.base import Vectors
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder

#: What a kill can follow: name → which part it is a method of.
POINTS = {
    "set_fact": "catalog",
    "write": "catalog",
    "upsert": "store",
    "flush": "store",
    "switch": "catalog",
    "delete_versions": "store",
    "drop": "catalog",
    "optimize": "store",
}


class SlowEmbedder(WordEmbedder):
    """Takes as long for a slice as the other steps do, so that kills fall on all of them."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.01)
        return super().embed_passages(texts)


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _ingest(order, writing)
        os.close(writing)
        os.read(reading, 1)  # it has opened the index; the time runs from here
        os.close(reading)
        began = time.monotonic()
        if order.get("delay") is not None:
            _kill_after(child, order["delay"])
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        code = None if killed else os.waitstatus_to_exitcode(status)
        print(json.dumps({"killed": killed, "code": code, "seconds": time.monotonic() - began}), flush=True)


def _kill_after(child: int, delay: float) -> None:
    until = time.monotonic() + delay
    while time.monotonic() < until:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)


def _ingest(order: dict[str, Any], ready: int) -> None:
    code = 1
    try:
        settings = load_settings(data=Path(order["data"]), environ={"KB_INGEST_PROCESSES": "1"})
        kb = KnowledgeBase(settings, embedder=SlowEmbedder())
        if point := order.get("point"):
            kb._makes_index = True  # so that the parts exist before anything is written
            owner = getattr(kb, POINTS[point])
            setattr(owner, point, _deadly(getattr(owner, point), order["nth"]))
        os.write(ready, b".")
        report = index(kb, load_sources([Path(order["manifest"])]))
        kb.close()
        code = 2 if report.failed else 0
    except BaseException:  # noqa: BLE001 - whatever it is, the other side must hear of it
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _deadly(call: Callable[..., Any], nth: int) -> Callable[..., Any]:
    done = 0

    def called(*args: Any, **options: Any) -> Any:
        nonlocal done
        result = call(*args, **options)
        done += 1
        if done == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return called


if __name__ == "__main__":
    main()
