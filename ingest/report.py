"""How the command line shows what was indexed and downloaded: as text for people, as JSON for programs."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.text import Text

from kb.console import console, print_table

if TYPE_CHECKING:
    from ingest.index import IngestReport
    from ingest.pull import Outcome, PullProgress, PullReport

__all__ = ["PullLines", "print_pull", "print_report", "pull_json", "pull_progress", "report_json"]


def report_json(report: IngestReport, notices: Sequence[str] = ()) -> dict[str, Any]:
    """``notices``: what was found beside the documents and not used."""
    return {
        "indexed": report.indexed,
        "unchanged": report.unchanged,
        "moved": report.moved,
        "removed": report.removed,
        "failed": [{"document": f.doc_id, "reason": f.reason} for f in report.failed],
        "warnings": [{"document": f.doc_id, "warning": f.reason} for f in report.warnings],
        "notices": list(notices),
        "passages": report.passages,
        "embedded": report.embedded,
        "seconds": round(report.seconds, 1),
    }


def print_report(report: IngestReport, notices: Sequence[str] = ()) -> None:
    """Warnings, counts, then what was not indexed and why, as a table."""
    out = console()
    for notice in notices:
        out.print(Text.assemble(("notice ", "yellow"), notice))
    for warning in report.warnings:
        out.print(Text.assemble(("warning ", "yellow"), f"{warning.doc_id}: {warning.reason}"))
    for doc_id in report.removed:
        out.print(Text(f"removed {doc_id}: no longer in its corpus"))
    rate = f", {report.embedded / report.seconds:.1f} embedded/s" if report.embedded else ""
    moved = f" ({len(report.moved)} moved)" if report.moved else ""
    removed = f"{len(report.removed)} removed, " if report.removed else ""
    out.print(
        f"{len(report.indexed)} documents indexed ({report.passages} passages, {report.embedded} embedded), "
        f"{len(report.unchanged)} unchanged{moved}, {removed}{len(report.failed)} not indexed, "
        f"{report.seconds:.1f} s{rate}"
    )
    if report.failed:
        print_table(("not indexed", "why"), [(failure.doc_id, failure.reason) for failure in report.failed])


@contextmanager
def pull_progress() -> Iterator[PullProgress]:
    """A bar of documents on stderr, with the bytes so far; where stderr is no terminal, a line for each document."""
    shown = console(stderr=True)
    if not shown.is_terminal:
        yield PullLines()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<42.42}", markup=False),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[megabytes]:>7.1f} MB"),
        TimeElapsedColumn(),
        console=shown,
        transient=True,
    )
    with bar:
        yield _PullBar(bar)


class _PullBar:
    """What a download reports to."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task: Any = None
        self._bytes = 0

    def start(self, documents: int) -> None:
        self._task = self._bar.add_task("", total=documents, megabytes=0.0)

    def document(self, doc_id: str) -> None:
        self._bar.update(self._task, description=doc_id)

    def received(self, size: int) -> None:
        self._bytes += size
        self._bar.update(self._task, megabytes=self._bytes / 1e6)

    def done(self, outcome: Outcome) -> None:
        self._bar.advance(self._task)


#: Seconds after which a download that goes on is told of again.
_LONG = 10.0


class PullLines:
    """What a download reports to where nobody sees a bar: a log, a pipe. Prints on stderr."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._total = self._number = self._bytes = 0
        self._doc_id = ""
        self._told = 0.0

    def start(self, documents: int) -> None:
        self._total = documents

    def document(self, doc_id: str) -> None:
        self._doc_id, self._bytes, self._told = doc_id, 0, self._clock()
        self._number += 1

    def received(self, size: int) -> None:
        self._bytes += size
        if self._clock() - self._told >= _LONG:
            self._told = self._clock()
            self._print(f"{self._bytes / 1e6:.1f} MB so far")

    def done(self, outcome: Outcome) -> None:
        self._print(str(outcome) + (f", {self._bytes / 1e6:.1f} MB" if self._bytes else ""))

    def _print(self, what: str) -> None:
        sys.stderr.write(f"{self._number}/{self._total} {self._doc_id}: {what}\n")
        sys.stderr.flush()


def pull_json(report: PullReport) -> dict[str, Any]:
    return {
        "manifest": str(report.manifest),
        "documents": [
            {"document": one.doc_id, "outcome": str(one.outcome), "url": one.url or None, "reason": one.reason or None}
            for one in report.documents
        ],
        "failed": len(report.failed),
        "bytes": report.received,
        "seconds": round(report.seconds, 1),
    }


def print_pull(report: PullReport) -> None:
    """Counts, then what was not downloaded and why, as a table."""
    out = console()
    counts = Counter(str(one.outcome) for one in report.documents)
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
    out.print(f"{told}; {report.received / 1e6:.1f} MB in {report.seconds:.1f} s")
    reasons = [one for one in report.documents if one.reason]
    if reasons:
        print_table(("document", "outcome", "why"), [(one.doc_id, str(one.outcome), one.reason) for one in reasons])
    if len(reasons) < len(report.documents):
        out.print(Text(f"Index them: kb ingest {report.manifest}", style="dim"))
