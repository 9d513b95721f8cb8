"""What is read off single elements of an Akoma Ntoso document: running text, numbers, headings, metadata."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from ingest.read.compose import clean
from ingest.read.mixed import Vocabulary, local
from ingest.read.shapes import opens_block

ISO_639_1 = {
    "ita": "it", "spa": "es", "cat": "ca", "por": "pt", "fra": "fr", "fre": "fr", "deu": "de", "ger": "de",
    "eng": "en", "nld": "nl", "dut": "nl", "ron": "ro", "rum": "ro", "jpn": "ja", "kor": "ko", "bul": "bg", "swa": "sw",
    "msa": "ms", "may": "ms", "pol": "pl", "ces": "cs", "cze": "cs", "slk": "sk", "slo": "sk", "slv": "sl",
    "hrv": "hr", "hun": "hu", "ell": "el", "gre": "el", "dan": "da", "swe": "sv", "fin": "fi", "nor": "no",
    "est": "et", "lav": "lv", "lit": "lt", "mlt": "mt", "gle": "ga", "cym": "cy", "wel": "cy", "eus": "eu",
    "baq": "eu", "glg": "gl", "rus": "ru", "ukr": "uk", "zho": "zh", "chi": "zh", "ara": "ar", "hin": "hi",
    "afr": "af", "zul": "zu", "xho": "xh", "tur": "tr", "ind": "id", "vie": "vi", "tha": "th",
}  # fmt: skip
_INLINE = frozenset(
    "a abbr affectedDocument argument b change concept courtType date decoration def docAuthority docCommittee docDate "
    "docIntroducer docJurisdiction docketNumber docNumber docProponent docPurpose docStage docStatus docTitle docType "
    "embeddedText entity event extractText fillIn fraction i inline ins judge lawyer legislature listReference "
    "location marker mmod mod mref narrative neutralCitation object omissis opinion organization outcome party person "
    "placeholder process quantity quotedText recordedTime ref relatedDocument remark rmod role rref scene session "
    "shortTitle signature span strong sub summary sup term text time tocItem u vote".split()
)
_PROSE = frozenset(
    "p block longTitle docTitle docNumber docType docDate span omissis from intro wrapUp listIntroduction listWrapUp "
    "crossHeading num heading subheading caption".split()
)


def _written(element: etree._Element) -> str | None:
    """Elements that stand for other words than those in them: pictures, and words that have been removed."""
    name = tag(element)
    if name == "img":
        return str(element.get("alt", ""))
    return "" if name in _INLINE and element.get("status") == "removed" else None


TEXT = Vocabulary(
    inline=_INLINE,
    aside=frozenset({"note", "authorialNote", "editorialNote", "noteRef"}),
    space=frozenset({"br", "eol", "eop"}),
    dropped=frozenset({"del", "meta"}),
    special=_written,
)
"""Running text of Akoma Ntoso: notes are handed over after it, deleted words are left out."""


def tag(element: etree._Element) -> str:
    return local(element)


def role(element: etree._Element) -> str:
    """What a hierarchical element is: its tag, for an ``hcontainer`` its ``name``."""
    name = tag(element)
    return element.get("name", "") or name if name == "hcontainer" else name


def is_prose(element: etree._Element) -> bool:
    """Whether ``element`` is one paragraph: only inline elements are in it."""
    return (tag(element) in _PROSE or tag(element) in _INLINE) and TEXT.is_running(element)


def is_mixed(element: etree._Element) -> bool:
    """Whether words stand in ``element`` itself, so that its inline elements are parts of one text."""
    own = [element.text, *(child.tail for child in element)]
    return tag(element) in ("li", "td", "th") or any(words and words.strip() for words in own)


def inline(element: etree._Element | None) -> str:
    """Running text as it stands, without notes and deleted text."""
    return TEXT.text(element)


def all_text(element: etree._Element) -> str:
    return clean(TEXT.text(element))


def num(element: etree._Element) -> str:
    return clean(inline(element.find("{*}num")))


def own_heading(element: etree._Element) -> str:
    return clean(" ".join(inline(element.find(f"{{*}}{name}")) for name in ("heading", "subheading")))


def heading(element: etree._Element) -> str:
    """Number and heading of a division."""
    return clean(f"{num(element)} {own_heading(element)}").lstrip("-–— ")


def first_heading(element: etree._Element) -> str:
    """The first heading or document title within ``element``, for what bears none itself."""
    for inner in element.iterdescendants():
        if words := heading(inner) or (clean(TEXT.text(inner)) if tag(inner) == "docTitle" else ""):
            return words
    return ""


def identifier(element: etree._Element) -> str:
    """The ``eId`` of version 3, the ``id`` of version 2."""
    return str(element.get("eId") or element.get("id") or "")


def first_words(element: etree._Element) -> str:
    """The beginning of the first paragraph in ``element``."""
    for p in element.iter("{*}p"):
        if words := clean(inline(p)):
            return words
    return ""


def drop_opening(element: etree._Element, opening: str) -> None:
    """Remove ``opening`` (which the heading repeats) from the beginning of the first paragraph."""
    for p in element.iter("{*}p"):
        if p.text and clean(p.text).startswith(opening):
            pattern = r"\s*" + r"\s+".join(map(re.escape, opening.split()))
            p.text = re.sub(pattern, "", p.text, count=1)
            return
        if clean(inline(p)):
            return


def is_hard_wrapped(raw: str) -> bool:
    """Whether line breaks within a paragraph are those of a printed page: lines that are not indented.

    White space has no meaning in Akoma Ntoso, but texts converted from print keep their lines, and with them the
    only trace of their items.
    """
    lines = [line for line in raw.strip().split("\n") if line.strip()]
    return len(lines) > 1 and (
        any(opens_block(line.strip()) for line in lines[1:]) or sum(1 for line in lines if line[:1] != " ") > 2
    )


def page_furniture(root: etree._Element) -> frozenset[str]:
    """Lines that stand beside page numbers ("3 de 39") throughout a text converted from print."""
    counts: Counter[str] = Counter()
    pages = 0
    for p in root.iter("{*}p"):
        lines = [clean(line) for line in inline(p).split("\n")]
        for i, line in enumerate(lines):
            if re.fullmatch(r"\d{1,4} (?:de|of|di|von|sur) \d{1,4}", line):
                pages += 1
                counts.update({line, *lines[max(0, i - 4) : i + 6]})
    numbers = {line for line in counts if re.fullmatch(r"\d{1,4} (?:de|of|di|von|sur) \d{1,4}", line)}
    return frozenset(
        {line for line, n in counts.items() if line and n >= max(3, 0.6 * pages)} | numbers if pages else ()
    )


def title(root: etree._Element) -> str:
    """The document's title: its ``docTitle`` or short title, else the alias of the work."""
    for name in ("docTitle", "shortTitle"):
        for element in root.iter(f"{{*}}{name}"):
            if words := clean(inline(element)):
                return words
    for alias in root.iter("{*}FRBRalias", "{*}FRBRname"):
        if alias.get("name", "") in ("title", "shortTitle", "short") and alias.get("value"):
            return clean(alias.get("value", ""))
    for element in root.iter("{*}longTitle"):
        if words := clean(inline(element)):
            return words
    return ""


def metadata(root: etree._Element) -> dict[str, str]:
    """Country, language, dates and identifiers of the identification block."""
    found: dict[str, str] = {}
    for key, path, attribute in (
        ("work", "{*}FRBRWork/{*}FRBRthis", "value"),
        ("date", "{*}FRBRWork/{*}FRBRdate", "date"),
        ("country", "{*}FRBRWork/{*}FRBRcountry", "value"),
        ("number", "{*}FRBRWork/{*}FRBRnumber", "value"),
        ("expression", "{*}FRBRExpression/{*}FRBRthis", "value"),
        ("expression_date", "{*}FRBRExpression/{*}FRBRdate", "date"),
        ("language", "{*}FRBRExpression/{*}FRBRlanguage", "language"),
    ):
        element = root.find(f".//{{*}}identification/{path}")
        if element is not None and element.get(attribute):
            found[key] = element.get(attribute, "")
    publication = root.find(".//{*}publication")
    if publication is not None:
        found |= {f"publication_{key}": value for key, value in publication.attrib.items() if value}
    for alias in root.iter("{*}FRBRalias"):
        found.setdefault(f"alias_{alias.get('name', '')}", alias.get("value", ""))
    return found
