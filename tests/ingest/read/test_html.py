"""HTML pages."""

from __future__ import annotations

import pytest

from ingest.read import read
from ingest.read.blocks import BlockKind, Reading
from kb.errors import NoTextError, UnreadableSource

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
