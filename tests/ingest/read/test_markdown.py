"""Markdown."""

from __future__ import annotations

import contextlib

import pytest

from ingest.read import read
from ingest.read.blocks import Reading
from kb.errors import NoTextError, UnreadableSource
from tests.ingest.read.limits import within


def md(text: str, language: str | None = None) -> Reading:
    return read(text.encode(), name="law.md", language=language)


def kinds(text: str, language: str | None = None) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, b.text) for b in md(text, language).blocks]


def test_front_matter_is_metadata() -> None:
    reading = md(
        "---\ntitle: \"Ley 1\"\ndate: 1999-07-17\nnested:\n  a: '2'\n"
        "tags:\n- x\n- y\nempty: ''\n---\n# Ley 1\n\nTexto.\n"
    )
    assert reading.metadata == {"title": "Ley 1", "date": "1999-07-17", "nested.a": "2", "tags": "x, y"}
    assert reading.title == "Ley 1"
    assert [b.text for b in reading.blocks] == ["Ley 1", "Texto."]


def test_front_matter_in_several_blocks_and_not_quite_yaml() -> None:
    front = "---\nBill: D.R.1 - Act: a title\n---\n---\nReading:\nD.R.1/1992\nFirst reading:25/08/2020\n---\n"
    text = f"{front}\n**A BILL**\n\nLaw is law.\n"
    reading = md(text)
    assert reading.metadata["Bill"] == "D.R.1 - Act: a title"
    assert reading.metadata["First reading"] == "25/08/2020"
    assert [b.text for b in reading.blocks] == ["A BILL", "Law is law."]


def test_front_matter_between_joined_sections() -> None:
    first = "---\ntitle: One\n---\n**§7-1 Gardens.** Law.\n\n"
    text = first + "---\ntitle: Two\nmenu:\n  x: 1\n---\n**§7-2 Trees.** More.\n\n---\n\nEnd.\n"
    reading = md(text)
    assert reading.metadata["title"] == "One"
    assert [b.text for b in reading.blocks] == ["§7-1 Gardens. Law.", "§7-2 Trees. More.", "End."]


def test_emphasis_links_and_escapes_are_rendered() -> None:
    text = (
        "Das **Gesetz** *gilt* `hier` für [die *Genossenschaft*](x.md) und\nde la[Ley 20](http://x)B.O. "
        "1\\. 1<sup>er</sup>"
        "<!-- never -->&nbsp;![logo](l.png)\n"
    )
    assert kinds(text) == [("paragraph", 0, "Das Gesetz gilt hier für die Genossenschaft und de la Ley 20 B.O. 1. 1er")]


def test_hard_wraps_are_joined_and_hyphens_that_mean_something_stay() -> None:
    text = "La co-operative des mem-\nbres, une co-\noperative et ses\nmembres.\n"
    assert kinds(text) == [("paragraph", 0, "La co-operative des membres, une co-operative et ses membres.")]


def test_korean_paragraphs_and_items() -> None:
    items = "  1\\. 정원이란 뜰을 말한다.\n  2\\. 나무란 다음을 말한다.\n    가\\. 소나무\n"
    text = f"# 정원법\n\n##### 제2조 (정의)\n\n**①** 용어의 뜻은 다음과 같다.\n\n{items}"
    assert kinds(text, "ko")[2:] == [
        ("paragraph", 0, "① 용어의 뜻은 다음과 같다."),
        ("item", 1, "1. 정원이란 뜰을 말한다."),
        ("item", 1, "2. 나무란 다음을 말한다."),
        ("item", 2, "가. 소나무"),
    ]


def test_lists_nest_and_keep_their_numbers() -> None:
    text = "1.  eins\n    zwei\n\n    drei\n\n2.  vier\n    *   fünf\n"
    assert kinds(text) == [
        ("item", 1, "1. eins zwei"),
        ("item", 1, "drei"),
        ("item", 1, "2. vier"),
        ("item", 2, "fünf"),
    ]


def test_labels_that_stand_alone_go_to_their_paragraph() -> None:
    assert kinds("#### Art. 3.\n\n(1)\n\nToute société est libre.\n\n(2)\n\nElle le reste.\n") == [
        ("heading", 4, "Art. 3."),
        ("paragraph", 0, "(1) Toute société est libre."),
        ("paragraph", 0, "(2) Elle le reste."),
    ]


def test_tables() -> None:
    reading = md("Gut |\tSchlecht\n--- | ---\n**viel** | wenig |\n")
    assert [(b.text, b.columns) for b in reading.blocks] == [
        ("Gut | Schlecht", ()),
        ("viel | wenig", ("Gut", "Schlecht")),
    ]


