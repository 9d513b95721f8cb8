"""Whether catalogue, stored text and vectors agree.

All that is kept on disk is read. Not checked: whether a vector is that of its passage, for which all would have to be
embedded again; a vector that the disk has overwritten is seldom still of length 1.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.catalog import Catalog, NoVersionError
from kb.errors import UnusableIndexError
from kb.model import Document, Filters, Passage, Span
from kb.store.base import Point
from kb.store.schema import payload
from kb.version import embed_key, embed_text

if TYPE_CHECKING:
    from kb.base import Verification
    from kb.store import VectorStore

__all__ = ["is_whole", "text_faults", "vector_faults", "verify"]

#: How far the length of a stored vector may be from 1: rounding only.
_LENGTH = 1e-3


def verify(catalog: Catalog, store: VectorStore) -> Verification:
    """Check every document; each problem is one line that names the document."""
    from kb.base import Verification

    problems = [f"catalogue: {problem}; kb verify --repair mends it if it can" for problem in catalog.check()]
    documents = catalog.documents()
    for document in documents:
        found = [*text_faults(catalog, document), *vector_faults(catalog, store, document)]
        problems += [f"{document.id}: {what}; ingest it again, or kb verify --repair" for what in found]
    problems += [
        f"{doc_id}: damaged, and left out of answers; ingest it again, or kb remove it" for doc_id in catalog.damaged()
    ]
    current = {document.version_id for document in documents}
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
    )


def is_whole(catalog: Catalog, document: Document, vectors: int) -> bool:
    """Whether a document is on disk as it was written, of whose version the store counts so many vectors."""
    return vectors == document.passages and next(text_faults(catalog, document), None) is None


def text_faults(catalog: Catalog, document: Document) -> Iterator[str]:
    """What is wrong with the text of a document, its outline and its passages, as they are on disk."""
    try:
        text, stored = catalog.stored(document.version_id)
    except NoVersionError:
        yield "its text is missing"
        return
    if hashlib.sha256(text.encode()).hexdigest() != document.sha256:
        yield "its text does not match its checksum"
        return
    whole = Span(0, len(text))
    sections = catalog.sections(document.version_id)
    if len(sections) != document.sections:
        yield f"{len(sections)} of {document.sections} sections are there"
    for section in sections:
        if not whole.contains(section.span):
            yield f"section {section.ordinal} lies outside the text"
    if len(stored) != document.passages:
        yield f"{len(stored)} of {document.passages} passages are there"
    last = 0
    for passage, key in stored:
        if not whole.contains(passage.span) or not passage.text.strip():
            yield f"passage {passage.id} is empty or outside the text"
        elif embed_key(passage) != key:
            yield f"passage {passage.id} is not what was embedded"
        if passage.span.start < last:
            yield f"passage {passage.id} overlaps the one before"
        last = passage.span.end


def vector_faults(catalog: Catalog, store: VectorStore, document: Document) -> Iterator[str]:
    """What is wrong with the vectors of a document, and with the fields that filters look at."""
    try:
        passages = [passage for passage, _ in catalog.stored(document.version_id)[1]]
    except NoVersionError:
        return
    try:
        yield from _vector_faults(store, document, passages)
    except UnusableIndexError as error:
        yield f"its vectors cannot be read ({error})"


def _vector_faults(store: VectorStore, document: Document, passages: Sequence[Passage]) -> Iterator[str]:
    none = np.empty(0, dtype=np.float32)  # only the fields count here
    expected = {passage.id: payload(Point.of(passage, document.meta, none, "")) for passage in passages}
    found = dict(store.payloads(document.version_id))
    if missing := len(expected.keys() - found.keys()):
        yield f"{missing} of {len(expected)} passages have no vector"
    if extra := len(found.keys() - expected.keys()):
        yield f"{extra} vectors belong to no passage"
    there = expected.keys() & found.keys()
    vectors = store.vectors(sorted(there))
    if broken := sum(1 for point in there if not _is_unit(vectors.get(point))):
        yield f"{broken} vectors are damaged"
    wrong: Counter[str] = Counter()
    for point in there:
        if fields := [name for name, value in expected[point].items() if found[point].get(name) != value]:
            wrong[", ".join(sorted(fields))] += 1
    for names, count in sorted(wrong.items()):
        yield f"{count} vectors are filed under another {names} than the catalogue's"
    probe = next((passage for passage in passages if _is_unit(vectors.get(passage.id))), None)
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


def _is_unit(vector: NDArray[np.float32] | None) -> bool:
    return vector is not None and bool(abs(float(vector @ vector) - 1) < _LENGTH)  # False for NaN too
