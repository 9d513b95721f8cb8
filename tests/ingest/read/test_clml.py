"""UK Crown Legislation Markup Language, on an Act and an instrument written for this test."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.outline import build_outline
from ingest.read import read
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.read.clml_text import Tradition, printed_number, schedule_number
from kb.find import find_provision
from kb.locator import parse
from tests.ingest.read.xml_text import FIXTURES, LAW, Maker, letters, name, stream, stream_of, text_nodes

ACT, REGULATIONS = "gardens-act.clml.xml", "plot-regulations.clml.xml"
NOTES = ("Commentaries", "Footnotes", "ExplanatoryNotes")
LEGISLATION = "http://www.legislation.gov.uk/namespaces/legislation"


@cache
def act(file: str = ACT) -> Reading:
    return read((FIXTURES / file).read_bytes(), name=file, language="en")


def one(text: str, file: str = ACT) -> Block:
    found = [b for b in act(file).blocks if b.text.startswith(text)]
    assert len(found) == 1, (text, found)
    return found[0]


def small(body: str, kind: str = "Primary", attributes: str = "") -> Reading:
    """A law whose body is ``body``."""
    xml = f'<Legislation xmlns="{LEGISLATION}" {attributes}><{kind}><Body>{body}</Body></{kind}></Legislation>'
    return read(xml.encode(), name="law.xml")


@pytest.mark.parametrize("file", [ACT, REGULATIONS])
def test_every_word_comes_once_and_in_order(file: str) -> None:
    root = etree.parse(FIXTURES / file).getroot()

    def no_law(element: etree._Element) -> bool:
        prospective = element.get("Status") == "Prospective"
        return name(element) in ("Metadata", "Contents", *NOTES) or prospective

    for item in root.iter("{*}ListItem"):  # their letters are implied
        if name(item.getparent()) == "OrderedList":
            position = item.getparent().index(item)
            item.text = f"({'abc'[position]})"
    for group in root.iter("{*}P1group"):  # the number of a provision is printed before its title
        numbers, title = group.findall("{*}P1/{*}Pnumber"), group.find("{*}Title")
        if len(numbers) == 1 and not any(name(e) == "BlockAmendment" for e in group.iterancestors()):
            numbers[0].tail = "".join(title.itertext())
            group.remove(title)
    for fraction in root.iter("{*}mfrac"):
        fraction[0].tail = "/"
    assert stream_of(act(file).blocks, *LAW) == stream(root, skip=no_law)
    notes = stream_of(act(file).blocks, BlockKind.NOTE)
    for tag in NOTES:
        for store in root.iter(f"{{*}}{tag}"):
            for note in store:
                words = letters("".join(note.itertext()))
                assert notes.count(words) == 1, words


def test_locators_are_those_of_citation() -> None:
    for text, locator, kind, level in [
        ("7 Registration", "s. 7", BlockKind.HEADING, 9),
        ("(1) A person may", "s. 7(1)", BlockKind.PARAGRAPH, 0),
        ("(aa) works nearby", "s. 7(1)(aa)", BlockKind.ITEM, 1),
        ("(ii) in any other form,", "s. 7(1)(b)(ii)", BlockKind.ITEM, 2),
        ("and the register is open.", "s. 7(1)", BlockKind.PARAGRAPH, 0),
        ("(1A) Membership", "s. 7(1A)", BlockKind.PARAGRAPH, 0),
        ("(b) is rounded down", "Sch. 1 para. 2(1)(b)", BlockKind.ITEM, 1),
        ("Section 7", "Sch. 1", BlockKind.PARAGRAPH, 0),
        ("Large | £9", "Sch. 1 para. 2(2)", BlockKind.ROW, 0),
        ("Old paths stay", "Sch. 2 Pt. 2 para. 1", BlockKind.PARAGRAPH, 0),
    ]:
        block = one(text)
        assert (block.locator, block.kind, block.level) == (locator, kind, level), text
    for text, locator in [
        ("1. Citation", "reg. 1"),
        ("(2) Another form", "reg. 2(2)"),
        ("(a) by hand", "reg. 3(a)"),
        ("(1) We let", "Sch. para. 1(1)"),
    ]:
        assert one(text, REGULATIONS).locator == locator, text


@pytest.mark.parametrize("file", [ACT, REGULATIONS])
def test_locators_parse_and_find_their_provision(file: str) -> None:
    reading = act(file)
    sections = build_outline(reading, "en").sections
    for block in reading.blocks:
        if block.locator and block.kind in LAW:
            assert parse(block.locator) is not None, block
            assert find_provision(sections, block.locator, exact=True) is not None, block
    for locator in (
        ("s. 7(1)(b)", "section 7(1)(b)(ii)", "Schedule 1, paragraph 2(1)") if file == ACT else ("reg 2(1)",)
    ):
        assert find_provision(sections, locator, exact=True) is not None, locator


@pytest.mark.parametrize("number", ["A1", "1ZA", "aa", "iia", "ii"])
def test_inserted_subdivisions_parse(number: str) -> None:
    locator = parse(f"s. 7({number})")
    assert locator is not None
    assert str(locator) == f"s. 7({number})"


def test_definitions_are_items_of_the_provision_that_defines() -> None:
    assert [(b.text, b.level, b.locator) for b in act().blocks if b.locator == "s. 1(1)"] == [
        ("(1) In this Act—", 0, "s. 1(1)"),
        ("“bed” means soil that is—", 1, "s. 1(1)"),
        ("(a) dug, or", 2, "s. 1(1)"),
        ("(b) raised;", 2, "s. 1(1)"),
        ("“garden” has the meaning in section 2.", 1, "s. 1(1)"),
    ]
    assert one("A/12").locator == "s. 1(2)"


def test_quoted_law_keeps_the_locator_of_the_provision_that_quotes_it() -> None:
    blocks = act().blocks
    start = blocks.index(one("(2) After section 30"))
    quoted = blocks[start : blocks.index(one("(3) In section 31"))]
    assert {b.locator for b in quoted} == {"s. 9(2)"}
    assert BlockKind.HEADING not in {b.kind for b in quoted}
    assert quoted[-1].text == "(a) to new hedges.; and"
    assert "three metres substitute two metres" in one("(3) In section 31").text


def test_repealed_provisions_keep_their_place_and_locator() -> None:
    assert one("(2) . . .").locator == "s. 7(2)"
    assert [b.kind for b in act().blocks if b.locator == "s. 8"] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_what_is_not_in_force_is_a_note() -> None:
    assert [(b.text, b.kind) for b in act().blocks if b.locator == "s. 8A"] == [
        ("8A Waiting list", BlockKind.NOTE),
        ("A list of those who wait is kept.", BlockKind.NOTE),
    ]


def test_a_law_of_which_nothing_is_in_force_yet_is_read() -> None:
    provision = '<P1 Match="false" Status="Prospective"><Pnumber>1</Pnumber><P1para><Text>Soon.</Text></P1para></P1>'
    assert [b.kind for b in small(provision).blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_notes_follow_the_provision_that_refers_to_them() -> None:
    texts = [b.text for b in act().blocks]
    assert one("Words inserted").locator == "s. 7(1)(aa)"
    assert one("The register opens").locator == "s. 7(1)"
    assert texts.index("(2) . . . . . . . .") < texts.index("The register opens in March.")
    assert texts.index("The register opens in March.") < texts.index("8 . . . . . . . .")
    assert texts[-1] == "Text checked against the roll"
    assert one("Half for children").locator == "Sch. 1 para. 2(2)"


def test_title_dates_language_and_contents() -> None:
    reading = act()
    assert reading.title == "Common Gardens Act 2031"
    assert reading.metadata["EnactmentDate"] == "2031-05-14"
    assert reading.metadata["valid"] == "2033-04-01"
    assert reading.metadata["language"] == "en"
    assert [b.text for b in reading.blocks if b.kind is BlockKind.CONTENTS] == [
        "Contents",
        "Part 1 Introductory",
        "1 Meaning of “garden”",
    ]
    assert act(REGULATIONS).metadata["ComingIntoForce"] == "2032-03-01"
    assert one("Made 1st February", REGULATIONS).kind is BlockKind.PARAGRAPH
    assert act(REGULATIONS).warnings, "the picture is left out, and we say so"


def test_welsh_text() -> None:
    body = "<P1><Pnumber>1</Pnumber><P1para><Text>Mae gardd yn agored.</Text></P1para></P1>"
    reading = small(body, attributes='xml:lang="cy"')
    assert reading.metadata["language"] == "cy"
    assert reading.blocks[-1].locator == "s. 1"


def test_retained_law_of_the_union() -> None:
    xml = f"""<Legislation xmlns="{LEGISLATION}"><EURetained><EUPrelims>
    <MultilineTitle><Text>Regulation on hedges</Text></MultilineTitle><EUPreamble><P><Text>Whereas:</Text></P>
    <Division Type="EURecital"><Number>(1)</Number>
    <P><Text>Hedges matter.</Text></P></Division></EUPreamble></EUPrelims><EUBody><EUTitle><Number>TITLE I</Number>
    <Title>General</Title><P1group><Title>Scope</Title><P1 id="article-3"><Pnumber PuncBefore="" PuncAfter="">Article 3
    </Pnumber><P1para><P2><Pnumber PuncAfter=".">1</Pnumber><P2para><Text>It applies.</Text></P2para></P2></P1para></P1>
    </P1group></EUTitle></EUBody></EURetained></Legislation>"""
    assert [(b.text, b.locator) for b in read(xml.encode(), name="eur.xml").blocks] == [
        ("Regulation on hedges", ""),
        ("Whereas:", ""),
        ("(1) Hedges matter.", ""),
        ("TITLE I General", ""),
        ("Article 3 Scope", "art. 3"),
        ("1. It applies.", "art. 3(1)"),
    ]


@pytest.mark.parametrize(
    ("title", "identifier", "sign"),
    [
        ("The Plot Letting Regulations 2032", "", "reg."),
        ("The Plot Letting (Commencement of Regulations) Order 2032", "", "art."),
        ("The Garden Court Rules 2030", "", "r."),
        ("The Garden Court Rules 2030", "article-2", "art."),
        ("Rheoliadau Gerddi 2032", "", "reg."),
        ("Gorchymyn Gerddi 2032", "", "art."),
        ("The Garden Scheme 2032", "", "para."),
        ("The Plot Letting Order 2032", "schedule-1-paragraph-3", "para."),
    ],
)
def test_what_a_provision_is_called(title: str, identifier: str, sign: str) -> None:
    assert Tradition.of_title(title).sign(identifier) == sign


def test_an_order_in_council_has_articles_though_it_is_primary() -> None:
    about = '<m:Metadata xmlns:m="x"><m:DocumentMainType Value="NorthernIrelandOrderInCouncil"/></m:Metadata>'
    xml = f'<Legislation xmlns="{LEGISLATION}">{about}<Primary/></Legislation>'
    assert Tradition.of(etree.fromstring(xml)).sign("") == "art."


@pytest.mark.parametrize(
    ("xml", "tag", "printed"),
    [
        ("<Pnumber>7</Pnumber>", "P1", "7"),
        ('<Pnumber PuncAfter=".—">2</Pnumber>', "P1", "2.—"),
        ("<Pnumber>1A</Pnumber>", "P2", "(1A)"),
        ('<Pnumber PuncBefore="" PuncAfter=")">a</Pnumber>', "P3", "a)"),
        ("<Pnumber>(b)</Pnumber>", "P3", "(b)"),
        ("<Pnumber/>", "P2", ""),
    ],
)
def test_printed_number(xml: str, tag: str, printed: str) -> None:
    assert printed_number(etree.fromstring(xml), tag) == printed


@pytest.mark.parametrize(
    ("head", "identifier", "number"),
    [
        ("SCHEDULE 2A", "schedule-2A", "2A"),
        ("SCHEDULE", "schedule", ""),
        ("FIRST SCHEDULE", "", "1"),
        ("ATODLEN 3", "", "3"),
        ("SCHEDULE B1", "", "B1"),
        ("", "schedule-4", "4"),
    ],
)
def test_schedule_number(head: str, identifier: str, number: str) -> None:
    assert schedule_number(head, identifier) == number


# -- any law ----------------------------------------------------------------------------------------------------------

INLINE = "Emphasis Strong SmallCaps Superior Citation Term Addition Substitution Repeal InlineAmendment Span".split()


class _Law(Maker):
    """Bodies of laws; notes are collected for the end of the file."""

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw)
        self.notes: list[str] = []

    def inline(self) -> str:
        kind = self.draw(st.sampled_from([*INLINE, "text", "footnote", "commentary"]))
        if kind == "text":
            return f"{self.word()} "
        if kind in ("footnote", "commentary"):
            self.notes.append(f'<Commentary id="k{self.count}"><Para><Text>n{self.word()}</Text></Para></Commentary>')
            reference = f"k{self.count - 1}"
            if kind == "footnote":
                return f'<FootnoteRef Ref="{reference}"/>'
            return f'<Addition CommentaryRef="{reference}">{self.word()}</Addition> '
        return f"<{kind}>{self.word()}</{kind}> "

    def text(self) -> str:
        return f"<Text>{self.some(self.inline, 3)}</Text>"

    def block(self, depth: int) -> str:
        kind = self.draw(st.sampled_from(["Text", "Text", "UnorderedList", "BlockAmendment", "table", "P"]))
        if kind == "Text" or depth > 4:
            return self.text()
        if kind == "UnorderedList":
            items = self.some(lambda: f"<ListItem><Para>{self.text()}</Para></ListItem>")
            return f"<UnorderedList>{items}</UnorderedList>"
        if kind == "table":
            return f"<Tabular><table><tr><th>{self.word()}</th><td>{self.text()}</td></tr></table></Tabular>"
        if kind == "P":
            return f"<P>{self.text()}</P>"
        return (
            f"<BlockAmendment>{self.provision(depth + 1, 1)}</BlockAmendment><AppendText>; {self.word()}</AppendText>"
        )

    def provision(self, depth: int, rank: int) -> str:
        inner = self.some(lambda: self.block(depth))
        if rank < 4:
            inner += self.maybe(lambda: self.some(lambda: self.provision(depth + 1, rank + 1)))
        body = f"<P{rank}><Pnumber>{self.word()}</Pnumber><P{rank}para>{inner}</P{rank}para></P{rank}>"
        return body if rank > 1 else f"<P1group><Title>{self.some(self.inline)}</Title>{body}{body_of(self)}</P1group>"

    def division(self, ranks: tuple[str, ...]) -> str:
        if not ranks:
            return self.provision(0, 1)
        head = f"<Number>{self.word()}</Number><Title>{self.some(self.inline)}</Title>"
        return f"<{ranks[0]}>{head}{self.some(lambda: self.division(ranks[1:]))}</{ranks[0]}>"

    def schedule(self) -> str:
        head = f"<Number>SCHEDULE {self.draw(st.integers(1, 9))}</Number><Title>{self.word()}</Title>"
        part = self.division(self.draw(st.sampled_from([("Part",), ()])))
        return f"<Schedule>{head}<ScheduleBody>{part}{self.block(2)}</ScheduleBody></Schedule>"


def body_of(law: _Law) -> str:
    """A second provision in the group, so that the title comes before both numbers."""
    return f"<P1><Pnumber>{law.word()}</Pnumber><P1para>{law.text()}</P1para></P1>"


@st.composite
def laws(draw: st.DrawFn) -> str:
    make = _Law(draw)
    ranks = draw(st.sampled_from([("Part", "Chapter", "Pblock"), ("Part",), ("Pblock", "PsubBlock"), ()]))
    kind = draw(st.sampled_from(["Primary", "Secondary"]))
    body = make.some(lambda: make.division(ranks))
    schedules = make.maybe(lambda: f"<Schedules>{make.some(make.schedule)}</Schedules>")
    notes = f"<Commentaries>{''.join(make.notes)}</Commentaries>"
    return f"<Legislation><{kind}><Body>{body}</Body>{schedules}</{kind}>{notes}</Legislation>"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(laws())
def test_no_word_of_any_law_is_lost_doubled_or_out_of_order(xml: str) -> None:
    blocks = read(xml.encode(), name="made.xml").blocks
    found = re.findall(r"n?w\d{4}", " ".join(block.text for block in blocks))
    assert sorted(found) == sorted(set(re.findall(r"n?w\d{4}", xml))), "each once, and whole"
    law = " ".join(text_nodes(etree.fromstring(xml), skip=lambda e: name(e) == "Commentaries"))
    assert [word for word in found if word[0] == "w"] == re.findall(r"w\d{4}", law)
    for block in blocks:
        assert ("nw" in block.text) == (block.kind is BlockKind.NOTE), block
