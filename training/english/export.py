"""The linear models and the network as one ONNX file whose sums are all of integers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from opentube.comments.english_text import CUE_UNIT
from opentube.comments.ngrams import EMPTY_BUCKET
from training.english.linear import HASHING, LEXICON_UNIT, Linear
from training.english.net import WIDTH, WordNet

_CLIPPED_SHARE: Final = 1e-5
_SEVEN_BITS: Final = 63
"""Weights of seven bits: with eight, processors without VNNI saturate where others do not."""
_ZERO_POINT: Final = 128
_FINE: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Calibration:
    """sentiment = softmax(linear @ linear_mix + net @ net_mix + shift), (3, 3), (3, 3), (3,); flags are Platt's."""

    linear_mix: NDArray[np.float64]
    net_mix: NDArray[np.float64]
    shift: NDArray[np.float64]
    flag_factor: NDArray[np.float64]
    flag_shift: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trained:
    """The parts that were trained, with the vocabulary of the network and VADER's valences."""

    linear: Linear
    net: WordNet
    vocabulary: Sequence[str]
    lexicon: Mapping[str, float]
    calibration: Calibration


def export(trained: Trained, about: Mapping[str, object], path: Path) -> None:
    """Write the graph; the vocabulary travels as metadata.

    Inputs: buckets (rows, orders) int32 and ends (texts,) int64 of ``hash_ngrams``; cues (texts, cues) int32; words
    (texts, length) int32 with two paddings on either side. Outputs: sentiment (texts, 3) and flags (texts, 3).
    """
    linear, net, vocabulary, lexicon, calibration = (
        trained.linear,
        trained.net,
        trained.vocabulary,
        trained.lexicon,
        trained.calibration,
    )
    constants = {
        **_linear_constants(linear, [lexicon.get(word, 0.0) for word in vocabulary]),
        **_net_constants(net),
        "linear_mix": calibration.linear_mix[None].astype(np.float32),
        "net_mix": calibration.net_mix[None].astype(np.float32),
        "shift": calibration.shift.astype(np.float32),
        "flag_factor": calibration.flag_factor.astype(np.float32),
        "flag_shift": calibration.flag_shift.astype(np.float32),
        "i0": np.array(0, dtype=np.int64),
        "a0": np.array([0], dtype=np.int64),
        "a1": np.array([1], dtype=np.int64),
        "a2": np.array([2], dtype=np.int64),
        "a3": np.array([3], dtype=np.int64),
        "a6": np.array([6], dtype=np.int64),
        "last": np.array([-1], dtype=np.int64),
        **{f"from{k}": np.array([k], dtype=np.int64) for k in range(WIDTH)},
        **{f"to{k}": np.array([k - WIDTH + 1 or np.iinfo(np.int64).max], dtype=np.int64) for k in range(WIDTH)},
    }
    graph = helper.make_graph(
        [*_linear_nodes(), *_net_nodes(), *_mixing_nodes()],
        str(about["name"]).replace("-", "_"),
        [
            helper.make_tensor_value_info("buckets", TensorProto.INT32, ["rows", len(HASHING.orders)]),
            helper.make_tensor_value_info("ends", TensorProto.INT64, ["texts"]),
            helper.make_tensor_value_info("cues", TensorProto.INT32, ["texts", linear.cues.shape[0]]),
            helper.make_tensor_value_info("words", TensorProto.INT32, ["texts", "length"]),
        ],
        [
            helper.make_tensor_value_info("sentiment", TensorProto.FLOAT, ["texts", 3]),
            helper.make_tensor_value_info("flags", TensorProto.FLOAT, ["texts", 3]),
        ],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in constants.items()],
    )
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    facts = {**about, "orders": list(HASHING.orders), "bits": HASHING.bits, "vocabulary": list(vocabulary)}
    helper.set_model_props(file, {"opentube": json.dumps(facts, ensure_ascii=False)})
    onnx.checker.check_model(file)
    path.write_bytes(file.SerializeToString(deterministic=True))


