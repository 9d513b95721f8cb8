"""EPUB 2 and 3: the chapters of the package's spine, each read as HTML (EPUB 3.3, sections 3.4 and 5)."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ingest.read import archive as archives
from ingest.read import html
from ingest.read.archive import open_archive, read_member
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.compose import clean
from kb.errors import NoTextError, UnreadableSource

__all__ = ["read"]

_CONTAINER = "META-INF/container.xml"
_HTML_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})  # of fonts only


class _Part(Enum):
    """What the package says a chapter is."""

    TEXT = "text"
    CONTENTS = "contents"  # the navigation document of EPUB 3, a page of contents by the guide of EPUB 2
    COVER = "cover"  # by the guide


_GUIDE = {"toc": _Part.CONTENTS, "cover": _Part.COVER}


@dataclass(frozen=True, slots=True)
class _Package:
    chapters: dict[str, _Part]  # member names in reading order
    metadata: dict[str, str]
    warnings: tuple[str, ...]


def read(data: bytes, *, name: str, language: str | None = None) -> Reading:
    """Chapters in spine order, pages of contents as CONTENTS, without the cover; ``title`` from the package metadata.

    Raises:
        UnreadableSource: no EPUB, damaged, copy-protected or hostile.
        NoTextError: no chapter holds text.
    """
    archive = open_archive(data, name=name, format="EPUB")
    members = {member.filename: member.file_size for member in archive.infolist()}
    package = _package(archive, name=name)
    if "META-INF/rights.xml" in members or _encrypted(archive, members, name=name) & set(package.chapters):
        raise UnreadableSource(f"{name}: copy-protected (DRM); ingest a copy without protection")
    size = sum(members.get(chapter, 0) for chapter in package.chapters)
    if size > archives.MAX_TEXT:
        raise UnreadableSource(
            f"{name}: its chapters hold {size >> 20} MB, more than {archives.MAX_TEXT >> 20} MB; refused as hostile"
        )
    found: list[tuple[str, _Part, list[Block]]] = []
    warnings = [f"{name}: {warning}" for warning in package.warnings]
    for chapter, part in package.chapters.items():
        if chapter not in members:
            warnings.append(f"{name}: chapter {chapter!r} is missing inside")
            continue
        try:
            reading = html.read(read_member(archive, chapter, name=name), name=f"{name}#{chapter}", language=language)
        except NoTextError:  # a page that only shows a picture
            continue
        found.append((chapter, part, list(reading.blocks)))
        warnings += reading.warnings
    blocks, left_out = _put_together(found)
    if not blocks:
        raise NoTextError(f"{name}: no text in any of its {len(package.chapters)} chapters; is it a book of pictures?")
    warnings += [f"{name}: {chapter!r} is left out: the package says that it is the cover" for chapter in left_out]
    return Reading(tuple(blocks), package.metadata.get("title", ""), package.metadata, warnings=tuple(warnings))


def _put_together(found: Iterable[tuple[str, _Part, list[Block]]]) -> tuple[list[Block], list[str]]:
    """All blocks in order, and the chapters left out.

    A guide may point to the contents or the cover at the head of the only chapter: what holds most of the text is text.
    """
    chapters = [(chapter, part, blocks, sum(len(b.text) for b in blocks)) for chapter, part, blocks in found]
    total = sum(size for *_, size in chapters)
    together: list[Block] = []
    left_out: list[str] = []
    for chapter, part, blocks, size in chapters:
        if part is _Part.TEXT or 2 * size > total:
            together += blocks
        elif part is _Part.COVER:
            left_out += [chapter] if blocks else []
        else:
            together += [replace(block, kind=BlockKind.CONTENTS, level=0, columns=()) for block in blocks]
    return together, left_out


def _package(archive: zipfile.ZipFile, *, name: str) -> _Package:
    container = _xml(archive, _CONTAINER, name=name)
    path = next((root.get("full-path", "") for root in container.iter() if _local(root) == "rootfile"), "")
    if not path:
        raise UnreadableSource(f"{name}: {_CONTAINER} names no package; not an EPUB")
    root = _xml(archive, path, name=name)
    items: dict[str, Element] = {}
    metadata: dict[str, str] = {}
    guide: dict[str, _Part] = {}
    for element in root.iter():
        match _local(element):
            case "item":
                items[element.get("id", "")] = element
            case "reference" if element.get("type", "") in _GUIDE and "#" not in element.get("href", ""):
                guide[_member(path, element.get("href", ""))] = _GUIDE[element.get("type", "")]
            case "title" | "creator" | "publisher" | "language" | "date" | "identifier" | "rights" as key:
                if (text := clean(element.text or "")) and key not in metadata:
                    metadata[key] = text
    chapters: dict[str, _Part] = {}
    warnings: dict[str, None] = {}  # in order, each once
    for reference in root.iter():
        if _local(reference) != "itemref":
            continue
        item = items.get(reference.get("idref", ""))
        if item is None:
            warnings[f"chapter {clean(reference.get('idref', ''))!r} of the spine is not in the manifest"] = None
            continue
        member = _member(path, item.get("href", ""))
        if item.get("media-type") not in _HTML_TYPES:
            warnings[f"{member!r} of the spine is left out: it is no text ({clean(item.get('media-type', ''))})"] = None
        elif member in chapters:
            warnings[f"{member!r} is several times in the spine; it is read once"] = None
        else:
            navigation = "nav" in item.get("properties", "").split()
            chapters[member] = _Part.CONTENTS if navigation else guide.get(member, _Part.TEXT)
    return _Package(chapters, metadata, tuple(warnings))


def _encrypted(archive: zipfile.ZipFile, members: Iterable[str], *, name: str) -> set[str]:
    """Members that are encrypted (EPUB 3.3, 4.2.6.3.2); obfuscated fonts are not among them."""
    path = "META-INF/encryption.xml"
    if path not in members:
        return set()
    found = set()
    for data in _xml(archive, path, name=name).iter():
        if _local(data) != "EncryptedData":
            continue
        methods = {inner.get("Algorithm", "") for inner in data.iter() if _local(inner) == "EncryptionMethod"}
        if not methods <= _OBFUSCATION:
            found |= {unquote(inner.get("URI", "")) for inner in data.iter() if _local(inner) == "CipherReference"}
    return found


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
