"""What the teachers share: heads on the mean of an encoder's states, and how they learn and answer."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.teacher.e5 import Encoder

BATCH: Final = 32
_WITHIN: Final = 12_000
_LAST_SHARE: Final = 0.02
"""Of the rate, at the end."""


class Teacher(nn.Module):
    """The mean of the encoder's states, and one linear layer for all heads."""

    def __init__(self, encoder: Encoder, outputs: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(encoder.norm.normalized_shape[0], outputs)

    def freeze(self, layers: int) -> None:
        """Keep the lowest layers as they are: less to compute, and less to forget. The others learn; words never do."""
        for part in (self.encoder.norm, *self.encoder.blocks):
            part.requires_grad_(requires_grad=True)
        for part in (self.encoder.norm, *self.encoder.blocks[:layers]) if layers else ():
            part.requires_grad_(requires_grad=False)

    def forward(self, tokens: Tensor) -> Tensor:
        """Read texts of one length, (texts, tokens) int64, and return (texts, outputs) float32."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(tokens)
        logits: Tensor = self.heads(self.dropout(states.float().mean(1)))
        return logits


def batches(
    encoded: Sequence[Sequence[int]], rows: NDArray[np.int64], size: int, within: int
) -> Iterator[NDArray[np.int64]]:
    """Yield at most ``size`` rows, (rows,) int64, whose texts have one length, out of each ``within`` rows in turn."""
    for start in range(0, len(rows), within):
        some = rows[start : start + within]
        lengths = np.array([len(encoded[row]) for row in some])
        ordered = some[np.argsort(lengths, kind="stable")]
        edges = np.flatnonzero(np.diff(np.sort(lengths))) + 1
        groups = [g[at : at + size] for g in np.split(ordered, edges) for at in range(0, len(g), size)]
        for place in np.random.default_rng(start).permutation(len(groups)):
            yield groups[place]


def fit(
    teacher: Teacher,
    encoded: Sequence[Sequence[int]],
    epochs: Sequence[NDArray[np.int64]],
    loss_of: Callable[[Tensor, NDArray[np.int64]], Tensor],
    *,
    rate: float,
    warm_up: int,
    averaging: float = 0.0,
) -> Teacher:
    """Train in place and return the teacher with the running average of its weights; with 0, the last ones.

    Args:
        teacher: what learns.
        encoded: the numbers of the tokens of each text.
        epochs: the rows that each epoch reads, (rows,) int64, in this order but for their lengths.
        loss_of: the loss of logits (rows, outputs) of these rows.
        rate: reached after ``warm_up`` steps; it falls linearly.
        warm_up: in steps.
        averaging: how much of the average stays at each step.
    """
    every = [group for rows in epochs for group in batches(encoded, rows, BATCH, _WITHIN)]
    learning = [parameter for parameter in teacher.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm_up, max(_LAST_SHARE, 1 - step / len(every)))
    )
    average = [parameter.detach().clone() for parameter in learning]
    started, read, lost = time.monotonic(), 0, 0.0
    teacher.train()
    for step, group in enumerate(every):
        loss = loss_of(teacher(torch.tensor([encoded[row] for row in group])), group)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        schedule.step()
        for kept, new in zip(average, learning, strict=True):
            kept.lerp_(new.detach(), 1 - min(averaging, step / (step + 10)))
        read += len(group)
        lost += float(loss.detach())
        if step % 200 == 199:
            minutes = (time.monotonic() - started) / 60
            print(f"step {step + 1}/{len(every)}: loss {lost / 200:.3f}, {read} texts, {minutes:.1f} min", flush=True)
            lost = 0.0
    with torch.no_grad():
        for kept, parameter in zip(average, learning, strict=True):
            parameter.copy_(kept)
    return teacher.eval()


@torch.no_grad()
def predict(teacher: Teacher, encoded: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """The logits of each text, (texts, outputs)."""
    found = np.zeros((len(encoded), teacher.heads.out_features), dtype=np.float32)
    for group in batches(encoded, np.arange(len(encoded)), 64, 40_000):
        found[group] = teacher(torch.tensor([encoded[row] for row in group])).numpy()
    return found
