"""The value types as JSON, in the shapes of the public contract; the same for the command line and HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from kb.model import Answer, Citation, Document, DocumentMeta, Interpretation, Passage, ScoredPassage, Section
from kb.today import today

__all__ = ["answer_json", "document_json", "interpretation_json", "passage_json", "scored_json", "section_json"]

Json = dict[str, Any]


def answer_json(answer: Answer) -> Json:
    """An Answer as the contract shows it."""
    return {
        "question": answer.question,
        "language": answer.language,
        "answer": answer.answer,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "confidence": answer.confidence,
        "citations": [citation_json(citation) for citation in answer.citations],
        "passages": [scored_json(scored) for scored in answer.passages],
        "interpretation": interpretation_json(answer.interpretation),
        "generator": answer.generator,
        "notice": answer.notice,
        "timings_ms": answer.timings_ms,
    }


def citation_json(citation: Citation) -> Json:
    return asdict(citation) | {"path": list(citation.path)} | _ocr_json(citation.ocr)


def _ocr_json(confidence: float | None) -> Json:
    return {"ocr": confidence is not None, "ocr_confidence": confidence}


def interpretation_json(meant: Interpretation) -> Json:
    return {
        "language": meant.language,
        "jurisdictions": list(meant.jurisdictions),
        "named": list(meant.named),
        "uncovered": list(meant.uncovered),
        "kinds": list(meant.kinds),
        "documents": list(meant.documents),
        "unindexed": list(meant.unindexed),
        "references": list(meant.references),
        "provisions": [{"locator": p.locator, "documents": list(p.documents)} for p in meant.provisions],
        "as_of": _day(meant.as_of),
    }


def scored_json(scored: ScoredPassage) -> Json:
    """A passage that was found, with its score and what a reader needs to know of its document."""
    meta = scored.meta
    return {
        "score": round(scored.score, 4),
        **passage_json(scored.passage),
        "title": meta.title,
        "kind": str(meta.kind),
        "jurisdiction": meta.jurisdiction,
        "language": meta.language,
        "source_url": meta.source_url,
        "signals": {name: round(value, 4) for name, value in scored.signals.items()},
    }


def passage_json(passage: Passage) -> Json:
    return {
        "id": passage.id,
        "doc_id": passage.doc_id,
        "locator": passage.locator,
        "path": list(passage.path),
        "header": passage.header,
        "text": passage.text,
        "start": passage.span.start,
        "end": passage.span.end,
        "page": passage.page,
        "page_label": passage.page_label,
        **_ocr_json(passage.ocr),
        "role": str(passage.role),
        "url": f"/documents/{passage.doc_id}?at={passage.span.start}-{passage.span.end}",
    }


def section_json(section: Section) -> Json:
    return {
        "ordinal": section.ordinal,
        "parent": section.parent,
        "level": section.level,
        "heading": section.heading,
        "locator": section.locator,
        "start": section.span.start,
        "end": section.span.end,
        "page": section.page,
        "role": str(section.role),
    }


def document_json(document: Document) -> Json:
    return {
        **_meta_json(document.meta),
        "version_id": document.version_id,
        "sha256": document.sha256,
        "characters": document.characters,
        "sections": document.sections,
        "passages": document.passages,
        "pages": document.pages,
        "indexed_at": document.indexed_at,
        "warnings": list(document.warnings),
        "in_force": document.meta.applies_on(today()),
    }


def _meta_json(meta: DocumentMeta) -> Json:
    values = {name: getattr(meta, name) for name in DocumentMeta.__dataclass_fields__}
    return {name: _day(value) if isinstance(value, date) else value for name, value in values.items()} | {
        "kind": str(meta.kind)
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
