"""HTML pages."""

from __future__ import annotations

import contextlib

import pytest

from ingest.read import read
from ingest.read.blocks import BlockKind, Reading
from kb.errors import NoTextError, UnreadableSource
from tests.ingest.read.limits import within

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>§7-1 Gardens — Statutes</title>
<style>p {color: red}</style><meta name="description" content="About gardens"></head>
<body class="docpage"><header><h2>Site name</h2><form><input value="Search"></form></header>
<nav><ul><li><a href="/a">Acts</a></li></ul></nav><div class="cookie-banner">We use cookies</div>
<main><div class="toolbar"><button>Copy</button><a href="x">Official version</a></div>
<div class="sechead"><div class="secnum">§7-1</div><h1>Gardens; purpose.</h1></div>
<div class="body">§7-1  Gardens; purpose.  (a)
A garden shall be kept
for the public.

     (b)  No person shall

     (1)  Cut trees; or

     (2)  Burn leaves.

     Previous

     Vol07_Ch0001

     Next</div>
<p style="display:none">[anchor 7-1]</p><p>See <a href="#f1"><sup>1</sup></a> note<sup><a href="#f1">1</a></sup>.</p>
<ol start="3" type="a"><li>first<ul><li>inner</li></ul></li><li><p>second</p></li></ol>
<table><tr><th>Act</th><th>Date</th></tr><tr><td>Act 1</td><td>2001<br>May</td></tr></table>
<section class="leghistory"><h2>Legislative history</h2><p>Act 9.</p></section></main>
<footer>Not the official statutes</footer><script>var x = "never";</script></body></html>"""


def page(html: str, **options: str) -> Reading:
    return read(html.encode("utf-8"), name="page.html", **options)


def test_a_page_is_read_as_a_reader_sees_it() -> None:
    reading = page(PAGE)
    assert [(b.kind.value, b.level, b.text) for b in reading.blocks] == [
        ("heading", 1, "§7-1 Gardens; purpose."),
        ("paragraph", 0, "§7-1 Gardens; purpose. (a) A garden shall be kept for the public."),
        ("item", 1, "(b) No person shall"),
        ("paragraph", 0, "(1) Cut trees; or"),
        ("paragraph", 0, "(2) Burn leaves."),
        ("paragraph", 0, "See note."),
        ("item", 1, "c. first"),
        ("item", 2, "inner"),
        ("item", 1, "d. second"),
        ("row", 0, "Act | Date"),
        ("row", 0, "Act 1 | 2001 May"),
        ("note", 0, "Legislative history"),
        ("note", 0, "Act 9."),
    ]
    assert reading.blocks[10].columns == ("Act", "Date")
    assert reading.title == "§7-1 Gardens; purpose."
    assert reading.metadata["description"] == "About gardens"


def test_struck_text_is_revoked_law() -> None:
    """Brazilian official texts print what was revoked struck out above what replaced it."""
    reading = page(
        "<body><p><b>Art. 1º</b> <strike>A horta é do rei.</strike></p><p><s>I - do rei;</s></p>"
        "<p style='text-decoration: line-through'>II - da rainha;</p>"
        "<p>I - do povo. <strike>(velho)</strike></p></body>"
    )
    assert [(b.kind.value, b.text) for b in reading.blocks] == [
        ("paragraph", "Art. 1º"),
        ("note", "A horta é do rei."),
        ("note", "I - do rei;"),
        ("note", "II - da rainha;"),
        ("item", "I - do povo."),
        ("note", "(velho)"),
    ]


def test_headings_by_look_and_by_class() -> None:
    reading = page(
        "<body><h2>CAPÍTULO I</h2><p>Da Horta</p><p class='oj-ti-art'>Artigo 4.o</p>"
        "<p class='oj-sti-art'>Definições</p>"
        "<p>Entende-se por:</p><table><tr><td><p>a)</p></td><td><p>Horta, um jardim;</p></td></tr></table>"
        "<p align='center'><b>Disposições finais</b></p><p>Vigora.</p></body>"
    )
    assert [(b.kind.value, b.text) for b in reading.blocks] == [
        ("heading", "CAPÍTULO I Da Horta"),
        ("heading", "Artigo 4.o Definições"),
        ("paragraph", "Entende-se por:"),
        ("item", "a) Horta, um jardim;"),
        ("heading", "Disposições finais"),
        ("paragraph", "Vigora."),
    ]


def test_menus_without_mark_up_of_their_own_are_left_out() -> None:
    links = "".join(f"<li><a href='/{i}'>Chapter {i} of the statutes</a></li>" for i in range(8))
    law = "".join(f"<p>{i}. The gardener shall water the plants every day of the year.</p>" for i in range(40))
    texts = [b.text for b in page(f"<body><ul>{links}</ul><div>{law}</div></body>").blocks]
    assert len(texts) == 40
    assert not any("Chapter" in text for text in texts)


def test_what_holds_most_of_the_text_is_never_noise() -> None:
    assert page("<body><div class='menu sidebar'><p>All of the law is here.</p></div></body>").blocks


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_the_declared_charset_is_followed(charset: str) -> None:
    meta = f"<meta http-equiv='Content-Type' content='text/html; charset={charset}'>"
    html = f"<html><head>{meta}</head><body><p>Ação</p></body>"
    assert read(html.encode(charset), name="lei.htm").blocks[0].text == "Ação"


def test_xhtml_is_read_as_html_whatever_its_suffix() -> None:
    prolog = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "x.dtd">'
    xhtml = f"{prolog}<html><body><p>A</p></body></html>"
    assert [b.text for b in read(xhtml.encode(), name="law.xml").blocks] == ["A"]


def test_a_page_of_navigation_has_no_text() -> None:
    with pytest.raises(NoTextError, match=r"^page\.html: "):
        page("<html><body><nav>Home</nav><script>1</script></body></html>")


@pytest.mark.parametrize("tag", ["div", "b"])
def test_deep_nesting_ends_in_an_error_and_not_in_half_a_page(tag: str) -> None:
    with pytest.raises(UnreadableSource, match=r"^page\.html: .*deep"):
        page(f"<html><body>{f'<{tag}>' * 100_000}law{f'</{tag}>' * 100_000}<p>end</p></body></html>")


def test_kinds_of_notes() -> None:
    reading = page("<body><p>Law.</p><p class='oj-note'><a href='#r'>(1)</a> A note.</p></body>")
    assert [(b.kind, b.text) for b in reading.blocks] == [
        (BlockKind.PARAGRAPH, "Law."),
        (BlockKind.NOTE, "(1) A note."),
    ]


def kinds(html: str) -> list[tuple[str, str]]:
    return [(b.kind.value, b.text) for b in page(html).blocks]


LAW = "".join(f"<p>{i}. The gardener shall water the plants every day of the year.</p>" for i in range(9))


@pytest.mark.parametrize(
    "note",
    [
        '<aside role="doc-footnote"><p>A note.</p></aside>',
        '<aside epub:type="footnote" hidden><p>A note.</p></aside>',
        '<section epub:type="endnotes"><ol style="list-style:none"><p>A note.</p></ol></section>',
        '<div role="doc-endnotes"><p>A note. <a role="doc-backlink" href="#r">Back</a></p></div>',
        '<li role="doc-endnote">A note. <a href="#r">↩︎</a></li>',
        '<div class="footnotes"><p>A note.</p></div>',
        '<aside class="note">A note.</aside>',
    ],
)
def test_footnotes_are_notes(note: str) -> None:
    assert ("note", "A note.") in kinds(f"<body>{LAW}{note}</body>")


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n1">1</a></sup>',
        '<a href="#n1"><sup>1</sup></a>',
        '<a epub:type="noteref" href="notes.xhtml#n1">1</a>',
        '<a role="doc-noteref" href="#n1">1</a>',
        '<sup class="footnote-ref"><a href="notes.html#n1">[1]</a></sup>',
    ],
)
def test_marks_of_footnotes_are_no_part_of_a_sentence(mark: str) -> None:
    assert kinds(f"<body><p>The fee is 12{mark}.</p></body>") == [("paragraph", "The fee is 12.")]
    cell = f"<body><table><tr><th>Fee</th><th>Day</th></tr><tr><td>12{mark}</td><td>1</td></tr></table></body>"
    assert ("row", "12 | 1") in kinds(cell)


@pytest.mark.parametrize(
    "contents",
    [
        '<nav role="doc-toc"><a href="#a">Plants</a></nav>',
        '<nav id="toc"><ul><li><a href="#a">Plants</a></li></ul></nav>',
        '<div class="toc"><p><a href="#a">Plants</a></p></div>',
        "<ul>" + "".join(f'<li><a href="#{n}">{n}</a></li>' for n in ("Plants", "Trees", "Weeds", "Water")) + "</ul>",
    ],
)
def test_lists_of_links_to_the_page_itself_are_its_contents(contents: str) -> None:
    found = kinds(f"<body><main>{contents}{LAW}</main></body>")
    assert found[0] == ("contents", "Plants")
    assert ("paragraph", "0. The gardener shall water the plants every day of the year.") in found


@pytest.mark.parametrize(
    "furniture",
    [
        '<nav aria-label="Breadcrumb"><a href="/">Home</a> › <a href="/acts">Acts</a></nav>',
        '<ol class="breadcrumb"><li>Home</li><li>Acts</li></ol>',
        '<div id="cookie-law-info-bar"><p>This site uses cookies to serve you.</p></div>',
        '<div role="dialog"><p>Accept our cookies?</p></div>',
        '<div class="social-share"><span>Share</span></div>',
        "<p>Share this page</p>",
        "<p>Compartir:</p><p>Back to top</p>",
        '<a class="skip" href="#m">Skip to content</a>',
        '<p><a href="#m">Aller au contenu principal</a></p>',
        "<footer><p>© The Ministry</p></footer>",
        '<aside><a href="/x">Related acts</a> <a href="/y">Forms</a></aside>',
        '<div aria-hidden="true" style="display: none">Loading</div>',
    ],
)
def test_furniture_of_a_site_is_no_text(furniture: str) -> None:
    law = kinds(f"<body>{LAW}</body>")
    assert kinds(f"<body>{furniture}{LAW}{furniture}</body>") == law


def test_what_looks_like_furniture_and_is_text() -> None:
    found = kinds(
        f"<body><main><h2><button aria-expanded='true'>Part 1 Plants</button></h2>{LAW}"
        "<aside>Trees are plants too.</aside></main></body>"
    )
    assert found[0] == ("heading", "Part 1 Plants")
    assert ("paragraph", "Trees are plants too.") in found
    assert len(kinds(f"<body><form action='/'>{LAW}</form></body>")) == 9
    pager = kinds(f"<body><p>Previous</p><p>{'A long law. ' * 20}</p><p>Next</p></body>")
    assert [kind for kind, _ in pager] == ["paragraph"]


class TestTables:
    def test_headers_over_columns_and_labels_over_rows(self) -> None:
        reading = page(
            "<body><table><thead><tr><th rowspan=2>Form</th><th colspan=2>Formation</th></tr>"
            "<tr><th>Members</th><th>Capital</th></tr></thead><tbody>"
            "<tr><td rowspan=2>Society</td><td>five</td><td>none</td></tr><tr><td>seven</td><td></td></tr>"
            "</tbody></table></body>"
        )
        assert [b.text for b in reading.blocks] == [
            "Form | Formation",
            "Form | Members | Capital",
            "Society | five | none",
            "Society | seven",
        ]
        assert reading.blocks[2].columns == ("Form", "Formation / Members", "Formation / Capital")

    def test_struck_cells_are_notes(self) -> None:
        row = (
            "<tr><td>Society</td><td><s>five</s> seven</td></tr><tr><td><del>Guild</del></td><td><s>nine</s></td></tr>"
        )
        assert kinds(f"<body><table><tr><th>Form</th><th>Members</th></tr>{row}</table></body>") == [
            ("row", "Form | Members"),
            ("row", "Society | seven"),
            ("note", "five"),
            ("note", "Guild | nine"),
        ]

    def test_a_table_that_holds_the_page_is_no_table(self) -> None:
        found = kinds(f"<body><table><tr><td>Menu</td><td><h1>Gardens Act</h1>{LAW * 3}</td></tr></table></body>")
        assert ("heading", "Gardens Act") in found
        assert not [text for kind, text in found if kind == "row"]


@pytest.mark.parametrize("quote", ["&#145;public&#146;", "&#x91;public&#x92;", "\x91public\x92"])
def test_windows_characters_are_what_browsers_show(quote: str) -> None:
    assert kinds(f"<body><p>A {quote} garden.</p></body>") == [("paragraph", "A ‘public’ garden.")]


@pytest.mark.parametrize(
    "junk", ["\x01", "\x00", "\x0b", "\x1f", "\uffff", "\x81", "&#1;", "&#xFFFF;", "&#xD800;", "&#0;"]
)
def test_control_characters_do_no_harm(junk: str) -> None:
    found = kinds(f"<body><p>Law{junk}.</p><nav>menu</nav>{junk}and order.</body>")
    assert [(kind, text.replace("\ufffd", "")) for kind, text in found] == [
        ("paragraph", "Law."),
        ("paragraph", "and order."),
    ]


def test_line_breaks_within_struck_text() -> None:
    assert kinds("<body><p>Art. 2 <s>Cats<br>and dogs</s></p></body>") == [
        ("paragraph", "Art. 2"),
        ("note", "Cats and dogs"),
    ]
    assert kinds("<body><p>A <s>five</s> seven <s>six</s> nine</p></body>")[1] == ("note", "five six")


def test_a_picture_in_the_page_does_not_end_it() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 11_000_000}'>"
    assert kinds(f"<body><p>Before.</p>{picture}<p>After.</p></body>") == [
        ("paragraph", "Before."),
        ("paragraph", "After."),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<ol>" + "<li>x</li>" * 20_000 + "</ol>",
        "<ol start='" + "9" * 5000 + "'><li value='" + "9" * 5000 + "'>x</li></ol>",
        "<table><tr>" + "<td colspan=1000 rowspan=65534>x</td>" * 3000 + "</tr>" + "<tr><td>y</td>" * 3000,
        "<h1>a</h1>" * 20_000,
        "<p>UNFINISHED LINE</p>" * 20_000,
        "<p>and unfinished</p>" * 20_000,
        "<div class='menu'>" * 200 + "<p>x</p>" * 5000,
        "<table><tr><td>" * 60 + "x" + "</td></tr></table>" * 60,
        "<ul><li>" * 100 + "x" * 100_000,
        "<" * 200_000,
        "<!--" * 50_000,
        "<p>" + "<br>" * 100_000,
        "<p role='heading' aria-level='99999999'>x</p><p>y</p>",
        "<sup>" * 200 + "1" * 10_000,
    ],
    ids=range(14),
)  # fmt: skip
def test_hostile_pages_cost_seconds_at_most(html: str) -> None:
    with within(8), contextlib.suppress(UnreadableSource, NoTextError):
        assert all(block.level < 200 for block in page(f"<html><body><p>Law.</p>{html}</body></html>").blocks)
