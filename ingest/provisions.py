"""Which blocks of a law begin a provision, and which only list or comment provisions.

Three things look like provisions and are none: lines of a table of contents ("421C-14 One member, one vote", with the
section itself further down), editorial headings that recur under many articles, and numbered paragraphs. In laws that
number their sections without a word or sign ("6. Application for registration"), the numbers must run through the
whole text to count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.amendments import amended_by_states
from ingest.annotations import annotated, footnoted, without_sources
from ingest.closing import closed
from ingest.gazette import by_gazette
from ingest.parts import find_parts, is_part
from ingest.read.blocks import Block, BlockKind
from ingest.schedules import hindi_schedule, named_once, with_hindi_headings
from ingest.sequence import inserted, longest_run
from kb.locator import Locator, heading_locator, parse
from kb.locator.numbers import NUMBER, roman

__all__ = ["Provisions", "find_provisions", "is_division", "knows_structure", "levels_contradict"]

#: Provisions listed one after another that make a table of contents.
_LISTED = 4
#: A line of a table of contents is not longer, in characters.
_LINE = 160
#: An editorial heading recurs at least as often.
_RECURS = 4
#: Languages in which "§" introduces a paragraph of an article and not a provision.
_SIGN_IS_PARAGRAPH = frozenset({"pt", "es", "ca", "fr", "it"})
#: A law whose sections are bare numbers has at least as many; fewer may be a list, unless each is a title.
_BARE_RUN = 5
_TITLED_RUN = 2
#: A title is not longer, in characters.
_TITLE = 100

Marks = list[Locator | None]

#: What opens the reasons of an act of the European Union and of others that are made like it.
_WHEREAS = re.compile(
    r"(?:whereas|considerando(?:\s+(?:o\s+seguinte|lo\s+siguiente|quanto\s+segue))?|considérant(?:\s+ce\s+qui\s+suit)?|"
    r"in\s+Erwägung\s+nachstehender\s+Gründe|in\s+der\s+Erwägung|overwegende\s+hetgeen\s+volgt|като\s+има\s+предвид,\s+че)"
    r"\s*[:：]?",
    re.IGNORECASE,
)
#: "Art. 10.", "§ 7", "Article 4 bis": a heading that gives no title.
_NUMBER_ALONE = re.compile(rf"\W*(?:[^\W\d_]+\.?\s*)?(?:{NUMBER})\W*")
_RECITAL = re.compile(r"\((\d{1,3})\)\s")
_RECITAL_NAMES = {
    "pt": "considerando", "es": "considerando", "it": "considerando", "fr": "cons.", "de": "Erwägungsgrund"
}  # fmt: skip
#: What follows a bill and explains its clauses by numbers of its own.
_EXPLANATION = re.compile(r"\W*(?:explanatory\s+(?:statement|memorandum|notes?)|huraian)\W*", re.IGNORECASE)
#: Wording that no longer applies, printed under the one that does.
_SUPERSEDED = re.compile(
    r"\W*(?:legislaci[óo]n|texto|redacci[óo]n|versi[óo]n|norma)\s+anterior|\W*reda[çc][ãa]o\s+anterior|"
    r"\W*(?:ancienne\s+(?:rédaction|version)|testo\s+(?:precedente|previgente)|previous\s+version)",
    re.IGNORECASE,
)


#: An Order of rules of court, "ORDER 5 - ISSUE OF SUMMONS", and the rule that a marginal note names.
_ORDER = re.compile(r"(?:ORDER|Order)\s+(\d{1,3}[A-Z]?|[IVXL]{1,7})(?:\s*[-–—.:]\s*[^\n…]*|\s+[A-Z][^a-z…]*)?")
_CITED_AS = re.compile(r"\[(?:Order|O\.)\s+(\w{1,7}),?\s+(?:rule|r\.)\s+(\d{1,3}[A-Z]{0,2})\.?\]\W*$")
#: Rules of court have at least as many.
_ORDERS = 3
#: The number of an inserted section in small capitals, "15a. Any person", which a text layer gives as small letters.
_SMALL_CAPITALS = re.compile(r"\d{1,3}[a-z]{1,2}(?=\.\s[A-Z(])")
#: The section of a chapter, "77.1 Name", "77.1. (1) A person"; its chapter has two digits.
_OF_CHAPTER = re.compile(r"(?:\[)?([1-9]\d)\.(\d{1,3}[A-Z]?)\]?(?:\.\s|\s)\s*(?=[A-Z(\[“\"])")
#: A chapter that is read like that has at least as many sections.
_CHAPTERED = 2
_MAY_DIVIDE = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})


@dataclass(frozen=True, slots=True)
class Provisions:
    """The blocks of a law, contents and comments told apart, with the locator that each begins or None.

    ``annexes`` are the blocks whose headings begin an annexed part.
    """

    blocks: list[Block]
    marks: Marks
    annexes: frozenset[int]


_DIVISION = re.compile(
    r"\W*(part|parte|partie|teil|title|t[ií]tulo|titre|titolo|t[ií]tol|book|libro|livre|chapter|cap[ií]tulo|"
    r"chapitre|capo|cap[ií]tol|kapitel|secci[óo]n|se[çc][ãa]o|sezione|secció|abschnitt|unterabschnitt|bahagian|bab|"
    r"subtitle|division|subdivision|sub-?part|глава|раздел|дял|अध्याय|भाग)\b|"
    r"\W*제\s*\d+\s*[편장절관]|第.{1,5}[編章節款]",
    re.IGNORECASE,
)


def is_division(heading: str) -> bool:
    """Whether a heading is of a part, title, chapter or the like, which holds provisions."""
    return _DIVISION.match(heading) is not None


def find_provisions(blocks: Sequence[Block], language: str) -> Provisions:
    """Which provisions the blocks of a law begin."""
    known = knows_structure(blocks)
    found = list(blocks) if known else _editorial(without_sources(blocks) if language == "en" else blocks)
    if language == "hi" and not known:
        found = with_hindi_headings(found)
    numbered, marks = _numbered(found, language)
    if known:
        return Provisions(numbered, marks, frozenset())
    if language == "en" and (noted := amended_by_states(numbered, marks)):
        found = [replace(b, kind=BlockKind.NOTE, level=0) if i in noted else b for i, b in enumerate(found)]
        numbered, marks = _numbered(found, language)  # the numbers of the Act, without those that States quote
    found = numbered
    if language == "en":
        found = annotated(found, marks)
    elif language == "it":
        found = footnoted(found, marks)
    found, marks = named_once(*_titled(found, marks))
    found, marks = _superseded(found, marks)
    marks = _recitals(found, _once(found, marks), language)
    if language == "bg":
        found, marks = by_gazette(found, marks)
    parts = find_parts(found, marks)
    found = [replace(b, kind=BlockKind.PARAGRAPH, level=0) if i in parts.quoted else b for i, b in enumerate(found)]
    return Provisions(closed(found, parts.marks, language), parts.marks, parts.heads)


def _numbered(blocks: list[Block], language: str) -> tuple[list[Block], Marks]:
    """The blocks and the provisions they begin, by words, signs and the numbers that run through the text."""
    marks: Marks = _ordered(blocks, [_mark(block, language) for block in blocks])
    if language == "en":
        marks = _chaptered(blocks, marks)
    return _contents(*_bare(blocks, marks, language))


def knows_structure(blocks: Sequence[Block]) -> bool:
    """Whether the reader found the locators in the source's own structure, so that nothing is to be guessed."""
    return sum(bool(block.locator) for block in blocks) > len(blocks) // 4


