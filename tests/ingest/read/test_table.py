"""Rows of tables: each can be understood alone, whatever the table looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read import table
from ingest.read.blocks import BlockKind
from ingest.read.table import Grid, Merged, table_blocks

LONG = "at least five members who are natural persons of full age and live in the district of the society"


def shown(rows: list[list[str]], **options: object) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(b.text, b.kind.value, b.columns) for b in table_blocks(rows, **options)]  # type: ignore[arg-type]


def test_the_header_is_a_row_of_its_own_and_known_to_the_rows_below() -> None:
    columns = ("Form", "Members", "Capital")
    assert shown([["Form", "Members", "Capital"], ["Society", "5", "0"]]) == [
        ("Form | Members | Capital", "row", ()),
        ("Society | 5 | 0", "row", columns),
    ]


def test_an_empty_cell_keeps_its_place_below_a_header_only() -> None:
    rows = [["Form", "Members", "Capital"], ["Society", "", "0"], ["Mutual", "5", ""]]
    assert [text for text, _, _ in shown(rows)[1:]] == ["Society | | 0", "Mutual | 5"]
    assert [text for text, _, _ in shown(rows, header=0)[1:]] == ["Society | 0", "Mutual | 5"]


def test_cells_of_a_header_that_cover_several_columns_name_each_with_the_row_below() -> None:
    rows = [
        ["Form", "Formation", "", "Dissolution", ""],
        ["", "Members", "Capital", "Vote", "Notice"],
        ["Society", "5", "0", "3/4", "30 days"],
    ]
    merged: list[Merged] = [(0, 2, 0, 1), (0, 1, 1, 3), (0, 1, 3, 5)]
    found = shown(rows, merged=merged)
    assert found[-1] == (
        "Society | 5 | 0 | 3/4 | 30 days",
        "row",
        ("Form", "Formation / Members", "Formation / Capital", "Dissolution / Vote", "Dissolution / Notice"),
    )
    assert [text for text, _, _ in found[:-1]] == [
        "Form | Formation | Dissolution",
        "Form | Members | Capital | Vote | Notice",
    ]
    assert shown(rows, merged=merged, header=2) == found


def test_a_header_that_comes_again_on_the_next_page_is_left_out() -> None:
    rows = [["Form", "Members"], ["Society", "5"], ["Form", "Members"], ["Mutual", "7"]]
    assert [text for text, _, _ in shown(rows)] == ["Form | Members", "Society | 5", "Mutual | 7"]


@pytest.mark.parametrize(
    "rows",
    [
        [["2001", "5"], ["2002", "7"]],
        [["Society", ""], ["five members", "no capital"]],
        [["Society", "Society"], ["five", "seven"]],
        [[LONG * 2, "5"], ["Mutual", "7"]],
    ],
    ids=["numbers", "half empty", "twice the same", "too long"],
)
def test_a_table_without_header_has_none(rows: list[list[str]]) -> None:
    assert all(columns == () for _, _, columns in shown(rows))


def test_a_comparison_whose_rows_fill_a_passage_is_read_cell_by_cell() -> None:
    """Also where its corner is not empty; a register of entries stays one row each."""
    rows = [
        ["Question", "Society", "Mutual", "Trust"],
        ["Members", LONG * 3, LONG * 3, LONG * 3],
        ["Capital", "0", "1", ""],
    ]
    assert [text for text, _, _ in shown(rows)] == [
        "Question | Society | Mutual | Trust",
        f"Members | Society | {LONG * 3}",
        f"Members | Mutual | {LONG * 3}",
        f"Members | Trust | {LONG * 3}",
        "Capital | Society | 0",
        "Capital | Mutual | 1",
    ]
    register = [["No.", "Region", "Rule"], ["1", "North", LONG], ["2", "South", LONG]]
    assert [text for text, _, _ in shown(register)[1:]] == [f"1 | North | {LONG}", f"2 | South | {LONG}"]


def test_a_table_within_a_text_makes_no_headings() -> None:
    rows = [["Forms compared", "", ""], ["", "Society", "Mutual"], ["Members", LONG, LONG]]
    within = list(table_blocks(rows))
    assert [b.kind for b in within] == [BlockKind.PARAGRAPH, BlockKind.ROW, BlockKind.ROW]
    assert not any(b.locator for b in within)
    alone = list(table_blocks(rows, heading_level=1))
    assert [(b.text, b.level) for b in alone if b.kind is BlockKind.HEADING] == [("Forms compared", 1), ("Members", 2)]
    assert [b.locator for b in alone if b.kind is BlockKind.ROW] == ["Members / Society", "Members / Mutual"]


def test_a_grid_places_cells_beside_those_that_hang_down() -> None:
    grid = Grid()
    grid.add_row([("Form", 1, 2), ("Formation", 2, 1)])
    grid.add_row([("Members", 1, 1), ("Capital", 1, 1)])
    grid.add_row([("Society", 1, 1), ("5", 1, 1), ("0", 1, 1)])
    assert grid.rows == [["Form", "Formation", ""], ["", "Members", "Capital"], ["Society", "5", "0"]]
    assert grid.merged == [(0, 2, 0, 1), (0, 1, 1, 3)]


@pytest.mark.parametrize("cell", [("x", 10**9, 1), ("x", 1, 10**9), ("x", 10**9, 10**9)])
def test_cells_that_claim_to_cover_the_world(cell: tuple[str, int, int]) -> None:
    grid = Grid()
    for _ in range(200):
        grid.add_row([cell, ("y", 1, 1)])
    assert max(map(len, grid.rows)) <= table.MAX_COLUMNS + 1
    assert len(list(table_blocks(grid.rows, merged=grid.merged))) >= 1


CELLS = st.text("ab1 ", max_size=3).map(lambda text: " ".join(text.split()))


@given(
    rows=st.lists(st.lists(CELLS, max_size=5), max_size=6),
    merged=st.lists(st.tuples(*[st.integers(0, 7)] * 4), max_size=4),
    heading_level=st.sampled_from([None, 1]),
)
def test_no_word_of_a_table_is_lost(rows: list[list[str]], merged: list[Merged], heading_level: int | None) -> None:
    blocks = list(table_blocks(rows, merged=merged, heading_level=heading_level))
    words = {word for block in blocks for word in block.text.split()}
    assert {word for row in rows for cell in row for word in cell.split()} <= words
    assert all(block.text == " ".join(block.text.split()) != "" for block in blocks)
