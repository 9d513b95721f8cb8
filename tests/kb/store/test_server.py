"""What only the server's adapter has: a network that fails, and a collection that may be somebody else's."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import numpy as np
import pytest
from pydantic import SecretStr

from kb.errors import IndexMismatchError, UnusableIndexError
from kb.model import Filters
from kb.settings import StoreSettings
from kb.store.server import ServerStore

DIM = 4


class FakeQdrant(BaseHTTPRequestHandler):
    """Answers like a Qdrant server, as far as opening a collection and one search need; records what it was asked."""

    asked: ClassVar[list[tuple[str, str, Any]]] = []
    keys: ClassVar[set[str | None]] = set()
    exists: ClassVar[bool] = False
    failures: ClassVar[list[int]] = []  # statuses of the next answers to a search
    size: ClassVar[int] = DIM
    metadata: ClassVar[dict[str, int] | None] = None
    refuse: ClassVar[int | None] = None

    def _handle(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(length)) if length else None
        kind = type(self)
        path = self.path.split("?")[0]
        kind.asked.append((self.command, path, body))
        kind.keys.add(self.headers.get("api-key"))
        if kind.refuse:
            return self._answer(kind.refuse, {"status": {"error": "no\nway"}})
        if path.endswith("/exists"):
            return self._answer(200, {"result": {"exists": kind.exists}})
        if path.endswith("/points/query"):
            if kind.failures:
                return self._answer(kind.failures.pop(0), {"status": {"error": "busy"}})
            return self._answer(200, {"result": {"points": [{"id": 1, "version": 0, "score": 0.5}]}})
        if self.command == "GET":
            return self._answer(200, {"result": self._info()})
        if path == "/collections/policy-kb":
            kind.exists = True
        if path.endswith("/index"):
            return self._answer(200, {"result": {"operation_id": 1, "status": "completed"}})
        return self._answer(200, {"result": True})

    do_GET = do_PUT = do_POST = _handle

    def _info(self) -> dict[str, Any]:
        return {
            "status": "green", "optimizer_status": "ok", "segments_count": 1, "points_count": 0,
            "payload_schema": {"doc_id": {"data_type": "keyword", "points": 0}},
            "config": {
                "params": {
                    "vectors": {"dense": {"size": type(self).size, "distance": "Cosine"}},
                    "sparse_vectors": {"bm25": {"modifier": "idf"}},
                },
                "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000},
                "optimizer_config": {"deleted_threshold": 0.2, "vacuum_min_vector_number": 1000,
                                     "default_segment_number": 0, "flush_interval_sec": 5},
                "wal_config": {"wal_capacity_mb": 32, "wal_segments_ahead": 0},
                "metadata": type(self).metadata,
            },
        }  # fmt: skip

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps({"status": "ok", "time": 0.0} | body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Tests print nothing."""


Start = Callable[..., tuple[type[FakeQdrant], str]]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts a fake server with the attributes given; returns its class and its address."""
    servers: list[ThreadingHTTPServer] = []
    monkeypatch.setattr("kb.store.server._PAUSES", (0.01, 0.01))

    def run(**attributes: object) -> tuple[type[FakeQdrant], str]:
        fresh = {"asked": [], "keys": set(), "failures": []}
        handler = type("Fake", (FakeQdrant,), fresh | attributes)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return handler, f"http://127.0.0.1:{server.server_address[1]}"

    yield run
    for server in servers:
        server.shutdown()
        server.server_close()


def search(store: ServerStore) -> list[Any]:
    return store.search_dense(np.ones(DIM, dtype=np.float32), 5, Filters())


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_the_collection_is_created_as_the_settings_say(start: Start) -> None:
    fake, url = start()
    store = ServerStore(
        StoreSettings(url=url, api_key=SecretStr("s3cret"), shards=3, replicas=2, on_disk=True, quantization="scalar"),
        DIM,
    )
    store.close()
    assert fake.keys == {"s3cret"}
    created = next(body for method, path, body in fake.asked if (method, path) == ("PUT", "/collections/policy-kb"))
    assert (created["shard_number"], created["replication_factor"], created["on_disk_payload"]) == (3, 2, True)
    dense = created["vectors"]["dense"]
    assert (dense["size"], dense["distance"], dense["on_disk"]) == (DIM, "Cosine", True)
    assert dense["hnsw_config"]["on_disk"] is True
    assert dense["quantization_config"]["scalar"]["type"] == "int8"
    assert created["sparse_vectors"]["bm25"]["modifier"] == "idf"
    indexed = {body["field_name"]: body["field_schema"] for _, path, body in fake.asked if path.endswith("/index")}
    assert set(indexed) == {"version_id", "jurisdiction", "kind", "language", "role", "from_day", "to_day"}
    assert indexed["from_day"] == {"type": "integer", "lookup": False, "range": True}


def test_a_collection_that_exists_is_not_created_again(start: Start) -> None:
    fake, url = start(exists=True)
    ServerStore(StoreSettings(url=url), DIM).close()
    assert ("PUT", "/collections/policy-kb") not in {(method, path) for method, path, _ in fake.asked}


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ({"size": 5}, "holds vectors of 5 numbers, the embedder makes 4"),
        ({"metadata": {"policy-kb-bm25": 99}}, "another version"),
    ],
)
def test_a_collection_of_another_kind_is_a_mismatch(start: Start, attributes: dict[str, object], says: str) -> None:
    _, url = start(exists=True, **attributes)
    with pytest.raises(IndexMismatchError, match=says) as refused:
        ServerStore(StoreSettings(url=url), DIM)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("failures", [[503], [429, 502]])
def test_what_fails_for_a_moment_is_tried_again(start: Start, failures: list[int]) -> None:
    fake, url = start(exists=True, failures=failures)
    store = ServerStore(StoreSettings(url=url), DIM)
    assert [hit.score for hit in search(store)] == [0.5]
    assert fake.failures == []
    store.close()


@pytest.mark.parametrize(
    ("failures", "left", "says"),
    [
        ([503, 503, 503, 503], 1, r"answered HTTP 503 \(busy\)"),  # three tries
        ([400, 400], 1, r"answered HTTP 400 \(busy\)"),  # not worth a second one
    ],
)
def test_what_goes_on_failing_is_named(start: Start, failures: list[int], left: int, says: str) -> None:
    fake, url = start(exists=True, failures=failures)
    store = ServerStore(StoreSettings(url=url), DIM)
    with pytest.raises(UnusableIndexError, match=says) as failed:
        search(store)
    assert "\n" not in str(failed.value)
    assert len(fake.failures) == left
    store.close()


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")
def test_a_refused_key_is_named(start: Start) -> None:
    _, url = start(refuse=401)
    with pytest.raises(UnusableIndexError, match="KB_STORE_API_KEY") as refused:
        ServerStore(StoreSettings(url=url, api_key=SecretStr("wrong")), DIM)
    assert "wrong" not in str(refused.value)


def test_a_server_that_is_not_there_is_named(start: Start) -> None:
    with pytest.raises(
        UnusableIndexError, match=r"http://127\.0\.0\.1:9 gives no usable answer .*KB_STORE_URL"
    ) as failed:
        ServerStore(StoreSettings(url="http://127.0.0.1:9"), DIM)
    assert "\n" not in str(failed.value)
