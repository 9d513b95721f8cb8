"""Reading in other processes: what hangs, crashes or eats memory there is one document's failure, nobody else's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import ingest.isolate
from ingest.isolate import ReadingLimits, read_all
from ingest.passages import Limits
from ingest.prepare import Prepared, Task, work
from ingest.source import Source
from kb.errors import KbError
from kb.model import DocumentMeta, Kind
from tests.ingest.fakes import WordEmbedder

LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
LIMITS = ReadingLimits(processes=1, max_seconds=120, max_memory=4_000_000_000)
#: Put before the readers on the path of the reading process: a document says what its parser does.
TROUBLE = """
import os, signal, time
from ingest.read.text import read as really

def read(data, *, name, language=None):
    word = data.split()[0]
    if word == b"HANG":
        while True: pass
    if word == b"SLEEP":
        time.sleep(600)
    if word == b"SEGFAULT":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == b"EXIT":
        os._exit(3)
    if word == b"MEMORY":
        bytearray(100_000_000_000)
    if word == b"PRINT":
        print("what a library prints")
        os.write(1, b"also below Python")
    if word == b"CHILD":
        import subprocess
        open(name + ".pid", "w").write(str(subprocess.Popen(["sleep", "600"]).pid))
        time.sleep(600)
    return really(data, name=name, language=language)
"""


@pytest.fixture
def trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader of plain text, replaced in reading processes by one that obeys the document."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "trouble.py").write_text(TROUBLE)
    (folder / "sitecustomize.py").write_text(
        "import importlib, sys\n"
        "if 'ingest.reading' in sys.orig_argv:\n"
        "    real = importlib.import_module\n"
        "    other = {'ingest.read.text': 'trouble'}\n"
        "    importlib.import_module = lambda name, *more: real(other.get(name, name), *more)\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def task(folder: Path, name: str, text: str) -> Task:
    path = folder / f"{name}.txt"
    path.write_text(f"{text}\n\nA cooperative has at least five members, and each of them has one vote in it.\n")
    meta = DocumentMeta(name, "Act", Kind.REPORT, "INT", "en")
    return Task(Source(meta, (path,)), "words@test", Limits(64, 128, 32), 10**6)


def read(tasks: Sequence[Task], limits: ReadingLimits = LIMITS) -> dict[str, Prepared]:
    return {found.source.meta.id: found for found in read_all(iter(tasks), WordEmbedder().count_tokens, limits)}


def test_a_process_prepares_just_what_this_one_would(tmp_path: Path) -> None:
    tasks = [task(tmp_path, f"d{n}", f"Document number {n} of many. " * 40) for n in range(5)]
    here = {t.source.meta.id: work(t, WordEmbedder().count_tokens) for t in tasks}
    assert read(tasks) == here
    assert read(tasks, ReadingLimits(2, 120, 4_000_000_000)) == here
    assert read(tasks, ReadingLimits(0, 120, 4_000_000_000)) == here
    assert all(len(found.content.passages) > 1 for found in here.values() if found.content)


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("HANG", "bad.txt: not read within 4 s, given up; raise ingest.max_seconds"),
        ("SLEEP", "bad.txt: not read within 4 s, given up"),
        ("SEGFAULT", "bad.txt: reading it crashed (SIGSEGV); check the file"),
        ("EXIT", "bad.txt: reading it crashed (status 3)"),
        ("MEMORY", "bad.txt: needs more memory than ingest.max_memory allows"),
    ],
)
def test_a_document_that_breaks_its_reader_is_named_and_stops_nothing(trouble: Path, does: str, says: str) -> None:
    tasks = [task(trouble, "one", "A"), task(trouble, "bad", does), task(trouble, "two", "B")]
    limits = ReadingLimits(1, 4 if does in ("HANG", "SLEEP") else 120, 4_000_000_000)
    began = time.monotonic()
    found = read(tasks, limits)
    assert says in found["bad"].failure
    assert "\n" not in found["bad"].failure
    assert found["one"].content is not None
    assert found["two"].content is not None
    assert time.monotonic() - began < 100


def test_what_a_library_prints_does_no_harm(trouble: Path) -> None:
    assert read([task(trouble, "loud", "PRINT")])["loud"].content is not None


@LINUX
def test_what_a_reader_started_ends_with_it(trouble: Path) -> None:
    found = read([task(trouble, "parent", "CHILD")], ReadingLimits(1, 4, 4_000_000_000))
    assert "given up" in found["parent"].failure
    pid = int((trouble / "parent.txt.pid").read_text())
    for _ in range(100):
        if not _alive(pid):
            return
        time.sleep(0.05)
    raise AssertionError("the program that the reader started is still there")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_only_a_few_documents_are_ready_ahead(tmp_path: Path) -> None:
    given: list[str] = []

    def tasks() -> Iterator[Task]:
        for n in range(50):
            given.append(f"d{n}")
            yield task(tmp_path, f"d{n}", "A")

    reading = read_all(tasks(), WordEmbedder().count_tokens, LIMITS)
    next(reading)
    time.sleep(1)
    assert len(given) <= 5
    reading.close()
    assert len(given) <= 6


@LINUX
def test_a_closed_reading_leaves_no_process(tmp_path: Path) -> None:
    reading = read_all(iter([task(tmp_path, f"d{n}", "A") for n in range(9)]), WordEmbedder().count_tokens, LIMITS)
    next(reading)
    before = _reading_processes()
    assert before
    reading.close()
    assert not before & _reading_processes()


def _reading_processes() -> set[int]:
    """Reading processes that this one has started and not yet ended."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            command = path.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z" and b"ingest.reading" in command:
            found.add(int(path.parent.name))
    return found


def test_a_failure_of_the_counter_is_ours_and_not_the_documents(tmp_path: Path) -> None:
    def broken(texts: Sequence[str]) -> list[int]:
        raise RuntimeError("no tokens today")

    with pytest.raises(RuntimeError, match="no tokens today"):
        list(read_all(iter([task(tmp_path, "d", "A")]), broken, LIMITS))


def test_a_process_that_does_not_start_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.isolate.sys, "executable", "/bin/false")
    with pytest.raises(KbError, match=r"does not start; .* ingest\.processes = 0"):
        list(read_all(iter([task(tmp_path, "d", "A")]), WordEmbedder().count_tokens, LIMITS))


def test_a_process_does_not_outlive_whoever_started_it(tmp_path: Path) -> None:
    process = ingest.isolate._start(LIMITS)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(30) == 0
