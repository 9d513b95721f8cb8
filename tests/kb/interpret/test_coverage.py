"""Which documents may answer for a named jurisdiction."""

from __future__ import annotations

import pytest

from kb.interpret import Coverage
from kb.interpret.coverage import display_name
from kb.model import DocumentMeta


@pytest.mark.parametrize(
    ("code", "codes", "resolved"),
    [
        ("ES", ("ES",), "ES"),
        ("ES-CT", ("ES-CT", "ES"), "ES-CT"),  # the law of the country applies in its region
        ("ES-GA", ("ES",), "ES"),
        ("GB-SCT", ("GB",), "GB"),
        ("US", ("US-HI", "US-IA"), "US"),  # no federal law indexed: its states answer
        ("US-HI", ("US-HI",), "US-HI"),
        ("US-TX", (), None),
        ("NO", (), None),
        ("PT", (), None),  # what the European Union makes is not the law of Portuguese cooperatives
        ("OHADA", ("OHADA",), "OHADA"),
        ("SN", ("OHADA",), "OHADA"),  # whose acts are the law of its members
    ],
)
def test_coverage(documents: list[DocumentMeta], code: str, codes: tuple[str, ...], resolved: str | None) -> None:
    coverage = Coverage(documents)
    assert coverage.search_codes(code) == codes
    assert coverage.covers(code) == bool(codes)
    assert coverage.resolve(code) == resolved


def test_bodies_whose_law_applies(documents: list[DocumentMeta]) -> None:
    assert Coverage(documents).bodies("SN") == ("OHADA",)
    assert Coverage(documents).bodies("ES-CT") == ()  # the European Union is not covered here


def test_names_for_people(documents: list[DocumentMeta]) -> None:
    names = Coverage(documents).names("es")
    assert {"España", "Corea del Sur", "País Vasco (España)", "OHADA", "normas internacionales"} <= set(names)
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("US-HI", "en", "Hawaii (United States)"),
        ("ES-IB", "de", "Balearen (Spanien)"),
        ("ES-PV", "hi", "Euskadi (स्पेन)"),
        ("EU", "fr", "Union européenne"),
        ("DE", "xx", "Germany"),
    ],
)
def test_display_name(code: str, language: str, name: str) -> None:
    assert display_name(code, language) == name


def test_nothing_is_covered_by_nothing() -> None:
    assert Coverage([]).names("en") == []
    assert not Coverage([]).covers("ES")
