"""XML safely parsed, and handed to the reader of its vocabulary."""

from __future__ import annotations

import html
import re

from lxml import etree

from ingest.read import akn, clml, egov, giinorm, lims
from ingest.read.blocks import Reading
from ingest.read.compose import clean
from ingest.read.encoding import decode
from kb.errors import UnreadableSource

__all__ = ["MAX_DEPTH", "parse", "read", "root_name"]

MAX_DEPTH = 200
"""Levels of nesting that are read; statutes have under 40."""

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*?\?>")
_DECLARED = re.compile(rb"<\?xml\b[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")


def root_name(text: str) -> str:
    """Local name of the root element of an XML document, "" when ``text`` is none."""
    text = text.lstrip("\ufeff")
    position = _PROLOG.match(text)
    rest = text[position.end() if position else 0 :]
    if rest[:9].upper() == "<!DOCTYPE":
        end = rest.find("]>") + 2 if "[" in rest[: rest.find(">")] else rest.find(">") + 1
        position = _PROLOG.match(rest, end)
        rest = rest[position.end() if position else end :]
    found = _ROOT.match(rest)
    return found.group(1) if found else ""


def parse(data: bytes, *, name: str) -> etree._Element:
    """Root element, with comments and processing instructions removed.

    Nothing outside the file is ever read and no entity is expanded (see OWASP, XML External Entity Prevention).

    Raises:
        UnreadableSource: not well formed, cut off, nested too deeply, or with entity declarations.
    """
    declared = _DECLARED.search(data[:1000])
    text = decode(data, name=name, declared=declared.group(1).decode("ascii") if declared else None).text
    text = _DECLARATION.sub("", text, count=1)
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if text[start : start + 9].upper() == "<!DOCTYPE" and "<!ENTITY" in text:
        raise UnreadableSource(
            f"{name}: the XML declares entities, which can make a small file grow without end; "
            "remove the entity declarations from its DOCTYPE"
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        # collect_ids=False would make libxml2 load the DTD that a DOCTYPE names, whatever load_dtd says
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="surrogatepass"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError) as error:
        if "depth" in str(error).lower():
            raise _too_deep(name) from error
        raise UnreadableSource(
            f"{name}: the XML is damaged or cut off ({clean(str(error))}); fetch the file again"
        ) from error
    _check_depth(root, name)
    for entity in root.iter(etree.Entity):  # declared in a DTD outside, which we do not fetch
        _replace_entity(entity)
    return root


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Read an XML document whose vocabulary we know.

    Raises:
        UnreadableSource: see :func:`parse`, or the vocabulary is unknown.
    """
    root = parse(data, name=name)
    tag = etree.QName(root)
    if tag.localname in lims.ROOTS and not tag.namespace:
        return lims.read_tree(root, name=name, language=language)
    if tag.localname == "akomaNtoso":
        return akn.read_tree(root, name=name, language=language)
    if tag.localname == clml.ROOT:
        return clml.read_tree(root, name=name, language=language)
    if tag.localname == giinorm.ROOT and root.find("norm") is not None:
        return giinorm.read_tree(root, name=name, language=language)
    if tag.localname == "Law" and root.find(".//LawBody") is not None:
        return egov.read_tree(root.find(".//LawBody").getparent(), name=name, language=language)
    if root.find(".//Law/LawBody") is not None:  # the answer of the e-Gov API, with the law in it
        return egov.read_tree(root.find(".//Law/LawBody").getparent(), name=name, language=language)
    if tag.localname == "html":
        from ingest.read import html as html_reader

        return html_reader.read(data, name=name, language=language)
    raise UnreadableSource(
        f"{name}: XML with root element <{tag.localname}> is not known; Akoma Ntoso, Canadian LIMS, UK CLML, "
        "German gii-norm, Japanese e-Gov and XHTML are"
    )


def _check_depth(root: etree._Element, name: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _too_deep(name)


def _too_deep(name: str) -> UnreadableSource:
    return UnreadableSource(f"{name}: the XML is nested over {MAX_DEPTH} levels deep; no law is, so check the file")


def _replace_entity(entity: etree._Entity) -> None:
    """Put the character of a named HTML entity in the place of its node."""
    text = html.unescape(str(entity.text)) + (entity.tail or "")
    parent, previous = entity.getparent(), entity.getprevious()
    if parent is None:
        return
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    entity.tail = None
    parent.remove(entity)
