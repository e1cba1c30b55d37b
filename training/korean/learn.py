"""The training loop: epochs over mixed corpora, batches of one length, weights averaged."""

import copy
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import sentencepiece
import torch
from numpy.typing import NDArray

from training.korean.data import Example
from training.korean.losses import loss, pack, soft_loss
from training.korean.network import Reader

MAX_TOKENS: Final = 96
SAMPLING: Final = 0.5
"""Sub-word regularisation (Kudo 2018): each epoch cuts words differently, the more so the nearer to 0."""
BATCH: Final = 256
AVERAGING: Final = 0.999


@dataclass(frozen=True, slots=True)
class Schedule:
    """Epochs and the rate they begin with; the rate falls linearly to zero.

    ``repeats``: how often an epoch shows each example of a domain. Of plentiful rows it shows ``common_share``.
    """

    epochs: int
    rate: float
    repeats: Mapping[str, int]
    seed: int
    common_share: float = 0.25
    warm_up: int = 300


def learn(
    network: Reader,
    examples: Sequence[Example],
    tokenizer: sentencepiece.SentencePieceProcessor,
    schedule: Schedule,
    *,
    taught: NDArray[np.float32] | None = None,
) -> Reader:
    """Train in place and return the running average of the weights.

    ``taught`` (examples, logits) are a teacher's logits, NaN where it says nothing; they count beside what is known.
    """
    generator = np.random.default_rng(schedule.seed)
    torch.manual_seed(schedule.seed)
    targets = pack(examples)
    sizes = np.array([schedule.repeats.get(example.domain, 1) for example in examples])
    common = np.array([example.common for example in examples])
    seen = int(np.where(common, schedule.common_share, 1.0) @ sizes)
    steps = schedule.epochs * (seen // BATCH + MAX_TOKENS // 2)
    average = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(network.parameters(), lr=schedule.rate, weight_decay=0.01, betas=(0.9, 0.98))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / schedule.warm_up, max(0.0, 1 - step / steps))
    )
    step = 0
    for epoch in range(schedule.epochs):
        started, lost = time.monotonic(), 0.0
        picked = np.repeat(
            np.arange(len(examples)),
            np.where(common & (generator.random(len(examples)) >= schedule.common_share), 0, sizes),
        )
        batches = _batches(examples, picked, tokenizer, generator)
        network.train()
        for tokens, rows in batches:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(torch.from_numpy(tokens))
            batch_loss = loss(logits, torch.from_numpy(targets[rows]))
            if taught is not None:
                batch_loss = batch_loss + soft_loss(logits, torch.from_numpy(taught[rows]))
            optimizer.zero_grad(set_to_none=True)
            batch_loss.backward()  # type: ignore[no-untyped-call] # PyTorch does not say
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rate.step()
            step += 1
            lost += batch_loss.item()
            if step % 200 == 0:
                print(
                    f"step {step}/{steps}: {batch_loss.item():.3f}, {(time.monotonic() - started) / 60:.1f} min",
                    flush=True,
                )
            _follow(average, network, min(AVERAGING, step / (step + 10)))
        minutes = (time.monotonic() - started) / 60
        print(f"epoch {epoch + 1}/{schedule.epochs}: loss {lost / len(batches):.4f}, {minutes:.1f} min", flush=True)
    return average


def encode(tokenizer: sentencepiece.SentencePieceProcessor, texts: Sequence[str]) -> list[NDArray[np.int64]]:
    """The sub-words of each text, at most ``MAX_TOKENS``, at least one."""
    return [np.array(ids[:MAX_TOKENS] or [1], dtype=np.int64) for ids in tokenizer.encode(list(texts))]


@torch.no_grad()
def predict(
    network: Reader, tokenizer: sentencepiece.SentencePieceProcessor, texts: Sequence[str]
) -> NDArray[np.float32]:
    """The logits of each text, (texts, logits)."""
    network.eval()
    encoded = encode(tokenizer, texts)
    result: NDArray[np.float32] | None = None
    for rows in _by_length(np.array([len(ids) for ids in encoded]), np.arange(len(encoded)), 512):
        logits = network(torch.from_numpy(np.stack([encoded[row] for row in rows]))).numpy()
        if result is None:
            result = np.zeros((len(encoded), logits.shape[1]), dtype=np.float32)
        result[rows] = logits
    if result is None:
        raise ValueError("no texts")
    return result


def _batches(
    examples: Sequence[Example],
    picked: NDArray[np.int64],
    tokenizer: sentencepiece.SentencePieceProcessor,
    generator: np.random.Generator,
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    picked = generator.permutation(picked)
    encoded = tokenizer.encode(
        [examples[index].text for index in picked], enable_sampling=True, alpha=SAMPLING, nbest_size=-1
    )
    cut = [np.array(ids[:MAX_TOKENS] or [1], dtype=np.int64) for ids in encoded]
    chunks = _by_length(np.array([len(ids) for ids in cut]), np.arange(len(cut)), BATCH)
    order = generator.permutation(len(chunks))
    return [(np.stack([cut[row] for row in chunks[at]]), picked[chunks[at]]) for at in order]


def _by_length(lengths: NDArray[np.int64], rows: NDArray[np.int64], size: int) -> list[NDArray[np.int64]]:
    order = rows[np.argsort(lengths, kind="stable")]
    edges = np.flatnonzero(np.diff(lengths[order])) + 1
    return [group[at : at + size] for group in np.split(order, edges) for at in range(0, len(group), size)]


@torch.no_grad()
def _follow(average: Reader, network: Reader, share: float) -> None:
    for kept, new in zip(average.parameters(), network.parameters(), strict=True):
        kept.lerp_(new, 1 - share)
