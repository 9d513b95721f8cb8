"""The value types of the knowledge base. All are frozen; none knows how it is stored.

A *document* is a source with an identity that never changes. Its text is stored once, as one string, and everything
shown to a user is a half-open *span* ``[start, end)`` of that string, counted in Unicode code points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

__all__ = [
    "AbstainReason",
    "Answer",
    "Citation",
    "Document",
    "DocumentMeta",
    "Filters",
    "Hit",
    "Interpretation",
    "Kind",
    "NamedProvision",
    "Passage",
    "ScoredPassage",
    "Section",
    "SectionRole",
    "Span",
]


class Kind(StrEnum):
    """What sort of source a document is (contract: corpus manifest)."""

    LAW = "law"
    REGULATION = "regulation"
    STANDARD = "standard"
    POLICY_GUIDE = "policy-guide"
    LEGAL_FORM_GUIDE = "legal-form-guide"
    REPORT = "report"


class SectionRole(StrEnum):
    """What part of a document a section is. Only ``BODY`` and ``ANNEX`` are quoted as law."""

    BODY = "body"
    PREAMBLE = "preamble"
    CONTENTS = "contents"
    ANNEX = "annex"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points of one document's stored text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What the manifest says of a document; the fields are those of the contract's ``[[document]]`` table."""

    id: str
    title: str
    kind: Kind
    jurisdiction: str  # ISO 3166-1 alpha-2, ISO 3166-2, "EU", "INT" or "OHADA"
    language: str  # ISO 639-1
    corpus: str = ""
    source_url: str | None = None
    publisher: str | None = None
    published: date | None = None
    year: int | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None  # the first day on which it no longer applies; None: still in force
    version: str | None = None
    licence: str | None = None
    translation_of: str | None = None

    @property
    def applies_from(self) -> date | None:
        """First day on which the text can have applied: ``in_force_from``, else the publication as far as known."""
        if self.in_force_from:
            return self.in_force_from
        if self.published:
            return self.published
        return date(self.year, 1, 1) if self.year else None

    @property
    def begins(self) -> str:
        """When it begins to apply, as far as anybody says: a day, a year, or ""."""
        if self.in_force_from or self.published:
            return str(self.in_force_from or self.published)
        return str(self.year or "")

    def applies_on(self, day: date) -> bool:
        """Whether the document is law (or a current guide) on ``day``."""
        begin = self.applies_from
        return (begin is None or begin <= day) and (self.in_force_to is None or day < self.in_force_to)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as indexed: its metadata and facts about the version that is current."""

    meta: DocumentMeta
    version_id: str  # changes when the text, the metadata or the way of reading changes
    sha256: str  # of the stored text, UTF-8
    characters: int
    passages: int
    sections: int
    pages: int  # 0: the source has no pages
    indexed_at: str  # ISO 8601, UTC
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.meta.id


@dataclass(frozen=True, slots=True)
class Section:
    """A node of a document's outline. ``span`` covers its heading and all its descendants."""

    ordinal: int  # position in document order, from 0
    parent: int | None  # ordinal of the parent section
    level: int  # depth in the outline, from 1
    heading: str  # as printed, "" for an unheaded subdivision
    locator: str  # "s. 8(1)"; "" when the part has none of its own
    span: Span
    body_start: int  # where the text after the heading begins
    page: int | None = None  # physical page, from 1
    role: SectionRole = SectionRole.BODY


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded, searched and shown: a span of the stored text with its place in the document.

    ``header`` (document › part › section) is embedded with the text and shown above it, never quoted.
    """

    id: str  # UUIDv5 of (document id, version, span)
    doc_id: str
    version_id: str
    ordinal: int
    span: Span
    text: str
    header: str
    locator: str
    path: tuple[str, ...]
    page: int | None = None
    page_label: str | None = None
    role: SectionRole = SectionRole.BODY
    ocr: float | None = None  # mean confidence of OCR on its pages, 0 to 1; None: the text is the source's own


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to. An empty tuple does not limit. ``as_of`` None means today; see ``any_date``."""

    jurisdiction: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    as_of: date | None = None
    any_date: bool = False  # also law that is no longer, or not yet, in force


@dataclass(frozen=True, slots=True)
class Hit:
    """A point that a store found. ``score`` is comparable within one result list only."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    passage: Passage
    meta: DocumentMeta
    score: float  # relevance in [0, 1], comparable between questions
    signals: dict[str, float] = field(default_factory=dict)  # "fused", "cosine", "named": what led to it


@dataclass(frozen=True, slots=True)
class NamedProvision:
    """A provision that a question names, with the documents that the law named for it may be; () where none is."""

    locator: str
    documents: tuple[str, ...] = ()
    unknown: str = ""  # the law named for it as the question writes it, where that is not indexed


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What the question was understood to ask."""

    language: str
    jurisdictions: tuple[str, ...] = ()  # named in the question and covered, by the codes that cover them
    named: tuple[str, ...] = ()  # the same as they are named: GB-SCT where GB covers it, SN where OHADA does
    uncovered: tuple[str, ...] = ()  # named in the question and not covered
    kinds: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()  # named in the question
    laws: tuple[tuple[str, ...], ...] = ()  # the same by the law that is named: its versions and its other languages
    unindexed: tuple[str, ...] = ()  # laws that it names by their titles, as it writes them, and that are not indexed
    provisions: tuple[NamedProvision, ...] = ()  # provisions named in the question, each with its law
    as_of: date | None = None  # the day named in the question
    topic: str = ""  # the question without the names of laws and provisions

    @property
    def references(self) -> tuple[str, ...]:
        """The provisions that the question names, as locators."""
        return tuple(dict.fromkeys(provision.locator for provision in self.provisions))


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span of a stored document that supports one or more sentences of an answer."""

    n: int
    passage_id: str
    doc_id: str
    title: str
    kind: str
    jurisdiction: str
    language: str
    locator: str
    path: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int
    source_url: str | None
    url: str
    page_label: str | None = None
    ocr: float | None = None  # as of its passage
    columns: str = ""  # where the quote is a row of a table: the names of its columns, "Service | Fee"


class AbstainReason(StrEnum):
    """Why an answer was declined."""

    EMPTY_INDEX = "empty-index"
    JURISDICTION = "jurisdiction-not-covered"
    SUBJECT = "subject-not-covered"
    NOT_IN_FORCE = "nothing-in-force-then"
    FILTERS = "nothing-passes-the-filters"
    PROVISION = "no-such-provision"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the contract calls an Answer."""

    question: str
    language: str
    answer: str
    abstained: bool
    confidence: float  # in [0, 1]
    citations: tuple[Citation, ...]
    passages: tuple[ScoredPassage, ...]
    interpretation: Interpretation
    generator: str
    notice: str
    timings_ms: dict[str, float]
    reason: AbstainReason | None = None
    remarks: tuple[str, ...] = ()  # sentences of the answer in our own words, which cite nothing
    widened: bool = (
        False  # whether the law or kind of source that the question names was silent, and others were searched
    )
