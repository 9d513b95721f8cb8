"""Side headings: the titles of sections that are printed in the margin, beside the first lines of each.

A text layer runs them into the lines: "7. Every member may at any time of the year Right to" / "ask the board for
the accounts. see accounts". They are told by the arrangement of sections at the head of
the law, which lists the same titles: what stands at the ends (or the beginnings) of the first lines of section 7 and
spells its title is its side heading, and goes above it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from statistics import median

from ingest.sequence import inserted, longest_run

__all__ = ["above_their_sections"]

_CONTENTS = re.compile(
    r"\W*(?:ARRANGEMENT OF (?:CLAUSES|SECTIONS|REGULATIONS)|TABLE OF SECTIONS|SUSUNAN (?:FASAL|SEKSYEN))\W*",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[\W_]{0,4}(?P<number>\d{1,3}[A-Z]{0,2})\s?\.?\s{1,4}(?P<title>[^\W\d_].{2,160})")
_GOES_ON = re.compile(r"[\W_]{0,4}[a-z]")
_LAST_WORD = re.compile(r"[A-Z][a-z]+\.")
#: Where the arrangement ends: at the first section, or at the enacting words.
_FIRST = re.compile(r"[\W_]{0,4}1\s?\.")
_TEXT_BEGINS = re.compile(r"[\W_]{0,4}(?:A BILL|An Act to|BE IT ENACTED|ENACTED by|Suatu Akta)")
#: A line that begins a section, after at most a few words of a side heading on its left.
_START = re.compile(
    r"[*_#\s]{0,6}(?P<left>[^\d*_#]{0,45}?)[*_#\s]{0,6}(?P<number>\d{1,3}[A-Z]{0,2})\s?[.,]\s?(?=[\s(*_]{0,4}[(A-Z\"“'‘*_\d])"
)
#: The number of an Act that the text names, in the margin beside it: "_Act 125,_", "Akta 372.".
_ACT = r"(?:_(?:Act|Akta|Ord)\.? \d{1,3}[.,;]?_|(?:Act|Akta|Ord)\.? \d{1,3}[.,])"
_ACT_LEFT = re.compile(rf"^[*_]{{0,3}}{_ACT}\s+(?=[*_(\"“]{{0,3}}[a-z])")
_ACT_RIGHT = re.compile(rf"(?<=[a-z])\s+{_ACT}$")
#: Fewer titles in the margin may be chance.
_FEWEST = 5
#: Lines beside which a side heading may stand, and tokens of a line that may be of it.
_LINES, _TOKENS = 16, 8
#: How much of a title has to be found, and how well: text layers spell badly.
_SHARE, _LIKE, _SHORT = 0.6, 0.74, 4
#: How well it has to be found where its first letter differs, and where its letters are there but not in order.
_STRANGE, _JUMBLED = 0.8, 0.9
#: Letters that text layers mistake for each other.
_MISTAKEN = str.maketrans("clfj", "eitt")
#: Lines in a row that may have nothing of it beside them.
_MISSED = 1
#: Lines above which it may begin.
_LATE = 3
#: Characters of a line of print.
_LONGEST = 200
#: What such a line costs, in letters of the title.
_SKIPPED = 1.5


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of a side heading in a line: the characters of the line from ``start`` to ``end``."""

    line: int
    start: int
    end: int
    upto: int  # letters of the title that are found with it
    alone: bool = False  # whether nothing else stands in the line
    jumbled: bool = False  # its own lines are not in order


@dataclass(frozen=True, slots=True)
class _Side:
    """A side heading as it was found: ``text`` as it is to be printed above line ``line``."""

    line: int
    text: str
    pieces: tuple[_Piece, ...]