def levels_contradict(blocks: Sequence[Block], marks: Sequence[Locator | None]) -> bool:
    """Whether some division is no more general than the provisions, so that levels cannot be trusted."""
    provisions = [
        block.level
        for block, mark in zip(blocks, marks, strict=True)
        if mark and not mark.annexed and block.kind is BlockKind.HEADING
    ]
    if not provisions:
        return True
    top = min(provisions)
    seen_provision = False
    for block, mark in zip(blocks, marks, strict=True):
        if block.kind is not BlockKind.HEADING:
            continue
        seen_provision = seen_provision or mark is not None
        if mark is None and seen_provision and block.level >= top and is_division(block.text):
            return True
    return len(set(provisions)) > 1 and top == 1


def _mark(block: Block, language: str, *, bare: bool = False) -> Locator | None:
    if block.kind in (BlockKind.NOTE, BlockKind.CONTENTS, BlockKind.ROW):
        return None
    if block.locator:
        return parse(block.locator)
    if block.kind is BlockKind.ITEM and not bare:
        return None
    if language == "hi" and block.kind is BlockKind.HEADING and (schedule := hindi_schedule(block.text)):
        return schedule if schedule.numbers else None
    text = block.text
    if bare and language in ("en", "ms") and (small := _SMALL_CAPITALS.match(text)):
        text = small[0].upper() + text[small.end() :]
    mark = heading_locator(text, language, bare=bare)
    if mark is not None and mark.scheme == "§" and language in _SIGN_IS_PARAGRAPH:
        return None
    return mark


