"""The shapes of responses, for OpenAPI. Values are made by ``kb.wire``; tests hold both together."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "AnswerOut",
    "CitationOut",
    "CompareOut",
    "CompareRow",
    "DocumentOut",
    "DocumentsOut",
    "HealthOut",
    "InterpretationOut",
    "OutlineOut",
    "PassageOut",
    "Problem",
    "ReadyOut",
    "ScoredPassageOut",
    "SearchOut",
    "SectionOut",
]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CitationOut(_Out):
    """A verbatim span of a stored document that supports statements of the answer."""

    n: int = Field(ge=1, description="The `[n]` in the answer.")
    passage_id: str
    doc_id: str
    title: str
    kind: str
    jurisdiction: str
    language: str
    locator: str = Field(
        description="As the legal tradition writes it: `s. 7(1)(b)`, `art. 4`, `§ 15 Abs. 1`; may be empty."
    )
    path: list[str] = Field(description="Headings above the quote, outermost first.")
    page: int | None = Field(description="Physical page, from 1; null where the source has no pages.")
    page_label: str | None = Field(description="What is printed on that page as its number.")
    ocr: bool = Field(description="Whether OCR read the text from page images, so that it may hold errors.")
    ocr_confidence: float | None = Field(ge=0, le=1, description="Mean confidence of OCR; null where it was not used.")
    quote: str = Field(description="Equal to `text[start:end]` of the document's text.")
    columns: str = Field(description="Where the quote is a row of a table: the names of its columns, `Service | Fee`.")
    start: int = Field(ge=0, description="In Unicode code points.")
    end: int = Field(ge=0, description="In Unicode code points, exclusive.")
    source_url: str | None = Field(description="The official page.")
    url: str = Field(description="Where to read the quote in its document, on this service.")


class PassageOut(_Out):
    """A span of a document's text, as it is searched."""

    id: str
    doc_id: str
    locator: str
    path: list[str]
    header: str = Field(description="Document › part › section; searched with the text, not part of it.")
    text: str = Field(description="Equal to `text[start:end]` of the document's text.")
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    page: int | None
    page_label: str | None
    ocr: bool = Field(description="Whether OCR read the text from page images, so that it may hold errors.")
    ocr_confidence: float | None = Field(ge=0, le=1, description="Mean confidence of OCR; null where it was not used.")
    role: str = Field(description="`body`, `preamble`, `annex` or `note`.")
    url: str


class ScoredPassageOut(PassageOut):
    """A passage that was found."""

    score: float = Field(ge=0, le=1, description="Relevance, comparable between questions.")
    title: str
    kind: str
    jurisdiction: str
    language: str
    source_url: str | None
    signals: dict[str, float] = Field(
        description="What led to the passage: cosine similarity, fused rank and the like."
    )


class NamedProvisionOut(_Out):
    """A provision that the question names."""

    locator: str
    documents: list[str] = Field(description="Ids of the documents that its law may be; empty where none is named.")


class InterpretationOut(_Out):
    """What the question was understood to ask."""

    language: str
    jurisdictions: list[str] = Field(
        description="Named in the question and covered, by the codes that cover them (`GB` for Scotland)."
    )
    named: list[str] = Field(description="The same as the question names them (`GB-SCT`).")
    uncovered: list[str] = Field(description="Named in the question and not covered.")
    kinds: list[str]
    documents: list[str] = Field(description="Ids of documents named in the question.")
    unindexed: list[str] = Field(description="Laws named in the question by their titles that are not indexed.")
    references: list[str] = Field(description="Provisions named in the question, as locators.")
    provisions: list[NamedProvisionOut] = Field(description="The same provisions, each with its law.")
    as_of: str | None = Field(description="The day named in the question.")


