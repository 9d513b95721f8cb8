"""Akoma Ntoso of several traditions."""

from __future__ import annotations

import pytest

from ingest.read import read
from ingest.read.blocks import Block, BlockKind, Reading

NS = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"


def akn(body: str, language: str = "eng", country: str = "gb", front: str = "") -> Reading:
    xml = (
        f'<akomaNtoso xmlns="{NS}"><act><meta><identification source="#x"><FRBRWork>'
        '<FRBRdate date="2001-02-03" name=""/>'
        f'<FRBRcountry value="{country}"/></FRBRWork><FRBRExpression><FRBRlanguage language="{language}"/>'
        f"</FRBRExpression></identification></meta>{front}<body>{body}</body></act></akomaNtoso>"
    )
    return read(xml.encode(), name="law.akn")


def one(reading: Reading, text: str) -> Block:
    found = [b for b in reading.blocks if b.text.startswith(text)]
    assert len(found) == 1, (text, [b.text for b in reading.blocks])
    return found[0]


SECTION = """<part eId="part_1"><num>Part 1</num><heading>General</heading>
<section eId="sec_7"><num>7.</num><heading>Quorum</heading>
 <subsection eId="sec_7__subsec_1"><num>(1)</num><content><p>A quorum is three.</p></content></subsection>
 <subsection eId="sec_7__subsec_2"><num>(2)</num><intro><p>But not if</p></intro>
  <paragraph eId="p"><num>(a)</num><content><p>it rains; or</p></content></paragraph>
  <paragraph eId="q"><num>(b)</num><content><p>it <i>snows</i>.</p></content></paragraph>
  <wrapUp><p>in which case it is two.</p></wrapUp></subsection></section></part>"""


def test_common_law_sections() -> None:
    reading = akn(SECTION)
    assert [b.text for b in reading.blocks] == [
        "Part 1 General",
        "7. Quorum",
        "(1) A quorum is three.",
        "(2) But not if",
        "(a) it rains; or",
        "(b) it snows.",
        "in which case it is two.",
    ]
    assert [b.locator for b in reading.blocks] == [
        "",
        "s. 7",
        "s. 7(1)",
        "s. 7(2)",
        "s. 7(2)(a)",
        "s. 7(2)(b)",
        "s. 7(2)",
    ]
    assert reading.blocks[0].level < reading.blocks[1].level
    assert reading.metadata["date"] == "2001-02-03"


ARTICLE = """<chapter><num>Capo I</num><heading>Principi</heading><article eId="art_4"><num>Art. 4.</num>
<heading>Voto</heading><paragraph><num>1-bis.</num>{marks}<list><intro><p>Il voto spetta:</p></intro>
<point><num>a)</num><content><p>ai soci;</p></content></point>
<point><num>b)</num><content><p>agli altri.</p></content></point></list></paragraph></article></chapter>"""


@pytest.mark.parametrize(
    ("language", "country", "paragraph", "point"),
    [
        ("ita", "it", "art. 4, co. 1-bis", "art. 4, co. 1-bis, lett. a)"),
        ("spa", "es", "art. 4.1-bis", "art. 4.1-bis a)"),
        ("fra", "fr", "art. 4.1-bis", "art. 4.1-bis a)"),
        ("deu", "ch", "Art. 4 Abs. 1-bis", "Art. 4 Abs. 1-bis Bst. a"),
    ],
)
def test_articles_in_their_tradition(language: str, country: str, paragraph: str, point: str) -> None:
    reading = akn(ARTICLE.format(marks=""), language, country)
    assert one(reading, "1-bis. Il voto").locator == paragraph
    assert one(reading, "a) ai soci").locator == point
    assert one(reading, "a) ai soci").kind is BlockKind.ITEM


def test_german_paragraphs() -> None:
    body = """<article eId="art_15"><num>§ 15</num><heading>Beitritt</heading><paragraph><num>(1)</num><list><intro>
    <p>Es gilt:</p></intro><point><num>2.</num><content><p>zwei</p></content></point></list></paragraph></article>"""
    reading = akn(body, "deu", "de")
    assert one(reading, "§ 15").locator == "§ 15"
    assert one(reading, "(1) Es gilt").locator == "§ 15 Abs. 1"
    assert one(reading, "2. zwei").locator == "§ 15 Abs. 1 Nr. 2"


