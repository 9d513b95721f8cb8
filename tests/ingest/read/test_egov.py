"""Japanese e-Gov law XML."""

from __future__ import annotations

import pytest

from ingest.read import read
from ingest.read.blocks import BlockKind
from ingest.read.egov import kanji

LAW = """<?xml version="1.0" encoding="utf-8"?><Law Lang="ja" Num="009"><LawNum>令和七年法律第九号</LawNum><LawBody>
<LawTitle Kana="にわほう">庭園法</LawTitle>
<TOC><TOCLabel>目次</TOCLabel><TOCChapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>
<ArticleRange>（第一条）</ArticleRange></TOCChapter></TOC>
<MainProvision><Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>
<Article Num="1"><ArticleCaption>（目的）</ArticleCaption><ArticleTitle>第一条</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>庭を<Ruby>護<Rt>まも</Rt></Ruby>る。</Sentence>
</ParagraphSentence><Item Num="2"><ItemTitle>二</ItemTitle><ItemSentence>
<Column Num="1"><Sentence>木</Sentence></Column>
<Column Num="2"><Sentence>高いもの</Sentence></Column></ItemSentence><Subitem1 Num="1"><Subitem1Title>イ</Subitem1Title>
<Subitem1Sentence><Sentence>松</Sentence></Subitem1Sentence></Subitem1></Item></Paragraph></Article>
<Article Num="2_2"><ArticleTitle>第二条の二</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>甲。</Sentence></ParagraphSentence></Paragraph>
<Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>乙。</Sentence><Sentence>丙。</Sentence>
</ParagraphSentence><Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>丁</Sentence></ItemSentence></Item>
</Paragraph></Article></Chapter></MainProvision>
<SupplProvision AmendLawNum="令和八年法律第一号"><SupplProvisionLabel>附　則</SupplProvisionLabel><Article Num="1">
<ArticleTitle>第一条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>施行する。</Sentence>
</ParagraphSentence></Paragraph></Article></SupplProvision></LawBody></Law>"""


@pytest.mark.parametrize("wrap", ["{}", "<DataRoot><ApplData><LawFullText>{}</LawFullText></ApplData></DataRoot>"])
def test_text_kinds_and_locators(wrap: str) -> None:
    declaration, _, law = LAW.partition("?>")
    reading = read(f"{declaration}?>{wrap.format(law)}".encode(), name="law.xml")
    assert reading.title == "庭園法"
    assert [(b.kind.value, b.locator, b.text) for b in reading.blocks] == [
        ("heading", "", "庭園法"),
        ("paragraph", "", "令和七年法律第九号"),
        ("contents", "", "目次"),
        ("contents", "", "第一章 総則 （第一条）"),
        ("heading", "", "第一章 総則"),
        ("heading", "第一条", "第一条（目的）"),
        ("paragraph", "第一条", "庭を護る。"),
        ("item", "第一条第二号", "二 木 高いもの"),
        ("item", "第一条第二号イ", "イ 松"),
        ("heading", "第二条の二", "第二条の二"),
        ("paragraph", "第二条の二第一項", "甲。"),
        ("paragraph", "第二条の二第二項", "２ 乙。丙。"),
        ("item", "第二条の二第二項第一号", "一 丁"),
        ("heading", "附則（令和八年法律第一号）", "附則（令和八年法律第一号）"),
        ("heading", "附則（令和八年法律第一号）第一条", "第一条"),
        ("paragraph", "附則（令和八年法律第一号）第一条", "施行する。"),
    ]
    assert next(b for b in reading.blocks if b.text == "イ 松").level == 2
    assert reading.blocks[0].kind is BlockKind.HEADING


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1", "一"),
        ("10", "十"),
        ("11", "十一"),
        ("20", "二十"),
        ("115", "百十五"),
        ("1050", "千五十"),
        ("1:3", ""),
        ("0", ""),
    ],
)
def test_kanji(number: str, written: str) -> None:
    assert kanji(number) == written
