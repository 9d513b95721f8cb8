"""Shapes of lines in the languages of the corpus."""

from __future__ import annotations

import pytest

from ingest.read import shapes
from ingest.read.lines import join, paragraphs


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("LIBRO PRIMERO", 1),
        ("Part 2", 2),
        ("BAHAGIAN IV", 2),
        ("TÍTULO PRELIMINAR", 3),
        ("Titre II : Dispositions", 3),
        ("CAPÍTULO I. Disposiciones", 4),
        ("Kapitel 3", 4),
        ("제1장 총칙", 4),
        ("第三章　不利益処分", 4),
        ("Zweiter Abschnitt", 5),
        ("SEÇÃO II", 5),
        ("Part of the fund is reserved", None),
        ("Título Tercero de la Ley", None),
        ("Section 3, as amended", None),
        ("Capítulo", None),
        ("Chapter 1 " + "x" * 200, None),
    ],
)
def test_division_level(text: str, level: int | None) -> None:
    assert shapes.division_level(text) == level


@pytest.mark.parametrize(
    ("text", "bare"), [("CAPÍTULO I", True), ("Part 2.", True), ("Part 2 Plots", False), ("Plots", False)]
)
def test_is_bare_division(text: str, bare: bool) -> None:
    assert shapes.is_bare_division(text) is bare


@pytest.mark.parametrize(
    "text",
    [
        "Artículo 5.- Los",
        "ARTICULO 1º.- El",
        "Art. 1: Toda",
        "Artigo 4.o",
        "Article L521-1",
        "Section 3. The",
        "Section 3 - Name",
        "§ 5 Form",
        "[§421C-2] P",
        "제10조의2 (지원)",
        "第三十六条の二",
    ],
)
def test_is_article(text: str) -> None:
    assert shapes.is_article(text)


@pytest.mark.parametrize("text", ["Articles of association", "The Article", "Artículos"])
def test_is_no_article(text: str) -> None:
    assert not shapes.is_article(text)


@pytest.mark.parametrize(
    ("text", "language", "level"),
    [
        ("a) uno", None, 1),
        ("(a) one", None, 1),
        ("(ii) one", None, 2),
        ("IV.- cuatro", None, 1),
        ("V. cinco", None, 1),
        ("• point", None, 1),
        ("l-ter) voce", None, 1),
        ("1. eins", None, 0),
        ("1. 하나", "ko", 1),
        ("가. 하나", "ko", 2),
        ("D.F.L. Núm. 5", None, 0),
        ("I am not", None, 0),
        ("A person", None, 0),
    ],
)
def test_item_level(text: str, language: str | None, level: int) -> None:
    assert shapes.item_level(text, language=language) == level


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Artículo reformado DOF 13-08-2009", True),
        ("Fracción adicionada DOF 11-06-2013. Reformada DOF 29-12-2023", True),
        (", 19-01-2018, 16-04-2025", True),
        ("(Artículo sustituido por art. 1° de la Ley N° 1 B.O. 18/6/2018)", True),
        ("(*) De conformidad con el Artículo Único", True),
        ("(*) TEXTO DEROGADO por la Ley 9, con excepción del artículo 3", False),  # says whether the law is in force
        ("[C97, §1640; S13, §1641; C24, §8486]", True),
        ("97 Acts, ch 17, §2; 2001 Acts, ch 12, §1", True),
        ("Referred to in §4.2, 4.5A", True),
        ("Citation: Garden Code § 12C-1. Unofficial", True),
        ("Citation: this Act may be cited as the Garden Act", False),
        ("Artículo reformado es el que se reforma", False),
        ("Fracción I del artículo 2", False),
    ],
)
def test_is_note(text: str, note: bool) -> None:
    assert shapes.is_note(text) is note


def test_a_line_that_opens_a_block_is_never_joined() -> None:
    lines = [
        "Artículo 1. Los socios tendrán los derechos siguientes sin",
        "Artículo 2. distinción",
        "a) votar;",
        "b) elegir",
    ]
    assert paragraphs(lines) == lines


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("mem-", "bres", "membres"),
        ("a dash -", "here", "a dash - here"),
        ("one", "two", "one two"),
        ("1992-", "1993", "1992- 1993"),
    ],
)
def test_join(left: str, right: str, whole: str) -> None:
    assert join(left, right) == whole
