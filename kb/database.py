"""The database of the catalogue: how it is opened, its tables, and what is said when it cannot be used.

SQLite by default, PostgreSQL by URL. Any number of processes may open one at the same time, also a new one.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from kb.errors import ConfigError, IndexDamagedError, IndexLockedError, UnusableIndexError

__all__ = [
    "VersionState",
    "facts",
    "make_vector_seals",
    "open_database",
    "origins",
    "passages",
    "recognised",
    "seals",
    "sections",
    "texts",
    "vector_seals",
    "versions",
]


class VersionState(StrEnum):
    """Where a version of a document is in its life. Readers see current ones only."""

    WRITING = "writing"
    CURRENT = "current"
    RETIRED = "retired"
    DAMAGED = "damaged"  # was current until the disk lost a part of it; never shown, kept until it is indexed anew


_tables = sa.MetaData()

facts = sa.Table(
    "facts",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

versions = sa.Table(
    "versions",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("doc_id", sa.String, nullable=False, index=True),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("corpus", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("jurisdiction", sa.String, nullable=False),
    sa.Column("language", sa.String, nullable=False),
    sa.Column("source_url", sa.String),
    sa.Column("publisher", sa.String),
    sa.Column("published", sa.Date),
    sa.Column("year", sa.Integer),
    sa.Column("in_force_from", sa.Date),
    sa.Column("in_force_to", sa.Date),
    sa.Column("version", sa.String),
    sa.Column("licence", sa.String),
    sa.Column("translation_of", sa.String),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("characters", sa.Integer, nullable=False),
    sa.Column("sections", sa.Integer, nullable=False),
    sa.Column("passages", sa.Integer, nullable=False),
    sa.Column("pages", sa.Text, nullable=False),  # JSON: [[offset, page], …] in order
    sa.Column("page_labels", sa.Text, nullable=False),  # JSON
    sa.Column("warnings", sa.Text, nullable=False),  # JSON
    sa.Column("indexed_at", sa.String, nullable=False),
)

_CURRENT = sa.text(f"state = '{VersionState.CURRENT}'")
#: The database itself holds that a document has at most one current version.
_one_current = sa.Index(
    "one_current_version", versions.c.doc_id, unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT
)

#: Apart from ``versions`` so that listing documents does not read their text.
texts = sa.Table(
    "texts",
    _tables,
    sa.Column("version_id", sa.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)

sections = sa.Table(
    "sections",
    _tables,
    sa.Column("version_id", sa.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("parent", sa.Integer),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("heading", sa.Text, nullable=False),
    sa.Column("locator", sa.String, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("body_start", sa.Integer, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("role", sa.String, nullable=False),
)

passages = sa.Table(
    "passages",
    _tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("version_id", sa.ForeignKey("versions.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("header", sa.Text, nullable=False),
    sa.Column("locator", sa.String, nullable=False),
    sa.Column("path", sa.Text, nullable=False),  # JSON
    sa.Column("page", sa.Integer),
    sa.Column("page_label", sa.String),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("embed_key", sa.String, nullable=False, index=True),  # sha256 of what was embedded
)

#: Passages that OCR read. Apart from ``passages`` because they are few, and older indexes have no such column.
recognised = sa.Table(
    "recognised",
    _tables,
    sa.Column("passage_id", sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("confidence", sa.Float, nullable=False),  # 0 to 1
)

#: Where a version was read from. Apart from ``versions`` because indexes made before this table have no such rows.
origins = sa.Table(
    "origins",
    _tables,
    sa.Column("version_id", sa.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("files", sa.Text, nullable=False),  # JSON: absolute paths
    sa.Column("content", sa.String, nullable=False),
    sa.Column("root", sa.String),
    sa.Column("sha256", sa.String),
    sa.Column("detected", sa.Text, nullable=False),  # JSON
)

#: Checksums of versions (``kb.seal``). Apart from ``versions`` because indexes made before have no such rows.
seals = sa.Table(
    "seals",
    _tables,
    sa.Column("version_id", sa.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("format", sa.Integer, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),  # JSON: a copy of the row of ``versions``
    sa.Column("entry_sha256", sa.String, nullable=False),
    sa.Column("sections_sha256", sa.String, nullable=False),
    sa.Column("passages_sha256", sa.String, nullable=False),
)

#: Sketches of the vectors of versions (``kb.vector_seal``). Made by the first who writes any: an index from before is
#: not written to when it is read.
vector_seals = sa.Table(
    "vector_seals",
    _tables,
    sa.Column("version_id", sa.ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("format", sa.Integer, nullable=False),
    sa.Column("sketches", sa.LargeBinary, nullable=False),  # little-endian float32, (passages, WIDTH)
    sa.Column("sha256", sa.String, nullable=False),  # of them
)
_LATER = frozenset({vector_seals.name})

#: Seconds in which processes that start together on a new folder get out of each other's way.
_PATIENCE = 5.0
#: Milliseconds that SQLite waits for whoever is writing.
_BUSY_MS = 30_000
#: Key of the PostgreSQL advisory lock under which tables are made; any number that is ours.
_MAKING = 7_605_331


def open_database(url: str) -> sa.Engine:
    """The database with all tables of the catalogue, made where they are missing.

    Raises:
        ConfigError: the URL names no database that we can use.
        IndexLockedError: another program keeps it locked.
        IndexDamagedError: the file is damaged, or no database.
        UnusableIndexError: it cannot be reached, read or written.

    Later, calls of the engine raise the last three too.
    """
    engine = _engine(url)
    until = time.monotonic() + _PATIENCE
    try:
        while True:
            try:
                _make_tables(engine)
                return engine
            except IndexLockedError:  # SQLite does not wait by itself while the first process changes the journal mode
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
    except sa.exc.DatabaseError as error:
        engine.dispose()
        raise UnusableIndexError(
            f"{_name(engine)}: {_line(error.orig)}; check that catalog.url names a database of this program alone"
        ) from error
    except BaseException:
        engine.dispose()
        raise


def _engine(url: str) -> sa.Engine:
    wanted = "write postgresql://user@host/name, or leave it out for SQLite in the data folder"
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # not shown: it may hold a password
        raise ConfigError(f"setting catalog.url: this is no database URL; {wanted}") from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError(f"setting catalog.url: {parsed.drivername} is not supported; {wanted}")
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):  # one for all threads
            engine = sa.create_engine(parsed, poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
        else:
            engine = sa.create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    except ImportError:
        raise ConfigError(
            f'setting catalog.url: the driver of {parsed.drivername} is missing; pip install "policy-kb[postgres]"'
        ) from None
    except sa.exc.ArgumentError:
        raise ConfigError(f"setting catalog.url: there is no driver {parsed.drivername}; {wanted}") from None

    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _record: Any) -> None:
            cursor = connection.cursor()
            for pragma in (f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

    @sa.event.listens_for(engine, "handle_error")
    def _explain(context: sa.engine.ExceptionContext) -> None:
        found = _explained(_name(engine), context)
        if found is not None:
            raise found from context.original_exception

    return engine


def _make_tables(engine: sa.Engine) -> None:
    found = sa.inspect(engine)
    if set(_tables.tables) - _LATER <= set(found.get_table_names()) and any(
        index["name"] == _one_current.name for index in found.get_indexes(versions.name)
    ):
        return  # without a write, which would wait for whoever is writing
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # "if not exists" is not safe there against a second one
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MAKING)))
        for table in _tables.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
        _retire_doubles(connection)
        for table in _tables.sorted_tables:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))


def make_vector_seals(engine: sa.Engine) -> None:
    """Make the table of sketches where an index from before has none."""
    if sa.inspect(engine).has_table(vector_seals.name):
        return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MAKING)))
        connection.execute(CreateTable(vector_seals, if_not_exists=True))


def _retire_doubles(connection: sa.Connection) -> None:
    """Of several current versions of a document, which older code could leave, keep the one indexed last."""
    newest: set[str] = set()
    for row in connection.execute(
        sa.select(versions.c.id, versions.c.doc_id)
        .where(versions.c.state == VersionState.CURRENT)
        .order_by(versions.c.doc_id, versions.c.indexed_at.desc(), versions.c.id)
    ).all():
        if row.doc_id in newest:
            connection.execute(sa.update(versions).where(versions.c.id == row.id).values(state=VersionState.RETIRED))
        newest.add(row.doc_id)


#: What SQLite says (a part of it, in lower case) → what to do.
_ADVICE: tuple[tuple[str, type[UnusableIndexError], str], ...] = (
    ("locked", IndexLockedError, "another program is writing to it: wait until it is done, then try again"),
    ("not a database", IndexDamagedError, "restore it from a backup, or delete the data folder and ingest again"),
    ("malformed", IndexDamagedError, "restore it from a backup, or delete the data folder and ingest again"),
    ("unable to open", UnusableIndexError, "check that its folder exists and that you may write there"),
    ("readonly", UnusableIndexError, "you may not write there: correct the permissions, or choose another folder"),
    ("could not decode", IndexDamagedError, "run kb verify --repair"),
    ("full", UnusableIndexError, "make room on the disk and try again"),
    ("disk i/o", UnusableIndexError, "check the disk and its free space"),
)


def _explained(name: str, context: sa.engine.ExceptionContext) -> UnusableIndexError | None:
    """The failure in words that say what to do; None for one of our own making."""
    said = _line(context.original_exception).partition(" with text ")[0]  # what is not UTF-8 is not repeated
    if not isinstance(context.sqlalchemy_exception, sa.exc.DatabaseError | sa.exc.InterfaceError):
        return None
    if isinstance(context.sqlalchemy_exception, sa.exc.IntegrityError | sa.exc.ProgrammingError):
        return None
    if context.dialect.name == "sqlite":
        for part, kind, advice in _ADVICE:
            if part in said.casefold():
                return kind(f"{name}: {said}; {advice}")
    elif context.connection is None or context.is_disconnect:
        return UnusableIndexError(
            f"{name}: {said}; check that the database server runs, and catalog.url (KB_CATALOG_URL)"
        )
    return None


def _name(engine: sa.Engine) -> str:
    return f"catalogue {engine.url.render_as_string(hide_password=True)}"


def _line(error: BaseException | None) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:300]
