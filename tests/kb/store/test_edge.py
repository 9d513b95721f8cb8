"""What only the embedded store has: a folder, an owner, a process that may die, and an explicit ``optimize``."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from kb.errors import IndexDamagedError, IndexLockedError, IndexMismatchError, KbError
from kb.model import Filters
from kb.store import Point
from kb.store.edge import EdgeStore

DIM = 8
ANY = Filters(any_date=True)


def points(count: int, version: str = "v1", first: int = 0) -> list[Point]:
    rng = np.random.default_rng(first)
    return [
        Point(str(UUID(int=n)), rng.normal(size=DIM).astype(np.float32), f"member number{n}", "doc", version,
              "ES", "law", "en", "body")
        for n in range(first, first + count)
    ]  # fmt: skip


#: Opens the index in argv[1], writes 300 points, flushes, says so, and then waits to be killed.
OTHER_PROCESS = f"""
import sys, time
from pathlib import Path
import numpy as np
from uuid import UUID
from kb.store import Point
from kb.store.edge import EdgeStore

store = EdgeStore(Path(sys.argv[1]), {DIM}, owner_url=sys.argv[2] or None)
vector = np.ones({DIM}, dtype=np.float32)
store.upsert([Point(str(UUID(int=n)), vector, "member", "doc", "v1", "ES", "law", "en", "body") for n in range(300)])
store.flush()
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def other_process(index: Path) -> object:
    """Starts a process that owns the index and has written to it; ends it when the test does."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path, url: str = "") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, str(folder), url], stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


Start = Callable[..., "subprocess.Popen[str]"]


def test_reopening_finds_everything(index: Path) -> None:
    store = EdgeStore(index, DIM)
    written = points(20)
    store.upsert(written)
    before = store.search_hybrid(written[3].dense, "number3", "en", 5, ANY)
    store.close()

    store = EdgeStore(index, DIM)
    assert store.versions() == {"v1": 20}
    assert store.search_hybrid(written[3].dense, "number3", "en", 5, ANY) == before
    store.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", ["is in use by process {pid}"]),
        ("http://127.0.0.1:8000", ["served by process {pid}", "ask http://127.0.0.1:8000 instead"]),
    ],
)
def test_a_second_process_is_told_who_owns_the_index(
    index: Path, other_process: Start, url: str, says: list[str]
) -> None:
    owner = other_process(index, url)
    with pytest.raises(IndexLockedError) as refused:
        EdgeStore(index, DIM)
    message = str(refused.value)
    assert "\n" not in message
    assert all(part.format(pid=owner.pid) in message for part in [*says, "{pid}"])


def test_a_second_store_in_the_same_process_is_refused(index: Path) -> None:
    store = EdgeStore(index, DIM)
    with pytest.raises(IndexLockedError, match=f"process {os.getpid()}"):
        EdgeStore(index, DIM)
    store.upsert(points(1))  # the refusal did not disturb the owner
    store.close()
    EdgeStore(index, DIM).close()


def test_a_killed_process_loses_nothing_that_was_flushed_and_frees_the_lock(index: Path, other_process: Start) -> None:
    owner = other_process(index)
    owner.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    owner.wait()
    store = EdgeStore(index, DIM)
    assert store.versions() == {"v1": 300}
    assert len(store.search_bm25("members", "en", 1000, ANY)) == 300
    assert len(store.search_dense(np.ones(DIM, dtype=np.float32), 1000, ANY)) == 300
    store.close()


def test_another_vector_length_is_a_mismatch(index: Path) -> None:
    EdgeStore(index, DIM).close()
    with pytest.raises(IndexMismatchError, match=r"holds vectors of 8 numbers, the embedder makes 9"):
        EdgeStore(index, DIM + 1)
    EdgeStore(index, DIM).close()  # and the refused one let go of the lock


@pytest.mark.parametrize("key", ["layout", "bm25"])
def test_an_index_of_another_version_is_a_mismatch(index: Path, key: str) -> None:
    EdgeStore(index, DIM).close()
    facts = json.loads((index / "format.json").read_text())
    (index / "format.json").write_text(json.dumps(facts | {key: 99}))
    with pytest.raises(IndexMismatchError, match="another version"):
        EdgeStore(index, DIM)


def _truncate_segments(folder: Path) -> None:
    for file in (folder / "shard-1" / "segments").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")


def _garble_segments(folder: Path) -> None:
    for file in (folder / "shard-1" / "segments").rglob("*"):
        if file.is_file():
            file.write_bytes(b"\xff" * 64)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "format.json is gone": lambda folder: (folder / "format.json").unlink(),
    "format.json is not JSON": lambda folder: (folder / "format.json").write_text("{"),
    "format.json is of something else": lambda folder: (folder / "format.json").write_text('{"a": 1}'),
    "the shard is gone": lambda folder: shutil.rmtree(folder / "shard-1"),
    "the shard's configuration is garbage": lambda folder: (folder / "shard-1" / "edge_config.json").write_text("x"),
    "the segments are empty files": _truncate_segments,
    "the segments are garbage": _garble_segments,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_folder_is_reported_in_one_line(index: Path, damage: Callable[[Path], object]) -> None:
    store = EdgeStore(index, DIM)
    store.upsert(points(20))
    store.close()
    damage(index)
    with pytest.raises(IndexDamagedError, match="kb verify --repair builds it") as damaged:
        EdgeStore(index, DIM)
    assert "\n" not in str(damaged.value)
    assert str(index) in str(damaged.value)


def test_optimize_keeps_every_point_and_drops_the_deleted(index: Path) -> None:
    store = EdgeStore(index, DIM)
    store.upsert(points(1500, "old"))
    store.upsert(points(1500, "new", first=5000))
    store.delete_versions(["old"])
    wanted = points(1, first=5000)[0]
    before = store.search_hybrid(wanted.dense, "number5000", "en", 10, ANY)
    store.optimize()
    assert store.versions() == {"new": 1500}
    assert store.search_hybrid(wanted.dense, "number5000", "en", 10, ANY)[0] == before[0]
    assert len(list(index.glob("shard-*"))) == 1
    assert not (index / "shard-1").exists()
    store.upsert(points(5, "after", first=9000))  # still writable
    store.close()

    store = EdgeStore(index, DIM)
    assert store.versions() == {"new": 1500, "after": 5}
    store.close()


def test_searches_are_answered_while_optimize_runs(index: Path) -> None:
    store = EdgeStore(index, DIM)
    store.upsert(points(1000))
    optimising = threading.Thread(target=store.optimize)
    optimising.start()
    answered = 0
    while optimising.is_alive():
        assert len(store.search_bm25("member", "en", 3, ANY)) == 3
        answered += 1
    optimising.join()
    assert answered > 10  # in-process, Edge lets none through
    assert store.count() == 1000
    store.close()


def test_closing_ends_an_optimize_that_runs(index: Path) -> None:
    store = EdgeStore(index, DIM)
    store.upsert(points(1000))
    optimising = threading.Thread(target=store.optimize)
    optimising.start()
    while len(list(index.glob("shard-*"))) == 1:
        time.sleep(0.001)
    store.close()
    optimising.join(timeout=20)
    assert not optimising.is_alive()
    store = EdgeStore(index, DIM)
    assert store.versions() == {"v1": 1000}
    assert len(list(index.glob("shard-*"))) == 1
    store.close()


def test_a_failed_optimize_leaves_the_index_as_it_was(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = EdgeStore(index, DIM)
    store.upsert(points(10))
    monkeypatch.setattr("kb.store.edge._HELPER", index / "no-such-program.py")
    with pytest.raises(KbError, match="was not optimised") as failed:
        store.optimize()
    assert "\n" not in str(failed.value)
    assert store.versions() == {"v1": 10}
    assert [path.name for path in index.glob("shard-*")] == ["shard-1"]
    store.close()


def _full_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the next writing of format.json, and has room again afterwards."""
    write, failures = EdgeStore._write_format, [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))]

    def once(self: EdgeStore, form: object) -> None:
        if failures:
            raise failures.pop()
        write(self, form)  # type: ignore[arg-type]

    monkeypatch.setattr(EdgeStore, "_write_format", once)


