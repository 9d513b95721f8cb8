"""Golden sets: questions with the places that answer them, one JSON object a line (contract: "Golden set").

A set is checked as a whole before anything is scored: a typo in it would be counted as a failure of the system.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from eval.matching import reduce
from kb.errors import GoldenError
from kb.model import Filters, Kind
from kb.validation import Jurisdiction, Language, first_problem

__all__ = ["CATEGORIES", "Gold", "Question", "load_golden"]

CATEGORIES = (
    "factual",
    "procedural",
    "definition",
    "pinpoint",
    "comparative",
    "cross-lingual",
    "unanswerable",
    "wrong-jurisdiction",
)
#: Categories of questions that the knowledge base should decline.
_DECLINED = frozenset({"unanswerable", "wrong-jurisdiction"})


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers a question: words of a document, and the provision in which they stand."""

    doc: str
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known to be right.

    ``gold`` lists alternatives, each enough by itself; for a comparative question one of each jurisdiction is needed.
    ``filters`` holds the day that is meant, too (``filters.as_of``).
    """

    id: str
    question: str
    language: str
    category: str
    answerable: bool
    jurisdictions: tuple[str, ...]
    filters: Filters
    gold: tuple[Gold, ...]
    must_include: tuple[str, ...]

    @property
    def comparative(self) -> bool:
        return self.category == "comparative"


def load_golden(path: Path) -> list[Question]:
    """The questions of a golden set, in the order of the file.

    Raises:
        GoldenError: the file cannot be read, holds no question, or a line is wrong; names the line and what to do.
    """
    found: dict[str, tuple[int, Question]] = {}
    for number, line in _lines(path):
        question = _parse(line, f"{path}:{number}")
        if question.id in found:
            raise GoldenError(f"{path}:{number}: id {question.id!r} is that of line {found[question.id][0]} too")
        found[question.id] = (number, question)
    if not found:
        raise GoldenError(f"{path}: the golden set is empty; write one JSON object a line")
    return [question for _, question in found.values()]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise GoldenError(f"{path}: no such golden set; name a JSONL file") from None
    except UnicodeDecodeError:
        raise GoldenError(f"{path}: the golden set is not UTF-8 text; name a JSONL file") from None
    except OSError as error:
        raise GoldenError(f"{path}: the golden set cannot be read: {error.strerror}") from None
    # Not splitlines(): JSON strings may hold U+2028 and other characters at which that would split.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _parse(line: str, place: str) -> Question:
    try:
        return _Line.model_validate_json(line, strict=True).question_of()
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            raise GoldenError(f"{place}: not JSON: {first['ctx']['error']}") from None
        raise GoldenError(f"{place}: {first_problem(error)}") from None


def _said(value: str) -> str:
    if not reduce(value):
        raise ValueError("holds no letter or digit")
    return value


_Words = Annotated[str, AfterValidator(_said)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Gold(_Strict):
    doc: str = Field(min_length=1)
    locator: str = ""
    quote: _Words


class _Filters(_Strict):
    jurisdiction: list[Jurisdiction] = []
    kind: list[str] = []
    language: list[Language] = []
    document: list[str] = []

    @field_validator("kind")
    @classmethod
    def _kinds(cls, values: list[str]) -> list[str]:
        known = [str(kind) for kind in Kind]
        for value in values:
            if value not in known:
                raise ValueError(f"unknown kind {value!r}; use one of {', '.join(known)}")
        return values


class _Line(_Strict):
    """A line of the file, as the contract describes it."""

    id: _Words
    question: _Words
    language: Language
    category: str
    answerable: bool
    jurisdictions: list[Jurisdiction] = []
    filters: _Filters = _Filters()
    gold: list[_Gold] = []
    must_include: list[_Words] = []
    as_of: date | None = None

    @field_validator("category")
    @classmethod
    def _category(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"unknown category {value!r}; use one of {', '.join(CATEGORIES)}")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> _Line:
        if self.answerable == (self.category in _DECLINED):
            raise ValueError(f"answerable is {str(self.answerable).lower()}, which category {self.category!r} is not")
        if self.answerable and not self.gold:
            raise ValueError("answerable and gold disagree: an answerable question needs a gold entry")
        if not self.answerable and self.gold:
            raise ValueError("answerable and gold disagree: a question with gold entries is answerable")
        return self

    def question_of(self) -> Question:
        filters = Filters(
            jurisdiction=tuple(self.filters.jurisdiction),
            kind=tuple(self.filters.kind),
            language=tuple(self.filters.language),
            document=tuple(self.filters.document),
            as_of=self.as_of,
        )
        return Question(
            id=self.id,
            question=self.question,
            language=self.language,
            category=self.category,
            answerable=self.answerable,
            jurisdictions=tuple(self.jurisdictions),
            filters=filters,
            gold=tuple(Gold(gold.doc, gold.locator, gold.quote) for gold in self.gold),
            must_include=tuple(self.must_include),
        )
