"""The start-up benchmark times what it is given and sees what is imported."""

from __future__ import annotations

import sys

import pytest

from eval.bench.startup import imports, measure


def test_each_command_is_timed_in_turns() -> None:
    (timing,) = measure({"nothing": [sys.executable, "-S", "-c", "pass"]}, 3)
    assert timing.command == "nothing"
    assert 0 < timing.fastest <= timing.median <= timing.slowest


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(SystemExit, match="exit status 3: no luck"):
        measure({"bad": [sys.executable, "-c", "import sys; print('no luck', file=sys.stderr); sys.exit(3)"]}, 1)


def test_imported_packages_are_seen() -> None:
    found = imports([sys.executable, "-c", "import email.message"])
    assert found["email"] > 0
    assert "sqlite3" not in found
