"""The catalogue's database: who may open it, how many at once, and what is said when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.catalog import Catalog
from kb.database import open_database, versions
from kb.errors import ConfigError, IndexDamagedError, IndexLockedError, KbError, UnusableIndexError
from tests.kb.test_catalog import content

#: Waits for a line, so that all processes start at the same moment, and then opens the catalogue.
OPENER = """
import sys
from kb.catalog import Catalog
print("ready", flush=True)
sys.stdin.readline()
catalog = Catalog(sys.argv[1])
catalog.set_fact("opened", sys.argv[2])
catalog.close()
"""


def open_together(url: str, count: int = 4) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, url, str(n)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(count)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in started:
        _, complaint = process.communicate(timeout=60)
        assert process.returncode == 0, complaint


def test_processes_that_start_together_on_a_new_folder_all_open_it(tmp_path: Path) -> None:
    for attempt in range(3):
        open_together(f"sqlite:///{tmp_path / f'{attempt}.sqlite'}")


def test_processes_that_start_together_on_a_new_server_all_open_it(postgres_url: str) -> None:
    open_together(postgres_url)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("garbage", "no database URL"),
        ("postgresql://user:s3cret@host:port/name", "no database URL"),
        ("mysql://host/name", "mysql is not supported"),
        ("postgresql+nonsense://host/name", r"no driver postgresql\+nonsense"),
        ("postgresql+pg8000://host/name", r"pip install \"policy-kb\[postgres\]\""),
    ],
)
def test_a_url_that_names_no_database_of_ours_is_a_setting_to_correct(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        open_database(url)
    assert str(refused.value).startswith("setting catalog.url: ")
    assert "\n" not in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_a_missing_driver_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as if it were not installed
    with pytest.raises(ConfigError, match=r"pip install \"policy-kb\[postgres\]\""):
        open_database("postgresql://host/name")


def refused(url: str, kind: type[KbError], says: str) -> None:
    with pytest.raises(kind, match=says) as caught:
        open_database(url)
    assert "\n" not in str(caught.value)
    if kind is not IndexDamagedError:
        assert "delete" not in str(caught.value)


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    refused(f"sqlite:///{tmp_path}/absent/catalog.sqlite", UnusableIndexError, "check that its folder exists")


def test_a_damaged_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"this is no database" * 100)
    refused(f"sqlite:///{path}", IndexDamagedError, "not a database; restore it from a backup, or delete")


def test_a_malformed_file_is_one_line(tmp_path: Path) -> None:
    catalog = Catalog.in_folder(tmp_path)
    catalog.write(content())
    catalog.close()
    path = tmp_path / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    path.write_bytes(data)
    refused(f"sqlite:///{path}", IndexDamagedError, "malformed; restore it from a backup, or delete")


def test_a_catalogue_that_another_program_keeps_locked_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.database._PATIENCE", 0.0)
    path = tmp_path / "catalog.sqlite"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE t (x)")
    monkeypatch.setattr("kb.database._BUSY_MS", 50)
    refused(f"sqlite:///{path}", IndexLockedError, "wait until it is done")
    other.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    Catalog.in_folder(tmp_path).close()
    (tmp_path / "catalog.sqlite").chmod(0o444)
    catalog = Catalog.in_folder(tmp_path)
    with pytest.raises(UnusableIndexError, match="correct the permissions"):
        catalog.set_fact("x", "y")


def test_a_server_that_is_down_is_one_line(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra `postgres`)")
    refused(f"postgresql://kb:s3cret@/postgres?host={tmp_path}", UnusableIndexError, "check that the database server")


def test_the_server_says_what_is_wrong_with_the_address(postgres_url: str) -> None:
    refused(postgres_url.replace("/postgres?", "/absent?"), UnusableIndexError, '"absent" does not exist')


def test_a_foreign_database_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE versions (x)")
    refused(f"sqlite:///{path}", UnusableIndexError, "of this program alone")


def test_a_catalogue_of_before_is_opened_and_has_one_current_version_of_a_document(tmp_path: Path) -> None:
    catalog = Catalog.in_folder(tmp_path)
    for version in ("v1", "v2", "v3"):
        catalog.write(content(version))
    with catalog._engine.begin() as connection:
        connection.execute(sa.text("DROP INDEX one_current_version"))
        connection.execute(sa.text("UPDATE versions SET state = 'current', indexed_at = id"))
    catalog.close()

    catalog = Catalog.in_folder(tmp_path)
    assert [document.version_id for document in catalog.documents()] == ["v3"]
    assert sorted(catalog.unfinished()) == ["v1", "v2"]
    with pytest.raises(sa.exc.IntegrityError), catalog._engine.begin() as connection:
        connection.execute(sa.update(versions).values(state="current"))
    catalog.close()
