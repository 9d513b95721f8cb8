"""German federal law in the XML of gesetze-im-internet.de (DTD gii-norm 1.01).

Source: https://www.gesetze-im-internet.de/dtd/1.01/gii-norm.dtd. A law is a row of ``norm`` elements: the first is the
law itself, others are divisions, provisions, the table of contents or annexes. Paragraphs ("(1)") are plain text
there; lists ("1.", "a)") are marked. Locators are those of German citation: "§ 15 Abs. 1 Nr. 2 Buchst. a", "Art. 1
Abs. 3", "Anlage 1".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from ingest.read.blocks import BlockKind, Reading
from ingest.read.compose import BlockList, clean
from ingest.read.mixed import Vocabulary, local

__all__ = ["ROOT", "read", "read_tree"]

ROOT = "dokumente"


def _written(element: etree._Element) -> str | None:
    """Numbers of sentences stand in the text as superscripts, which must not join the word that follows."""
    if local(element) == "SUP" and element.get("class") == "Rec":
        return f"{element.text or ''} "
    if local(element) in ("IMG", "FILE"):
        return element.get("alt", "") if local(element) == "IMG" else ""
    return None


_TEXT = Vocabulary(
    inline=frozenset("B I U F SP SUP SUB small NB noindex ABBR Citation".split()),
    aside=frozenset({"FnR", "Footnote"}),
    space=frozenset({"BR"}),
    special=_written,
)
_PROVISION_LEVEL = 12
"""Below every division; a ``gliederungskennzahl`` has three digits for each level, and never over nine levels."""

_SIGN = re.compile(r"§+\s*(\d+\s?[a-z]?)(?![a-z])")
_ARTICLE = re.compile(r"Art(?:ikel|\.)?\s*(\d+\s?[a-z]?)(?![a-z])")
_ANNEX = re.compile(r"(Anlage|Anhang)\b\s*(\d+\s?[a-z]?(?![a-z])|[IVX]+\b|[A-Z]\b)?")
_CONTENTS = re.compile(r"(?:amtliche\s+)?inhalts(?:übersicht|verzeichnis)|inhalt|gliederung|übersicht", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\((\d+[a-z]?)\)\s")
_NUMBER = re.compile(r"(\d+[a-z]{0,2})\.?\)?")
_LETTER = re.compile(r"([a-z])\)?")
_DOUBLE = re.compile(r"([a-z]{2})\)?")


@dataclass(frozen=True, slots=True)
class _Place:
    locator: str = ""  # of the provision or, in it, of the paragraph or number
    base: str = ""  # of the provision
    item: int = 0
    kind: BlockKind = BlockKind.PARAGRAPH  # CONTENTS and NOTE hold for all that is within
    annex: bool = False


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read the bytes of a law; see :func:`ingest.read.xml.parse` for what is refused."""
    from ingest.read.xml import parse

    return read_tree(parse(data, name=name), name=name, language=language)


def read_tree(root: etree._Element, *, name: str, language: str | None = None) -> Reading:
    """Read a parsed ``<dokumente>``."""
    del language  # the vocabulary is that of one language
    walker = _Walker()
    norms = root.findall("norm")
    title = ""
    for i, norm in enumerate(norms):
        about = norm.find("metadaten")
        if i == 0 and about is not None and about.find("enbez") is None:
            title = walker.law(about)
            walker.body(norm, _Place())
        else:
            walker.norm(norm)
    return walker.out.reading(name, title=title, metadata=_metadata(root))