def above_their_sections(text: str) -> str:
    """``text`` of a law in lines of print, its side headings each on a line of its own above the section.

    As it is where the law has no arrangement of sections or its titles are not in the margin. Pure; linear in the
    number of lines.
    """
    lines = text.split("\n")
    contents = next((i for i, line in enumerate(lines) if len(line) < 80 and _CONTENTS.fullmatch(line)), None)
    if contents is None:
        return text
    titles, end = _titles(lines, contents)
    starts = _starts(lines, end, titles)
    if len(starts) < _FEWEST:
        return text
    width = _width(lines[end:])
    found = [
        side
        for (at, number), (following, _) in zip(starts, [*starts[1:], (len(lines), "")], strict=True)
        if (side := _beside(lines, at, following, titles[number], width)) is not None
    ]
    if len(found) < max(_FEWEST, len(titles) // 5):
        return text
    return "\n".join(_set_above(lines, end, found))


def _set_above(lines: list[str], end: int, found: Sequence[_Side]) -> list[str]:
    """The lines of the law with the side headings out of them and above their sections."""
    pieces = {piece.line: piece for side in found for piece in side.pieces}
    above = {side.line: side.text for side in found}
    kept = lines[:end]
    for i in range(end, len(lines)):
        line = lines[i]
        if i in above:
            kept += ["", f"**{above[i]}**", ""]
        if (piece := pieces.get(i)) is not None:
            line = f"{line[: piece.start].rstrip()} {line[piece.end :].lstrip()}".strip()
            if not line.strip("*_# "):  # it held nothing else
                continue
            if line.startswith("**") and line.endswith("**"):  # bold up to the margin: no heading for all that
                line = line[2:-2]
        kept.append(_ACT_RIGHT.sub("", _ACT_LEFT.sub("", line)))
    return kept


def _titles(lines: Sequence[str], contents: int) -> tuple[dict[str, str], int]:
    """The titles of the sections by their numbers as the arrangement lists them, and the line after the last."""
    titles: dict[str, str] = {}
    end = last = contents
    for i in range(contents + 1, len(lines)):
        line = lines[i].strip()
        if (titles and _FIRST.match(line)) or _TEXT_BEGINS.match(line):
            break
        entry = _ENTRY.fullmatch(line)
        if entry is not None and entry["number"] not in titles:
            titles[entry["number"]] = entry["title"].strip(" *_")
            end = last = i
        elif titles and i <= last + 2 and len(line) < 80 and (_GOES_ON.match(line) or _LAST_WORD.fullmatch(line)):
            titles[list(titles)[-1]] += f" {line}"
            end = last = i
    return titles, end + 1


def _starts(lines: Sequence[str], end: int, titles: dict[str, str]) -> list[tuple[int, str]]:
    """The line at which each section begins, and its number, in order; those that are not to be found are left out."""
    candidates: list[tuple[int, int, int]] = []
    numbers: dict[int, str] = {}
    for i in range(end, len(lines)):
        match = _START.match(lines[i]) if len(lines[i]) <= _LONGEST else None
        if match is None or match["number"] not in titles:
            continue
        left, title = _letters(match["left"]), _letters(titles[match["number"]])
        if left and _like(left, title[: len(left)]) < _LIKE:
            continue
        numbers[i] = match["number"]
        candidates.append((i, int(re.sub(r"\D", "", match["number"])), inserted(match["number"])))
    run = longest_run(candidates)
    return [(i, numbers[i]) for i in sorted(run)]


def _beside(lines: Sequence[str], at: int, following: int, title: str, width: int) -> _Side | None:
    """The side heading of the section that begins at line ``at``, if it stands beside its first lines."""
    match = _START.match(lines[at])
    assert match is not None
    wanted = _letters(title)
    if _like(_letters(lines[at][match.end("number") :])[: len(wanted)], wanted) >= _LIKE:
        return None  # a heading where headings stand: after the number
    filled = [i for i in range(at, min(following, at + 4 * _LINES)) if 0 < len(lines[i].strip()) <= _LONGEST][:_LINES]
    stop = match.end("left") if _letters(match["left"]) else None
    pieces = _Speller(lines, filled, wanted, width, stop).spell(0, 0, 0).pieces
    if not pieces or pieces[-1].upto < _SHARE * len(wanted):
        return None
    if pieces[0].line != at and not all(piece.alone for piece in pieces):
        return None
    printed = [lines[piece.line][piece.start : piece.end].strip("*_# ") for piece in pieces]
    text = title if any(piece.jumbled for piece in pieces) else _joined(printed, title)
    return _Side(at, text.strip(" .,;:*_"), pieces)


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Pieces that spell a title from some place on, and how good they are: letters, less those that differ."""

    worth: float = 0
    pieces: tuple[_Piece, ...] = ()


@dataclass(slots=True)
class _Speller:
    """Finds the words beside the lines ``filled`` that spell ``wanted`` best.

    ``stop``: the end of the words before the number in the first line, None where the side heading is on the right.
    """

    lines: Sequence[str]
    filled: Sequence[int]
    wanted: str
    width: int
    stop: int | None
    known: dict[tuple[int, int, int], _Spelling] = field(default_factory=dict)

    def spell(self, n: int, done: int, missed: int) -> _Spelling:
        """The best spelling of ``wanted[done:]`` from line ``n`` on, after ``missed`` lines without a piece of it."""
        if n >= len(self.filled) or done >= len(self.wanted) - 1 or missed > _MISSED or (not done and n > _LATE):
            return _Spelling()
        key = (n, done, missed)
        if key not in self.known:
            found = [_Spelling()]
            waits = missed if done else 0  # a side heading may begin beside a later line
            if (later := self.spell(n + 1, done, waits + 1)).pieces:
                found.append(_Spelling(later.worth - _SKIPPED, later.pieces))
            for piece, worth in self._pieces(n, done):
                rest = self.spell(n + 1, piece.upto, 0)
                found.append(_Spelling(worth + rest.worth, (piece, *rest.pieces)))
            self.known[key] = max(found, key=lambda each: each.worth)
        return self.known[key]

    def _pieces(self, n: int, done: int) -> Iterator[tuple[_Piece, float]]:
        """The first or last words of a line that spell what comes next in the title, and what each is worth."""
        line, wanted = self.lines[self.filled[n]], self.wanted[done:]
        for start, end in self._ends(line, n):
            letters = _letters(line[start:end])
            if not letters or len(letters) > len(wanted) + 2 or "**" in line[start:end].strip("* "):
                continue
            if not _may_be_beside(rest := line[:start] + line[end:], self.width):
                continue
            like, length, jumbled = _spells(letters, wanted)
            if like >= _LIKE:
                alone = not rest.strip("*_# ")
                piece = _Piece(self.filled[n], start, end, done + length, alone=alone, jumbled=jumbled)
                ends = piece.upto >= len(wanted) + done - 1 and line[start:end].rstrip("*_ ").endswith(".")
                yield piece, length * (1 - 4 * (1 - like)) + ends

    def _ends(self, line: str, n: int) -> list[tuple[int, int]]:
        if n == 0 and self.stop is not None:
            return [(0, self.stop)]
        tokens = [match.span() for match in re.finditer(r"\S+", line)]
        few = range(min(len(tokens), _TOKENS))
        if self.stop is not None:
            return [(tokens[0][0], tokens[k][1]) for k in few]
        return [(tokens[-k - 1][0], tokens[-1][1]) for k in few]


def _spells(letters: str, wanted: str) -> tuple[float, int, bool]:
    """How well ``letters`` spell the beginning of ``wanted``, how many letters of it, and whether not in order."""
    like, length = max(
        (_like(letters, wanted[:n]), n) for n in range(max(1, len(letters) - 2), min(len(wanted), len(letters) + 2) + 1)
    )
    if like < _LIKE and len(letters) > 2 * _SHORT:  # two lines of the margin that were taken for one
        common = sum((Counter(letters) & Counter(wanted[: len(letters)])).values()) / len(letters)
        if common >= _JUMBLED:
            return 0.9 * common, len(letters), True
    if letters[0] not in wanted[:2] and like < _STRANGE:
        return 0, 0, False
    return like, length, False


def _may_be_beside(rest: str, width: int) -> bool:
    """Whether what is left of a line is none, the end of a paragraph, or a line of the text by its length."""
    bare = rest.strip(" *_#")
    return not bare or bare[-1] in ".;:—" or 0.8 * width <= len(bare) <= 1.3 * width


def _width(lines: Sequence[str]) -> int:
    """Characters of a usual line."""
    return int(median([len(line.strip()) for line in lines if line.strip()] or [0]))


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text).casefold().translate(_MISTAKEN)


def _like(left: str, right: str) -> float:
    if min(len(left), len(right)) < _SHORT:
        return float(left == right)
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def _joined(printed: Sequence[str], title: str) -> str:
    """The lines of a side heading as one, words that a hyphen divides at their ends made whole: "member-" / "ship", and
    "kuasa-" / "kuasa", which the arrangement of sections writes with its hyphen."""
    text = ""
    for piece in printed:
        if text.endswith("-"):
            whole = text + piece
            word = whole[whole.rfind(" ", 0, len(text)) + 1 :].split(" ")[0].strip(".,;:")
            text = whole if piece[:1].isupper() or word.casefold() in title.casefold() else text[:-1] + piece
        else:
            text = f"{text} {piece}".strip()
    return text
