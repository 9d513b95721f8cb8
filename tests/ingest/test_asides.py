"""Rubrics within articles and broken notes are not quoted as law."""

from __future__ import annotations

from ingest.asides import asides_apart
from ingest.read.blocks import Block, BlockKind

H, P, N = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.NOTE
LONG = "Las herramientas del huerto se guardan cada noche en el cobertizo de madera."
ARTICLES = [b for n in range(1, 12) for b in (Block("Rúbrica", H, 4), Block(f"ARTICULO {n}.- {LONG}"))]


def test_a_rubric_within_an_article_is_a_note() -> None:
    found = asides_apart([*ARTICLES, Block("Supuesto especial"), Block(LONG)])
    assert found[-2].kind is N and found[-1].kind is P
    few = asides_apart([*ARTICLES[:4], Block("Supuesto especial"), Block(LONG)])
    assert few[-2].kind is P


def test_a_broken_note_is_one_to_its_closing_bracket() -> None:
    note = Block("(Nota: por art. 1 de la ley", N)
    found = asides_apart([note, Block("se riega el jardín (10%) del suelo)."), Block(LONG)])
    assert [b.kind for b in found] == [N, N, P]
    found = asides_apart([note, Block("se riega el jardín"), Block(LONG)])
    assert [b.kind for b in found] == [N, P, P]
