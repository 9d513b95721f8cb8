"""What of an HTML page is its document: navigation, hidden text and page furniture are told apart from it."""

from __future__ import annotations

import re

from lxml import etree

from ingest.read.blocks import Block, BlockKind
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
    "share sharing social pagination pager skip skiplink skiplinks footer masthead banner advert ads newsletter "
    "addthis addtoany sharethis sharedaddy cookiebar cookiebot onetrust backtotop".split()
)
_NOTE_WORDS = frozenset(
    {"note", "notes", "footnote", "footnotes", "history", "leghistory", "lhnote", "srcnote", "endnote"}
)
_NOTE_ROLES = frozenset(
    "doc-footnote doc-endnote doc-endnotes footnote footnotes endnote endnotes rearnote rearnotes".split()
)
_NOTE_MARK_ROLES = frozenset({"doc-noteref", "noteref"})
_CONTENTS_ROLES = frozenset({"doc-toc", "toc"})
_CONTENTS_WORDS = frozenset({"toc", "tableofcontents"})
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
_STRUCK_TAGS = frozenset({"strike", "s", "del"})
_STRUCK = re.compile(r"text-decoration[^;]*:\s*[^;]*line-through", re.IGNORECASE)
_PAGER = frozenset(
    "previous next anterior siguiente próximo précédent suivant zurück weiter precedente successivo top "
    "back print imprimir imprimer home".split()
)
# Whole lines of a page's furniture that no class marks.
_FURNITURE = frozenset(
    line.strip()
    for line in """
    share; share this; share this page; print this page; skip to content; skip to main content; back to top; tweet
    compartir; compartir en redes; ir al contenido; ir al contenido principal; saltar al contenido; volver arriba
    compartilhar; compartilhe; ir para o conteúdo; voltar ao topo; imprimir esta página
    partager; partager cette page; aller au contenu; aller au contenu principal; haut de page; retour en haut de page
    teilen; seite drucken; zum inhalt; zum inhalt springen; nach oben; zum hauptinhalt springen
    condividi; vai al contenuto; torna su; stampa; accept all cookies; accept cookies; aceptar cookies; tout accepter
    """.replace(";", "\n").split("\n")
    if line.strip()
)


def tag(element: etree._Element) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def prune(root: etree._Element) -> None:
    """Remove what a reader of the document does not read, in place."""
    total = max(1, len("".join(root.itertext())))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or tag(element) in ("html", "body"):
            continue
        if tag(element) == "nav" and is_contents(element):
            element.set("role", "doc-toc")
            element.tag = "div"  # whatever is a "nav" is dropped
            continue
        if tag(element) == "button" and any(tag(above) in _HEADED_BY_BUTTON for above in element.iterancestors()):
            element.tag = "span"  # a heading that folds its section
            continue
        if not _is_noise(element):
            continue
        # A page may call its whole content "menu", or wrap it in a form; what holds most of the text is never noise.
        if tag(element) not in ("script", "style", "head") and len("".join(element.itertext())) > 0.5 * total:
            if tag(element) in DROPPED:
                element.tag = "div"
            continue
        element.drop_tree() if hasattr(element, "drop_tree") else element.getparent().remove(element)


_HEADED_BY_BUTTON = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"})


def _is_noise(element: etree._Element) -> bool:
    name = tag(element)
    if name in DROPPED or _roles(element) & {"doc-backlink", "backlink"}:
        return True
    if _roles(element) & _NOTE_ROLES or (name == "aside" and is_note(element)):  # may be hidden until asked for
        return False
    style = element.get("style", "")
    if element.get("hidden") is not None or _HIDDEN.search(style):
        return True
    if element.get("aria-hidden") == "true" and name not in ("div", "section", "p"):
        return True
    if _roles(element) & _DROPPED_ROLES:
        return True
    if name in ("header", "footer", "aside"):
        inside = any(tag(a) in ("main", "article") for a in element.iterancestors())
        headed = any(tag(e) in ("h1", "h2", "h3") for e in element.iter())
        return not (inside and (headed or (name == "aside" and not _is_linked(element))))
    if name == "table" and element.find_class("oj-hd-oj"):  # EUR-Lex: head of the page of the Official Journal
        return True
    if element.get("title") in ("header", "footer") and name == "div":  # LibreOffice: head and foot of the page
        return True
    if name in ("p", "td", "tr", "span", "h1", "h2", "h3", "h4", "h5", "h6", "li"):
        return False
    return bool(_words(element) & _DROPPED_WORDS)


def _roles(element: etree._Element) -> set[str]:
    """What an element says it is, in ARIA's words or EPUB's."""
    return set(f"{element.get('role', '')} {element.get('epub:type', '')}".lower().split())


