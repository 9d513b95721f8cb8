"""Several files as one document."""

from __future__ import annotations

import pytest

from ingest.read import Block, BlockKind, Reading, join

TITLE = Block("The Gardens Act", BlockKind.HEADING, 1)


def paged(*pages: int) -> Reading:
    blocks = tuple(Block(f"text on {p}", page=p) for p in pages)
    return Reading(blocks, page_labels=tuple(f"p{i + 1}" for i in range(max(pages))), metadata={"a": str(pages)})


def test_one_reading_stays_as_it_is() -> None:
    reading = paged(1, 2)
    assert join([reading]) is reading


def test_no_reading_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        join([])


def test_pages_go_on() -> None:
    joined = join([paged(1, 3), paged(1, 2)])
    assert [b.page for b in joined.blocks] == [1, 3, 4, 5]
    assert joined.page_labels == ("p1", "p2", "p3", "p1", "p2")
    assert joined.metadata == {"a": "(1, 3)"}


def test_a_file_without_pages_counts_as_one_among_files_with_pages() -> None:
    joined = join([paged(1), Reading((Block("x"),)), paged(1)])
    assert [b.page for b in joined.blocks] == [1, 2, 3]
    assert len(joined.page_labels) == 3


def test_the_title_printed_again_is_dropped() -> None:
    first = Reading((TITLE, Block("one")), title="The Gardens Act", warnings=("w",))
    second = Reading((TITLE, Block("two"), Block("again"), Block("and"), TITLE), title="Part 2", warnings=("w", "v"))
    joined = join([first, second])
    assert [b.text for b in joined.blocks] == ["The Gardens Act", "one", "two", "again", "and", "The Gardens Act"]
    assert joined.title == "The Gardens Act"
    assert joined.warnings == ("w", "v")
