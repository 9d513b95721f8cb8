"""By what a vector is known to be the one that was computed for its passage.

Engines scale vectors to length 1, each with its own rounding, so what comes back is not bit for bit what was written,
and a checksum would not do. A *sketch* is kept instead: the dot products of the vector with ``WIDTH`` fixed vectors of
±1 (random projection; Achlioptas, J. Comput. Syst. Sci. 66, 2003). Rounding moves them by less than 1e-4. Of two unit
vectors at a distance d they differ by about d each, and no text that is worth another passage is so near that all of
them agree within ``_NEAR``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from kb.database import make_vector_seals, passages, vector_seals
from kb.errors import IndexDamagedError

__all__ = ["WIDTH", "DamagedSeal", "Sketches", "VectorSeals", "are_theirs", "sketches"]

Sketches = NDArray[np.float32]  # (n, WIDTH)

WIDTH = 8
_NEAR = 1e-3
#: Raised when sketches are made in another way; those of another format count as none.
_FORMAT = 1
#: How far the length of a stored vector may be from 1: rounding only.
_LENGTH = 1e-3
#: Bound parameters of one SQL statement.
_CHUNK = 500


class DamagedSeal(Exception):
    """The sketches of a version are not what was written."""


def sketches(vectors: NDArray[np.float32]) -> Sketches:
    """The sketch of each of ``vectors`` (n, dim), whatever their lengths; NaN where a vector is zero or not finite."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
        return np.asarray((vectors / lengths) @ _signs(vectors.shape[1]), dtype=np.float32)


def are_theirs(vectors: NDArray[np.float32], written: Sketches | None) -> NDArray[np.bool_]:
    """Whether each of ``vectors`` (n, dim) is a unit vector, and, where ``written`` is known, the one of its sketch."""
    with np.errstate(all="ignore"):  # what the disk damaged may be NaN, or too large to be squared
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
        sound = np.abs(lengths - 1) < _LENGTH
        if written is not None:
            sound &= (np.abs(sketches(vectors) - written) < _NEAR).all(axis=1)
    return np.asarray(sound)


@lru_cache(maxsize=4)
def _signs(dim: int) -> NDArray[np.float64]:
    """(dim, WIDTH) of ±1, the same on every machine and with every version of NumPy."""
    bits = np.frombuffer(hashlib.shake_128(b"policy-kb vector seal 1").digest(dim), dtype=np.uint8)
    return np.unpackbits(bits.reshape(dim, 1), axis=1).astype(np.float64) * 2 - 1


class VectorSeals:
    """Sketches by version, in the catalogue. Indexes made before there were any have no such table."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._there = False

    def write(self, version_id: str, written: Sketches) -> None:
        """Keep the sketches of a version's vectors, in the order of its passages.

        Of a version that another process has removed meanwhile nothing is kept; who switches to it is told.
        """
        data = np.ascontiguousarray(written, dtype="<f4").tobytes()
        row = {
            "version_id": version_id,
            "format": _FORMAT,
            "sketches": data,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        make_vector_seals(self._engine)
        with suppress(sa.exc.IntegrityError), self._engine.begin() as connection:
            connection.execute(sa.delete(vector_seals).where(vector_seals.c.version_id == version_id))
            connection.execute(sa.insert(vector_seals).values(row))

    def of_version(self, version_id: str) -> Sketches | None:
        """(n, WIDTH), in the order of its passages; None where none were kept.

        Raises:
            DamagedSeal: the disk has damaged them.
        """
        if not self._is_there():
            return None
        this = (vector_seals.c.version_id == version_id) & (vector_seals.c.format == _FORMAT)
        try:
            with self._engine.connect() as connection:
                row = connection.execute(sa.select(vector_seals).where(this)).one_or_none()
        except (IndexDamagedError, TypeError, ValueError):  # a value of another type, too
            raise DamagedSeal(version_id) from None
        if row is None:
            return None
        data = row.sketches
        if not isinstance(data, bytes) or hashlib.sha256(data).hexdigest() != row.sha256 or len(data) % (4 * WIDTH):
            raise DamagedSeal(version_id)
        return np.frombuffer(data, dtype="<f4").reshape(-1, WIDTH).astype(np.float32)

    def of_passages(self, ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """(WIDTH,) by the id of the passage; those are left out of whose vector none was kept."""
        if not self._is_there():
            return {}
        places: dict[str, list[tuple[str, int]]] = {}
        for chunk in _chunks(sorted(set(ids))):
            query = sa.select(passages.c.id, passages.c.version_id, passages.c.ordinal).where(passages.c.id.in_(chunk))
            try:
                with self._engine.connect() as connection:
                    rows = list(connection.execute(query))
            except IndexDamagedError:  # those are not proven, then
                continue
            for row in rows:
                if isinstance(row.ordinal, int) and isinstance(row.version_id, str):
                    places.setdefault(row.version_id, []).append((row.id, row.ordinal))
        found: dict[str, NDArray[np.float32]] = {}
        for version_id, those in places.items():
            try:
                written = self.of_version(version_id)
            except DamagedSeal:
                continue
            if written is not None:
                found |= {passage: written[at] for passage, at in those if 0 <= at < len(written)}
        return found

    def _is_there(self) -> bool:
        self._there = self._there or sa.inspect(self._engine).has_table(vector_seals.name)
        return self._there


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
