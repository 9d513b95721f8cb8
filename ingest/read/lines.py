"""Lines → paragraphs: undoing hard line breaks, and leaving out what is printed on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ingest.read.blocks import Block, BlockKind
from ingest.read.compose import clean
from ingest.read.hyphens import Hyphens
from ingest.read.shapes import division_level, is_unfinished, item_level, opens_block, starts_lowercase

__all__ = ["join", "mend", "paragraphs", "without_furniture"]

_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:(?:page|página|pagina|pag\.|pág\.|seite|p\.)\s*)?\d{1,4}(?:\s*(?:de|of|/|von|di|sur)\s*\d{1,4})?(?:\s*[-–—])?",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(r"(?:(?:page|página|pagina|seite)\s*)?\d{1,4}\s*(?:de|of|/|von|di|sur)\s*\d{1,4}", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_TITLE = 80
"""Characters of the longest running title."""
_TITLE_AND_NUMBER = re.compile(r"(?P<number>\d{1,4})\s+(?P<after>[^\d]+)|(?P<before>[^\d]+)\s+(?P<last>\d{1,4})")
_SENTENCE_ENDS = (".", ";", ":", ",")
_LONGEST_PARAGRAPH = 20_000
"""Characters from which nothing is joined on: no paragraph is longer, and joining lines for ever takes for ever."""
_NEAR = 6
"""Lines above and below a page number in which a running head or foot is looked for."""


def without_furniture(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """``pages`` without page numbers, running heads and running feet.

    A line is furniture when it stands within a few lines of the edge of at least three pages and of a third of them,
    digits aside. In a text without page breaks, lines "3 of 29" are taken as the edges.
    """
    if len(pages) == 1:
        return [_without_inline_furniture(pages[0])]
    seen: dict[str, dict[int, str]] = {}
    for number, page in enumerate(pages):
        edge = [line for line in page if line.strip()]
        for line in (*edge[:4], *edge[-4:]):
            seen.setdefault(_key(line), {}).setdefault(number, line)
    running = {key for key, on in seen.items() if len(on) >= max(3, len(pages) / 3) and _counts_pages(on)}
    titles = _titles_beside_numbers(pages)
    kept: list[list[str]] = []
    for page in pages:
        filled = [i for i, line in enumerate(page) if line.strip()]
        edges = {*filled[:4], *filled[-4:]}
        if filled and titles and _is_running_title(page[filled[0]], titles):
            page = [line for i, line in enumerate(page) if i != filled[0]]
            filled = [i for i, line in enumerate(page) if line.strip()]
            edges = {*filled[:4], *filled[-4:]}
        kept.append(
            [
                line
                for i, line in enumerate(page)
                if not (i in edges and (_key(line) in running or _PAGE_NUMBER.fullmatch(line.strip())))
            ]
        )
    return kept


def _titles_beside_numbers(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Titles that stand at the head of pages beside their numbers: "12 Bill" and "Co-operative Societies 13".

    Left and right pages have one each, and of each some are without its number, or with one that is spelt wrongly.
    """
    seen: dict[str, dict[int, int]] = {}  # title → page → the number beside it, less the page
    for at, page in enumerate(pages):
        head = next((clean(line) for line in page if line.strip()), "")
        match = _TITLE_AND_NUMBER.fullmatch(head) if len(head) <= _TITLE else None
        if match:
            title = _letters(match["before"] or match["after"])
            seen.setdefault(title, {})[at] = int(match["number"] or match["last"]) - at
    offsets = Counter(offset for on in seen.values() for offset in on.values())
    if not offsets or offsets.most_common(1)[0][1] < max(3, len(pages) / 3):
        return frozenset()
    offset = offsets.most_common(1)[0][0]
    return frozenset(title for title, on in seen.items() if title and list(on.values()).count(offset) > 1)


def _is_running_title(line: str, titles: frozenset[str]) -> bool:
    """Whether the first line of a page is a running title, with a page number or without, spelt well or badly."""
    line = clean(line)
    if len(line) > _TITLE or line[-1:] in _SENTENCE_ENDS:
        return False
    letters = _letters(line)
    return any(
        letters == title or (len(letters) > 8 and SequenceMatcher(None, letters, title, autojunk=False).ratio() > 0.85)
        for title in titles
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text).casefold()


def _counts_pages(on: dict[int, str]) -> bool:
    """Whether lines that differ in their numbers only (``page → line``) number the pages, not sections of the law."""
    numbers = {page: [int(n) for n in _DIGITS.findall(line)] for page, line in on.items()}
    if len({tuple(n) for n in numbers.values()}) == 1:
        return True
    offsets = Counter(n - page for page, found in numbers.items() for n in {*found[:1], *found[-1:]})
    agreeing = offsets.most_common(1)[0][1]
    return agreeing >= 5 and agreeing >= 0.6 * len(on)  # fewer may agree by chance: "Amendment of section 5", "… 6"


