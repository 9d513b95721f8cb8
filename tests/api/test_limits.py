"""What is too large is refused before it is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.limits import MAX_BODY, MAX_HEADERS, MAX_TARGET

JSON = {"Content-Type": "application/json"}


def body_of(size: int) -> bytes:
    return b'{"question": "bread"' + b" " * (size - 21) + b"}"


@pytest.mark.parametrize(("size", "status"), [(MAX_BODY, 200), (MAX_BODY + 1, 413), (MAX_BODY * 20, 413)])
def test_body_of_told_length(client: TestClient, size: int, status: int) -> None:
    response = client.post("/v1/ask", content=body_of(size), headers=JSON)
    assert response.status_code == status
    if status == 413:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"] == "The body may have 65,536 bytes; shorten the question or the filters."


def test_a_body_in_chunks_is_counted(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(80):
            yield b" " * 1024

    response = client.post("/v1/ask", content=chunks(), headers=JSON)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_long_addresses(client: TestClient) -> None:
    response = client.get("/ask", params={"q": "x" * MAX_TARGET})
    assert response.status_code == response.json()["status"] == 414
    assert response.headers["content-type"] == "application/problem+json"


def test_the_longest_question_fits_an_address(client: TestClient) -> None:
    assert client.get("/ask", params={"q": "协" * 2000}).status_code == 200


def test_large_headers(client: TestClient) -> None:
    response = client.get("/healthz", headers={"X-Large": "x" * MAX_HEADERS})
    assert response.status_code == 431
    assert response.headers["content-type"] == "application/problem+json"
