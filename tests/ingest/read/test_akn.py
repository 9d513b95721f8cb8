"""Akoma Ntoso of several traditions."""

from __future__ import annotations

import re
import time
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.outline import build_outline
from ingest.read import read
from ingest.read.blocks import Block, BlockKind, Reading
from kb.errors import NoTextError
from kb.find import find_provision
from kb.locator import parse
from tests.ingest.read.xml_text import FIXTURES, LAW, Maker, letters, name, stream, stream_of, text_nodes

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


# -- whole documents of every type ------------------------------------------------------------------------------------

ACT, JUDGMENT, DEBATE, GAZETTE = (
    f"{stem}.akn.xml" for stem in ("garden-act", "shed-judgment", "council-debate", "gazette")
)
NOTES = ("note", "authorialNote", "editorialNote")


@cache
def whole(file: str) -> Reading:
    return read((FIXTURES / file).read_bytes(), name=file, language="en")


@pytest.mark.parametrize("file", [ACT, JUDGMENT, DEBATE, GAZETTE])
def test_every_word_comes_once_and_in_order(file: str) -> None:
    root = etree.parse(FIXTURES / file).getroot()
    for image in root.iter("{*}img"):
        image.text = image.get("alt")
    for item in root.iter("{*}li"):
        item.text = (item.get("value") or "") + (item.text or "")
    removed = [e for e in root.iter() if e.get("status") == "removed"]

    def no_law(element: etree._Element) -> bool:
        return name(element) in ("meta", "toc", "del", *NOTES) or element in removed

    assert stream_of(whole(file).blocks, *LAW) == stream(root, skip=no_law)
    contents = [letters("".join(entry.itertext())) for entry in root.iter("{*}tocItem")]
    assert [letters(b.text) for b in whole(file).blocks if b.kind is BlockKind.CONTENTS] == contents
    notes = stream_of(whole(file).blocks, BlockKind.NOTE)
    for element in [*removed, *root.iter(*(f"{{*}}{tag}" for tag in NOTES))]:
        assert notes.count(letters("".join(element.itertext()))) == 1, etree.tostring(element)


@pytest.mark.parametrize(
    ("file", "text", "locator"),
    [
        (ACT, "(ii) frozen2", "s. 7(1)(b)(ii)"),
        (ACT, "and nobody objects", "s. 7(1)"),
        (ACT, "(2) . . .", "s. 7(2)"),
        (ACT, "(i) two", "s. 7(4)(b)(i)"),
        (ACT, "(1) A hedge is low", "s. 8"),
        (ACT, "then rake well", "s. 8"),
        (ACT, "Regulated", "reg. 9"),
        (ACT, "(a) a point", "art. 10(a)"),
        (ACT, "(1) A rule", "r. 11(1)"),
        (ACT, "(1) A clause", "cl. 12(1)"),
        (ACT, "(a) stay", "Sch. 1 para. 2(1)(a)"),
        (ACT, "1. North is up", "Annex 2 para. 1"),
        (ACT, "1 Stored note on hedges", ""),
        (JUDGMENT, "(a) left, and", "para. 2(a)"),
        (JUDGMENT, "(i) the lean [sic] slight", "para. 3(i)"),
        (GAZETTE, "(1) Paths are straight", "cl. 1(1)"),
        (GAZETTE, "(2) Paths may bend", ""),
        (GAZETTE, "2 digs on", "para. 2"),
    ],
)
def test_locators_in_documents_of_every_type(file: str, text: str, locator: str) -> None:
    assert one(whole(file), text).locator == locator


@pytest.mark.parametrize("file", [ACT, JUDGMENT, GAZETTE])
def test_locators_parse_and_find_their_provision(file: str) -> None:
    sections = build_outline(whole(file), "en").sections
    for block in whole(file).blocks:
        if block.locator and block.kind in LAW:
            assert parse(block.locator) is not None, block
            assert find_provision(sections, block.locator, exact=True) is not None, block


