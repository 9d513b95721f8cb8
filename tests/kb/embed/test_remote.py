"""OpenAI-compatible endpoints, against a small server in this process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from kb.embed import Embedder
from kb.embed.remote import RemoteEmbedder
from kb.errors import ConfigError, KbError


class Server(ThreadingHTTPServer):
    """Embeds a text as (characters, 1, 0) and answers in reverse order; ``failures`` are given first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.requests: list[tuple[str, dict[str, Any], str | None]] = []
        self.failures: list[tuple[int, dict[str, str], bytes]] = []
        self.answer: Any = None  # instead of embeddings
        self.info: dict[str, Any] | None = None  # of text-embeddings-inference


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        if self.path == "/info" and self.server.info is not None:
            self._send(200, self.server.info)
        else:
            self._send(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append((self.path, body, self.headers.get("authorization")))
        if self.server.failures:
            status, headers, text = self.server.failures.pop(0)
            self._send(status, text, headers)
        elif self.path == "/tokenize":
            self._send(200, [[{"id": 1}] * (len(text.split()) + 2) for text in body["inputs"]])
        elif self.server.answer is not None:
            self._send(200, self.server.answer)
        else:
            rows = [{"index": i, "embedding": [len(text), 1.0, 0.0]} for i, text in enumerate(body["input"])]
            self._send(200, {"data": rows[::-1], "model": body["model"]})

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def words(texts: Any) -> list[int]:
    return [len(text.split()) for text in texts]


def connect(server: Server, path: str = "/v1", model: str = "some-model", **options: Any) -> RemoteEmbedder:
    waits: list[float] = []
    embedder = RemoteEmbedder(server.url + path, model, words, sleep=waits.append, **options)
    embedder.waits = waits  # type: ignore[attr-defined]
    return embedder


def lengths(vectors: Any) -> list[int]:
    return [round(float(row[0] / row[1])) for row in vectors]


def test_vectors_come_in_the_order_of_the_texts(server: Server) -> None:
    embedder = connect(server)
    texts = ["ccc", "a", "", "dddd eeee ffff", "bb"]
    vectors = embedder.embed_passages(texts)
    assert isinstance(embedder, Embedder)
    assert vectors.dtype == np.float32 and vectors.shape == (5, 3)
    assert lengths(vectors) == [3, 1, 0, 14, 2]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0)
    assert embedder.dim == 3


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/embeddings"])
def test_the_url_may_be_the_server_or_its_api(server: Server, path: str) -> None:
    connect(server, path).embed_queries(["a"])
    assert [request[0] for request in server.requests] == ["/v1/embeddings"]


def test_sends_model_and_key(server: Server) -> None:
    connect(server, api_key="secret").embed_queries(["a"])
    ((_, body, authorization),) = server.requests
    assert body == {"model": "some-model", "input": ["a"], "encoding_format": "float"}
    assert authorization == "Bearer secret"


def test_prefixes_are_sent(server: Server) -> None:
    embedder = connect(server, model="intfloat/multilingual-e5-large")
    embedder.embed_queries(["a"])
    embedder.embed_passages(["a"])
    connect(server, query_prefix="q ", passage_prefix="p ").embed_queries(["a"])
    assert [request[1]["input"] for request in server.requests] == [["query: a"], ["passage: a"], ["q a"]]


def test_a_batch_has_at_most_32_texts(server: Server) -> None:
    texts = ["x" * n for n in range(70)]
    assert lengths(connect(server).embed_passages(texts)) == list(range(70))
    assert [len(request[1]["input"]) for request in server.requests] == [32, 32, 6]


def test_no_texts_send_nothing(server: Server) -> None:
    assert connect(server, dim=3).embed_passages([]).shape == (0, 3)
    assert server.requests == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_transient_failure_is_tried_again(server: Server, status: int) -> None:
    server.failures = [(status, {}, b"busy"), (status, {"retry-after": "7"}, b"busy")]
    embedder = connect(server)
    assert lengths(embedder.embed_queries(["abc"])) == [3]
    first, second = embedder.waits  # type: ignore[attr-defined]
    assert 0.25 <= first <= 0.5 and second == 7.0


