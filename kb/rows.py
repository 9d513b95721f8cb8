"""Values of the knowledge base as rows of the catalogue's tables, and back.

What makes a value of a row raises ValueError or TypeError where a damaged disk left something that is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from kb.database import VersionState, origins, passages, sections, versions
from kb.model import Document, DocumentMeta, Kind, Passage, Section, SectionRole, Span
from kb.seal import FORMAT, entry_of, seal
from kb.version import Origin, VersionContent

__all__ = [
    "DOCUMENT_COLUMNS",
    "document_from",
    "entry_from",
    "meta_from",
    "origin_from",
    "origin_row",
    "page_starts",
    "passage_from",
    "passage_rows",
    "recognised_rows",
    "seal_row",
    "section_from",
    "section_rows",
    "version_row",
]

_META = tuple(DocumentMeta.__dataclass_fields__)
_PREFIX = "document_"
#: A document's metadata beside the columns of another table; ``meta_from`` reads them.
DOCUMENT_COLUMNS: tuple[sa.ColumnElement[Any], ...] = tuple(
    versions.c["doc_id" if name == "id" else name].label(_PREFIX + name) for name in _META
)


def _types(*columns: sa.Column[Any]) -> dict[str, tuple[type, ...]]:
    """Of the values that columns can have: SQLite itself holds to none."""
    return {
        column.name: (column.type.python_type, type(None)) if column.nullable else (column.type.python_type,)
        for column in columns
    }


_VERSION, _SECTION, _ORIGIN = _types(*versions.c), _types(*sections.c), _types(*origins.c)
_METADATA = {name: _VERSION["doc_id" if name == "id" else name] for name in _META}
_PASSAGE = _types(*passages.c) | {"confidence": (float, type(None))}


def _check(values: Mapping[str, Any] | sa.RowMapping, types: Mapping[str, tuple[type, ...]]) -> None:
    for name, possible in types.items():
        if not isinstance(values[name], possible):
            raise TypeError(f"{name} is {values[name]!r}")


def version_row(content: VersionContent) -> dict[str, Any]:
    """Of a version that is being written from now on."""
    meta = {name: getattr(content.meta, name) for name in _META if name != "id"}
    return meta | {
        "id": content.id,
        "doc_id": content.meta.id,
        "kind": str(content.meta.kind),
        "state": VersionState.WRITING,
        "fingerprint": content.fingerprint,
        "sha256": content.sha256,
        "characters": len(content.text),
        "sections": len(content.sections),
        "passages": len(content.passages),
        "pages": json.dumps(list(content.pages)),
        "page_labels": json.dumps(list(content.page_labels)),
        "warnings": json.dumps(list(content.warnings)),
        "indexed_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def entry_from(row: Mapping[str, Any]) -> str:
    """A row of ``versions``, also one with values of the wrong type, as it is sealed: all but its state."""
    return entry_of({column.name: row[column.name] for column in versions.c if column.name != "state"})


def seal_row(content: VersionContent, row: Mapping[str, Any]) -> dict[str, Any]:
    """``row``: that of ``versions``."""
    made = seal(entry_from(row), content.sections, content.passages)
    return {"version_id": content.id, "format": FORMAT, **asdict(made)}


def document_from(row: sa.Row[Any]) -> Document:
    """From a whole row of ``versions``."""
    values = row._mapping
    _check(values, _VERSION)
    pages: list[tuple[int, int]] = json.loads(values["pages"])
    return Document(
        meta=_meta({name: values["doc_id" if name == "id" else name] for name in _META}),
        version_id=values["id"],
        sha256=values["sha256"],
        characters=values["characters"],
        passages=values["passages"],
        sections=values["sections"],
        pages=max((page for _, page in pages), default=0),
        indexed_at=values["indexed_at"],
        warnings=tuple(json.loads(values["warnings"])),
    )


def meta_from(row: sa.RowMapping) -> DocumentMeta:
    """From ``DOCUMENT_COLUMNS``."""
    values = {name: row[_PREFIX + name] for name in _META}
    _check(values, _METADATA)
    return _meta(values)


def _meta(values: dict[str, Any]) -> DocumentMeta:
    return DocumentMeta(**(values | {"kind": Kind(values["kind"])}))


def page_starts(pages: str, page_labels: str) -> list[tuple[int, int, str | None]]:
    """From these columns of ``versions``: (offset of its first character, page, printed label) of each page."""
    labels = json.loads(page_labels)
    return [(start, page, labels[page - 1] if page <= len(labels) else None) for start, page in json.loads(pages)]


def section_rows(content: VersionContent) -> list[dict[str, Any]]:
    return [
        {
            "version_id": content.id,
            "ordinal": section.ordinal,
            "parent": section.parent,
            "level": section.level,
            "heading": section.heading,
            "locator": section.locator,
            "start": section.span.start,
            "end": section.span.end,
            "body_start": section.body_start,
            "page": section.page,
            "role": str(section.role),
        }
        for section in content.sections
    ]


def section_from(row: sa.Row[Any]) -> Section:
    _check(row._mapping, _SECTION)
    return Section(
        ordinal=row.ordinal,
        parent=row.parent,
        level=row.level,
        heading=row.heading,
        locator=row.locator,
        span=Span(row.start, row.end),
        body_start=row.body_start,
        page=row.page,
        role=SectionRole(row.role),
    )


def passage_rows(content: VersionContent) -> list[dict[str, Any]]:
    return [
        {
            "id": passage.id,
            "version_id": content.id,
            "ordinal": passage.ordinal,
            "start": passage.span.start,
            "end": passage.span.end,
            "header": passage.header,
            "locator": passage.locator,
            "path": json.dumps(passage.path, ensure_ascii=False),
            "page": passage.page,
            "page_label": passage.page_label,
            "role": str(passage.role),
            "embed_key": key,
        }
        for passage, key in zip(content.passages, content.embed_keys, strict=True)
    ]


def recognised_rows(content: VersionContent) -> list[dict[str, Any]]:
    return [
        {"passage_id": passage.id, "confidence": passage.ocr} for passage in content.passages if passage.ocr is not None
    ]


def passage_from(row: sa.RowMapping, doc_id: str, text: str) -> Passage:
    """From a row of ``passages`` with the ``confidence`` of ``recognised``, and its version's text."""
    _check(row, _PASSAGE)
    span = Span(row["start"], row["end"])
    return Passage(
        id=row["id"],
        doc_id=doc_id,
        version_id=row["version_id"],
        ordinal=row["ordinal"],
        span=span,
        text=span.of(text),
        header=row["header"],
        locator=row["locator"],
        path=tuple(json.loads(row["path"])),
        page=row["page"],
        page_label=row["page_label"],
        role=SectionRole(row["role"]),
        ocr=row["confidence"],
    )


def origin_row(version_id: str, origin: Origin) -> dict[str, Any]:
    return {
        "version_id": version_id,
        "files": json.dumps(origin.files),
        "content": origin.content,
        "root": origin.root,
        "sha256": origin.sha256,
        "detected": json.dumps(dict(origin.detected), ensure_ascii=False),
    }


def origin_from(row: sa.Row[Any]) -> Origin:
    _check(row._mapping, _ORIGIN)
    files, detected = json.loads(row.files), json.loads(row.detected)
    if not (isinstance(files, list) and files and isinstance(detected, dict)):
        raise TypeError("no list of files, or nothing on what was detected")
    return Origin(tuple(map(str, files)), row.content, row.root, row.sha256, detected)
