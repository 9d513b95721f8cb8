"""One process owns an embedded index; this is its lock.

The lock is the operating system's (``flock`` or its Windows counterpart, through filelock) on ``lock`` in the index
folder, so it ends with the process however that ends. ``owner.json`` beside it only tells others whom they meet.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import IndexLockedError

__all__ = ["OwnerLock"]


class OwnerLock:
    """Exclusive ownership of ``folder``, from construction to ``release`` or the end of the process.

    Raises IndexLockedError when another store, here or in another process, owns it; the message names that process
    and, when it is a server, its address.
    """

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._owner = folder / "owner.json"
        # thread_local=False: whichever thread closes the store must be able to release it.
        self._lock = FileLock(folder / "lock", thread_local=False)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise IndexLockedError(_refusal(folder, self._owner)) from None
        self._owner.write_text(json.dumps({"pid": os.getpid(), "url": url}), encoding="utf-8")

    def release(self) -> None:
        if self._lock.is_locked:
            self._owner.unlink(missing_ok=True)
            self._lock.release()


def _refusal(folder: Path, owner: Path) -> str:
    try:
        facts = json.loads(owner.read_text(encoding="utf-8"))
        pid, url = facts["pid"], facts["url"]
    except (OSError, ValueError, KeyError, TypeError):  # the owner is just opening or closing it
        return f"the index at {folder} is in use by another process: wait until it ends, or stop it"
    if url:
        return f"the index at {folder} is served by process {pid}: ask {url} instead, or stop that server"
    return f"the index at {folder} is in use by process {pid}: wait until it ends, or stop it"
