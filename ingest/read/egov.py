"""Japanese laws in the XML of e-Gov (https://laws.e-gov.go.jp/, schema XMLSchemaForJapaneseLaw).

Locators are those of Japanese citation: 第四条第二項第一号イ; in supplementary provisions 附則第一条. The number of a
paragraph is left out where the article has one paragraph only, as usage has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from ingest.read.blocks import BlockKind, Reading
from ingest.read.compose import BlockList, clean

__all__ = ["kanji", "read", "read_tree"]

_DIVISIONS = {"Part": 2, "Chapter": 3, "Section": 4, "Subsection": 5, "Division": 6}
_ARTICLE_LEVEL = 7
_APPENDICES = re.compile(r"(?:Suppl)?Provision?Appdx\w*|Appdx\w*|SupplProvisionAppdx\w*")
_SKIPPED = frozenset({"LawTitle", "ArticleTitle", "ArticleCaption", "ParagraphNum", "ParagraphCaption", "Rt"})
_SUBITEM = re.compile(r"Subitem(\d+)$")


@dataclass(frozen=True, slots=True)
class _Place:
    locator: str = ""
    item: int = 0
    quoted: bool = False  # the wording of another law


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read the bytes of an e-Gov law; see :func:`ingest.read.xml.parse` for what is refused."""
    from ingest.read.xml import parse

    return read_tree(parse(data, name=name), name=name, language=language)


def read_tree(root: etree._Element, *, name: str, language: str | None = None) -> Reading:
    """Read a parsed ``<Law>``."""
    del language  # the vocabulary is that of one language
    walker = _Walker()
    title = clean(_inline(root.find("LawBody/LawTitle")))
    walker.out.add(title, BlockKind.HEADING, level=1)
    number = clean(_inline(root.find("LawNum")))
    walker.out.add(number)
    walker.children(root.find("LawBody"), _Place())
    metadata = {str(key): value for key, value in root.attrib.items()} | ({"LawNum": number} if number else {})
    return walker.out.reading(name, title=title, metadata=metadata)


