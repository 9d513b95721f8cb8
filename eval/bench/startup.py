"""How long a person waits for the command line, beside the bare interpreter in the same run.

    python -m eval.bench.startup [--json] [--runs 5] [--question TEXT]

Wall-clock medians of whole processes, in interleaved rounds after one that warms the disk: `python -c pass`,
`kb --help`, `kb status` and `kb ask`. The index is that of KB_DATA, or a temporary one; where it is empty the bundled
briefs are indexed into it first.
Also which heavy modules `kb --help` imports (`python -X importtime`); exit status 1 when it imports any.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

#: Packages that cost much to import (milliseconds to seconds) and that showing help does not need.
HEAVY = (
    "babel fastapi llama_index lxml numpy onnx onnxruntime openpyxl py3langid pycountry pydantic pypdf pypdfium2 "
    "qdrant_client qdrant_edge rich sentence_transformers sqlalchemy starlette tokenizers torch transformers uvicorn"
).split()
_QUESTION = "How many founders does a cooperative need in Spain?"
_IMPORTED = re.compile(r"^import time:\s*\d+ \|\s*(\d+) \|\s*(\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall-clock milliseconds of whole processes."""

    command: str
    median: float
    fastest: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Startup:
    """What was measured. ``load`` is the load average of a minute before and after: wall clocks are noisy."""

    python: str
    cores: int
    load: tuple[float, float]
    runs: int
    documents: int
    timings: tuple[Timing, ...]
    help_modules: int
    help_heavy: dict[str, float]  # heavy package imported by `kb --help` → milliseconds, with what it imports


def measure(commands: dict[str, list[str]], runs: int) -> tuple[Timing, ...]:
    """Each command ``runs`` times, in turns, so that a busy moment of the machine falls on all of them."""
    seen: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            began = time.perf_counter()
            _checked(command)
            if turn:  # the first one warms the disk
                seen[name].append((time.perf_counter() - began) * 1000)
    return tuple(Timing(name, statistics.median(ms), min(ms), max(ms)) for name, ms in seen.items())


def imports(command: list[str]) -> dict[str, float]:
    """Top-level packages that a Python command imports → cumulative milliseconds of the dearest import in it."""
    report = _checked([command[0], "-X", "importtime", *command[1:]]).stderr
    found: dict[str, float] = {}
    for microseconds, module in _IMPORTED.findall(report):
        package = module.partition(".")[0]
        found[package] = max(found.get(package, 0.0), int(microseconds) / 1000)
    return found


def _checked(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise SystemExit(f"{' '.join(command[1:])}: exit status {done.returncode}: {last}")
    return done


def bench(runs: int, question: str) -> Startup:
    kb = [sys.executable, "-m", "kb"]
    status = json.loads(_checked([*kb, "status", "--json"]).stdout)
    if not status["documents"]:
        _checked([*kb, "ingest"])
        status = json.loads(_checked([*kb, "status", "--json"]).stdout)
    before = os.getloadavg()[0]
    timings = measure(
        {
            "python -c pass": [sys.executable, "-c", "pass"],
            "kb --help": [*kb, "--help"],
            "kb status": [*kb, "status"],
            "kb ask": [*kb, "ask", question],
        },
        runs,
    )
    imported = imports([*kb, "--help"])
    return Startup(
        python=sys.version.split()[0],
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        load=(round(before, 2), round(os.getloadavg()[0], 2)),
        runs=runs,
        documents=status["documents"],
        timings=timings,
        help_modules=len(imported),
        help_heavy={name: imported[name] for name in HEAVY if name in imported},
    )


def show(found: Startup) -> None:
    out = Console(highlight=False)
    out.print(
        f"Python {found.python}, {found.cores} cores, load {found.load[0]}–{found.load[1]}, {found.runs} runs each, "
        f"index of {found.documents} documents"
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("command", no_wrap=True)
    for column in ("median ms", "fastest", "slowest"):
        table.add_column(column, justify="right")
    for one in found.timings:
        table.add_row(one.command, *(f"{value:.0f}" for value in (one.median, one.fastest, one.slowest)))
    out.print(table)
    heavy = ", ".join(f"{name} ({ms:.0f} ms)" for name, ms in found.help_heavy.items()) or "none"
    out.print(f"kb --help imports {found.help_modules} top-level packages; heavy ones: {heavy}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.startup", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5, help="at least 5")
    parser.add_argument("--question", default=_QUESTION)
    given = parser.parse_args()
    if given.runs < 5:
        parser.error("--runs must be 5 or more: a median of fewer says little")
    if "KB_DATA" in os.environ:
        found = bench(given.runs, given.question)
    else:
        with tempfile.TemporaryDirectory(prefix="kb-startup-") as folder:
            os.environ["KB_DATA"] = str(Path(folder))
            found = bench(given.runs, given.question)
    if given.json:
        print(json.dumps(asdict(found), indent=2))
    else:
        show(found)
    sys.exit(1 if found.help_heavy else 0)


if __name__ == "__main__":
    main()