def test_notes_are_told_from_the_law() -> None:
    text = """# The Gardens Act

Language: English
Part 1 of 1

> Editorial note: generated.

Sources:
- html: https://example.org

## Section 1 - Name.

It is ^2[the Act] so named.[^a]

### Footnotes

1. Subs. by Act 2.

## Section 2 - Trees.

They grow.

### STATE AMENDMENTS

Elsewhere they do not.

## Section 3 - End.

It ends.

[^a]: A note.
"""
    found = kinds(text)
    assert [text for kind, _, text in found if kind != "note"] == [
        "The Gardens Act",
        "Section 1 - Name.",
        "It is [the Act] so named.",
        "Section 2 - Trees.",
        "They grow.",
        "Section 3 - End.",
        "It ends.",
    ]
    assert ("note", 0, "Elsewhere they do not.") in found
    assert ("note", 0, "a. A note.") in found


def test_facts_in_a_definition_list_above_the_law() -> None:
    reading = md(
        "# Gartengesetz\n\nAusfertigungsdatum\n:   1889-05-01\n\n## Abschnitt 1\n\n### § 1 Wesen\n\nEin Garten.\n"
    )
    assert reading.metadata["Ausfertigungsdatum"] == "1889-05-01"
    assert [(b.kind.value, b.text) for b in reading.blocks][1] == ("note", "Ausfertigungsdatum: 1889-05-01")


def test_bold_lines_are_headings_and_divisions_get_their_titles() -> None:
    english = "**CHAPTER 7**\n\n**PUBLIC GARDENS**\n\n**§7-1 Name.** It is.\n\n"
    text = english + "**TITULO II  \n**\n\nDE LOS ÁRBOLES\n\nArtículo 5.- Crecen.\n"
    assert kinds(text) == [
        ("heading", 2, "CHAPTER 7 PUBLIC GARDENS"),
        ("paragraph", 0, "§7-1 Name. It is."),
        ("heading", 3, "TITULO II DE LOS ÁRBOLES"),
        ("paragraph", 0, "Artículo 5.- Crecen."),
    ]


def test_headings_that_are_lines_of_a_sentence_are_not_headings() -> None:
    line = "that is planted and in which the public are allowed to walk"
    text = f"“garden” means land\n\n## {line}\n\nat any time;\n\n## (f) a tree;\n"
    assert kinds(text) == [
        (
            "paragraph",
            0,
            "“garden” means land that is planted and in which the public are allowed to walk at any time;",
        ),
        ("item", 1, "(f) a tree;"),
    ]


def test_pages_of_a_converted_pdf() -> None:
    plants = ("Apples", "Beans", "Cherries", "Dill", "Elder", "Fennel", "Grapes", "Hazel")
    sections = [f"**Amendment of section {n * n}**\n\n**{n}.** {plant} may be grown." for n, plant in enumerate(plants)]
    reading = md("\n\n-----\n\n".join(f"{n} _Gardens_\n\n{text}\n" for n, text in enumerate(sections, start=1)))
    assert [b.text for b in reading.blocks][:4] == [
        "Amendment of section 0",
        "0. Apples may be grown.",
        "Amendment of section 1",
        "1. Beans may be grown.",
    ]
    assert [b.page for b in reading.blocks] == [p for p in range(1, 9) for _ in range(2)]
    assert len(reading.page_labels) == 8


def test_table_of_contents_ends_where_the_law_begins() -> None:
    contents = "**ARRANGEMENT OF SECTIONS**\n\nPART I\n\n1. Name.\n\n2. Trees."
    found = kinds(f"{contents}\n\nPART I\n\nSection 1. This Act may be named.\n\nSection 2. Trees grow.\n")
    assert [kind for kind, _, _ in found] == ["contents"] * 4 + ["heading", "paragraph", "paragraph"]


def test_template_tags_of_a_wiki() -> None:
    text = '## Quel droit ?\n\n{% tabs %}\n{% tab title="SCIC" %}\nLa **SCIC** en a.\n{% endtab %}\n{% endtabs %}\n'
    assert kinds(text) == [("heading", 2, "Quel droit ?"), ("heading", 3, "SCIC"), ("paragraph", 0, "La SCIC en a.")]


def test_html_within_markdown() -> None:
    assert kinds("A\n\n<ul><li>eins<br>zwei</li></ul>\n\n<img src='x.png'>\n") == [
        ("paragraph", 0, "A"),
        ("item", 1, "eins zwei"),
    ]