def test_normattiva_marks_notes_and_updates() -> None:
    body = """<article eId="art_3"><num>Art. 3.</num><heading>((Uso))</heading>
    <paragraph><content><p>((</p></content></paragraph>
    <paragraph><num>1.</num><content><p>Chiunque ha <ins>((il diritto))</ins> di usarlo. </p></content></paragraph>
    <paragraph><content><p>))</p></content></paragraph>
    <paragraph><content><p>-------------</p><p>AGGIORNAMENTO (3)</p><p>La legge ha disposto altro.</p></content>
    </paragraph></article><article eId="art_4"><num>Art. 4.</num>
    <paragraph><content><p>Testo.</p></content></paragraph></article>"""
    reading = akn(body, "ita", "it")
    assert [(b.text, b.kind) for b in reading.blocks] == [
        ("Art. 3. Uso", BlockKind.HEADING),
        ("1. Chiunque ha il diritto di usarlo.", BlockKind.PARAGRAPH),
        ("AGGIORNAMENTO (3)", BlockKind.NOTE),
        ("La legge ha disposto altro.", BlockKind.NOTE),
        ("Art. 4.", BlockKind.HEADING),
        ("Testo.", BlockKind.PARAGRAPH),
    ]


def test_notes_within_text_follow_it() -> None:
    reading = akn(
        '<section><num>1</num><content><p>Text<authorialNote marker="1"><p>A note.</p></authorialNote> goes on.</p>'
        "</content></section>"
    )
    assert [b.text for b in reading.blocks[1:]] == ["Text goes on.", "1 A note."]
    assert reading.blocks[2].kind is BlockKind.NOTE


def test_deleted_text_is_left_out_and_quoted_law_keeps_the_quoting_locator() -> None:
    body = """<section><num>5</num><content><p>Section 9 <del>was</del> reads:</p></content>
    <content><mod><quotedStructure><section><num>9</num><heading>Fees</heading><content><p>None.</p></content></section>
    </quotedStructure></mod></content></section>"""
    reading = akn(body)
    assert one(reading, "Section 9 reads:")
    assert {b.locator for b in reading.blocks} == {"s. 5"}


def test_schedules_tables_and_contents() -> None:
    body = (
        SECTION
        + """<hcontainer name="schedule"><num>Schedule 2</num><heading>Fees</heading>
    <paragraph><num>3</num><content><p>A fee.</p><table><tr><th><p>Item</p></th><th><p>Fee</p></th></tr>
    <tr><td><p>Seed</p></td><td><p>1</p></td></tr></table></content></paragraph></hcontainer>"""
    )
    reading = akn(body, front="<preface><toc><tocItem level='1'>Part 1 General</tocItem></toc></preface>")
    assert reading.blocks[0].kind is BlockKind.CONTENTS
    assert one(reading, "Schedule 2 Fees").locator == "Sch. 2"
    assert one(reading, "Seed | 1").columns == ("Item", "Fee")


PRINTED = """<title><num>Título I</num></title><title><num>Título II</num></title><title><num>Título III</num></title>
<title><num>Título IV</num><chapter><num>Capítulo Último del Título de otra ley</num>
<article id="art-1."><num>Artículo 1.</num><paragraph><content><p>Artículo 1.- Se observará lo siguiente:
I.- Habrá huertos en todo el territorio del municipio y en los de
los municipios vecinos;
V. Se integrarán con tres vecinos, salvo aquellos a que se refiere el</p></content></paragraph>
<note><p>Fracción reformada DOF 01-02-2003</p></note></article>
<article id="art-3"><num>Artículo 3</num><paragraph><content><p>Artículo 3 Bis de esta Ley;
1 de 3
LEY DE HUERTOS
VI. No habrá muros.
2 de 3
LEY DE HUERTOS</p></content></paragraph></article>
<article id="art-2."><num>Artículo 2</num><paragraph><content><p>Artículo 2 Bis.- Los huertos son de todos.
3 de 3
LEY DE HUERTOS</p></content></paragraph></article>
<article id="trans-1"><num>PRIMERO</num>
<paragraph><content><p>Entra en vigor mañana.</p></content></paragraph></article>
</chapter></title>"""


def test_a_text_converted_from_print() -> None:
    """Page heads go, lines become items, an "article" taken from mid-sentence goes back into its sentence."""
    reading = akn(PRINTED, "spa", "mx")
    law = [(b.text, b.locator) for b in reading.blocks if b.kind is not BlockKind.CONTENTS]
    assert law == [
        ("Artículo 1.-", "art. 1"),
        ("Se observará lo siguiente:", "art. 1"),
        (
            "I.- Habrá huertos en todo el territorio del municipio y en los de los municipios vecinos;",
            "art. 1 fracc. I",
        ),
        (
            "V. Se integrarán con tres vecinos, salvo aquellos a que se refiere el Artículo 3 Bis de esta Ley;",
            "art. 1 fracc. V",
        ),
        ("Fracción reformada DOF 01-02-2003", "art. 1"),
        ("VI. No habrá muros.", "art. 1 fracc. VI"),
        ("Artículo 2 Bis.-", "art. 2 Bis"),
        ("Los huertos son de todos.", "art. 2 Bis"),
        ("PRIMERO", "transitorio primero"),
        ("Entra en vigor mañana.", "transitorio primero"),
    ]
    assert reading.warnings
