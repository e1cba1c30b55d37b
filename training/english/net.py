"""The network over words: embeddings, one convolution of five words, the maximum of each filter, linear heads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from opentube.comments.english_text import english_words
from training.english.data import Example

WIDTH: Final = 5
PADDING: Final = 0
UNKNOWN: Final = 1
EMOTIONS: Final = 28
SEED: Final = 20191


@dataclass(frozen=True, slots=True)
class Settings:
    filters: int = 192
    epochs: int = 6
    batch: int = 64
    learning_rate: float = 2e-3
    word_dropout: float = 0.3
    dropout: float = 0.5
    smoothing: float = 0.05
    emotions: float = 4.0
    taught: float = 0.9
    viewer_style: float = 3.0
    written: float = 0.7


class WordNet(nn.Module):
    """Three classes of sentiment, then the emotions, as logits."""

    def __init__(self, vectors: Tensor, settings: Settings) -> None:
        super().__init__()
        self.words = nn.Embedding(vectors.shape[0], vectors.shape[1], padding_idx=PADDING)
        self.words.weight.data.copy_(vectors)
        self.filters = nn.Conv1d(vectors.shape[1], settings.filters, WIDTH, padding=WIDTH // 2)
        self.heads = nn.Linear(settings.filters, 3 + EMOTIONS)
        self.word_dropout = nn.Dropout(settings.word_dropout)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, words: Tensor) -> Tensor:
        """Return logits (texts, 3 + EMOTIONS) of word numbers (texts, length) int64."""
        there = (words != PADDING).unsqueeze(-1)
        seen = self.word_dropout(self.words(words)) * there
        found = functional.relu(self.filters(seen.transpose(1, 2)).transpose(1, 2)) * there
        logits: Tensor = self.heads(self.dropout(found.amax(dim=1)))
        return logits


def train(
    examples: Sequence[Example],
    vocabulary: Sequence[str],
    vectors: NDArray[np.float32],
    taught: NDArray[np.float32],
    settings: Settings,
    *,
    seed: int,
) -> WordNet:
    """Train on what is known of the examples and on what a teacher says of them; prints the loss of each epoch.

    ``vectors`` (len(vocabulary), d) is where the embeddings start, ``taught`` (len(examples), 3 + EMOTIONS) the
    teacher's logits.
    """
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    net = WordNet(torch.from_numpy(vectors), settings)
    said_side = torch.from_numpy(taught[:, :3]).float().softmax(dim=1)
    said_emotion = torch.from_numpy(taught[:, 3:]).float().sigmoid()
    numbers = word_numbers([example.text for example in examples], vocabulary)
    side = torch.tensor([example.sentiment or 0 for example in examples])
    weight = torch.tensor([weight_of(example, settings) for example in examples])
    emotions = torch.zeros(len(examples), EMOTIONS)
    for row, example in enumerate(examples):
        emotions[row, list(example.emotions or ())] = 1
    felt = torch.tensor([float(example.emotions is not None) for example in examples])
    steps = settings.epochs * (len(examples) // settings.batch + 1)
    optimiser = torch.optim.AdamW(
        [
            {"params": [net.words.weight], "weight_decay": 0.0},
            {"params": [*net.filters.parameters(), *net.heads.parameters()], "weight_decay": 0.01},
        ],
        lr=settings.learning_rate,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.learning_rate, total_steps=steps)
    for epoch in range(settings.epochs):
        net.train()
        total = 0.0
        for rows in _batches(numbers, settings.batch, random):
            logits = net(_padded([numbers[row] for row in rows]))
            sentiment = functional.cross_entropy(
                logits[:, :3], side[rows], reduction="none", label_smoothing=settings.smoothing
            )
            emotion = functional.binary_cross_entropy_with_logits(logits[:, 3:], emotions[rows], reduction="none")
            loss = (sentiment * weight[rows] + settings.emotions * emotion.mean(dim=1) * felt[rows]).mean()
            said = functional.cross_entropy(logits[:, :3], said_side[rows])
            said_too = functional.binary_cross_entropy_with_logits(logits[:, 3:], said_emotion[rows])
            loss = (1 - settings.taught) * loss + settings.taught * (said + settings.emotions * said_too)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(rows)
        print(f"net, seed {seed}, epoch {epoch + 1}: loss {total / len(examples):.4f}", flush=True)
    return net.eval()


def vocabulary_of(examples: Sequence[Example], known: Sequence[str]) -> list[str]:
    """Return the padding, the unknown word, the words that occur twice, then those of ``known`` that do not."""
    counts = Counter(word for example in examples for word in english_words(example.text))
    seen = [word for word, count in counts.most_common() if count > 1]
    return ["", "\x00", *seen, *(word for word in known if counts[word] < 2)]


def word_numbers(texts: Sequence[str], vocabulary: Sequence[str]) -> list[list[int]]:
    """Return the number of each word of each text; one unknown word where there is none."""
    number = {word: index for index, word in enumerate(vocabulary)}
    return [[number.get(word, UNKNOWN) for word in english_words(text)] or [UNKNOWN] for text in texts]


def weight_of(example: Example, settings: Settings) -> float:
    if example.sentiment is None:
        return 0.0
    if example.domain == "viewer style":
        return settings.viewer_style
    if example.domain == "written":
        return settings.written
    return 0.3 if example.ambiguous else 1.0


def _batches(numbers: Sequence[Sequence[int]], size: int, random: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    """Texts of similar length together, in random order."""
    order = np.argsort(np.array([len(words) for words in numbers]) + random.random(len(numbers)) * 3, kind="stable")
    starts = np.arange(0, order.size, size)
    random.shuffle(starts)
    for start in starts:
        yield order[start : start + size]


def _padded(numbers: Sequence[Sequence[int]]) -> Tensor:
    result = torch.zeros(len(numbers), max(map(len, numbers)), dtype=torch.int64)
    for row, words in enumerate(numbers):
        result[row, : len(words)] = torch.tensor(words)
    return result


def net_logits(net: WordNet, texts: Sequence[str], vocabulary: Sequence[str]) -> NDArray[np.float64]:
    """Return the logits of the three classes, (len(texts), 3)."""
    numbers = word_numbers(texts, vocabulary)
    with torch.no_grad():
        parts = [net(_padded(numbers[start : start + 64]))[:, :3] for start in range(0, len(numbers), 64)]
    return torch.cat(parts).double().numpy()