def _ordered(blocks: Sequence[Block], marks: Marks) -> Marks:
    """The rules of a code of procedure, numbered anew in each of its Orders: "O. 5 r. 12"."""
    heads = [_ORDER.fullmatch(b.text) if b.kind in _MAY_DIVIDE and len(b.text) <= _LINE else None for b in blocks]
    if len({head[1] for head in heads if head}) < _ORDERS:
        return marks
    new = list(marks)
    order, last = "", 0
    for i, (block, head) in enumerate(zip(blocks, heads, strict=True)):
        if head:
            order, last = roman(head[1]), 0
            new[i] = Locator("O.", (order,))
        elif is_part(block.text):
            order = ""
        elif cited := _CITED_AS.search(block.text):
            new[i] = Locator("O.", (roman(cited[1]), cited[2]), ("r.",))
        elif order and marks[i] is None and (rule := _mark(block, "en", bare=True)):
            n = _number(rule)
            if last <= n <= last + 2:  # numbers of what a form or a list counts do not follow
                new[i], last = Locator("O.", (order, *rule.numbers), ("r.", *rule.marks)), n
    return new


def _chaptered(blocks: Sequence[Block], marks: Marks) -> Marks:
    """ "77.1 Name.", where the law is Chapter 77 of a collection: section 77.1, or § 77.1 where it writes signs.

    With a chapter of three digits ``heading_locator`` knows it by itself; of two, "12.1" is most often paragraph 1 of
    section 12, so the chapter has to be named and next to no other number may stand before a point.
    """
    found = {
        i: match
        for i, block in enumerate(blocks)
        if block.kind in _MAY_DIVIDE and (match := _OF_CHAPTER.match(block.text))
    }
    chapter, times = Counter(match[1] for match in found.values()).most_common(1)[0] if found else ("", 0)
    if times < _CHAPTERED or times < 0.9 * len(found):
        return marks
    named = re.compile(rf"\b(?:chapter|chap\.|cap\.|ch\.)\s*{chapter}\b(?!\.\d)", re.IGNORECASE)
    if not any(named.search(block.text) for block in blocks[: max(found)]):
        return marks
    scheme = "§" if any(f"§{chapter}." in block.text.replace(" ", "") for block in blocks) else "s."
    return [
        Locator(scheme, (f"{chapter}.{found[i][2]}",))
        if mark is None and i in found and found[i][1] == chapter
        else mark
        for i, mark in enumerate(marks)
    ]


def _editorial(blocks: Sequence[Block]) -> list[Block]:
    """Headings that recur many times comment what stands above them: they are notes; "General provisions" under
    "Chapter II" is its title."""
    plain = [" ".join(b.text.casefold().split()) if b.kind is BlockKind.HEADING else "" for b in blocks]
    times = Counter(text for text in plain if text)
    titles = {i for i in range(1, len(blocks)) if plain[i] and plain[i - 1] and is_division(blocks[i - 1].text)}
    return [
        replace(block, kind=BlockKind.NOTE, level=0)
        if times[text] >= _RECURS and i not in titles and not _divides(text) and not any(c.isdigit() for c in text)
        else block
        for i, (block, text) in enumerate(zip(blocks, plain, strict=True))
    ]