class _Walker:
    def __init__(self) -> None:
        self.out = BlockList()

    def children(self, element: etree._Element, place: _Place) -> None:
        for child in element:
            self.visit(child, place)

    def visit(self, element: etree._Element, place: _Place) -> None:
        tag = _tag(element)
        if tag in _SKIPPED:
            return
        if tag == "TOC":
            self._contents(element)
        elif tag == "Article":
            self._article(element, place)
        elif tag in _DIVISIONS:
            self._division(element, place)
        elif tag == "Paragraph":
            self._paragraph(element, place)
        elif tag == "Item" or _SUBITEM.match(tag):
            self._item(element, place)
        elif tag == "SupplProvision":
            self._supplement(element)
        elif tag.startswith(("Appdx", "SupplProvisionAppdx")):
            self._appendix(element)
        elif tag == "Table":
            for row in element.iter("TableRow", "TableHeaderRow"):
                self.out.row([_all_text(cell) for cell in row], locator=place.locator)
        elif tag == "List":
            self.out.add(_all_text(element), BlockKind.ITEM, level=place.item + 1, locator=place.locator)
        elif tag in ("Fig", "FigStruct"):
            self.out.warn("figures are left out")
            self.out.add(_all_text(element), locator=place.locator)
        elif tag in ("AmendProvision", "QuoteStruct"):
            self.children(element, replace(place, quoted=True))
        elif any(_is_block(child) for child in element):
            self.children(element, place)
        else:
            kind = BlockKind.ITEM if place.item else BlockKind.PARAGRAPH
            self.out.add(_inline(element), kind, level=place.item, locator=place.locator)

    def _contents(self, element: etree._Element) -> None:
        """One line for each element of the table of contents that has a title."""
        for entry in element.iter():
            parts = [_inline(c) for c in entry if not any(_is_toc(child) for child in c) and not _is_toc(c)]
            own = _inline(entry) if entry is not element and len(entry) == 0 and _tag(entry) == "TOCLabel" else ""
            if _is_toc(entry) and _tag(entry) != "TOCLabel":
                self.out.add(" ".join(parts), BlockKind.CONTENTS)
            else:
                self.out.add(own, BlockKind.CONTENTS)

    def _division(self, element: etree._Element, place: _Place) -> None:
        tag = _tag(element)
        self._heading(_inline(element.find(f"{tag}Title")), _DIVISIONS[tag], place)
        for child in element:
            if _tag(child) != f"{tag}Title":
                self.visit(child, place)

    def _heading(self, text: str, level: int, place: _Place) -> None:
        if place.quoted:
            self.out.add(text, locator=place.locator)
        else:
            self.out.add(text, BlockKind.HEADING, level=level, locator=place.locator)

    def _article(self, element: etree._Element, place: _Place) -> None:
        number, caption = (clean(_inline(element.find(tag))) for tag in ("ArticleTitle", "ArticleCaption"))
        here = place if place.quoted else replace(place, locator=place.locator + number)
        self._heading(f"{number}{caption}", _ARTICLE_LEVEL, here)
        self.children(element, here)

    def _paragraph(self, element: etree._Element, place: _Place) -> None:
        parent = element.getparent()
        alone = parent is None or len(parent.findall("Paragraph")) == 1
        here = place
        if not place.quoted and not alone and (number := kanji(element.get("Num", ""))):
            here = replace(place, locator=f"{place.locator}第{number}項")
        self.out.add(_inline(element.find("ParagraphCaption")), locator=here.locator)
        label = _inline(element.find("ParagraphNum"))
        for child in element:
            if _tag(child) == "ParagraphSentence":
                self.out.add(f"{label} {_inline(child)}", locator=here.locator)
            else:
                self.visit(child, here)

    def _item(self, element: etree._Element, place: _Place) -> None:
        tag = _tag(element)
        label = clean(_inline(element.find(f"{tag}Title")))
        locator = place.locator
        if not place.quoted:
            if tag != "Item":
                locator += label.strip("（）()") if label and len(label) <= 4 else label
            elif number := _numbered(element.get("Num", ""), "号"):
                locator += number
        here = replace(place, locator=locator, item=place.item + 1)
        for child in element:
            if _tag(child) == f"{tag}Title":
                continue
            if _tag(child) == f"{tag}Sentence":
                self.out.add(f"{label} {_inline(child)}", BlockKind.ITEM, level=here.item, locator=locator)
            else:
                self.visit(child, here)

    def _supplement(self, element: etree._Element) -> None:
        amending = element.get("AmendLawNum", "")
        label = re.sub(r"\s+", "", _inline(element.find("SupplProvisionLabel"))) or "附則"
        name = f"{label}（{amending}）" if amending else label
        self.out.add(name, BlockKind.HEADING, level=2, locator=name)
        for child in element:
            if _tag(child) != "SupplProvisionLabel":
                self.visit(child, _Place(locator=name))

    def _appendix(self, element: etree._Element) -> None:
        titles = [child for child in element if _tag(child).endswith("Title")]
        title = clean(_inline(titles[0])) if titles else ""
        related = _inline(element.find("RelatedArticleNum"))
        self.out.add(f"{title}{related}", BlockKind.HEADING, level=2, locator=title)
        for child in element:
            if child not in titles and _tag(child) != "RelatedArticleNum":
                self.visit(child, _Place(locator=title))


def kanji(number: str) -> str:
    """An Arabic number below 10,000 as Japanese law writes it; "" for anything else.

    >>> kanji("21"), kanji("105"), kanji("1:3")
    ('二十一', '百五', '')
    """
    if not number.isdecimal() or not 0 < int(number) < 10_000:
        return ""
    digits, written = "〇一二三四五六七八九", ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = int(number) // value % 10
        if digit:
            written += ("" if digit == 1 and unit else digits[digit]) + unit
    return written


def _numbered(number: str, unit: str) -> str:
    """``Num="36_2"`` → 第三十六号の二."""
    first, *branches = number.split("_")
    parts = [kanji(first), *map(kanji, branches)]
    return f"第{parts[0]}{unit}" + "".join(f"の{part}" for part in parts[1:]) if all(parts) else ""


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _is_toc(element: etree._Element) -> bool:
    return _tag(element).startswith("TOC")


def _is_block(element: etree._Element) -> bool:
    return _tag(element) not in (
        "Sentence",
        "Column",
        "Ruby",
        "Rt",
        "Sup",
        "Sub",
        "Line",
        "QuoteStruct",
        "ArithFormula",
    )


def _inline(element: etree._Element | None) -> str:
    """Running text; the readings of characters (``<Rt>``) are left out, columns are set apart by a space."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if _tag(child) != "Rt":
            parts.append(_inline(child))
        parts.append(child.tail or "")
        if _tag(child) == "Column":
            parts.append(" ")
    return "".join(parts)


def _all_text(element: etree._Element) -> str:
    return clean(" ".join(_inline(child) for child in element) if len(element) else element.text or "")
