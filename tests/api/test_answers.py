"""Asking, searching and comparing over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.schemas import AnswerOut, CompareOut, SearchOut
from ingest.index import index
from ingest.manifest import load_sources
from kb import wire
from kb.base import KnowledgeBase
from kb.settings import Settings
from tests.api.conftest import await_ready

BAKERS = "How many founding members must a bakers co-operative have in South Africa?"


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_an_answer_has_the_documented_shape_and_its_quotes_are_in_the_text(client: TestClient) -> None:
    answer = ask(client, question=BAKERS)
    AnswerOut.model_validate(answer)
    assert "nine founding members" in answer["answer"]
    assert answer["citations"]
    for cited in answer["citations"]:
        text = client.get(f"/v1/documents/{cited['doc_id']}/text").content.decode("utf-8")
        assert text[cited["start"] : cited["end"]] == cited["quote"]
        assert f"[{cited['n']}]" in answer["answer"]
        assert client.get(cited["url"]).status_code == 200
    for passage in answer["passages"]:
        text = client.get(f"/v1/documents/{passage['doc_id']}/text").content.decode("utf-8")
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_http_and_python_give_the_same_answer(client: TestClient, kb: KnowledgeBase) -> None:
    by_http = ask(client, question=BAKERS)
    by_python = wire.answer_json(kb.ask(BAKERS))
    assert {"retrieve", "answer"} <= by_http.pop("timings_ms").keys()
    by_python.pop("timings_ms")
    assert by_http == by_python


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"jurisdiction": ["ZA"]}, {"za-bakers-act", "zz-hostile", "long-act"}),
        ({"jurisdiction": ["ES", "AE"]}, {"es-ley-panaderas", "ae-bakers-note"}),
        ({"language": ["es"]}, {"es-ley-panaderas"}),
        ({"kind": ["report"]}, {"ae-bakers-note"}),
        ({"document": ["za-bakers-act"]}, {"za-bakers-act"}),
        ({"kind": ["standard"]}, set()),
    ],
)
def test_filters_limit_what_is_found(client: TestClient, filters: dict[str, list[str]], found: set[str]) -> None:
    body = {"query": "founding members of the general meeting", "filters": filters, "limit": 100}
    response = client.post("/v1/search", json=body)
    assert response.status_code == 200
    SearchOut.model_validate(response.json())
    assert {passage["doc_id"] for passage in response.json()["passages"]} == found


@pytest.mark.parametrize(("as_of", "found"), [(None, False), ("2014-12-31", True), ("2015-01-01", False)])
def test_as_of_chooses_the_day(client: TestClient, as_of: str | None, found: bool) -> None:
    response = client.post("/v1/search", json={"query": "household that bought bread", "as_of": as_of})
    assert ("fr-old-guide" in {p["doc_id"] for p in response.json()["passages"]}) is found


def test_limit_is_honoured(client: TestClient) -> None:
    response = client.post("/v1/search", json={"query": "ledger of grain", "limit": 3})
    assert len(response.json()["passages"]) == 3


def test_answer_language_is_that_of_our_own_words(client: TestClient) -> None:
    french = ask(client, question=BAKERS, answer_language="fr")
    assert french["language"] == "fr"
    assert "pas un conseil juridique" in french["notice"]
    assert french["interpretation"]["language"] == "en"
    assert french["citations"] == ask(client, question=BAKERS)["citations"]


def test_a_refusal_speaks_the_answer_language(client: TestClient) -> None:
    refused = ask(client, question="bakers", filters={"kind": ["standard"]}, answer_language="es")
    assert refused["abstained"] and not refused["citations"]
    assert "Ningún documento" in refused["answer"]


def test_session_id_is_accepted(client: TestClient) -> None:
    assert ask(client, question=BAKERS, session_id="s-1")["citations"]


def test_compare_has_a_row_for_each_jurisdiction_from_its_own_law(client: TestClient) -> None:
    body = {"question": "founding members of a baking cooperative", "jurisdictions": ["ES", "ZA", "ES"]}
    response = client.post("/v1/compare", json=body)
    assert response.status_code == 200
    found = CompareOut.model_validate(response.json())
    assert [row.jurisdiction for row in found.rows] == ["ES", "ZA"]
    for row in found.rows:
        assert {citation.jurisdiction for citation in row.answer.citations} == {row.jurisdiction}


def test_answers_are_not_cached(client: TestClient) -> None:
    assert client.post("/v1/ask", json={"question": BAKERS}).headers["cache-control"] == "no-store"


def test_parallel_questions_get_their_own_answers(client: TestClient) -> None:
    questions = [BAKERS, "¿Cuántos socios fundadores necesita una cooperativa panadera en España?"] * 10

    def number(question: str) -> tuple[str, list[str]]:
        answer = ask(client, question=question)
        return answer["question"], [citation["doc_id"] for citation in answer["citations"]]

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(number, questions))
    assert [question for question, _ in answers] == questions
    for question, cited in answers:
        assert ("es-ley-panaderas" in cited) is (question != BAKERS)


def test_a_search_while_a_document_is_removed(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "act.md").write_text("# Millers Act\n\n## 1. Mills\n\nEvery miller registers each mill.\n")
    defaults = {"jurisdiction": "ZA", "kind": "law", "language": "en", "id": "za-act"}
    with KnowledgeBase(Settings(data=tmp_path / "index"), embedder=kb.embedder) as own:
        index(own, load_sources([tmp_path / "act.md"], defaults))
        read = own.catalog.text
        removed: list[str] = []

        def text(version: str) -> str:
            if not removed:
                removed.append("za-act")
                own.remove("za-act")
            return read(version)

        with TestClient(create_app(own), raise_server_exceptions=False) as client:
            await_ready(client)
            own.catalog._cache.clear()  # as for a service that has not read this text yet
            monkeypatch.setattr(own.catalog, "text", text)
            response = client.post("/v1/search", json={"query": "Who registers a mill?"})
    assert (response.status_code, removed) == (200, ["za-act"])
    assert response.json()["passages"] == []
