"""The description is complete, and its examples are true."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from api.requests import AskRequest, CompareRequest, SearchRequest
from api.schemas import AnswerOut, Problem

CONTRACT = {
    ("post", "/v1/ask"), ("post", "/v1/search"), ("post", "/v1/compare"),
    ("get", "/v1/documents"), ("get", "/v1/documents/{doc_id}"), ("get", "/v1/documents/{doc_id}/text"),
    ("get", "/v1/documents/{doc_id}/outline"), ("get", "/v1/passages/{passage_id}"),
    ("get", "/healthz"), ("get", "/readyz"),
}  # fmt: skip


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(description: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(method, path): op for path, methods in description["paths"].items() for method, op in methods.items()}


def test_every_route_of_the_contract_is_described(description: dict[str, Any]) -> None:
    found = operations(description)
    assert found.keys() == CONTRACT
    for (_, path), operation in found.items():
        assert operation["summary"]
        content = operation["responses"]["200"]["content"]
        schema = next(iter(content.values()))["schema"]
        assert "$ref" in schema or path.endswith("/text")


def test_errors_are_described_as_problems(description: dict[str, Any]) -> None:
    for operation in operations(description).values():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                content = response["content"]
                assert content.keys() == {"application/problem+json"}
                example = Problem.model_validate(content["application/problem+json"]["example"])
                assert example.status == int(status)
    assert "HTTPValidationError" not in description["components"]["schemas"]


def test_references_lead_somewhere(description: dict[str, Any]) -> None:
    known = description["components"]["schemas"]

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                assert reference.removeprefix("#/components/schemas/") in known
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(description)


@pytest.mark.parametrize("model", [AskRequest, SearchRequest, CompareRequest, AnswerOut])
def test_examples_are_valid(model: type[BaseModel]) -> None:
    examples = model.model_json_schema()["examples"]
    assert examples
    for example in examples:
        model.model_validate(example)
