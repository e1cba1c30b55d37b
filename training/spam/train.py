"""Train, score and write the spam model: ``python -m training.spam.train --data DIR``."""

import argparse
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from opentube.comments.ngrams import hash_ngrams
from opentube.comments.spam import CUE_UNIT, spam_cues, spam_text
from training.hashed import export
from training.spam.data import ORDINARY, VIDEOS, Example, load
from training.spam.fit import HASHING, Features, Settings, features, fit, logits, weights

VERSION: Final = "1"
ABLATIONS: Final = {
    "as shipped": Settings(),
    "without what was written for this project": Settings(written=1e-3, viewer_style=1e-6),
    "without ordinary text": Settings(ordinary=1e-3),
    "cues count half": Settings(cue_scale=Settings().cue_scale / 2),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with spam_en and the ordinary text")
    parser.add_argument("--out", type=Path, default=Path(str(files("opentube.models.weights"))) / "spam.onnx")
    parser.add_argument("--ablations", action="store_true", help="leave videos out for every setting (minutes)")
    arguments = parser.parse_args()

    examples = load(arguments.data)
    seen = features([example.text for example in examples])
    for name, settings in list(ABLATIONS.items())[: None if arguments.ablations else 1]:
        print(json.dumps({"setting": name, **_leave_a_video_out(examples, seen, settings)}), flush=True)

    learned = np.flatnonzero([not example.held_out for example in examples])
    spam = np.array([example.spam for example in examples])
    weight = weights(examples, Settings())
    model = fit(_pick(seen, learned), spam[learned], weight[learned], Settings())
    about = {"name": "spam-ngrams-cues", "version": VERSION, "licence": "CC-BY-SA-4.0"}
    export(model, CUE_UNIT, about, arguments.out)

    print(f"{arguments.out.name}: {arguments.out.stat().st_size / 1e6:.2f} MB")
    session = ort.InferenceSession(arguments.out.read_bytes(), providers=["CPUExecutionProvider"])
    held_out = [example for example in examples if example.held_out]
    called = _scores(session, [example.text for example in held_out]) >= 0.5
    print(json.dumps(_held_out(held_out, called), indent=1))


def _leave_a_video_out(examples: Sequence[Example], seen: Features, settings: Settings) -> dict[str, object]:
    group = np.array([example.group for example in examples])
    spam = np.array([example.spam for example in examples])
    held_out = np.array([example.held_out for example in examples])
    weight = weights(examples, settings)
    accuracy = {}
    alarms = dict.fromkeys(ORDINARY, 0.0)
    for video in VIDEOS:
        learned = np.flatnonzero((group != video) & ~held_out)
        model = fit(_pick(seen, learned), spam[learned], weight[learned], settings)
        called = logits(model, seen) > 0
        there = group == video
        accuracy[video] = round(float(np.mean(called[there] == spam[there])), 4)
        for name in ORDINARY:
            alarms[name] += float(called[(group == name) & held_out].mean()) / len(VIDEOS)
    mean = round(sum(accuracy.values()) / len(accuracy), 4)
    return {"accuracy": accuracy, "mean": mean, "false_alarms": {name: round(rate, 5) for name, rate in alarms.items()}}


def _pick(seen: Features, rows: NDArray[np.intp]) -> Features:
    return Features(seen.ngrams[rows], seen.cues[rows])


def _scores(session: ort.InferenceSession, texts: Sequence[str]) -> NDArray[np.float32]:
    buckets, ends = hash_ngrams([spam_text(text) for text in texts], HASHING.orders, HASHING.bits)
    return np.asarray(session.run(["score"], {"buckets": buckets, "ends": ends, "cues": spam_cues(texts)})[0])


def _held_out(examples: Sequence[Example], called: NDArray[np.bool_]) -> dict[str, dict[str, int]]:
    result = {}
    for group in sorted({example.group for example in examples}):
        rows = [(bool(c), e.spam) for e, c in zip(examples, called, strict=True) if e.group == group]
        found = sum(c and s for c, s in rows)
        result[group] = {
            "n": len(rows),
            "spam": sum(s for _, s in rows),
            "found": found,
            "false_alarms": sum(c for c, _ in rows) - found,
        }
    return result


if __name__ == "__main__":
    main()
