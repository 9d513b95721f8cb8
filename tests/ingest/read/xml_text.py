"""An independent account of the text in an XML document, to hold against the blocks of a reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from ingest.read.blocks import Block, BlockKind

FIXTURES = Path(__file__).parent / "fixtures"

Test = Callable[[etree._Element], bool]


def letters(text: str) -> str:
    """``text`` without anything but letters and digits."""
    return re.sub(r"[\W_]+", "", text)


def name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def text_nodes(root: etree._Element, *, skip: Test) -> Iterator[str]:
    """Text nodes in document order, none of those in elements for which ``skip`` is true."""
    if not isinstance(root.tag, str) or skip(root):
        return
    if root.text:
        yield root.text
    for child in root:
        yield from text_nodes(child, skip=skip)
        if child.tail:
            yield child.tail


def stream(root: etree._Element, *, skip: Test) -> str:
    return letters("".join(text_nodes(root, skip=skip)))


def stream_of(blocks: Iterable[Block], *kinds: BlockKind) -> str:
    """Letters and digits of the blocks of these kinds, in order."""
    return letters("".join(block.text for block in blocks if block.kind in kinds))


LAW = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)


class Maker:
    """Builds documents whose every word is new, by the choices of hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0

    def word(self) -> str:
        self.count += 1
        return f"w{self.count:04d}"

    def maybe(self, xml: Callable[[], str]) -> str:
        return xml() if self.draw(st.booleans()) else ""

    def some(self, xml: Callable[[], str], most: int = 2) -> str:
        return "".join(xml() for _ in range(self.draw(st.integers(1, most))))