def test_all_ranks_of_division_nest() -> None:
    levels = [b.level for b in whole(ACT).blocks if b.kind is BlockKind.HEADING]
    ranks = levels[levels.index(6) - 1 : levels.index(14) + 1]
    assert ranks == sorted(set(ranks)), "book, tome, title … subdivision, each under the one before"
    assert one(whole(ACT), "7. Quorum").level > 14


def test_a_debate_is_text_under_its_sections() -> None:
    assert [(b.text, b.level) for b in whole(DEBATE).blocks if b.kind is BlockKind.HEADING] == [
        ("Debate on hedges", 1),
        ("Silence", 2),
        ("1 The motion", 2),
        ("The vote", 3),
    ]
    assert "Two metres. (Laughter)" in [b.text for b in whole(DEBATE).blocks]


@pytest.mark.parametrize(
    "namespace",
    [
        NS,
        f"{NS}/WD17",
        "http://www.akomantoso.org/2.0",
        "http://www.akomantoso.org/1.0",
        "http://example.invalid/ours",
        "",
    ],
)
def test_the_namespace_does_not_matter(namespace: str) -> None:
    plain = (FIXTURES / JUDGMENT).read_text("utf-8")
    xml = plain.replace("<akomaNtoso>", f'<akomaNtoso xmlns="{namespace}">' if namespace else "<akomaNtoso>")
    assert read(xml.encode(), name="judgment.xml").blocks == whole(JUDGMENT).blocks


def test_words_of_a_paragraph_around_quoted_law_do_not_join_it() -> None:
    quoted = "<quotedStructure><section><num>9</num><content><p>None.</p></content></section></quotedStructure>"
    reading = akn(f"<section><num>5</num><content><p>Read <mod>this {quoted}</mod> now.</p></content></section>")
    assert [b.text for b in reading.blocks] == ["5", "Read this", "9 None.", "now."]
    assert {b.locator for b in reading.blocks} == {"s. 5"}


def test_removed_words_are_no_law() -> None:
    body = """<section><num>5</num><content><p>Hedges <span status="removed">and walls </span>are low.</p></content>
    </section><section status="removed"><num>6</num><heading>Walls</heading><content><p>Are high.</p></content>
    </section>"""
    reading = akn(body)
    assert one(reading, "Hedges are low.")
    assert [(b.text, b.kind, b.locator) for b in reading.blocks[2:]] == [
        ("6 Walls", BlockKind.NOTE, "s. 6"),
        ("Are high.", BlockKind.NOTE, "s. 6"),
    ]


# -- any document -----------------------------------------------------------------------------------------------------

HIER = (
    "alinea article book chapter clause division indent level list paragraph part point proviso rule section "
    "subchapter subclause subdivision sublist subparagraph subpart subrule subsection subtitle title tome "
    "transitional hcontainer"
).split()
INLINE = "b i u sup sub ref span ins quotedText term def date mod person concept inline".split()
CONTAINERS = "blockContainer tblock container formula".split()


