"""Whether what came is what the file's name says: servers answer 200 with pages that say "not found"."""

from __future__ import annotations

from pathlib import PurePath

from ingest.read import SUFFIXES, format_of
from kb.errors import DownloadError, UnreadableSource

__all__ = ["check_looks"]

_NAMES = {"markdown": "Markdown", "text": "plain text", "sheets": "a spreadsheet"}
#: A PDF ends with this mark (ISO 32000-1, 7.5.5); readers look for it in the last 1024 bytes, servers add to them.
_PDF_END = b"%%EOF"


def check_looks(data: bytes, name: str) -> None:
    """Check the format of a complete download; ``name`` is that of the file it is to become.

    Raises:
        DownloadError: empty, of another format than the suffix of ``name`` says, or cut off as far as can be seen.
    """
    expected = SUFFIXES.get(PurePath(name).suffix.lower())
    if not data.strip():
        raise DownloadError(f"{name}: the server sent an empty file; check download_url")
    if expected is None:
        raise DownloadError(f"{name}: the name's suffix is of no format that is read; correct file in the manifest")
    found = _format(data, name, expected)
    if found != expected:
        what = f"{_named(found)} came instead" if found else "it does not look so"
        raise DownloadError(f"{name}: should be {_named(expected)}, but {what}; check download_url")
    if expected == "pdf" and _PDF_END not in data.rstrip(b"\0\r\n\t ")[-4096:]:
        raise DownloadError(f"{name}: the PDF is cut off; try again later")
    if expected == "xml":
        from ingest.read.xml import parse

        try:
            parse(data, name=name)
        except UnreadableSource as error:
            raise DownloadError(str(error)) from None


def _format(data: bytes, name: str, expected: str) -> str | None:
    """Format told by the bytes; where they tell none, a format without marks of its own is believed by its name."""
    try:
        told: str | None = format_of(data, name="download")  # no suffix, so that none is believed
    except UnreadableSource:
        told = None
    if expected == "xml" and told is None:
        return format_of(data, name=name)
    if expected == "html" and told is None:
        return "html" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None
    if expected in ("markdown", "text") and told is None:
        return None if b"\0" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff") else expected
    return told


def _named(format_name: str) -> str:
    return _NAMES.get(format_name, format_name.upper())
