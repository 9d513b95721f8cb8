"""UK legislation in Crown Legislation Markup Language, the ``data.xml`` of legislation.gov.uk.

Schema: https://www.legislation.gov.uk/schema/legislation.xsd. Locators are those of UK citation: "s. 7(1)(b)(ii)" in
Acts, "reg. 3(1)", "art. 3" or "r. 3" in instruments, "Sch. 1 para. 2(1)(a)" in schedules. The new wording of another
law (``BlockAmendment``) keeps the locator of the provision that inserts it. Annotations and footnotes follow the
provision that refers to them. Provisions that are not in force on the day of the text are notes.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from lxml import etree

from ingest.read.blocks import BlockKind, Reading
from ingest.read.clml_notes import STORES, Notes
from ingest.read.clml_text import TEXT, Tradition, bare_number, list_label, metadata, printed_number, schedule_number
from ingest.read.clml_text import title as title_of
from ingest.read.compose import BlockList, clean
from ingest.read.mixed import local, own_rows

__all__ = ["ROOT", "read", "read_tree"]

ROOT = "Legislation"

_DIVISIONS = {
    "Group": 2, "EUPart": 3, "EUTitle": 4, "Part": 3, "Chapter": 4, "EUChapter": 5, "Pblock": 5, "EUSection": 6,
    "PsubBlock": 6, "EUSubsection": 7, "Division": 7, "Appendix": 2, "Attachment": 2, "AttachmentGroup": 2,
}  # fmt: skip
_GROUP_LEVEL, _PROVISION_LEVEL = 8, 9
_PROVISION = re.compile(r"P([1-7])")
_HEADS = frozenset({"Number", "Title", "Subtitle", "TitleBlock", "Pnumber"})
_SKIPPED = frozenset({"Metadata", "Resources", "Pnumber", "CommentaryRef", "FootnoteRef", "MarginNoteRef"})
_NOTES = frozenset({"ExplanatoryNotes", "EarlierOrders", "Correction", "Versions", "Footnote", "Commentary"})
_PRELIMS = frozenset({"PrimaryPrelims", "SecondaryPrelims", "EUPrelims", "ENprelims"})
_APART = frozenset({"Appendix", "Attachment", "AttachmentGroup"})
_ONE_LINE = frozenset({"MadeDate", "LaidDate", "LaidDraft", "SiftedDate", "ComingIntoForceClauses", "Subject"})
_NOT_IN_FORCE = frozenset({"Prospective", "Discarded"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is."""

    locator: str = ""
    prefix: str = ""  # of a schedule: "Sch. 1 "
    item: int = 0
    quoted: bool = False  # the wording of another law, or a numbering apart: numbers are not this law's
    note: bool = False  # not law in force
    unit: bool = False  # inside a provision
    annex: bool = False  # inside a schedule
    listed: bool = False  # inside the item of a list
    restarts: bool = False  # the parts of the schedule number their paragraphs anew


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read the bytes of a CLML document; see :func:`ingest.read.xml.parse` for what is refused."""
    from ingest.read.xml import parse

    return read_tree(parse(data, name=name), name=name, language=language)


def read_tree(root: etree._Element, *, name: str, language: str | None = None) -> Reading:
    """Read a parsed ``<Legislation>``."""
    about = metadata(root)
    if language:
        about.setdefault("language", language)
    walker = _Walker(root)
    title = title_of(root)
    if next(root.iter(*(f"{{*}}{tag}" for tag in _PRELIMS)), None) is None:  # a part of a law, delivered alone
        walker.out.add(title, BlockKind.HEADING, level=1)
    if next(root.iter("{*}Image", "{*}IncludedDocument", "{*}Include"), None) is not None:
        walker.out.warn("images and attached documents are left out")
    for child in root:
        walker.visit(child, _Place())
    walker.rest()
    return walker.out.reading(name, title=title, metadata=about)


class _Walker:
    def __init__(self, root: etree._Element) -> None:
        self.out = BlockList()
        self.tradition = Tradition.of(root)
        self.label = ""  # number that waits for the text it stands before
        self.notes = Notes(root)
        self.in_force = any(
            not any(_is_marked(e) for e in (p1, *p1.iterancestors())) for p1 in root.iter("{*}P1")
        )  # some provision is

    # -- the vocabulary -----------------------------------------------------------------------------------------------

    def visit(self, element: etree._Element, place: _Place) -> None:
        tag = local(element)
        if not tag or tag in STORES or tag in _SKIPPED:
            self.notes.refer(element, place.locator)
            return
        self.notes.refer(element, place.locator)
        if self._is_not_in_force(element):
            place = replace(place, note=True)
        if tag == "Contents":
            self._contents(element)
        elif tag in _PRELIMS:
            self._prelims(element, place)
        elif tag in ("Schedule", "Schedules"):
            self._schedule(element, place)
        elif tag in _DIVISIONS:
            self._division(element, place)
        elif tag in ("P1group", "P2group", "P3group"):
            self._group(element, place)
        elif tag == "P1":
            self._provision(element, place, "")
        elif found := _PROVISION.fullmatch(tag):
            self._subdivision(element, place, int(found[1]))
        elif tag in ("BlockAmendment", "BlockExtract"):
            self._flush(place)
            self._children(element, replace(place, quoted=True))
        elif tag in ("OrderedList", "UnorderedList", "KeyList"):
            self._list(element, place)
        elif tag == "table":
            self._table(element, place)
        elif tag == "AppendText":
            self._append(element, place)
        elif tag in _NOTES:
            self._children(element, replace(place, note=True))
        elif tag in _ONE_LINE or (tag == "ComingIntoForce" and element.find("{*}DateText") is not None):
            self.text(" ".join(TEXT.text(child) for child in element), place)
            self.notes.refer_within(element, place.locator)
        else:
            self._children(element, place)

    def text(self, words: str, place: _Place) -> None:
        """A paragraph, the number that waits in front of it."""
        words = clean(words)
        if not words:
            return
        if self.label:
            words, self.label = f"{self.label} {words}", ""
        kind = BlockKind.NOTE if place.note else BlockKind.ITEM if place.item else BlockKind.PARAGRAPH
        self.out.add(words, kind, level=place.item if kind is BlockKind.ITEM else 0, locator=place.locator)

    def heading(self, words: str, level: int, place: _Place) -> None:
        if place.note:
            self.text(words, place)
        elif place.quoted:
            self.text(words, replace(place, item=0))
        else:
            self.out.add(words, BlockKind.HEADING, level=level, locator=place.locator)

    def _children(self, element: etree._Element, place: _Place) -> None:
        """Running text and blocks of ``element``; a number or title in it is text."""
        self.notes.refer_inline(element, place.locator)
        for part in TEXT.runs(element):
            if isinstance(part, str):
                self.text(part, place)
            else:
                self.visit(part, place)

    def _body(self, element: etree._Element, place: _Place) -> None:
        """The children of a division or provision, without its head."""
        for child in element:
            if local(child) not in _HEADS:
                self.visit(child, place)

    # -- head of the document -----------------------------------------------------------------------------------------

    def _contents(self, element: etree._Element) -> None:
        """One line for each entry: its number and its title."""
        for entry in element.iter():
            parts = [TEXT.text(c) for c in entry if local(c) in ("ContentsNumber", "ContentsTitle")]
            self.out.add(" ".join(parts), BlockKind.CONTENTS)

    def _prelims(self, element: etree._Element, place: _Place) -> None:
        for child in element:
            if local(child) in ("Title", "MultilineTitle"):
                self.out.add(TEXT.text(child), BlockKind.HEADING, level=1)
                self.notes.refer_within(child, place.locator)
            elif local(child) == "DateOfEnactment":
                self.text(TEXT.text(child), place)
                self.notes.refer_within(child, place.locator)
            else:
                self.visit(child, place)
        self._emit_notes()

    # -- divisions ----------------------------------------------------------------------------------------------------

    def _head(self, element: etree._Element, place: _Place) -> str:
        """Number and titles of a division; notes referred to in them become pending."""
        parts = []
        for child in element:
            if local(child) == "TitleBlock":
                parts.append(self._head(child, place))
            elif local(child) in _HEADS:
                parts.append(TEXT.text(child))
                self.notes.refer_within(child, place.locator)
        return clean(" ".join(parts))

    def _division(self, element: etree._Element, place: _Place) -> None:
        tag = local(element)
        if not place.quoted:
            self._emit_notes()
        titled = any(local(child) in ("Title", "TitleBlock") for child in element)
        if tag == "Division" and not titled:  # a recital or a numbered paragraph of an EU act
            self._flush(place)
            self.label = printed_number(element.find("{*}Number"), tag)
            self._body(element, place)
            self._flush(place)
            return
        here = replace(place, locator="") if tag in _APART else place
        number = bare_number(element.find("{*}Number"))
        if tag == "Part" and place.annex and not place.quoted and number and place.restarts:
            here = replace(place, prefix=f"{place.locator} Pt. {number} ")
        level = _DIVISIONS[tag] + (1 if place.annex else 0)
        self.heading(self._head(element, here), min(level, _GROUP_LEVEL), here)
        # The paragraphs of an appendix are numbered apart, and nobody cites them as the law's own
        self._body(element, replace(here, quoted=True) if tag in _APART else here)

    def _schedule(self, element: etree._Element, place: _Place) -> None:
        if local(element) == "Schedules":
            if words := self._head(element, place):
                self.heading(words, 2, place)
            self._body(element, place)
            return
        head = self._head(element, place)
        if place.quoted:
            self.heading(head, 2, place)
            self._body(element, place)
            return
        self._emit_notes()
        number = schedule_number(clean(TEXT.text(element.find("{*}Number"))), element.get("id", ""))
        locator = f"Sch. {number}".strip()
        restarts = _restarts(element)
        here = _Place(locator=locator, prefix=f"{locator} ", annex=True, note=place.note, restarts=restarts)
        self.heading(head, 2, here)
        self._body(element, here)
        self._emit_notes()

    # -- provisions ---------------------------------------------------------------------------------------------------

    def _group(self, element: etree._Element, place: _Place) -> None:
        """Provisions with a common title; where it is one provision, the title is its own."""
        tag = local(element)
        words = self._head(element, place)
        inner = [child for child in element if local(child) == tag.removesuffix("group")]
        if tag == "P1group" and len(inner) == 1 and not place.quoted:
            for child in element:
                if child is inner[0]:
                    note = place.note or self._is_not_in_force(child)
                    self.notes.refer(child, place.locator)
                    self._provision(child, replace(place, note=note), words)
                elif local(child) not in _HEADS:
                    self.visit(child, place)
            return
        here = place
        if tag != "P1group" and not place.quoted and len(inner) == 1:
            here = replace(place, locator=self._extended(place, inner[0]))
        self._flush(place)
        self.heading(words, _GROUP_LEVEL if tag == "P1group" else _PROVISION_LEVEL + 1, replace(here, item=0))
        self._body(element, place)

    def _provision(self, element: etree._Element, place: _Place, title: str) -> None:
        """A section, regulation, article, rule or paragraph of a schedule."""
        pnumber = element.find("{*}Pnumber")
        number, printed = bare_number(pnumber), printed_number(pnumber, "P1")
        if place.quoted or place.unit:
            self._flush(place)
            self.heading(title, _PROVISION_LEVEL, place)
            self.label = printed
            self.notes.refer_within(pnumber, place.locator)
            self._body(element, replace(place, item=0))
            self._flush(place)
            return
        self._emit_notes()
        sign = "para." if place.annex else self.tradition.sign(element.get("id", ""))
        locator = f"{place.prefix}{sign} {number}" if number else place.locator
        here = replace(place, locator=locator, unit=True, item=0)
        self.notes.refer_within(pnumber, here.locator)
        self.heading(f"{printed} {title}", _PROVISION_LEVEL, here)
        self._body(element, here)
        self._flush(here)
        self._emit_notes()

    def _subdivision(self, element: etree._Element, place: _Place, depth: int) -> None:
        pnumber = element.find("{*}Pnumber")
        item = place.item + 1 if place.listed else max(0, depth - 2)
        here = replace(place, locator=self._extended(place, element), item=item)
        self._flush(place)
        self.label = printed_number(pnumber, local(element))
        self.notes.refer_within(pnumber, here.locator)
        self._body(element, here)
        self._flush(here)

    def _extended(self, place: _Place, element: etree._Element) -> str:
        """The locator of a subdivision. Without a provision around it, its number says nothing."""
        number = bare_number(element.find("{*}Pnumber"))
        if not number or place.quoted or not place.unit:
            return place.locator
        return f"{place.locator}({number})"

    def _list(self, element: etree._Element, place: _Place) -> None:
        position = 0
        self._flush(place)
        for child in element:
            if local(child) not in ("ListItem", "KeyListItem"):
                self.visit(child, place)
                continue
            position += 1
            # Paragraphs within a definition are numbered apart from those of the provision
            here = replace(place, item=place.item + 1, quoted=True, listed=True)
            self.label = list_label(child, position)
            self._children(child, here)
            self._flush(here)

    def _append(self, element: etree._Element, place: _Place) -> None:
        """Words that go on after a quotation in blocks, as "; and" does."""
        words = clean(TEXT.text(element))
        self.notes.refer_inline(element, place.locator)
        if words and self.out.blocks and not self.label and not words[0].isalnum():
            last = self.out.blocks[-1]
            self.out.blocks[-1] = replace(last, text=f"{last.text}{words}")
        else:
            self.text(words, place)

    def _flush(self, place: _Place) -> None:
        """A number after which no text came stands alone."""
        if self.label:
            words, self.label = self.label, ""
            self.text(words, place)

    # -- tables -------------------------------------------------------------------------------------------------------

    def _table(self, element: etree._Element, place: _Place) -> None:
        self._flush(place)
        columns: tuple[str, ...] = ()
        kind = BlockKind.NOTE if place.note else BlockKind.ROW
        for child in element:
            if local(child) == "caption":
                self.text(TEXT.text(child), place)
        for row in own_rows(element):
            cells = [cell for cell in row if local(cell) in ("td", "th")]
            in_head = local(row.getparent()) == "thead" or all(local(cell) == "th" for cell in cells)
            texts = [TEXT.text(cell) for cell in cells]
            self.out.row(texts, locator=place.locator, columns=() if in_head else columns, kind=kind)
            if in_head and not columns:
                columns = tuple(map(clean, texts))
            for note in TEXT.asides(row):
                self.visit(note, place)
            self.notes.refer_within(row, place.locator)

    # -- notes --------------------------------------------------------------------------------------------------------

    def _emit_notes(self) -> None:
        while taken := self.notes.take():  # a note may refer to another
            for note, locator in taken:
                self._children(note, _Place(locator=locator, note=True))

    def rest(self) -> None:
        """Notes that are left, at the end of the document."""
        self._emit_notes()
        for note in self.notes.rest():
            self._children(note, _Place(note=True))

    def _is_not_in_force(self, element: etree._Element) -> bool:
        """Whether the text marks ``element`` as no law on its day.

        Source: legislation.gov.uk developer documentation, "XML format": ``Match="false"`` marks what is not valid on
        the day, ``Status`` why. Repealed provisions are shown as dots, and a law that is wholly prospective is read.
        """
        if not self.in_force or element.get("Match") != "false":
            return False
        repealed = element.get("Status") == "Repealed" and re.search(r"[^\W\d_]{3}", TEXT.text(element)) is not None
        return repealed or _is_marked(element)


def _is_marked(element: etree._Element) -> bool:
    return element.get("Match") == "false" and element.get("Status") in _NOT_IN_FORCE


def _restarts(schedule: etree._Element) -> bool:
    """Whether a schedule numbers the paragraphs of each part anew, so that a locator must name the part."""
    numbers = Counter(
        bare_number(p1.find("{*}Pnumber"))
        for p1 in schedule.iter("{*}P1")
        if not any(local(e) in ("BlockAmendment", "BlockExtract", "ListItem") for e in p1.iterancestors())
    )
    return any(n > 1 for number, n in numbers.items() if number)
