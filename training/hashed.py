"""Linear models over hashed n-grams, with cues beside them: features, and an ONNX file with integer sums."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from scipy import sparse

from opentube.comments.ngrams import EMPTY_BUCKET, hash_ngrams

_CLIPPED_SHARE: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Hashing:
    """Character n-grams of ``orders`` in ``2**bits`` buckets; sums are over the root of (their number + shortness)."""

    orders: tuple[int, ...]
    bits: int
    shortness: float


@dataclass(frozen=True, slots=True)
class HashedLinear:
    """logit = ngrams @ table + cues @ cue_weights + intercept; ``table`` is zero at ``EMPTY_BUCKET``."""

    hashing: Hashing
    table: NDArray[np.float32]
    cue_weights: NDArray[np.float64]
    intercept: float


def ngrams(texts: Sequence[str], hashing: Hashing) -> sparse.csr_matrix:
    """Return (len(texts), 2**bits) float32."""
    blocks = []
    for start in range(0, len(texts), 4096):
        buckets, ends = hash_ngrams(texts[start : start + 4096], hashing.orders, hashing.bits)
        used = buckets != EMPTY_BUCKET
        per_text = np.add.reduceat(used.sum(axis=1), np.concatenate([[0], ends[:-1]]))
        values = np.repeat(1 / np.sqrt(per_text + hashing.shortness), per_text).astype(np.float32)
        pointers = np.concatenate([[0], np.cumsum(per_text)])
        block = sparse.csr_matrix((values, buckets[used], pointers), shape=(ends.size, 1 << hashing.bits))
        block.sum_duplicates()
        blocks.append(block)
    return sparse.csr_matrix(sparse.vstack(blocks))


def inverse_frequency(matrix: sparse.csr_matrix) -> NDArray[np.float32]:
    """Return log(texts / (1 + texts with the n-gram)) of every bucket."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.log(matrix.shape[0] / (1 + frequency)).astype(np.float32)


def telling(matrix: sparse.csr_matrix, target: NDArray[np.bool_], share: float) -> NDArray[np.float32]:
    """Return what to multiply each n-gram by: the inverse frequency, in part by how unlike both sides use it.

    ``share`` of the factor is the log-count ratio (Wang & Manning 2012), unsigned, with one added to every count, 1 on average.
    """
    counts = [np.bincount(matrix[side].indices, minlength=matrix.shape[1]) + 1 for side in (target, ~target)]
    texts = [side.sum() + 1 for side in (target, ~target)]
    ratio = np.abs(np.log(counts[0] / texts[0]) - np.log(counts[1] / texts[1]))
    ratio /= ratio[counts[0] + counts[1] > len(counts)].mean()
    return (inverse_frequency(matrix) * (1 - share + share * ratio)).astype(np.float32)


