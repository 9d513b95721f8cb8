"""The catalogue: documents, their text and outline, passages."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from api.openapi import problems
from api.requests import DocumentsQuery
from api.schemas import DocumentOut, DocumentsOut, OutlineOut, PassageOut
from api.service import Ready
from kb import wire
from kb.base import KnowledgeBase

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["documents"])

_PROBLEMS = problems(404, 500, 503)


@router.get("/documents", response_model=DocumentsOut, responses=problems(422, 500, 503), summary="What is indexed")
async def documents(asked: Annotated[DocumentsQuery, Query()], service: Ready) -> JSONResponse:
    """Documents that pass the filters, page by page, in order of their ids."""
    return JSONResponse(await service.run(_page, service.kb, asked))


@router.get("/documents/{doc_id}", response_model=DocumentOut, responses=_PROBLEMS, summary="A document's facts")
async def document(doc_id: str, service: Ready) -> JSONResponse:
    return JSONResponse(wire.document_json(await service.run(service.kb.document, doc_id)))


@router.get(
    "/documents/{doc_id}/text",
    response_class=Response,
    responses={
        200: {
            "description": "The text, UTF-8.",
            "content": {"text/plain; charset=utf-8": {"schema": {"type": "string"}}},
        },
        304: {"description": "It is the text that If-None-Match names."},
        **_PROBLEMS,
    },
    summary="A document's text",
)
async def text(
    doc_id: str,
    service: Ready,
    if_none_match: Annotated[str | None, Header(description="ETag of the text that the caller has.")] = None,
) -> Response:
    """The one stored text that all spans refer to: `text[start:end]`, counted in code points, is the quote.

    The ETag is the SHA-256 of the text, the same as `sha256` of the document.
    """
    found, content = await service.run(service.kb.document_with_text, doc_id)
    headers = {"ETag": f'"{found.sha256}"', "Cache-Control": "no-cache", "Content-Language": found.meta.language}
    if if_none_match is not None and _matches(if_none_match, found.sha256):
        return Response(status_code=304, headers=headers)
    return Response(content.encode(), headers=headers, media_type="text/plain; charset=utf-8")


@router.get("/documents/{doc_id}/outline", response_model=OutlineOut, responses=_PROBLEMS, summary="Its sections")
async def outline(doc_id: str, service: Ready) -> JSONResponse:
    """The tree of sections in document order, each with its locator and span."""
    return JSONResponse(await service.run(_outline, service.kb, doc_id))


@router.get("/passages/{passage_id}", response_model=PassageOut, responses=_PROBLEMS, summary="A passage")
async def passage(passage_id: str, service: Ready) -> JSONResponse:
    """A passage by its id, as long as the version of its document that it belongs to is indexed."""
    return JSONResponse(wire.passage_json(await service.run(service.kb.passage, passage_id)))


def _page(kb: KnowledgeBase, asked: DocumentsQuery) -> dict[str, Any]:
    from kb.filters import check_filters

    filters = asked.to_filters()
    check_filters(filters, [found.meta for found in kb.documents()] if filters.document else [])
    found = kb.documents(filters)
    after = asked.offset + asked.limit
    following = None
    if after < len(found):
        values = asked.model_dump(mode="json", exclude_defaults=True) | {"limit": asked.limit, "offset": after}
        following = f"/v1/documents?{urlencode(values, doseq=True)}"
    return {
        "documents": [wire.document_json(one) for one in found[asked.offset : after]],
        "total": len(found),
        "limit": asked.limit,
        "offset": asked.offset,
        "next": following,
    }


def _outline(kb: KnowledgeBase, doc_id: str) -> dict[str, Any]:
    found = kb.document(doc_id)
    sections = kb.catalog.sections(found.version_id)
    return {
        "doc_id": found.id,
        "version_id": found.version_id,
        "sections": [wire.section_json(section) for section in sections],
    }


def _matches(header: str, sha256: str) -> bool:
    """If-None-Match, compared weakly (RFC 9110, section 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or f'"{sha256}"' in tags
