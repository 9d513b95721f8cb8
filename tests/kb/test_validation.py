"""What is wrong with a file from outside is said in one line."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from kb.validation import Jurisdiction, Language, first_problem


class _Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    places: list[Jurisdiction] = []


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Language
    inner: _Inner = _Inner()

    @model_validator(mode="after")
    def _rule(self) -> _Entry:
        if self.language == "fr":
            raise ValueError("two keys\n disagree")
        return self


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "language: missing key"),
        ({"language": "en", "lang": "en"}, "lang: unknown key"),
        ({"language": "english"}, "language: 'english' is no ISO 639-1 code; use two small letters, like en, fr or es"),
        ({"language": "EN"}, "language: 'EN' is no ISO 639-1 code; use two small letters, like en, fr or es"),
        ({"language": "zz"}, "language: 'zz' is no ISO 639-1 code; use two small letters, like en, fr or es"),
        (
            {"language": "en", "inner": {"places": ["ES", "es"]}},
            "inner.places.1: 'es' is no jurisdiction code; use ISO 3166-1 (ES), ISO 3166-2 (ES-CT), EU, INT or OHADA",
        ),
        ({"language": "en", "inner": {"country": []}}, "inner.country: unknown key"),
        ({"language": "fr"}, "two keys disagree"),
    ],
)
def test_the_first_problem_is_one_line(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError) as raised:
        _Entry.model_validate(given)
    assert first_problem(raised.value) == problem


def test_codes_that_are_right_pass() -> None:
    places = ["ES", "ES-CT", "EU", "INT", "OHADA"]
    assert _Entry.model_validate({"language": "ca", "inner": {"places": places}}).inner.places == places
