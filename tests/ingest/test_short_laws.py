"""A law of two or three sections that have numbers and titles only is read as law; a guide like it is not."""

from __future__ import annotations

import pytest

from ingest.outline import build_outline
from ingest.read import read

MARKDOWN = (
    "# Seal Act\n\n### 1. Name\n\nThis is the Seal Act.\n\n### 2. Members\n\n(1) Five found it.\n\n(2) Six lead it.\n"
)
HTML = (
    "<html><body><h1>Seal Act</h1><h3>1. Name</h3><p>This is the Seal Act.</p>"
    "<h3>2. Members</h3><p>(1) Five found it.</p><p>(2) Six lead it.</p></body></html>"
)
TEXT = "SEAL ACT\n\n1. Name\n\nThis is the Seal Act.\n\n2. Members\n\n(1) Five found it.\n\n(2) Six lead it.\n"
LIST = "# Seal Act\n\nThe society has:\n\n1. a name that it chooses;\n2. a seal that is round.\n\nIt may have more.\n"


def located(source: str, name: str, *, is_law: bool = True) -> list[str]:
    outline = build_outline(read(source.encode(), name=name, language="en"), "en", is_law=is_law)
    return [section.locator for section in outline.sections if section.locator]


@pytest.mark.parametrize(("source", "name"), [(MARKDOWN, "act.md"), (HTML, "act.html"), (TEXT, "act.txt")])
def test_two_titled_sections_are_enough_for_a_law(source: str, name: str) -> None:
    assert located(source, name) == ["s. 1", "s. 2", "s. 2(1)", "s. 2(2)"]
    assert located(source, name, is_law=False) == []


@pytest.mark.parametrize(
    "source",
    [LIST, MARKDOWN.replace("### 2.", "### 7."), MARKDOWN.replace("### 1. Name\n\nThis is the Seal Act.", "Text.")],
)
def test_a_list_and_numbers_that_do_not_begin_at_one_are_no_sections(source: str) -> None:
    assert located(source, "act.md") == []


def test_words_and_signs_count_before_bare_numbers() -> None:
    source = "# Act\n\n## Section 1 Name\n\nText of it.\n\n### 1. First\n\nOne.\n\n### 2. Second\n\nTwo.\n"
    assert "s. 2" not in located(source, "act.md")


def chapter(named: str, *sections: str) -> str:
    text = r"\par\pard ".join((named, *sections)).replace("B:", r"{\b ").replace(";B", "}")
    return r"{\rtf1\ansi\pard " + text + r"\par}"


SECTIONS = (
    "B:77.1 Name.;B", "This chapter is the seal law.", "B:77.2 Members.;B", "(1) Five members found a society.",
    "(2) Six lead it.", "B:77.10 Fees.;B", "A fee is due.",
)  # fmt: skip


def test_the_sections_of_a_chapter_with_two_digits() -> None:
    found = located(chapter("CHAPTER 77 SEALS", *SECTIONS), "seals.rtf")
    assert found == ["s. 77.1", "s. 77.2", "s. 77.2(1)", "s. 77.2(2)", "s. 77.10"]
    signs = located(chapter("CHAPTER 77 SEALS", *SECTIONS, "See \\u167?77.1 on names."), "seals.rtf")
    assert signs[0] == "§ 77.1"


@pytest.mark.parametrize(
    "source",
    [
        chapter("SEALS", *SECTIONS),
        chapter("CHAPTER 12", "12.1 One applies.", "12.2 Two applies.", "13.1 Three applies.", "13.2 Four applies."),
    ],
)
def test_decimals_are_no_sections_where_no_such_chapter_is_named(source: str) -> None:
    assert not any(locator.startswith(("s. 77.", "s. 12.", "s. 13.")) for locator in located(source, "seals.rtf"))
