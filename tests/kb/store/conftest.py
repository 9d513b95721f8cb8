"""Where the tests put their indexes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder in memory where the system has one: making an index syncs a dozen files, seconds on a busy disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="policy-kb-") as folder:
        yield Path(folder)


@pytest.fixture
def index(scratch: Path) -> Iterator[Path]:
    """An empty folder for one index."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        yield Path(folder)
