"""Rules of court: each Order numbers its rules anew."""

from __future__ import annotations

from ingest.outline import Outline, build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.find import find_provision


def outline(*texts: str) -> Outline:
    """An outline of blocks, of which those that begin with "ORDER" or a number and a capital are headings."""
    return build_outline(
        Reading(tuple(Block(t, BlockKind.HEADING, level=2) if t.isupper() or "\t" in t else Block(t) for t in texts)),
        "en",
    )


PLAIN = (
    "ORDER I - SHARING OF PLOTS",
    "1.\tWho may share",
    "(1) Two gardeners may share a plot.",
    "(2) They share it equally.",
    "2.\tNotice",
    "Notice is given in writing.",
    "ORDER II - WATER",
    "1.\tHours",
    "Plots are watered at night.",
    "2.\tBarrels",
    "A plot has one barrel.",
    "ORDER III - KEYS",
    "1.\tWho holds the key",
    "The treasurer holds it.",
    "2.\tLoss",
    "Loss is reported.",
)


def test_a_rule_is_of_its_order() -> None:
    made = outline(*PLAIN)
    assert [s.locator for s in made.sections if s.locator] == [
        "O. 1", "O. 1 r. 1", "O. 1 r. 1(1)", "O. 1 r. 1(2)", "O. 1 r. 2",
        "O. 2", "O. 2 r. 1", "O. 2 r. 2", "O. 3", "O. 3 r. 1", "O. 3 r. 2",
    ]  # fmt: skip
    for typed, said in (
        ("Order II, rule 1", "night"),
        ("O 2 r 1", "night"),
        ("rule 1(2) of Order 1", "equally"),
        ("Order 3", "treasurer"),
    ):
        found = find_provision(made.sections, typed, exact=True)
        assert found is not None and said in found.span.of(made.text), typed
    assert find_provision(made.sections, "Order 2, rule 3", exact=True) is None


def test_the_note_beside_a_rule_tells_its_order() -> None:
    made = outline(
        *(text for n in (1, 2, 3) for text in (
            f"ORDER {n} - OF WATER",
            f"4A.\tBarrels [Order {n}, rule 4A.]", f"A plot of Order {n} has a barrel.",
        )),
        "ORDER - WITHOUT A NUMBER",
        "5.\tPumps [Order 3, rule 5]", "A plot has no pump.",
    )  # fmt: skip
    assert [s.locator for s in made.sections if " r. " in s.locator] == [
        "O. 1 r. 4A", "O. 2 r. 4A", "O. 3 r. 4A", "O. 3 r. 5",
    ]  # fmt: skip


def test_orders_that_are_mentioned_divide_nothing() -> None:
    made = outline(
        "1.\tOrders", "Order 5 of the Rules of Court applies.", "2.\tSecond", "Text.", "3.\tThird", "Text.",
        "4.\tFourth", "Text.", "5.\tFifth", "Text.", "6.\tSixth", "Text.",
    )  # fmt: skip
    assert [s.locator for s in made.sections if s.locator] == [f"s. {n}" for n in range(1, 7)]
