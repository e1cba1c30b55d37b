"""What the models of one language read in a batch of texts."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FLAG_FROM: Final = 0.5
"""Abuse, spam, questions and requests: yes from this probability."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Answers for n texts.

    ``sentiment`` (n, 3) float32: calibrated probabilities of negative, neutral, positive. ``side`` (n,) int64: the
    best answer, 0 to 2 in that order; a little more often a rare class than the most probable one. ``abuse``,
    ``question`` and ``request`` (n,) float32 in 0..1; yes from 0.5.
    """

    sentiment: NDArray[np.float32]
    side: NDArray[np.int64]
    abuse: NDArray[np.float32]
    question: NDArray[np.float32]
    request: NDArray[np.float32]
