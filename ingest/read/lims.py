"""Canadian federal Acts and regulations in the XML of the Justice Laws Website (LIMS).

Schema: https://laws-lois.justice.gc.ca/ ("Statute" and "Regulation" DTDs). Locators follow the citation of Canadian
law: "s. 8(1)(a)" in English, "art. 8(1)a)" in French, "Sch. 1 s. 2" and "ann. 1 art. 2" in schedules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from ingest.read.blocks import BlockKind, Reading
from ingest.read.compose import BlockList, clean

__all__ = ["ROOTS", "read", "read_tree"]

ROOTS = frozenset({"Statute", "Regulation", "Act"})

_INLINE = frozenset(
    [
        "XRefExternal",
        "XRefInternal",
        "DefinedTermEn",
        "DefinedTermFr",
        "DefinitionRef",
        "DefinitionEnOnly",
        "DefinitionFrOnly",
        "Emphasis",
        "Language",
        "Repealed",
        "Sup",
        "Sub",
        "Ins",
        "Del",
        "FootnoteRef",
        "FormBlank",
        "Leader",
        "LeaderRightJustified",
        "LineBreak",
        "PageBreak",
        "Separator",
        "Fraction",
        "Numerator",
        "Denominator",
        "Fragment",
        "FormulaParagraphRef",
        "Formula",
        "FormulaText",
        "FormulaTerm",
        "FormulaConnector",
        "AlternateText",
        "LongTitle",
        "ShortTitle",
        "Citation",
        "Intertitle",
        "MathInline",
        "math",
        "mi",
        "mo",
        "mn",
        "mrow",
        "msub",
        "msup",
        "mfrac",
        "mtext",
        "SmallCaps",
        "Underline",
    ]
)
_SUBDIVISIONS = {"Paragraph": 1, "Subparagraph": 2, "Clause": 3, "Subclause": 4, "Subsubclause": 5}
_CONTINUED = frozenset(
    [
        "ContinuedSectionSubsection",
        "ContinuedParagraph",
        "ContinuedSubparagraph",
        "ContinuedClause",
        "ContinuedSubclause",
        "ContinuedDefinition",
        "ContinuedFormulaParagraph",
    ]
)
_NOTES = frozenset({"HistoricalNote", "Footnote", "ReaderNote", "Note"})
_PROVISIONS = re.compile(r",\s*(?:ss?|arts?|par|al|sch|ann)\.?\s.*$")
_SKIPPED = frozenset({"Identification", "RecentAmendments", "Label", "MarginalNote", "Footnote", "colspec"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the locator in force, the depth of items, and whether this is law in force."""

    locator: str = ""
    prefix: str = ""  # of a schedule: "Sch. 1 "
    item: int = 0
    defining: bool = False  # inside a definition, whose paragraphs are numbered apart from the section's
    quoted: bool = False  # text that amends another provision: its numbers are not this law's
    note: bool = False  # not in force
    act: str = ""  # "2011, c. 25": the amending Act whose provisions these are


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read the bytes of a LIMS document; see :func:`ingest.read.xml.parse` for what is refused."""
    from ingest.read.xml import parse

    return read_tree(parse(data, name=name), name=name, language=language)


def read_tree(root: etree._Element, *, name: str, language: str | None = None) -> Reading:
    """Read a parsed ``<Statute>`` or ``<Regulation>``."""
    own = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    walker = _Walker(french=(own or language or "en").startswith("fr"))
    title = walker.identification(root)
    for child in root:
        walker.visit(child, _Place())
    return walker.out.reading(name, title=title, metadata=_metadata(root))


class _Walker:
    def __init__(self, *, french: bool) -> None:
        self.out = BlockList()
        self.unit, self.schedule = ("art. ", "ann. ") if french else ("s. ", "Sch. ")
        self.level = 1  # of the last heading

    def identification(self, root: etree._Element) -> str:
        """Emit the title page; return the title."""
        head = root.find("Identification")
        if head is None:
            return ""
        long, short = (_inline(head.find(tag)) for tag in ("LongTitle", "ShortTitle"))
        title = short or long
        self.out.add(title, BlockKind.HEADING, level=1)
        for element in (head.find("InstrumentNumber"), head.find("EnablingAuthority")):
            self.out.add(_all_text(element))
        if long != title:
            self.out.add(long)
        return title

    def visit(self, element: etree._Element, place: _Place) -> None:
        """Emit ``element``; each branch is one part of the vocabulary."""
        tag = _tag(element)
        if tag in _SKIPPED:
            return
        if tag == "Heading":
            self._heading(element, place)
        elif tag == "Section":
            self._section(element, place)
        elif tag in ("Subsection", *_SUBDIVISIONS):
            self._subdivision(element, place)
        elif tag in ("Definition", "Item", "Provision"):
            self._labelled(element, place)
        elif tag in _NOTES:
            self.note(element, place)
        elif tag == "Schedule":
            self._schedule(element, place)
        elif tag == "tgroup":
            self._table(element, place)
        elif tag == "RelatedOrNotInForce":
            cited = clean(_inline(element.find("Heading/TitleText"))).lstrip("—– ")
            self._children(element, replace(place, act=_PROVISIONS.sub("", cited)))
        elif tag in ("AmendedText", "QuotedText"):
            self._children(element, replace(place, quoted=True))
        elif tag in ("Image", "ImageGroup"):
            self.out.warn("images are left out")
            self._children(element, place)
        elif _is_leaf(element):
            self.text(_inline(element), place, continued=tag in _CONTINUED)
            self._footnotes(element, place)
        else:
            self._children(element, place)

    def text(self, text: str, place: _Place, *, continued: bool = False) -> None:
        kind = BlockKind.NOTE if place.note else BlockKind.ITEM if place.item and not continued else BlockKind.PARAGRAPH
        self.out.add(text, kind, level=place.item if kind is BlockKind.ITEM else 0, locator=place.locator)

    def note(self, element: etree._Element, place: _Place) -> None:
        parts = element.findall("HistoricalNoteSubItem")
        text = "; ".join(filter(None, map(_inline, parts))) if parts else _all_text(element)
        self.out.add(text, BlockKind.NOTE, locator=place.locator)

    def _children(self, element: etree._Element, place: _Place) -> None:
        if text := clean(element.text or ""):
            self.text(text, place)
        for child in element:
            self.visit(child, place)
            if text := clean(child.tail or ""):
                self.text(text, place)

    def _heading(self, element: etree._Element, place: _Place) -> None:
        self.level = 1 + int(element.get("level", "1"))
        text = " ".join(filter(None, (_inline(element.find(tag)) for tag in ("Label", "TitleText"))))
        if place.quoted:
            self.text(text, replace(place, item=0))
        else:
            kind = BlockKind.NOTE if place.note else BlockKind.HEADING
            self.out.add(text, kind, level=0 if place.note else self.level, locator=place.prefix.strip())
        for child in element:
            if _tag(child) not in ("Label", "TitleText"):
                self.visit(child, place)

    def _section(self, element: etree._Element, place: _Place) -> None:
        label, title = _inline(element.find("Label")), _inline(element.find("MarginalNote"))
        if place.quoted:
            self._quoted(element, label, title, place)
            return
        prefix = f"{place.act}, " if place.act else place.prefix
        here = replace(place, locator=f"{prefix}{self.unit}{label}" if label else place.prefix.strip(), item=0)
        heading = f"{label} {title}"
        if place.note:
            self.out.add(heading, BlockKind.NOTE, locator=here.locator)
        else:
            self.out.add(heading, BlockKind.HEADING, level=self.level + 1, locator=here.locator)
        self._footnotes(element, here)
        self._children(element, here)

    def _quoted(self, element: etree._Element, label: str, title: str, place: _Place) -> None:
        self.text(title, replace(place, item=0))
        self._with_label(label, element, replace(place, item=0))

    def _subdivision(self, element: etree._Element, place: _Place) -> None:
        tag, label = _tag(element), _inline(element.find("Label"))
        title = _inline(element.find("MarginalNote"))
        depth = _SUBDIVISIONS.get(tag, 0)
        here = replace(
            place,
            locator=place.locator + ("" if place.quoted or place.defining else label),
            item=depth + 1 if place.defining else depth,
        )
        if title:
            if place.quoted or place.note:
                self.text(title, replace(here, item=0))
            else:
                self.out.add(title, BlockKind.HEADING, level=self.level + 2, locator=here.locator)
        self._with_label(label, element, here)

    def _labelled(self, element: etree._Element, place: _Place) -> None:
        """A definition, an item of a list, a paragraph of a preamble or schedule."""
        label, tag = _inline(element.find("Label")), _tag(element)
        title = _inline(element.find("MarginalNote"))
        if title:
            kind = BlockKind.PARAGRAPH if place.quoted or place.note else BlockKind.HEADING
            self.out.add(title, kind, level=self.level + 1 if kind is BlockKind.HEADING else 0, locator=place.locator)
        item = 0 if tag == "Provision" else place.item + 1
        self._with_label(label, element, replace(place, item=item, defining=tag == "Definition"))

    def _with_label(self, label: str, element: etree._Element, place: _Place) -> None:
        """The children of ``element``, its label in front of the first text."""
        for child in element:
            tag = _tag(child)
            if tag == "Text":
                self.text(f"{label} {_inline(child)}", place)
                label = ""
                self._footnotes(child, place)
            elif tag in _SKIPPED:
                continue
            else:
                if label:
                    self.text(label, place)
                    label = ""
                self.visit(child, place)
        if label:
            self.text(label, place)
        self._footnotes(element, place)

    def _footnotes(self, element: etree._Element, place: _Place) -> None:
        for note in element.findall("Footnote"):
            self.note(note, place)

    def _schedule(self, element: etree._Element, place: _Place) -> None:
        head = element.find("ScheduleFormHeading")
        label = _inline(head.find("Label")) if head is not None else ""
        title = _inline(head.find("TitleText")) if head is not None else ""
        number = label.split()[-1] if label and label.split()[-1][:1].isalnum() and len(label.split()) > 1 else ""
        amending = head is not None and head.get("type") == "amending"
        prefix = "" if amending else f"{self.schedule}{number}".strip() + " "
        here = _Place(locator=prefix.strip(), prefix=prefix, note=element.get("id") == "NifProvs")
        self.level = 2
        self.out.add(f"{label} {title}", BlockKind.HEADING, level=2, locator=here.locator)
        for child in element:
            if child is head:
                self.out.add(_inline(head.find("OriginatingRef")), locator=here.locator)
            else:
                self.visit(child, here)

    def _table(self, group: etree._Element, place: _Place) -> None:
        names = {spec.get("colname"): i for i, spec in enumerate(group.findall("colspec"))}
        columns: list[str] = []
        for row in group.iterfind("thead/row"):
            cells = list(_cells(row, names))
            self.out.row([text for _, text in cells], locator=place.locator)
            for position, text in cells:
                columns.extend([""] * (position + 1 - len(columns)))
                columns[position] = clean(f"{columns[position]} {text}")
        for row in group.iterfind("tbody/row"):
            self.out.row(
                [text for _, text in _cells(row, names)],
                locator=place.locator,
                columns=tuple(columns),
                kind=BlockKind.NOTE if place.note else BlockKind.ROW,
            )


def _cells(row: etree._Element, names: dict[str | None, int]) -> Iterator[tuple[int, str]]:
    position = -1
    for entry in row.findall("entry"):
        named = names.get(entry.get("colname") or entry.get("namest"))
        position = named if named is not None and named > position else position + 1
        yield position, _all_text(entry)


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _is_leaf(element: etree._Element) -> bool:
    """Whether ``element`` holds running text: nothing in it is a block of its own."""
    return all(_tag(child) in _INLINE or _tag(child) == "Footnote" for child in element)


def _inline(element: etree._Element | None) -> str:
    """Running text without footnotes and their marks."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        tag = _tag(child)
        if tag in ("LineBreak", "PageBreak", "Separator", "FormBlank", "Leader", "LeaderRightJustified"):
            parts.append(" ")
        elif tag not in ("FootnoteRef", "Footnote", "HistoricalNote"):
            parts.append(_inline(child))
        parts.append(child.tail or "")
    return clean("".join(parts)) if element.getparent() is None or _tag(element) not in _INLINE else "".join(parts)


