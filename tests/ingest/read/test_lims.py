"""Canadian LIMS."""

from __future__ import annotations

from ingest.read import read
from ingest.read.blocks import Block, BlockKind

ACT = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<Statute xml:lang="en" xmlns:lims="http://justice.gc.ca/lims" lims:pit-date="2025-01-01">
<Identification><LongTitle>An Act respecting gardens</LongTitle><ShortTitle>Gardens Act</ShortTitle>
<BillHistory><Stages stage="assented-to"><Date><YYYY>1999</YYYY><MM>4</MM><DD>2</DD></Date></Stages></BillHistory>
</Identification>
<Introduction><Preamble><Provision><MarginalNote>Preamble</MarginalNote><Text>WHEREAS gardens matter;</Text></Provision>
</Preamble></Introduction>
<Body>
<Heading level="1"><Label>PART 1</Label><TitleText>Interpretation</TitleText></Heading>
<Section><MarginalNote>Definitions</MarginalNote><Label>2</Label><Subsection><Label>(1)</Label>
 <Text>The definitions apply.</Text>
 <Definition><Text><DefinedTermEn>gardener</DefinedTermEn> means (<DefinedTermFr>jardinier</DefinedTermFr>)</Text>
  <Paragraph><Label>(a)</Label><Text>a person; or</Text></Paragraph>
  <Paragraph><Label>(b)</Label><Text>a club.</Text></Paragraph></Definition></Subsection></Section>
<Section><MarginalNote>Plots</MarginalNote><Label>8<FootnoteRef idref="f">*</FootnoteRef></Label>
 <Subsection><Label>(1)</Label><Text>A plot may be let if</Text>
  <Paragraph><Label>(a)</Label><Text>it is free, and</Text>
   <Subparagraph><Label>(i)</Label><Text>fenced, or</Text></Subparagraph>
   <Subparagraph><Label>(ii)</Label><Text>walled; and</Text></Subparagraph></Paragraph>
  <ContinuedSectionSubsection><Text>the council agrees.</Text></ContinuedSectionSubsection></Subsection>
 <Subsection><MarginalNote>Exception</MarginalNote><Label>(2)</Label>
  <Text>See the <XRefExternal>Seeds Act</XRefExternal>, s. 3.</Text></Subsection>
 <HistoricalNote><HistoricalNoteSubItem>1999, c. 1, s. 8</HistoricalNoteSubItem>
  <HistoricalNoteSubItem>2001, c. 4</HistoricalNoteSubItem></HistoricalNote>
 <Footnote id="f"><Label>*</Label><Text>[Note: in force.]</Text></Footnote></Section>
<Section><Label>9</Label><Text>[<Repealed>Repealed, 2003</Repealed>]</Text></Section>
</Body>
<Schedule><ScheduleFormHeading><Label>SCHEDULE 2</Label><TitleText>Fees</TitleText>
 <OriginatingRef>(Section 8)</OriginatingRef></ScheduleFormHeading>
 <TableGroup><table><tgroup cols="2"><colspec colname="1"/><colspec colname="2"/>
 <thead><row><entry colname="1">Item</entry><entry colname="2">Fee</entry></row></thead>
 <tbody><row><entry>1</entry><entry><Provision><Text>ten dollars</Text></Provision></entry></row></tbody>
 </tgroup></table></TableGroup></Schedule>
<Schedule id="RelatedProvs"><ScheduleFormHeading type="amending"><TitleText>RELATED PROVISIONS</TitleText>
 </ScheduleFormHeading><BillPiece><RelatedOrNotInForce><Heading level="5"><TitleText> — 2011, c. 25, s. 42</TitleText>
 </Heading><Section><MarginalNote>Old plots</MarginalNote><Label>42</Label><Text>Old plots stay.</Text></Section>
 </RelatedOrNotInForce></BillPiece></Schedule>
