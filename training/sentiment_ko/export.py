"""The linear model as an ONNX file with an int8 table and integer sums."""

import json
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from opentube.comments.ngrams import EMPTY_BUCKET
from training.sentiment_ko.fit import BITS, ORDERS, SHORTNESS, LinearModel

_CLIPPED_SHARE: Final = 1e-5


def export(model: LinearModel, factor: float, neutral_below: float, version: str, path: Path) -> None:
    """Write the graph: buckets (n, orders) int32 and ends (texts,) int64 to score (texts,) float32 in -1..1.

    Gather, sum of each row, running sum over rows, differences at the ends of texts: all in integers, so that a
    text's score is the same in every batch. ``neutral_below`` and what the hashing needs travel as metadata.
    """
    limit = float(np.quantile(np.abs(model.table[model.table != 0]), 1 - _CLIPPED_SHARE))
    quantised = np.clip(np.rint(model.table / limit * 127), -127, 127).astype(np.int8)
    quantised[EMPTY_BUCKET] = 0
    constants = {
        "table": quantised,
        "empty": np.array(EMPTY_BUCKET, dtype=np.int32),
        "zero": np.array(0, dtype=np.int64),
        "nothing": np.zeros(1, dtype=np.int64),
        "first": np.zeros(1, dtype=np.int64),
        "last": np.array([-1], dtype=np.int64),
        "columns": np.array([1], dtype=np.int64),
        "step": np.array(limit / 127, dtype=np.float32),
        "shortness": np.array(SHORTNESS, dtype=np.float32),
        "intercept": np.array(model.intercept, dtype=np.float32),
        "half_factor": np.array(factor / 2, dtype=np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["table", "buckets"], ["weights8"], axis=0),
        helper.make_node("Cast", ["weights8"], ["weights"], to=TensorProto.INT32),
        helper.make_node("Equal", ["buckets", "empty"], ["unused"]),
        helper.make_node("Not", ["unused"], ["used"]),
        helper.make_node("Cast", ["used"], ["counts"], to=TensorProto.INT32),
        helper.make_node("Slice", ["ends", "first", "last"], ["inner_ends"]),
        helper.make_node("Concat", ["nothing", "inner_ends"], ["starts"], axis=0),
    ]
    for name in ("weights", "counts"):
        nodes += [
            helper.make_node("ReduceSum", [name, "columns"], [f"{name}_row32"], keepdims=0),
            helper.make_node("Cast", [f"{name}_row32"], [f"{name}_row"], to=TensorProto.INT64),
            helper.make_node("CumSum", [f"{name}_row", "zero"], [f"{name}_running"]),
            helper.make_node("Concat", ["nothing", f"{name}_running"], [f"{name}_before"], axis=0),
            helper.make_node("Gather", [f"{name}_before", "ends"], [f"{name}_at_end"], axis=0),
            helper.make_node("Gather", [f"{name}_before", "starts"], [f"{name}_at_start"], axis=0),
            helper.make_node("Sub", [f"{name}_at_end", f"{name}_at_start"], [f"{name}_text64"]),
            helper.make_node("Cast", [f"{name}_text64"], [f"{name}_text"], to=TensorProto.FLOAT),
        ]
    nodes += [
        helper.make_node("Add", ["counts_text", "shortness"], ["evidence"]),
        helper.make_node("Sqrt", ["evidence"], ["norm"]),
        helper.make_node("Mul", ["weights_text", "step"], ["sum"]),
        helper.make_node("Div", ["sum", "norm"], ["linear"]),
        helper.make_node("Add", ["linear", "intercept"], ["logit"]),
        helper.make_node("Mul", ["logit", "half_factor"], ["half_logit"]),
        helper.make_node("Tanh", ["half_logit"], ["score"]),
    ]
    graph = helper.make_graph(
        nodes,
        "sentiment_ko",
        [
            helper.make_tensor_value_info("buckets", TensorProto.INT32, ["rows", len(ORDERS)]),
            helper.make_tensor_value_info("ends", TensorProto.INT64, ["texts"]),
        ],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["texts"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    about = {
        "name": "ko-char-ngram-linear",
        "version": version,
        "orders": list(ORDERS),
        "bits": BITS,
        "neutral_below": neutral_below,
        "licence": "CC-BY-SA-4.0",
    }
    helper.set_model_props(file, {"opentube": json.dumps(about)})
    onnx.checker.check_model(file)
    path.write_bytes(file.SerializeToString(deterministic=True))
