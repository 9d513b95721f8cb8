"""The application: routes, limits, errors, and opening and closing the knowledge base."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
from fastapi import FastAPI

from api import pages
from api.envelope import Envelope
from api.limits import Limits
from api.openapi import describe
from api.problems import install
from api.requests import field_names
from api.routes import answers, documents, health
from api.service import Service
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.settings import Settings

__all__ = ["create_app"]

log = logging.getLogger("api")


def create_app(
    source: Settings | KnowledgeBase | None = None,
    *,
    on_ready: Callable[[int], None] | None = None,
    on_failure: Callable[[Exception], None] | None = None,
) -> FastAPI:
    """The service as an ASGI application; it opens the knowledge base when it starts and closes it when it stops.

    It answers ``/healthz`` at once, everything else once the index is open. Without ``source`` the settings are
    read, so that ``uvicorn --factory api.app:create_app`` works too.

    Args:
        on_ready: called in the event loop with the number of documents, once the index is open.
        on_failure: called there with the error, when it cannot be opened.
    """
    kb = source if isinstance(source, KnowledgeBase) else KnowledgeBase(source)
    service = Service(kb)

    async def open_service() -> None:
        try:
            count = await anyio.to_thread.run_sync(service.open)
        except Exception as error:  # noqa: BLE001  # kept and told, so that /healthz lives on until somebody acts
            service.failure = error
            said = str(error) if isinstance(error, KbError) else type(error).__name__
            log.error("the index could not be opened: %s", said)
            if on_failure is not None:
                on_failure(error)
            return
        service.ready = True
        if on_ready is not None:
            on_ready(count)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(open_service)
            yield  # requests are answered from here on; /readyz tells when the index is open
        # The task group has waited for the opening, so nothing is left half open.
        await anyio.to_thread.run_sync(service.close)

    app = FastAPI(title="Policy KB", lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.service = service
    install(app, field_names())
    for module in (answers, documents, health):
        app.include_router(module.router)
    app.include_router(pages.router)
    app.add_middleware(Limits)
    app.add_middleware(Envelope)  # added last: the outermost
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app
