"""The canonical serialisation is fixed: what an earlier version sealed is what a later one checks."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from kb.model import Passage, Section, SectionRole, Span
from kb.seal import Seal, differing, entry_of, seal

SECTION = Section(2, 0, 2, "Artículo 1", "art. 1", Span(10, 60), 21, 3, SectionRole.ANNEX)
PASSAGE = Passage(
    "p-1",
    "es-act",
    "v1",
    4,
    Span(21, 60),
    "Uno.",
    "Ley",
    "art. 1",
    ("Título I", "Artículo 1"),
    3,
    "iii",
    SectionRole.NOTE,
    0.87,
)
ENTRY = entry_of({"title": "Ley", "doc_id": "es-act", "year": None, "in_force_from": date(2000, 1, 2)})


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_serialisation_is_what_is_documented() -> None:
    assert ENTRY == '{"doc_id":"es-act","in_force_from":"2000-01-02","title":"Ley","year":null}'
    made = seal(ENTRY, [SECTION, replace(SECTION, ordinal=3, page=None)], [PASSAGE])
    assert made == Seal(
        ENTRY,
        sha256(ENTRY),
        sha256(
            '[2,0,2,"Art\\u00edculo 1","art. 1",10,60,21,3,"annex"]\n'
            '[3,0,2,"Art\\u00edculo 1","art. 1",10,60,21,null,"annex"]\n'
        ),
        sha256('["p-1",4,21,60,"art. 1",["T\\u00edtulo I","Art\\u00edculo 1"],3,"iii","note",0.87]\n'),
    )


def test_no_section_is_not_no_checksum() -> None:
    assert seal(ENTRY, [], []).sections_sha256 == sha256("")


#: Another value for each field; a field that is new must be sealed, or be named below.
OTHER: dict[str, Any] = {
    "ordinal": 9,
    "parent": None,
    "level": 3,
    "heading": "Artículo 2",
    "locator": "art. 2",
    "span": Span(10, 59),
    "body_start": 22,
    "page": 4,
    "role": SectionRole.BODY,
    "id": "p-2",
    "path": ("Título I Artículo 1",),
    "page_label": None,
    "ocr": 0.88,
}
#: Those of a passage that others are the checksum of: the metadata, the key of the row, ``embed_key``.
COVERED = {"doc_id", "version_id", "text", "header"}


@pytest.mark.parametrize("name", [field.name for field in fields(Section)])
def test_each_field_of_a_section_counts(name: str) -> None:
    made = seal(ENTRY, [SECTION], [PASSAGE])
    assert made.holds_sections([SECTION])
    assert not made.holds_sections([replace(SECTION, **{name: OTHER[name]})])


@pytest.mark.parametrize("name", [field.name for field in fields(Passage) if field.name not in COVERED])
def test_each_field_of_a_passage_counts(name: str) -> None:
    made = seal(ENTRY, [SECTION], [PASSAGE])
    assert made.holds_passages([PASSAGE])
    assert not made.holds_passages([replace(PASSAGE, **{name: OTHER[name]})])


def test_their_order_counts() -> None:
    other = replace(SECTION, ordinal=3)
    assert not seal(ENTRY, [SECTION, other], []).holds_sections([other, SECTION])


SEALED = seal(ENTRY, [], [])
OTHER_ENTRY = ENTRY.replace("Ley", "Lay")


@pytest.mark.parametrize(
    ("found", "sealed", "true", "whole"),
    [
        (ENTRY, SEALED, ENTRY, True),
        (OTHER_ENTRY, SEALED, ENTRY, False),
        (None, SEALED, ENTRY, False),
        (ENTRY, replace(SEALED, entry=OTHER_ENTRY), ENTRY, False),
        (ENTRY, replace(SEALED, entry_sha256="0"), ENTRY, False),
        (OTHER_ENTRY, replace(SEALED, entry_sha256="0"), None, False),
        (OTHER_ENTRY, replace(SEALED, entry="{}"), None, False),
        (None, replace(SEALED, entry_sha256="0"), None, False),
    ],
)
def test_metadata_are_true_by_two_of_three(found: str | None, sealed: Seal, true: str | None, whole: bool) -> None:
    assert sealed.true_entry(found) == true
    assert (found is not None and sealed.is_whole(found)) is whole


def test_what_differs_is_named() -> None:
    assert differing(ENTRY, entry_of({"title": "Lay", "doc_id": "es-act", "year": 2000})) == [
        "in_force_from",
        "title",
        "year",
    ]


def test_bytes_are_another_value_and_no_error() -> None:
    assert entry_of({"title": b"\xff"}) != entry_of({"title": "\xff"})
