"""Opening the zip container of EPUB, DOCX and XLSX without trusting it.

Nothing is ever written to disk, so a member named ``../../x`` is harmless by itself; what can hurt is size. ``zipfile``
never inflates more than the size a member declares, so checking declared sizes bounds the memory used. Nothing in a
document is ever fetched from elsewhere: readers look names up among the members only.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from kb.errors import UnreadableSource

__all__ = [
    "MAX_MEMBERS",
    "MAX_RATIO",
    "MAX_TEXT",
    "MAX_TOTAL",
    "OLE_MAGIC",
    "open_archive",
    "read_member",
    "refuse_doctypes",
]

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2; old Office files, and new ones when encrypted
MAX_MEMBERS = 20_000
MAX_TOTAL = 512 * 1024 * 1024  # bytes, all members inflated
MAX_TEXT = 128 * 1024 * 1024  # bytes of XML and HTML inflated; a parsed tree takes several times as much
MAX_RATIO = 250  # of a member over a megabyte; repetitive sheet XML reaches 100, deflate's limit is 1032
_RATIO_MATTERS = 1024 * 1024
_TEXT = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)


def open_archive(data: bytes, *, name: str, format: str) -> zipfile.ZipFile:
    """The archive in ``data``.

    Raises:
        UnreadableSource: not a zip archive, damaged, encrypted, or inflating beyond the limits above.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableSource(f"{name}: damaged or not {format} ({error}); download it again") from error
    if len(members) > MAX_MEMBERS:
        raise UnreadableSource(f"{name}: {len(members)} files inside, more than {MAX_MEMBERS}; refused as hostile")
    total = sum(member.file_size for member in members)
    if total > MAX_TOTAL:
        raise UnreadableSource(
            f"{name}: inflates to {total >> 20} MB, more than {MAX_TOTAL >> 20} MB; refused as hostile"
        )
    text = sum(member.file_size for member in members if member.filename.lower().endswith(_TEXT))
    if text > MAX_TEXT:
        raise UnreadableSource(
            f"{name}: holds {text >> 20} MB of XML, more than {MAX_TEXT >> 20} MB; ingest its parts one by one"
        )
    for member in members:
        if member.flag_bits & 0x1:
            raise UnreadableSource(f"{name}: encrypted; save it without a password and ingest it again")
        if member.file_size > _RATIO_MATTERS and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise UnreadableSource(
                f"{name}: {member.filename!r} inflates more than {MAX_RATIO}-fold; refused as hostile"
            )
    return archive


def read_member(archive: zipfile.ZipFile, member: str, *, name: str) -> bytes:
    """Inflated bytes of ``member``; UnreadableSource when it is absent or damaged."""
    try:
        return archive.read(member)
    except KeyError as error:
        raise UnreadableSource(f"{name}: {member!r} is missing inside; download it again") from error
    except _DAMAGED as error:
        raise UnreadableSource(f"{name}: {member!r} inside is damaged; download it again") from error


def refuse_doctypes(archive: zipfile.ZipFile, *, name: str) -> None:
    """Refuse an Office file whose XML has a document type, which it may not have (ECMA-376 part 2, 8.1.4).

    A document type declares entities: text that grows without end, or files of this machine.

    Raises:
        UnreadableSource: a part has one, or is damaged.
    """
    for member in archive.namelist():
        if not member.lower().endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(member) as source:
                start = source.read(4096)
        except (*_DAMAGED, KeyError) as error:
            raise UnreadableSource(f"{name}: {member!r} inside is damaged; download it again") from error
        if b"<!DOCTYPE" in start.replace(b"\0", b""):
            raise UnreadableSource(
                f"{name}: {member!r} inside declares entities, as no Office file may; check the file"
            )
