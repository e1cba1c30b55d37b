"""The Bi-LSTM as an ONNX file: int8 embeddings, half-precision weights, computed in single precision."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.korean.network import HEADS, Reader

_OPSET = 17
_MASKED = -1e4


def export(network: Reader, about: Mapping[str, Any], path: Path) -> None:
    """Write the graph: tokens (texts, longest) int32 and lengths (texts,) int32 to logits (texts, heads) float32.

    What is past a text's length changes nothing. ``about`` travels as metadata under ``opentube``.
    """
    table = network.embedding.weight.detach().numpy()
    scale = np.maximum(np.abs(table).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
    constants: dict[str, NDArray[Any]] = {
        "table": np.rint(table / scale).astype(np.int8),
        "scale": scale.astype(np.float16),
        "masked": np.array(_MASKED, dtype=np.float32),
        "axis1": np.array([1], dtype=np.int64),
        "axis2": np.array([2], dtype=np.int64),
        "zero": np.array(0, dtype=np.int32),
        "one": np.array(1, dtype=np.int32),
        "at1": np.array(1, dtype=np.int64),
        "flat": np.array([0, 0, -1], dtype=np.int64),
    }
    halves = _lstm_weights(network) | {
        "attention": network.attention.weight.detach().numpy().T,
        "heads": network.heads.weight.detach().numpy().T,
        "bias": network.heads.bias.detach().numpy(),
    }
    constants |= {f"{name}16": value.astype(np.float16) for name, value in halves.items()}
    nodes = [_node("Cast", [f"{name}16"], name, to=TensorProto.FLOAT) for name in halves]
    nodes += [
        _node("Gather", ["table", "tokens"], "rows8", axis=0),
        _node("Cast", ["rows8"], "rows", to=TensorProto.FLOAT),
        _node("Gather", ["scale", "tokens"], "scales16", axis=0),
        _node("Cast", ["scales16"], "scales", to=TensorProto.FLOAT),
        _node("Mul", ["rows", "scales"], "embedded"),
        _node("Transpose", ["embedded"], "in_time", perm=[1, 0, 2]),
        _node(
            "LSTM",
            ["in_time", "W", "R", "B", "lengths"],
            "hidden",
            direction="bidirectional",
            hidden_size=network.lstm.hidden_size,
        ),
        _node("Transpose", ["hidden"], "by_text", perm=[2, 0, 1, 3]),
        _node("Reshape", ["by_text", "flat"], "states"),
        _node("Shape", ["tokens"], "shape"),
        _node("Gather", ["shape", "at1"], "longest64", axis=0),
        _node("Cast", ["longest64"], "longest", to=TensorProto.INT32),
        _node("Range", ["zero", "longest", "one"], "places"),
        _node("Unsqueeze", ["lengths", "axis1"], "ends"),
        _node("Less", ["places", "ends"], "inside2"),
        _node("Unsqueeze", ["inside2", "axis2"], "inside"),
        _node("MatMul", ["states", "attention"], "raw"),
        _node("Where", ["inside", "raw", "masked"], "kept"),
        _node("Softmax", ["kept"], "shares", axis=1),
        _node("Mul", ["states", "shares"], "shared"),
        _node("ReduceSum", ["shared", "axis1"], "attended", keepdims=0),
        _node("Where", ["inside", "states", "masked"], "bounded"),
        _node("ReduceMax", ["bounded"], "highest", axes=[1], keepdims=0),
        _node("Concat", ["attended", "highest"], "pooled", axis=1),
        _node("MatMul", ["pooled", "heads"], "unbiased"),
        _node("Add", ["unbiased", "bias"], "logits"),
    ]
    graph = helper.make_graph(
        nodes,
        "comments_ko",
        [
            helper.make_tensor_value_info("tokens", TensorProto.INT32, ["texts", "longest"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["texts"]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", sum(HEADS.values())])],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()],
    )
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8)
    helper.set_model_props(file, {"opentube": json.dumps(about)})
    onnx.checker.check_model(file)
    path.write_bytes(file.SerializeToString(deterministic=True))


def _node(kind: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)


def _lstm_weights(network: Reader) -> dict[str, NDArray[np.float32]]:
    """PyTorch's gates are input, forget, cell, output; ONNX wants input, output, forget, cell."""

    def gates(name: str) -> NDArray[np.float32]:
        both = []
        for direction in ("", "_reverse"):
            value = getattr(network.lstm, f"{name}_l0{direction}").detach().numpy()
            first, forget, cell, last = np.split(value, 4)
            both.append(np.concatenate([first, last, forget, cell]))
        return np.stack(both)

    return {
        "W": gates("weight_ih"),
        "R": gates("weight_hh"),
        "B": np.concatenate([gates("bias_ih"), gates("bias_hh")], axis=1),
    }