class _Walker:
    def __init__(self) -> None:
        self.out = BlockList()
        self.division = ""  # the number of the last one

    def law(self, about: etree._Element) -> str:
        """Emit the title page; return the title."""
        short, long = (clean(_TEXT.text(about.find(tag))) for tag in ("kurzue", "langue"))
        title = short or long
        self.out.add(title, BlockKind.HEADING, level=1)
        if short:
            self.out.add(long)
        for state in about.iterfind("standangabe"):
            words = ": ".join(filter(None, (_find(state, "standtyp"), _find(state, "standkommentar"))))
            self.out.add(words, BlockKind.NOTE)
        return title

    def norm(self, norm: etree._Element) -> None:
        about = norm.find("metadaten")
        number, title = _find(about, "enbez"), _find(about, "titel")
        self._division(about, has_provision=bool(number))
        if not number and not title:
            self.body(norm, _Place())
            return
        contents = bool(_CONTENTS.fullmatch(number or title))
        locator, annex = _locator(number)
        if contents:
            self.out.add(f"{number} {title}", BlockKind.CONTENTS)
        else:
            self.out.add(f"{number} {title}", BlockKind.HEADING, level=_PROVISION_LEVEL, locator=locator)
        kind = BlockKind.CONTENTS if contents else BlockKind.PARAGRAPH
        self.body(norm, _Place(locator, locator, kind=kind, annex=annex))

    def _division(self, about: etree._Element | None, *, has_provision: bool) -> None:
        unit = about.find("gliederungseinheit") if about is not None else None
        if unit is None:
            return
        code = _find(unit, "gliederungskennzahl")
        if has_provision and code and code == self.division:
            return  # repeated in a provision that stands in it
        self.division = code
        heading = f"{_find(unit, 'gliederungsbez')} {_find(unit, 'gliederungstitel')}"
        self.out.add(heading, BlockKind.HEADING, level=min(1 + max(1, len(code) // 3), _PROVISION_LEVEL - 1))

    def body(self, norm: etree._Element, place: _Place) -> None:
        for text in norm.iterfind("textdaten/text"):
            self._blocks(text, place)
        for notes in norm.iterfind("textdaten/fussnoten"):
            self._blocks(notes, replace(place, kind=BlockKind.NOTE))

    def _blocks(self, element: etree._Element, place: _Place) -> None:
        """Everything in an element that holds blocks, or text between blocks."""
        for part in _TEXT.runs(element):
            if isinstance(part, str):
                self.text(part, place)
            else:
                place = self._block(part, place)

    def _block(self, element: etree._Element, place: _Place) -> _Place:
        """Emit ``element``; the place of what follows it, since paragraph "(2)" begins with its text."""
        tag = local(element)
        if tag == "P":
            return self._paragraph(element, place)
        if tag == "DL":
            self._list(element, place)
        elif tag == "table":
            self._table(element, place)
        elif tag == "TOC":
            self._contents(element, replace(place, kind=BlockKind.CONTENTS))
        elif tag in ("Footnotes", "Footnote", "kommentar"):
            mark = element.get("FnZ", "")
            self._note(element, mark, replace(place, kind=BlockKind.NOTE))
        elif tag in ("Title", "Subtitle", "Ident"):
            self._title(element, place)
        elif tag == "FnR":
            pass  # the mark of a note that stands below the text
        else:
            if element.find(".//IMG") is not None or element.find(".//FILE") is not None:
                self.out.warn("images and attached files are left out")
            self._blocks(element, place)
        return place

    def text(self, words: str, place: _Place, label: str = "") -> None:
        words = f"{label} {words}" if clean(words) else ""
        kind = place.kind
        if kind is BlockKind.PARAGRAPH and place.item and label:
            kind = BlockKind.ITEM
        self.out.add(words, kind, level=place.item if kind is BlockKind.ITEM else 0, locator=place.locator)

    def _paragraph(self, element: etree._Element, place: _Place) -> _Place:
        if element.find(".//IMG") is not None or element.find(".//FILE") is not None:
            self.out.warn("images and attached files are left out")
        opening = _PARAGRAPH.match(clean(_TEXT.text(element)) + " ")
        if opening and place.base and not place.annex and place.kind is BlockKind.PARAGRAPH:
            place = replace(place, locator=f"{place.base} Abs. {opening[1]}")
        self._blocks(element, place)
        return place

    def _list(self, element: etree._Element, place: _Place) -> None:
        label = ""
        for child in element:
            tag = local(child)
            if tag == "DT":
                self._alone(label, place)
                label = clean(_TEXT.text(child))
            elif tag in ("DD", "LA"):
                self._item(child, label, place)
                label = ""
            elif tag:
                self._block(child, place)
        self._alone(label, place)

    def _alone(self, label: str, place: _Place) -> None:
        """A number without text."""
        if label:
            self.text(label, replace(self._inside(label, place), item=place.item + 1))

    def _item(self, element: etree._Element, label: str, place: _Place) -> None:
        here = replace(self._inside(label, place), item=place.item + 1)
        for part in _TEXT.runs(element):
            if isinstance(part, str):
                if clean(part):
                    self.text(part, here, label)
                    label = ""
            elif local(part) in ("LA", "P"):  # "(1)" in an item is quoted: the law has paragraphs outside lists only
                label = self._run_in(part, label, here)
            else:
                if label:
                    self._alone(label, place)
                    label = ""
                self._block(part, here)
        self._alone(label, place)

    def _run_in(self, element: etree._Element, label: str, place: _Place) -> str:
        """The text of an item, ``label`` before its first words; the label, if there were none."""
        for part in _TEXT.runs(element):
            if isinstance(part, str):
                if clean(part):
                    self.text(part, place, label)
                    label = ""
            elif local(part) != "FnR":
                if label:
                    self.text(label, place)
                    label = ""
                self._block(part, place)
        return label

    def _inside(self, label: str, place: _Place) -> _Place:
        """The place of an item: "1." is a number, "a)" a letter, "aa)" a double letter; a dash is none of its own."""
        if place.annex or not place.locator or place.kind is not BlockKind.PARAGRAPH:
            return place
        if number := _NUMBER.fullmatch(label):
            return replace(place, locator=f"{place.locator} Nr. {number[1]}")
        if letter := _LETTER.fullmatch(label):
            return replace(place, locator=f"{place.locator} Buchst. {letter[1]}")
        if letters := _DOUBLE.fullmatch(label):
            return replace(place, locator=f"{place.locator} Doppelbuchst. {letters[1]}")
        return place

    def _title(self, element: etree._Element, place: _Place) -> None:
        """A heading within the text of a provision or annex."""
        if place.kind is BlockKind.PARAGRAPH and place.annex:
            self.out.add(_TEXT.text(element), BlockKind.HEADING, level=_PROVISION_LEVEL + 1, locator=place.locator)
        else:
            self.text(_TEXT.text(element), place)

    def _note(self, element: etree._Element, mark: str, place: _Place) -> None:
        for part in _TEXT.runs(element):
            if isinstance(part, str):
                self.text(part, place, mark)
                mark = "" if clean(part) else mark
            elif local(part) in ("Footnote", "FnR", "table", "DL"):
                self._block(part, place)
            else:
                self._note(part, mark, place)
                mark = ""

    def _contents(self, element: etree._Element, place: _Place) -> None:
        """A table of contents: the sign and the title of a division are one line."""
        sign = ""
        for child in element:
            words, tag = clean(_TEXT.text(child)), local(child)
            if tag == "Ident":
                self.text(sign, place)
                sign = words
            elif tag == "Title":
                self.text(f"{sign} {words}", place)
                sign = ""
            else:
                self.text(sign, place)
                sign = ""
                self._block(child, place)
        self.text(sign, place)

    def _table(self, table: etree._Element, place: _Place) -> None:
        for child in table:
            if local(child) == "tgroup":
                self._rows(child, place)
            elif local(child):
                self._title(child, place)

    def _rows(self, group: etree._Element, place: _Place) -> None:
        names = {spec.get("colname"): i for i, spec in enumerate(group.findall("colspec"))}
        columns: list[str] = []
        plain = place.kind if place.kind is not BlockKind.PARAGRAPH else BlockKind.ROW
        for part in group:
            if local(part) not in ("thead", "tbody", "tfoot"):
                continue
            for row in part.iterfind("row"):
                cells = list(_cells(row, names))
                shown = tuple(columns) if local(part) != "thead" else ()
                self.out.row([text for _, text in cells], locator=place.locator, columns=shown, kind=plain)
                for position, text in cells if local(part) == "thead" else ():
                    columns.extend([""] * (position + 1 - len(columns)))
                    columns[position] = clean(f"{columns[position]} {text}")
                for note in row.iter("Footnote"):
                    self._block(note, place)


def _cells(row: etree._Element, names: dict[str | None, int]) -> Iterator[tuple[int, str]]:
    position = -1
    for entry in row.findall("entry"):
        named = names.get(entry.get("colname") or entry.get("namest"))
        position = named if named is not None and named > position else position + 1
        yield position, clean(_TEXT.text(entry))


def _find(element: etree._Element | None, tag: str) -> str:
    return clean(_TEXT.text(element.find(tag))) if element is not None else ""


def _locator(number: str) -> tuple[str, bool]:
    """The locator of a provision from its ``enbez``, and whether it is an annex: "§ 15a", "Art 1", "Anlage 1 (zu § 3)".

    Of several provisions in one ("§§ 5 bis 7", repealed together) the first names them.
    """
    if found := _SIGN.match(number):
        return f"§ {found[1].replace(' ', '')}", False
    if found := _ARTICLE.match(number):
        return f"Art. {found[1].replace(' ', '')}", False
    if found := _ANNEX.match(number):
        return clean(f"{found[1]} {(found[2] or '').replace(' ', '')}"), True
    return "", False


def _metadata(root: etree._Element) -> dict[str, str]:
    found = {"language": "de"} | {str(key): value for key, value in root.attrib.items() if value}
    about = root.find("norm/metadaten")
    if about is None:
        return found
    for tag in ("jurabk", "amtabk", "kurzue", "langue"):
        if text := _find(about, tag):
            found[tag] = text
    if date := _find(about, "ausfertigung-datum"):
        found["date"] = date
    published = about.find("fundstelle")
    if text := clean(" ".join(filter(None, (_find(published, tag) for tag in ("periodikum", "zitstelle"))))):
        found["published_in"] = text
    for state in about.iterfind("standangabe"):
        if text := _find(state, "standkommentar"):
            found[_find(state, "standtyp") or "Stand"] = text
    return found
