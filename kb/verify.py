"""Whether catalogue, stored text and vectors agree, and are what was written.

All that is kept of documents on disk is read. That a vector is the one of its passage is known from its sketch
(``kb.vector_seal``); documents that an earlier version of this program indexed have none, and are told. Not checked:
the sparse vectors but for one of each document, and whether a document was read from where the catalogue says, which
no answer shows.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog, NoVersionError
from kb.consistency import passage_faults, section_faults
from kb.errors import IndexDamagedError, UnusableIndexError
from kb.model import Document, Filters, Passage
from kb.seal import Seal
from kb.store.base import Point
from kb.store.schema import payload
from kb.vector_seal import DamagedSeal, Sketches, are_theirs
from kb.version import embed_text

if TYPE_CHECKING:
    from kb.base import Verification
    from kb.store import VectorStore

__all__ = ["UNSEALED", "is_whole", "sound_vectors", "text_faults", "vector_faults", "verify"]

#: Of a document that an earlier version of this program indexed. All else agrees, and no vector has to be made anew.
UNSEALED = "there are no checksums of its outline and metadata yet"


def verify(catalog: Catalog, store: VectorStore) -> Verification:
    """Check every document; each problem is one line that names the document."""
    from kb.base import Verification

    problems = [f"catalogue: {problem}; kb verify --repair mends it if it can" for problem in catalog.check()]
    entries = catalog.entries.all()
    names = {entry.version_id: entry.doc_id for entry in entries}
    unlisted = {entry.version_id for entry in entries if not entry.listed}
    problems += [f"{entry.doc_id}: {entry.fault}; kb verify --repair" for entry in entries if not entry.listed]
    unsound = {entry.version_id for entry in entries if entry.fault}
    documents = catalog.documents(but=unlisted)
    for document in documents:
        found = list(text_faults(catalog, document))
        if document.version_id not in unsound:  # else they are filed under what was written
            found += vector_faults(catalog, store, document)
        name = names.get(document.version_id, document.id)
        problems += [f"{name}: {what}; ingest it again, or kb verify --repair" for what in found]
    problems += [
        f"{doc_id}: damaged, and left out of answers; ingest it again, or kb remove it"
        for doc_id in catalog.damaged(but=unlisted)
    ]
    current = {document.version_id for document in documents} | unlisted
    unfinished = set(catalog.unfinished())
    in_store = store.versions()
    for version, count in sorted(in_store.items()):
        if version not in current:
            state = "an unfinished ingestion" if version in unfinished else "no known document"
            problems.append(f"{count} vectors of {state} ({version}); kb ingest removes them from an embedded store")
    return Verification(
        documents=len(documents),
        passages=sum(document.passages for document in documents),
        vectors=sum(in_store.values()),
        problems=tuple(problems),
        unproven=tuple(document.id for document in documents if not _is_sealed(catalog, document)),
    )


def _is_sealed(catalog: Catalog, document: Document) -> bool:
    try:
        return catalog.vector_seals.of_version(document.version_id) is not None
    except DamagedSeal:  # see vector_faults
        return True


def sound_vectors(
    catalog: Catalog, store: VectorStore, document: Document, passages: Sequence[Passage]
) -> dict[str, NDArray[np.float32]]:
    """The vectors of ``passages`` that are not damaged and, as far as that can be told, those of their passages.

    Args:
        passages: all of the document, in order.

    Returns:
        By the passage's id; none where the disk has damaged what tells.
    """
    try:
        written = _written(catalog, document, passages)
    except DamagedSeal:
        return {}
    found = store.vectors([passage.id for passage in passages])
    good = _theirs(passages, found, written)
    return {passage.id: found[passage.id] for passage in passages if passage.id in good}


def _written(catalog: Catalog, document: Document, passages: Sequence[Passage]) -> Sketches | None:
    written = catalog.vector_seals.of_version(document.version_id)
    if written is not None and len(written) != len(passages):
        raise DamagedSeal(document.version_id)
    return written


def _theirs(
    passages: Sequence[Passage], found: Mapping[str, NDArray[np.float32]], written: Sketches | None
) -> frozenset[str]:
    """Ids of the passages whose vectors are there, sound and, where ``written`` is known, their own."""
    at = [n for n, passage in enumerate(passages) if passage.id in found]
    if not at:
        return frozenset()
    good = are_theirs(np.stack([found[passages[n].id] for n in at]), None if written is None else written[at])
    return frozenset(passages[n].id for n, is_good in zip(at, good, strict=True) if is_good)


def is_whole(catalog: Catalog, document: Document, vectors: int) -> bool:
    """Whether a document is on disk as it was written, of whose version the store counts so many vectors."""
    return vectors == document.passages and next(text_faults(catalog, document), None) is None


def text_faults(catalog: Catalog, document: Document) -> Iterator[str]:
    """What is wrong with the metadata of a document, its text, outline and passages, as they are on disk."""
    entry = catalog.entries.one(document.version_id)
    if entry.fault:
        yield entry.fault
        return
    try:
        yield from _text_faults(catalog, document, entry.seal)
    except NoVersionError:
        yield "its text is missing"
    except IndexDamagedError:
        yield "its text, outline or passages cannot be read"


def _text_faults(catalog: Catalog, document: Document, seal: Seal | None) -> Iterator[str]:
    text, stored = catalog.stored(document.version_id)
    if hashlib.sha256(text.encode()).hexdigest() != document.sha256:
        yield "its text does not match its checksum"
        return
    sections = catalog.sections(document.version_id)
    passages = [passage for passage, _ in stored]
    missing = [
        f"{len(found)} of {expected} {name} are there"
        for name, found, expected in (
            ("sections", sections, document.sections),
            ("passages", passages, document.passages),
        )
        if len(found) != expected
    ]
    if missing:  # what is said of the others would follow from it
        yield from missing
        return
    pages = catalog.pages(document.version_id)
    faults = section_faults(text, sections, pages) or passage_faults(text, sections, stored, pages)
    if faults:
        yield from faults
    elif seal is None:
        yield UNSEALED
    elif not seal.holds_sections(sections):
        yield "its outline is not what was written"
    elif not seal.holds_passages(passages):
        yield "what its passages cite is not what was written"


def vector_faults(catalog: Catalog, store: VectorStore, document: Document) -> Iterator[str]:
    """What is wrong with the vectors of a document, and with the fields that filters look at."""
    try:
        passages = [passage for passage, _ in catalog.stored(document.version_id)[1]]
    except (NoVersionError, IndexDamagedError):  # see text_faults
        return
    written = None
    try:
        written = _written(catalog, document, passages)
    except DamagedSeal:
        yield "the checksums of its vectors are damaged"
    try:
        yield from _vector_faults(store, document, passages, written)
    except UnusableIndexError as error:
        yield f"its vectors cannot be read ({error})"


def _vector_faults(
    store: VectorStore, document: Document, passages: Sequence[Passage], written: Sketches | None
) -> Iterator[str]:
    none = np.empty(0, dtype=np.float32)  # only the fields count here
    expected = {passage.id: payload(Point.of(passage, document.meta, none, "")) for passage in passages}
    found = dict(store.payloads(document.version_id))
    if missing := len(expected.keys() - found.keys()):
        yield f"{missing} of {len(expected)} passages have no vector"
    if extra := len(found.keys() - expected.keys()):
        yield f"{extra} vectors belong to no passage"
    there = expected.keys() & found.keys()
    vectors = store.vectors(sorted(there))
    sound = _theirs(passages, vectors, None)
    if broken := len(there - sound):
        yield f"{broken} vectors are damaged"
    if strange := len(sound - _theirs(passages, vectors, written)):
        yield f"{strange} vectors are not those of their passages"
    wrong: Counter[str] = Counter()
    for point in there:
        if fields := [name for name, value in expected[point].items() if found[point].get(name) != value]:
            wrong[", ".join(sorted(fields))] += 1
    for names, count in sorted(wrong.items()):
        yield f"{count} vectors are filed under another {names} than the catalogue's"
    probe = next((passage for passage in passages if passage.id in sound), None)
    if probe is not None and not _is_found(store, document, probe, vectors[probe.id]):
        yield "search does not find it"


def _is_found(store: VectorStore, document: Document, passage: Passage, vector: NDArray[np.float32]) -> bool:
    """Whether the indexes that filters and words are looked up in know the document."""
    meta = document.meta
    day = meta.applies_from or (meta.in_force_to - timedelta(days=1) if meta.in_force_to else None)
    within = Filters((meta.jurisdiction,), (str(meta.kind),), (meta.language,), (meta.id,), day, day is None)
    words = any(character.isalnum() for character in passage.text)
    return bool(store.search_dense(vector, 1, within)) and (
        not words or bool(store.search_bm25(embed_text(passage), meta.language, 1, within))
    )