def _linear_constants(linear: Linear, valences: Sequence[float]) -> dict[str, NDArray[np.generic]]:
    used = np.abs(linear.table[np.any(linear.table != 0, axis=1)])
    limit = np.quantile(used, 1 - _CLIPPED_SHARE, axis=0)
    table = np.clip(np.rint(linear.table / limit * 127), -127, 127).astype(np.int8)
    table[EMPTY_BUCKET] = 0
    valence = np.rint(np.array(valences) * LEXICON_UNIT)
    dense = np.vstack([linear.lexicon / LEXICON_UNIT, linear.cues / CUE_UNIT])
    dense_step = np.abs(dense).max() / _FINE
    return {
        "table": table,
        "table_step": (limit / 127).astype(np.float32),
        "valence": np.stack([np.maximum(valence, 0), np.minimum(valence, 0)], axis=1).astype(np.int32),
        "dense_weights": np.rint(dense / dense_step).astype(np.int64),
        "dense_step": np.array(dense_step, dtype=np.float32),
        "linear_shift": linear.intercept.astype(np.float32),
        "empty": np.array(EMPTY_BUCKET, dtype=np.int32),
        "nothing": np.zeros((1, linear.table.shape[1]), dtype=np.int64),
        "nothing1": np.zeros((1, 1), dtype=np.int64),
        "shortness": np.array(HASHING.shortness, dtype=np.float32),
    }


def _net_constants(net: WordNet) -> dict[str, NDArray[np.generic]]:
    words = net.words.weight.detach().numpy()
    word_step = float(np.quantile(np.abs(words), 0.9999)) / 127
    embedded = np.clip(np.rint(words / word_step) + _ZERO_POINT, 1, 255).astype(np.uint8)
    filters = net.filters.weight.detach().numpy().transpose(2, 1, 0).reshape(-1, net.filters.out_channels)
    filter_step = np.abs(filters).max(axis=0) / _SEVEN_BITS
    step = word_step * filter_step
    heads = net.heads.weight.detach().numpy()[:3].T.astype(np.float64) * step[:, None]
    head_step = np.abs(heads).max() / _FINE
    return {
        "embedded": embedded,
        "zero_point": np.array(_ZERO_POINT, dtype=np.uint8),
        "filters": np.rint(filters / filter_step).astype(np.int8),
        "filter_shift": np.rint(net.filters.state_dict()["bias"].numpy() / step).astype(np.int32),
        "lowest": np.array(-(1 << 28), dtype=np.int32),
        "none": np.array(0, dtype=np.int32),
        "heads": np.rint(heads / head_step).astype(np.int64),
        "head_step": np.array(head_step, dtype=np.float32),
        "head_shift": net.heads.bias.detach().numpy()[:3].astype(np.float32),
    }


