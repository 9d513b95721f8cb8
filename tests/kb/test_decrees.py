"""Transitional provisions named by the decree that they are of."""

from __future__ import annotations

import pytest

from kb.decrees import of_decree
from kb.errors import NotFoundError
from kb.model import Document, DocumentMeta, Kind, Section, Span

MEXICO = Document(DocumentMeta("mx-ley", "Ley", Kind.LAW, "MX", "es"), "v", "", 9, 1, 1, 0, "")
LOCATORS = [
    "art. 1", "transitorio 1", "decreto 2011-04-13, transitorio 1", "decreto 2011-04-13, transitorio 2",
    "decreto 2018-01-19, transitorio único", "decreto 2018-08-13 (2), transitorio 1",
]  # fmt: skip
SECTIONS = [Section(n, None, 1, "", locator, Span(n, n + 1), n, None) for n, locator in enumerate(LOCATORS)]


@pytest.mark.parametrize(
    ("written", "locator"),
    [
        ("transitorio primero del decreto de 2011", "decreto 2011-04-13, transitorio primero"),
        ("transitorio 2 del Decreto del 13 de abril de 2011", "decreto 2011-04-13, transitorio 2"),
        ("transitorio único del decreto publicado el 19-01-2018", "decreto 2018-01-19, transitorio único"),
        ("transitorio 1 del decreto de 2018-08-13", "decreto 2018-08-13 (2), transitorio 1"),
        ("transitorio primero del decreto de 1999", "transitorio primero del decreto de 1999"),  # refused later
        ("art. 1 del decreto del 5 de brumario de 2011", "art. 1 del decreto del 5 de brumario de 2011"),
        ("art. 1", "art. 1"),
        ("art. 4 del decreto 155/2006", "art. 4 del decreto 155/2006"),
    ],
)
def test_the_decree_is_told_by_its_day_or_year(written: str, locator: str) -> None:
    assert of_decree(MEXICO, SECTIONS, written) == locator


def test_several_decrees_of_a_year_are_named() -> None:
    with pytest.raises(NotFoundError, match=r'2 decrees of 2018.*"decreto 2018-01-19, transitorio primero"'):
        of_decree(MEXICO, SECTIONS, "transitorio primero del decreto de 2018")
