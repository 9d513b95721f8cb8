"""What of an HTML page is its document: navigation, hidden text and page furniture are told apart from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.read.blocks import Block
from ingest.read.compose import clean

DROPPED = frozenset(
    "script style noscript template nav form button input select textarea option svg canvas iframe object embed audio "
    "video head meta link title base map area dialog math".split()
)
_DROPPED_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"}
)
_DROPPED_WORDS = frozenset(
    "nav navbar navigation navbtns menu breadcrumb breadcrumbs crumb crumbs cookie cookies consent toolbar sidebar "
    "share sharing social pagination pager skip skiplink footer masthead banner advert ads newsletter".split()
)
_NOTE_WORDS = frozenset(
    {"note", "notes", "footnote", "footnotes", "history", "leghistory", "lhnote", "srcnote", "endnote"}
)
_NOTE_CLASSES = re.compile(r"(?:^|\s)(?:oj-note|sdfootnote\S*)(?:\s|$)")
_HEADING_CLASSES = (
    (re.compile(r"oj-doc-ti\b"), 1),
    (re.compile(r"oj-ti-grseq-1\b|oj-ti-annotation\b"), 3),
    (re.compile(r"oj-ti-section-1\b"), 3),
    (re.compile(r"oj-ti-section-2\b"), 4),
    (re.compile(r"oj-ti-art\b|\bsection-heading\b|\barticle-title\b"), 5),
    (re.compile(r"oj-sti-art\b"), 6),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[^;]*:\s*[^;]*line-through", re.IGNORECASE)
_LABEL = re.compile(r"\(?[\dIVXLCivxlc]{1,6}[.)]{0,2}|\(?[A-Za-z]{1,2}[.)]|[-–—•·]|\(\d{1,4}\)")
_NAVIGATION = frozenset(
    "previous next anterior siguiente próximo précédent suivant zurück weiter precedente successivo top "
    "back print imprimir imprimer home".split()
)


def tag(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def prune(root: etree._Element) -> None:
    """Remove what a reader of the document does not read, in place."""
    total = max(1, len("".join(root.itertext())))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or tag(element) in ("html", "body"):
            continue
        if not _is_noise(element):
            continue
        # A page may call its whole content "menu" or "note"; what holds most of the text is never noise.
        if tag(element) not in ("script", "style", "head") and len("".join(element.itertext())) > 0.5 * total:
            continue
        element.drop_tree() if hasattr(element, "drop_tree") else element.getparent().remove(element)


def _is_noise(element: etree._Element) -> bool:
    name = tag(element)
    if name in DROPPED:
        return True
    style = element.get("style", "")
    if element.get("hidden") is not None or _HIDDEN.search(style):
        return True
    if element.get("aria-hidden") == "true" and name not in ("div", "section", "p"):
        return True
    if element.get("role", "").lower() in _DROPPED_ROLES:
        return True
    if name in ("header", "footer", "aside"):
        inside = any(tag(a) in ("main", "article") for a in element.iterancestors())
        return not (inside and any(tag(e) in ("h1", "h2", "h3") for e in element.iter()))
    if name == "table" and element.find_class("oj-hd-oj"):  # EUR-Lex: head of the page of the Official Journal
        return True
    if element.get("title") in ("header", "footer") and name == "div":  # LibreOffice: head and foot of the page
        return True
    if name in ("p", "td", "tr", "span", "h1", "h2", "h3", "h4", "h5", "h6", "li"):
        return False
    return bool(_words(element) & _DROPPED_WORDS)


def _words(element: etree._Element) -> set[str]:
    return set(re.split(r"[\s_-]+", f"{element.get('class', '')} {element.get('id', '')}".lower()))


def main(root: etree._Element) -> etree._Element:
    """The element that holds the document: ``<main>``, ``role=main``, a lone ``<article>``, else the body."""
    body = root.find("body") if root.find("body") is not None else root
    total = max(1, len(clean("".join(body.itertext()))))
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and len(clean("".join(found[0].itertext()))) > 0.3 * total:
            return found[0]
    _drop_link_lists(body, total)
    return body


def _drop_link_lists(body: etree._Element, total: int) -> None:
    """Menus without a mark-up of their own: lists and blocks that are links and little else."""
    for element in list(body.iter("ul", "div", "td")):
        if element.getparent() is None or element is body:
            continue
        text = clean("".join(element.itertext()))
        if not 0 < len(text) < min(3000, 0.2 * total):
            continue
        links = [a for a in element.iter("a") if a.get("href") and not a.get("href", "").startswith("#")]
        linked = sum(len(clean("".join(a.itertext()))) for a in links)
        if len(links) >= 4 and linked > 0.85 * len(text):
            element.drop_tree()


def metadata(root: etree._Element) -> dict[str, str]:
    """``<title>``, ``<meta name>``, ``<html lang>`` and the canonical address."""
    found: dict[str, str] = {}
    title = root.find(".//title")
    if title is not None and (text := clean("".join(title.itertext()))):
        found["title"] = text
    for meta in root.iter("meta"):
        key, value = meta.get("name") or meta.get("property"), clean(meta.get("content", ""))
        if key and value and key.lower() not in ("viewport", "format-detection"):
            found.setdefault(key, value)
    if lang := root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        found["lang"] = lang
    for link in root.iter("link"):
        if link.get("rel") == "canonical" and link.get("href"):
            found["canonical"] = link.get("href", "")
    return found


def heading_level(element: etree._Element) -> int:
    """Level of a paragraph that only its class marks as a heading (EUR-Lex and others); 0 if it is none."""
    if element.get("role") == "heading":
        return int(level) if (level := element.get("aria-level", "2")).isdecimal() else 2
    if tag(element) not in ("p", "div", "span"):
        return 0
    name = element.get("class", "")
    return next((level for pattern, level in _HEADING_CLASSES if name and pattern.search(name)), 0)


def is_bold(element: etree._Element) -> bool:
    return bool(_BOLD.search(element.get("style", "")))


def is_struck(element: etree._Element) -> bool:
    return bool(_STRUCK.search(element.get("style", "")))


def is_note(element: etree._Element) -> bool:
    return bool(_words(element) & _NOTE_WORDS or _NOTE_CLASSES.search(element.get("class", "")))


def is_note_mark(element: etree._Element) -> bool:
    """A superscript that links to a footnote on the page."""
    if tag(element) != "sup" and not {"super", "fnref", "footnoteref"} & _words(element):
        return False
    anchors = [*element.iter("a"), *element.iterancestors("a")]
    return any(a.get("href", "").startswith("#") for a in anchors)


def keeps_lines(element: etree._Element) -> bool:
    """Whether blank lines in the element's own text divide paragraphs.

    So in ``<pre>``; and in a block without paragraphs whose text has several blank lines, because a page that shows
    such text readably styles it ``white-space: pre-wrap``.
    """
    if tag(element) == "pre":
        return True
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return tag(element) in ("div", "td", "section") and len(re.findall(r"\S[ \t]*\n[ \t]*\n\s*\S", own)) >= 2


def list_label(item: etree._Element) -> str:
    """What is printed before a list item of an ordered list: "3.", "c)"; "" in an unordered one."""
    parent = item.getparent()
    if parent is None or tag(parent) != "ol":
        return ""
    start = parent.get("start", "1")
    number = int(start) if start.lstrip("-").isdecimal() else 1
    for sibling in parent:
        if tag(sibling) != "li":
            continue
        if (value := sibling.get("value", "")).isdecimal():
            number = int(value)
        if sibling is item:
            break
        number += 1
    kind = parent.get("type", "1")
    if kind in ("a", "A") and 0 < number <= 26:
        letter = chr(96 + number)
        return f"{letter.upper() if kind == 'A' else letter}."
    if kind in ("i", "I") and 0 < number < 40:
        roman = "x" * (number // 10) + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][number % 10]
        return f"{roman.upper() if kind == 'I' else roman}."
    return f"{number}."


def is_layout(table: etree._Element) -> bool:
    """Whether a table only places text: no header, and one column or a column of labels, or tables within it."""
    if table.find(".//th") is not None:
        return False
    if table.find(".//table") is not None or table.get("role") == "presentation":
        return True
    rows = [[visible_text(cell) for cell in row if tag(cell) in ("td", "th")] for row in own_rows(table)]
    filled = [[text for text in row if text] for row in rows]
    return all(len(row) <= 1 or (len(row) == 2 and is_label(row[0])) for row in filled)


def is_label(text: str) -> bool:
    return bool(_LABEL.fullmatch(text))


def own_rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows of the table itself, not of tables in it."""
    for child in table:
        if tag(child) == "tr":
            yield child
        elif tag(child) in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if tag(row) == "tr")


def visible_text(element: etree._Element) -> str:
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            parts.append(" " if tag(node) in ("br", "p", "div", "li", "td", "tr") else "")
            parts.append(node.text or "")
        else:
            parts.append(" " if tag(node) in ("p", "div", "li", "td", "tr") else "")
            if node is not element:
                parts.append(node.tail or "")
    return clean("".join(parts))


def without_navigation(blocks: list[Block]) -> list[Block]:
    """``blocks`` without "Previous", "Next" and what stands between the two at the end of a page."""
    kept: list[Block] = []
    i = 0
    while i < len(blocks):
        if not _is_navigation(blocks[i]):
            kept.append(blocks[i])
            i += 1
            continue
        others = [j for j in range(i + 1, min(i + 4, len(blocks))) if _is_navigation(blocks[j])]
        i = max(others, default=i) + 1
    return kept


def _is_navigation(block: Block) -> bool:
    return block.text.strip("‹›«»<>←→ ").casefold() in _NAVIGATION