def _recitals(blocks: Sequence[Block], marks: Marks, language: str) -> Marks:
    """The numbered reasons of a preamble, from "Whereas:" to the first provision."""
    opening = next((i for i, block in enumerate(blocks) if _WHEREAS.fullmatch(block.text)), None)
    if opening is None or any(marks[:opening]):
        return marks
    new = list(marks)
    for i in range(opening + 1, len(blocks)):
        if marks[i] is not None:
            break
        number = _RECITAL.match(blocks[i].text)
        if number and blocks[i].kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            new[i] = Locator(_RECITAL_NAMES.get(language, "recital"), (number[1],))
    return new


def _once(blocks: Sequence[Block], marks: Marks) -> Marks:
    """A heading "Artículo 5" above a text that begins "Artículo 5º.- …" is one provision, not two."""
    new = list(marks)
    heading: Locator | None = None
    for i, mark in enumerate(marks):
        if mark is not None and heading is not None and blocks[i].kind is not BlockKind.HEADING:
            new[i] = None if mark.key() == heading.key() else mark
        heading = mark if blocks[i].kind is BlockKind.HEADING else None
    return new


def _titled(blocks: list[Block], marks: Marks) -> tuple[list[Block], Marks]:
    """ "Art. 10." and the heading "Jurisdiction" below it are one heading, where the text follows: as two, the article
    would be empty and its text stand in a section without a number."""
    kinds: list[Block] = []
    new: Marks = []
    for i, (block, mark) in enumerate(zip(blocks, marks, strict=True)):
        above = new[-1] if new else None
        text_follows = i + 1 < len(blocks) and blocks[i + 1].kind is not BlockKind.HEADING
        if (
            mark is None
            and above is not None
            and block.kind is kinds[-1].kind is BlockKind.HEADING
            and text_follows
            and _NUMBER_ALONE.fullmatch(kinds[-1].text)
            and not _divides(block.text)
        ):
            kinds[-1] = replace(kinds[-1], text=f"{kinds[-1].text} {block.text}")
            continue
        kinds.append(block)
        new.append(mark)
    return kinds, new


def _superseded(blocks: list[Block], marks: Marks) -> tuple[list[Block], Marks]:
    """Wording that no longer applies becomes a note: from its heading to the next provision that is new."""
    kinds, new = list(blocks), list(marks)
    seen: set[tuple[str, ...]] = set()
    old = False
    for i, (block, mark) in enumerate(zip(blocks, marks, strict=True)):
        if _SUPERSEDED.match(block.text) and len(block.text) <= _LINE:
            old = True
        elif old and ((mark is not None and mark.key() not in seen) or (mark is None and is_division(block.text))):
            old = False
        if old:
            kinds[i] = replace(block, kind=BlockKind.NOTE, level=0)
            new[i] = None
        elif mark is not None:
            seen.add(mark.key())
    return kinds, new


def _divides(heading: str) -> bool:
    return is_division(heading) or is_part(heading)


def _bare(blocks: list[Block], marks: Marks, language: str) -> tuple[list[Block], Marks]:
    """Bare numbers count where words and signs mark next to nothing and the numbers run through the text."""
    marked = sum(mark is not None and not mark.annexed for mark in marks)
    candidates: Marks = [_mark(block, language, bare=True) for block in blocks]
    end = next((i for i, block in enumerate(blocks) if _EXPLANATION.fullmatch(block.text)), len(blocks))
    candidates[end:] = [None] * (len(blocks) - end)
    found, candidates = _contents(blocks, candidates, some_missing=True)
    numbers = [
        (i, n, inserted(mark.numbers[0]))
        for i, mark in enumerate(candidates)
        if mark is not None and (n := _leading(mark)) is not None
    ]
    run = _before_schedules(longest_run(numbers), numbers, found, candidates)
    if len(run) <= 2 * marked or (len(run) < _BARE_RUN and not _are_titles(run, found, candidates)):
        return blocks, marks
    return found, [mark if i in run or (mark and mark.annexed) else None for i, mark in enumerate(candidates)]


