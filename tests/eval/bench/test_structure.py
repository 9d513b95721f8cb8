"""The structure check sees what is missing, what is too much, and what is there twice."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from eval.bench import structure
from eval.bench.provisions import Expected, expected_provisions, numbers
from eval.bench.structure import Found
from kb.locator import parse
from kb.model import Section, SectionRole, Span


def sections(*rows: tuple[str, int | None] | tuple[str, int | None, SectionRole]) -> list[Section]:
    """Sections of (locator, ordinal of the parent, role)."""
    made = []
    for i, (locator, parent, *role) in enumerate(rows):
        level = 1 if parent is None else 2
        made.append(
            Section(i, parent, level, "", locator, Span(i, i + 1), i, role=role[0] if role else SectionRole.BODY)
        )
    return made


def compare(expected: Expected, given: list[Section]) -> Found:
    """Every section holds something."""
    return structure.compare(expected, given, "x" * (len(given) + 1))


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("1..3, 3 bis,\n4", ["1", "2", "3", "3 bis", "4"]),
        ("L521-1..L521-3", ["L521-1", "L521-2", "L521-3"]),
        ("85A..85C, 312y..312z", ["85A", "85B", "85C", "312y", "312z"]),
        ("9..10, 501.101..501.102", ["9", "10", "501.101", "501.102"]),
        ("-", ["-"]),
        ("3 bis 6, 380 to 384", ["3 bis 6", "380 to 384"]),
        ("", []),
    ],
)
def test_a_list_of_numbers_with_runs(listed: str, expected: list[str]) -> None:
    assert numbers(listed) == expected


@pytest.mark.parametrize("listed", ["1..3A", "L1-1..L2-3", "12.09..12.13", "a..", ".."])
def test_what_is_no_run_is_refused(listed: str) -> None:
    with pytest.raises(ValueError, match="no run"):
        numbers(listed)


def test_missing_unexpected_and_repeated_provisions_are_told_apart() -> None:
    expected = Expected("x", ("art. 1", "art. 2", "art. 3", "disp. final", "Sch. 1"))
    result = compare(
        expected,
        sections(
            ("art. 1", None),
            ("art. 1.2", 0),
            ("artículo 2", None),  # another style is the same provision
            ("art. 2", None),
            ("art. 9", None),
            ("art. 9.1", 4),
            ("Sch. 1", None),
            ("Sch. 1 para. 2", 6),
            ("art. 3", None, SectionRole.NOTE),
            ("art. 3", None, SectionRole.CONTENTS),
            ("", None),
        ),
    )
    assert (result.expected, result.found) == (5, 3)
    assert result.missing == ("art. 3", "disp. final")
    assert result.unexpected == ("art. 9",)
    assert result.repeated == ("art. 2",)
    assert result.share == pytest.approx(0.6)
    assert not result.enough


def test_a_heading_and_the_provision_below_it_are_no_repetition() -> None:
    assert compare(Expected("x", ("s. 1",)), sections(("s. 1", None), ("s. 1", 0))).repeated == ()


def test_a_paragraph_is_not_the_section_with_a_decimal_number() -> None:
    expected = Expected("x", ("s. 7", "s. 7.1"))
    assert compare(expected, sections(("s. 7", None), ("s. 7(1)", 0))).missing == ("s. 7.1",)
    assert compare(expected, sections(("s. 7", None), ("s. 7.1", None))).missing == ()


def test_a_provision_that_no_parser_knows_is_compared_as_it_is_written() -> None:
    expected = Expected("x", ("§ 3 bis 6",))
    assert compare(expected, sections(("§ 3  bis 6", None))).missing == ()
    assert compare(expected, sections(("§ 3 bis 7", None))).unexpected == ("§ 3 bis 7",)


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("Art. 388-ter.", True),
        ("Articolo 388 ter", True),
        ("ARTICULO 388-ter. —", True),
        ("Art. 388-ter\n\n-", False),
        ("Art. 388-ter. Bridges", False),
        ("Art. 388-ter.\n\nBridges stand.", False),
        ("", True),
    ],
)
def test_a_section_that_holds_only_its_number_is_not_found(text: str, empty: bool) -> None:
    section = Section(0, None, 1, "", "art. 388-ter", Span(0, len(text)), 0)
    result = structure.compare(Expected("x", ("art. 388-ter",)), [section], text)
    assert result.empty == (("art. 388-ter",) if empty else ())
    assert (result.found, result.missing) == (0 if empty else 1, ())


def test_what_follows_the_law_has_none_of_its_provisions() -> None:
    """A bill's explanatory statement numbers its paragraphs from 1, too."""
    text = "1. Bridges stand. 2. Tolls fall. STATEMENT 2. Clause 1 is clear."
    spans = {"cl. 1": Span(0, 17), "cl. 2": Span(42, 64)}
    sections = [Section(i, None, 1, "", locator, span, 0) for i, (locator, span) in enumerate(spans.items())]
    expected = Expected("x", ("cl. 1", "cl. 2"), until="STATEMENT")
    assert structure.compare(expected, sections, text).missing == ("cl. 2",)
    assert structure.compare(expected, sections, text).unexpected == ("cl. 2 and others after 'STATEMENT'",)
    assert structure.compare(Expected("x", ("cl. 1", "cl. 2")), sections, text).missing == ()