def _without_inline_furniture(lines: Sequence[str]) -> list[str]:
    edges = [i for i, line in enumerate(lines) if _is_page_of(line)]
    if len(edges) < 3:
        return list(lines)
    near = {j for i in edges for j in range(max(0, i - _NEAR), min(len(lines), i + _NEAR + 1))}
    near |= set(range(min(8, len(lines))))  # the head of the first page has no page number above it
    counts = Counter(_key(lines[i]) for i in near if lines[i].strip() and not opens_block(lines[i].strip()))
    running = {key for key, n in counts.items() if n >= max(3, 0.6 * len(edges))}
    running |= {_key(lines[i]) for i in edges}
    first = next(i for i, line in enumerate(lines) if line.strip())  # may be the title of the document
    return [
        line for i, line in enumerate(lines) if i == first or not (i in near and line.strip() and _key(line) in running)
    ]


def _is_page_of(line: str) -> bool:
    return bool(_PAGE_OF.fullmatch(line.strip()))


def _key(line: str) -> str:
    return _DIGITS.sub("0", clean(line)).casefold()


def paragraphs(lines: Sequence[str], words: Hyphens | None = None) -> list[str]:
    """``lines`` joined where only the width of the page broke them; blank lines divide paragraphs."""
    width = _width([line for line in lines if line.strip()])
    found: list[str] = []
    last = ""  # the line before, "" after a blank one
    for raw in lines:
        line = clean(raw)
        if not line:
            last = ""
        elif last and found and len(found[-1]) < _LONGEST_PARAGRAPH and _continues(last, line, width):
            found[-1] = join(found[-1], line, words)
            last = line
        else:
            found.append(line)
            last = line
    return found


def _continues(last: str, line: str, width: int) -> bool:
    if opens_block(line):
        return False
    if division_level(last) or (last.isupper() and not line.isupper() and len(last) < 0.8 * width):
        return False
    if line.isupper() and not last.isupper() and len(line) < 0.6 * width:
        return False
    if starts_lowercase(line):
        return is_unfinished(last) or len(last) >= 0.6 * width
    return len(last) >= (0.6 if is_unfinished(last) else 0.85) * width


def _width(lines: Sequence[str]) -> int:
    """Usual length of a full line, in characters."""
    lengths = sorted(len(clean(line)) for line in lines)
    return lengths[int(len(lengths) * 0.9)] if lengths else 0


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    hyphenated: bool = False


_NO_WORDS = Hyphens(())


def join(left: str, right: str, words: Hyphens | None = None) -> str:
    """Two lines of one sentence as one. ``words`` of the document decide whether a hyphen between them stays."""
    return (words or _NO_WORDS).join([_Line(left), _Line(right)])


def mend(blocks: Sequence[Block], words: Hyphens | None = None) -> list[Block]:
    """Paragraphs that were cut at every line of print, made whole again.

    Applies to a document where most paragraphs end in the middle of a sentence; in others only a paragraph that
    begins in lower case is joined to an unfinished one before it.
    """
    running = [b for b in blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)]
    broken = [b for b in running if 25 <= len(b.text) <= 110 and is_unfinished(b.text)]
    is_broken = len(running) >= 20 and len(broken) > 0.4 * len(running)
    width = _width([b.text for b in broken]) if is_broken else 0
    mended: list[Block] = []
    last_length = 0
    for block in blocks:
        previous = mended[-1] if mended else None
        if previous is not None and _is_cut(previous, block, width, last_length):
            mended[-1] = replace(previous, text=join(previous.text, block.text, words))
        else:
            mended.append(block)
        last_length = len(block.text)
    return mended


def _is_cut(previous: Block, block: Block, width: int, last_length: int) -> bool:
    kinds = (BlockKind.PARAGRAPH, BlockKind.ITEM)
    if previous.kind not in kinds or block.kind is not BlockKind.PARAGRAPH or not is_unfinished(previous.text):
        return False
    if len(previous.text) >= _LONGEST_PARAGRAPH:
        return False
    if opens_block(block.text) or (previous.text.isupper() and not block.text.isupper()):
        return False
    if item_level(block.text) or previous.text.endswith((",—", "—", ":-")):
        return False
    if starts_lowercase(block.text):
        return not previous.text.endswith(",") or bool(width) or len(previous.text) > 40
    return bool(width) and last_length >= 0.6 * width
