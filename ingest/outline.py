"""Blocks → the stored text and its tree of sections, each with a locator and a span.

The tree has two kinds of nodes. *Divisions* come from headings (part, chapter, title of a guide's section).
*Provisions* are what lawyers cite: an article or section, known from the reader or from how a block begins, and below
it its numbered paragraphs and items (``ingest.numbering``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.asides import asides_apart
from ingest.explanatory import without_explanation
from ingest.numbering import BY_PARAGRAPHS, Begun, Enumeration, Marker, extend
from ingest.provisions import find_provisions, is_division, knows_structure, levels_contradict
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.rejoin import rejoin, separate
from ingest.side_sources import without_side_sources
from kb.locator import Locator, annexed_at, heading_locator, parse
from kb.model import Section, SectionRole, Span

__all__ = ["Outline", "Piece", "build_outline"]

#: Level of a provision that no heading marks, or whose heading levels contradict those of the divisions.
_PROVISION = 50
#: Marks that open the wording which an act gives another.
_QUOTES = ("«", "“", "„", '"')
#: A heading that gives no title: "Article 4".
_NUMBER_ALONE = re.compile(r"\W*[^\W\d_]+\.?\s*\d+\w?\W*")
_ANNEX = re.compile(
    r"(annex|annexe|anexo|allegato|anhang|anlage|appendix|schedule|jadual|lampiran|приложение|"
    r"별표|附录|別表|अनुसूची)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block's place in the stored text; passages are cut between pieces where they can be."""

    span: Span
    kind: BlockKind
    section: int  # ordinal of the innermost section
    page: int | None
    columns: tuple[str, ...] = ()  # of a row of a table: the names of its columns


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's stored text with its sections and the pieces they are made of, all in document order."""

    text: str
    sections: tuple[Section, ...]
    pieces: tuple[Piece, ...]
    pages: tuple[tuple[int, int], ...]  # (offset, physical page), where each page begins


@dataclass(slots=True)
class _Node:
    parent: int | None
    level: int
    heading: str
    locator: Locator | None
    printed: str  # the locator as a string, also one that no parser knows
    start: int
    body_start: int
    page: int | None
    role: SectionRole
    provision: bool
    quoted: int | None = None  # of an article that this act inserts into another: where the quotation begins
    end: int = 0
    enumeration: Enumeration = field(default_factory=Enumeration)


def build_outline(reading: Reading, language: str, *, is_law: bool = True) -> Outline:
    """Lay the blocks out as one text and find its sections.

    ``is_law``: guides and reports have headings only, so a numbered paragraph there is an item, not a provision.
    """
    return _Builder(separate(rejoin(reading.blocks)), language, is_law).build()


