"""One source → all that the index will hold of it, before any vector is computed."""

from __future__ import annotations

import hashlib
import json
import stat
import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ingest.agree import differences, jurisdiction_in, published_in
from ingest.outline import build_outline
from ingest.passages import Limits, TokenCounter, build_passages, embed_key
from ingest.read import format_of, join, read
from ingest.read.blocks import Block, Ocr, Reading
from ingest.source import Source
from kb.errors import NoTextError, SourceError, UnreadableSource
from kb.model import DocumentMeta, Kind, Passage, SectionRole
from kb.version import Origin, VersionContent

__all__ = ["Bytes", "Prepared", "Task", "fetch", "fingerprint", "prepare", "work"]

#: Raised when reading, outline or passages change, so that unchanged sources are read again.
PIPELINE = 15

_NAMESPACE = uuid.UUID("0b9a3f52-8a0b-5e53-9d7b-2f4f2c3a1e11")


@dataclass(frozen=True, slots=True)
class Bytes:
    """The files of a source, read once: what is fingerprinted is what is indexed."""

    source: Source
    parts: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return sum(len(part) for part in self.parts)

    def origin(self) -> Origin:
        source = self.source
        digests = "\n".join(hashlib.sha256(part).hexdigest() for part in self.parts)
        return Origin(
            files=tuple(str(path.absolute()) for path in source.files),
            content=hashlib.sha256(digests.encode()).hexdigest(),
            root=str(source.root.absolute()) if source.root else None,
            sha256=source.sha256,
            detected={name: str(getattr(source.meta, name)) for name in sorted(source.detect)},
        )


