"""Text of a typeset or printed source as a reader hands it over."""

from __future__ import annotations

import re

from ingest.read.compose import clean

__all__ = ["legible"]

_FORMAT = re.compile("[\x7f-\x84\x86-\x9f\u202a-\u202e\u2061-\u2064\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")


def legible(text: str) -> str:
    """``text`` on one line with single spaces and without control and format characters.

    Typographic ligatures are spelt out, since nobody searches or copies them.

    >>> legible("  §\\u00a07\\t (1) oﬃcer\\u00ad ")
    '§ 7 (1) officer'
    """
    return clean(_LIGATURE.sub(lambda match: _LIGATURES[match.group()], _FORMAT.sub("", text)))