def test_a_disk_that_fills_up_during_optimize_loses_nothing_written_later(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EdgeStore(index, DIM)
    store.upsert(points(10))
    _full_once(monkeypatch)
    with pytest.raises(KbError, match="was not optimised") as failed:
        store.optimize()
    assert "\n" not in str(failed.value)
    assert [path.name for path in index.glob("shard-*")] == ["shard-1"]
    store.upsert(points(10, "v2", first=10))
    store.optimize()
    store.upsert(points(10, "v3", first=20))
    store.close()
    store = EdgeStore(index, DIM)
    assert store.versions() == {"v1": 10, "v2": 10, "v3": 10}
    store.close()


def test_a_disk_that_is_full_when_the_index_is_made_leaves_none(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _full_once(monkeypatch)
    with pytest.raises(KbError, match="No space left") as failed:
        EdgeStore(index, DIM)
    assert "\n" not in str(failed.value)
    store = EdgeStore(index, DIM)  # not taken for a damaged one
    assert store.versions() == {}
    store.close()


def test_what_an_interrupted_optimize_left_is_removed_at_the_next_opening(index: Path) -> None:
    store = EdgeStore(index, DIM)
    store.upsert(points(10))
    store.close()
    shutil.copytree(index / "shard-1", index / "shard-2")
    (index / "shard-2" / "edge_config.json").write_text("half a fi")
    store = EdgeStore(index, DIM)
    assert store.versions() == {"v1": 10}
    assert not (index / "shard-2").exists()
    store.close()


def test_a_closed_store_says_so(index: Path) -> None:
    store = EdgeStore(index, DIM)
    store.close()
    store.close()
    with pytest.raises(ValueError, match="closed"):
        store.count()