def test_a_lasting_failure_is_one_line(server: Server) -> None:
    server.failures = [(503, {}, b"overloaded\nsecond line")] * 9
    embedder = connect(server)
    with pytest.raises(KbError, match=r"cannot be used after 5 attempts \(HTTP 503 overloaded\)") as caught:
        embedder.embed_queries(["a"])
    assert "\n" not in str(caught.value)
    waits = embedder.waits  # type: ignore[attr-defined]
    assert len(waits) == 4 and waits[3] > waits[0]


def test_a_server_that_is_not_there_is_one_line() -> None:
    embedder = RemoteEmbedder("http://127.0.0.1:9", "m", words, sleep=lambda _: None)
    with pytest.raises(KbError, match=r"http://127\.0\.0\.1:9/v1/embeddings cannot be used after 5 attempts"):
        embedder.embed_queries(["a"])


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "KB_EMBED_API_KEY"), (404, "KB_EMBED_URL"), (413, "KB_EMBED_MAX_TOKENS"), (422, "MODEL")],
)
def test_a_refusal_is_not_tried_again(server: Server, status: int, advice: str) -> None:
    server.failures = [(status, {}, b"no")]
    with pytest.raises(ConfigError, match=f"refused: HTTP {status} no; .*{advice}"):
        connect(server).embed_queries(["a"])
    assert len(server.requests) == 1


def test_the_key_is_in_no_message(server: Server) -> None:
    server.failures = [(401, {}, b"bad key")]
    with pytest.raises(ConfigError) as caught:
        connect(server, api_key="secret").embed_queries(["a"])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "?"},
        {"data": []},
        {"data": [{"index": 1, "embedding": [1.0]}]},
        {"data": [{"index": 0, "embedding": "AAAA"}]},
        {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
        {"data": [{"index": 0, "embedding": []}]},
        {"data": [{"index": 0, "embedding": [None, 1.0]}]},
        [1, 2],
        b"<html>",
    ],
)
def test_an_answer_without_embeddings_is_one_line(server: Server, answer: Any) -> None:
    server.answer = answer
    with pytest.raises(KbError) as caught:
        connect(server).embed_queries(["a"])
    assert server.url in str(caught.value) and "\n" not in str(caught.value)


def test_another_dimension_is_refused(server: Server) -> None:
    with pytest.raises(ConfigError, match=r"vectors of 3, not of embed\.dim = 1024"):
        connect(server, dim=1024).embed_queries(["a"])


def test_a_url_without_scheme_is_refused() -> None:
    with pytest.raises(ConfigError, match="is no URL"):
        RemoteEmbedder("localhost:8080", "m", words)


def test_tokens_are_estimated_where_the_server_cannot_count(server: Server) -> None:
    embedder = connect(server, passage_prefix="p ", max_tokens=5)
    assert embedder.count_tokens(["a b", ""]) == [3, 1]
    assert embedder.max_tokens == 5
    with pytest.raises(ValueError, match="text 0 has 6 tokens, over 5"):
        embedder.embed_passages(["a b c d e"])
    assert server.requests == []


def test_text_embeddings_inference_counts_itself(server: Server) -> None:
    server.info = {"model_id": "m", "max_input_length": 8, "max_client_batch_size": 2}
    embedder = connect(server, passage_prefix="p ")
    assert embedder.max_tokens == 8
    assert embedder.count_tokens(["a b", "", "a"]) == [5, 3, 4]
    assert [(path, body["inputs"]) for path, body, _ in server.requests] == [
        ("/tokenize", ["p a b", "p "]),
        ("/tokenize", ["p a"]),
    ]
    server.requests.clear()
    embedder.embed_queries(["a", "b", "c"])
    assert [len(request[1]["input"]) for request in server.requests] == [2, 1]
    with pytest.raises(ValueError, match="over 8"):
        embedder.embed_passages(["a b c d e f g"])