def _is_linked(element: etree._Element) -> bool:
    """Whether an element is links more than text."""
    text = len(clean("".join(element.itertext())))
    return sum(len(clean("".join(a.itertext()))) for a in element.iter("a")) > 0.5 * text


def is_contents(element: etree._Element) -> bool:
    """Whether an element is a table of contents: it says so, or is a list of links to places on its own page."""
    if _roles(element) & _CONTENTS_ROLES:
        return True
    name = tag(element)
    named = bool(_words(element) & _CONTENTS_WORDS)
    if name not in ("ul", "ol", "nav") and not (named and name in ("div", "section", "aside", "table")):
        return False
    links = [a for a in element.iter("a") if len(a.get("href", "")) > 1 and a.get("href", "").startswith("#")]
    if len(links) < (1 if named else 4):
        return False
    text = len(clean("".join(element.itertext())))
    return sum(len(clean("".join(a.itertext()))) for a in links) > (0.5 if named else 0.85) * text


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
        level = element.get("aria-level", "2")
        return int(level) if level.isdecimal() and len(level) == 1 and level != "0" else 2
    if tag(element) not in ("p", "div", "span"):
        return 0
    name = element.get("class", "")
    return next((level for pattern, level in _HEADING_CLASSES if name and pattern.search(name)), 0)


def is_bold(element: etree._Element) -> bool:
    return bool(_BOLD.search(element.get("style", "")))


def is_struck(element: etree._Element) -> bool:
    return bool(_STRUCK.search(element.get("style", "")))


def strikes(element: etree._Element) -> bool:
    """Whether what is in an element is struck out."""
    return tag(element) in _STRUCK_TAGS or is_struck(element)


def is_note(element: etree._Element) -> bool:
    return bool(
        _words(element) & _NOTE_WORDS or _roles(element) & _NOTE_ROLES or _NOTE_CLASSES.search(element.get("class", ""))
    )


def is_note_mark(element: etree._Element) -> bool:
    """What links a word to its footnote: a superscript, or a link that says so."""
    if _roles(element) & _NOTE_MARK_ROLES:
        return True
    if tag(element) != "sup" and not {"super", "fnref", "footnoteref"} & _words(element):
        return False
    anchors = [*element.iter("a"), *element.iterancestors("a")]
    return any("#" in a.get("href", "") for a in anchors)


def keeps_lines(element: etree._Element) -> bool:
    """Whether blank lines in the element's own text divide paragraphs.

    So in ``<pre>``; and in a block without paragraphs whose text has several blank lines, because a page that shows
    such text readably styles it ``white-space: pre-wrap``.
    """
    if tag(element) == "pre":
        return True
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return tag(element) in ("div", "td", "section") and len(re.findall(r"\S[ \t]*\n[ \t]*\n\s*\S", own)) >= 2


class Counters:
    """The numbers that a browser prints before the items of ordered lists."""

    def __init__(self) -> None:
        self._last: dict[etree._Element, int] = {}

    def label(self, item: etree._Element) -> str:
        """What is printed before an item of an ordered list: "3.", "c."; "" in an unordered one. Called in order."""
        parent = item.getparent()
        if parent is None or tag(parent) != "ol":
            return ""
        number = self._last.get(parent, _number(parent.get("start", ""), 1) - 1) + 1
        number = self._last[parent] = _number(item.get("value", ""), number)
        kind = parent.get("type", "1")
        if kind in ("a", "A") and 0 < number <= 26:
            letter = chr(96 + number)
            return f"{letter.upper() if kind == 'A' else letter}."
        if kind in ("i", "I") and 0 < number < 40:
            roman = "x" * (number // 10) + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][number % 10]
            return f"{roman.upper() if kind == 'I' else roman}."
        return f"{number}."


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else default


def without_navigation(blocks: list[Block]) -> list[Block]:
    """``blocks`` without "Previous", "Next" and what stands between the two at the end of a page, without "Share this
    page" and the like."""
    kept: list[Block] = []
    i = 0
    while i < len(blocks):
        if blocks[i].kind in _RUNNING and blocks[i].text.rstrip(" .:").casefold() in _FURNITURE:
            i += 1
        elif _is_pager(blocks[i]):
            others = [j for j in range(i + 1, min(i + 4, len(blocks))) if _is_pager(blocks[j])]
            last = max(others, default=i)
            if all(len(block.text) <= _PAGER_TITLE for block in blocks[i : last + 1]):
                i = last + 1
            else:  # the two are at both ends of a short page
                i += 1
        else:
            kept.append(blocks[i])
            i += 1
    return kept


_RUNNING = (BlockKind.PARAGRAPH, BlockKind.ITEM)
_PAGER_TITLE = 100  # characters of what stands between "Previous" and "Next"


def _is_pager(block: Block) -> bool:
    return block.text.strip("‹›«»<>←→ ").casefold() in _PAGER
