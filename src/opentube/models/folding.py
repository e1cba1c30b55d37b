"""Models with block-quantised weights made ready for ONNX Runtime.

OpenCV's model zoo stores weights as blocks of 8-bit numbers that go through DequantizeLinear and Reshape; ONNX Runtime
refuses the blocks. Here they become the 32-bit numbers that they stand for, once, when a model is opened.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from opentube.models.wire import Field, build, parse

_GRAPH = 7
_NODE, _INITIALIZER, _INPUT, _OUTPUT, _VALUE_INFO = 1, 5, 11, 12, 13
_NODE_INPUT, _NODE_OUTPUT, _OP_TYPE, _ATTRIBUTE = 1, 2, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_INT, _ATTRIBUTE_TYPE, _INT = 1, 3, 20, 2
_DIMS, _DATA_TYPE, _FLOAT_DATA, _NAME, _RAW_DATA = 1, 2, 4, 8, 9
_VALUE_NAME, _VALUE_TYPE, _TENSOR, _ELEMENT, _SHAPE, _DIMENSION, _SIZE, _SYMBOL = 1, 2, 1, 1, 2, 1, 1, 2
_TYPES = {1: "<f4", 3: "<i1", 7: "<i8"}
_FLOAT = 1


def fold(path: Path, *, any_size: bool = False) -> bytes:
    """Return the model with its weights as plain float32 and without PRelu, which ONNX Runtime does slowly.

    PRelu(x) becomes slope · x + (1 - slope) · Relu(x), two convolutions of one point a channel, so that everything
    between the first and the last layer stays in the layout that is fast. ``any_size``: pictures may have any height
    and width.

    Raises:
        ValueError: the file is not a model of this kind.
    """
    model = parse(path.read_bytes())
    graph = parse(_bytes(model, _GRAPH))
    tensors = {_text(t, _NAME): t for number, value in graph if number == _INITIALIZER for t in [parse(_raw(value))]}
    constants: dict[str, NDArray[np.float32]] = {}
    nodes: list[bytes] = []
    for node in (_raw(value) for number, value in graph if number == _NODE):
        fields = parse(node)
        kind, inputs, outputs = _text(fields, _OP_TYPE), _texts(fields, _NODE_INPUT), _texts(fields, _NODE_OUTPUT)
        if kind == "DequantizeLinear":
            constants[outputs[0]] = _dequantised(fields, *(_array(tensors[name]) for name in inputs))
        elif kind == "Reshape" and inputs[0] in constants:
            constants[outputs[0]] = constants[inputs[0]].reshape(_array(tensors[inputs[1]]).tolist())
        elif kind == "PRelu":
            nodes += _sum_of_two(inputs[0], outputs[0], _array(tensors[inputs[1]]).ravel(), constants)
        else:
            nodes.append(node)
    used = {name for node in nodes for name in _texts(parse(node), _NODE_INPUT)}
    kept = [(_INITIALIZER, build(tensor)) for name, tensor in tensors.items() if name in used]
    made = [(_INITIALIZER, _tensor(name, array)) for name, array in constants.items() if name in used]
    given = used - tensors.keys() - constants.keys()
    folded: list[Field] = [*((_NODE, node) for node in nodes), *kept, *made]
    for number, value in graph:
        name = _text(parse(_raw(value)), _VALUE_NAME) if number in {_INPUT, _OUTPUT} else ""
        if number == _INPUT and name in given:
            folded.append((number, _value(name, 1, 3, "height", "width") if any_size else value))
        elif number == _OUTPUT:
            folded.append((number, _value(name) if any_size else value))
        elif number not in {_NODE, _INITIALIZER, _INPUT, _VALUE_INFO}:
            folded.append((number, value))
    return build((number, build(folded) if number == _GRAPH else value) for number, value in model)


def _dequantised(
    node: list[Field], values: NDArray[np.float32], scales: NDArray[np.float32], zeros: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(value - zero) · scale, the two of them given once for each block along an axis."""
    attributes = {_text(a, _ATTRIBUTE_NAME): a for n, v in node if n == _ATTRIBUTE for a in [parse(_raw(v))]}
    axis, block = (int(dict(attributes[name])[_ATTRIBUTE_INT]) for name in ("axis", "block_size"))
    places = np.arange(values.shape[axis]) // block
    difference = values.astype(np.float32) - zeros.astype(np.float32).take(places, axis)
    return np.asarray(difference * scales.take(places, axis), np.float32)


def _sum_of_two(
    x: str, y: str, slope: NDArray[np.float32], constants: dict[str, NDArray[np.float32]]
) -> Iterator[bytes]:
    constants[f"{y}.slope"] = slope.reshape(-1, 1, 1, 1)
    constants[f"{y}.rest"] = (1 - slope).reshape(-1, 1, 1, 1)
    group = {"group": len(slope)}
    yield _node("Relu", [x], f"{y}.positive")
    yield _node("Conv", [f"{y}.positive", f"{y}.rest"], f"{y}.upper", group)
    yield _node("Conv", [x, f"{y}.slope"], f"{y}.lower", group)
    yield _node("Add", [f"{y}.lower", f"{y}.upper"], y)


def _node(kind: str, inputs: list[str], output: str, attributes: Mapping[str, int] = {}) -> bytes:
    return build(
        [
            *((_NODE_INPUT, name.encode()) for name in inputs),
            (_NODE_OUTPUT, output.encode()),
            (_OP_TYPE, kind.encode()),
            *(
                (
                    _ATTRIBUTE,
                    build([(_ATTRIBUTE_NAME, name.encode()), (_ATTRIBUTE_INT, value), (_ATTRIBUTE_TYPE, _INT)]),
                )
                for name, value in attributes.items()
            ),
        ]
    )


def _tensor(name: str, array: NDArray[np.float32]) -> bytes:
    head = [*((_DIMS, size) for size in array.shape), (_DATA_TYPE, _FLOAT), (_NAME, name.encode())]
    return build([*head, (_RAW_DATA, array.astype("<f4").tobytes())])


def _array(tensor: list[Field]) -> NDArray[np.float32]:
    """A tensor of float32, int8 or int64 as such."""
    data = [_raw(value) for number, value in tensor if number in {_FLOAT_DATA, _RAW_DATA}]
    shape = [int(value) for number, value in tensor if number == _DIMS]
    return np.frombuffer(b"".join(data), _TYPES[int(dict(tensor)[_DATA_TYPE])]).reshape(shape)


def _value(name: str, *dimensions: int | str) -> bytes:
    """An input or output of float32 that has these sizes, symbols for what may vary; without any, of every shape."""
    sizes = [(_DIMENSION, build([(_SYMBOL, d.encode())] if isinstance(d, str) else [(_SIZE, d)])) for d in dimensions]
    shape: list[Field] = [(_SHAPE, build(sizes))] if sizes else []
    return build([(_VALUE_NAME, name.encode()), (_VALUE_TYPE, build([(_TENSOR, build([(_ELEMENT, _FLOAT), *shape]))]))])


def _raw(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise ValueError("a number where something longer belongs")  # noqa: TRY004 - the file is wrong, not the caller
    return value


def _bytes(fields: list[Field], number: int) -> bytes:
    return next((_raw(value) for n, value in fields if n == number), b"")


def _text(fields: list[Field], number: int) -> str:
    return _bytes(fields, number).decode()


def _texts(fields: list[Field], number: int) -> list[str]:
    return [_raw(value).decode() for n, value in fields if n == number]
