"""What surrounds every response."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

EVERYWHERE = ["/", "/ask?q=bread", "/documents/za-bakers-act", "/v1/documents", "/nowhere", "/healthz", "/openapi.json"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script-src" not in policy and "unsafe" not in policy
    assert "server" not in headers


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-1.2_3", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("é", False), ("", False)],
)  # fmt: skip
def test_request_ids(client: TestClient, given: str, kept: bool) -> None:
    found = client.get("/healthz", headers={b"X-Request-ID": given.encode()}).headers["x-request-id"]
    assert (found == given) is kept
    assert found


@pytest.mark.parametrize("path", [*EVERYWHERE, "/v1/documents/za-bakers-act/text"])
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_the_log_tells_the_route_and_not_the_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/ask", params={"q": "a private matter of bread"})
        client.post("/v1/ask", json={"question": "a private matter of bread"})
        client.post("/v1/ask", json={"question": ["a private matter of bread"]})
        client.get("/documents/za-bakers-act", params={"at": "1-5"})
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert [" ".join(line.split()[1:4]) for line in told] == [
        "GET /ask 200",
        "POST /v1/ask 200",
        "POST /v1/ask 422",
        "GET /documents/{doc_id} 200",
    ]
    assert "private" not in "".join(told)
