"""The plain pages: right, escaped, and readable by any browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.base import KnowledgeBase

_VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """Checks that elements are closed in order, and collects what tests ask for."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked = ""
        self.blocks: list[str] = []
        self.feed(content)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open:
            self.marked += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(client: TestClient, path: str, status: int = 200) -> Page:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(response.text)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == 1 and len(page.all("main")) == 1
    assert not page.all("script") and not page.all("img") and not page.all("style")
    for attributes in (attributes for _, attributes in page.tags):
        assert not any(name.startswith("on") or name == "style" for name in attributes)
    assert all((link["href"] or "").startswith("/") for link in page.all("link"))
    return page


def test_home_lists_documents_and_has_a_form(client: TestClient) -> None:
    page = page_of(client, "/")
    links = [a["href"] for a in page.all("a")]
    assert "/documents/za-bakers-act" in links and "/documents/zz-hostile" in links
    assert page.all("form")[0] == {"action": "/ask", "method": "get", "role": "search"}
    labels = {label["for"] for label in page.all("label")}
    assert labels == {field["id"] for field in page.all("input") + page.all("select")}
    assert {"lang": "ar", "dir": "rtl"}.items() <= next(
        a for a in page.all("a") if a["href"] == "/documents/ae-bakers-note"
    ).items()


def test_an_answer_leads_to_the_cited_place(client: TestClient) -> None:
    page = page_of(client, "/ask?q=How+many+founding+members+must+a+bakers+co-operative+have%3F&jurisdiction=ZA")
    links = [a["href"] or "" for a in page.all("a")]
    cited = [link for link in links if re.fullmatch(r"/documents/.*\?at=\d+-\d+#cited", link)]
    assert cited and "#c1" in links
    assert {"id": "c1", "value": "1"} in page.all("li")
    for link in cited:
        document = page_of(client, link)
        assert document.marked
        assert document.all("mark")[0].get("id") == "cited"


@pytest.mark.parametrize(
    ("query", "said"),
    [("", "the question is empty"), ("?q=%20", "question is empty"), ("?q=a&jurisdiction=XX", "unknown jurisdiction")],
)  # fmt: skip
def test_a_question_that_cannot_be_used_is_asked_again(client: TestClient, query: str, said: str) -> None:
    page_of(client, f"/ask{query}", 422)
    assert said in client.get(f"/ask{query}").text


def test_the_question_is_escaped(client: TestClient) -> None:
    page = page_of(client, '/ask?q="><script>alert(1)</script>')
    assert page.all("input")[0]["value"] == '"><script>alert(1)</script>'


def test_document_text_and_metadata_are_escaped(client: TestClient, kb: KnowledgeBase) -> None:
    text = kb.text("zz-hostile")
    assert "<script>" in text  # or this would show nothing
    page = page_of(client, f"/documents/zz-hostile?at=0-{len(text)}")
    assert page.marked == text.replace("\n", "")
    page_of(client, "/ask?q=hostile+society+must+register+seventeen+members")


def test_marks_are_the_quote(client: TestClient, kb: KnowledgeBase) -> None:
    text = kb.text("za-bakers-act")
    start = text.index("The founding members")
    end = text.index("keep a copy") + 4  # after a character outside the basic plane
    page = page_of(client, f"/documents/za-bakers-act?at={start}-{end}")
    assert page.marked == text[start:end]


def test_the_text_has_its_language_and_direction(client: TestClient) -> None:
    article = page_of(client, "/documents/ae-bakers-note").all("article")[0]
    assert (article["lang"], article["dir"]) == ("ar", "rtl")


def test_a_long_text_is_shown_in_part_and_whole_on_demand(client: TestClient, kb: KnowledgeBase) -> None:
    text = kb.text("long-act")
    start = text.index("The miller of mill 20")
    path = f"/documents/long-act?at={start}-{start + 46}"
    part = client.get(path).text
    assert "20. Duty 20" in part and "19. Duty 19" not in part and "21. Duty 21" not in part
    assert f"at={start}-{start + 46}&amp;full=1#cited" in part
    whole = client.get(f"{path}&full=1").text
    assert whole.count("<h3>") == 40
    assert Page(whole).marked == Page(part).marked == text[start : start + 46]


@given(at=st.text(max_size=12) | st.from_regex(r"[0-9]{1,4}-[0-9]{1,4}", fullmatch=True))
def test_no_place_breaks_a_page(client: TestClient, kb: KnowledgeBase, at: str) -> None:
    response = client.get("/documents/za-bakers-act", params={"at": at}, headers={"Accept": "text/html"})
    assert response.status_code in (200, 404, 422)
    page = Page(response.text)
    if response.status_code == 200:
        start, end = map(int, at.split("-"))
        assert page.marked == kb.text("za-bakers-act")[start:end].replace("\n", "")


def test_style_sheet(client: TestClient) -> None:
    response = client.get("/static/style.css")
    assert response.headers["content-type"].startswith("text/css")
    assert "@import" not in response.text and "url(" not in response.text