def test_only_front_matter_is_no_text() -> None:
    with pytest.raises(NoTextError, match=r"^law\.md: "):
        md("---\ntitle: x\n---\n")


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("~~No member votes.~~\n", [("note", "No member votes.")]),
        ("A member has ~~two~~ one vote.\n", [("paragraph", "A member has one vote."), ("note", "two")]),
        ("~~Old~~.\n\nNew.\n", [("note", "Old."), ("paragraph", "New.")]),
        ("- ~~cats;~~\n- dogs.\n", [("note", "cats;"), ("item", "dogs.")]),
        ("1. ~~cats;~~\n2. dogs.\n", [("note", "1. cats;"), ("item", "2. dogs.")]),
        ("## ~~Part 1~~\n\nText.\n", [("note", "Part 1"), ("paragraph", "Text.")]),
        ("**Old ~~rule~~ head**\n\nText.\n", [("heading", "Old head"), ("note", "rule"), ("paragraph", "Text.")]),
        ("Fee <del>5</del> 7 <s>x</s>.\n", [("paragraph", "Fee 7 ."), ("note", "5 x")]),
        ("~~Lines\nof print~~\n", [("note", "Lines of print")]),
        ("a ~ b ~ c\n", [("paragraph", "a ~ b ~ c")]),
        ("| A | B |\n|---|---|\n| c | ~~d~~ |\n", [("row", "A | B"), ("row", "c"), ("note", "d")]),
    ],
)
def test_struck_text_is_revoked_law(source: str, blocks: list[tuple[str, str]]) -> None:
    assert [(b.kind.value, b.text) for b in read(source.encode(), name="law.md").blocks] == blocks


def test_a_comparison_of_forms_says_of_each_cell_what_it_is_about() -> None:
    long = "at least five members who are natural persons of full age " * 8
    source = f"| Question | Society | Guild |\n|---|---|---|\n| Members | {long} | {long} |\n| Capital | none | |\n"
    assert [b.text for b in read(source.encode(), name="guide.md").blocks] == [
        "Question | Society | Guild",
        f"Members | Society | {long.strip()}",
        f"Members | Guild | {long.strip()}",
        "Capital | Society | none",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<!--" * 100_000,
        "<div>" * 50_000,
        "<" * 200_000,
        "> " * 5000 + "x",
        "- " * 5000 + "x",
        "[" * 20_000,
        "*a " * 20_000,
        "~~" * 20_000,
        "![](" * 20_000,
        "|a" * 20_000 + "\n" + "|-" * 20_000 + "\n|x|\n",
        "\n" * 200_000 + "x",
        "---\n" * 20_000,
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{b}: &{b} [" + ",".join([f"*{a}"] * 9) + "]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ) + "---\ntext\n",
        "---\na: " + "[" * 5000 + "\n---\ntext\n",
        "---\na: " + "{b: " * 3000 + "\n---\ntext\n",
        "---\ndate: 2020-13-45\n---\ntext\n",
        "---\na: !!python/object/apply:os.system ['true']\n---\ntext\n",
        "unfinished line\n" * 30_000,
        "# UPPER\n" * 20_000,
        "`" * 30_000,
        "&amp;" * 50_000,
    ],
    ids=range(21),
)  # fmt: skip
def test_hostile_sources_cost_seconds_at_most(source: str) -> None:
    with within(8), contextlib.suppress(UnreadableSource, NoTextError):
        assert read(source.encode(), name="law.md").blocks


def test_front_matter_is_kept_as_it_is_written() -> None:
    source = "---\ntitle: Gardens\ndate: 2020-13-45\nin_force: no\nversion: 1.10\n---\ntext\n"
    assert read(source.encode(), name="law.md").metadata == {
        "title": "Gardens", "date": "2020-13-45", "in_force": "no", "version": "1.10",
    }  # fmt: skip


def test_running_titles_with_and_without_their_page_numbers_are_no_text() -> None:
    """Left and right pages have a title each; on some the number is missing or the title is spelt badly."""
    heads = ("BILL", "GARDENS 2", "3 **BILL**", "**GARDENS** 4", "## 5 BILL", "**GARDENS** **6**", "BILL")
    grown = ("peas", "beans", "leeks", "onions", "kale", "chard", "dill")
    pages = [f"{head}\n\nThe members grow {what} there." for head, what in zip(heads, grown, strict=True)]
    found = [b.text for b in md("\n\n-----\n\n".join(pages)).blocks]
    assert found == [f"The members grow {what} there." for what in grown]


def test_what_a_page_begins_with_stays_where_numbers_do_not_follow_the_pages() -> None:
    pages = [f"Bed {n * n}\n\nThe members water bed number {n}." for n in range(1, 8)]
    found = [b.text for b in md("\n\n-----\n\n".join(pages)).blocks]
    assert "Bed 9" in found
