"""multilingual-e5-small in torch, with low-rank updates that can be trained (LoRA: Hu et al. 2021).

The same computation as ``kb.embed.e5_onnx`` builds, in float32 and differentiable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from kb.embed.e5_tokenizer import E5Tokenizer
from kb.embed.e5_weights import E5Weights

__all__ = ["LAYERS", "QuestionEncoder"]

#: The matrices of a layer that are updated: attention's query, key, value and output, and the two of the inner layer.
LAYERS = ("q", "k", "v", "ao", "fi", "fo")
_TOKENS = 120


class QuestionEncoder:
    """Vectors of questions as the model gives them with its weights plus ``B @ A`` of each linear layer.

    ``trained`` holds A, of shape (rank, inputs), and B, of shape (outputs, rank), by the names of ``questions.npz``
    ("l0.q.A"). B begins at zero: untrained, the vectors are the model's own.
    """

    def __init__(self, weights: E5Weights, rank: int, dropout: float) -> None:
        self._weights, self._shape, self._dropout = weights, weights.shape, dropout
        self._tokenizer = E5Tokenizer(weights)
        hidden, ffn = self._shape.hidden, self._shape.ffn
        self._words = torch.tensor(weights.matrix("emb.word", hidden).dequantize()).half()
        self._positions = self._vector("emb.pos").reshape(-1, hidden) + self._vector("emb.type")[:hidden]
        self._matrices: dict[str, Any] = {}
        self.trained: dict[str, Any] = {}
        for layer in range(self._shape.layers):
            for part in LAYERS:
                name = f"l{layer}.{part}"
                columns = ffn if part == "fo" else hidden
                matrix = torch.tensor(weights.matrix(f"{name}.w", columns).dequantize())
                self._matrices[name] = (matrix, self._vector(f"{name}.b"))
                a = torch.randn(rank, matrix.shape[1]) / math.sqrt(matrix.shape[1])
                self.trained[f"{name}.A"] = a.requires_grad_()
                self.trained[f"{name}.B"] = torch.zeros(matrix.shape[0], rank).requires_grad_()

    def embed(self, questions: Sequence[str], *, training: bool = False) -> Any:
        """A tensor of shape (questions, hidden), rows of length 1."""
        ids = [one[:_TOKENS] for one in self._tokenizer.encode([f"query: {question}" for question in questions])]
        longest = max(map(len, ids))
        tokens = torch.full((len(ids), longest), self._weights.pad)
        mask = torch.zeros(len(ids), longest)
        for row, one in enumerate(ids):
            tokens[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        states = self._norm(F.embedding(tokens, self._words).float() + self._positions[:longest], "emb.ln")
        for layer in range(self._shape.layers):
            states = self._layer(states, mask, f"l{layer}.", training)
        return F.normalize((states * mask[..., None]).sum(1), dim=-1)

    def arrays(self) -> dict[str, NDArray[np.float16]]:
        """``trained`` as it is kept."""
        return {name: tensor.detach().numpy().astype(np.float16) for name, tensor in self.trained.items()}

    def _layer(self, states: Any, mask: Any, at: str, training: bool) -> Any:
        batch, length, hidden = states.shape
        heads = self._shape.heads

        def split(joined: Any) -> Any:
            return joined.view(batch, length, heads, hidden // heads).transpose(1, 2)

        query, key, value = (split(self._linear(states, at + part)) for part in "qkv")
        attended = F.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None, :].bool())
        attended = attended.transpose(1, 2).reshape(batch, length, hidden)
        attended = F.dropout(self._linear(attended, at + "ao"), self._dropout, training)
        states = self._norm(states + attended, at + "aln")
        inner = self._linear(F.gelu(self._linear(states, at + "fi")), at + "fo")
        return self._norm(states + F.dropout(inner, self._dropout, training), at + "oln")

    def _linear(self, states: Any, name: str) -> Any:
        matrix, bias = self._matrices[name]
        update = F.linear(F.linear(states, self.trained[f"{name}.A"]), self.trained[f"{name}.B"])
        return F.linear(states, matrix, bias) + update

    def _norm(self, states: Any, name: str) -> Any:
        shape = (self._shape.hidden,)
        return F.layer_norm(states, shape, self._vector(f"{name}.w"), self._vector(f"{name}.b"), self._shape.epsilon)

    def _vector(self, name: str) -> Any:
        return torch.tensor(np.array(self._weights.vector(name)))
