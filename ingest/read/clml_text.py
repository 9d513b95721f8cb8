"""What is read off single elements of CLML: running text, printed numbers, locators, metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from ingest.read.compose import clean
from ingest.read.mixed import Vocabulary, local

__all__ = [
    "TEXT",
    "Tradition",
    "bare_number",
    "formula",
    "list_label",
    "metadata",
    "printed_number",
    "schedule_number",
    "title",
]

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CHARACTERS = {"Minus": "\u2212", "DotPadding": " … "}
_MATH_PARTS = {"mfrac": "/", "msup": "^", "msub": "_"}


def _written(element: etree._Element) -> str | None:
    """Elements that stand for characters, and formulas."""
    name = local(element)
    if name == "Character":
        return _CHARACTERS.get(str(element.get("Name", "")), " ")
    if name == "math":
        return f" {formula(element)} "
    if name in ("Image", "IncludedDocument", "Include"):
        return str(element.get("Description", ""))
    return None


TEXT = Vocabulary(
    inline=frozenset(
        "Citation CitationSubRef CitationListRef Emphasis Strong Underline SmallCaps Superior Inferior Uppercase "
        "Strike Expanded Term Definition Proviso Abbreviation Acronym Span InlineAmendment Addition Substitution "
        "Repeal InternalLink ExternalLink InlineFigure Quote "
        "a abbr b em i span strong sub sup u".split()
    ),
    aside=frozenset({"CommentaryRef", "FootnoteRef", "MarginNoteRef", "Footnote"}),
    space=frozenset({"br", "LineBreak"}),
    special=_written,
)
"""Running text: words as printed, references to notes handed over after them."""


def formula(element: etree._Element) -> str:
    """MathML on one line: fractions and powers with the sign of their operation.

    >>> formula(etree.fromstring("<math><mfrac><mi>A</mi><mn>2</mn></mfrac><mo>+</mo><mi>B</mi></math>"))
    'A/2 + B'
    """
    name = local(element)
    children = [formula(child) for child in element if local(child) not in ("", "annotation", "annotation-xml")]
    if name in _MATH_PARTS and len(children) == 2:
        left, right = (f"({part})" if " " in part else part for part in children)
        return f"{left}{_MATH_PARTS[name]}{right}"
    own = clean(element.text or "") if not children else ""
    return clean(" ".join([own, *children]))


def printed_number(element: etree._Element | None, tag: str) -> str:
    """The number of a provision as printed: CLML stores "1" for "(1)" and says only where it is written otherwise.

    Source: Crown Legislation Markup Language, element Pnumber, attributes PuncBefore and PuncAfter.
    """
    if element is None:
        return ""
    number = clean(TEXT.text(element))
    before, after = element.get("PuncBefore"), element.get("PuncAfter")
    if not number:
        return ""
    if before is None and after is None:
        plain = tag in ("P1", "P1group") or not number[0].isalnum() or not number[-1].isalnum()
        return number if plain else f"({number})"
    return clean(f"{before or ''}{number}{after or ''}")


def bare_number(element: etree._Element | None) -> str:
    """The number without any punctuation around it: "7A", "b", "ii"; "" where it is no number ("Article 3" → "3")."""
    words = clean(TEXT.text(element)).strip("()[]. \u2014\u2013-") if element is not None else ""
    return words.split()[-1] if words else ""


_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def schedule_number(printed: str, identifier: str = "") -> str:
    """The number of a schedule from its head ("SCHEDULE 2A", "FIRST SCHEDULE", "ATODLEN 1") or else its ``id``."""
    words = printed.split()
    if words and words[0].lower() in _ORDINALS:
        return str(_ORDINALS.index(words[0].lower()) + 1)
    for word in words[1:2]:
        if re.fullmatch(r"[A-Z]{0,2}\d+[A-Z]{0,3}|[IVXL]+|[A-Z]", word.strip(".:,")):
            return word.strip(".:,")
    found = re.fullmatch(r"schedule-(\w+)", identifier)
    return found[1].upper() if found and not words else ""


_BY_ID = re.compile(r"(?:^|-)(section|regulation|article|rule|paragraph)-[\w.]+$")
_SIGNS = {"section": "s.", "regulation": "reg.", "article": "art.", "rule": "r.", "paragraph": "para."}
_BY_TITLE = (
    ("reg.", r"regulations?|rheoliadau"),
    ("art.", r"order|gorchymyn"),
    ("r.", r"rules?|rheolau|act of sederunt|act of adjournal"),
    ("para.", r"scheme|directions?|code"),
)


@dataclass(frozen=True, slots=True)
class Tradition:
    """What a provision of this instrument is called: section, regulation, article, rule or paragraph."""

    default: str

    @classmethod
    def of(cls, root: etree._Element) -> Tradition:
        """From the class of the document and, for an instrument, from its title."""
        kind = root.find(".//{*}DocumentMainType")
        in_council = kind is not None and kind.get("Value", "").endswith("OrderInCouncil")
        if in_council or root.find(".//{*}EURetained") is not None:
            return cls("art.")
        if root.find(".//{*}Secondary") is None:
            return cls("s.")
        return cls.of_title(title(root))

    @classmethod
    def of_title(cls, words: str) -> Tradition:
        """From the last word for a kind of instrument outside brackets.

        >>> Tradition.of_title("The Garden Rules (Amendment of Regulations) Order 2012").default
        'art.'
        """
        plain = re.sub(r"\([^()]*\)", " ", words)
        places = {
            match.end(): sign for sign, kind in _BY_TITLE for match in re.finditer(rf"\b(?:{kind})\b", plain, re.I)
        }
        return cls(places[max(places)] if places else "reg.")

    def sign(self, identifier: str) -> str:
        """ "s." or the like for a provision; its ``id`` ("regulation-3") tells best."""
        found = _BY_ID.search(identifier)
        return _SIGNS[found[1]] if found else self.default


_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def list_label(item: etree._Element, position: int) -> str:
    """The mark of the list item at ``position`` (from 1), which CLML implies: "(a)", "1.", "" for an unordered list."""
    if override := item.get("NumberOverride"):
        return clean(override)
    parent = item.getparent()
    if parent is None or local(parent) != "OrderedList":
        return ""
    kind = parent.get("Type", "arabic")
    number = str(position)
    if kind.startswith("alpha"):
        letter = chr(ord("a") + (position - 1) % 26)
        number = letter * ((position - 1) // 26 + 1)
    elif kind.startswith("roman"):
        number, rest = "", position
        for value, sign in _ROMAN:
            number, rest = number + sign * (rest // value), rest % value
    if kind.endswith("upper"):
        number = number.upper()
    form = {"parens": "({})", "parenRight": "{})", "brackets": "[{}]", "bracketRight": "{}]", "period": "{}."}
    return form.get(parent.get("Decoration", ""), "{}").format(number)


def title(root: etree._Element) -> str:
    """The title in the preliminaries, else in the metadata."""
    for prelims in root.iter("{*}PrimaryPrelims", "{*}SecondaryPrelims", "{*}EUPrelims", "{*}ENprelims"):
        for name in ("Title", "MultilineTitle"):
            if words := clean(TEXT.text(prelims.find(f"{{*}}{name}"))):
                return words
    return clean(root.findtext("{*}Metadata/{http://purl.org/dc/elements/1.1/}title") or "")


def metadata(root: etree._Element) -> dict[str, str]:
    """Type, dates, extent and language. Dates are ISO 8601, as in the file."""
    found: dict[str, str] = {}
    for key in ("DocumentURI", "IdURI", "RestrictStartDate", "RestrictEndDate", "RestrictExtent"):
        if value := root.get(key):
            found[key] = value
    about = root.find("{*}Metadata")
    if about is not None:
        for tag in ("title", "language", "modified", "valid", "identifier", "publisher"):
            if words := clean(about.findtext(f"{{*}}{tag}") or ""):
                found[tag] = words
        for element in about.iter():
            name = local(element)
            if name in ("DocumentMainType", "DocumentStatus", "DocumentCategory", "Year", "Number"):
                found.setdefault(name, element.get("Value", ""))
            elif name in ("EnactmentDate", "Made", "Laid") and element.get("Date"):
                found.setdefault(name, element.get("Date", ""))
            elif name == "DateTime" and element.get("Date") and local(element.getparent()) == "ComingIntoForce":
                found.setdefault("ComingIntoForce", element.get("Date", ""))
    language = root.get(_XML_LANG) or found.get("language", "")
    if not language:
        main = next((e for e in root if local(e) in ("Primary", "Secondary", "EURetained")), None)
        language = main.get(_XML_LANG, "") if main is not None else ""
    if language:
        found["language"] = language[:2].lower()
    return {key: value for key, value in found.items() if value}
