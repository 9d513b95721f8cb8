"""What people see of an ingestion and a download: names as they are, whatever stands in them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.index import Failure, IngestReport
from ingest.pull import Outcome, Pulled, PullReport
from ingest.report import PullLines, print_pull, print_report, pull_json, pull_progress, report_json

NAMES = ["x[/y]", "x[red]", "[bold]x[/bold]", "a :smile: b"]


@pytest.mark.parametrize("name", NAMES)
def test_an_ingestion_names_things_as_they_are(capsys: pytest.CaptureFixture[str], name: str) -> None:
    report = IngestReport(removed=[name], failed=[Failure(name, name)], warnings=[Failure(name, name)])
    print_report(report, [name])
    assert capsys.readouterr().out.count(name) == 1 + 2 + 2 + 1
    assert report_json(report, [name])["failed"] == [{"document": name, "reason": name}]


@pytest.mark.parametrize("name", NAMES)
def test_a_download_names_things_as_they_are(capsys: pytest.CaptureFixture[str], name: str) -> None:
    pulled = [Pulled(name, Outcome.FAILED, reason=name), Pulled("fine", Outcome.UNCHANGED)]
    report = PullReport(Path(name), pulled)
    print_pull(report)
    assert capsys.readouterr().out.count(name) == 2 + 1
    assert pull_json(report)["documents"][0] == {"document": name, "outcome": "failed", "url": None, "reason": name}


@pytest.mark.parametrize("name", NAMES)
def test_its_progress_too(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # what rich takes for a terminal
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    with pull_progress() as bar:
        bar.start(1)
        bar.document(name)
        bar.received(10)
        bar.done(Outcome.DOWNLOADED)
    assert name in shown.getvalue()


def test_without_a_terminal_a_download_is_a_line_and_a_long_one_several(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    lines = PullLines(clock=lambda: now[0])
    lines.start(2)
    lines.document("in-act")
    for _ in range(5):
        now[0] += 4
        lines.received(1_000_000)
    lines.done(Outcome.DOWNLOADED)
    lines.document("in-rules")
    lines.done(Outcome.UNCHANGED)
    said = capsys.readouterr()
    assert said.out == "", "what a program reads stays alone"
    assert said.err.splitlines() == [
        "1/2 in-act: 3.0 MB so far",
        "1/2 in-act: downloaded, 5.0 MB",
        "2/2 in-rules: unchanged",
    ]