def _all_text(element: etree._Element | None) -> str:
    """All text below ``element``, blocks separated by spaces."""
    if element is None:
        return ""
    if _is_leaf(element):
        return clean(_inline(element))
    parts = [element.text or ""]
    for child in element:
        parts += [_all_text(child) if _tag(child) not in _INLINE else _inline(child), child.tail or ""]
        if _tag(child) not in _INLINE:
            parts.insert(-1, " ")
    return clean("".join(parts))


def _metadata(root: etree._Element) -> dict[str, str]:
    found = {
        str(etree.QName(key).localname): value
        for key, value in root.attrib.items()
        if etree.QName(key).localname.endswith("date") or etree.QName(key).localname in ("lastAmendedDate", "in-force")
    }
    head = root.find("Identification")
    if head is None:
        return found
    for tag in ("LongTitle", "ShortTitle", "InstrumentNumber", "EnablingAuthority", "Chapter"):
        if text := _all_text(head.find(tag)):
            found[tag] = text
    for stage in head.iterfind("BillHistory/Stages"):
        if date := _date(stage.find("Date")):
            found[stage.get("stage", "stage")] = date
    for tag in ("RegistrationDate", "ConsolidationDate"):
        if date := _date(head.find(f"{tag}/Date")):
            found[tag] = date
    return found


def _date(element: etree._Element | None) -> str:
    if element is None:
        return ""
    parts = [clean(element.findtext(tag) or "") for tag in ("YYYY", "MM", "DD")]
    return "-".join(part.zfill(2) for part in parts if part)
