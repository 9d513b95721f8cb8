"""Passages follow the outline, fit the embedder, and lose nothing."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.outline import build_outline
from ingest.passages import Limits, build_passages, embed_text
from ingest.read.blocks import Block, BlockKind, Reading
from kb.model import DocumentMeta, Kind, Passage, SectionRole

META = DocumentMeta("test-act", "The Test Act", Kind.LAW, "IN", "en")
LIMITS = Limits(target=60, most=128, header=40)


def count(texts):
    return [len(text.split()) + 3 for text in texts]


def heading(text: str, level: int) -> Block:
    return Block(text, BlockKind.HEADING, level)


def cut(*blocks: Block, meta: DocumentMeta = META, limits: Limits = LIMITS) -> list[Passage]:
    outline = build_outline(Reading(blocks), meta.language, is_law=meta.kind is Kind.LAW)
    return build_passages(outline, meta, "v1", count, limits)


def words(n: int, word: str = "word") -> str:
    return " ".join([word] * n)


def test_a_provision_that_fits_is_one_passage_under_its_headings() -> None:
    (passage,) = cut(
        heading("Part 1 Formation", 1),
        heading("Section 6 Members", 2),
        Block("(1) Five are needed."),
        Block("(2) All sign."),
    )
    assert passage.locator == "s. 6"
    assert passage.header == "The Test Act › Part 1 Formation › Section 6 Members"
    assert "(1) Five are needed." in passage.text
    assert "Part 1" not in passage.text


def test_provisions_are_not_joined_however_short() -> None:
    passages = cut(heading("Section 1 Name", 1), Block("The name."), heading("Section 2 Seat", 1), Block("The seat."))
    assert [p.locator for p in passages] == ["s. 1", "s. 2"]


def test_a_long_provision_is_cut_between_its_own_subdivisions() -> None:
    passages = cut(heading("Section 7 Duties", 1), *(Block(f"({n}) {words(25)} {n}.") for n in range(1, 6)))
    assert len(passages) > 1
    assert all(passage.text.startswith(("Section 7", "(")) for passage in passages)
    assert {p.path for p in passages} == {("Section 7 Duties",)}


def test_a_number_is_no_passage_without_what_follows_in_its_line() -> None:
    passages = cut(Block(f"Section 7. (1) (a) {words(52)}."), *(Block(f"({n}) {words(40)}.") for n in range(2, 4)))
    assert [p.text.split(" word")[0] for p in passages] == ["Section 7. (1) (a)", "(2)", "(3)"]


def test_short_parts_of_a_cut_provision_are_joined_again() -> None:
    passages = cut(heading("Section 7 Duties", 1), *(Block(f"({n}) {words(4)}.") for n in range(1, 30)))
    assert 2 < len(passages) < 10


def test_parts_of_a_guide_are_joined_while_they_fit() -> None:
    guide = DocumentMeta("guide", "Guide", Kind.LEGAL_FORM_GUIDE, "GB", "en")
    (passage,) = cut(
        heading("Structures", 1),
        heading("Trust", 2),
        Block("A trust."),
        heading("Company", 2),
        Block("One."),
        meta=guide,
    )
    assert "A trust." in passage.text
    assert "One." in passage.text


def test_notes_are_passages_of_their_own_and_contents_are_none() -> None:
    passages = cut(
        Block("6 Members … 12", BlockKind.CONTENTS),
        heading("Section 6 Members", 1),
        Block("Five are needed."),
        Block("Amended in 2020.", BlockKind.NOTE),
    )
    assert [(p.role, p.text) for p in passages if p.role is SectionRole.NOTE] == [
        (SectionRole.NOTE, "Amended in 2020.")
    ]
    assert not any("… 12" in p.text for p in passages)


def test_a_paragraph_longer_than_the_embedder_is_cut_between_sentences() -> None:
    text = " ".join(f"Sentence {n} has {words(12)}." for n in range(40))
    passages = cut(heading("Section 9 Long", 1), Block(text))
    assert len(passages) > 5
    assert all(p.text.endswith(".") for p in passages)


def test_a_sentence_longer_than_the_embedder_is_cut_between_words() -> None:
    passages = cut(heading("Section 9 Long", 1), Block(words(1000)))
    assert sum(p.text.count("word") for p in passages) == 1000


def test_a_long_header_keeps_the_title_and_the_last_heading() -> None:
    (passage,) = cut(heading(f"Part 1 {words(60, 'of')}", 1), heading("Section 6 Members", 2), Block("Five."))
    assert passage.header == "The Test Act › … › Section 6 Members"


def test_ids_depend_on_document_version_and_span_only() -> None:
    blocks = (heading("Section 1 Name", 1), Block("The name."))
    assert [p.id for p in cut(*blocks)] == [p.id for p in cut(*blocks)]


block = st.builds(
    Block,
    text=st.text(alphabet="ab .;1()§", min_size=1, max_size=300).map(lambda t: " ".join(t.split()) or "x"),
    kind=st.sampled_from(list(BlockKind)),
    level=st.integers(1, 4),
)
provision = st.integers(1, 20).map(lambda n: Block(f"Section {n} Title", BlockKind.HEADING, 2))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(block, provision), max_size=30), st.booleans())
def test_every_piece_is_in_exactly_one_passage_and_every_passage_fits(blocks: list[Block], law: bool) -> None:
    meta = META if law else DocumentMeta("g", "G", Kind.REPORT, "INT", "en")
    outline = build_outline(Reading(tuple(blocks)), "en", is_law=law)
    passages = build_passages(outline, meta, "v", count, LIMITS)
    assert all(count([embed_text(p)])[0] <= LIMITS.most for p in passages)
    assert all(outline.text[p.span.start : p.span.end] == p.text for p in passages)
    spans = [p.span for p in passages]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    roles = {p.span: p.role for p in passages}
    for piece in outline.pieces:
        role = outline.sections[piece.section].role
        assert role in (SectionRole.CONTENTS,) if piece.kind is BlockKind.CONTENTS else role is not SectionRole.CONTENTS
        if piece.kind is BlockKind.CONTENTS:
            assert not any(span.start < piece.span.end and piece.span.start < span.end for span in roles)
            continue
        assert (role is SectionRole.NOTE) == (piece.kind is BlockKind.NOTE)
        holders = [p for p in passages if p.span.start <= piece.span.start < p.span.end]
        if piece.kind is not BlockKind.HEADING:
            assert holders
    for piece in (p for p in outline.pieces if p.kind is not BlockKind.CONTENTS):
        covered = sum(
            len(outline.text[max(p.span.start, piece.span.start) : min(p.span.end, piece.span.end)].replace(" ", ""))
            for p in passages
            if p.span.start < piece.span.end and piece.span.start < p.span.end
        )
        whole = len(piece.span.of(outline.text).replace(" ", ""))
        assert covered in ({0, whole} if piece.kind is BlockKind.HEADING else {whole})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(block, provision), max_size=30))
def test_sections_nest_and_cover_the_text(blocks: list[Block]) -> None:
    outline = build_outline(Reading(tuple(blocks)), "en")
    for section in outline.sections:
        assert section.span.start <= section.body_start <= section.span.end <= len(outline.text)
        if section.parent is not None:
            parent = outline.sections[section.parent]
            assert parent.ordinal < section.ordinal
            assert parent.level < section.level
            assert parent.span.contains(section.span)
    for piece in outline.pieces:
        assert outline.sections[piece.section].span.contains(piece.span)


@pytest.mark.parametrize(
    "limits", [{"target": 10, "most": 128}, {"target": 200, "most": 128}, {"target": 60, "most": 64}]
)
def test_impossible_limits_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="limits"):
        Limits(**limits, header=40)


def test_a_long_table_goes_on_with_the_names_of_its_columns() -> None:
    columns = ("Service", "Fee in talers")
    rows = [Block(f"{words(9)} {n} | {n}00", BlockKind.ROW, columns=columns) for n in range(12)]
    passages = cut(heading("Fees", 1), Block("Service | Fee in talers", BlockKind.ROW), *rows)
    assert len(passages) > 2
    assert {p.header for p in passages} == {"The Test Act › Fees › Service | Fee in talers"}
    assert all(count([embed_text(p)])[0] <= LIMITS.most for p in passages)
    assert all("Fee in talers" not in p.text for p in passages[1:])


def test_names_of_columns_that_are_too_long_are_cut() -> None:
    columns = (words(30, "service"), words(30, "fee"))
    rows = [Block(f"{words(20)} {n} | {n}00", BlockKind.ROW, columns=columns) for n in range(8)]
    for passage in cut(heading("Fees", 1), *rows)[1:]:  # the first is the heading
        assert "…" in passage.header
        assert count([embed_text(passage)])[0] <= LIMITS.most
