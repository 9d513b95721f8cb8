"""Documents are read by processes of their own, so that none of them can hang, crash or fill the memory of this one.

The first document that comes ready is handed on first. Only a few that are ready wait, however many there are to read.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.passages import TokenCounter
from ingest.prepare import Prepared, Task, work
from kb.errors import KbError

__all__ = ["ReadingLimits", "read_all"]

#: Documents that are ready and wait; each may be some ten megabytes.
_READY = 2
#: Documents after which a process is replaced: parsers leak.
_TIRED = 200


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How documents are read."""

    processes: int  # 0: in this process, one after the other, held to no limit
    max_seconds: float  # a document
    max_memory: int  # bytes of address space of a process


def read_all(
    tasks: Iterable[Task], count_tokens: TokenCounter, limits: ReadingLimits
) -> Generator[Prepared, None, None]:
    """What becomes of each task, in the order in which they are done. Close the iterator to stop early.

    Args:
        tasks: asked for one by one, from several threads in turn.
        count_tokens: called from several threads.

    Raises:
        KbError: no process could be started.
    """
    if limits.processes == 0:
        for task in tasks:
            yield work(task, count_tokens)
        return
    pool = _Pool(tasks, count_tokens, limits)
    try:
        yield from pool.results()
    finally:
        pool.stop()


class _Pool:
    """A thread for each process: it gives tasks, counts tokens, and watches the time."""

    def __init__(self, tasks: Iterable[Task], count_tokens: TokenCounter, limits: ReadingLimits) -> None:
        self._tasks = iter(tasks)
        self._turn = threading.Lock()
        self._ready: queue.Queue[Prepared | BaseException | None] = queue.Queue(_READY)
        self._stopping = threading.Event()
        self._readers = [_Reader(count_tokens, limits) for _ in range(limits.processes)]
        self._threads = [
            threading.Thread(target=self._run, args=(reader,), name=f"read-{number}", daemon=True)
            for number, reader in enumerate(self._readers)
        ]

    def results(self) -> Iterator[Prepared]:
        for thread in self._threads:
            thread.start()
        running = len(self._threads)
        while running:
            found = self._ready.get()
            if isinstance(found, Prepared):
                yield found
            elif found is None:
                running -= 1
            else:
                raise found

    def stop(self) -> None:
        self._stopping.set()
        for reader in self._readers:
            reader.kill()
        for thread in self._threads:
            while thread.is_alive():
                with contextlib.suppress(queue.Empty):
                    self._ready.get(timeout=0.05)

    def _run(self, reader: _Reader) -> None:
        try:
            while not self._stopping.is_set():
                with self._turn:
                    task = next(self._tasks, None)
                if task is None:
                    break
                self._ready.put(reader.read(task))
        except BaseException as error:  # noqa: BLE001 - raised again where the results are used
            self._ready.put(error)
        finally:
            reader.close()
            self._ready.put(None)


class _Reader:
    """One reading process at a time, started when it is needed and again when it has ended."""

    def __init__(self, count_tokens: TokenCounter, limits: ReadingLimits) -> None:
        self._count = count_tokens
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0  # documents by this process
        self._killing = threading.Lock()
        self._dead = False

    def read(self, task: Task) -> Prepared:
        """Read one document; again in a new process where one that was used before has crashed."""
        if self._read >= _TIRED:
            self.close()
        used = self._read > 0
        found = self._try(task)
        if found is None and used:
            found = self._try(task)
        return found or self._crashed(task)

    def _try(self, task: Task) -> Prepared | None:
        """None: the process has crashed."""
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            self._end(process)

        timer = threading.Timer(self._limits.max_seconds, end)
        timer.daemon = True
        timer.start()
        try:
            _send(process.stdin, task)
            while True:
                found = pickle.load(process.stdout)
                if isinstance(found, Prepared):
                    self._read += 1
                    return found
                _send(process.stdin, self._count(found))
        except (EOFError, OSError, pickle.UnpicklingError):
            self._status = process.wait()
            self.close()
            if not late.is_set():
                return None
            name = task.source.files[0].name
            return Prepared(
                task.source,
                failure=f"{name}: not read within {self._limits.max_seconds:g} s, given up; raise ingest.max_seconds "
                "to allow more, or divide the file",
            )
        finally:
            timer.cancel()

    def _crashed(self, task: Task) -> Prepared:
        status = self._status
        how = f"status {status}" if status >= 0 else _signal_name(-status)
        name = task.source.files[0].name
        return Prepared(
            task.source, failure=f"{name}: reading it crashed ({how}); check the file, or convert it to another format"
        )

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            with self._killing:
                if self._dead:
                    raise KbError("reading was stopped")
                self._process = _start(self._limits)
            self._read = 0
            try:
                assert self._process.stdout is not None
                ready = pickle.load(self._process.stdout)
            except (EOFError, pickle.UnpicklingError):
                ready = None
            if ready != "ready":
                self.close()
                raise KbError(
                    "the process that reads documents does not start; KB_DEBUG=1 shows why, and "
                    "ingest.processes = 0 reads without it"
                )
        return self._process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and those that it started."""
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()

    def kill(self) -> None:
        """For good, from another thread."""
        with self._killing:
            self._dead = True
            if self._process is not None:
                self._end(self._process)

    def close(self) -> None:
        with self._killing:
            process, self._process = self._process, None
        self._read = 0
        if process is not None:
            self._end(process)
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()


def _start(limits: ReadingLimits) -> subprocess.Popen[bytes]:
    """A reading process, in a session of its own: Ctrl-C is for us, and it ends with all that it started."""
    paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    return subprocess.Popen(
        # -P: the working folder must not come before the standard library.
        [sys.executable, "-P", "-m", "ingest.reading", str(limits.max_seconds), str(limits.max_memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("KB_DEBUG") else subprocess.DEVNULL,
        env=os.environ | threads | {"PYTHONPATH": paths},
        start_new_session=True,
    )


def _send(stream: IO[bytes], message: object) -> None:
    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
