"""Side headings that a text layer ran into the lines of the law."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.read import read
from ingest.read.side_headings import above_their_sections

CONTENTS = """ARRANGEMENT OF SECTIONS

1. Short title.
2. Meaning of garden.
3. Gates to be shut.
4. Keeper of keys.
5. Ladders left over-
night.
6. Water and
tools.

"""
RIGHT = """An Act to provide for gardens.

**1. This Act may be cited as the Gardens Act and it binds** Short title.
every gardener in the whole of the county without exception.

**2. In this Act a garden is a piece of land that is worked** Meaning of
by at least two persons who share the harvest among them. garden.

3. Whoever leaves a garden after the hour of sunset shall Gates to
close the gate behind him and shall see that it cannot be be shut.
opened from outside without a key.

4. The members shall choose one of them every spring to be Keeper of
the one who holds the keys of the gate and of the shed and keys.
who hands them out on request.

5. A ladder that has not been brought back to the shed may Ladders
be taken away by any other member on the next morning, and left over-

night.

its owner has no claim to another.

6. Every member may draw water from the well and borrow the Water and
spades, rakes and barrows of the garden for up to one week. tools.
"""


def texts(source: str) -> list[str]:
    return [block.text for block in read(source.encode(), name="act.md", language="en").blocks]


def test_they_are_taken_out_of_the_right_margin_and_head_their_sections() -> None:
    found = texts(CONTENTS + RIGHT)
    gate = next(i for i, text in enumerate(found) if text.startswith("3. Whoever"))
    assert found[gate].endswith("it cannot be opened from outside without a key.")
    assert found[gate - 1] == "Gates to be shut"
    assert (
        "5. A ladder that has not been brought back to the shed may be taken away by any other member on the next "
        in (" ".join(found))
    )
    assert "Ladders left over-night" in found or "Ladders left overnight" in found


def test_they_are_taken_out_of_the_left_margin() -> None:
    left = """An Act to provide for gardens.

Short title. 1. This Act may be cited as the Gardens Act and it binds
every gardener in the whole of the county without exception.

Meaning of 2. In this Act a garden is a piece of land that is worked
garden. by at least two persons who share the harvest among them.

Gates to 3. Whoever leaves a garden after the hour of sunset shall
be shut. close the gate behind him and shall see that it cannot be
opened from outside without a key.

Keeper 4. The members shall choose one of them every spring to be
of keys. the one who holds the keys of the gate and of the shed and
_Act 12,_ as the Sheds Act requires hands them out on request.

Ladders left 5. A ladder that has not been brought back to the shed may
overnight. be taken away by any other member on the next morning, and

Water and 6. Every member may draw water from the well and borrow the
tools. spades, rakes and barrows of the garden for up to one week.
"""
    found = " ".join(texts(CONTENTS + left))
    assert "2. In this Act a garden is a piece of land that is worked by at least two persons" in found
    assert "of the shed and as the Sheds Act requires" in found


def test_a_line_of_the_law_that_spells_a_title_stays() -> None:
    """The margin is beside full lines: "be shut" in the sentence is no side heading."""
    plain = RIGHT.replace(" Gates to\n", "\n").replace(" be shut.\n", "\n")
    assert "it cannot be opened" in " ".join(texts(CONTENTS + plain))
    headed = CONTENTS + "\n\n".join(f"{n}. The words of section {n} are those of the law." for n in range(1, 7))
    assert above_their_sections(headed) == headed


def test_without_an_arrangement_of_sections_nothing_is_touched() -> None:
    assert above_their_sections(RIGHT) == RIGHT


@given(st.text(alphabet="12. abHKLS*_\n-(", max_size=300))
def test_any_text_is_survived(text: str) -> None:
    assert isinstance(above_their_sections(CONTENTS + text), str)
