"""A text cut into blocks is still the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.reading import LONGEST, Block, PageMark, Run, blocks, shown_span
from kb.model import Section, Span

LINES = st.text(alphabet="ab \né🥖", min_size=1, max_size=60)


def section(start: int, end: int, heading: str = "", level: int = 1) -> Section:
    return Section(0, None, level, heading, "", Span(start, end), start + len(heading))


def runs(found: list[Block]) -> list[Run]:
    return [part for block in found for part in block.parts if isinstance(part, Run)]


def squeezed(text: str) -> str:
    """Without blank lines and line ends, which blocks do not hold."""
    return "".join(line for line in text.split("\n") if line.strip())


@given(text=LINES, data=st.data())
def test_blocks_join_to_what_is_shown_and_marks_to_what_is_cited(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    shown = Span(*sorted((data.draw(places), data.draw(places))))
    inside = st.integers(shown.start, shown.end)
    cited = Span(*sorted((data.draw(inside), data.draw(inside))))
    pages = [(offset, n, None) for n, offset in enumerate(sorted(data.draw(st.lists(places, max_size=4))), 1)]
    found = blocks(text, shown, [], pages, cited)
    assert "".join(run.text for run in runs(found)) == squeezed(shown.of(text))
    marked = "".join(run.text for run in runs(found) if run.cited)
    assert marked.replace(" ", "") == cited.of(text).replace("\n", "").replace(" ", "")
    assert sum(run.first for run in runs(found)) == (1 if marked else 0)


def test_a_page_mark_stands_where_the_page_begins() -> None:
    text = "one two\nthree"
    found = blocks(text, Span(0, len(text)), [], [(0, 1, "i"), (4, 2, None), (8, 3, None)])
    assert [block.parts for block in found] == [
        (PageMark(1, "i"), Run("one "), PageMark(2, None), Run("two")),
        (PageMark(3, None), Run("three")),
    ]


def test_a_part_of_the_text_begins_with_the_page_it_is_on() -> None:
    text = "one\ntwo\nthree"
    found = blocks(text, Span(4, len(text)), [], [(0, 1, None), (2, 2, None), (8, 3, None)])
    assert [block.parts[0] for block in found] == [PageMark(2, None), PageMark(3, None)]


def test_headings_are_lines_of_their_own() -> None:
    text = "Title\n\n1. First\nbody\n2. Second goes on\nbody"
    sections = [section(0, 43, "Title"), section(7, 20, "1. First", 2), section(21, 43, "2. Second", 2)]
    found = blocks(text, Span(0, len(text)), sections, [])
    assert [block.level for block in found] == [1, 2, 0, 0, 0]


def test_what_is_shown_of_a_text() -> None:
    short, long = "x" * LONGEST, "word \n" * LONGEST
    cited = Span(100_000, 100_050)
    assert shown_span(short, [], None) == Span(0, len(short))
    beginning = shown_span(long, [], None)
    assert beginning.start == 0 and LONGEST - 2000 < beginning.end <= LONGEST
    fitting = [section(0, len(long)), section(90_000, 120_000), section(99_990, 100_100)]
    assert shown_span(long, fitting, cited) == Span(90_000, 120_000)
    window = shown_span(long, [section(0, len(long))], cited)
    assert window.contains(cited) and len(window) < LONGEST
    assert long[window.start - 1] == "\n"
