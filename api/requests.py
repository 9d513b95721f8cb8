"""What requests hold: unknown fields are refused, because a misspelt filter that is ignored would widen an answer."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from kb.filters import parse_day
from kb.model import Filters

__all__ = ["AskRequest", "CompareRequest", "DocumentsQuery", "FilterValues", "SearchRequest", "field_names"]


def _day(value: object) -> object:
    """pydantic would take numbers and times for dates too."""
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            return parse_day(value)
    raise ValueError("must be a date like 2026-01-31")


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-31"]}),
]
Value = Annotated[str, Field(min_length=1, max_length=200)]
Values = Annotated[list[Value], Field(max_length=100)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FilterValues(_Body):
    """What to search. Values of one filter are alternatives; an absent or empty filter does not limit."""

    jurisdiction: Values = Field(
        default=[], description="ISO 3166-1 (`ES`), ISO 3166-2 (`ES-CT`), `EU`, `INT` or `OHADA`.", examples=[["ZA"]]
    )
    kind: Values = Field(
        default=[], description="`law`, `regulation`, `standard`, `policy-guide`, `legal-form-guide` or `report`."
    )
    language: Values = Field(default=[], description="Languages of documents, ISO 639-1.")
    document: Values = Field(default=[], description="Ids of documents.")


_AS_OF = Field(
    default=None, description="Search the law in force on this day. Absent: the day the question names, or today."
)
_LIMIT = Field(default=None, ge=1, le=100, description="Passages to return.")
_LANGUAGE = Field(
    default=None,
    pattern="^[a-z]{2}$",
    description="Language of what the answer says in its own words, ISO 639-1; quotes stay as they are. "
    "Absent: the question's.",
)


class _Filtered(_Body):
    filters: FilterValues | None = Field(default=None, description="What to search; absent: all documents.")
    as_of: Day | None = _AS_OF
    limit: int | None = _LIMIT

    def to_filters(self, **changed: Any) -> Filters:
        values = self.filters or FilterValues()
        found: dict[str, Any] = {name: tuple(getattr(values, name)) for name in FilterValues.model_fields}
        return Filters(**(found | {"as_of": self.as_of} | changed))


class AskRequest(_Filtered):
    """A question to answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "How many members does a primary co-operative need in South Africa?"},
                {
                    "question": "¿Cuántos socios necesita una cooperativa de trabajo?",
                    "filters": {"jurisdiction": ["ES"], "kind": ["law"]},
                    "as_of": "2026-01-31",
                    "limit": 5,
                },
            ]
        }
    )

    question: str = Field(
        description="In any language of the corpus; at most 2,000 characters unless the service is set otherwise."
    )
    answer_language: str | None = _LANGUAGE
    session_id: str | None = Field(
        default=None,
        max_length=200,
        description="Reserved for conversations. It has no effect yet: every question is answered by itself.",
    )


class SearchRequest(_Filtered):
    """A query to find passages for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "minimum number of members", "filters": {"jurisdiction": ["ZA"]}}]}
    )

    query: str = Field(description="A question or key words.")


class CompareFilterValues(_Body):
    """What to search in each jurisdiction."""

    kind: Values = []
    language: Values = []
    document: Values = []


class CompareRequest(_Body):
    """A question to answer side by side for several jurisdictions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": "How many members does a cooperative need?", "jurisdictions": ["ZA", "ES"]}]
        }
    )

    question: str
    jurisdictions: list[Value] = Field(min_length=2, max_length=12, description="Two to twelve codes; a row for each.")
    filters: CompareFilterValues | None = None
    as_of: Day | None = _AS_OF
    limit: int | None = _LIMIT
    answer_language: str | None = _LANGUAGE

    def to_filters(self) -> Filters:
        values = self.filters or CompareFilterValues()
        return Filters((), tuple(values.kind), tuple(values.language), tuple(values.document), self.as_of)


class DocumentsQuery(BaseModel):
    """Query parameters of the list of documents; filters may be repeated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    jurisdiction: Values = Field(default=[], description="May be repeated, as may the next three.")
    kind: Values = []
    language: Values = []
    document: Values = []
    as_of: Day | None = Field(default=None, description="Only what applies on this day. Absent: all documents.")
    limit: int = Field(default=50, ge=1, le=100, description="Documents on a page.")
    offset: int = Field(default=0, ge=0, le=10_000_000, description="Documents to leave out; `next` counts for you.")

    def to_filters(self) -> Filters:
        return Filters(
            tuple(self.jurisdiction), tuple(self.kind), tuple(self.language), tuple(self.document), self.as_of
        )


def field_names() -> list[str]:
    """All names that a request may use."""
    models: tuple[type[BaseModel], ...] = (AskRequest, SearchRequest, CompareRequest, FilterValues, DocumentsQuery)
    return sorted({name for model in models for name in model.model_fields})