@dataclass(frozen=True, slots=True)
class Task:
    """A source to prepare, with all that this needs to know."""

    source: Source
    embedder: str  # its name
    limits: Limits
    max_bytes: int
    version: str = ""  # that is current, "" where there is none
    mark: str = ""  # its fingerprint; "" where it must be written again
    ocr: Ocr = "auto"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a source. ``content`` is None where nothing changed (``origin`` is set) or it failed."""

    source: Source
    origin: Origin | None = None
    content: VersionContent | None = None
    failure: str = ""


def work(task: Task, count_tokens: TokenCounter) -> Prepared:
    """Fetch and prepare a source, unless it is unchanged. Whatever a file does to a parser becomes a ``failure``."""
    source = task.source
    try:
        data = fetch(source, task.max_bytes)
        mark = fingerprint(data, task.embedder, task.limits, task.ocr)
        origin = data.origin()
        if mark == task.mark:
            return Prepared(source, origin)
        content = prepare(data, mark, count_tokens, task.limits, other_than=task.version, ocr=task.ocr)
        return Prepared(source, origin, replace(content, origin=origin))
    except SourceError as error:
        return Prepared(source, failure=str(error))
    except MemoryError:
        reason = "needs more memory than ingest.max_memory allows to read; raise it, or divide the file"
        return Prepared(source, failure=f"{_names(source)}: {reason}")
    except Exception as error:  # noqa: BLE001 - a damaged file may break a parser anywhere; the rest must go on
        said = " ".join(str(error).split())[:200]
        return Prepared(source, failure=f"{_names(source)}: cannot be read ({type(error).__name__}: {said}); check it")


def fetch(source: Source, max_bytes: int) -> Bytes:
    """Read a source's files.

    Raises:
        UnreadableSource: missing, no plain file, outside its folder, too large, or not the file that the manifest's
            checksum is of.
    """
    parts = []
    for path in source.files:
        try:
            if source.root and not path.resolve().is_relative_to(source.root.resolve()):
                raise UnreadableSource(f"{path}: a link out of {source.root}; put the file itself there")
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device may never end
                raise UnreadableSource(f"{path}: no plain file; correct the manifest")
            if found.st_size > max_bytes:
                raise UnreadableSource(
                    f"{path}: {found.st_size:,} bytes, more than the limit of {max_bytes:,}; "
                    "raise ingest.max_bytes to allow it"
                )
            data = path.read_bytes()
        except FileNotFoundError:
            if source.download_url:
                raise UnreadableSource(f"{path}: not downloaded yet; run kb pull with its manifest") from None
            raise UnreadableSource(f"{path}: no such file; correct the manifest or put the file there") from None
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
            said = getattr(error, "strerror", None) or error
            raise UnreadableSource(f"{path}: cannot be read: {said}") from None
        if source.sha256 and hashlib.sha256(data).hexdigest() != source.sha256:
            raise UnreadableSource(
                f"{path}: checksum differs from the manifest's; get the file again, or correct sha256 if it was updated"
            )
        parts.append(data)
    return Bytes(source, tuple(parts))


def fingerprint(data: Bytes, embedder: str, limits: Limits, ocr: Ocr = "auto") -> str:
    """Equal for two ingestions that would store the same: bytes, metadata, and the way of reading and embedding.

    Of a file's name only the suffix counts, because it can decide how the file is read.
    """
    state = {
        "pipeline": PIPELINE,
        "embedder": embedder,
        "limits": asdict(limits),
        "ocr": ocr,
        "meta": {k: str(v) for k, v in asdict(data.source.meta).items()},
        "detect": sorted(data.source.detect),
        "suffixes": [path.suffix.lower() for path in data.source.files],
        "parts": [hashlib.sha256(part).hexdigest() for part in data.parts],
    }
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def prepare(
    data: Bytes, mark: str, count_tokens: TokenCounter, limits: Limits, *, other_than: str = "", ocr: Ocr = "auto"
) -> VersionContent:
    """Read, outline and cut a source. ``mark`` is its fingerprint.

    Args:
        other_than: id of a version that the new one must not be; the same content twice has the same id otherwise.
        ocr: which pages of PDFs are read by OCR.

    Raises:
        UnreadableSource, NoTextError: the document cannot be indexed, and why.
    """
    source = data.source
    language = None if "language" in source.detect else source.meta.language
    reading = join(
        [
            read(part, name=path.name, language=language, ocr=ocr)
            for path, part in zip(source.files, data.parts, strict=True)
        ]
    )
    marked = all(_has_front_matter(path, part) for path, part in zip(source.files, data.parts, strict=True))
    meta = _detected(source, reading, marked)
    if any("\x00" in block.text for block in reading.blocks):  # SQL databases cut a text there
        raise UnreadableSource(f"{source.files[0].name}: holds NUL characters; convert it to UTF-8")
    outline = build_outline(reading, meta.language, is_law=meta.kind in (Kind.LAW, Kind.REGULATION, Kind.STANDARD))
    version_id = _version_id(meta.id, mark, "")
    if version_id == other_than:
        version_id = _version_id(meta.id, mark, other_than)
    passages = build_passages(outline, meta, version_id, count_tokens, limits)
    if not any(p.role is not SectionRole.NOTE and any(c.isalnum() for c in p.text) for p in passages):
        raise NoTextError(f"{source.files[0].name}: holds no text; check the file")
    disagreed = differences(meta, reading.metadata, source.detect) if marked else []
    return VersionContent(
        id=version_id,
        meta=meta,
        fingerprint=mark,
        text=outline.text,
        sha256=hashlib.sha256(outline.text.encode()).hexdigest(),
        sections=outline.sections,
        passages=_recognised(_labelled(passages, reading.page_labels), reading.blocks, outline.pages),
        embed_keys=[embed_key(passage) for passage in passages],
        pages=outline.pages,
        page_labels=reading.page_labels,
        warnings=(*reading.warnings, *disagreed),
    )


def _version_id(doc_id: str, mark: str, salt: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{doc_id}\n{mark}\n{salt}"))


def _names(source: Source) -> str:
    return ", ".join(path.name for path in source.files[:1])


def _has_front_matter(path: Path, data: bytes) -> bool:
    return format_of(data, name=path.name) == "markdown"


def _labelled(passages: Sequence[Passage], labels: Sequence[str]) -> list[Passage]:
    return [
        replace(p, page_label=labels[p.page - 1]) if p.page is not None and p.page <= len(labels) else p
        for p in passages
    ]


def _recognised(
    passages: Sequence[Passage], blocks: Sequence[Block], pages: Sequence[tuple[int, int]]
) -> list[Passage]:
    """``passages`` with the confidence of OCR where they touch a page that it read; ``pages``: offset, page."""
    read: dict[int, list[tuple[float, int]]] = {}
    for block in blocks:
        if block.page is not None and block.ocr is not None:
            read.setdefault(block.page, []).append((block.ocr, len(block.text)))
    if not read:
        return list(passages)
    offsets = [offset for offset, _ in pages]
    marked = []
    for passage in passages:
        first = max(bisect_right(offsets, passage.span.start) - 1, 0)
        touched = {page for _, page in pages[first : bisect_left(offsets, passage.span.end)]}
        found = [pair for page in touched for pair in read.get(page, ())]
        total = sum(length for _, length in found)
        confidence = sum(share * length for share, length in found) / total if total else None
        marked.append(replace(passage, ocr=None if confidence is None else round(confidence, 3)))
    return marked


def _detected(source: Source, reading: Reading, marked: bool) -> DocumentMeta:
    """Metadata completed from what was read; ``marked``: it has front matter by people.

    Of a manifest's entry only the day of publication is completed, where it gives the year: a law of June is none in
    March.
    """
    meta = source.meta
    if marked and meta.year and not (meta.published or meta.in_force_from):
        meta = replace(meta, published=published_in(reading.metadata, meta.year))
    if "title" in source.detect and reading.title:
        meta = replace(meta, title=reading.title)
    if "jurisdiction" in source.detect and marked:
        meta = replace(meta, jurisdiction=jurisdiction_in(reading.metadata) or meta.jurisdiction)
    if "language" in source.detect:
        from kb.interpret.language import detect_language

        sample = "\n".join(block.text for block in reading.blocks[:400])[:20_000]
        meta = replace(meta, language=detect_language(sample, default=meta.language))
    return meta
