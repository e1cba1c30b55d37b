"""What the heads lose: each example counts only where its corpus says something."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.korean.data import Example
from training.korean.network import HEADS

WEIGHTS: Final = {"neutral": 0.5, "intent": 0.5, "beep": 0.5, "curse": 0.5, "kmhas": 1.0}
SOFT_WEIGHTS: Final = {"question": 0.5, "request": 0.5, "hostile": 0.5, "intent": 0.5, "beep": 0.5, "curse": 0.5}
KMHAS_BITS: Final = 9


def pack(examples: Sequence[Example]) -> NDArray[np.float32]:
    """Return (examples, heads): the target of each head, NaN where unknown."""
    rows = np.full((len(examples), len(HEADS)), np.nan, dtype=np.float32)
    names = list(HEADS)
    for index, example in enumerate(examples):
        for name, value in example.targets.items():
            rows[index, names.index(name)] = value
    return rows


def loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Sum over heads of the mean loss of the examples that have a target, by ``WEIGHTS``."""
    total = logits.new_zeros(())
    start = 0
    for column, (name, width) in enumerate(HEADS.items()):
        known = ~torch.isnan(targets[:, column])
        chosen, wanted = logits[known, start : start + width], targets[known, column]
        start += width
        if not len(wanted):
            continue
        if name in {"beep", "intent"}:
            lost = functional.cross_entropy(chosen, wanted.long(), reduction="none")
        elif name == "kmhas":
            bits = (wanted.long()[:, None] >> torch.arange(KMHAS_BITS)) & 1
            lost = functional.binary_cross_entropy_with_logits(chosen, bits.float(), reduction="none").mean(1) * 3
        else:
            lost = functional.binary_cross_entropy_with_logits(chosen[:, 0], wanted, reduction="none")
        total = total + WEIGHTS.get(name, 1.0) * lost.sum() / len(targets)
    return total


def soft_loss(logits: Tensor, taught: Tensor) -> Tensor:
    """Sum over heads of the mean cross entropy with a teacher's answers, by ``SOFT_WEIGHTS`` (Hinton et al. 2015).

    ``taught`` (texts, logits) float32 are the teacher's logits, NaN where it is not to be asked.
    """
    total = logits.new_zeros(())
    start = 0
    for name, width in HEADS.items():
        known = ~torch.isnan(taught[:, start])
        chosen, wanted = logits[known, start : start + width], taught[known, start : start + width]
        start += width
        if not len(wanted):
            continue
        if name in {"beep", "intent"}:
            lost = functional.cross_entropy(chosen, wanted.softmax(1), reduction="none")
        else:
            lost = functional.binary_cross_entropy_with_logits(chosen, wanted.sigmoid(), reduction="none").mean(1)
        total = total + SOFT_WEIGHTS.get(name, 1.0) * (3 if name == "kmhas" else 1) * lost.sum() / len(taught)
    return total
