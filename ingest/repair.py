"""What a damaged disk broke is made again: metadata from their copy, vectors from the stored text, documents from their
sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.index import Progress, index
from ingest.source import Source
from kb.base import KnowledgeBase, Verification
from kb.catalog import Origin
from kb.embed.base import Vectors
from kb.errors import IndexDamagedError, IndexLockedError, IndexMismatchError, UnusableIndexError
from kb.model import Document
from kb.store.base import Point
from kb.vector_seal import sketches
from kb.verify import UNSEALED, sound_vectors, text_faults, vector_faults
from kb.version import embed_text

__all__ = ["Repair", "repair"]

#: Passages embedded at once.
_SLICE = 128


@dataclass(slots=True)
class Repair:
    """What was done, one line each."""

    mended: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # what could not be mended, and what to do
    embedded: int = 0  # vectors that were computed


def repair(kb: KnowledgeBase, progress: Progress | None = None) -> tuple[Repair, Verification]:
    """Mend what can be mended; what cannot is left out of answers. Returns what was done and how the index is now.

    Raises:
        IndexDamagedError: the database itself is damaged; nothing was changed.
        IndexLockedError, IndexMismatchError: the index cannot be written.
    """
    done = Repair()
    _database(kb)
    with kb.writing():
        _owned(kb)
        _entries(kb, done)
        _readable(kb, done)
        kb.begin_writing()
        _strays(kb, done)
        for document in kb.documents():
            if found := next(text_faults(kb.catalog, document), None):
                _from_source(kb, document, found, done, progress)
        for document in kb.documents():
            if found := next(vector_faults(kb.catalog, kb.store, document), None):
                computed = _write_again(kb, document, done)
                done.mended.append(f"{document.id}: {found}; {computed} passages embedded again")
        if not kb.settings.store.url and any(_unsound(kb)):  # what was written again is still not found
            _anew(kb, done, "search did not find what was written")
        for document in kb.catalog.damaged().values():
            if not any(line.startswith(f"{document.id}: ") for line in done.lost):
                _from_source(kb, document, "damaged", done, progress)
        kb.store.flush()
    return done, kb.verify()


def _database(kb: KnowledgeBase) -> None:
    problems = kb.catalog.check()
    if problems and all("index" in problem for problem in problems):
        kb.catalog.reindex()
        problems = kb.catalog.check()
    if problems:
        raise IndexDamagedError(
            f"the catalogue in {kb.settings.data} is damaged ({problems[0]}) and cannot be mended; restore it from a "
            "backup, or delete the data folder and ingest again"
        )


def _owned(kb: KnowledgeBase) -> None:
    """Open the vectors, or raise what says that another process has them; damaged ones are seen to later."""
    try:
        _ = kb.store
    except (IndexLockedError, IndexMismatchError):
        raise
    except UnusableIndexError:
        pass


def _entries(kb: KnowledgeBase, done: Repair) -> None:
    """Documents get the metadata back that they were written with; where nothing tells them, nothing can be cited."""
    for entry in kb.catalog.entries.all():
        if not entry.fault:
            continue
        if kb.catalog.entries.mend(entry):
            done.mended.append(f"{entry.doc_id}: {entry.fault}; mended from what is kept twice")
        else:
            kb.catalog.entries.retire(entry.version_id)
            where = f" ({entry.origin.files[0]})" if entry.origin else ""
            done.lost.append(f"{entry.doc_id}: {entry.fault}; removed from the index; ingest it again{where}")


def _readable(kb: KnowledgeBase, done: Repair) -> None:
    """Begin with empty vectors where those on disk cannot be read."""
    try:
        kb.store.versions()
        for document in kb.documents():
            for found in vector_faults(kb.catalog, kb.store, document):
                if "cannot be read" in found:
                    raise IndexDamagedError(found)
    except (IndexLockedError, IndexMismatchError):
        raise
    except UnusableIndexError as error:
        if kb.settings.store.url:
            raise
        _anew(kb, done, f"they could not be read ({error})")


def _anew(kb: KnowledgeBase, done: Repair, why: str) -> None:
    """Make all vectors of an embedded store again."""
    kb.discard_vectors()
    done.mended.append(f"all vectors are made again: {why}")
    kb.begin_writing()
    for document in kb.documents():
        if all(fault == UNSEALED for fault in text_faults(kb.catalog, document)):
            _write_again(kb, document, done)


def _unsound(kb: KnowledgeBase) -> Iterator[str]:
    for document in kb.documents():
        yield from vector_faults(kb.catalog, kb.store, document)


def _strays(kb: KnowledgeBase, done: Repair) -> None:
    """Vectors that no version of the catalogue has; of an embedded store, ``begin_writing`` has removed them."""
    known = {document.version_id for document in kb.documents()} | set(kb.catalog.unfinished())
    strays = {version: count for version, count in kb.store.versions().items() if version not in known}
    if strays:
        kb.store.delete_versions(strays)
        kb.store.flush()
        done.mended.append(f"{sum(strays.values())} vectors of no known document are removed")


def _from_source(kb: KnowledgeBase, document: Document, fault: str, done: Repair, progress: Progress | None) -> None:
    """Index a document again from where it was read; leave it out of answers where that fails."""
    origin = kb.catalog.origins().get(document.id)
    why = "where it was read from is not known"
    if origin is not None:
        report = index(kb, [_source(document, origin)], force=True, progress=progress)
        if report.indexed:
            done.embedded += report.embedded
            done.mended.append(f"{document.id}: {fault}; indexed again from {origin.files[0]}")
            return
        why = report.failed[0].reason
    if fault == UNSEALED:  # no sign of damage
        done.lost.append(f"{document.id}: {fault}, and it stays as it is ({why}); ingest it again")
        return
    kb.catalog.mark_damaged(document.version_id)
    kb.store.delete_versions([document.version_id])
    done.lost.append(f"{document.id}: {fault}; left out of answers ({why}); ingest it again, or kb remove it")


def _source(document: Document, origin: Origin) -> Source:
    stated: dict[str, Any] = dict(origin.detected)
    return Source(
        meta=replace(document.meta, **stated),
        files=tuple(Path(file) for file in origin.files),
        sha256=origin.sha256,
        detect=frozenset(origin.detected),
        root=Path(origin.root) if origin.root else None,
    )


def _write_again(kb: KnowledgeBase, document: Document, done: Repair) -> int:
    """Write all points of a document; the vectors that are there and sound are used. Returns how many were not."""
    passages = [passage for passage, _ in kb.catalog.stored(document.version_id)[1]]
    sound = sound_vectors(kb.catalog, kb.store, document, passages)
    proven = kb.catalog.vector_seals.of_passages(passage.id for passage in passages)
    kb.store.delete_versions([document.version_id])
    missing = [passage for passage in passages if passage.id not in sound]
    for start in range(0, len(missing), _SLICE):
        few = missing[start : start + _SLICE]
        vectors: Vectors = kb.embedder.embed_passages([embed_text(passage) for passage in few])
        sound.update({passage.id: vector for passage, vector in zip(few, vectors, strict=True)})
    for start in range(0, len(passages), _SLICE):
        few = passages[start : start + _SLICE]
        kb.store.upsert([Point.of(p, document.meta, sound[p.id], embed_text(p)) for p in few])
    computed = {passage.id for passage in missing}
    if passages and all(passage.id in proven or passage.id in computed for passage in passages):
        kb.catalog.vector_seals.write(document.version_id, sketches(np.stack([sound[p.id] for p in passages])))
    kb.store.flush()
    done.embedded += len(missing)
    return len(missing)
