"""EPUB 2 and 3: the chapters of the package's spine, each read as HTML (EPUB 3.3, sections 3.4 and 5)."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ingest.read import html
from ingest.read.archive import open_archive, read_member
from ingest.read.blocks import Block, Reading
from ingest.read.compose import clean
from kb.errors import NoTextError, UnreadableSource

__all__ = ["read"]

_CONTAINER = "META-INF/container.xml"
_HTML_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_APPARATUS = frozenset({"toc", "cover", "other.landmarks"})  # guide references that are no text of the work


@dataclass(frozen=True, slots=True)
class _Package:
    chapters: tuple[str, ...]  # member names in reading order
    metadata: dict[str, str]


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Chapters in spine order, without the navigation document and the cover; ``title`` from the package metadata.

    Raises:
        UnreadableSource: no EPUB, damaged, copy-protected or hostile.
        NoTextError: no chapter holds text.
    """
    archive = open_archive(data, name=name, format="EPUB")
    members = set(archive.namelist())
    if "META-INF/rights.xml" in members:
        raise UnreadableSource(f"{name}: copy-protected (DRM); ingest a copy without protection")
    package = _package(archive, name=name)
    blocks: list[Block] = []
    warnings: list[str] = []
    for chapter in package.chapters:
        if chapter not in members:
            warnings.append(f"{name}: chapter {chapter!r} is missing inside")
            continue
        try:
            reading = html.read(read_member(archive, chapter, name=name), name=f"{name}#{chapter}", language=language)
        except NoTextError:
            continue  # a page that only shows a picture
        blocks += reading.blocks
        warnings += reading.warnings
    if not blocks:
        raise NoTextError(f"{name}: no text in any of its {len(package.chapters)} chapters; is it a book of pictures?")
    return Reading(tuple(blocks), package.metadata.get("title", ""), package.metadata, warnings=tuple(warnings))


def _package(archive: zipfile.ZipFile, *, name: str) -> _Package:
    container = _xml(archive, _CONTAINER, name=name)
    path = next((root.get("full-path", "") for root in container.iter() if _local(root) == "rootfile"), "")
    if not path:
        raise UnreadableSource(f"{name}: {_CONTAINER} names no package; not an EPUB")
    root = _xml(archive, path, name=name)
    items: dict[str, Element] = {}
    metadata: dict[str, str] = {}
    skipped: set[str] = set()
    for element in root.iter():
        match _local(element):
            case "item":
                items[element.get("id", "")] = element
            case "reference" if element.get("type", "") in _APPARATUS:
                skipped.add(_member(path, element.get("href", "")))
            case "title" | "creator" | "publisher" | "language" | "date" | "identifier" | "rights" as key:
                if (text := clean(element.text or "")) and key not in metadata:
                    metadata[key] = text
    chapters: list[str] = []
    for reference in root.iter():
        if _local(reference) != "itemref" or (item := items.get(reference.get("idref", ""))) is None:
            continue
        member = _member(path, item.get("href", ""))
        if item.get("media-type") in _HTML_TYPES and not _is_apparatus(item, member, skipped):
            chapters.append(member)
    return _Package(tuple(chapters), metadata)


def _is_apparatus(item: Element, member: str, skipped: set[str]) -> bool:
    return "nav" in item.get("properties", "").split() or member in skipped


def _member(package: str, href: str) -> str:
    """Name in the archive of what ``href`` in the package document points to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(href.split("#")[0])))


def _xml(archive: zipfile.ZipFile, member: str, *, name: str) -> Element:
    try:
        root: Element = ElementTree.fromstring(read_member(archive, member, name=name))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnreadableSource(f"{name}: {member!r} inside is not usable XML ({type(error).__name__})") from error
    return root


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
