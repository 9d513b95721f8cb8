"""The embedded vector store: Qdrant Edge, in this process, in one folder.

::

    <folder>/lock, owner.json   who owns it (kb.store.lock)
    <folder>/format.json        what it holds, and which shard is current; replaced atomically
    <folder>/shard-NAME/        the shard

Every call of Edge holds Python's global lock, so calls never overlap and one lock around them costs nothing.
``optimize`` would stop the whole process for its duration; it is therefore done by another process on a copy, which
then takes the place of the original.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import qdrant_edge as qe
from numpy.typing import NDArray

from kb.errors import IndexDamagedError, IndexLockedError, IndexMismatchError, KbError, UnusableIndexError
from kb.model import Filters, Hit
from kb.store import bm25
from kb.store.base import Payload, Point, Wording
from kb.store.filters import Dialect, build, conditions, of_versions
from kb.store.lock import OwnerLock
from kb.store.schema import (
    BATCH,
    DENSE,
    FACET_LIMIT,
    HNSW_EF,
    INTEGERS,
    KEYWORDS,
    RRF_K,
    RRF_WEIGHTS,
    SPARSE,
    WORDING_WEIGHTS,
    batches,
    checked_id,
    checked_vector,
    in_language,
    payload,
    point_id,
    prefetch_limit,
    ranked,
)

__all__ = ["EdgeStore"]

_DIALECT = Dialect(qe.Filter, qe.FieldCondition, qe.MatchAny, qe.RangeFloat)
_LAYOUT = 1
_HELPER = Path(__file__).with_name("edge_optimize.py")


@dataclass(frozen=True, slots=True)
class _Format:
    """What ``format.json`` says."""

    layout: int
    dim: int
    bm25: int
    shard: str


class EdgeStore:
    """A ``VectorStore`` in ``folder``, created when absent.

    ``dim`` is the length of the dense vectors; ``owner_url`` the address others should use while this process owns
    the index. Raises IndexLockedError, IndexMismatchError (other ``dim`` or other tokens than ours) or
    IndexDamagedError.
    """

    def __init__(self, folder: Path, dim: int, *, owner_url: str | None = None) -> None:
        self._folder = folder
        self._dim = dim
        self._engine = threading.RLock()  # around every call of Edge, and the change of shards
        self._writes = threading.Lock()  # around everything that changes the shard; taken before _engine
        self._closing = threading.Event()
        folder.mkdir(parents=True, exist_ok=True)
        self._owned = OwnerLock(folder, owner_url)
        self._shard: qe.EdgeShard | None
        try:
            self._format, self._shard = self._open()
        except BaseException:
            self._owned.release()
            raise

    # ---- writing

    def upsert(self, points: Sequence[Point]) -> None:
        for batch in batches(points):
            ready = [self._to_edge(point) for point in batch]
            with self._writes, self._calling() as shard:
                shard.update(qe.UpdateOperation.upsert_points(ready))

    def delete_versions(self, version_ids: Iterable[str]) -> None:
        gone = tuple(version_ids)
        for batch in batches(gone):
            where = build(of_versions(*batch), _DIALECT)
            with self._writes, self._calling() as shard:
                shard.update(qe.UpdateOperation.delete_points_by_filter(where))

    def optimize(self) -> None:
        """Build the search indexes and drop deleted points. Searches go on meanwhile; writes wait.

        Needs free disk space of the size of the index. Raises KbError when it did not succeed; the index is then as
        before. Ends early, changing nothing, when the store is closed meanwhile.
        """
        with self._writes:
            with self._calling() as shard:
                shard.flush()
            old = self._folder / self._format.shard
            # A name never used before: the helper of a process that was killed may still write to its copy.
            new = self._folder / f"shard-{secrets.token_hex(4)}"
            form = _Format(_LAYOUT, self._dim, bm25.SCHEME, new.name)
            successor: qe.EdgeShard | None = None
            try:
                shutil.copytree(old, new, copy_function=_copy_sparse)
                if not self._run_helper(new):
                    shutil.rmtree(new, ignore_errors=True)
                    return
                successor = _load(new)
                # From here on the disk says that the copy is current; not before, or what is written next is lost.
                self._write_format(form)
            except (OSError, UnusableIndexError) as error:
                if successor is not None:
                    successor.close()
                shutil.rmtree(new, ignore_errors=True)
                raise KbError(
                    f"the index at {self._folder} was not optimised ({_line(error)}); it works as before, only slower: "
                    "check the free disk space and try again"
                ) from error
            with self._calling() as shard:
                self._format, self._shard = form, successor
                shard.close()
            shutil.rmtree(old, ignore_errors=True)  # what is left (open files on Windows) goes at the next opening

    def _run_helper(self, folder: Path) -> bool:
        """Optimise the shard in ``folder`` in another process; False when the store is being closed."""
        # -P: this package's folder must not come before the standard library.
        command = [sys.executable, "-P", str(_HELPER), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as helper:
            while True:
                try:
                    _, complaint = helper.communicate(timeout=0.1)
                except subprocess.TimeoutExpired:
                    if self._closing.is_set():
                        helper.kill()
                        return False
                else:
                    break
        if helper.returncode != 0:
            raise OSError((complaint.strip().splitlines() or [f"helper ended with status {helper.returncode}"])[-1])
        return True

    def flush(self) -> None:
        with self._writes, self._calling() as shard:
            shard.flush()

    def close(self) -> None:
        """Flush, close and release the index; twice is no error."""
        self._closing.set()
        with self._writes, self._engine:
            if self._shard is not None:
                try:
                    self._shard.flush()
                    self._shard.close()
                finally:
                    self._shard = None
                    self._owned.release()

    # ---- reading

    def search_dense(self, vector: NDArray[np.float32], limit: int, filters: Filters) -> list[Hit]:
        return self._search(self._dense(vector), limit, filters, _HNSW)

    def search_bm25(self, text: str, language: str, limit: int, filters: Filters) -> list[Hit]:
        return self._search(_sparse(text, language), limit, filters)

    def search_hybrid(
        self,
        vector: NDArray[np.float32],
        text: str,
        language: str,
        limit: int,
        filters: Filters,
        wordings: Sequence[Wording] = (),
    ) -> list[Hit]:
        if limit <= 0:
            return []
        where = build(conditions(filters), _DIALECT)
        each = prefetch_limit(limit)
        prefetches = [qe.Prefetch(limit=each, query=self._dense(vector), filter=where, params=_HNSW)]
        if (same := in_language(filters, language)) is not None:
            within = build(conditions(same), _DIALECT)
            prefetches.append(qe.Prefetch(limit=each, query=_sparse(text, language), filter=within))
        weights = list(RRF_WEIGHTS[: len(prefetches)])
        for wording in wordings:
            if (same := in_language(filters, wording.language)) is not None:
                within = build(conditions(same), _DIALECT)
                dense, sparse = self._dense(wording.vector), _sparse(wording.text, wording.language)
                prefetches.append(qe.Prefetch(limit=each, query=dense, filter=within, params=_HNSW))
                prefetches.append(qe.Prefetch(limit=each, query=sparse, filter=within))
                weights += WORDING_WEIGHTS
        request = qe.QueryRequest(
            limit=2 * each,  # all candidates, so that ties are cut by our order and not by the engine's
            query=qe.Fusion.Rrf(k=RRF_K, weights=weights),  # type: ignore[arg-type]  # the stub does not derive it
            prefetches=prefetches,
        )
        with self._calling() as shard:
            return _hits(shard.query(request))[:limit]

    def ids(self, version_id: str) -> Iterator[str]:
        return (point for point, _ in self.payloads(version_id))

    def payloads(self, version_id: str) -> Iterator[tuple[str, Payload]]:
        where = build(of_versions(version_id), _DIALECT)
        offset: qe.PointId | None = None
        while True:
            page = qe.ScrollRequest(offset=offset, limit=BATCH, filter=where, with_payload=True, with_vector=False)
            with self._calling() as shard:
                records, offset = shard.scroll(page)
            yield from ((str(record.id), dict(record.payload or {})) for record in records)
            if offset is None:
                return

    def versions(self) -> dict[str, int]:
        with self._calling() as shard:
            response = shard.facet(qe.FacetRequest("version_id", limit=FACET_LIMIT, exact=True))
        return {str(hit.value): hit.count for hit in response.hits if hit.count}  # 0: deleted, not yet vacuumed

    def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        asked = {canonical: given for given in ids if (canonical := point_id(given))}
        found: dict[str, NDArray[np.float32]] = {}
        for batch in batches(list(asked)):
            with self._calling() as shard:
                records = shard.retrieve(list(batch), False, [DENSE])
            for record in records:
                assert isinstance(record.vector, dict)
                if DENSE in record.vector:  # not where the disk lost it
                    found[asked[str(record.id)]] = np.asarray(record.vector[DENSE], dtype=np.float32)
        return found

    def count(self) -> int:
        with self._calling() as shard:
            return shard.count(qe.CountRequest(exact=True))

    # ---- inside

    def _search(
        self, query: qe.Query, limit: int, filters: Filters, params: qe.SearchParams | None = None
    ) -> list[Hit]:
        if limit <= 0:
            return []
        where = build(conditions(filters), _DIALECT)
        with self._calling() as shard:
            return _hits(shard.query(qe.QueryRequest(limit=limit, query=query, filter=where, params=params)))

    def _dense(self, vector: NDArray[np.float32]) -> qe.Query:
        return qe.Query.Nearest(checked_vector(vector, self._dim), using=DENSE)

    def _to_edge(self, point: Point) -> qe.Point:
        indices, values = bm25.encode_document(point.bm25_text, point.language)
        dense = checked_vector(point.dense, self._dim)
        return qe.Point(checked_id(point.id), {DENSE: dense, SPARSE: qe.SparseVector(indices, values)}, payload(point))

    @contextmanager
    def _calling(self) -> Iterator[qe.EdgeShard]:
        """The shard, for one call; what the engine throws (plain Exception, or a Rust panic) gets a name."""
        with self._engine:
            if self._shard is None:
                raise ValueError("the vector store is closed")
            with _named(self._folder):
                yield self._shard

    def _open(self) -> tuple[_Format, qe.EdgeShard]:
        """The current shard, after removing those that an interrupted ``optimize`` left."""
        form = self._read_format() or self._create()
        shard = _load(self._folder / form.shard)
        for other in self._folder.glob("shard-*"):
            if other.name != form.shard:
                shutil.rmtree(other, ignore_errors=True)
        return form, shard

    def _create(self) -> _Format:
        """Make an empty index; format.json comes last, so what an interruption leaves is not taken for one."""
        if any(self._folder.glob("shard-*")):  # never ours to remove: somebody lost format.json
            raise IndexDamagedError(_damage(self._folder, FileNotFoundError("format.json is missing")))
        form = _Format(_LAYOUT, self._dim, bm25.SCHEME, "shard-1")
        draft = self._folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        with _named(self._folder):
            _create(draft, self._dim)
        try:
            draft.rename(self._folder / form.shard)
            self._write_format(form)
        except OSError as error:
            shutil.rmtree(self._folder / form.shard, ignore_errors=True)  # empty, and without format.json
            raise UnusableIndexError(
                f"no index can be made at {self._folder} ({_line(error)}): check the free disk space and who may write"
            ) from error
        return form

    def _read_format(self) -> _Format | None:
        """What the folder holds, None when it is new. Raises IndexMismatchError or IndexDamagedError."""
        path = self._folder / "format.json"
        try:
            form = _Format(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise IndexDamagedError(_damage(self._folder, error)) from error
        if form.dim != self._dim:
            raise IndexMismatchError(
                f"the index at {self._folder} holds vectors of {form.dim} numbers, the embedder makes {self._dim}: "
                "choose the embedder it was built with, or build an index in another folder"
            )
        if (form.layout, form.bm25) != (_LAYOUT, bm25.SCHEME):
            raise IndexMismatchError(
                f"the index at {self._folder} was built by another version of policy-kb: remove that folder and "
                "ingest the documents again"
            )
        return form

    def _write_format(self, form: _Format) -> None:
        path = self._folder / "format.json"
        draft = path.with_suffix(".tmp")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(form), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


_HNSW = qe.SearchParams(hnsw_ef=HNSW_EF)


def _sparse(text: str, language: str) -> qe.Query:
    indices, values = bm25.encode_query(text, language)
    return qe.Query.Nearest(qe.SparseVector(indices, values), using=SPARSE)


def _hits(points: Iterable[qe.ScoredPoint]) -> list[Hit]:
    return ranked(Hit(str(point.id), point.score) for point in points)


def _create(folder: Path, dim: int) -> None:
    """An empty shard with our vectors and payload indexes."""
    shard = qe.EdgeShard.create(
        str(folder),
        qe.EdgeConfig(
            vectors={DENSE: qe.EdgeVectorParams(size=dim, distance=qe.Distance.Cosine)},
            sparse_vectors={SPARSE: qe.EdgeSparseVectorParams(modifier=qe.Modifier.Idf)},
        ),
    )
    # Before the first point: the HNSW graph gets its extra links for filtered search only along indexed fields.
    for key in KEYWORDS:
        shard.update(qe.UpdateOperation.create_field_index(key, qe.PayloadSchemaType.Keyword))
    for key in INTEGERS:
        shard.update(qe.UpdateOperation.create_field_index(key, qe.IntegerIndexParams(lookup=False, range=True)))
    shard.flush()
    shard.close()


def _load(folder: Path) -> qe.EdgeShard:
    try:
        with _named(folder):
            return qe.EdgeShard.load(str(folder))
    except UnusableIndexError as error:
        if "WouldBlock" in str(error):  # Edge's own lock: some other program has the shard open
            raise IndexLockedError(f"the index at {folder.parent} is in use by another program: stop it") from error
        raise IndexDamagedError(_damage(folder.parent, error.__cause__ or error)) from error


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    try:
        yield
    except KbError:
        raise
    except BaseException as error:
        # Edge raises plain Exception; a panic of its Rust code derives from BaseException alone.
        if type(error) is Exception or type(error).__name__ == "PanicException":
            raise UnusableIndexError(
                f"the vector index at {folder} failed ({_line(error)}): run kb verify --repair"
            ) from error
        raise


def _copy_sparse(source: str, target: str) -> None:
    """Copy a file without its zeros: Edge allots pages of 32 MB ahead, nearly all of a small index."""
    zeros = bytes(1 << 16)
    with Path(source).open("rb") as old, Path(target).open("wb") as new:
        while chunk := old.read(len(zeros)):
            if chunk == zeros:
                new.seek(len(chunk), os.SEEK_CUR)
            else:
                new.write(chunk)
        new.truncate()


def _damage(folder: Path, error: BaseException) -> str:
    return f"the index at {folder} cannot be read ({_line(error)}): kb verify --repair builds it from the catalogue"


def _line(error: BaseException) -> str:
    """An error's message on one line of bounded length."""
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:199] + "…"
