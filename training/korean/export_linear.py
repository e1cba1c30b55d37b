"""The linear heads as one ONNX file: int8 tables and integer sums."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from opentube.comments.ngrams import EMPTY_BUCKET
from training.hashed import quantised
from training.korean.linear import LARGE_BITS, ORDERS, SHORTNESS, SMALL_BITS, Linear


def export_linear(heads: Mapping[str, Linear], about: Mapping[str, Any], path: Path) -> None:
    """Write the graph: buckets (n, orders) int32 and ends (texts,) int64 to logits (texts, heads) float32.

    ``buckets`` are of ``LARGE_BITS``; smaller tables are addressed by their upper bits. Gather, sum of each row,
    running sum over rows, differences at the ends of texts: all in integers, so that a text's logits are the same in
    every batch.
    """
    large = [linear for linear in heads.values() if linear.table.size == 1 << LARGE_BITS]
    small = [linear for linear in heads.values() if linear.table.size == 1 << SMALL_BITS]
    if [*large, *small] != list(heads.values()):
        raise ValueError("heads with large tables come first")
    tables = {
        "large": [quantised(linear.table) for linear in large],
        "small": [quantised(linear.table) for linear in small],
    }
    steps = [step for found in tables.values() for _, step in found]
    constants: dict[str, NDArray[Any]] = {
        **{name: np.stack([table for table, _ in found], axis=1) for name, found in tables.items()},
        "empty": np.array(EMPTY_BUCKET, dtype=np.int32),
        "first_bucket": np.array(EMPTY_BUCKET + 1, dtype=np.int32),
        "fold": np.array(1 << (LARGE_BITS - SMALL_BITS), dtype=np.int32),
        "at0": np.array(0, dtype=np.int64),
        "zeros": np.zeros((1, len(heads)), dtype=np.int64),
        "nothing": np.zeros(1, dtype=np.int64),
        "zero_count": np.zeros((1, 1), dtype=np.int64),
        "last": np.array([-1], dtype=np.int64),
        "axis1": np.array([1], dtype=np.int64),
        "axis2": np.array([2], dtype=np.int64),
        "steps": np.array([steps], dtype=np.float32),
        "intercepts": np.array([[linear.intercept for linear in heads.values()]], dtype=np.float32),
        "shortness": np.array(SHORTNESS, dtype=np.float32),
    }
    nodes = [
        _node("Equal", ["buckets", "empty"], "unused"),
        _node("Not", ["unused"], "used"),
        _node("Div", ["buckets", "fold"], "upper"),
        _node("Max", ["upper", "first_bucket"], "from_one"),
        _node("Where", ["used", "from_one", "empty"], "small_buckets"),
        _node("Gather", ["large", "buckets"], "large8", axis=0),
        _node("Gather", ["small", "small_buckets"], "small8", axis=0),
        _node("Concat", ["large8", "small8"], "weights8", axis=2),
        _node("Cast", ["weights8"], "weights", to=TensorProto.INT32),
        _node("Cast", ["used"], "flat_counts", to=TensorProto.INT32),
        _node("Unsqueeze", ["flat_counts", "axis2"], "counts"),
        _node("Slice", ["ends", "nothing", "last"], "inner_ends"),
        _node("Concat", ["nothing", "inner_ends"], "starts", axis=0),
    ]
    for name, zero in (("weights", "zeros"), ("counts", "zero_count")):
        nodes += [
            _node("ReduceSum", [name, "axis1"], f"{name}_row32", keepdims=0),
            _node("Cast", [f"{name}_row32"], f"{name}_row", to=TensorProto.INT64),
            _node("CumSum", [f"{name}_row", "at0"], f"{name}_running"),
            _node("Concat", [zero, f"{name}_running"], f"{name}_before", axis=0),
            _node("Gather", [f"{name}_before", "ends"], f"{name}_at_end", axis=0),
            _node("Gather", [f"{name}_before", "starts"], f"{name}_at_start", axis=0),
            _node("Sub", [f"{name}_at_end", f"{name}_at_start"], f"{name}_text64"),
            _node("Cast", [f"{name}_text64"], f"{name}_text", to=TensorProto.FLOAT),
        ]
    nodes += [
        _node("Add", ["counts_text", "shortness"], "evidence"),
        _node("Sqrt", ["evidence"], "norm"),
        _node("Mul", ["weights_text", "steps"], "sums"),
        _node("Div", ["sums", "norm"], "linear"),
        _node("Add", ["linear", "intercepts"], "logits"),
    ]
    graph = helper.make_graph(
        nodes,
        "comments_ko_ngrams",
        [
            helper.make_tensor_value_info("buckets", TensorProto.INT32, ["rows", len(ORDERS)]),
            helper.make_tensor_value_info("ends", TensorProto.INT64, ["texts"]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", len(heads)])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    described = {**about, "heads": list(heads), "orders": list(ORDERS), "bits": LARGE_BITS}
    helper.set_model_props(file, {"opentube": json.dumps(described)})
    onnx.checker.check_model(file)
    path.write_bytes(file.SerializeToString(deterministic=True))


def _node(kind: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], **attributes)
