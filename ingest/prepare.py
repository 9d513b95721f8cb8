"""One source → all that the index will hold of it, before any vector is computed."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from ingest.manifest import Source
from ingest.outline import build_outline
from ingest.passages import Limits, TokenCounter, build_passages, embed_key
from ingest.read import join, read
from ingest.read.blocks import Reading
from kb.catalog import VersionContent
from kb.errors import NoTextError, UnreadableSource
from kb.model import DocumentMeta, Kind, Passage, SectionRole

__all__ = ["Bytes", "fetch", "fingerprint", "prepare"]

#: Raised when reading, outline or passages change, so that unchanged sources are read again.
PIPELINE = 4

_NAMESPACE = uuid.UUID("0b9a3f52-8a0b-5e53-9d7b-2f4f2c3a1e11")


@dataclass(frozen=True, slots=True)
class Bytes:
    """The files of a source, read once: what is fingerprinted is what is indexed."""

    source: Source
    parts: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return sum(len(part) for part in self.parts)


def fetch(source: Source, max_bytes: int) -> Bytes:
    """Read a source's files.

    Raises:
        UnreadableSource: missing, too large, or not the file that the manifest's checksum is of.
    """
    parts = []
    for path in source.files:
        try:
            size = path.stat().st_size
            if size > max_bytes:
                raise UnreadableSource(
                    f"{path}: {size:,} bytes, more than the limit of {max_bytes:,}; raise ingest.max_bytes to allow it"
                )
            data = path.read_bytes()
        except FileNotFoundError:
            if source.download_url:
                raise UnreadableSource(f"{path}: not downloaded yet; run kb pull with its manifest") from None
            raise UnreadableSource(f"{path}: no such file; correct the manifest or put the file there") from None
        except OSError as error:
            raise UnreadableSource(f"{path}: cannot be read: {error.strerror}") from None
        if source.sha256 and hashlib.sha256(data).hexdigest() != source.sha256:
            raise UnreadableSource(
                f"{path}: checksum differs from the manifest's; get the file again, or correct sha256 if it was updated"
            )
        parts.append(data)
    return Bytes(source, tuple(parts))


def fingerprint(data: Bytes, embedder: str, limits: Limits) -> str:
    """Equal for two ingestions that would store the same: bytes, metadata, and the way of reading and embedding."""
    state = {
        "pipeline": PIPELINE,
        "embedder": embedder,
        "limits": asdict(limits),
        "meta": {k: str(v) for k, v in asdict(data.source.meta).items()},
        "parts": [hashlib.sha256(part).hexdigest() for part in data.parts],
    }
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()


def prepare(data: Bytes, mark: str, count_tokens: TokenCounter, limits: Limits, *, salt: str = "") -> VersionContent:
    """Read, outline and cut a source. ``mark`` is its fingerprint; ``salt`` makes a second version of the same.

    Raises:
        UnreadableSource, NoTextError: the document cannot be indexed, and why.
    """
    source = data.source
    meta = source.meta
    language = None if "language" in source.detect else meta.language
    reading = join(
        [read(part, name=path.name, language=language) for path, part in zip(source.files, data.parts, strict=True)]
    )
    meta = _detected(source, reading)
    if any("\x00" in block.text for block in reading.blocks):  # SQL databases cut a text there
        raise UnreadableSource(f"{source.files[0].name}: holds NUL characters; convert it to UTF-8")
    outline = build_outline(reading, meta.language, is_law=meta.kind in (Kind.LAW, Kind.REGULATION, Kind.STANDARD))
    version_id = str(uuid.uuid5(_NAMESPACE, f"{meta.id}\n{mark}\n{salt}"))
    passages = build_passages(outline, meta, version_id, count_tokens, limits)
    if not any(p.role is not SectionRole.NOTE and any(c.isalnum() for c in p.text) for p in passages):
        raise NoTextError(f"{source.files[0].name}: holds no text; check the file")
    return VersionContent(
        id=version_id,
        meta=meta,
        fingerprint=mark,
        text=outline.text,
        sha256=hashlib.sha256(outline.text.encode()).hexdigest(),
        sections=outline.sections,
        passages=_labelled(passages, reading.page_labels),
        embed_keys=[embed_key(passage) for passage in passages],
        pages=outline.pages,
        page_labels=reading.page_labels,
        warnings=reading.warnings,
    )


def _labelled(passages: Sequence[Passage], labels: Sequence[str]) -> list[Passage]:
    return [
        replace(p, page_label=labels[p.page - 1]) if p.page is not None and p.page <= len(labels) else p
        for p in passages
    ]


def _detected(source: Source, reading: Reading) -> DocumentMeta:
    """Metadata of a bare file, completed from what was read."""
    meta = source.meta
    if "title" in source.detect and reading.title:
        meta = replace(meta, title=reading.title)
    if "language" in source.detect:
        from kb.interpret.language import detect_language

        sample = "\n".join(block.text for block in reading.blocks[:400])[:20_000]
        meta = replace(meta, language=detect_language(sample, default=meta.language))
    return meta
