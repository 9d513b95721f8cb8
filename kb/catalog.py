"""The catalogue: which documents there are, their one stored text, outline and passages.

A document's *version* is written beside the current one, made current in one transaction, and the old one is dropped
after its vectors are gone. Readers see current versions only, so a document is always whole: old or new.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from kb.database import VersionState, open_database
from kb.database import facts as _facts
from kb.database import origins as _origins
from kb.database import passages as _passages
from kb.database import recognised as _recognised
from kb.database import seals as _seals
from kb.database import sections as _sections
from kb.database import texts as _texts
from kb.database import versions as _versions
from kb.entries import Entries
from kb.errors import IndexDamagedError, IndexMismatchError, RemovedMeanwhileError
from kb.model import Document, DocumentMeta, Filters, Passage, Section, Span
from kb.rows import (
    DOCUMENT_COLUMNS,
    document_from,
    meta_from,
    origin_from,
    origin_row,
    page_starts,
    passage_from,
    passage_rows,
    recognised_rows,
    seal_row,
    section_from,
    section_rows,
    version_row,
)
from kb.vector_seal import VectorSeals
from kb.version import Origin, VersionContent

__all__ = ["Catalog", "NoVersionError", "Origin", "VersionContent", "VersionState"]

#: Raised when tables change in a way that older code cannot read.
SCHEMA = 1
#: Stored texts kept in memory, in characters; versions never change, so nothing has to be invalidated.
_CACHED_CHARACTERS = 40_000_000
#: Bound parameters of one SQL statement (SQLite's oldest default is 999).
_CHUNK = 500
#: How often a transaction is tried that another process was faster than.
_ATTEMPTS = 20

#: States of versions that a crash can leave, and that the next writer removes.
_UNFINISHED = (VersionState.WRITING, VersionState.RETIRED)
#: States of the version that a document has now.
_PRESENT = (VersionState.CURRENT, VersionState.DAMAGED)

_T = TypeVar("_T")


class NoVersionError(KeyError):
    """There is no such version, or no longer: its document was indexed anew or removed."""


class Catalog:
    """Documents, versions, texts, sections and passages in a SQL database. Thread-safe."""

    def __init__(self, url: str) -> None:
        """Raises what ``open_database`` raises, and IndexMismatchError for a catalogue of another version."""
        self._engine = open_database(url)
        self.entries = Entries(self._engine)
        self.vector_seals = VectorSeals(self._engine)
        self._cache: OrderedDict[str, str] = OrderedDict()
        self._cached = 0
        self._lock = threading.Lock()
        try:
            self._check_schema()
        except BaseException:
            self._engine.dispose()
            raise

    @classmethod
    def in_folder(cls, folder: Path) -> Catalog:
        """The default catalogue, SQLite in the data folder."""
        return cls(f"sqlite:///{cls.file_in(folder)}")

    @staticmethod
    def file_in(folder: Path) -> Path:
        """Where the default catalogue of a data folder is, or would be."""
        return folder / "catalog.sqlite"

    @classmethod
    def empty(cls) -> Catalog:
        """One in memory, that stands for the catalogue of an index that is not there."""
        return cls("sqlite://")

    def close(self) -> None:
        self._engine.dispose()

    def _check_schema(self) -> None:
        found = self.fact("schema")
        if found is None:
            self.set_fact("schema", str(SCHEMA))
        elif found != str(SCHEMA):
            raise IndexMismatchError(
                f"the index has catalogue format {found}, this version reads {SCHEMA}; "
                "ingest into a new data folder, or use the version that wrote it"
            )

    # -- facts about the index as a whole ---------------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(_facts.c.value).where(_facts.c.name == name))

    def set_fact(self, name: str, value: str) -> None:
        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(_facts).where(_facts.c.name == name))
            connection.execute(sa.insert(_facts).values(name=name, value=value))

        self._transaction(work)

    def _transaction(self, work: Callable[[sa.Connection], _T]) -> _T:
        """``work`` as one transaction; again where another process has just written the same.

        ``work`` begins with a write, so that it holds the lock before it reads what it decides on.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except sa.exc.IntegrityError:
                continue
        with self._engine.begin() as connection:
            return work(connection)

    # -- writing ----------------------------------------------------------------------------------------------------

    def write(self, content: VersionContent) -> bool:
        """Store a version that nobody sees yet. False, and nothing is done, where this very version is current."""
        if len(content.embed_keys) != len(content.passages):
            raise ValueError("one embed key a passage")
        row, sections, passages = version_row(content), section_rows(content), passage_rows(content)
        sealed, read_by_ocr = seal_row(content, row), recognised_rows(content)

        def work(connection: sa.Connection) -> bool:
            same = _versions.c.id == content.id
            # One of another document is this one, whose name the disk has changed.
            replaced = (_versions.c.state != VersionState.CURRENT) | (_versions.c.doc_id != content.meta.id)
            connection.execute(sa.delete(_versions).where(same, replaced))
            if connection.scalar(sa.select(_versions.c.id).where(same)) is not None:
                return False
            connection.execute(sa.insert(_versions).values(row))
            connection.execute(sa.insert(_texts).values(version_id=content.id, text=content.text))
            connection.execute(sa.insert(_seals).values(sealed))
            if content.origin:
                connection.execute(sa.insert(_origins).values(origin_row(content.id, content.origin)))
            if sections:
                connection.execute(sa.insert(_sections), sections)
            if passages:
                connection.execute(sa.insert(_passages), passages)
            if read_by_ocr:
                connection.execute(sa.insert(_recognised), read_by_ocr)
            return True

        return self._transaction(work)

    def switch(self, version_id: str) -> list[str]:
        """Make a written version the current one; returns the versions it retires. One transaction.

        Nothing is done where it is the current one already.

        Raises:
            RemovedMeanwhileError: the document was removed since ``write``; it stays removed.
        """

        def work(connection: sa.Connection) -> list[str]:
            this = _versions.c.id == version_id
            written = sa.update(_versions).where(this, _versions.c.state == VersionState.WRITING)
            if connection.execute(written.values(state=VersionState.WRITING)).rowcount == 0:  # only to own the row
                if connection.scalar(sa.select(_versions.c.state).where(this)) == VersionState.CURRENT:
                    return []
                raise RemovedMeanwhileError(
                    "the document was removed while it was being indexed; ingest it again if you want it"
                )
            doc_id = connection.scalar(sa.select(_versions.c.doc_id).where(this))
            present = (_versions.c.doc_id == doc_id) & _versions.c.state.in_(_PRESENT)
            old = list(connection.scalars(sa.select(_versions.c.id).where(present)))
            # These and no others: a version made current meanwhile stops the next statement, and we begin anew.
            connection.execute(sa.update(_versions).where(_versions.c.id.in_(old)).values(state=VersionState.RETIRED))
            connection.execute(sa.update(_versions).where(this).values(state=VersionState.CURRENT))
            return old

        return self._transaction(work)

    def retire(self, doc_id: str) -> list[str]:
        """Take a document out of sight; returns all its versions, whose vectors are to be removed. One transaction.

        A version that is being written is retired too, and can be switched to no more.
        """

        def work(connection: sa.Connection) -> list[str]:
            of_document = _versions.c.doc_id == doc_id
            connection.execute(sa.update(_versions).where(of_document).values(state=VersionState.RETIRED))
            return list(connection.scalars(sa.select(_versions.c.id).where(of_document).order_by(_versions.c.id)))

        return self._transaction(work)

    def mark_damaged(self, version_id: str) -> None:
        """Take a current version out of sight because the disk lost a part of it."""
        current = (_versions.c.id == version_id) & (_versions.c.state == VersionState.CURRENT)
        with self._engine.begin() as connection:
            connection.execute(sa.update(_versions).where(current).values(state=VersionState.DAMAGED))

    def set_origin(self, version_id: str, origin: Origin) -> None:
        """What the version was read from is now found somewhere else."""

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(_origins).where(_origins.c.version_id == version_id))
            connection.execute(sa.insert(_origins).values(origin_row(version_id, origin)))

        self._transaction(work)

    def drop(self, version_ids: Iterable[str]) -> None:
        """Forget unfinished versions for good; others stay."""
        ids = list(version_ids)
        with self._engine.begin() as connection:
            for start in range(0, len(ids), _CHUNK):
                chunk = ids[start : start + _CHUNK]
                connection.execute(
                    sa.delete(_versions).where(_versions.c.id.in_(chunk), _versions.c.state.in_(_UNFINISHED))
                )

    def unfinished(self) -> list[str]:
        """Versions that a crash left: written but not switched to, or retired and not dropped."""
        with self._engine.connect() as connection:
            return list(connection.scalars(sa.select(_versions.c.id).where(_versions.c.state.in_(_UNFINISHED))))

    def damaged(self, *, but: Collection[str] = ()) -> dict[str, Document]:
        """Documents that are left out because the disk lost a part of them, by id; ``but``: as for ``documents``."""
        return {document.id: document for document in self._documents(_versions.c.state == VersionState.DAMAGED, but)}

    def origins(self) -> dict[str, Origin]:
        """Document id → where its current or damaged version was read from, as far as that is known."""
        query = (
            sa.select(_origins, _versions.c.doc_id)
            .join(_versions, _versions.c.id == _origins.c.version_id)
            .where(_versions.c.state.in_(_PRESENT))
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        found = {}
        for row in rows:
            try:
                found[row.doc_id] = origin_from(row)
            except (ValueError, TypeError):
                raise _unreadable(row.doc_id, "origin") from None
        return found

    # -- reading ----------------------------------------------------------------------------------------------------

    def documents(self, filters: Filters | None = None, *, but: Collection[str] = ()) -> list[Document]:
        """Current documents that pass, by id. ``as_of`` limits only where it is given.

        Args:
            but: versions that are left out, because what is said of them cannot be read (``entries``).

        Raises:
            IndexDamagedError: what is said of a document cannot be read.
        """
        wanted = [_versions.c.state == VersionState.CURRENT]
        if filters:
            for column, values in (
                (_versions.c.jurisdiction, filters.jurisdiction),
                (_versions.c.kind, filters.kind),
                (_versions.c.language, filters.language),
                (_versions.c.doc_id, filters.document),
            ):
                if values:
                    wanted.append(column.in_(values))
        found = self._documents(sa.and_(*wanted), but)
        day = filters.as_of if filters else None
        return [d for d in found if d.meta.applies_on(day)] if day else found

    def _documents(self, wanted: sa.ColumnElement[bool], but: Collection[str]) -> list[Document]:
        query = sa.select(_versions).where(wanted, _versions.c.id.not_in(but)).order_by(_versions.c.doc_id)
        try:
            with self._engine.connect() as connection:
                return [document_from(row) for row in connection.execute(query)]
        except (ValueError, TypeError):
            name = next((entry.doc_id for entry in self.entries.all() if not entry.listed), "a document")
            raise IndexDamagedError(f"{name}: its entry in the catalogue is damaged; run kb verify --repair") from None

    def document(self, doc_id: str) -> Document | None:
        found = self.documents(Filters(document=(doc_id,)))
        return found[0] if found else None

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Document id → (version id, fingerprint) of current versions."""
        current = _versions.c.state == VersionState.CURRENT
        query = sa.select(_versions.c.doc_id, _versions.c.id, _versions.c.fingerprint).where(current)
        with self._engine.connect() as connection:
            return {row.doc_id: (row.id, row.fingerprint) for row in connection.execute(query)}

    def text(self, version_id: str) -> str:
        """The stored text of a version. Raises NoVersionError where there is none (any more)."""
        with self._lock:
            if version_id in self._cache:
                self._cache.move_to_end(version_id)
                return self._cache[version_id]
        with self._engine.connect() as connection:
            text = connection.scalar(sa.select(_texts.c.text).where(_texts.c.version_id == version_id))
        if text is None:
            raise NoVersionError(version_id)
        with self._lock:
            if version_id not in self._cache:
                self._cache[version_id] = text
                self._cached += len(text)
                while self._cached > _CACHED_CHARACTERS and len(self._cache) > 1:
                    _, dropped = self._cache.popitem(last=False)
                    self._cached -= len(dropped)
        return str(text)

    def sections(self, version_id: str) -> list[Section]:
        """The outline in document order."""
        return self._sections_where(version_id)

    def sections_over(self, version_id: str, span: Span) -> list[Section]:
        """Sections that overlap ``span``, in document order, so that those which contain it come outermost first."""
        overlap = (_sections.c.start < span.end) & (_sections.c.end > span.start)
        return self._sections_where(version_id, overlap)

    def _sections_where(self, version_id: str, *conditions: sa.ColumnElement[bool]) -> list[Section]:
        of_version = _sections.c.version_id == version_id
        query = sa.select(_sections).where(of_version, *conditions).order_by(_sections.c.ordinal)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            try:
                return [section_from(row) for row in rows]
            except (ValueError, TypeError):
                doc_id = connection.scalar(sa.select(_versions.c.doc_id).where(_versions.c.id == version_id))
                raise _unreadable(doc_id or version_id, "outline") from None

    def page_of(self, version_id: str, offset: int) -> tuple[int | None, str | None]:
        """Physical page (from 1) and printed label of the page on which a character stands."""
        import bisect

        pages = self.pages(version_id)
        found = bisect.bisect_right([start for start, _, _ in pages], offset) - 1
        return pages[found][1:] if found >= 0 else (None, None)

    def pages(self, version_id: str) -> list[tuple[int, int, str | None]]:
        """(offset of its first character, physical page from 1, printed label) of each page, in order."""
        query = sa.select(_versions.c.pages, _versions.c.page_labels).where(_versions.c.id == version_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return page_starts(row.pages, row.page_labels) if row else []

    def passages(self, ids: Sequence[str]) -> dict[str, tuple[Passage, DocumentMeta]]:
        """Those of ``ids`` that belong to current versions, with their documents' metadata."""
        return {p.id: (p, meta) for chunk in _chunks(ids) for p, meta in self._select(_passages.c.id.in_(chunk))}

    def passages_over(self, version_id: str, span: Span) -> list[Passage]:
        """Passages of a current version that overlap ``span``, in order."""
        overlap = (_passages.c.start < span.end) & (_passages.c.end > span.start)
        return [passage for passage, _ in self._select((_passages.c.version_id == version_id) & overlap)]

    def _select(self, condition: sa.ColumnElement[bool]) -> list[tuple[Passage, DocumentMeta]]:
        query = (
            sa.select(_passages, _recognised.c.confidence, *DOCUMENT_COLUMNS)
            .join(_versions, _versions.c.id == _passages.c.version_id)
            .outerjoin(_recognised, _recognised.c.passage_id == _passages.c.id)
            .where(_versions.c.state == VersionState.CURRENT, condition)
            .order_by(_passages.c.version_id, _passages.c.ordinal)
        )
        try:
            with self._engine.connect() as connection:
                rows = list(connection.execute(query).mappings())
        except ValueError:  # a day that is none
            raise _unreadable("a document", "entry") from None
        of_version: dict[str, tuple[DocumentMeta, str] | None] = {}
        found = []
        for row in rows:
            version_id = row["version_id"]
            try:
                if version_id not in of_version:
                    of_version[version_id] = meta_from(row), self.text(version_id)
                if known := of_version[version_id]:
                    meta, text = known
                    found.append((passage_from(row, meta.id, text), meta))
            except NoVersionError:  # replaced or removed since the rows were read
                of_version[version_id] = None
            except (ValueError, TypeError):
                raise _unreadable(row["document_id"], "passages") from None
        return found

    def stored(self, version_id: str) -> tuple[str, list[tuple[Passage, str]]]:
        """Text and passages with their embed keys as they are on disk now, of a version in any state.

        Raises NoVersionError where there is no text, and IndexDamagedError where one of them cannot be read.
        """
        query = (
            sa.select(_passages, _recognised.c.confidence)
            .outerjoin(_recognised, _recognised.c.passage_id == _passages.c.id)
            .where(_passages.c.version_id == version_id)
            .order_by(_passages.c.ordinal)
        )
        with self._engine.connect() as connection:
            text = connection.scalar(sa.select(_texts.c.text).where(_texts.c.version_id == version_id))
            doc_id = connection.scalar(sa.select(_versions.c.doc_id).where(_versions.c.id == version_id))
            if text is None or doc_id is None:
                raise NoVersionError(version_id)
            rows = connection.execute(query).mappings()
            try:
                return text, [(passage_from(row, doc_id, text), row["embed_key"]) for row in rows]
            except (ValueError, TypeError):
                raise _unreadable(doc_id, "passages") from None

    def check(self) -> list[str]:
        """What the database itself finds wrong with its file, one line each; SQLite only."""
        if self._engine.dialect.name != "sqlite":
            return []
        with self._engine.connect() as connection:
            found = [str(value) for value in connection.scalars(sa.text("PRAGMA integrity_check(20)"))]
            strays = len(list(connection.execute(sa.text("PRAGMA foreign_key_check"))))
        problems = [" ".join(line.split()) for line in found if line != "ok"]
        return problems + ([f"{strays} rows belong to no version"] if strays else [])

    def reindex(self) -> None:
        """Make the indexes of the database again from its tables; SQLite only."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.begin() as connection:
                connection.execute(sa.text("REINDEX"))

    def passages_with_keys(self, keys: Iterable[str]) -> dict[str, str]:
        """Embed key → id of a passage of any current version that was embedded from the same words."""
        found: dict[str, str] = {}
        for chunk in _chunks(sorted(set(keys))):
            found.update(self._with_keys(chunk))
        return found

    def _with_keys(self, keys: Sequence[str]) -> dict[str, str]:
        query = (
            sa.select(_passages.c.embed_key, _passages.c.id)
            .join(_versions, _versions.c.id == _passages.c.version_id)
            .where(_versions.c.state == VersionState.CURRENT, _passages.c.embed_key.in_(keys))
        )
        try:
            with self._engine.connect() as connection:
                rows = list(connection.execute(query))
        except IndexDamagedError:  # an id that cannot be read; the others are still of use
            half = len(keys) // 2
            return self._with_keys(keys[:half]) | self._with_keys(keys[half:]) if half else {}
        return {row.embed_key: row.id for row in rows if isinstance(row.id, str)}

    def totals(self) -> dict[str, int]:
        """Documents, sections, passages and characters of current versions."""
        columns = [
            sa.func.coalesce(sa.func.sum(_versions.c[name]), 0).label(name)
            for name in ("sections", "passages", "characters")
        ]
        query = sa.select(sa.func.count().label("documents"), *columns).where(_versions.c.state == VersionState.CURRENT)
        with self._engine.connect() as connection:
            row = connection.execute(query).one()
        return {"documents": row.documents, **{name: int(row._mapping[name]) for name in row._fields[1:]}}


def _unreadable(doc_id: str, what: str) -> IndexDamagedError:
    return IndexDamagedError(f"{doc_id}: its {what} in the catalogue cannot be read; run kb verify --repair")


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
