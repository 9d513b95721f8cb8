"""A manifest → the official texts it names, on disk."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from ingest.manifest import Source, load_manifest
from ingest.pull.download import Downloader, Outcome, Wanted
from kb.errors import DownloadError, ManifestError, SourceError
from kb.settings import Settings

__all__ = ["PullProgress", "PullReport", "Pulled", "pull"]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one document. ``reason`` says why it failed, or was kept."""

    doc_id: str
    outcome: Outcome
    url: str = ""
    reason: str = ""


@dataclass(slots=True)
class PullReport:
    """What a run did, in the manifest's order. ``manifest`` is the one to ingest now."""

    manifest: Path
    documents: list[Pulled] = field(default_factory=list)
    received: int = 0  # bytes
    seconds: float = 0.0

    def of(self, outcome: Outcome) -> list[Pulled]:
        return [one for one in self.documents if one.outcome is outcome]

    @property
    def failed(self) -> list[Pulled]:
        return self.of(Outcome.FAILED)


class PullProgress(Protocol):
    """Told how far a run is. Called from one thread."""

    def start(self, documents: int) -> None: ...

    def document(self, doc_id: str) -> None: ...

    def received(self, size: int) -> None: ...

    def done(self, outcome: Outcome) -> None: ...


class _Silent:
    def start(self, documents: int) -> None: ...

    def document(self, doc_id: str) -> None: ...

    def received(self, size: int) -> None: ...

    def done(self, outcome: Outcome) -> None: ...


def pull(
    manifest: Path,
    settings: Settings,
    *,
    to: Path | None = None,
    progress: PullProgress | None = None,
    downloader: Downloader | None = None,
) -> PullReport:
    """Download what ``manifest`` names by ``download_url`` to where its ``file`` says, or there below ``to``.

    With ``to`` the manifest is copied there too, so that it can be ingested from there. A document that fails never
    stops the others.

    Raises:
        ManifestError: the manifest cannot be used; nothing was downloaded.
        DownloadError: the folder cannot be used, or another run uses it.
    """
    began = time.monotonic()
    progress = progress or _Silent()
    manifest = manifest / "corpus.toml" if manifest.is_dir() else manifest
    corpus = load_manifest(manifest)
    base = manifest.parent if to is None else to
    try:
        base.mkdir(parents=True, exist_ok=True)
        lock = FileLock(base / ".kb-pull.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise DownloadError(f"{base}: another kb pull is at work there; wait until it has ended") from None
    except OSError as error:
        raise DownloadError(f"{base}: cannot be written ({error.strerror}); choose a folder by --to DIR") from None
    try:
        report = PullReport(_copied(manifest, corpus.id, base))
        own = downloader or Downloader(settings.pull, settings.ingest.max_bytes)
        try:
            progress.start(len(corpus.sources))
            for source in corpus.sources:
                progress.document(source.meta.id)
                report.documents.append(_one(source, manifest.parent, base, own, report, progress))
                progress.done(report.documents[-1].outcome)
        finally:
            if downloader is None:
                own.close()
    finally:
        lock.release()
    report.seconds = time.monotonic() - began
    return report


def _one(
    source: Source, folder: Path, base: Path, downloader: Downloader, report: PullReport, progress: PullProgress
) -> Pulled:
    doc_id, url = source.meta.id, source.download_url or ""

    def received(size: int) -> None:
        report.received += size
        progress.received(size)

    try:
        paths = [_inside(base, path.relative_to(folder)) for path in source.files]
        if not url:
            missing = next((path for path in paths if not path.is_file()), None)
            if missing is None:
                return Pulled(doc_id, Outcome.PRESENT)
            return Pulled(
                doc_id,
                Outcome.FAILED,
                reason=f"no download_url; give one in the manifest, or put the file at {missing}",
            )
        paths[0].parent.mkdir(parents=True, exist_ok=True)
        outcome = downloader.fetch(Wanted(url, paths[0], source.sha256), received)
    except SourceError as error:
        return Pulled(doc_id, Outcome.FAILED, url, str(error))
    except OSError as error:
        place = error.filename or source.files[0].name
        return Pulled(doc_id, Outcome.FAILED, url, f"{place}: cannot be used ({error.strerror}); check the folder")
    except Exception as error:  # noqa: BLE001 - whatever one server does, the other documents must come
        said = " ".join(str(error).split())[:200]
        return Pulled(doc_id, Outcome.FAILED, url, f"{type(error).__name__}: {said}; check download_url")
    kept = f"{paths[0]}: changed or put there by hand; remove it to download it" if outcome is Outcome.KEPT else ""
    return Pulled(doc_id, outcome, url, kept)


def _inside(base: Path, relative: Path) -> Path:
    """The place of a file, which no link leads out of ``base``."""
    path = base / relative
    if path.is_symlink() or not path.parent.resolve().is_relative_to(base.resolve()):
        raise DownloadError(f"{path}: is a link, or behind one; remove it")
    return path


def _copied(manifest: Path, corpus_id: str, base: Path) -> Path:
    """The manifest in ``base``, copied there unless it is there already."""
    copy = base / manifest.name
    if copy.exists() and copy.samefile(manifest):
        return manifest
    if copy.exists() or copy.is_symlink():
        try:
            same = not copy.is_symlink() and load_manifest(copy).id == corpus_id
        except ManifestError:
            same = False
        if not same:
            raise DownloadError(f"{copy}: is not a copy of {manifest}; choose another folder by --to DIR")
    fresh = copy.with_name(f".{copy.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        fresh.write_bytes(manifest.read_bytes())
        fresh.replace(copy)
    except OSError as error:
        raise DownloadError(f"{copy}: cannot be written ({error.strerror}); check the folder") from None
    return copy