def test_an_annexed_part_without_number_is_not_found_empty() -> None:
    section = Section(0, None, 1, "", "disp. final", Span(0, 11), 0)
    result = structure.compare(Expected("x", ("disp. final",)), [section], "Disp. final")
    assert (result.found, result.empty) == (1, ())


def test_a_reason_excuses_a_document() -> None:
    few = sections(("art. 1", None))
    assert not compare(Expected("x", ("art. 1", "art. 2")), few).enough
    assert compare(Expected("x", ("art. 1", "art. 2"), reason="scanned"), few).enough


def test_the_list_of_provisions_is_right_in_itself() -> None:
    listed = expected_provisions()
    assert len(listed) > 90
    assert sum(len(one.locators) for one in listed.values()) > 20_000
    assert len(listed["es-ley-27-1999-cooperativas"].locators) == 147
    named = [locator for one in listed.values() for locator in one.locators]
    assert sum(parse(locator) is not None for locator in named) > 0.97 * len(named)


ACT = """# An act of three articles

## Article 1

The first says this.

## Article 2

The second says that.

## Article 3

The third says no more.
"""
MANIFEST = """
[corpus]
id = "made"
title = "Made"

[[document]]
id = "act"
title = "An act"
kind = "law"
jurisdiction = "FR"
language = "en"
file = "act.md"
"""


@pytest.mark.parametrize(("listed", "status", "found"), [("1..3", 0, 3), ("1..4", 1, 3)])
def test_the_command_reads_the_files_and_fails_where_provisions_are_missing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    listed: str,
    status: int,
    found: int,
) -> None:
    (tmp_path / "act.md").write_text(ACT)
    (tmp_path / "corpus.toml").write_text(MANIFEST)
    expected = Expected("act", tuple(f"art. {number}" for number in numbers(listed)))
    monkeypatch.setattr(structure, "expected_provisions", lambda: {"act": expected})
    monkeypatch.setattr(sys, "argv", ["structure", str(tmp_path / "corpus.toml"), "--json"])
    with pytest.raises(SystemExit) as left:
        structure.main()
    assert left.value.code == status
    assert [one["found"] for one in json.loads(capsys.readouterr().out)["documents"]] == [found]


def test_a_manifest_of_other_documents_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "act.md").write_text(ACT)
    (tmp_path / "corpus.toml").write_text(MANIFEST)
    monkeypatch.setattr(sys, "argv", ["structure", str(tmp_path / "corpus.toml")])
    with pytest.raises(SystemExit, match="no document of the manifest"):
        structure.main()
