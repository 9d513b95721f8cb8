"""Which document of the index a source is: ids are unique over all corpora, and stable for ever.

A document is known by its id within its corpus; a file that no manifest names, by its place, and by its content when it
was renamed. Another document never takes an id unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.prepare import fetch
from ingest.source import LOCAL, Corpus, Source
from kb.catalog import Catalog
from kb.errors import ManifestError, SourceError
from kb.model import Document
from kb.version import Origin

__all__ = ["departed", "identify"]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the index holds."""

    documents: Mapping[str, Document]
    origins: Mapping[str, Origin]

    @classmethod
    def of(cls, catalog: Catalog) -> _Known:
        present = {document.id: document for document in catalog.documents()} | catalog.damaged()
        return cls(present, catalog.origins())

    def local(self) -> dict[str, Origin]:
        return {
            doc_id: origin
            for doc_id, origin in self.origins.items()
            if doc_id in self.documents and self.documents[doc_id].meta.corpus == LOCAL
        }


def identify(sources: Sequence[Source], catalog: Catalog, max_bytes: int, *, replacing: bool = False) -> list[Source]:
    """The sources with the ids that they have in the index.

    Args:
        replacing: a source may take the id of another document, which is then gone.

    Raises:
        ManifestError: it would, and may not; or two sources are one document.
    """
    known = _Known.of(catalog)
    local = known.local()
    places = {origin.files: doc_id for doc_id, origin in local.items()}
    lost = {doc_id: o for doc_id, o in local.items() if not any(Path(file).exists() for file in o.files)}
    found = []
    for source in sources:
        if source.meta.corpus == LOCAL and not source.named:
            doc_id = places.get(_place(source)) or _renamed(source, lost, max_bytes)
            if doc_id is not None:
                source = _as(source, doc_id, local[doc_id])
        if not replacing:
            _check(source, known, max_bytes)
        found.append(source)
    ids: dict[str, Source] = {}
    for source in found:
        other = ids.setdefault(source.meta.id, source)
        if other is not source:
            raise ManifestError(
                f"{source.files[0]}: is the document {source.meta.id!r} of the index, as is {other.files[0]}; give one "
                "of them an id by --id or a sidecar"
            )
    return found


def departed(corpora: Iterable[Corpus], sources: Sequence[Source], catalog: Catalog) -> list[str]:
    """Documents of the index that belong to these corpora and are not among their ``sources`` (identified).

    Of a folder without a manifest, these are files that lay below it.
    """
    known = _Known.of(catalog)
    kept = {source.meta.id for source in sources}
    corpora = list(corpora)
    manifests = {corpus.id for corpus in corpora if corpus.id != LOCAL}
    folders = [corpus.path.absolute() for corpus in corpora if corpus.id == LOCAL and corpus.path.is_dir()]
    gone = [doc_id for doc_id, document in known.documents.items() if document.meta.corpus in manifests - {""}]
    for doc_id, origin in known.local().items():
        if any(Path(file).is_relative_to(folder) for file in origin.files for folder in folders):
            gone.append(doc_id)
    return sorted(set(gone) - kept)


def _place(source: Source) -> tuple[str, ...]:
    return tuple(str(file.absolute()) for file in source.files)


def _renamed(source: Source, lost: Mapping[str, Origin], max_bytes: int) -> str | None:
    """The document whose file is gone and whose bytes are these."""
    content = _content(source, max_bytes) if lost else None
    same = [doc_id for doc_id, origin in lost.items() if origin.content == content]
    return same[0] if len(same) == 1 else None


def _as(source: Source, doc_id: str, origin: Origin) -> Source:
    """The source as that document; what is guessed from a file's name stays as it was guessed."""
    title = origin.detected.get("title") if "title" in source.detect else None
    return replace(source, meta=replace(source.meta, id=doc_id, title=title or source.meta.title))


def _check(source: Source, known: _Known, max_bytes: int) -> None:
    other = known.documents.get(source.meta.id)
    if other is None:
        return
    origin = known.origins.get(source.meta.id)
    if other.meta.corpus == source.meta.corpus:
        if source.meta.corpus != LOCAL or origin is None or origin.files == _place(source):
            return
        if origin.content == _content(source, max_bytes):
            return
    where = origin.files[0] if origin and other.meta.corpus == LOCAL else f"corpus {other.meta.corpus!r}"
    raise ManifestError(
        f"{source.files[0]}: the id {source.meta.id!r} is already that of another document ({where}); give another id, "
        "or --replace to put this one in its place"
    )


def _content(source: Source, max_bytes: int) -> str | None:
    try:
        return fetch(source, max_bytes).origin().content
    except SourceError:
        return None
