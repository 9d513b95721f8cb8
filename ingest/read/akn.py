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
from ingest.read.mixed import own_rows
from ingest.read.shapes import is_note, is_unfinished, item_level

__all__ = ["read", "read_tree"]

_DIVISIONS = "book part subpart title subtitle chapter subchapter division subdivision tome section subsection".split()
_UNITS = frozenset({"article", "rule", "clause", "section", "regulation"})
_SUBDIVISIONS = frozenset(
    "paragraph subparagraph subsection subclause subrule list point indent alinea sublist item proviso transitional "
    "level hcontainer".split()
)
_ITEMS = frozenset({"point", "item", "indent", "li", "subparagraph", "subclause"})
_NOTES = frozenset({"note", "authorialNote", "editorialNote", "commentary", "listNote"})
_SKIPPED = frozenset({"meta", "del", "componentInfo", "presentation"})
_HEAD = frozenset({"num", "heading", "subheading"})
_FRACTION = re.compile(r"([IVXLC]{1,7})\s?\.[-–—]?\s")
_UPDATES = re.compile(r"AGGIORNAMENTO\s*\(")
_ANNEX = re.compile(r"schedule$|annex$|appendix$", re.IGNORECASE)
_WHOLE = re.compile(r"\[?\d+[A-Z]{0,2}[.)\]]{0,2}")


