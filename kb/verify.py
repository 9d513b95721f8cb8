"""Whether catalogue, stored text and vectors agree."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kb.catalog import Catalog, NoVersionError
from kb.model import Document, Passage, Span
from kb.store.base import Point
from kb.store.schema import payload

if TYPE_CHECKING:
    from kb.base import Verification
    from kb.store import VectorStore

__all__ = ["verify"]


def verify(catalog: Catalog, store: VectorStore) -> Verification:
    """Check every document; each problem is one line that names the document."""
    from kb.base import Verification

    problems: list[str] = []
    documents = catalog.documents()
    in_store = store.versions()
    for document in documents:
        try:
            text, stored = catalog.stored(document.version_id)
        except NoVersionError:
            problems.append(f"{document.id}: its text is missing; ingest it again")
            continue
        passages = [passage for passage, _ in stored]
        problems += [f"{document.id}: {what}; ingest it again" for what in _text(catalog, document, text, passages)]
        problems += [f"{document.id}: {what}; ingest it again" for what in _vectors(store, document, passages)]
    current = {document.version_id for document in documents}
    unfinished = set(catalog.unfinished())
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


def _text(catalog: Catalog, document: Document, text: str, passages: Sequence[Passage]) -> Iterator[str]:
    """What is wrong with the text of a document, its outline and its passages, as they are on disk."""
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
    if len(passages) != document.passages:
        yield f"{len(passages)} of {document.passages} passages are there"
    last = 0
    for passage in passages:
        if not whole.contains(passage.span) or not passage.text.strip():
            yield f"passage {passage.id} is empty or outside the text"
        if passage.span.start < last:
            yield f"passage {passage.id} overlaps the one before"
        last = passage.span.end


def _vectors(store: VectorStore, document: Document, passages: Sequence[Passage]) -> Iterator[str]:
    """What is wrong with the vectors of a document, and with the fields that filters look at."""
    none = np.empty(0, dtype=np.float32)  # only the fields count here
    expected = {passage.id: payload(Point.of(passage, document.meta, none, "")) for passage in passages}
    found = dict(store.payloads(document.version_id))
    if missing := len(expected.keys() - found.keys()):
        yield f"{missing} of {len(expected)} passages have no vector"
    if extra := len(found.keys() - expected.keys()):
        yield f"{extra} vectors belong to no passage"
    wrong: Counter[str] = Counter()
    for point in expected.keys() & found.keys():
        if fields := [name for name, value in expected[point].items() if found[point].get(name) != value]:
            wrong[", ".join(sorted(fields))] += 1
    for names, count in sorted(wrong.items()):
        yield f"{count} vectors are filed under another {names} than the catalogue's"
