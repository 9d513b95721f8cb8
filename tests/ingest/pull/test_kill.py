"""Killed at any moment, a download leaves the old file, the new one or none: never a half one."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.ingest.pull.misbehaving import Server, serve

NEW = b"%PDF-1.7\n" + random.Random(7).randbytes(2_000_000) + b"\n%%EOF\n"
OLD = b"%PDF-1.7\nold\n%%EOF\n"
KILLS = 6

PULL = """
import sys
from pathlib import Path
from ingest.pull.addresses import AddressRule
from ingest.pull.download import Downloader, Wanted
from kb.settings import PullSettings
print("ready", flush=True)
with Downloader(PullSettings(delay=0), 10_000_000, rule=AddressRule(allow_loopback=True)) as downloader:
    print(downloader.fetch(Wanted(sys.argv[1], Path(sys.argv[2]))), flush=True)
"""


def slowly(handler: BaseHTTPRequestHandler) -> None:
    """The new version, in about half a second."""
    write = handler.wfile.write

    def in_slices(data: bytes) -> int:
        for start in range(0, len(data), 50_000):
            write(data[start : start + 50_000])
            time.sleep(0.01)
        return len(data)

    handler.wfile.write = in_slices  # type: ignore[method-assign]
    serve(NEW, etag='"2"')(handler)


def test_no_kill_leaves_half_a_file(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "act.pdf"
    command = [sys.executable, "-c", PULL, server.on("/act", serve(OLD, etag='"1"')), str(path)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    assert path.read_bytes() == OLD
    server.on("/act", slowly)
    chance = random.Random(3)
    part = tmp_path / ".act.pdf.part"
    for number in range(KILLS):
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline() == b"ready\n"
            while number == 0 and not (part.exists() and part.stat().st_size) and process.poll() is None:
                time.sleep(0.005)  # one of them at least is in the middle, however slow this machine is
            time.sleep(chance.uniform(0.02, 0.4) if number else 0)
            process.kill()
        assert path.read_bytes() in (OLD, NEW)
    result = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)
    assert result.stdout.split()[-1] in ("downloaded", "unchanged")
    assert path.read_bytes() == NEW
    assert any("range" in asked for asked in server.asked("/act"))  # what the killed ones had received was used