<Schedule id="NifProvs"><ScheduleFormHeading type="amending"><TitleText>AMENDMENTS NOT IN FORCE</TitleText>
 </ScheduleFormHeading><BillPiece><RelatedOrNotInForce><Heading level="5"><TitleText>— 2020, c. 9, s. 4</TitleText>
 </Heading><Section type="amending"><Label>4</Label><Text>Section 8 is replaced by the following:</Text><AmendedText>
 <Section><Label>8</Label><Text>No plots.</Text></Section></AmendedText></Section></RelatedOrNotInForce></BillPiece>
</Schedule></Statute>"""


def blocks(xml: str = ACT) -> tuple[Block, ...]:
    return read(xml.encode(), name="act.xml").blocks


def by_text(text: str, xml: str = ACT) -> Block:
    found = [b for b in blocks(xml) if b.text.startswith(text)]
    assert len(found) == 1, (text, [b.text for b in found])
    return found[0]


def test_title_and_metadata() -> None:
    reading = read(ACT.encode(), name="act.xml")
    assert reading.title == "Gardens Act"
    assert reading.metadata["assented-to"] == "1999-04-02"
    assert reading.metadata["pit-date"] == "2025-01-01"
    assert (reading.blocks[0].text, reading.blocks[0].kind, reading.blocks[0].level) == (
        "Gardens Act",
        BlockKind.HEADING,
        1,
    )


def test_reading_order_is_that_of_the_page() -> None:
    assert [b.text for b in blocks()][4:19] == [
        "PART 1 Interpretation",
        "2 Definitions",
        "(1) The definitions apply.",
        "gardener means (jardinier)",
        "(a) a person; or",
        "(b) a club.",
        "8 Plots",
        "* [Note: in force.]",
        "(1) A plot may be let if",
        "(a) it is free, and",
        "(i) fenced, or",
        "(ii) walled; and",
        "the council agrees.",
        "Exception",
        "(2) See the Seeds Act, s. 3.",
    ]


def test_locators_are_those_of_canadian_citation() -> None:
    for text, locator, kind, level in [
        ("8 Plots", "s. 8", BlockKind.HEADING, 3),
        ("(1) A plot", "s. 8(1)", BlockKind.PARAGRAPH, 0),
        ("(a) it is free", "s. 8(1)(a)", BlockKind.ITEM, 1),
        ("(ii) walled", "s. 8(1)(a)(ii)", BlockKind.ITEM, 2),
        ("the council agrees", "s. 8(1)", BlockKind.PARAGRAPH, 0),
        ("Exception", "s. 8(2)", BlockKind.HEADING, 4),
        ("gardener means", "s. 2(1)", BlockKind.ITEM, 1),
        ("(a) a person", "s. 2(1)", BlockKind.ITEM, 2),
        ("[Repealed", "s. 9", BlockKind.PARAGRAPH, 0),
        ("1999, c. 1, s. 8; 2001, c. 4", "s. 8", BlockKind.NOTE, 0),
        ("1 | ten dollars", "Sch. 2", BlockKind.ROW, 0),
        ("Old plots stay", "2011, c. 25, s. 42", BlockKind.PARAGRAPH, 0),
    ]:
        block = by_text(text)
        assert (block.locator, block.kind, block.level) == (locator, kind, level), text


def test_rows_know_their_columns() -> None:
    assert by_text("1 | ten dollars").columns == ("Item", "Fee")


def test_what_is_not_in_force_is_never_law() -> None:
    start = next(i for i, b in enumerate(blocks()) if b.text == "AMENDMENTS NOT IN FORCE")
    assert {b.kind for b in blocks()[start + 1 :]} == {BlockKind.NOTE}
    assert "8 No plots." in [b.text for b in blocks()[start:]]


def test_french_locators() -> None:
    xml = (
        ACT.replace('xml:lang="en"', 'xml:lang="fr"')
        .replace("(a)</Label><Text>it", "a)</Label><Text>it")
        .replace("SCHEDULE 2", "ANNEXE 2")
    )
    assert by_text("a) it is free", xml).locator == "art. 8(1)a)"
    assert by_text("(i) fenced", xml).locator == "art. 8(1)a)(i)"
    assert by_text("1 | ten dollars", xml).locator == "ann. 2"
