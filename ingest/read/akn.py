"""Akoma Ntoso (OASIS LegalDocML, https://docs.oasis-open.org/legaldocml/akn-core/v1.0/), versions 2.0 to 3.0.

Divisions become headings; articles, sections and their paragraphs get locators in the tradition of the document's
language (see :mod:`ingest.read.akn_locators`). Text that an act inserts into another act (``quotedStructure``) keeps
the locator of the provision that inserts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from ingest.read import akn_text as text
from ingest.read.akn_locators import Numbering
from ingest.read.blocks import BlockKind, Reading
from ingest.read.compose import BlockList, clean
from ingest.read.lines import paragraphs, without_furniture
from ingest.read.shapes import is_note, is_unfinished, item_level

__all__ = ["read", "read_tree"]

_DIVISIONS = "book part subpart title subtitle chapter subchapter division subdivision tome section subsection".split()
_UNITS = frozenset({"article", "rule", "clause", "section"})
_SUBDIVISIONS = frozenset(
    "paragraph subparagraph subsection subclause subrule list point indent alinea sublist item proviso transitional "
    "level hcontainer".split()
)
_NOTES = frozenset({"note", "authorialNote", "editorialNote", "remark", "commentary", "listNote"})
_SKIPPED = frozenset({"meta", "num", "heading", "subheading", "del", "componentInfo", "presentation"})
_FRACTION = re.compile(r"([IVXLC]{1,7})\s?\.[-–—]?\s")
_UPDATES = re.compile(r"AGGIORNAMENTO\s*\(")


@dataclass(frozen=True, slots=True)
class _Place:
    locator: str = ""
    level: int = 1  # of headings
    item: int = 0
    unit: bool = False  # inside an article or section
    quoted: bool = False


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read the bytes of an Akoma Ntoso document; see :func:`ingest.read.xml.parse` for what is refused."""
    from ingest.read.xml import parse

    return read_tree(parse(data, name=name), name=name, language=language)


def read_tree(root: etree._Element, *, name: str, language: str | None = None) -> Reading:
    """Read a parsed ``<akomaNtoso>``."""
    metadata = text.metadata(root)
    own = metadata.get("language", "")[:3]
    country = metadata.get("country", "").lower()[:2]
    walker = _Walker(Numbering.of(text.ISO_639_1.get(own, own[:2]) or language or "en", country))
    walker.measure(root)
    title = text.title(root)
    if title and not any(clean(text.inline(e)) == title for e in root.iter("{*}docTitle")):
        walker.out.add(title, BlockKind.HEADING, level=1)
    for child in root:
        walker.visit(child, _Place())
    return walker.out.reading(name, title=title, metadata=metadata)


