"""Plain text."""

from __future__ import annotations

import contextlib

import pytest

from ingest.read import read
from ingest.read.blocks import Reading
from kb.errors import NoTextError, UnreadableSource
from tests.ingest.read.limits import within


def txt(text: str, language: str | None = None) -> Reading:
    return read(text.encode(), name="law.txt", language=language)


def test_blank_lines_divide_and_hard_wraps_are_joined() -> None:
    text = "The garden is open to all\nwho come in peace and\nleave in peace.\n\nIt is closed at night.\n"
    assert [b.text for b in txt(text).blocks] == [
        "The garden is open to all who come in peace and leave in peace.",
        "It is closed at night.",
    ]


HEAD = ["LEY DE HUERTOS", "CÁMARA DE HUERTOS Última Reforma DOF 01-02-2003", "Secretaría General"]
PAGES = [
    ["TÍTULO I", "DISPOSICIONES GENERALES"],
    ["Artículo 1o. La presente Ley es de orden público y de observancia general en", "todo el territorio."],
    ["Párrafo reformado DOF 01-02-2003", "I. Los huertos;"],
    ["II. Las huertas que se encuentren dentro de los límites del"],
    ["municipio.", "Artículo 2o. Los huertos son de todos los vecinos que los cultivan."],
    ["Artículo 3o. No habrá muros entre ellos."],
]


def test_a_text_without_blank_lines_and_with_heads_on_every_page() -> None:
    printed = [line for n, page in enumerate(PAGES, start=1) for line in (*HEAD, *page, f"{n} de 6")]
    assert [(b.kind.value, b.text) for b in txt("\n".join(printed), "es").blocks] == [
        ("heading", "LEY DE HUERTOS"),
        ("heading", "TÍTULO I DISPOSICIONES GENERALES"),
        (
            "paragraph",
            "Artículo 1o. La presente Ley es de orden público y de observancia general en todo el territorio.",
        ),
        ("note", "Párrafo reformado DOF 01-02-2003"),
        ("item", "I. Los huertos;"),
        ("item", "II. Las huertas que se encuentren dentro de los límites del municipio."),
        ("paragraph", "Artículo 2o. Los huertos son de todos los vecinos que los cultivan."),
        ("paragraph", "Artículo 3o. No habrá muros entre ellos."),
    ]


def test_form_feeds_are_pages() -> None:
    pages = [f"Gardens Board\n\nChapter {n} is about plants of many kinds.\n\nPage {n} of 4\n" for n in range(1, 5)]
    reading = txt("\f".join(pages) + "\f")
    assert [(b.page, b.text) for b in reading.blocks] == [
        (n, f"Chapter {n} is about plants of many kinds.") for n in range(1, 5)
    ]
    assert reading.page_labels == ("1", "2", "3", "4")


def test_numbered_headings() -> None:
    reading = txt(
        "1. INTRODUCTION\n\n1.1 Jurisdiction\n\n1.1.(1) The rules apply.\n(a)\tto gardens; and\n(b)\tto parks.\n"
    )
    assert [(b.kind.value, b.level, b.text) for b in reading.blocks] == [
        ("heading", 2, "1. INTRODUCTION"),
        ("heading", 3, "1.1 Jurisdiction"),
        ("paragraph", 0, "1.1.(1) The rules apply."),
        ("item", 1, "(a) to gardens; and"),
        ("item", 1, "(b) to parks."),
    ]


def test_short_lines_above_paragraphs_are_headings() -> None:
    text = (
        "Building capacity\n\n"
        + "The office provides tools to those who keep a garden for the public, free of charge. " * 2
    )
    assert [b.kind.value for b in txt(text).blocks] == ["heading", "paragraph"]


@pytest.mark.parametrize(
    "data",
    [
        b" " * 1_000_000 + b"x",
        b"x" * 2_000_000,
        b"a-\n" * 30_000,
        b"3 of 4\n" * 20_000,
        b"unfinished line\n" * 30_000,
        b"(a) (b) (c)\n" * 20_000,
        b"\f x" * 50_000,
        b"(" * 300_000,
        "Art\u00edculo ".encode() * 30_000,
        "\u7b2c\u4e00\u6761".encode() * 100_000,
        bytes(range(128, 256)) * 4_000,
        b"a\0b\0\n\0" * 50_000,
    ],
    ids=range(12),
)  # fmt: skip
def test_hostile_files_cost_seconds_at_most(data: bytes) -> None:
    with within(8), contextlib.suppress(UnreadableSource, NoTextError):
        assert read(data, name="law.txt").blocks