def quantised(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """Return a table in steps of -127 to 127, the largest hundred-thousandth clipped, and the size of a step."""
    limit = float(np.quantile(np.abs(table[table != 0]), 1 - _CLIPPED_SHARE))
    steps = np.clip(np.rint(table / limit * 127), -127, 127).astype(np.int8)
    steps[EMPTY_BUCKET] = 0
    return steps, limit / 127


def export(model: HashedLinear, cue_unit: int, about: Mapping[str, object], path: Path) -> None:
    """Write the graph: buckets, ends (of ``hash_ngrams``) and cues (texts, cues) int32 to score (texts,) in 0..1.

    All sums are of integers, so that a text's score is the same in every batch. ``about`` travels as metadata.
    """
    table, step = quantised(model.table)
    cue_step = float(np.abs(model.cue_weights).max()) / (1 << 15)
    constants: dict[str, NDArray[Any]] = {
        "table": table,
        "cue_weights": np.rint(model.cue_weights / cue_step).astype(np.int64),
        "cue_step": np.array(cue_step / cue_unit, dtype=np.float32),
        "empty": np.array(EMPTY_BUCKET, dtype=np.int32),
        "zero": np.array(0, dtype=np.int64),
        "nothing": np.zeros(1, dtype=np.int64),
        "first": np.zeros(1, dtype=np.int64),
        "last": np.array([-1], dtype=np.int64),
        "columns": np.array([1], dtype=np.int64),
        "step": np.array(step, dtype=np.float32),
        "shortness": np.array(model.hashing.shortness, dtype=np.float32),
        "intercept": np.array(model.intercept, dtype=np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["table", "buckets"], ["weights8"], axis=0),
        helper.make_node("Cast", ["weights8"], ["weights"], to=TensorProto.INT32),
        helper.make_node("Equal", ["buckets", "empty"], ["unused"]),
        helper.make_node("Not", ["unused"], ["used"]),
        helper.make_node("Cast", ["used"], ["counts"], to=TensorProto.INT32),
        helper.make_node("Slice", ["ends", "first", "last"], ["inner_ends"]),
        helper.make_node("Concat", ["nothing", "inner_ends"], ["starts"], axis=0),
        *(node for name in ("weights", "counts") for node in _sum_per_text(name)),
        helper.make_node("Add", ["counts_text", "shortness"], ["evidence"]),
        helper.make_node("Sqrt", ["evidence"], ["norm"]),
        helper.make_node("Mul", ["weights_text", "step"], ["sum"]),
        helper.make_node("Div", ["sum", "norm"], ["linear"]),
        helper.make_node("Cast", ["cues"], ["cues64"], to=TensorProto.INT64),
        helper.make_node("Mul", ["cues64", "cue_weights"], ["cue_parts"]),
        helper.make_node("ReduceSum", ["cue_parts", "columns"], ["cue_sum64"], keepdims=0),
        helper.make_node("Cast", ["cue_sum64"], ["cue_sum"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["cue_sum", "cue_step"], ["cue_logit"]),
        helper.make_node("Add", ["linear", "cue_logit"], ["evidence_logit"]),
        helper.make_node("Add", ["evidence_logit", "intercept"], ["logit"]),
        helper.make_node("Sigmoid", ["logit"], ["score"]),
    ]
    graph = helper.make_graph(
        nodes,
        str(about["name"]).replace("-", "_"),
        [
            helper.make_tensor_value_info("buckets", TensorProto.INT32, ["rows", len(model.hashing.orders)]),
            helper.make_tensor_value_info("ends", TensorProto.INT64, ["texts"]),
            helper.make_tensor_value_info("cues", TensorProto.INT32, ["texts", model.cue_weights.size]),
        ],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["texts"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    facts = {**about, "orders": list(model.hashing.orders), "bits": model.hashing.bits}
    helper.set_model_props(file, {"opentube": json.dumps(facts)})
    onnx.checker.check_model(file)
    path.write_bytes(file.SerializeToString(deterministic=True))


def _sum_per_text(name: str) -> list[onnx.NodeProto]:
    """Sum of each row, running sum over rows, differences at the ends of texts."""
    return [
        helper.make_node("ReduceSum", [name, "columns"], [f"{name}_row32"], keepdims=0),
        helper.make_node("Cast", [f"{name}_row32"], [f"{name}_row"], to=TensorProto.INT64),
        helper.make_node("CumSum", [f"{name}_row", "zero"], [f"{name}_running"]),
        helper.make_node("Concat", ["nothing", f"{name}_running"], [f"{name}_before"], axis=0),
        helper.make_node("Gather", [f"{name}_before", "ends"], [f"{name}_at_end"], axis=0),
        helper.make_node("Gather", [f"{name}_before", "starts"], [f"{name}_at_start"], axis=0),
        helper.make_node("Sub", [f"{name}_at_end", f"{name}_at_start"], [f"{name}_text64"]),
        helper.make_node("Cast", [f"{name}_text64"], [f"{name}_text"], to=TensorProto.FLOAT),
    ]
