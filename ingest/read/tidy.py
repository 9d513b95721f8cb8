"""What Markdown, HTML and plain text have in common once they are blocks: shapes are given their kinds.

Each function is one pass over the blocks; ``tidy`` runs them in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.blocks import Block, BlockKind
from ingest.read.hyphens import Hyphens
from ingest.read.lines import mend
from ingest.read.shapes import (
    division_level,
    is_article,
    is_bare_division,
    is_note,
    is_unfinished,
    item_level,
    opens_block,
    starts_lowercase,
)

__all__ = ["tidy"]

_LABEL_ALONE = re.compile(r"(?:\(\d{1,3}[a-z]?\)|\d{1,3}[.)]|\(?[a-z]{1,2}\)|[ivx]+[.)]|[IVX]+\.|[①-⑳]|[-–—•])")
_CONTENTS_HEAD = re.compile(
    r"(?:ARRANGEMENT OF (?:CLAUSES|SECTIONS|REGULATIONS|PARTS)|TABLE OF (?:CONTENTS|PROVISIONS|SECTIONS)|CONTENTS"
    r"|SUSUNAN (?:FASAL|SEKSYEN)|KANDUNGAN|INHALTS(?:ÜBERSICHT|VERZEICHNIS)|[ÍI]NDICE(?: GENERAL)?|SUMARIO|SUMÁRIO"
    r"|SOMMAIRE|TABLE DES MATI[ÈE]RES|INDICE SISTEMATICO|목차|目次)\s*[:.]?",
    re.IGNORECASE,
)
_CONTENTS_END = re.compile(
    r"^A BILL\b|\bA[Nn] A(?:CT|ct) (?:TO|to|for|FOR)\b|^BE IT (?:THEREFORE )?ENACTED|\bAkta untuk\b|^DIPERBUAT"
    r"|^MAKA INILAH"
)
_CONTENTS_ENTRY = 200
#: The page that an entry names: "Members ..... 4", "Members 4" where a tab stood between.
_PAGE_AFTER = re.compile(r"(?:[\s.…·_]{2,}|\s)\d{1,4}\s*$")
_NOTES_HEAD = re.compile(
    r"(?:Footnotes?|Endnotes?|Notas?(?: al pie| de pie de página)?|Fußnoten?|Notes?(?: de bas de page)?|Note"
    r"|Amendment history|Legislative history|Historial de (?:reformas|modificaciones)|Sources?|Fuentes?)\s*:?",
    re.IGNORECASE,
)
_STATE_AMENDMENTS = re.compile(r"\W{0,4}(?:STATE AMENDMENTS?|State Amendments?)\W{0,4}")
_KNOWN_HEAD = re.compile(
    r"PRE[ÁA]MB(?:ULO|LE|OLO)|PRÉAMBULE|PREÀMBUL|EXPOSICI[ÓO]N DE MOTIVOS|EXPOSICIÓ DE MOTIUS|TRANSITORIOS?"
    r"|DISPOSICIONES (?:ADICIONALES|TRANSITORIAS|DEROGATORIAS|FINALES)|Pre[áa]mbulo|Exposici[óo]n de motivos"
    r"|ANEXOS?|ANNEXES?|SCHEDULES?|PRELIMINARY|EXPLANATORY STATEMENT|HURAIAN"
)
_CAPITALS_HEAD = 120
"""A line in capitals longer than this is a sentence somebody shouted, not a heading."""


def tidy(blocks: Sequence[Block], *, language: str | None = None, words: Hyphens | None = None) -> list[Block]:
    """``blocks`` of a format without legal structure, with headings, items, notes and contents told apart.

    ``words`` of the document, where its lines are those of print: see :func:`ingest.read.lines.join`.
    """
    found = _demote_false_headings(list(blocks))
    found = _attach_labels(found)
    found = _recognise(found, language)
    found = mend(found, words)
    found = _join_division_titles(found)
    found = _mark_notes(found)
    return _mark_contents(found)


def _demote_false_headings(blocks: list[Block]) -> list[Block]:
    """Headings that are lines of a sentence, as conversions from print make them, are paragraphs."""
    kept = []
    for i, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            following = blocks[i + 1] if i + 1 < len(blocks) else None
            goes_on = (
                following is not None
                and following.kind is BlockKind.PARAGRAPH
                and starts_lowercase(following.text)
                and not item_level(following.text)
                and is_unfinished(block.text)
                and len(block.text) > 40
            )
            if goes_on or _is_piece_of_sentence(block.text):
                block = replace(block, kind=BlockKind.PARAGRAPH, level=0)
        kept.append(block)
    return kept


def _is_piece_of_sentence(text: str) -> bool:
    if division_level(text) or is_article(text):
        return False
    return (
        bool(re.match(r"[a-zà-ÿ]{2,}\s", text))
        or text.endswith((";", ",", "; and", "; or", ";and"))
        or bool(re.match(r"\([a-z0-9]{1,4}\)\s", text))
    )


def _attach_labels(blocks: list[Block]) -> list[Block]:
    """A number that stands alone goes in front of the paragraph it numbers."""
    kept: list[Block] = []
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None:
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and block.page == waiting.page:
                block = replace(block, text=f"{waiting.text} {block.text}", kind=BlockKind.PARAGRAPH, level=0)
            else:
                kept.append(waiting)
            waiting = None
        if block.kind is BlockKind.PARAGRAPH and _LABEL_ALONE.fullmatch(block.text):
            waiting = block
        else:
            kept.append(block)
    return [*kept, waiting] if waiting is not None else kept


def _recognise(blocks: list[Block], language: str | None) -> list[Block]:
    """Kinds of paragraphs by their shape: division heads, lines in capitals, items, notes.

    A heading that the format does not rank (level 0 until here) stands below the division it is in. Divisions without
    a level of their own rank in the order in which the document first uses them, for a Part may hold Chapters or a
    Chapter Parts.
    """
    kept: list[Block] = []
    ranks: list[int] = []
    level = 1
    amended = _state_amendments(blocks)
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        if i in amended:
            kept.append(replace(block, kind=BlockKind.NOTE, level=0))
            continue
        unranked = block.kind is BlockKind.HEADING and not block.level
        if block.kind is BlockKind.HEADING and block.level:
            level = block.level
        elif block.kind is BlockKind.ITEM and block.level <= 1 and division_level(block.text):
            block = replace(block, kind=BlockKind.HEADING, level=0)  # swallowed by the list before it
            unranked = True
        if block.kind is BlockKind.PARAGRAPH or unranked:
            if is_note(block.text):
                block = replace(block, kind=BlockKind.NOTE, level=0)
            elif rank := division_level(block.text):
                if rank not in ranks:
                    ranks.append(rank)
                level = 2 + ranks.index(rank)
                block = replace(block, kind=BlockKind.HEADING, level=level)
            elif unranked or _is_capitals_head(block.text, following) or _is_rubric(block.text, kept, following):
                block = replace(block, kind=BlockKind.HEADING, level=min(level + 1, 9))
            elif depth := item_level(block.text, language=language):
                block = replace(block, kind=BlockKind.ITEM, level=depth)
        kept.append(block)
    return kept


def _is_capitals_head(text: str, following: Block | None) -> bool:
    if _KNOWN_HEAD.fullmatch(text):
        return following is not None and following.kind is not BlockKind.HEADING
    return (
        text.isupper()
        and 6 <= len(text) <= _CAPITALS_HEAD
        and text[-1] not in ";,:"
        and len(re.findall(r"[^\W\d_]{2,}", text)) > 1
        and not opens_block(text)
        and following is not None
        and following.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)
        and not starts_lowercase(following.text)
    )


def _is_rubric(text: str, before: list[Block], following: Block | None) -> bool:
    """Whether a short line names the article below it, as Argentine laws print it."""
    return (
        following is not None
        and following.kind is BlockKind.PARAGRAPH
        and is_article(following.text)
        and 3 <= len(text) <= _CAPITALS_HEAD
        and text[:1].isupper()
        and is_unfinished(text)
        and not opens_block(text)
        and bool(before)
        and not is_unfinished(before[-1].text)
    )


def _join_division_titles(blocks: list[Block]) -> list[Block]:
    """ "CAPÍTULO I" and the line below it that says what it is about are one heading."""
    kept: list[Block] = []
    joined = False  # the last heading has a title already, which may be of several lines in capitals
    for block in blocks:
        previous = kept[-1] if kept else None
        if previous is not None and (
            (joined and previous.text.isupper() and block.text.isupper() and _is_title_line(block))
            or (_is_bare_division(previous) and _is_title_line(block))
            or (_is_bare_article(previous) and block.kind is BlockKind.HEADING and block.level > previous.level)
        ):
            kept[-1] = replace(previous, text=f"{previous.text} {block.text}")
            joined = True
        else:
            kept.append(block)
            joined = False
    return kept


def _is_bare_division(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and is_bare_division(block.text)


def _is_bare_article(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and len(block.text) <= 20 and is_article(block.text)


def _is_title_line(block: Block) -> bool:
    return (
        block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        and len(block.text) <= 150
        and not opens_block(block.text)
        and not block.text.endswith((";", ":", ","))
        and (block.text.isupper() or (is_unfinished(block.text) and not starts_lowercase(block.text)) or
             (block.kind is BlockKind.PARAGRAPH and len(block.text) < 80 and block.text[:1].isupper()))
    )  # fmt: skip


def _state_amendments(blocks: Sequence[Block]) -> frozenset[int]:
    """Which blocks are amendments that States have made to an Indian Act, as they are printed below its sections.

    They quote sections whole ("Section 12.--", "12A. Change of name"), so only headings that the format ranks end them;
    of a format that ranks none, the outline tells them by the numbers of the Act (``ingest.annotations``).
    """
    if not any(b.kind is BlockKind.HEADING and b.level and is_article(b.text) for b in blocks):
        return frozenset()
    found: set[int] = set()
    owner = 0  # level of the last heading of the Act
    inside = 0  # level of the heading that ends them, 0 outside
    for i, block in enumerate(blocks):
        ranked = block.level if block.kind is BlockKind.HEADING else 0
        if _STATE_AMENDMENTS.fullmatch(block.text):
            inside = inside or (ranked or owner or 1)
        elif ranked and (ranked < inside or (ranked == inside and opens_block(block.text))):
            inside = 0
        if inside:
            found.add(i)
        elif ranked:
            owner = ranked
    return frozenset(found)


def _mark_notes(blocks: list[Block]) -> list[Block]:
    """What stands under a heading "Footnotes" or "Sources" is notes, up to the next heading."""
    kept = []
    inside = sources = False
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            inside, sources = bool(_NOTES_HEAD.fullmatch(block.text)), False
        elif block.kind is BlockKind.PARAGRAPH:
            sources = bool(re.fullmatch(r"(?:Sources?|Fuentes?):", block.text))  # and the list below it
        if inside or sources:
            block = replace(block, kind=BlockKind.NOTE, level=0)
        kept.append(block)
    return kept


def _mark_contents(blocks: list[Block]) -> list[Block]:
    """The lines of a table of contents, up to where the text itself begins.

    That is where the first entry comes again, where a paragraph is too long for an entry, or where the law opens.
    """
    kept: list[Block] = []
    firsts: dict[str, str] = {}  # sort of entry → the first of its sort
    begin: int | None = None
    for i, block in enumerate(blocks):
        if begin is None:
            if _heads_contents(blocks, i):
                begin, firsts = i, {}
                kept.append(replace(block, kind=BlockKind.CONTENTS, level=0))
            else:
                kept.append(block)
            continue
        key = _key(block.text)
        first_number = firsts.get("number", "")
        repeated = key in firsts.values() or (len(first_number) > 6 and key.startswith(first_number))
        if (
            repeated
            or len(block.text) > _CONTENTS_ENTRY
            or block.kind is BlockKind.NOTE
            or _CONTENTS_END.search(block.text)
        ):
            begin = None
            if repeated and block.kind is not BlockKind.HEADING:  # the headings above it are those of the text
                for j in range(len(kept) - 1, -1, -1):
                    if kept[j].kind is not BlockKind.CONTENTS or blocks[j].kind is not BlockKind.HEADING:
                        break
                    kept[j] = blocks[j]
            kept.append(block)
            continue
        sort = "number" if key[:1].isdigit() else "division" if division_level(block.text) else "other"
        for kind, entry in ((sort, _key(_PAGE_AFTER.sub("", block.text))), (f"{sort} with its page", key)):
            if len(entry) > 4:
                firsts.setdefault(kind, entry)
        kept.append(replace(block, kind=BlockKind.CONTENTS, level=0))
    if begin is not None and _characters(blocks[begin:]) > _characters(blocks[:begin]):
        return blocks  # no law follows that is so much longer than its contents: they are told by their numbers, later
    return kept


def _characters(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _key(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"\(.*?\)$", "", text)).casefold()


def _heads_contents(blocks: Sequence[Block], i: int) -> bool:
    text = blocks[i].text
    if len(text) < 60 and _CONTENTS_HEAD.fullmatch(text):
        return True
    if not re.fullmatch(r"Sections?|Clauses?|Articles?", text):
        return False
    entries = blocks[i + 1 : i + 4]
    return len(entries) == 3 and all(re.match(r"\d\S*\s", b.text) and len(b.text) < 120 for b in entries)
