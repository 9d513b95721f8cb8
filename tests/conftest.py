"""Fixtures that every package's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real corpus; tests that need it are marked ``corpus`` and skip where it is absent."""
    folder = Path(os.environ.get("KB_TEST_SHARED", ROOT.parent / "shared"))
    if not (folder / "corpus" / "corpus.toml").is_file():
        pytest.skip(f"the real corpus is not at {folder}; set KB_TEST_SHARED to its folder")
    return folder
