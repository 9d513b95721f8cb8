"""Sections → passages: spans of the stored text that are embedded, searched and shown.

Passages follow the outline. A provision is one passage while it fits; a longer one is cut between its own
subdivisions, a subdivision between its paragraphs, a paragraph between its sentences, and only a sentence too long for
the embedder between words. Short neighbours inside a cut section, and short parts of a guide, are joined again.
Headings of parts and chapters are in the headers of the passages below them and are no passages themselves; so are the
names of a table's columns, since its rows may go on in the next passage.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.outline import Outline, Piece
from ingest.provisions import is_division
from kb.model import DocumentMeta, Passage, Section, SectionRole, Span
from kb.sentences import sentence_spans
from kb.version import ARROW, COLUMN, embed_key, embed_text

__all__ = ["Limits", "TokenCounter", "build_passages", "embed_key", "embed_text"]

TokenCounter = Callable[[Sequence[str]], list[int]]

_NAMESPACE = uuid.UUID("6f1dc1a5-5f0b-5c1e-9e0a-2a6a1c6c9a77")


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in tokens of the embedder, prefix and special tokens included."""

    target: int  # a section longer than this is cut where it has subdivisions
    most: int  # the embedder's limit; no passage with its header is longer
    header: int = 96  # a longer header loses its middle

    def __post_init__(self) -> None:
        if not 32 <= self.target <= self.most or self.header * 3 > self.most:
            raise ValueError(f"impossible passage limits {self}")

    @classmethod
    def within(cls, most: int, target: int) -> Limits:
        """Limits for an embedder that takes ``most`` tokens."""
        return cls(target=min(target, most), most=most, header=min(96, most // 4))


def build_passages(
    outline: Outline, meta: DocumentMeta, version_id: str, count_tokens: TokenCounter, limits: Limits
) -> list[Passage]:
    """Cut a document into passages, in document order.

    Contents pages and the headings of divisions are left out: the headers repeat them. Every other piece of text is in
    exactly one passage.
    """
    return _Cutter(outline, meta, version_id, count_tokens, limits).cut()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A run of text that stays together: one piece, or a part of one that was too long."""

    span: Span
    section: int
    page: int | None
    tokens: int
    piece: int  # which piece of the outline it is, or is a part of


class _Cutter:
    def __init__(
        self, outline: Outline, meta: DocumentMeta, version_id: str, count_tokens: TokenCounter, limits: Limits
    ) -> None:
        self._outline = outline
        self._sections = outline.sections
        self._meta = meta
        self._version = version_id
        self._count = count_tokens
        self._limits = limits
        self._overhead = count_tokens([""])[0]
        self._children: dict[int | None, list[int]] = {}
        for section in self._sections:
            self._children.setdefault(section.parent, []).append(section.ordinal)
        self._paths = [self._path(section) for section in self._sections]
        self._headers = self._make_headers()
        self._columns = self._make_columns()  # names of columns → as a header shows them, tokens

    def cut(self) -> list[Passage]:
        units = list(self._units([(i, piece) for i, piece in enumerate(self._outline.pieces) if self._is_text(piece)]))
        self._own: dict[int, list[_Unit]] = {}
        for unit in units:
            self._own.setdefault(unit.section, []).append(unit)
        groups: list[list[_Unit]] = []
        for top in self._children.get(None, []):
            groups.extend(self._group(top))
        return [self._passage(i, group) for i, group in enumerate(groups)]

    def _is_text(self, piece: Piece) -> bool:
        """Whether a piece belongs in a passage: not contents, and not the heading of a division with parts."""
        section = self._sections[piece.section]
        if section.role is SectionRole.CONTENTS:
            return False
        is_heading = bool(section.heading) and piece.span.start == section.span.start
        return not (is_heading and section.ordinal in self._children and self._holds_provisions(section.ordinal))

    def _holds_provisions(self, ordinal: int) -> bool:
        return not self._sections[ordinal].locator and any(
            self._cited_alone(self._sections[descendant]) for descendant in self._below(ordinal)
        )

    # -- measuring --------------------------------------------------------------------------------------------------

    def _units(self, pieces: Sequence[tuple[int, Piece]]) -> Iterator[_Unit]:
        text = self._outline.text
        counts = self._count([piece.span.of(text) for _, piece in pieces])
        for (number, piece), count in zip(pieces, counts, strict=True):
            room = self._room(piece.section) - self._columns[piece.columns][1]
            tokens = count - self._overhead
            if tokens <= room:
                yield _Unit(piece.span, piece.section, piece.page, tokens, number)
                continue
            for span, part in self._split(piece.span, room):
                yield _Unit(span, piece.section, piece.page, part, number)

    def _room(self, section: int) -> int:
        """Tokens left for text beside the header and the special tokens, at the embedder's limit."""
        return self._limits.most - self._headers[section][1] - self._overhead - 2

    def _split(self, span: Span, room: int) -> Iterator[tuple[Span, int]]:
        """A piece longer than the embedder's limit, between sentences or, where one is too long, between words."""
        text = span.of(self._outline.text)
        room = max(room - self._limits.most + self._limits.target, 16)
        sentences = [s for sentence in sentence_spans(text) for s in self._fit(text, sentence, room)]
        counts = [c - self._overhead for c in self._count([s.of(text) for s in sentences])]
        start, total = 0, 0
        for i, (sentence, count) in enumerate(zip(sentences, counts, strict=True)):
            if i > start and total + count > room:
                yield Span(span.start + sentences[start].start, span.start + sentences[i - 1].end), total
                start, total = i, 0
            total += count + 1
            if i == len(sentences) - 1:
                yield Span(span.start + sentences[start].start, span.start + sentence.end), total

    def _fit(self, text: str, sentence: Span, room: int) -> Iterator[Span]:
        """A sentence, halved at white space (or anywhere, in scripts without) until each part fits."""
        if self._count([sentence.of(text)])[0] - self._overhead <= room or len(sentence) < 2:
            yield sentence
            return
        middle = (sentence.start + sentence.end) // 2
        at = text.rfind(" ", sentence.start + 1, middle)
        if at <= sentence.start:
            at = text.find(" ", middle, sentence.end - 1)
        cut, resume = (at, at + 1) if at > sentence.start else (middle, middle)
        yield from self._fit(text, Span(sentence.start, cut), room)
        yield from self._fit(text, Span(resume, sentence.end), room)

    # -- grouping ---------------------------------------------------------------------------------------------------

    def _group(self, ordinal: int) -> list[list[_Unit]]:
        """Passages of a section and all below it."""
        own = self._own.get(ordinal, [])
        children = self._children.get(ordinal, [])
        everything = self._everything(ordinal)
        if not everything:
            return []
        if self._keeps_together(ordinal) and self._size(everything) <= self._limits.target:
            return [everything]
        parts: list[list[_Unit]] = [[unit] for unit in own]
        for child in children:
            parts.extend(self._group(child))
        parts.sort(key=lambda group: group[0].span.start)
        return self._join(self._with_lines(parts))

    def _everything(self, ordinal: int) -> list[_Unit]:
        found = list(self._own.get(ordinal, []))
        for child in self._children.get(ordinal, []):
            found.extend(self._everything(child))
        return sorted(found, key=lambda unit: unit.span)

    def _keeps_together(self, ordinal: int) -> bool:
        """Whether a section may be one passage: not when it holds several provisions or notes of their own."""
        section = self._sections[ordinal]
        if self._cited_alone(section):
            return not self._has_note(ordinal)
        return not any(self._cited_alone(self._sections[d]) for d in self._below(ordinal)) and not self._has_note(
            ordinal
        )

    def _has_note(self, ordinal: int) -> bool:
        role = self._sections[ordinal].role
        return any(self._sections[d].role is not role for d in self._below(ordinal))

    def _below(self, ordinal: int) -> Iterator[int]:
        for child in self._children.get(ordinal, []):
            yield child
            yield from self._below(child)

    def _cited_alone(self, section: Section) -> bool:
        """An article or section of a law, as opposed to its numbered paragraphs and to chapters."""
        if not section.locator:
            return False
        parent = section.parent
        while parent is not None:
            above = self._sections[parent]
            if above.locator and above.role is section.role:
                return False
            parent = above.parent
        return True

    def _size(self, units: Sequence[_Unit]) -> int:
        """Tokens of a passage of these units with its header, never less than the embedder will count."""
        header = max(self._headers[self._common(units)][1], self._headers[units[0].section][1])
        header += self._columns[self._columns_of(units)][1]
        return self._overhead + header + sum(unit.tokens for unit in units) + 2

    def _join(self, parts: Sequence[list[_Unit]]) -> list[list[_Unit]]:
        """Neighbours that belong to the same provision, or to none, up to the target size."""
        joined: list[list[_Unit]] = []
        for part in parts:
            alone = bool(joined) and self._is_heading(joined[-1])  # a heading goes with what it is the heading of
            most = self._limits.most if alone else self._limits.target
            if joined and self._joinable(joined[-1], part) and self._size(joined[-1] + part) <= most:
                joined[-1] = joined[-1] + part
            else:
                joined.append(part)
        return joined

    def _columns_of(self, units: Sequence[_Unit]) -> tuple[str, ...]:
        """Names of the columns of the first row."""
        return next((c for unit in units if (c := self._outline.pieces[unit.piece].columns)), ())

    def _is_heading(self, units: Sequence[_Unit]) -> bool:
        section = self._sections[units[0].section]
        return len(units) == 1 and bool(section.heading) and units[0].span.start == section.span.start

    def _with_lines(self, parts: Sequence[list[_Unit]]) -> list[list[_Unit]]:
        """The number of a provision with what follows in its line: "8." and "(1) Any person may …"."""
        whole: list[list[_Unit]] = []
        for part in parts:
            left = whole[-1] if whole else None
            one_line = (
                left is not None
                and left[-1].piece != part[0].piece
                and "\n" not in self._outline.text[left[-1].span.end : part[0].span.start]
            )
            if left is not None and one_line and self._size(left + part) <= self._limits.most:
                whole[-1] = left + part
            else:
                whole.append(part)
        return whole

    def _joinable(self, left: list[_Unit], right: list[_Unit]) -> bool:
        a, b = left[-1].section, right[0].section
        if self._sections[a].role is not self._sections[b].role:
            return False
        if right[0].piece - left[-1].piece > 1:  # something that is in no passage stands between
            return False
        return self._provision(a) == self._provision(b)

    def _provision(self, ordinal: int) -> int | None:
        found: int | None = None
        node: int | None = ordinal
        while node is not None:
            if self._cited_alone(self._sections[node]):
                found = node
            node = self._sections[node].parent
        return found

    def _common(self, units: Sequence[_Unit]) -> int:
        """The innermost section that contains all units."""
        chain = self._ancestors(units[0].section)
        for unit in units[1:]:
            other = set(self._ancestors(unit.section))
            chain = [ordinal for ordinal in chain if ordinal in other]
            if not chain:
                return units[0].section
        return chain[0]

    def _ancestors(self, ordinal: int) -> list[int]:
        found: list[int] = []
        node: int | None = ordinal
        while node is not None:
            found.append(node)
            node = self._sections[node].parent
        return found

    # -- describing -------------------------------------------------------------------------------------------------

    def _path(self, section: Section) -> tuple[str, ...]:
        """Headings from the outermost; the document's own title, above almost everything, is left out."""
        path: list[str] = []
        node: int | None = section.ordinal
        while node is not None:
            above = self._sections[node]
            if above.heading and not self._is_title(above):
                path.append(above.heading)
            node = above.parent
        return tuple(reversed(path))

    def _is_title(self, section: Section) -> bool:
        """Whether a heading is the document's own title: above almost everything, and no part or provision."""
        return (
            section.parent is None
            and section.ordinal in self._children
            and not section.locator
            and not is_division(section.heading)
            and len(section.span) > 0.8 * len(self._outline.text)
        )

    def _make_headers(self) -> list[tuple[str, int]]:
        """Header of each section and its tokens, cut in the middle where it is too long."""
        title = self._meta.title
        names = [(title, *path) for path in self._paths]
        headers = [ARROW.join(name) for name in names]
        distinct = list(dict.fromkeys(headers))
        counts = (
            dict(zip(distinct, (c - self._overhead for c in self._count(distinct)), strict=True)) if distinct else {}
        )
        short: dict[str, tuple[str, int]] = {}
        for name, header in zip(names, headers, strict=True):
            if header not in short:
                fits = counts[header] <= self._limits.header
                short[header] = (header, counts[header]) if fits else self._shorten(name)
        return [short[header] for header in headers]

    def _make_columns(self) -> dict[tuple[str, ...], tuple[str, int]]:
        """What stands for the names of a table's columns in a header, and its tokens; cut at the end if too long."""
        most = self._limits.header // 2
        made: dict[tuple[str, ...], tuple[str, int]] = {(): ("", 0)}
        for columns in dict.fromkeys(piece.columns for piece in self._outline.pieces if piece.columns):
            words = COLUMN.join(columns).split(" ")
            while (tokens := self._count([ARROW + " ".join(words)])[0] - self._overhead) > most and len(words) > 1:
                words = [*words[: max(1, len(words) * 3 // 4 - 1)], "…"]
            made[columns] = (" ".join(words), tokens) if tokens <= most else ("", 0)
        return made

    def _shorten(self, names: tuple[str, ...]) -> tuple[str, int]:
        """The title and the last heading say most; each is cut at words when even they are too long."""
        ends = [names[0], names[-1]] if len(names) > 1 else [names[0]]
        words = [name.split(" ") for name in ends]
        while True:
            header = (
                f"{ARROW}…{ARROW}".join(" ".join(w) for w in words)
                if len(names) > 2
                else ARROW.join(" ".join(w) for w in words)
            )
            tokens = self._count([header])[0] - self._overhead
            if tokens <= self._limits.header:
                return header, tokens
            longest = max(range(len(words)), key=lambda i: len(words[i]))
            if len(words[longest]) == 1:  # one endless word, or a script without spaces
                words[longest] = [words[longest][0][: len(words[longest][0]) // 2] + "…"]
            else:
                words[longest] = [*words[longest][: max(1, len(words[longest]) * 3 // 4 - 1)], "…"]

    def _passage(self, ordinal: int, units: list[_Unit]) -> Passage:
        span = Span(units[0].span.start, units[-1].span.end)
        common = self._common(units)
        place = self._sections[common]
        if not place.locator and not place.heading and self._sections[units[0].section].locator:
            place = self._sections[units[0].section]
        locator = self._locator(units, place)
        page = units[0].page
        columns = self._columns[self._columns_of(units)][0]
        return Passage(
            id=str(uuid.uuid5(_NAMESPACE, f"{self._meta.id}\n{self._version}\n{span.start}-{span.end}")),
            doc_id=self._meta.id,
            version_id=self._version,
            ordinal=ordinal,
            span=span,
            text=span.of(self._outline.text),
            header=ARROW.join(part for part in (self._headers[place.ordinal][0], columns) if part),
            locator=locator,
            path=self._paths[place.ordinal],
            page=page,
            role=place.role,
        )

    def _locator(self, units: Sequence[_Unit], place: Section) -> str:
        """The provision's locator; in a guide, which has none, the heading; a page where there is neither."""
        node: int | None = place.ordinal
        while node is not None and not self._sections[node].locator:
            node = self._sections[node].parent
        if node is not None:
            return self._sections[node].locator
        path = self._paths[place.ordinal]
        if path:
            return path[-1]
        return f"p. {units[0].page}" if units[0].page is not None else ""