class _Walker:
    def __init__(self, numbering: Numbering) -> None:
        self.out = BlockList()
        self.numbering = numbering
        self.lone_division: etree._Element | None = None
        self.label = ""  # number that waits for the text it stands before
        self.furniture: frozenset[str] = frozenset()
        self.continues = False  # the next words go on with the last sentence
        self.updates = False  # within the editor's account of amendments below an article

    def measure(self, root: etree._Element) -> None:
        """Look at the whole document: are its divisions real, and is a page's head printed within its text?"""
        divisions = [e for e in root.iter(*(f"{{*}}{tag}" for tag in _DIVISIONS)) if text.tag(e) != "section"]
        filled = [e for e in divisions if not _is_bare(e)]
        innermost = [e for e in filled if not any(other is not e and e in other.iterancestors() for other in filled)]
        if len(divisions) - len(filled) >= 3 and len(innermost) == 1:
            # All provisions under the last of many divisions: what stands before them is a list of divisions, no more
            self.lone_division = innermost[0]
            self.out.warn("the provisions are not placed in their divisions: the divisions are read as contents")
        self.furniture = text.page_furniture(root)

    def visit(self, element: etree._Element, place: _Place) -> None:
        tag = text.tag(element)
        if tag in _SKIPPED:
            return
        if tag in _NOTES:
            self.note(element, place)
        elif tag == "toc" or tag == "tocItem":
            self._contents(element)
        elif tag in ("quotedStructure", "embeddedStructure"):
            self._children(element, replace(place, quoted=True))
        elif tag in ("attachment", "annex") or (tag == "hcontainer" and "sched" in element.get("name", "")):
            self._annex(element, place)
        elif tag in _DIVISIONS and not place.unit and not self._is_unit(element):
            self._division(element, place)
        elif not place.unit and self._is_unit(element):
            self._unit(element, place)
        elif tag in _SUBDIVISIONS or tag in _DIVISIONS or tag in _UNITS or tag == "blockList" or tag == "li":
            self._subdivision(element, place)
        elif tag == "recital":
            self._subdivision(element, replace(place, locator="", unit=False))
        elif tag == "table":
            self._table(element, place)
        elif tag in ("img", "foreign"):
            self.out.warn("images and formulas without text are left out")
            self.prose(element.get("alt") or text.inline(element), place)
        elif text.is_prose(element):
            self._prose_of(element, place)
        else:
            self._children(element, place)

    def prose(self, words: str, place: _Place) -> None:
        """A paragraph of ``words``, the number that waits in front of it."""
        words = clean(self.numbering.unmarked(words))
        if not re.search(r"\w", words):
            return
        if self.label and words.startswith(self.label):
            self.label = ""
        words, self.label = clean(f"{self.label} {words}"), ""
        if self.continues and not is_note(words):
            self.continues = False
            if self._append_to_last(words):
                return
        if _UPDATES.match(words):
            self.updates = True
        kind = (
            BlockKind.NOTE if self.updates or is_note(words) else BlockKind.ITEM if place.item else BlockKind.PARAGRAPH
        )
        self.out.add(words, kind, level=place.item if kind is BlockKind.ITEM else 0, locator=place.locator)

    def note(self, element: etree._Element, place: _Place) -> None:
        marker = element.get("marker", "")
        self.out.add(f"{marker} {text.all_text(element)}", BlockKind.NOTE, locator=place.locator)

    def _children(self, element: etree._Element, place: _Place) -> None:
        if (element.text or "").strip():
            self.prose(element.text or "", place)
        for child in element:
            self.visit(child, place)
            if (child.tail or "").strip():
                self.prose(child.tail or "", place)

    def _prose_of(self, element: etree._Element, place: _Place) -> None:
        raw = text.inline(element)
        titled = element.find(".//{*}docTitle") is not None
        if (titled or text.tag(element) in ("docTitle", "longTitle", "shortTitle")) and not place.unit:
            self.out.add(raw, BlockKind.HEADING, level=1)
        elif text.is_hard_wrapped(raw):
            lines = [line for line in without_furniture([raw.split("\n")])[0] if clean(line) not in self.furniture]
            for part in paragraphs(lines):
                here = replace(place, item=max(place.item, item_level(part)))
                if place.unit and (roman := _FRACTION.match(part)) and self.numbering.language == "es":
                    here = replace(here, locator=self.numbering.subdivision(place.locator, roman[1], "point"))
                self.prose(part, here)
        else:
            self.prose(raw, place)
        for inner in element.iter(*(f"{{*}}{tag}" for tag in _NOTES)):
            self.note(inner, place)

    def _is_unit(self, element: etree._Element) -> bool:
        tag = text.tag(element)
        if tag == "section":  # a section of articles is a division, one of paragraphs is what is cited
            return next(element.iter("{*}article"), None) is None and self.numbering.sections_are_units
        return tag in _UNITS or (tag == "paragraph" and text.num(element).startswith("§"))

    def _division(self, element: etree._Element, place: _Place) -> None:
        tag, heading = text.tag(element), self.numbering.unmarked(text.heading(element))
        level = max(place.level + 1, 2 + _DIVISIONS.index(tag) // 2)
        if place.quoted:
            self.prose(heading, place)
        elif self.lone_division is not None and (
            _is_bare(element) or element is self.lone_division or element in self.lone_division.iterancestors()
        ):
            self.out.add(heading, BlockKind.CONTENTS)
            level = place.level
        else:
            self.out.add(heading, BlockKind.HEADING, level=level, locator=place.locator)
        self._children(element, replace(place, level=level))

    def _annex(self, element: etree._Element, place: _Place) -> None:
        head = next((e for e in (element, *element.iterdescendants()) if text.heading(e)), None)
        words = text.heading(head) if head is not None else ""
        locator = self.numbering.annex(words)
        if words:
            self.out.add(words, BlockKind.HEADING, level=2, locator=locator)
        self._children(element, _Place(locator=locator, level=2))

    def _unit(self, element: etree._Element, place: _Place) -> None:
        number, title = text.num(element), text.own_heading(element)
        first = text.first_words(element)
        opening = self.numbering.opening(first, number)
        if number and opening and not self.numbering.is_opening(first, number):
            # Taken from the middle of a sentence ("… a que se refiere el | Artículo 33 Bis de esta Ley;")
            self.continues = True
            self._children(element, replace(place, locator=self._last_locator(), unit=True))
            return
        self.updates = False
        locator = self.numbering.unit(opening or number, element, place.locator)
        here = replace(place, locator=place.locator if place.quoted else locator, unit=True)
        head = clean(self.numbering.unmarked(f"{opening or number} {title}"))
        if place.quoted:
            self.prose(head, here)
        else:
            self.out.add(head, BlockKind.HEADING, level=place.level + 1, locator=here.locator)
        if opening:
            text.drop_opening(element, opening)
        self._children(element, here)
        self._flush(here)

    def _subdivision(self, element: etree._Element, place: _Place) -> None:
        tag, number = text.tag(element), text.num(element)
        if not number and tag == "point":
            number = ""
        locator = place.locator
        if number and place.unit and not place.quoted:
            locator = self.numbering.subdivision(place.locator, number, tag)
        is_item = tag in ("point", "item", "indent", "li", "subparagraph", "subclause") or (
            place.unit and bool(item_level(number + " x")) and tag != "list"
        )
        here = replace(place, locator=locator, item=place.item + 1 if is_item else place.item)
        if number:
            self._flush(place)
            self.label = number
        if title := text.own_heading(element):
            words, self.label = f"{self.label} {title}", ""
            if place.quoted or is_item:
                self.prose(words, here)
            else:
                self.out.add(words, BlockKind.HEADING, level=place.level + 2, locator=locator)
        self._children(element, here)
        self._flush(here)

    def _flush(self, place: _Place) -> None:
        """A number after which no text came stands alone."""
        if self.label:
            words, self.label = self.label, ""
            self.prose(words, place)

    def _contents(self, element: etree._Element) -> None:
        items = list(element.iter("{*}tocItem")) or [element]
        for item in items:
            self.out.add(text.all_text(item), BlockKind.CONTENTS)

    def _table(self, element: etree._Element, place: _Place) -> None:
        self.prose(text.inline(element.find("{*}caption")), place)
        columns: tuple[str, ...] = ()
        for row in element.iter("{*}tr"):
            cells = [text.all_text(cell) for cell in row if text.tag(cell) in ("td", "th")]
            self.out.row(cells, locator=place.locator, columns=columns)
            if not columns and all(text.tag(cell) == "th" for cell in row):
                columns = tuple(cells)

    def _last_locator(self) -> str:
        """Locator of the provision that is open, without its subdivisions."""
        return next((b.locator for b in reversed(self.out.blocks) if b.kind is BlockKind.HEADING), "")

    def _append_to_last(self, words: str) -> bool:
        """Put ``words`` at the end of the last paragraph, if its sentence is unfinished."""
        for i in reversed(range(len(self.out.blocks))):
            block = self.out.blocks[i]
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
                if is_unfinished(block.text):
                    self.out.blocks[i] = replace(block, text=f"{block.text} {words}")
                    return True
                return False
            if block.kind is BlockKind.HEADING:
                return False
        return False


def _is_bare(element: etree._Element) -> bool:
    """A division of which only the head is there."""
    inner = [e for e in element.iter() if text.tag(e) in ("p", "content", "article", "paragraph")]
    return not any(re.search(r"\w", text.inline(e)) for e in inner)
