"""A throw-away PostgreSQL, for what must hold on both databases of the catalogue."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def _binary(name: str) -> str:
    """A program of the server; Debian does not put it on the PATH."""
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not installed")
    return found


def _unprivileged() -> dict[str, str]:
    """Options of subprocess; PostgreSQL refuses to run as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    for user in ("postgres", "nobody"):
        try:
            pwd.getpwnam(user)
        except KeyError:
            continue
        return {"user": user}
    pytest.skip("PostgreSQL does not run as root, and there is no user postgres or nobody")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a new cluster that listens on a socket in a folder of its own."""
    if os.name == "nt":
        pytest.skip("the test server is reached by a Unix socket")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed (the extra `postgres`)")
    initdb, pg_ctl, who = _binary("initdb"), _binary("pg_ctl"), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="kb-pg-"))  # short: a socket's path has at most 107 bytes
    if who:
        shutil.chown(folder, user=who["user"])
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": folder, "timeout": 120}
    try:
        subprocess.run(
            [initdb, "-D", folder / "data", "-U", "kb", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            **quiet,
            **who,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        start = [pg_ctl, "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start"]
        subprocess.run(start, **quiet | {"stderr": subprocess.DEVNULL}, **who)
        # Stops the server when its pipe is closed: at the end of the tests, and also when they are killed.
        stop = [pg_ctl, "-D", str(folder / "data"), "-m", "immediate", "stop"]
        script = 'read _; folder=$1; shift; "$@" >/dev/null 2>&1; rm -rf "$folder"/*'
        with subprocess.Popen(
            ["sh", "-c", script, "sh", str(folder), *stop],
            stdin=subprocess.PIPE,
            cwd="/",
            start_new_session=True,
            **who,
        ) as watch:
            yield f"postgresql://kb@/postgres?host={folder}"
            watch.communicate(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty database."""
    import psycopg

    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return postgres_server
