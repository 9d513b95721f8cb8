"""Collecting blocks: what every reader does with the text it finds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from ingest.read.blocks import Block, BlockKind, Reading
from kb.errors import NoTextError

__all__ = ["BlockList", "clean", "without_struck"]

# Without meaning in a quotation, or worse: direction overrides show other words than are there. White space is not
# among them. U+FFFE and the like are no characters; the tags of U+E00xx spell invisible text.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
# Joiners shape Arabic, Persian, Indic, Mongolian and Khmer words and make one emoji of several; elsewhere they only
# keep a word from being found: "(9.\u200d1)". They count with the character before them.
_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aff\u1b00-\u1bff\ua800-\ua8ff\ua980-\uaaff"
    "\uabc0-\uabff\ufb50-\ufdcf\ufdf0-\ufdff\ufe0f\ufe70-\ufefc\U00011000-\U00011fff\u2600-\u27bf"
    "\U0001f000-\U0001faff])[\u200c\u200d]"
)
# Forms for typesetting that nobody types when searching: Latin and Armenian ligatures, shaped Arabic letters.
_TYPESET = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufbb1\ufbd3-\ufbe9\ufe80-\ufefc]")
# Where the fonts Symbol and Wingdings keep the bullets of word processors.
_BULLET = re.compile("[\uf0a7\uf0a8\uf0b7\uf0d8\uf06e\uf076]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half of a pair: cannot be stored as UTF-8


def clean(text: str) -> str:
    """``text`` as every reader hands it over: on one line, runs of white space as one space, without control
    characters, invisible ones and typesetters' ligatures, so that the same words are the same in every format.

    >>> clean(" a\\u00a0 b\\n oﬃcer\\u00ad (9.\\u200d1) ")
    'a b officer (9.1)'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _JOINER.sub("", _INVISIBLE.sub("", text))
    text = _TYPESET.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = _SURROGATE.sub("\ufffd", _BULLET.sub("•", text))
    return " ".join(text.split())


def without_struck(text: str, struck: str) -> tuple[str, str]:
    """Cleaned words of a line and those of it that are struck out: revoked law, which is a note.

    Punctuation that is left of a line struck out goes with it.

    >>> without_struck(" .", "3. No member may vote")
    ('', '3. No member may vote.')
    """
    text, struck = clean(text), clean(struck)
    if struck and not any(character.isalnum() for character in text):
        return "", f"{struck}{text}"
    return text, struck


@dataclass(slots=True)
class BlockList:
    """Blocks in reading order. ``add`` cleans the text and drops what is empty."""

    blocks: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        level: int = 0,
        locator: str = "",
        page: int | None = None,
        columns: tuple[str, ...] = (),
    ) -> None:
        text = clean(text)
        if text:
            self.blocks.append(Block(text, kind, level, locator, page, columns))

    def row(
        self,
        cells: list[str],
        *,
        locator: str = "",
        columns: tuple[str, ...] = (),
        page: int | None = None,
        kind: BlockKind = BlockKind.ROW,
    ) -> None:
        """A table row; empty cells keep their place unless the whole row is empty."""
        cells = [clean(cell) for cell in cells]
        if any(cells):
            self.add(" | ".join(cells).strip(" |"), kind, locator=locator, columns=columns, page=page)

    def warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)

    def reading(self, name: str, *, title: str = "", metadata: dict[str, str] | None = None) -> Reading:
        """The finished Reading.

        Raises:
            NoTextError: there is no block.
        """
        if not self.blocks:
            raise NoTextError(f"{name}: no text was found in it; check that this is the document and not an empty page")
        return Reading(tuple(self.blocks), clean(title), metadata or {}, warnings=tuple(self.warnings))
