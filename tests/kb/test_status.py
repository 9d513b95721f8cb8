"""What ``kb status`` tells, also while others change the index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.settings import load_settings
from kb.status import status


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "vectors" / "segment").mkdir(parents=True)
    for name in ("a file", "vectors/a", "vectors/segment/b"):
        (tmp_path / name).write_bytes(b"x" * 1_000_000)
    return tmp_path


def test_the_bytes_are_those_of_all_files(data: Path) -> None:
    with KnowledgeBase(load_settings(data=data)) as kb:
        assert 3_000_000 <= status(kb)["bytes"] < 4_000_000


@pytest.mark.parametrize("gone", ["a file", "vectors/a", "vectors/segment/b"])
def test_files_may_go_while_it_looks(data: Path, gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stat, asked = Path.stat, []

    def late(path: Path, **options: Any) -> Any:
        if path == data / gone:
            asked.append(path)
            path.unlink(missing_ok=True)
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", late)
    with KnowledgeBase(load_settings(data=data)) as kb:
        assert 2_000_000 <= status(kb)["bytes"] < 3_000_000
    assert asked


def test_folders_may_go_while_it_looks(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stat = Path.stat

    def late(path: Path, **options: Any) -> Any:
        found = stat(path, **options)
        if path == data / "vectors" / "a":
            (data / "vectors" / "segment" / "b").unlink(missing_ok=True)
            (data / "vectors" / "segment").rmdir()
        return found

    monkeypatch.setattr(Path, "stat", late)
    with KnowledgeBase(load_settings(data=data)) as kb:
        assert 2_000_000 <= status(kb)["bytes"] < 3_000_000
