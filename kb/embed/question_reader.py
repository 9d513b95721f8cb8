"""How the packaged model was taught to read questions of law: low-rank updates to its weights (LoRA: Hu et al. 2021).

Only questions are read with them; passages keep the model's own vectors, so an index knows nothing of it. Trained as
``python -m eval.train.questions`` does, on the questions of ``eval/sets/training``, which we wrote, over the passages
of the laws that answer them; docs/decisions/0012 tells what it gave.

The file ``questions.npz`` holds for each linear layer ("l0.q") two float16 matrices, ``l0.q.A`` of shape (rank, inputs)
and ``l0.q.B`` of shape (outputs, rank), whose product ``B @ A`` is added to the layer's weights; ``model``, the
SHA-256 of the model file that they are of; and ``calibration``, see ``kb.embed.calibration``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kb.errors import ConfigError

__all__ = ["QuestionReader", "question_reader"]

_FILE = "questions.npz"


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """The updates for one model."""

    model: str  # SHA-256 of the model file
    sha256: str  # of the updates' file
    calibration: tuple[float, float]  # mean similarity of questions to sentences that do not, and that do answer them
    _data: bytes

    def updates(self) -> dict[str, NDArray[np.float32]]:
        """By layer ("l0.q"), of shape (outputs, inputs). Needed once, when the model is converted."""
        with _reading(), np.load(BytesIO(self._data), allow_pickle=False) as held:
            layers = sorted(name.removesuffix(".A") for name in held.files if name.endswith(".A"))
            return {
                layer: held[f"{layer}.B"].astype(np.float32) @ held[f"{layer}.A"].astype(np.float32) for layer in layers
            }


@cache
def question_reader() -> QuestionReader:
    """The packaged updates. Raises ConfigError when they are missing or damaged."""
    with _reading():
        data = files("kb.embed").joinpath(_FILE).read_bytes()
        with np.load(BytesIO(data), allow_pickle=False) as held:
            apart, alike = held["calibration"].tolist()
            return QuestionReader(str(held["model"]), hashlib.sha256(data).hexdigest(), (apart, alike), data)


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, BadZipFile, EOFError) as error:
        raise ConfigError(f"{_FILE} of this installation cannot be read ({error}); reinstall policy-kb") from error
