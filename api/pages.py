"""Plain pages for people: ask, read an answer, read a citation in its document. They work without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.problems import ProblemError, ProblemType
from api.reading import Block, Run, blocks, shown_span
from api.service import Ready
from kb.errors import QuestionError
from kb.model import Answer, Citation, Document, Filters, Span
from kb.places import ocr_name, page_name

if TYPE_CHECKING:
    from kb.base import KnowledgeBase

__all__ = ["problem_page", "router"]

router = APIRouter(include_in_schema=False)

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_SPAN = re.compile(r"([0-9]{1,10})-([0-9]{1,10})")
_MARKER = re.compile(r"\[([0-9]{1,4})\]")


@router.get("/")
async def home(service: Ready) -> HTMLResponse:
    """What this is, and what is indexed."""
    return await service.run(_home, service.kb)


@router.get("/ask")
async def ask(
    service: Ready, q: Annotated[str, Query()] = "", jurisdiction: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """An answer with links to what it cites."""
    return await service.run(_ask, service.kb, q, jurisdiction)


@router.get("/documents/{doc_id}")
async def read(
    doc_id: str, service: Ready, at: Annotated[str | None, Query()] = None, full: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """A document's text; ``at=start-end`` marks a span, ``full=1`` shows a long text whole."""
    return await service.run(_read, service.kb, doc_id, at, full == "1")


@router.get("/static/style.css")
async def style() -> Response:
    content = files("api").joinpath("static", "style.css").read_bytes()
    return Response(content, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def problem_page(problem: ProblemError, request_id: str | None) -> HTMLResponse:
    """A problem, for the one who followed a link in a browser."""
    return _page("problem.html", problem.status, dict(problem.headers), problem=problem, request_id=request_id)


# -- home and answers -------------------------------------------------------------------------------------------------


def _home(kb: KnowledgeBase) -> HTMLResponse:
    documents = kb.documents()
    return _page("home.html", documents=documents, places=_places(documents), q="", jurisdiction="")


def _ask(kb: KnowledgeBase, question: str, jurisdiction: str) -> HTMLResponse:
    places = _places(kb.documents())
    asked = {"q": question, "jurisdiction": jurisdiction, "places": places}
    private = {"Cache-Control": "no-store"}
    try:
        answer = kb.ask(question, Filters(jurisdiction=(jurisdiction,) if jurisdiction else ()))
    except QuestionError as error:
        return _page("ask.html", 422, private, **asked, complaint=str(error), answer=None)
    return _page(
        "ask.html", 200, private, **asked, complaint="", answer=answer, lines=_lines(answer), language=_language(answer)
    )


def _places(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """(code, name) of the jurisdictions that documents are of, by name."""
    from kb.interpret.coverage import display_name

    codes = {document.meta.jurisdiction for document in documents}
    return sorted(((code, display_name(code, "en")) for code in codes), key=lambda place: place[1].casefold())


def _lines(answer: Answer) -> list[list[str | Citation]]:
    """The answer's lines, each a sequence of text and, for a marker, the citation that it stands for."""
    cited = {citation.n: citation for citation in answer.citations}
    lines: list[list[str | Citation]] = []
    for line in answer.answer.split("\n"):
        parts = _MARKER.split(line)  # text, number, text, number, text
        found: list[str | Citation] = []
        for i, part in enumerate(parts):
            if i % 2 == 0:
                found.append(part)
            else:
                found.append(cited.get(int(part), f"[{part}]"))
        lines.append(found)
    return lines


def _language(answer: Answer) -> str:
    """The language the answer's text is in: an extract is in the language of what it quotes; "" when they differ."""
    quoted = {citation.language for citation in answer.citations} if answer.generator == "extractive" else set()
    languages = quoted or {answer.language}
    return languages.pop() if len(languages) == 1 else ""


# -- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cited:
    quote: str
    locator: str
    page: int | None
    page_label: str | None
    ocr: float | None


def _read(kb: KnowledgeBase, doc_id: str, at: str | None, full: bool) -> HTMLResponse:
    document, text = kb.document_with_text(doc_id)
    cited = _span(at, len(text), document) if at is not None else None
    around = kb.catalog.sections_over(document.version_id, cited) if cited else []
    shown = Span(0, len(text)) if full else shown_span(text, around, cited)
    sections = kb.catalog.sections_over(document.version_id, shown)
    content = blocks(text, shown, sections, kb.catalog.pages(document.version_id), cited)
    place = None
    if cited:
        over = [section for section in around if section.span.contains(cited)]  # outermost first
        named = [section.locator for section in over if section.locator] or [s.heading for s in over if s.heading]
        page, label = kb.catalog.page_of(document.version_id, cited.start)
        read = [p.ocr for p in kb.catalog.passages_over(document.version_id, cited) if p.ocr is not None]
        place = _Cited(cited.of(text), named[-1] if named else "", page, label, min(read, default=None))
    return _page(
        "document.html",
        document=document,
        facts=_facts(document),
        blocks=content,
        cited=place,
        linkable=any(isinstance(part, Run) and part.first for block in content for part in block.parts),
        at=at if cited else None,
        shown=shown,
        partial=shown != Span(0, len(text)),
        heading_level=_heading_level,
    )


def _span(at: str, length: int, document: Document) -> Span:
    """The span that a link names; a link that cannot be right is told apart from one to another version's text."""
    found = _SPAN.fullmatch(at)
    if not found or int(found[1]) >= int(found[2]):
        raise ProblemError(
            422,
            "at: must be two positions in the text like at=120-180, the first the smaller",
            ProblemType.INVALID_REQUEST,
        )
    start, end = int(found[1]), int(found[2])
    if end > length:
        raise ProblemError(
            404,
            f"The text of {document.id} has {length:,} characters, so the cited place is not in it; the document may "
            f"have been indexed anew since. It is at /documents/{document.id}",
            ProblemType.NOT_FOUND,
        )
    return Span(start, end)


def _heading_level(block: Block) -> int:
    """``h1`` is the document's title, so its sections begin at ``h2``."""
    return min(block.level + 1, 6)


def _facts(document: Document) -> list[tuple[str, str]]:
    from kb.interpret.coverage import display_name

    meta = document.meta
    published = meta.published.isoformat() if meta.published else str(meta.year or "")
    force = f"from {meta.begins}" if meta.begins else ""
    force += f" until {meta.in_force_to}" if meta.in_force_to else ""
    facts = [
        ("Kind", str(meta.kind).replace("-", " ")),
        ("Jurisdiction", f"{display_name(meta.jurisdiction, 'en')} ({meta.jurisdiction})"),
        ("Language", meta.language),
        ("Applies", force.strip()),
        ("Published", published),
        ("Publisher", meta.publisher or ""),
        ("Version", meta.version or ""),
        ("Licence", meta.licence or ""),
    ]
    return [(name, value) for name, value in facts if value]


# -- templates --------------------------------------------------------------------------------------------------------


def _page(template: str, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> HTMLResponse:
    content = _templates().get_template(template).render(values)
    return HTMLResponse(content, status, headers={"Cache-Control": "no-cache"} | (headers or {}))


@cache
def _templates() -> Environment:
    environment = Environment(loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined)
    environment.globals |= {"page_name": page_name, "ocr_name": ocr_name}
    environment.filters["direction"] = lambda language: "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    environment.tests["run"] = lambda part: isinstance(part, Run)
    environment.tests["web_address"] = lambda url: bool(url) and re.match("https?://", url) is not None
    return environment
