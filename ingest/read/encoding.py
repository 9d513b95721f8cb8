"""Bytes → text: which encoding a source is in.

The order follows the WHATWG encoding standard (BOM, then what is declared) with one difference: bytes that are valid
UTF-8 and not plain ASCII are UTF-8 whatever is declared, because the reverse error is the common one.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from kb.errors import UnreadableSource

__all__ = ["Decoded", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# WHATWG: the labels of Latin-1 and ASCII mean windows-1252
_ALIASES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_ALIASES |= {"shift_jis": "cp932", "euc-kr": "cp949", "gb2312": "gb18030", "iso-8859-9": "cp1254"}
# Encodings that were usual for a language before UTF-8, the most selective first
_BY_LANGUAGE = {
    "ja": ("euc_jp", "cp932"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5"),
    "bg": ("cp1251",),
    "ru": ("cp1251",),
    "uk": ("cp1251",),
    "el": ("cp1253",),
    "tr": ("cp1254",),
    "pl": ("cp1250",),
    "cs": ("cp1250",),
    "hu": ("cp1250",),
    "ro": ("cp1250",),
    "sk": ("cp1250",),
    "sl": ("cp1250",),
    "hr": ("cp1250",),
    "be": ("cp1251",),
    "mk": ("cp1251",),
} | dict.fromkeys(
    (
        *("en", "fr", "es", "pt", "it", "de", "ca", "nl", "lb", "ms", "sw", "gl", "eu", "oc"),
        *("sv", "da", "nb", "no", "fi", "is"),
    ),
    ("cp1252",),
)
#: Tried where no language is known. Cyrillic first: French read as cp1251 is no Russian, but Russian read as cp1252 may
#: pass for anything.
_USUAL = ("cp1251", "cp1250", "cp1252")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")
_ESCAPE_BASED = ("iso-2022", "iso2022", "hz")  # all their bytes are ASCII, so they would pass for UTF-8


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` with line ends as ``\\n`` and no BOM; ``encoding`` as Python names it; ``warnings`` one line each."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *, name: str, declared: str | None = None, language: str | None = None) -> Decoded:
    """Decode ``data``; ``declared`` is the charset that the source itself names, ``language`` an ISO 639-1 hint.

    Raises:
        UnreadableSource: the bytes are not text in any encoding we know.
    """
    decoded = _decode(data, name, declared, language)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    sample = text[:200_000]
    if len(_CONTROL.findall(sample)) > max(2, len(sample) // 200):
        raise UnreadableSource(
            f"{name}: this is not text but binary data; give the file its right suffix or convert it"
        )
    return Decoded(text, decoded.encoding, decoded.warnings)


def _decode(data: bytes, name: str, declared: str | None, language: str | None) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise UnreadableSource(
                    f"{name}: the byte order mark says {encoding} but byte {error.start} is not; fetch the file again"
                ) from error
    declared_codec = _codec(declared)
    if declared and declared.lower().startswith(_ESCAPE_BASED) and declared_codec:
        text = _try(data, declared_codec)
        if text is not None:
            return Decoded(text, declared_codec)
    if (wide := _wide(data)) and (text := _try(data, wide)) is not None:
        return Decoded(text, wide)
    if (text := _try(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    warnings: tuple[str, ...] = ()
    if declared_codec and declared_codec != "utf-8":
        if (text := _try(data, declared_codec)) is not None:
            return Decoded(text, declared_codec)
        warnings = (f"declared to be {declared} but is not",)
    elif declared_codec == "utf-8":
        warnings = ("declared to be UTF-8 but is not",)
    for encoding in _BY_LANGUAGE.get(language or "", ()):
        if (text := _try(data, encoding)) is not None:
            return Decoded(text, encoding, (*warnings, f"read as {encoding}: no encoding is declared"))
    return _guess(data, name, warnings)


def _guess(data: bytes, name: str, warnings: tuple[str, ...]) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:500_000], threshold=0.3).best()
    if (found := _of_its_language(data, best.encoding if best else "")) is not None:
        return Decoded(found[0], found[1], (*warnings, f"read as {found[1]}: the encoding was guessed"))
    if best is not None and (text := _try(data, best.encoding)) is not None:
        return Decoded(text, best.encoding, (*warnings, f"read as {best.encoding}: the encoding was guessed"))
    if b"\x00" in data[:4096]:
        raise UnreadableSource(
            f"{name}: this is not text but binary data; give the file its right suffix or convert it"
        )
    text = data.decode("cp1252", errors="replace")
    return Decoded(text, "cp1252", (*warnings, "read as cp1252, some bytes could not be decoded"))


def _of_its_language(data: bytes, guessed: str) -> tuple[str, str] | None:
    """The text and the encoding in which it is of a language that was written in that encoding.

    French read as cp1250 is still French, with the wrong letters; cp1250 was for Polish, so it is not that. Statistics
    of bytes alone, as ``guessed``, mistake one for the other in short texts.
    """
    from kb.interpret.language import detect_language

    for encoding in dict.fromkeys((guessed, *_USUAL)):
        text = _try(data, encoding) if encoding else None
        if text is not None and not _CONTROL.search(text) and encoding in _BY_LANGUAGE.get(detect_language(text), ()):
            return text, encoding
    return None


def _codec(label: str | None) -> str | None:
    """Python's name of a charset label, None if there is none."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    try:
        return codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its ASCII characters is zero."""
    sample = data[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and max(even, odd) > len(sample) // 5 and min(even, odd) < len(sample) // 50 + 1:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None
