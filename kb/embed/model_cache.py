"""A converted model on disk: built once, published whole or not at all, rebuilt when damaged.

A model is a folder of files. It is written under a scratch name and renamed into place, so that a reader sees all of
its files or none, and of two processes that build at once the first wins and the other uses the winner's.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from kb.errors import ConfigError

_MANIFEST = "complete.json"


def default_cache() -> Path:
    """The user's cache folder of this program."""
    from platformdirs import user_cache_path

    return user_cache_path("policy-kb", appauthor=False)


def cached(root: Path, name: str, build: Callable[[Path], None]) -> Path:
    """Folder ``root/name``, made by ``build(folder)`` when it is absent or not as it was built.

    Raises ConfigError when ``root`` cannot be written and does not hold the model yet.
    """
    folder = root / name
    if _intact(folder):
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=root))
    except OSError as error:
        raise _unwritable(root, error) from error
    try:
        build(scratch)
        _seal(scratch)
        _publish(scratch, folder)
    except OSError as error:
        raise _unwritable(root, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _unwritable(root: Path, error: OSError) -> ConfigError:
    reason = error.strerror or type(error).__name__
    return ConfigError(
        f"the model cache {root} cannot be written ({reason}); set KB_EMBED_CACHE to one that can (150 MB)"
    )


def _seal(folder: Path) -> None:
    """Note what each file is, and let the disk have it before the folder gets its name."""
    files = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb+") as file:
            os.fsync(file.fileno())
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        path.chmod(0o644)  # some writers create private files; a cache may be shared
        stat = path.stat()
        files[path.name] = {"bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": sha256}
    (folder / _MANIFEST).write_text(json.dumps(files, indent=1), "utf-8")
    folder.chmod(0o755)


def _intact(folder: Path) -> bool:
    """Whether the files are those that were built: by size and time, else (copied, say) by content."""
    try:
        files = json.loads((folder / _MANIFEST).read_text("utf-8"))
        for name, built in files.items():
            path = folder / name
            stat = path.stat()
            if stat.st_size != built["bytes"]:
                return False
            if stat.st_mtime_ns != built["mtime_ns"]:
                with path.open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != built["sha256"]:
                        return False
        return bool(files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _publish(scratch: Path, folder: Path) -> None:
    for _ in range(10):
        try:
            scratch.rename(folder)
            return
        except OSError:
            if _intact(folder):  # another process was first
                return
            # In the way is a damaged model: move it aside in one step, so that nobody sees it half removed.
            aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
            try:
                folder.rename(aside / "damaged")
            except FileNotFoundError:
                pass  # another process moved it
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    raise OSError(f"{folder} keeps changing")
