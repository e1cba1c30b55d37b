"""What multilingual-e5-small makes of single words: where the embeddings of small networks start."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from training.teacher.e5 import E5, Encoder, Tokenizer

_MOST_TOKENS = 16
_AT_ONCE = 64


@torch.no_grad()
def word_states(words: Sequence[str], e5: E5) -> NDArray[np.float32]:
    """Return (words, e5.size): the mean state of each word read alone, zero where there is nothing to read."""
    tokens = Tokenizer(e5)(words, _MOST_TOKENS)
    encoder = Encoder(e5, np.arange(len(e5.pieces)), layers=e5.layers).eval()
    states = np.zeros((len(words), e5.size), dtype=np.float32)
    lengths = np.array([len(found) for found in tokens])
    for length in np.unique(lengths[lengths > 2]):
        rows = np.flatnonzero(lengths == length)
        for at in range(0, len(rows), _AT_ONCE):
            some = rows[at : at + _AT_ONCE]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                read = encoder(torch.tensor([tokens[row] for row in some]))
            states[some] = read.float()[:, 1:-1].mean(1).numpy()
    return states