def _are_titles(run: set[int], blocks: Sequence[Block], marks: Marks) -> bool:
    """Whether a short run is "1. Name", "2. Members" …, each above text of its own: the sections of a short law."""
    places = sorted(run)
    numbers = [_leading(mark) if (mark := marks[i]) is not None else None for i in places]
    return (
        len(places) >= _TITLED_RUN
        and numbers == list(range(1, len(places) + 1))
        and all(
            (blocks[i].kind is BlockKind.HEADING or (len(blocks[i].text) <= _TITLE and blocks[i].text[-1].isalnum()))
            and i + 1 < len(blocks)
            and i + 1 not in run
            and blocks[i + 1].kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW)
            for i in places
        )
    )


def _before_schedules(
    run: set[int], numbers: Sequence[tuple[int, int, int]], blocks: Sequence[Block], marks: Marks
) -> set[int]:
    """The run of the sections, without what a schedule's own numbers add to it or put in its place."""
    headed = [i for i, m in enumerate(marks) if m and m.annexed and blocks[i].kind is BlockKind.HEADING]
    middle = sorted(run)[len(run) // 2] if run else 0  # what contents name stands before it
    schedule = next((i for i in headed if i > middle), headed[0] if headed else None)
    if schedule is None or not run or max(run) < schedule:
        return run
    before = longest_run([each for each in numbers if each[0] < schedule])
    after = {i for i in run if i > schedule}
    shorter = _characters(after, blocks) < _characters(
        before, blocks
    )  # than the sections; what contents list is longer
    return before if len(before) >= _BARE_RUN and shorter else run


def _characters(run: set[int], blocks: Sequence[Block]) -> float:
    """Characters for each number of a run, what stands between them counted."""
    return sum(len(block.text) for block in blocks[min(run) : max(run) + 1]) / len(run) if run else 0


def _leading(mark: Locator) -> int | None:
    digits = re.match(r"\d+", mark.numbers[0]) if mark.numbers and not mark.annexed else None
    return int(digits.group()) if digits and len(digits.group()) < 5 else None


def _contents(blocks: list[Block], marks: Marks, *, some_missing: bool = False) -> tuple[list[Block], Marks]:
    """Runs of short provisions without any text between them, which come again further down, are contents.

    ``some_missing``: half of them are enough, where the numbers of the text are not all to be read.
    """
    keys = [mark.key() if mark else None for mark in marks]
    last = {key: i for i, key in enumerate(keys) if key is not None}
    kinds, new = list(blocks), list(marks)
    run: list[int] = []
    scheduled = False  # whether a schedule has begun

    def close() -> None:
        again = sum(last[keys[j] or ()] > run[-1] for j in run)
        if len(run) >= _LISTED and (2 * again >= len(run) if some_missing else True):
            for j in range(run[0], run[-1] + 1):
                kinds[j] = replace(blocks[j], kind=BlockKind.CONTENTS, level=0)
                new[j] = None
        run.clear()

    for i, (block, key) in enumerate(zip(blocks, keys, strict=True)):
        annexed = (mark := marks[i]) is not None and mark.annexed
        if some_missing and annexed and (block.kind is BlockKind.HEADING or last[key or ()] == i):
            scheduled = True
        if some_missing and run and key and not annexed and _number(mark) <= _number(marks[run[-1]]):
            close()  # the text begins, with the first number
        may_be_listed = annexed or not scheduled  # the numbered lines of a schedule are the law
        if key and may_be_listed and not block.locator and len(block.text) <= _LINE and (some_missing or last[key] > i):
            run.append(i)
        elif run and not (key is None and _within_contents(block)):
            close()
    if run:
        close()
    return kinds, new


def _number(mark: Locator | None) -> int:
    return (_leading(mark) if mark else None) or 0


def _within_contents(block: Block) -> bool:
    """Whether a block without number may stand in a table of contents: "PART II", a line the reader knew as such."""
    if block.kind in (BlockKind.HEADING, BlockKind.CONTENTS):
        return True
    return len(block.text) <= _LINE and is_division(block.text)
