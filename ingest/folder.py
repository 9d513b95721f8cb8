"""Bare files and folders → sources: what no manifest describes.

What a manifest would say is given by a sidecar ``NAME.toml`` or by options, and otherwise found out.
"""

from __future__ import annotations

import os
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.entry import Entry, read_toml, validated
from ingest.source import LOCAL, Source
from kb.errors import ManifestError
from kb.model import Kind

__all__ = ["MANIFEST", "Found", "bare_sources", "look", "title_of"]

MANIFEST = "corpus.toml"


@dataclass(frozen=True, slots=True)
class Found:
    """What lies below a folder."""

    manifests: tuple[Path, ...]
    files: tuple[Path, ...]  # outside the folders of manifests
    notices: tuple[str, ...]


def look(folder: Path) -> Found:
    """Manifests (``corpus.toml``) and files below ``folder``; hidden ones are left out.

    Everything below a manifest is the manifest's, but for manifests further down, which are used too.
    """
    manifests: list[Path] = []
    files: list[Path] = []
    notices: list[str] = []
    tables: list[Path] = []
    owned: list[Path] = []
    inside = folder.resolve()
    for path in _walk(folder):
        if path.name == MANIFEST:
            manifests.append(path)
            owned.append(path.parent)
            continue
        if path.suffix.lower() == ".toml":
            tables.append(path)
        elif any(path.is_relative_to(place) for place in owned):
            continue
        elif path.is_symlink() and not path.resolve().is_relative_to(inside):
            notices.append(f"{path}: a link out of the folder; not followed")
        else:
            files.append(path)
    sidecars = {found for file in files if (found := sidecar(file))}
    notices.extend(_unused(path, owned) for path in tables if path not in sidecars)
    return Found(tuple(manifests), tuple(files), tuple(notices))


def _walk(folder: Path) -> Iterator[Path]:
    """Files in a fixed order, a folder's manifest first and its own files before those of its folders."""

    def unreadable(error: OSError) -> None:
        raise ManifestError(f"{error.filename}: cannot be read: {error.strerror}") from None

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names, key=lambda name: (name != MANIFEST, name)):
            path = Path(place) / name
            if not name.startswith(".") and path.is_file():
                yield path


def _unused(path: Path, owned: Sequence[Path]) -> str:
    try:
        is_manifest = "corpus" in read_toml(path)
    except ManifestError as error:
        return f"{error}; not used"
    if is_manifest:
        return f"{path}: a manifest that is not named {MANIFEST} is not used; name it to ingest it"
    if any(path.is_relative_to(place) for place in owned):
        return f"{path}: not used; {MANIFEST} above it says what is indexed"
    return f"{path}: describes no file beside it; not used"


def sidecar(file: Path) -> Path | None:
    """The file that holds the metadata of ``file``: ``act.md.toml`` or ``act.toml``."""
    return next(
        (path for path in (file.with_name(file.name + ".toml"), file.with_suffix(".toml")) if path.is_file()), None
    )


def bare_sources(files: Sequence[Path], root: Path, defaults: dict[str, Any]) -> list[Source]:
    """Sources of files at or below ``root``. Ids come from the names of folder and file.

    Args:
        defaults: values of ``[[document]]`` keys for files that have no sidecar.
    """
    base = root.absolute()
    ids = _ids([file.absolute() for file in files], base)
    return [_bare(file, doc_id, base, defaults) for file, doc_id in zip(files, ids, strict=True)]


def title_of(file: Path) -> str:
    """What a file is called until its own title is known."""
    return " ".join(file.stem.replace("-", " ").replace("_", " ").split()) or file.name


def _ids(files: Sequence[Path], root: Path) -> list[str]:
    """An id for each file from its folder and name; the suffix too where two would have the same."""
    plain = [_slug(f"{root.name} {file.relative_to(root).with_suffix('')}") for file in files]
    return [
        one if plain.count(one) == 1 else _slug(f"{root.name} {file.relative_to(root)}")
        for one, file in zip(plain, files, strict=True)
    ]


def _bare(file: Path, doc_id: str, root: Path, defaults: dict[str, Any]) -> Source:
    beside = sidecar(file)
    given = defaults | read_toml(beside) if beside else dict(defaults)
    guessed = {
        "id": doc_id,
        "title": _line(title_of(file)),
        "kind": Kind.REPORT,
        "jurisdiction": "INT",
        "language": "en",
    }
    for key in ("file", "files"):
        if key in given:
            raise ManifestError(f"{beside}: {key}: a sidecar describes the file beside it; leave it out")
    entry = validated(Entry, guessed | given | {"file": "x"}, str(beside or file))
    detect = frozenset({"title", "language", "jurisdiction"}) - given.keys()
    return replace(entry.source(LOCAL, file.parent, root=root), files=(file,), detect=detect, named="id" in given)


def _line(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text)


def _slug(name: str) -> str:
    """A kebab-case id; letters that ASCII has not are told apart by a checksum of the name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    lost = any(c.isalpha() and not unicodedata.normalize("NFKD", c)[0].isascii() for c in name)
    mark = f"{zlib.crc32(name.encode('utf-8', 'surrogateescape')):08x}" if lost or not slug else ""
    return "-".join(part for part in (slug, mark) if part)
