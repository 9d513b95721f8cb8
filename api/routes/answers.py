"""Asking: ask, search, compare."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.openapi import problems
from api.requests import AskRequest, CompareRequest, SearchRequest
from api.schemas import AnswerOut, CompareOut, SearchOut
from api.service import Ready
from kb import wire

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["answers"])

_PROBLEMS = problems(400, 413, 415, 422, 500, 503)
_PRIVATE = {"Cache-Control": "no-store"}


@router.post("/ask", response_model=AnswerOut, responses=_PROBLEMS, summary="An answer with citations")
async def ask(body: AskRequest, service: Ready) -> JSONResponse:
    """Answers from the indexed documents and cites each statement; abstains where they do not answer."""
    answer = await service.run(
        service.kb.ask, body.question, body.to_filters(), body.limit, answer_language=body.answer_language
    )
    return JSONResponse(wire.answer_json(answer), headers=_PRIVATE)


@router.post("/search", response_model=SearchOut, responses=_PROBLEMS, summary="Ranked passages")
async def search(body: SearchRequest, service: Ready) -> JSONResponse:
    """Passages that bear on the query, best first, and how it was understood."""
    passages, meant = await service.run(service.kb.search, body.query, body.to_filters(), body.limit)
    found = {
        "passages": [wire.scored_json(scored) for scored in passages],
        "interpretation": wire.interpretation_json(meant),
    }
    return JSONResponse(found, headers=_PRIVATE)


@router.post("/compare", response_model=CompareOut, responses=_PROBLEMS, summary="Jurisdictions side by side")
async def compare(body: CompareRequest, service: Ready) -> JSONResponse:
    """The question answered for each jurisdiction by itself, from its own documents."""
    rows = await service.run(
        service.kb.compare,
        body.question,
        body.jurisdictions,
        body.to_filters(),
        body.limit,
        answer_language=body.answer_language,
    )
    found = [{"jurisdiction": code, "answer": wire.answer_json(answer)} for code, answer in rows]
    return JSONResponse({"question": body.question, "rows": found}, headers=_PRIVATE)
