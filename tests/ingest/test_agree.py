"""Front matter against the manifest: real differences are told, ways of writing are not."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.agree import differences, jurisdiction_in, published_in
from kb.model import DocumentMeta, Kind

META = DocumentMeta(
    "es-act",
    "Ley 4/2010, de Cooperativas",
    Kind.LAW,
    "ES-AS",
    "es",
    published=date(2010, 7, 12),
    in_force_from=date(2010, 8, 1),
    in_force_to=date(2026, 7, 1),
)


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"title": "LEY 4/2010  de cooperativas."},
        {"Title": "Ley 4/2010, de Cooperativas (texto consolidado)"},
        {"title": "Ley 4/2010"},
        {"title": "Ley de Cooperativas 4/2010 del Principado de Asturias"},
        {"lang": "es-ES"},
        {"language": "Spanish"},
        {"jurisdiction": "es-as", "country": "es"},
        {"country": "ES"},
        {"jurisdiction": "Asturias"},
        {"published": "2010-07-12T00:00:00"},
        {"published": "12 July 2010"},
        {"publication_date": "2010-07-12", "last_updated": "2021-12-30"},
        {"effective_date": "2010-08-01", "repeal_date": "2026-07-01"},
    ],
)
def test_the_same_written_otherwise_is_no_difference(found: dict[str, str]) -> None:
    assert differences(META, found) == []


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({"title": "Ley 4/2026, de Cooperativas"}, "title 'Ley 4/2026, de Cooperativas', the manifest 'Ley 4/2010"),
        ({"lang": "ca"}, "language ca, the manifest es"),
        ({"jurisdiction": "ES-CT"}, "jurisdiction ES-CT, the manifest ES-AS"),
        ({"country": "fr"}, "jurisdiction FR, the manifest ES-AS"),
        ({"publication_date": "2011-07-12"}, "published 2011-07-12, the manifest 2010-07-12"),
        ({"entry_into_force": "2010-08-02"}, "in_force_from 2010-08-02"),
        ({"repeal_date": "2026-08-01"}, "in_force_to 2026-08-01"),
    ],
)
def test_a_real_difference_is_told_in_one_line(found: dict[str, str], says: str) -> None:
    (line,) = differences(META, found)
    assert says in line
    assert line.endswith("the manifest's is used")
    assert "\n" not in line


def test_the_year_is_that_of_any_day_of_its_making() -> None:
    meta = DocumentMeta("ad-act", "Llei", Kind.LAW, "AD", "ca", year=2023)
    assert differences(meta, {"signature_date": "2023-12-21", "publication_date": "2024-01-04"}) == []
    assert "year 2021, the manifest 2023" in differences(meta, {"publication_date": "2021-01-04"})[0]


def test_what_was_read_from_the_text_is_not_compared_with_it() -> None:
    assert differences(META, {"title": "Another"}, frozenset({"title"})) == []


@pytest.mark.parametrize(
    ("found", "day"),
    [
        ({"publication_date": "2026-06-19"}, date(2026, 6, 19)),
        ({"Published": "2026-06-19T10:00"}, date(2026, 6, 19)),
        ({"publication_date": "2027-01-04"}, None),  # of another year: of another text
        ({"publication_date": "June 2026"}, None),
        ({"last_updated": "2026-06-19"}, None),
        ({}, None),
    ],
)
def test_the_day_of_publication_within_the_year_that_is_known(found: dict[str, str], day: date | None) -> None:
    assert published_in(found, 2026) == day


def test_the_most_exact_jurisdiction_is_taken() -> None:
    assert jurisdiction_in({"country": "es", "jurisdiction": "es-as"}) == "ES-AS"
    assert jurisdiction_in({"country": "Spain"}) is None