@dataclass(frozen=True, slots=True)
class _Place:
    locator: str = ""
    level: int = 1  # of headings
    item: int = 0
    unit: bool = False  # inside an article or section
    quoted: bool = False
    annex: bool = False  # inside an attachment or schedule
    note: bool = False  # removed from the law


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read the bytes of an Akoma Ntoso document; see :func:`ingest.read.xml.parse` for what is refused."""
    from ingest.read.xml import parse

    return read_tree(parse(data, name=name), name=name, language=language)


def read_tree(root: etree._Element, *, name: str, language: str | None = None) -> Reading:
    """Read a parsed ``<akomaNtoso>``."""
    metadata = text.metadata(root)
    own = metadata.get("language", "")[:3]
    country = metadata.get("country", "").lower()[:2]
    walker = _Walker(root, Numbering.of(text.ISO_639_1.get(own, own[:2]) or language or "en", country))
    title = text.title(root)
    if title and not any(clean(text.inline(e)) == title for e in root.iter("{*}docTitle", "{*}longTitle")):
        walker.out.add(title, BlockKind.HEADING, level=1)
    for child in root:
        walker.visit(child, _Place())
    walker.rest()
    return walker.out.reading(name, title=title, metadata=metadata)


class _Walker:
    def __init__(self, root: etree._Element, numbering: Numbering) -> None:
        self.out = BlockList()
        self.numbering = numbering
        self.lone_division: etree._Element | None = None
        self.label = ""  # number that waits for the text it stands before
        self.furniture: frozenset[str] = frozenset()
        self.continues = False  # the next words go on with the last sentence
        self.updates = False  # within the editor's account of amendments below an article
        self.stored = {  # notes kept in the metadata, referred to from the text
            text.identifier(note): note for store in root.iter("{*}notes") for note in store if text.tag(note)
        }
        self.measure(root)

    def measure(self, root: etree._Element) -> None:
        """Look at the whole document: are its divisions real, and is a page's head printed within its text?"""
        divisions = [e for e in root.iter(*(f"{{*}}{tag}" for tag in _DIVISIONS)) if text.tag(e) != "section"]
        filled = [e for e in divisions if not _is_bare(e)]
        outer = {above for e in filled for above in e.iterancestors()}
        innermost = [e for e in filled if e not in outer]
        if len(divisions) - len(filled) >= 3 and len(innermost) == 1:
            # All provisions under the last of many divisions: what stands before them is a list of divisions, no more
            self.lone_division = innermost[0]
            self.out.warn("the provisions are not placed in their divisions: the divisions are read as contents")
        self.furniture = text.page_furniture(root)

    # -- the vocabulary -----------------------------------------------------------------------------------------------

    def visit(self, element: etree._Element, place: _Place) -> None:
        tag, role = text.tag(element), text.role(element)
        if not tag or tag in _SKIPPED:
            return
        if element.get("status") == "removed" and not place.note:
            self._flush(place)
            place = replace(place, note=True)
        if tag == "noteRef":
            self._refer(element, place)
        elif tag in _NOTES:
            self.note(element, place)
        elif tag == "toc" or tag == "tocItem":
            self._contents(element)
        elif tag in ("quotedStructure", "embeddedStructure"):
            self._flush(place)
            self._headed(element, replace(place, quoted=True))
        elif self._is_annex(element) and not place.quoted and not place.annex:
            self._annex(element, place)
        elif tag == "crossHeading" or (tag == "hcontainer" and role.lower() in ("crossheading", "heading")):
            self._cross_heading(element, place)
        elif self._is_division(element, place):
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
            self._headed(element, place)

    def prose(self, words: str, place: _Place) -> None:
        """A paragraph of ``words``, the number that waits in front of it."""
        words = clean(self.numbering.unmarked(words))
        if not words or (not self.label and not re.search(r"\w", words)):
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
        aside = self.updates or place.note or is_note(words)
        kind = BlockKind.NOTE if aside else BlockKind.ITEM if place.item else BlockKind.PARAGRAPH
        self.out.add(words, kind, level=place.item if kind is BlockKind.ITEM else 0, locator=place.locator)

    def heading(self, words: str, level: int, place: _Place) -> None:
        """A heading; of quoted or removed law it is text like any other."""
        self._flush(place)
        if place.quoted or place.note:
            self.prose(words, place)
        else:
            self.out.add(words, BlockKind.HEADING, level=level, locator=place.locator)

    # -- text and notes -----------------------------------------------------------------------------------------------

    def _children(self, element: etree._Element, place: _Place) -> None:
        """What is in ``element``, without its number and heading: they are read with it."""
        if text.is_mixed(element):
            for part in text.TEXT.runs(element):
                if isinstance(part, str):
                    self._running(part, place)
                elif text.tag(part) not in _HEAD:
                    self.visit(part, place)
            return
        for child in element:
            if text.tag(child) not in _HEAD:
                self.visit(child, place)

    def _headed(self, element: etree._Element, place: _Place) -> None:
        """A container of no legal rank, which may have a number and a heading of its own."""
        number, title = text.num(element), text.own_heading(element)
        here = place
        if title:
            words, self.label = clean(f"{self.label} {number} {title}"), ""
            if place.unit or place.item:
                self.prose(words, place)
            else:
                self.heading(words, place.level + 1, place)
                here = replace(place, level=place.level + 1)
        elif number:
            self._flush(place)
            self.label = number
        self._head_notes(element, place)
        self._children(element, here)
        if number:
            self._flush(here)

    def _prose_of(self, element: etree._Element, place: _Place) -> None:
        titled = element.find(".//{*}docTitle") is not None
        if (titled or text.tag(element) in ("docTitle", "longTitle", "shortTitle")) and not place.unit:
            self._flush(place)
            self.heading(text.inline(element), 2 if place.annex else 1, place)
            for note in text.TEXT.asides(element):
                self.visit(note, place)
            return
        for part in text.TEXT.runs(element):
            if isinstance(part, str):
                self._running(part, place)
            else:
                self.visit(part, place)

    def _running(self, raw: str, place: _Place) -> None:
        """Words as they stand, which may have kept the lines of a printed page."""
        if not text.is_hard_wrapped(raw):
            self.prose(raw, place)
            return
        lines = [line for line in without_furniture([raw.split("\n")])[0] if clean(line) not in self.furniture]
        for part in paragraphs(lines):
            here = replace(place, item=max(place.item, item_level(part)))
            if place.unit and (roman := _FRACTION.match(part)) and self.numbering.language == "es":
                here = replace(here, locator=self.numbering.subdivision(place.locator, roman[1], "point"))
            self.prose(part, here)

    def note(self, element: etree._Element, place: _Place) -> None:
        marker = element.get("marker", "")
        self.out.add(f"{marker} {text.all_text(element)}", BlockKind.NOTE, locator=place.locator)

    def _refer(self, element: etree._Element, place: _Place) -> None:
        """A reference to a note that is kept in the metadata; the note comes at its first reference."""
        note = self.stored.pop(element.get("href", "").removeprefix("#"), None)
        if note is not None:
            marker = element.get("marker") or note.get("marker", "")
            self.out.add(f"{marker} {text.all_text(note)}", BlockKind.NOTE, locator=place.locator)

    def rest(self) -> None:
        """Stored notes to which nothing refers."""
        for note in self.stored.values():
            self.note(note, _Place())

    def _head_notes(self, element: etree._Element, place: _Place) -> None:
        for child in element:
            if text.tag(child) in _HEAD:
                for note in text.TEXT.asides(child):
                    self.visit(note, place)

    def _flush(self, place: _Place) -> None:
        """A number after which no text came stands alone."""
        if self.label:
            words, self.label = self.label, ""
            self.prose(words, place)

    # -- divisions ----------------------------------------------------------------------------------------------------

    def _is_annex(self, element: etree._Element) -> bool:
        tag, parent = text.tag(element), element.getparent()
        if tag == "doc":
            return parent is not None and text.tag(parent) in ("attachments", "annexes")
        named = tag == "hcontainer" and _ANNEX.match(element.get("name", "").split("-")[-1]) is not None
        return tag in ("attachment", "annex") or (named and bool(text.heading(element)))

    def _is_division(self, element: etree._Element, place: _Place) -> bool:
        tag, role = text.tag(element), text.role(element)
        if role not in _DIVISIONS or place.unit or self._is_unit(element):
            return False
        return tag != "subsection" or not (place.quoted or self.numbering.sections_are_units)

    def _cross_heading(self, element: etree._Element, place: _Place) -> None:
        words = text.heading(element) or text.inline(element)
        if place.unit or place.item:
            self.prose(words, place)
        else:
            self.heading(words, place.level + 1, place)
        if not text.is_prose(element):
            self._head_notes(element, place)
            self._children(element, place)
            return
        for note in text.TEXT.asides(element):
            self.visit(note, place)

    def _division(self, element: etree._Element, place: _Place) -> None:
        role, heading = text.role(element), self.numbering.unmarked(text.heading(element))
        level = max(place.level + 1, 2 + _DIVISIONS.index(role) // 2)
        if self.lone_division is not None and (
            _is_bare(element) or element is self.lone_division or element in self.lone_division.iterancestors()
        ):
            self._flush(place)
            self.out.add(heading, BlockKind.CONTENTS)
            level = place.level
        else:
            self.heading(heading, level, place)
        self._head_notes(element, place)
        self._children(element, replace(place, level=level))

    def _annex(self, element: etree._Element, place: _Place) -> None:
        words = text.heading(element)
        named = _ANNEX.search(element.get("name", ""))
        locator = self.numbering.annex(words or text.first_heading(element), named[0] if named else text.tag(element))
        here = _Place(locator=locator, level=2, annex=True, note=place.note)
        if words:
            self.heading(words, 2, here)
            self._head_notes(element, here)
        self._children(element, here)

    # -- provisions ---------------------------------------------------------------------------------------------------

    def _is_unit(self, element: etree._Element) -> bool:
        role = text.role(element)
        if role == "section":  # a section of articles is a division, one of paragraphs is what is cited
            marked = text.num(element).startswith("§") or self.numbering.sections_are_units
            return marked and next(element.iter("{*}article"), None) is None
        return role in _UNITS or (role == "paragraph" and text.num(element).startswith("§"))

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
        self.heading(clean(self.numbering.unmarked(f"{opening or number} {title}")), place.level + 1, here)
        self._head_notes(element, here)
        if opening:
            text.drop_opening(element, opening)
        self._children(element, here)
        self._flush(here)

    def _subdivision(self, element: etree._Element, place: _Place) -> None:
        tag, number = text.tag(element), text.num(element) or (element.get("value", "") if _is_li(element) else "")
        here = place
        if number and not place.quoted:
            if place.unit:
                here = replace(place, locator=self.numbering.subdivision(place.locator, number, tag))
            elif tag == "paragraph" and _WHOLE.fullmatch(number):  # of a judgment, a schedule or a resolution
                here = replace(place, locator=self.numbering.unit(number, element, place.locator), unit=True)
        is_item = tag in _ITEMS or (place.unit and bool(item_level(number + " x")) and tag != "list")
        here = replace(here, item=place.item + 1 if is_item else place.item)
        if number:
            self._flush(place)
            self.label = number
        if title := text.own_heading(element):
            words, self.label = f"{self.label} {title}", ""
            if is_item:
                self.prose(words, here)
            else:
                self.heading(words, place.level + 2, here)
        self._head_notes(element, here)
        self._children(element, here)
        if number:
            self._flush(here)

    # -- contents and tables ------------------------------------------------------------------------------------------

    def _contents(self, element: etree._Element) -> None:
        entries = [element] if text.tag(element) == "tocItem" or not len(element) else list(element)
        for entry in entries:
            self.out.add(text.all_text(entry), BlockKind.CONTENTS)

    def _table(self, element: etree._Element, place: _Place) -> None:
        self._flush(place)
        self.prose(text.inline(element.find("{*}caption")), place)
        columns: tuple[str, ...] = ()
        kind = BlockKind.NOTE if place.note else BlockKind.ROW
        for row in own_rows(element):
            cells = [cell for cell in row if text.tag(cell) in ("td", "th")]
            texts = [text.all_text(cell) for cell in cells]
            self.out.row(texts, locator=place.locator, columns=columns, kind=kind)
            if not columns and cells and all(text.tag(cell) == "th" for cell in cells):
                columns = tuple(texts)
            for cell in cells:
                for note in text.TEXT.asides(cell):
                    self.visit(note, place)

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


def _is_li(element: etree._Element) -> bool:
    return text.tag(element) == "li"


def _is_bare(element: etree._Element) -> bool:
    """A division of which only the head is there."""
    inner = element.iter("{*}p", "{*}content", "{*}article", "{*}paragraph")
    return not any(re.search(r"\w", text.inline(e)) for e in inner)