class AnswerOut(_Out):
    """An answer whose every statement is cited, or an honest refusal."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "How many members does a primary co-operative need in South Africa?",
                    "language": "en",
                    "answer": "A primary co-operative must have at least five members [1].",
                    "abstained": False,
                    "reason": None,
                    "confidence": 0.91,
                    "citations": [
                        {
                            "n": 1,
                            "passage_id": "8c6f0a52-5df5-5ac9-a1e6-0c0f6b8f3f0e",
                            "doc_id": "za-cooperatives-act",
                            "title": "Co-operatives Act 14 of 2005",
                            "kind": "law",
                            "jurisdiction": "ZA",
                            "language": "en",
                            "locator": "s. 6(1)",
                            "path": ["Chapter 2 Registration", "6 Application to register"],
                            "page": 12,
                            "page_label": None,
                            "ocr": False,
                            "ocr_confidence": None,
                            "columns": "",
                            "quote": "verbatim text of the law",
                            "start": 10234,
                            "end": 10258,
                            "source_url": "https://www.gov.za/",
                            "url": "/documents/za-cooperatives-act?at=10234-10258",
                        }
                    ],
                    "passages": [],
                    "interpretation": {
                        "language": "en",
                        "jurisdictions": ["ZA"],
                        "named": ["ZA"],
                        "uncovered": [],
                        "kinds": [],
                        "documents": [],
                        "unindexed": [],
                        "references": [],
                        "provisions": [],
                        "as_of": None,
                    },
                    "generator": "extractive",
                    "notice": "Information from the cited sources, not legal advice.",
                    "timings_ms": {"interpret": 0.9, "embed": 5.2, "search": 12.1, "retrieve": 18.2, "answer": 3.0},
                }
            ]
        }
    )

    question: str
    language: str = Field(description="Of what the answer says in its own words.")
    answer: str = Field(description="Every sentence that states something about a source carries markers like `[1]`.")
    abstained: bool = Field(description="True where the indexed documents do not answer; there are no citations then.")
    reason: str | None = Field(description="Why it abstained: `subject-not-covered`, `jurisdiction-not-covered` …")
    confidence: float = Field(ge=0, le=1)
    citations: list[CitationOut]
    passages: list[ScoredPassageOut] = Field(description="What was found, best first.")
    interpretation: InterpretationOut
    generator: str = Field(description="`extractive`, or the model that wrote the prose.")
    notice: str
    timings_ms: dict[str, float]


class SearchOut(_Out):
    """Ranked passages."""

    passages: list[ScoredPassageOut]
    interpretation: InterpretationOut


class CompareRow(_Out):
    jurisdiction: str
    answer: AnswerOut


class CompareOut(_Out):
    """The same question, answered for each jurisdiction in the order asked."""

    question: str
    rows: list[CompareRow]


class DocumentOut(_Out):
    """A document as indexed: what the manifest says of it, and facts about its current version."""

    id: str
    title: str
    kind: str
    jurisdiction: str
    language: str
    corpus: str
    source_url: str | None
    publisher: str | None
    published: str | None
    year: int | None
    in_force_from: str | None
    in_force_to: str | None = Field(description="The first day on which it no longer applies; null: still in force.")
    version: str | None = Field(description="Consolidation date or edition.")
    licence: str | None
    translation_of: str | None
    version_id: str = Field(description="Changes when the text, its metadata or the way of reading changes.")
    sha256: str = Field(description="Of the text, as UTF-8.")
    characters: int
    sections: int
    passages: int
    pages: int = Field(description="0 where the source has no pages.")
    indexed_at: str
    warnings: list[str] = Field(description="What was left out or is doubtful.")
    in_force: bool = Field(description="Today.")


class DocumentsOut(_Out):
    """A page of the list of documents, in order of their ids."""

    documents: list[DocumentOut]
    total: int = Field(description="Documents that pass the filters.")
    limit: int
    offset: int
    next: str | None = Field(description="Address of the next page; null on the last.")


class SectionOut(_Out):
    """A node of a document's outline; `start` and `end` cover its heading and all below it."""

    ordinal: int = Field(description="Position in the document, from 0.")
    parent: int | None = Field(description="Ordinal of the section above.")
    level: int = Field(ge=1)
    heading: str
    locator: str
    start: int
    end: int
    page: int | None
    role: str


class OutlineOut(_Out):
    doc_id: str
    version_id: str
    sections: list[SectionOut]


class HealthOut(_Out):
    """The process is alive."""

    status: str = Field(examples=["ok"])


class ReadyOut(_Out):
    """The index is open; questions are answered."""

    status: str = Field(examples=["ready"])
    documents: int


class FieldProblem(_Out):
    field: str = Field(description="Where in the request, like `filters.kind`; empty for the request as a whole.")
    detail: str


class Problem(_Out):
    """What went wrong (RFC 9457). `type` tells programs apart what they may handle; `detail` is for people."""

    type: str = Field(description="`about:blank`, or a `urn:problem-type:policy-kb:…` that never changes.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[FieldProblem] = Field(default=[], description="Which fields of the request are wrong.")
    request_id: str | None = Field(
        default=None, description="Also in the header X-Request-ID and in the service's log."
    )