class _Maker(Maker):
    def inline(self) -> str:
        kind = self.draw(st.sampled_from([*INLINE, "text", "text", "br", "note"]))
        if kind == "text":
            return f"{self.word()} "
        if kind == "br":
            return f"{self.word()}<br/>"
        if kind == "note":
            return f"<authorialNote><p>n{self.word()}</p></authorialNote>"
        return f"<{kind}>{self.word()}</{kind}> "

    def p(self) -> str:
        return f"<p>{self.some(self.inline, 3)}</p>"

    def block(self, depth: int) -> str:
        kind = self.draw(st.sampled_from(["p", "p", "ul", "table", "blockList", "quoted", *CONTAINERS]))
        if kind == "p" or depth > 3:
            return self.p()
        inner = self.some(lambda: self.block(depth + 1))
        if kind == "ul":
            return f"<ul><li>{self.maybe(self.inline)}{inner}</li><li>{self.inline()}</li></ul>"
        if kind == "table":
            return f"<table><tr><th>{self.p()}</th><th>{self.word()}</th></tr><tr><td>{inner}</td></tr></table>"
        if kind == "blockList":
            return f"<blockList><item>{self.head()}{inner}</item><listWrapUp>{self.inline()}</listWrapUp></blockList>"
        if kind == "quoted":
            return f"<p>{self.word()} <mod><quotedStructure>{self.hier(3)}</quotedStructure> {self.word()}</mod></p>"
        return f"<{kind}>{self.head() if kind != 'formula' else ''}{inner}</{kind}>"

    def head(self) -> str:
        number = self.maybe(lambda: f"<num>({self.word()})</num>")
        return number + self.maybe(lambda: f"<heading>{self.some(self.inline)}</heading>")

    def hier(self, depth: int = 0) -> str:
        tag = self.draw(st.sampled_from(HIER))
        if depth > 3 or self.draw(st.booleans()):
            body = f"<content>{self.some(lambda: self.block(depth))}</content>"
        else:
            children = self.some(lambda: self.hier(depth + 1))
            body = f"{self.maybe(lambda: f'<intro>{self.p()}</intro>')}{children}"
            body += self.maybe(lambda: f"<wrapUp>{self.p()}</wrapUp>")
        cross = self.maybe(lambda: f"<crossHeading>{self.inline()}</crossHeading>") if depth == 1 else ""
        return f"{cross}<{tag}>{self.head()}{body}</{tag}>"


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str]:
    """An Akoma Ntoso document, and its language."""
    make = _Maker(draw)
    language = draw(st.sampled_from(["eng", "fra", "spa", "ita", "deu"]))
    meta = f'<FRBRExpression><FRBRlanguage language="{language}"/></FRBRExpression>'
    meta = f"<meta><identification>{meta}</identification></meta>"
    kinds = [("act", "body"), ("bill", "body"), ("doc", "mainBody"), ("statement", "mainBody")]
    kind, body = draw(st.sampled_from(kinds))
    inner = make.some(make.hier, 3)
    attached = make.maybe(lambda: f"<attachment><doc><mainBody>{make.hier()}</mainBody></doc></attachment>")
    annex = f"<attachments>{attached}</attachments>" if attached else ""
    preface = make.maybe(lambda: f"<preface>{make.p()}</preface>")
    xml = f"<akomaNtoso><{kind}>{meta}{preface}<{body}>{inner}</{body}>{annex}</{kind}></akomaNtoso>"
    return xml, language


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_no_word_of_any_document_is_lost_doubled_or_out_of_order(made: tuple[str, str]) -> None:
    xml, _ = made
    try:
        blocks = read(xml.encode(), name="made.xml").blocks
    except NoTextError:
        blocks = ()
    found = re.findall(r"n?w\d{4}", " ".join(block.text for block in blocks))
    assert sorted(found) == sorted(set(re.findall(r"n?w\d{4}", xml))), "each once, and whole"
    root = etree.fromstring(xml)
    law = re.findall(r"\bw\d{4}", " ".join(text_nodes(root, skip=lambda e: name(e) == "authorialNote")))
    assert [word for word in found if word[0] == "w"] == law
    for block in blocks:
        if "nw" in block.text:
            assert block.kind is BlockKind.NOTE


def test_time_grows_with_the_size_of_a_document_not_with_its_square() -> None:
    plain = (FIXTURES / ACT).read_text("utf-8")
    start, end = plain.index('<section eId="sec_7">'), plain.index('<hcontainer name="regulation">')

    def seconds(times: int) -> float:
        data = (plain[:start] + plain[start:end] * times + plain[end:]).encode()
        begin = time.process_time()
        read(data, name="long.akn")
        return time.process_time() - begin

    assert seconds(320) < 10 * seconds(80), "four times as long, well under sixteen times the time"
