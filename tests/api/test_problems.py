"""Whatever goes wrong ends in a problem that says what to do, and nothing of the inside."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.problems import ProblemType
from api.schemas import Problem
from kb.base import KnowledgeBase
from kb.errors import IndexDamagedError

INVALID = ProblemType.INVALID_REQUEST
QUESTION = ProblemType.INVALID_QUESTION
MISSING = ProblemType.NOT_FOUND
BLANK = ProblemType.BLANK


def problem_of(response: Any) -> Problem:
    assert response.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate(response.json())
    assert problem.status == response.status_code
    assert problem.request_id == response.headers["x-request-id"]
    assert problem.detail and "\n" not in problem.detail
    return problem


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind", "said"),
    [
        ("GET", "/nowhere", None, 404, BLANK, "nothing at this address"),
        ("GET", "/v1/ask/", None, 404, BLANK, "nothing at this address"),
        ("GET", "/docs", None, 404, BLANK, "nothing at this address"),
        ("GET", "/v1/ask", None, 405, BLANK, "does not take that method"),
        ("DELETE", "/v1/documents/za-bakers-act", None, 405, BLANK, "does not take that method"),
        ("GET", "/v1/documents/za-bakers-acts", None, 404, MISSING, "did you mean za-bakers-act"),
        ("GET", "/v1/documents/%00%0a", None, 404, MISSING, "GET /v1/documents lists them"),
        ("GET", "/v1/documents/none/text", None, 404, MISSING, "no document 'none'"),
        ("GET", "/v1/documents/none/outline", None, 404, MISSING, "no document 'none'"),
        ("GET", "/v1/passages/none", None, 404, MISSING, "no passage 'none'"),
        ("GET", "/documents/none", None, 404, MISSING, "no document 'none'"),
        ("GET", "/documents/za-bakers-act?at=abc", None, 422, INVALID, "at=120-180"),
        ("GET", "/documents/za-bakers-act?at=9-9", None, 422, INVALID, "at=120-180"),
        ("GET", "/documents/za-bakers-act?at=0-546", None, 404, MISSING, "545 characters"),
        ("GET", "/v1/documents?jurisdicton=ZA", None, 422, INVALID, "did you mean jurisdiction"),
        ("GET", "/v1/documents?limit=0", None, 422, INVALID, "limit: input should be greater than or equal to 1"),
        ("GET", "/v1/documents?limit=101", None, 422, INVALID, "limit"),
        ("GET", "/v1/documents?offset=-1", None, 422, INVALID, "offset"),
        ("GET", "/v1/documents?as_of=yesterday", None, 422, INVALID, "must be a date like 2026-01-31"),
        ("GET", "/v1/documents?kind=novel", None, 422, QUESTION, "unknown kind 'novel'; use one of law"),
        ("GET", "/v1/documents?jurisdiction=XX", None, 422, QUESTION, "unknown jurisdiction 'XX'"),
        ("GET", "/v1/documents?document=za-bakers-ac", None, 422, QUESTION, "did you mean za-bakers-act"),
        ("POST", "/v1/ask", {}, 422, INVALID, "question: is missing"),
        ("POST", "/v1/ask", [], 422, INVALID, "input should be a valid dictionary"),
        ("POST", "/v1/ask", {"question": ""}, 422, QUESTION, "the question is empty; ask something"),
        ("POST", "/v1/ask", {"question": " ?! "}, 422, QUESTION, "the question is empty; ask something"),
        ("POST", "/v1/ask", {"question": "x" * 2001}, 422, QUESTION, "2,001 characters; shorten it to 2,000"),
        ("POST", "/v1/ask", {"question": 7}, 422, INVALID, "question: input should be a valid string"),
        ("POST", "/v1/ask", {"question": "a", "filtres": {}}, 422, INVALID, "unknown field; did you mean filters?"),
        ("POST", "/v1/ask", {"question": "a", "filters": {"kinds": []}}, 422, INVALID, "did you mean kind?"),
        ("POST", "/v1/ask", {"question": "a", "filters": {"kind": "law"}}, 422, INVALID, "filters.kind"),
        ("POST", "/v1/ask", {"question": "a", "filters": {"kind": ["poem"]}}, 422, QUESTION, "use one of law"),
        ("POST", "/v1/ask", {"question": "a", "filters": {"language": ["English"]}}, 422, QUESTION, "ISO 639-1"),
        ("POST", "/v1/ask", {"question": "a", "filters": {"language": ["zz"]}}, 422, QUESTION, "unknown language 'zz'"),
        ("GET", "/v1/documents?language=zz", None, 422, QUESTION, "unknown language 'zz'"),
        ("POST", "/v1/ask", {"question": "a", "filters": {"document": ["no"]}}, 422, QUESTION, "GET /v1/documents"),
        ("POST", "/v1/ask", {"question": "a", "limit": 0}, 422, INVALID, "limit"),
        ("POST", "/v1/ask", {"question": "a", "limit": True}, 422, INVALID, "limit"),
        ("POST", "/v1/ask", {"question": "a", "as_of": 1700000000}, 422, INVALID, "date like 2026-01-31"),
        ("POST", "/v1/ask", {"question": "a", "as_of": "2026-02-30"}, 422, INVALID, "date like 2026-01-31"),
        ("POST", "/v1/ask", {"question": "a", "as_of": "2026-01-31T00:00:00"}, 422, INVALID, "date like"),
        ("POST", "/v1/ask", {"question": "a", "answer_language": "zz"}, 422, QUESTION, "use one of"),
        ("POST", "/v1/ask", {"question": "a", "answer_language": "English"}, 422, INVALID, "answer_language"),
        ("POST", "/v1/search", {"question": "a"}, 422, INVALID, "query: is missing"),
        ("POST", "/v1/compare", {"question": "a", "jurisdictions": ["ZA"]}, 422, INVALID, "jurisdictions"),
        ("POST", "/v1/compare", {"question": "a", "jurisdictions": ["ZA", "XX"]}, 422, QUESTION, "'XX'"),
        ("POST", "/v1/compare", {"question": "a", "jurisdictions": ["ZA", "ES"], "filters": {"jurisdiction": []}},
         422, INVALID, "filters.jurisdiction: unknown field"),
    ],
)  # fmt: skip
def test_bad_requests(
    client: TestClient, method: str, path: str, body: Any, status: int, kind: ProblemType, said: str
) -> None:
    response = client.request(method, path, json=body)
    problem = problem_of(response)
    assert (problem.status, problem.type) == (status, kind)
    assert said in problem.detail


@pytest.mark.parametrize(
    ("content", "media_type", "status", "said"),
    [
        (b"{", "application/json", 422, "not valid JSON (at character 1)"),
        (b"", "application/json", 422, "body is missing"),
        (b"\xff\xfe{}", "application/json", 422, "not valid JSON"),
        (b'{"question": "\xe9"}', "application/json", 400, "parsing the body"),
        (b"[" * 60_000, "application/json", 400, "parsing the body"),
        (b'{"question": "a"}', "text/plain", 415, "Content-Type: application/json"),
        (b"question=a", "application/x-www-form-urlencoded", 415, "Content-Type: application/json"),
        (b'{"question": "\\ud800"}', "application/json", 422, "question"),
        (b'{"question": "a", "\\ud800": 1}', "application/json", 422, "unicode string"),
        (b'{"question": "a", "limit": 1e999}', "application/json", 422, "limit"),
        (b'{"question": "a", "limit": NaN}', "application/json", 422, "limit"),
    ],
)
def test_bad_bodies(client: TestClient, content: bytes, media_type: str, status: int, said: str) -> None:
    response = client.post("/v1/ask", content=content, headers={"Content-Type": media_type})
    problem = problem_of(response)
    assert problem.status == status
    assert said in problem.detail


def test_errors_name_the_fields(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "a", "filters": {"kind": [""]}, "limit": 500})
    fields = [error.field for error in problem_of(response).errors]
    assert fields == ["filters.kind.0", "limit"]


def test_what_was_sent_is_not_repeated(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": ["a private matter"]})
    assert "private" not in response.text


def test_405_says_what_is_allowed(client: TestClient) -> None:
    assert client.get("/v1/ask").headers["allow"] == "POST"


def test_a_failure_inside_shows_nothing_of_it(
    client: TestClient, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    message = "what was asked: a private matter, in /srv/secret/place"

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(message)

    monkeypatch.setattr(kb, "ask", fail)
    monkeypatch.delenv("KB_DEBUG", raising=False)
    with caplog.at_level(logging.INFO):
        response = client.post("/v1/ask", json={"question": "a private matter"})
    problem = problem_of(response)
    assert (problem.status, problem.type) == (500, BLANK)
    for hidden in ("private", "secret", "RuntimeError", "Traceback", ".py"):
        assert hidden not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    # The log has the place and the request id, and not what was asked.
    assert problem.request_id is not None and problem.request_id in caplog.text
    assert "RuntimeError" in caplog.text and "test_problems.py" in caplog.text
    assert "private" not in caplog.text


def test_an_unusable_index_is_503_without_its_path(
    client: TestClient, kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexDamagedError("the index at /srv/secret/place cannot be read")

    monkeypatch.setattr(kb, "search", fail)
    response = client.post("/v1/search", json={"query": "bread"})
    problem = problem_of(response)
    assert (problem.status, problem.type) == (503, ProblemType.INDEX_UNUSABLE)
    assert "secret" not in response.text
    assert "retry-after" in response.headers


def test_browsers_get_a_page_programs_a_problem(client: TestClient) -> None:
    page = client.get("/documents/%3Cscript%3E", headers={"Accept": "text/html,*/*"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "&lt;script&gt;" in page.text and "<script" not in page.text
    problem_of(client.get("/v1/documents/none", headers={"Accept": "text/html"}))


@given(body=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["question", "filters", "kind", "as_of", "limit", "x"]), inner, max_size=4),
    max_leaves=8,
))  # fmt: skip
def test_no_body_breaks_it(client: TestClient, body: Any) -> None:
    content = json.dumps(body).encode()
    response = client.post("/v1/search", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (200, 422)
    if response.status_code == 422:
        problem_of(response)