class _Builder:
    def __init__(self, blocks: Sequence[Block], language: str, is_law: bool) -> None:
        self._language = language
        self._blocks: list[Block] = list(blocks)
        self._marks: list[Locator | None] = [None] * len(blocks)
        self._annexes: frozenset[int] = frozenset()
        self._explained: Block | None = None  # the heading of a bill's explanatory statement, which is no law
        if is_law:
            blocks = asides_apart(without_side_sources(blocks, language))
            blocks, self._explained = without_explanation(blocks)
            found = find_provisions(blocks, language)
            self._blocks, self._marks, self._annexes = found.blocks, found.marks, found.annexes
        self._located = knows_structure(blocks)
        self._flat = is_law and levels_contradict(self._blocks, self._marks)
        self._annexed = False  # whether the block at hand begins an annexed part
        self._schedule = 0  # level of the schedule that is open, 0 in the law itself
        self._at = 0  # the block at hand
        self._nodes: list[_Node] = []
        self._stack: list[int] = []
        # whether provisions have begun; a law without any has no preamble
        self._enacting = not any(mark and not mark.is_recital for mark in self._marks)
        self._parts: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []
        self._pages: list[tuple[int, int]] = []

    # -- laying out -------------------------------------------------------------------------------------------------

    def build(self) -> Outline:
        for i, (block, mark) in enumerate(zip(self._blocks, self._marks, strict=True)):
            self._annexed, self._at = i in self._annexes, i
            self._add(block, mark)
        self._close(0)
        sections = tuple(
            Section(
                ordinal=i,
                parent=node.parent,
                level=self._depth(i),
                heading=node.heading,
                locator=node.printed,
                span=Span(node.start, max(node.end, node.start)),
                body_start=node.body_start,
                page=node.page,
                role=node.role,
            )
            for i, node in enumerate(self._nodes)
        )
        return Outline("".join(self._parts), sections, tuple(self._pieces), tuple(self._pages))

    def _add(self, block: Block, mark: Locator | None) -> None:
        if block is self._explained:
            self._open(block, 1, None, heading=block.text, provision=False, role=SectionRole.NOTE)
        elif block.kind is BlockKind.HEADING:
            level = block.level or 1
            if mark is not None and self._flat:
                level = _PROVISION
            elif mark is None and self._flat:
                level = min(level, _PROVISION - 1)
            level = self._beside_schedules(block, mark, level)
            above = self._containing(mark)
            if above is not None and not self._inserted(mark, level, above):  # a subsection with a heading of its own
                level = above.level + 1
            self._open(block, level, mark, heading=block.text, provision=mark is not None)
        elif block.kind in (BlockKind.NOTE, BlockKind.CONTENTS):
            self._aside(block)
        elif mark is not None and block.locator and (place := self._open_at(mark)) is not None:
            self._close(place + 1)
            self._append(block)
        elif mark is not None:
            self._begin_provision(block, mark)
        elif block.kind is BlockKind.ROW and block.locator and parse(block.locator) is None:
            self._begin_cell(block)
        else:
            self._enumerate(block)

    def _beside_schedules(self, block: Block, mark: Locator | None, level: int) -> int:
        """The level of a heading, where a schedule holds all that follows it up to the next or to the law itself.

        A printer sets "FIRST SCHEDULE", its title and its parts alike; by their type they would stand side by side.
        """
        if self._located:
            return level
        part = mark or (annexed.locator if self._annexed and (annexed := annexed_at(block.text)) else None)
        if part is not None and part.scheme in BY_PARAGRAPHS and not part.context:
            divisions = [b.level for b in self._blocks if b.kind is BlockKind.HEADING and is_division(b.text)]
            self._schedule = min(divisions, default=block.level or 1)
            return self._schedule
        if mark is not None and not mark.annexed:
            level, self._schedule = min(level, self._schedule or level), 0
        return max(level, self._schedule + 1) if self._schedule and mark is None else level

    def _begin_cell(self, block: Block) -> None:
        """A cell of a comparison, cited by its row and column: "Duration / Society"."""
        self._close_asides()
        headed = [self._nodes[index].level for index in self._stack if self._nodes[index].heading]
        self._open(block, (headed[-1] if headed else 0) + 1, None, heading="", provision=False)

    def _open_at(self, mark: Locator | None) -> int | None:
        """Where on the stack the provision ``mark`` is open: what a reader locates there goes on with it."""
        for place in reversed(range(len(self._stack))):
            node = self._nodes[self._stack[place]]
            if mark is not None and node.locator == mark and node.role not in (SectionRole.NOTE, SectionRole.CONTENTS):
                return place
        return None

    def _begin_provision(self, block: Block, mark: Locator) -> None:
        """A provision or subdivision that begins with a paragraph of its own."""
        above = self._containing(mark)
        level, quoted = above.level + 1 if above else _PROVISION, None
        if above is None and not self._located:  # as deep as the article before it, which may have a heading
            beside = [node for index in self._stack if (node := self._nodes[index]).provision]
            inserted = next((node for node in beside if node.quoted is not None), None)
            if block.text[:1] in _QUOTES or (inserted and self._unfinished(inserted)):
                beside = [inserted] if inserted else []
                quoted = inserted.quoted if inserted else self._length
            level = min([level, *(node.level for node in beside)])
        self._open(block, level, mark, heading="", provision=True)
        self._nodes[self._stack[-1]].quoted = quoted

    def _unfinished(self, inserted: _Node) -> bool:
        """Whether the quotation in which ``inserted`` stands, as an amending act makes it, goes on."""
        assert inserted.quoted is not None
        quotation = "".join(self._parts)[inserted.quoted :]
        return any(quotation.count(opening) > quotation.count(closing) for opening, closing in ("«»", "“”"))

    def _containing(self, mark: Locator | None) -> _Node | None:
        """The innermost open provision in which the provision ``mark`` lies."""
        for index in reversed(self._stack):
            node = self._nodes[index]
            if mark and node.provision and node.locator and node.locator != mark and node.locator.contains(mark):
                return node
        return None

    def _inserted(self, mark: Locator | None, level: int, above: _Node) -> bool:
        """Whether "art. 1.1" is an article after art. 1, as in Canada, and not its paragraph 1."""
        return self._located and level <= above.level and mark is not None and mark.marks[-1:] == (".",)

    def _enumerate(self, block: Block) -> None:
        """A paragraph inside a provision: a numbered one is a subdivision of its own."""
        owner = None if self._located else self._owner()
        if owner is None:
            self._append(block)
            return
        node = self._nodes[owner]
        assert node.locator is not None
        found = node.enumeration.next(block.text)
        if (
            found is None
            and _NUMBER_ALONE.fullmatch(node.heading)
            and (begun := node.enumeration.after_title(block.text, self._following()))
        ):
            lead, rest = _cut(block, begun)
            self._append(lead)
            self._lead(rest, owner, begun)
            return
        if found is None and self._repeats(block, node):  # "§ 3 Keys" as a heading, then "§ 3 Keys. (a) The keeper"
            begun = node.enumeration.begin(block.text, list(self._following()))
            lead, rest = _cut(block, begun)
            self._append(lead)
            self._lead(rest, owner, begun)
            return
        if found is None:
            if block.kind is BlockKind.PARAGRAPH:
                kept = node.enumeration.after_paragraph(self._following(), block.text)
                self._close(self._stack.index(owner) + 1 + kept)
            self._append(block)
            return
        begun = node.enumeration.within(block.text, found[-1].length)
        lead, rest = _cut(block, begun)
        self._subdivide(lead, owner, found)
        self._lead(rest, owner, begun)

    def _repeats(self, block: Block, node: _Node) -> bool:
        """Whether a paragraph repeats the number of the provision whose heading stands above it."""
        if not node.heading or node.enumeration.levels or node.locator is None or block.kind is BlockKind.ROW:
            return False
        mark = heading_locator(block.text, self._language)
        return mark is not None and mark.key() == replace(node.locator, context="").key()

    def _subdivide(self, block: Block, owner: int, markers: Sequence[Marker], *, glue: str | None = None) -> None:
        """Open the subdivision ``markers`` of the provision ``owner``."""
        node, depth = self._nodes[owner], len(markers)
        assert node.locator is not None
        self._close(self._stack.index(owner) + depth)
        mark = extend(node.locator, markers, self._language)
        self._open(block, node.level + depth, mark, heading="", provision=False, glue=glue)

    def _lead(self, rest: Sequence[Block], owner: int, begun: Sequence[Begun]) -> None:
        """Open the subdivisions that begin in the line at hand."""
        for block, each in zip(rest, begun, strict=True):
            before = self._blocks[self._at].text[: each.at]
            self._subdivide(block, owner, each.markers, glue=before[len(before.rstrip()) :])

    def _following(self) -> Iterator[str]:
        """The paragraphs up to the next provision."""
        for at in range(self._at + 1, len(self._blocks)):
            block = self._blocks[at]
            if self._marks[at] is not None or (block.kind is BlockKind.HEADING and is_division(block.text)):
                return
            if block.kind not in (BlockKind.NOTE, BlockKind.CONTENTS):
                yield block.text

    def _owner(self) -> int | None:
        """The innermost provision that is open, not counting enumerated subdivisions."""
        for index in reversed(self._stack):
            if self._nodes[index].provision:
                return index
            if self._nodes[index].level < _PROVISION and self._nodes[index].heading:
                return None
        return None

    def _aside(self, block: Block) -> None:
        """A note or contents line: a section of its own, so that it is never quoted as law."""
        role = SectionRole.NOTE if block.kind is BlockKind.NOTE else SectionRole.CONTENTS
        if self._stack and self._nodes[self._stack[-1]].role is role:
            self._put(block)
            return
        self._close_asides()
        place = self._open_at(parse(block.locator)) if block.locator else self._noted()
        if place is not None:  # a note on section 2 is not part of its subsection (3)
            self._close(place + 1)
        level = (self._nodes[self._stack[-1]].level if self._stack else 0) + 1
        self._open(block, level, None, heading="", provision=False, role=role)

    def _noted(self) -> int | None:
        """Where on the stack the provision is whose text ends before the note at hand; None where it goes on."""
        owner = None if self._located else self._owner()
        for at in range(self._at, len(self._blocks)):
            if self._marks[at] is not None or self._blocks[at].kind is BlockKind.HEADING:
                break
            if self._blocks[at].kind not in (BlockKind.NOTE, BlockKind.CONTENTS):
                return None
        return self._stack.index(owner) if owner is not None else None

    # -- nodes and text ---------------------------------------------------------------------------------------------

    def _open(
        self,
        block: Block,
        level: int,
        mark: Locator | None,
        *,
        heading: str,
        provision: bool,
        role: SectionRole | None = None,
        glue: str | None = None,
    ) -> None:
        if role is None:
            self._close_asides()
        while self._stack and self._nodes[self._stack[-1]].level >= level:
            self._close(len(self._stack) - 1)
        parent = self._stack[-1] if self._stack else None
        if role is None:
            role = self._nodes[parent].role if parent is not None else SectionRole.BODY
            if role in (SectionRole.NOTE, SectionRole.CONTENTS, SectionRole.PREAMBLE):
                role = SectionRole.BODY
            self._enacting = self._enacting or (mark is not None and not mark.is_recital) or is_division(heading)
            if not self._enacting:
                role = SectionRole.PREAMBLE
            if heading and (self._annexed or (self._located and mark is None)) and _ANNEX.match(heading):
                role = SectionRole.ANNEX
            if heading and self._schedule and mark is not None and mark.scheme in BY_PARAGRAPHS:
                role = SectionRole.ANNEX
        printed = str(mark) if mark is not None else block.locator
        enumeration = Enumeration(self._language)
        begun: list[Begun] = []
        if provision and not self._located:
            begun = enumeration.begin(block.text, list(self._following()), heading=bool(heading))
        block, rest = _cut(block, begun)
        start = self._place(block, glue)
        end = self._length
        self._nodes.append(
            _Node(
                parent=parent,
                level=level,
                heading=block.text if heading else "",
                locator=mark,
                printed=printed,
                start=start,
                body_start=end if heading else start,
                page=block.page,
                role=role,
                provision=provision,
                end=end,
                enumeration=enumeration,
            )
        )
        self._stack.append(len(self._nodes) - 1)
        self._keep(block, start)
        self._lead(rest, len(self._nodes) - 1, begun)

    def _append(self, block: Block) -> None:
        self._close_asides()
        if not self._stack:
            self._open(block, 1, None, heading="", provision=False)
            return
        self._put(block)

    def _close_asides(self) -> None:
        while self._stack and self._nodes[self._stack[-1]].role in (SectionRole.NOTE, SectionRole.CONTENTS):
            self._close(len(self._stack) - 1)

    def _put(self, block: Block) -> None:
        self._keep(block, self._place(block))

    def _keep(self, block: Block, start: int) -> None:
        """Note the piece that ``block`` is, from ``start`` to the end of the text so far."""
        is_cell = bool(block.locator) and parse(block.locator) is None  # it has its column in its locator
        columns = () if is_cell else block.columns
        self._pieces.append(Piece(Span(start, self._length), block.kind, self._stack[-1], block.page, columns))

    def _place(self, block: Block, glue: str | None = None) -> int:
        """Add a block to the text, after ``glue`` where it goes on with the line."""
        if self._parts:
            tight = block.kind in (BlockKind.ITEM, BlockKind.ROW, BlockKind.CONTENTS)
            separator = glue if glue is not None else "\n" if tight else "\n\n"
            self._parts.append(separator)
            self._length += len(separator)
        start = self._length
        self._parts.append(block.text)
        self._length += len(block.text)
        if block.page is not None and (not self._pages or self._pages[-1][1] != block.page):
            self._pages.append((start, block.page))
        return start

    def _close(self, keep: int) -> None:
        """Close open sections until ``keep`` are left."""
        while len(self._stack) > keep:
            node = self._nodes[self._stack.pop()]
            node.end = max(node.end, self._length)
            if node.parent is not None:
                self._nodes[node.parent].end = max(self._nodes[node.parent].end, node.end)

    def _depth(self, index: int) -> int:
        depth, parent = 1, self._nodes[index].parent
        while parent is not None:
            depth, parent = depth + 1, self._nodes[parent].parent
        return depth


def _cut(block: Block, begun: Sequence[Begun]) -> tuple[Block, list[Block]]:
    """A block up to the first subdivision that begins in it, and from each to the next."""
    ends = [each.at for each in begun]
    pieces = [block.text[i:j].rstrip() for i, j in zip([0, *ends], [*ends, len(block.text)], strict=True)]
    lead, *rest = (replace(block, text=text) for text in pieces)
    if lead.kind is BlockKind.HEADING:  # a printed line, not a title
        rest = [replace(each, kind=BlockKind.PARAGRAPH, level=0) for each in rest]
    return lead, rest
