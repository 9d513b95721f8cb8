"""Supplementary provisions of a Bulgarian law and of the acts that amended it."""

from __future__ import annotations

import time

import pytest

from ingest.gazette import by_gazette
from ingest.outline import Outline, build_outline
from ingest.read.blocks import Block, BlockKind, Reading
from kb.locator import heading_locator

LAW = """
Чл. 1. (1) Градината е обща.
(2) Ключът се пази от пазача.
Чл. 2. Кладенецът е дълбок.
# ДОПЪЛНИТЕЛНИ РАЗПОРЕДБИ
§ 1. По смисъла на този закон:
1. "Ключ" е всеки ключ;
2. "Лопата" е всяка лопата.
# ПРЕХОДНИ РАЗПОРЕДБИ
§ 2. Старите градини остават.
# ЗАКЛЮЧИТЕЛНИ РАЗПОРЕДБИ
§ 3. Законът влиза в сила утре.
ПРЕХОДНА РАЗПОРЕДБА към Закона за изменение на Закона за градините (ДВ, бр. 21 от 1990 г.)
§ 3. Ключът се дава на съседа.
ЗАКОН за изменение и допълнение на Закона за градините (ДВ, бр. 100 от 1992 г.)
§ 43. В чл. 1 думата "ключ" се заменя с "лопата":
"Чл. 1. Лопатата е обща."
Преходни и заключителни разпоредби
§ 44. (1) Заварените градини остават.
(2) Те се описват.
ПРЕХОДНИ И ЗАКЛЮЧИТЕЛНИ РАЗПОРЕДБИ към Закона за водата за 2009 г.
(ДВ, бр. 109 от 2008 г., в сила от 1.01.2009 г.)
§ 3. Водата е обща.
"""


def outline(text: str) -> Outline:
    blocks = []
    for line in text.strip().splitlines():
        heading = line.startswith("# ")
        blocks.append(Block(line.lstrip("# "), BlockKind.HEADING if heading else BlockKind.PARAGRAPH, int(heading)))
    return build_outline(Reading(tuple(blocks)), "bg")


def said(made: Outline, locator: str) -> str:
    (section,) = (s for s in made.sections if s.locator == locator)
    return section.span.of(made.text)


def test_each_act_has_paragraphs_of_its_own() -> None:
    made = outline(LAW)
    top = [s.locator for s in made.sections if s.locator and "ал." not in s.locator and "т." not in s.locator]
    assert top == [
        "чл. 1", "чл. 2", "ДР, § 1", "ПЗР, § 2", "ПЗР, § 3", "ПЗР ДВ 21/1990, § 3", "ПЗР ДВ 100/1992, § 43",
        "ПЗР ДВ 100/1992, § 44", "ПЗР ДВ 109/2008, § 3",
    ]  # fmt: skip
    assert said(made, "ПЗР, § 3") == "§ 3. Законът влиза в сила утре."
    assert said(made, "ПЗР ДВ 21/1990, § 3") == "§ 3. Ключът се дава на съседа."
    assert said(made, "ПЗР ДВ 109/2008, § 3") == "§ 3. Водата е обща."
    assert said(made, "ПЗР ДВ 100/1992, § 44, ал. 1") == "(1) Заварените градини остават."


def test_the_heading_of_an_act_is_one_and_a_quoted_article_is_text() -> None:
    made = outline(LAW)
    headings = [s.heading for s in made.sections if s.heading]
    assert headings[-1] == (
        "ПРЕХОДНИ И ЗАКЛЮЧИТЕЛНИ РАЗПОРЕДБИ към Закона за водата за 2009 г. "
        "(ДВ, бр. 109 от 2008 г., в сила от 1.01.2009 г.)"
    )
    assert said(made, "ПЗР ДВ 100/1992, § 43").endswith('"Чл. 1. Лопатата е обща."')


def test_a_law_of_articles_alone_is_as_it_was() -> None:
    made = outline("Чл. 1. Градината е обща.\nЧл. 2. Кладенецът е дълбок.")
    assert [s.locator for s in made.sections] == ["чл. 1", "чл. 2"]


@pytest.mark.parametrize(
    "line",
    [
        "преходни разпоредби" + " -" * 100_000 + " x",
        "-" * 200_000 + "преходни",
        "преходни " + "и преходни " * 20_000,
        "ДВ, бр. 1 от 1990 г. " * 10_000,
        "ДВ, бр. " * 25_000,
        "ЗАКОН за " * 20_000,
    ],
    ids=["rules", "dashes", "words", "issues", "half issues", "acts"],
)
def test_a_hostile_line_is_soon_read(line: str) -> None:
    started = time.process_time()
    law = [*LAW.strip().splitlines(), line, line]
    blocks = [Block(text.lstrip("# "), BlockKind.HEADING if len(text) > 1000 else BlockKind.PARAGRAPH) for text in law]
    by_gazette(blocks, [heading_locator(block.text[:100], "bg") for block in blocks])
    assert time.process_time() - started < 5  # minutes when the time grows with the square of its length
