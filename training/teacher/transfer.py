"""The Korean texts that the teacher reads to the student: what the corpora hold, and parts of the scarce kinds."""

import lzma
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from training.korean.data import Example, Split, prepare

SEED: Final = 20194
SAMPLED: Final = frozenset({"reviews", "middling reviews", "utterances"})
REVIEWS: Final = 40_000
UTTERANCES: Final = 20_000
PARTS: Final[Mapping[str, int]] = MappingProxyType({"steam": 2, "viewers": 3})
"""How many parts of each text of a domain are read beside it; none of these corpora has texts without labels."""
LEAST_WORDS: Final = 4
STYLED: Final[Mapping[str, int]] = MappingProxyType({"utterances": 12_000, "viewers": 4_000, "steam": 4_000})
"""How many texts of a domain are read once more with what viewers put before and after."""
BEFORE: Final = ("", "", "", "아니 ", "와 ", "진짜 ", "아 ", "근데 ", "형 ", "ㅋㅋㅋ ")
AFTER: Final = (
    " ㅋㅋㅋ",
    "ㅋㅋㅋ",
    "ㅋㅋ",
    " ㅠㅠ",
    "ㅠㅠㅠ",
    " ㅎㅎ",
    "..",
    "...",
    "!!",
    "?",
    "ㄷㄷ",
    " ㄹㅇ",
    ";;",
    "~",
    " ㅇㅈ",
)
NEWS: Final = "news"


def transfer(examples: Sequence[Example], folder: Path) -> list[Example]:
    """Return texts of the training part, with what is known of them, then without answers: parts, styled ones, news comments."""
    generator = np.random.default_rng(SEED)
    training = [example for example in examples if example.split is Split.TRAIN]
    chosen = [example for example in training if example.domain not in SAMPLED]
    for domain, count in (("reviews", REVIEWS), ("utterances", UTTERANCES)):
        rows = [example for example in training if example.domain == domain]
        chosen += [rows[row] for row in generator.choice(len(rows), min(count, len(rows)), replace=False)]
    for domain, count in PARTS.items():
        for example in training:
            if example.domain == domain:
                parts = {part_of(example.text.split(), generator) for _ in range(count)} - {"", example.text}
                chosen += [Example(f"{domain} parts", Split.TRAIN, part) for part in sorted(parts)]
    for domain, count in STYLED.items():
        rows = [example for example in training if example.domain == domain]
        for row in generator.choice(len(rows), count, replace=False):
            before, after = generator.choice(BEFORE), generator.choice(AFTER)
            chosen.append(Example(f"{domain} styled", Split.TRAIN, prepare(f"{before}{rows[row].text}{after}")))
    held_out = {example.text for example in examples if example.split is not Split.TRAIN}
    chosen += [Example(NEWS, Split.TRAIN, text) for text in _news(folder) if text and text not in held_out]
    return chosen


def part_of(words: Sequence[str], generator: np.random.Generator) -> str:
    """A run of a third to all but one of the words; of few words, nothing."""
    if len(words) < LEAST_WORDS:
        return ""
    length = int(generator.integers(max(2, len(words) // 3), len(words)))
    start = int(generator.integers(0, len(words) - length + 1))
    return " ".join(words[start : start + length])


def _news(folder: Path) -> Iterator[str]:
    with lzma.open(folder / "abuse_ko/unlabelled_news_comments.tsv.xz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield prepare(line)
