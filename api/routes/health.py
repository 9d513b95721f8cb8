"""Whether the process lives and whether it can answer, for supervisors and load balancers."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.openapi import problems
from api.schemas import HealthOut, ReadyOut
from api.service import Ready

__all__ = ["router"]

router = APIRouter(tags=["operations"])


@router.get("/healthz", response_model=HealthOut, summary="Is the process alive?")
async def healthz() -> JSONResponse:
    """True from the moment it listens, also while the index is being opened."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get("/readyz", response_model=ReadyOut, responses=problems(503), summary="Can it answer?")
async def readyz(service: Ready) -> JSONResponse:
    """True once catalogue, vectors and model are open; 503 before."""
    found = await service.run(service.kb.catalog.totals)
    return JSONResponse({"status": "ready", "documents": found["documents"]}, headers={"Cache-Control": "no-store"})
