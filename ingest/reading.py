"""The program of a reading process: tasks on standard input, what became of them on standard output.

Run by ``ingest.isolate``: ``python -m ingest.reading MAX_SECONDS MAX_MEMORY``. It ends when its input ends, so it does
not outlive whoever started it; one that hangs is ended by the kernel when it has used twice its time.

::

    to it    Task | list[int], the answer to a question
    from it  "ready" | list[str], texts whose tokens it wants counted | Prepared

Everything is pickled. Lengths are counted by the process that has the embedder: no model is loaded here.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from collections.abc import Sequence
from typing import IO, cast

__all__ = ["main"]


def main(max_seconds: float, max_memory: int) -> None:
    source, sink = _channel()
    _limit_memory(max_memory)
    from ingest.prepare import Task, work

    def count_tokens(texts: Sequence[str]) -> list[int]:
        _send(sink, list(texts))
        return cast(list[int], pickle.load(source))

    _send(sink, "ready")
    while True:
        try:
            task = pickle.load(source)
        except EOFError:
            return
        assert isinstance(task, Task)
        _limit_time(max_seconds)
        _send(sink, work(task, count_tokens))


def _channel() -> tuple[IO[bytes], IO[bytes]]:
    """Input and output of this process, kept from whatever a library prints."""
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, sink


def _send(sink: IO[bytes], message: object) -> None:
    pickle.dump(message, sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()


def _limit_memory(most: int) -> None:
    """No more than ``most`` bytes of address space, where the system can hold us to it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _limit_time(seconds: float) -> None:
    """No more than twice ``seconds`` of processor time from now on; whoever waits for us ends us earlier."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + 2 * seconds) + 2, hard))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main(float(sys.argv[1]), int(sys.argv[2]))
    os._exit(0)  # nothing to tidy; a native library that crashes while it is unloaded would look like a failure
