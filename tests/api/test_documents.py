"""The catalogue over HTTP."""

from __future__ import annotations

import hashlib

import pytest
from starlette.testclient import TestClient

from api.schemas import DocumentOut, DocumentsOut, OutlineOut, PassageOut
from kb.base import KnowledgeBase

ALL = ["ae-bakers-note", "es-ley-panaderas", "fr-old-guide", "long-act", "za-bakers-act", "zz-hostile"]


def test_pages_of_the_list_join_to_all_documents(client: TestClient) -> None:
    found: list[str] = []
    address: str | None = "/v1/documents?limit=4"
    while address:
        response = client.get(address)
        page = DocumentsOut.model_validate(response.json())
        assert page.total == len(ALL)
        assert len(page.documents) <= 4
        found += [document.id for document in page.documents]
        address = page.next
    assert found == ALL


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jurisdiction=ZA", ["long-act", "za-bakers-act", "zz-hostile"]),
        ("jurisdiction=ES&jurisdiction=AE", ["ae-bakers-note", "es-ley-panaderas"]),
        ("kind=report", ["ae-bakers-note"]),
        ("language=es", ["es-ley-panaderas"]),
        ("document=long-act", ["long-act"]),
        ("kind=law&as_of=2005-01-01", ["long-act", "za-bakers-act", "zz-hostile"]),
        ("as_of=2016-01-01&jurisdiction=FR", []),
        ("offset=5", ["zz-hostile"]),
        ("offset=600", []),
    ],
)
def test_filters(client: TestClient, query: str, found: list[str]) -> None:
    assert [d["id"] for d in client.get(f"/v1/documents?{query}").json()["documents"]] == found


def test_the_next_page_keeps_the_filters(client: TestClient) -> None:
    page = client.get("/v1/documents?jurisdiction=ZA&jurisdiction=ES&as_of=2020-01-01&limit=3").json()
    following = client.get(page["next"]).json()
    assert [d["id"] for d in page["documents"] + following["documents"]] == [
        "es-ley-panaderas", "long-act", "za-bakers-act", "zz-hostile",
    ]  # fmt: skip
    assert following["next"] is None


def test_a_document_and_its_outline(client: TestClient) -> None:
    document = DocumentOut.model_validate(client.get("/v1/documents/za-bakers-act").json())
    assert (document.title, document.in_force_from) == ("Bakers Co-operatives Act", "2001-02-03")
    outline = OutlineOut.model_validate(client.get("/v1/documents/za-bakers-act/outline").json())
    assert outline.version_id == document.version_id
    assert len(outline.sections) == document.sections
    text = client.get("/v1/documents/za-bakers-act/text").text
    for section in outline.sections:
        assert text[section.start : section.end].startswith(section.heading)


@pytest.mark.parametrize("doc_id", ALL)
def test_text_is_the_stored_text_byte_by_byte(client: TestClient, kb: KnowledgeBase, doc_id: str) -> None:
    response = client.get(f"/v1/documents/{doc_id}/text")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.content.decode("utf-8") == kb.text(doc_id)
    assert response.headers["etag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'


@pytest.mark.parametrize(
    ("given", "status"),
    [("{etag}", 304), ('"x", {etag}', 304), ("W/{etag}", 304), ("*", 304), ('"x"', 200), ("", 200)],
)
def test_text_is_not_sent_again(client: TestClient, given: str, status: int) -> None:
    etag = client.get("/v1/documents/za-bakers-act/text").headers["etag"]
    headers = {"If-None-Match": given.replace("{etag}", etag)}
    response = client.get("/v1/documents/za-bakers-act/text", headers=headers)
    assert response.status_code == status
    assert response.headers["etag"] == etag
    assert bool(response.content) is (status == 200)


def test_a_passage_is_found_by_its_id(client: TestClient) -> None:
    found = client.post("/v1/search", json={"query": "flour reserve"}).json()["passages"][0]
    passage = PassageOut.model_validate(client.get(f"/v1/passages/{found['id']}").json())
    assert (passage.text, passage.doc_id) == (found["text"], found["doc_id"])
    assert client.get(passage.url).status_code == 200
