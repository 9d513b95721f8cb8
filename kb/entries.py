"""The rows of documents in the catalogue, looked at one by one: a damaged one is named, and mended from its copy.

``Catalog.documents`` reads them all at once and cannot go on where one is damaged.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from kb.database import VersionState, origins, seals, versions
from kb.errors import IndexDamagedError
from kb.rows import document_from, entry_from, origin_from
from kb.seal import FORMAT, Seal, differing
from kb.version import Origin

__all__ = ["Entries", "Entry"]

#: States of versions that no reader sees, and that the next writer removes.
_PASSING = (VersionState.WRITING, VersionState.RETIRED)
_PRESENT = (VersionState.CURRENT, VersionState.DAMAGED)
#: As they are on disk, also what is no date.
_RAW = [sa.type_coerce(column, sa.String).label(column.name) for column in versions.c]


_NO_ORIGIN = "where it was read from cannot be told"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of a document's version, and whether that is what was written."""

    version_id: str
    doc_id: str  # as it was written, as far as that is known
    seal: Seal | None  # None: written before there were seals, or lost
    origin: Origin | None  # where it was read from, as far as that is known
    fault: str  # "" where nothing is wrong
    listed: bool  # whether ``Catalog.documents`` or ``Catalog.damaged`` can give it
    true: str | None  # the metadata that were written, serialised; None where nothing tells


class Entries:
    """Those of documents that are there; not of versions that are being written or removed."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> list[Entry]:
        with self._engine.connect() as connection:
            found = versions.c.state.not_in(_PASSING)
            ids = list(connection.scalars(sa.select(versions.c.id).where(found).order_by(versions.c.id)))
        return sorted((self.one(version_id) for version_id in ids), key=lambda entry: entry.doc_id)

    def one(self, version_id: str) -> Entry:
        this = versions.c.id == version_id
        sealed = self._seal(version_id)
        row = self._row(sa.select(*_RAW).where(this))
        found = None if row is None else entry_from(row)
        listed = row is not None and row["state"] in _PRESENT and self._is_document(this)
        true = sealed.true_entry(found) if sealed else None
        fault = ""
        if found is None:
            fault = "its entry in the catalogue cannot be read"
        elif sealed and true is None:
            fault = "its metadata are not what was written, nor is their copy"
        elif sealed and true != found:
            fault = f"its {', '.join(differing(found, str(true)))} is not what was written"
        elif not listed:
            fault = "its state in the catalogue is damaged" if sealed else "its entry in the catalogue makes no sense"
        elif sealed and not sealed.is_whole(found):
            fault = "the copy of its metadata is damaged"
        origin, known = self._origin(version_id)
        if not fault and not known:
            fault = _NO_ORIGIN
        doc_id = json.loads(true)["doc_id"] if true else str(row["doc_id"]) if row else version_id
        return Entry(version_id, doc_id, sealed, origin, fault, listed, true)

    def mend(self, entry: Entry) -> bool:
        """Write the metadata and their copy as they were written first. False: nothing tells how that was.

        Where the version was read from is forgotten if that cannot be read; the next ingestion knows it. Where another
        version of the document is there, this one is retired; a state that is none becomes the current one.
        """
        if entry.origin is None:
            with self._engine.begin() as connection:
                connection.execute(sa.delete(origins).where(origins.c.version_id == entry.version_id))
        if entry.true is None:
            return entry.fault == _NO_ORIGIN
        true: dict[str, Any] = json.loads(entry.true)
        values = {name: _typed(versions.c[name], value) for name, value in true.items()}

        this = versions.c.id == entry.version_id
        of_document = versions.c.state.in_(_PRESENT) & (versions.c.doc_id == true["doc_id"])
        with self._engine.begin() as connection:
            if entry.seal:
                copy = entry.seal.with_entry(entry.true)
                of_version = sa.update(seals).where(seals.c.version_id == entry.version_id)
                connection.execute(of_version.values(entry=copy.entry, entry_sha256=copy.entry_sha256))
            if connection.scalar(sa.select(sa.exists().where(of_document & ~this))):
                values["state"] = VersionState.RETIRED
            elif not connection.scalar(sa.select(sa.exists().where(this & versions.c.state.in_(_PRESENT)))):
                values["state"] = VersionState.CURRENT
            connection.execute(sa.update(versions).where(this).values(values))
        return True

    def retire(self, version_id: str) -> None:
        """Take out of sight for good what cannot be mended."""
        with self._engine.begin() as connection:
            this = versions.c.id == version_id
            connection.execute(sa.update(versions).where(this).values(state=VersionState.RETIRED))

    def _seal(self, version_id: str) -> Seal | None:
        this = (seals.c.version_id == version_id) & (seals.c.format == FORMAT)
        row = self._row(sa.select(seals).where(this))
        if row is None:
            return None
        return Seal(*(str(row[name]) for name in ("entry", "entry_sha256", "sections_sha256", "passages_sha256")))

    def _origin(self, version_id: str) -> tuple[Origin | None, bool]:
        """Where a version was read from, and whether that could be told if it is known."""
        try:
            with self._engine.connect() as connection:
                row = connection.execute(sa.select(origins).where(origins.c.version_id == version_id)).one_or_none()
                return (None if row is None else origin_from(row)), True
        except (ValueError, TypeError, IndexDamagedError):
            return None, False

    def _row(self, query: sa.Executable) -> dict[str, Any] | None:
        """None too where it is not to be read."""
        try:
            with self._engine.connect() as connection:
                row = connection.execute(query).mappings().one_or_none()
                return None if row is None else {str(name): value for name, value in row.items()}
        except IndexDamagedError:
            return None

    def _is_document(self, this: sa.ColumnElement[bool]) -> bool:
        try:
            with self._engine.connect() as connection:
                document_from(connection.execute(sa.select(versions).where(this)).one())
        except (ValueError, TypeError, IndexDamagedError):
            return False
        return True


def _typed(column: sa.Column[Any], value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) and value is not None else value
