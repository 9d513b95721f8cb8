"""The pipeline: what changed is read, embedded, written beside the old version, and switched to.

A crash at any moment leaves each document in its old or its new version: vectors of a version are on disk before the
catalogue switches to it, and the old version's are removed only after.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ingest.manifest import Source
from ingest.passages import Limits, embed_text
from ingest.prepare import fetch, fingerprint, prepare
from kb.base import KnowledgeBase
from kb.catalog import VersionContent
from kb.embed.base import Vectors
from kb.errors import RemovedMeanwhileError, SourceError
from kb.store.base import Point

__all__ = ["Failure", "IngestReport", "Progress", "index"]

#: Passages embedded between two reports of progress; large enough to sort by length, small enough to bound memory.
_SLICE = 128
#: Optimising copies the whole index, so it waits until at least this share (one in …) of the passages is new.
_WORTH_OPTIMIZING = 10
#: Documents prepared ahead of the one being embedded.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that was not indexed, and why."""

    doc_id: str
    reason: str


@dataclass(slots=True)
class IngestReport:
    """What an ingestion did."""

    indexed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    passages: int = 0  # of the documents indexed now
    embedded: int = 0  # of these, computed and not reused
    seconds: float = 0.0


class Progress(Protocol):
    """Told how far an ingestion is. Called from one thread."""

    def start(self, total_bytes: int) -> None: ...

    def document(self, doc_id: str) -> None: ...

    def advance(self, size: int, passages: int) -> None: ...


class _Silent:
    def start(self, total_bytes: int) -> None: ...

    def document(self, doc_id: str) -> None: ...

    def advance(self, size: int, passages: int) -> None: ...


@dataclass(frozen=True, slots=True)
class _Prepared:
    source: Source
    size: int  # bytes of its files
    content: VersionContent | None = None  # None: unchanged, or failed
    failure: str = ""


def index(
    kb: KnowledgeBase, sources: Sequence[Source], *, force: bool = False, progress: Progress | None = None
) -> IngestReport:
    """Bring the index up to date with ``sources``; documents that are not among them stay as they are.

    Args:
        force: read and write again what did not change.

    Raises:
        IndexLockedError: another process owns the index.
        IndexMismatchError: it was built with another embedder.
    """
    progress = progress or _Silent()
    began = time.monotonic()
    report = IngestReport()
    kb.begin_writing()
    embedder = kb.embedder
    limits = Limits.within(embedder.max_tokens, kb.settings.ingest.passage_tokens)
    known = kb.catalog.fingerprints()
    progress.start(sum(_size(source) for source in sources))

    def work(source: Source) -> _Prepared:
        size = _size(source)
        try:
            data = fetch(source, kb.settings.ingest.max_bytes)
            mark = fingerprint(data, embedder.name, limits)
            current = known.get(source.meta.id)
            if current and current[1] == mark and not force:
                return _Prepared(source, size)
            salt = current[0] if current and current[1] == mark else ""
            return _Prepared(source, size, prepare(data, mark, embedder.count_tokens, limits, salt=salt))
        except SourceError as error:
            return _Prepared(source, size, failure=str(error))
        except Exception as error:  # noqa: BLE001 - a damaged file may break a parser anywhere; the rest must go on
            said = " ".join(str(error).split())[:200]
            name = ", ".join(path.name for path in source.files[:1])
            return _Prepared(source, size, failure=f"{name}: cannot be read ({type(error).__name__}: {said}); check it")

    for item in _ahead(work, sources):
        doc_id = item.source.meta.id
        progress.document(doc_id)
        if item.failure:
            report.failed.append(Failure(doc_id, item.failure))
            progress.advance(item.size, 0)
        elif item.content is None:
            report.unchanged.append(doc_id)
            progress.advance(item.size, 0)
        else:
            try:
                with kb.writing():  # a document at a time, so that a removal need not wait for all of them
                    report.embedded += _write(kb, item.content, item.size, progress)
            except RemovedMeanwhileError as error:
                report.failed.append(Failure(doc_id, str(error)))
                continue
            report.passages += len(item.content.passages)
            report.indexed.append(doc_id)
            report.warnings.extend(Failure(doc_id, warning) for warning in item.content.warnings)
    if report.passages * _WORTH_OPTIMIZING >= kb.store.count():
        kb.store.optimize()
    report.seconds = time.monotonic() - began
    return report


def _size(source: Source) -> int:
    return sum(path.stat().st_size for path in source.files if path.is_file())


def _ahead(work: Callable[[Source], _Prepared], sources: Sequence[Source]) -> Iterator[_Prepared]:
    """Results of ``work`` in order, the next ones computed while the last is used."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read") as pool:
        waiting: list[Future[_Prepared]] = []
        for source in sources:
            waiting.append(pool.submit(work, source))
            if len(waiting) > _AHEAD:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _write(kb: KnowledgeBase, content: VersionContent, size: int, progress: Progress) -> int:
    """Embed and store a version and make it current; returns how many passages had to be embedded."""
    if not kb.catalog.write(content):  # somebody else has just indexed the same
        progress.advance(size, len(content.passages))
        return 0
    reusable = kb.catalog.passages_with_keys(content.embed_keys)
    old = kb.store.vectors(list(reusable.values())) if reusable else {}
    embedded = 0
    done = 0
    for start in range(0, len(content.passages), _SLICE):
        passages = content.passages[start : start + _SLICE]
        texts = [embed_text(passage) for passage in passages]
        keys = content.embed_keys[start : start + _SLICE]
        missing = [i for i, key in enumerate(keys) if reusable.get(key) not in old]
        vectors: Vectors = np.empty((len(passages), kb.embedder.dim), dtype=np.float32)
        if missing:
            vectors[missing] = kb.embedder.embed_passages([texts[i] for i in missing])
        for i in set(range(len(passages))) - set(missing):
            vectors[i] = old[reusable[keys[i]]]
        kb.store.upsert(_points(content, start, texts, vectors))
        embedded += len(missing)
        share = size * (start + len(passages)) // len(content.passages)
        progress.advance(share - done, len(passages))
        done = share
    kb.store.flush()
    try:
        retired = kb.catalog.switch(content.id)
    except RemovedMeanwhileError:
        kb.forget([content.id])
        raise
    kb.forget(retired)
    return embedded


def _points(content: VersionContent, start: int, texts: Sequence[str], vectors: Vectors) -> list[Point]:
    passages = content.passages[start : start + len(texts)]
    return [
        Point.of(passage, content.meta, vector, text)
        for passage, vector, text in zip(passages, vectors, texts, strict=True)
    ]