def _linear_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    nodes = [
        node("Gather", ["table", "buckets"], ["weights8"], axis=0),
        node("Cast", ["weights8"], ["weights"], to=TensorProto.INT32),
        node("Equal", ["buckets", "empty"], ["unused"]),
        node("Not", ["unused"], ["used"]),
        node("Cast", ["used"], ["counts2"], to=TensorProto.INT32),
        node("Unsqueeze", ["counts2", "a2"], ["counts"]),
        node("Slice", ["ends", "a0", "last"], ["inner_ends"]),
        node("Concat", ["a0", "inner_ends"], ["starts"], axis=0),
    ]
    for name, nothing in (("weights", "nothing"), ("counts", "nothing1")):
        nodes += [
            node("ReduceSum", [name, "a1"], [f"{name}_row32"], keepdims=0),
            node("Cast", [f"{name}_row32"], [f"{name}_row"], to=TensorProto.INT64),
            node("CumSum", [f"{name}_row", "i0"], [f"{name}_running"]),
            node("Concat", [nothing, f"{name}_running"], [f"{name}_before"], axis=0),
            node("Gather", [f"{name}_before", "ends"], [f"{name}_at_end"], axis=0),
            node("Gather", [f"{name}_before", "starts"], [f"{name}_at_start"], axis=0),
            node("Sub", [f"{name}_at_end", f"{name}_at_start"], [f"{name}_text64"]),
            node("Cast", [f"{name}_text64"], [f"{name}_text"], to=TensorProto.FLOAT),
        ]
    return [
        *nodes,
        node("Add", ["counts_text", "shortness"], ["evidence"]),
        node("Sqrt", ["evidence"], ["norm"]),
        node("Mul", ["weights_text", "table_step"], ["table_sum"]),
        node("Div", ["table_sum", "norm"], ["table_part"]),
        node("Gather", ["valence", "words"], ["valences"], axis=0),
        node("ReduceSum", ["valences", "a1"], ["valence_sum"], keepdims=0),
        node("Concat", ["valence_sum", "cues"], ["dense32"], axis=1),
        node("Cast", ["dense32"], ["dense"], to=TensorProto.INT64),
        node("MatMul", ["dense", "dense_weights"], ["dense_sum64"]),
        node("Cast", ["dense_sum64"], ["dense_sum"], to=TensorProto.FLOAT),
        node("Mul", ["dense_sum", "dense_step"], ["dense_part"]),
        node("Add", ["table_part", "dense_part"], ["linear_sum"]),
        node("Add", ["linear_sum", "linear_shift"], ["linear"]),
    ]


def _net_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    return [
        node("Gather", ["embedded", "words"], ["vectors"], axis=0),
        *(node("Slice", ["vectors", f"from{k}", f"to{k}", "a1"], [f"shifted{k}"]) for k in range(WIDTH)),
        node("Concat", [f"shifted{k}" for k in range(WIDTH)], ["windows"], axis=2),
        node("MatMulInteger", ["windows", "filters", "zero_point"], ["found"]),
        node("Slice", ["words", "from2", "to2", "a1"], ["centres"]),
        node("Equal", ["centres", "none"], ["padded2"]),
        node("Unsqueeze", ["padded2", "a2"], ["padded"]),
        node("Where", ["padded", "lowest", "found"], ["found_there"]),
        node("ReduceMax", ["found_there"], ["strongest"], axes=[1], keepdims=0),
        node("Add", ["strongest", "filter_shift"], ["shifted"]),
        node("Max", ["shifted", "none"], ["active32"]),
        node("Cast", ["active32"], ["active"], to=TensorProto.INT64),
        node("MatMul", ["active", "heads"], ["head_sum64"]),
        node("Cast", ["head_sum64"], ["head_sum"], to=TensorProto.FLOAT),
        node("Mul", ["head_sum", "head_step"], ["head_part"]),
        node("Add", ["head_part", "head_shift"], ["net"]),
    ]


def _mixing_nodes() -> list[onnx.NodeProto]:
    """Products and sums of three numbers a text, written out so that they are the same in every batch."""
    node = helper.make_node
    nodes = [
        node("Slice", ["linear", "a0", "a3", "a1"], ["linear_sides"]),
        node("Slice", ["linear", "a3", "a6", "a1"], ["linear_flags"]),
    ]
    for name, source in (("linear", "linear_sides"), ("net", "net")):
        nodes += [
            node("Unsqueeze", [source, "a2"], [f"{name}_column"]),
            node("Mul", [f"{name}_column", f"{name}_mix"], [f"{name}_products"]),
            node("ReduceSum", [f"{name}_products", "a1"], [f"{name}_mixed"], keepdims=0),
        ]
    return [
        *nodes,
        node("Add", ["linear_mixed", "net_mixed"], ["mixed"]),
        node("Add", ["mixed", "shift"], ["sides"]),
        node("Softmax", ["sides"], ["sentiment"], axis=1),
        node("Mul", ["linear_flags", "flag_factor"], ["flag_scaled"]),
        node("Add", ["flag_scaled", "flag_shift"], ["flag_logits"]),
        node("Sigmoid", ["flag_logits"], ["flags"]),
    ]
