"""Whether catalogue, stored text and vectors agree."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kb.catalog import Catalog, NoVersionError
from kb.model import Document, Span

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
        problems.extend(_text(catalog, document))
        expected = catalog.passage_ids(document.version_id)
        if len(expected) != document.passages:
            problems.append(f"{document.id}: {document.passages} passages counted, {len(expected)} catalogued")
        found = set(store.ids(document.version_id))
        if missing := len(expected - found):
            problems.append(f"{document.id}: {missing} of {len(expected)} passages have no vector; ingest it again")
        if extra := len(found - expected):
            problems.append(f"{document.id}: {extra} vectors belong to no passage; ingest it again")
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


def _text(catalog: Catalog, document: Document) -> list[str]:
    try:
        text = catalog.text(document.version_id)
    except NoVersionError:
        return [f"{document.id}: its text is missing; ingest it again"]
    if hashlib.sha256(text.encode()).hexdigest() != document.sha256:
        return [f"{document.id}: its text does not match its checksum; ingest it again"]
    problems = []
    whole = Span(0, len(text))
    for section in catalog.sections(document.version_id):
        if not whole.contains(section.span):
            problems.append(f"{document.id}: section {section.ordinal} lies outside the text; ingest it again")
    last = 0
    for passage in catalog.passages_of(document.version_id):
        if not whole.contains(passage.span) or not passage.text.strip():
            problems.append(f"{document.id}: passage {passage.id} is empty or outside the text; ingest it again")
        if passage.span.start < last:
            problems.append(f"{document.id}: passage {passage.id} overlaps the one before; ingest it again")
        last = passage.span.end
    return problems
