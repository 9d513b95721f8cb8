"""Mixed content of XML: running text, and the elements that stand for themselves within it.

A paragraph may hold a list, a table or quoted provisions between its words, and notes in the middle of a sentence.
``Vocabulary.runs`` takes it apart in reading order, so that each word comes once and words of two blocks never join.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

__all__ = ["Vocabulary", "local", "own_rows"]


def local(element: etree._Element) -> str:
    """Name of an element without its namespace; "" for a comment or a processing instruction."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def own_rows(table: etree._Element) -> list[etree._Element]:
    """The rows of an XHTML table, not those of tables in its cells."""
    rows: list[etree._Element] = []
    for child in table:
        if local(child) == "tr":
            rows.append(child)
        elif local(child) in ("thead", "tbody", "tfoot"):
            rows += own_rows(child)
    return rows


def _no_special(element: etree._Element) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How the elements of one vocabulary behave in running text. What is in none of the sets is a block."""

    inline: frozenset[str]  # part of the sentence
    aside: frozenset[str] = frozenset()  # a note: handed over after the run in which it stands
    space: frozenset[str] = frozenset()  # a line break or the like
    dropped: frozenset[str] = frozenset()  # no text of the document
    special: Callable[[etree._Element], str | None] = _no_special  # the words that an element stands for, if it does

    def runs(self, element: etree._Element) -> Iterator[str | etree._Element]:
        """Running text and the blocks that interrupt it, as they follow one another in ``element``.

        Notes come after the text in which they are referred to. White space is as in the source.
        """
        words: list[str] = []
        asides: list[etree._Element] = []
        for part in self._parts(element):
            if isinstance(part, str):
                words.append(part)
            elif local(part) in self.aside:
                asides.append(part)
            else:
                if text := "".join(words):
                    yield text
                yield from asides
                words, asides = [], []
                yield part
        if text := "".join(words):
            yield text
        yield from asides

    def text(self, element: etree._Element | None) -> str:
        """Running text of ``element`` without its notes; blocks in it are set apart by spaces."""
        if element is None:
            return ""
        return "".join(
            part if isinstance(part, str) else "" if local(part) in self.aside else f" {self.text(part)} "
            for part in self._parts(element)
        )

    def asides(self, element: etree._Element) -> list[etree._Element]:
        """Notes anywhere in ``element``, none of those within another."""
        found: list[etree._Element] = []
        for part in self._parts(element):
            if not isinstance(part, str):
                found += [part] if local(part) in self.aside else self.asides(part)
        return found

    def is_running(self, element: etree._Element) -> bool:
        """Whether nothing in ``element`` is a block."""
        return all(isinstance(part, str) or local(part) in self.aside for part in self._parts(element))

    def _parts(self, element: etree._Element) -> Iterator[str | etree._Element]:
        if element.text:
            yield element.text
        for child in element:
            name = local(child)
            if (written := self.special(child)) is not None:
                yield written
            elif name in self.space:
                yield " "
            elif name in self.inline:
                yield from self._parts(child)
            elif name and name not in self.dropped:
                yield child
            if child.tail:
                yield child.tail
