"""The place of one download: the file, its unfinished part, and what is known of both.

::

    act.xml                 the file; always a whole one
    .act.xml.part           bytes received so far
    .act.xml.pull.json      where both came from, with the server's validators (RFC 9110, section 8.8)

A part becomes the file by one rename, after its bytes are on disk; its record is written before. Whatever a crash
leaves, the file is the old or the new one, and the record that has its checksum says which.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from kb.errors import DownloadError

__all__ = ["Record", "Target", "sha256_of"]

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


class Record(BaseModel):
    """Where bytes came from. ``etag`` and ``last_modified`` are as the server wrote them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str
    etag: str | None = None
    last_modified: str | None = None
    resume_by: str | None = None  # value for If-Range; None: the server gave none that is strong enough
    sha256: str | None = None  # of the whole; None: not whole yet


class _State(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    file: Record | None = None
    part: Record | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One file to download. Methods raise DownloadError where the disk refuses."""

    path: Path

    @property
    def part(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part")

    @property
    def state(self) -> Path:
        return self.path.with_name(f".{self.path.name}.pull.json")

    def record_of(self, sha256: str) -> Record | None:
        """Where the file with this checksum came from; None: it was not downloaded by us, or changed since."""
        state = self._load()
        return next((one for one in (state.file, state.part) if one is not None and one.sha256 == sha256), None)

    def unfinished(self, url: str) -> tuple[int, Record] | None:
        """Size of the part and its record, where a download of ``url`` can go on from there."""
        record = self._load().part
        if record is None or record.url != url or not record.resume_by or record.sha256 is not None:
            return None
        try:
            size = self.part.lstat().st_size
        except OSError:
            return None
        return (size, record) if size else None

    def begin(self, record: Record) -> None:
        """A new download starts; what there is of another is forgotten, the file stays."""
        self.discard_part()
        self._save(_State(file=self._file_record(), part=record))

    def open_part(self, *, append: bool) -> BinaryIO:
        """The part, to write to. A link in its place is not followed."""
        flags = os.O_WRONLY | os.O_CREAT | _NO_FOLLOW | (os.O_APPEND if append else os.O_TRUNC)
        try:
            return os.fdopen(os.open(self.part, flags, 0o644), "wb")
        except OSError as error:
            raise _refused(self.part, error) from None

    def discard_part(self) -> None:
        try:
            self.part.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(self.part, error) from None

    def finish(self, sha256: str) -> None:
        """The part, complete and on disk, becomes the file."""
        state = self._load()
        if state.part is None:
            raise DownloadError(f"{self.state}: changed while downloading; is another kb pull at work here?")
        done = state.part.model_copy(update={"sha256": sha256})
        self._save(_State(file=self._file_record(), part=done))
        try:
            self.part.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise _refused(self.path, error) from None
        self._save(_State(file=done))

    def _file_record(self) -> Record | None:
        """The record of the file that is there; after a crash between renaming and recording it is the part's."""
        try:
            return self.record_of(sha256_of(self.path))
        except OSError:
            return None

    def _load(self) -> _State:
        try:
            return _State.model_validate_json(self.state.read_bytes())
        except (OSError, ValidationError):
            return _State()  # nothing known: nothing is taken over

    def _save(self, state: _State) -> None:
        fresh = self.state.with_name(self.state.name + ".new")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW, 0o644), "wb") as out:
                out.write(state.model_dump_json(exclude_none=True, indent=1).encode() + b"\n")
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(self.state)
        except OSError as error:
            raise _refused(self.state, error) from None


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):  # elsewhere a folder cannot be opened
        descriptor = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refused(path: Path, error: OSError) -> DownloadError:
    return DownloadError(f"{path}: cannot be written ({error.strerror}); check the folder and the free space")
