"""Persons of a video beside usual ways to find them: ``python -m benchmarks.face_peers VIDEO LABELS``.

The labels are JSON, {"shots": [{"start_s", "end_s", "people": [names from left to right]}]}, people side by side in
equal columns. Peers look frame by frame and give each face to the first person whose first face is near enough, as the
system of 2019 did. dlib joins in where ``pip install dlib-bin`` has brought it.
"""

import argparse
import importlib
import importlib.util
import json
import math
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import MIN_SCORE, OVERLAP
from opentube.faces.embedding import CROP_SIDE, SFace, align
from opentube.faces.people import box_at, find_people
from opentube.faces.scan import FaceScanner
from opentube.media.frames import read_frames
from opentube.media.probe import probe
from opentube.models.folder import ModelFolder
from opentube.settings import Settings

STEP_S, MARGIN_S = 0.2, 0.2
SAME_PERSON = 0.363
"""Cosine from which OpenCV's documentation of SFace takes two faces for one person."""

Box = NDArray[np.float32]
Seen = list[tuple[int | None, Box]]
"""Who, None where unsure, and x, y, width, height in 0..1."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a contender says: who is where at a time, and how many persons are on screen for a second or more."""

    at: Callable[[float], Seen]
    persons: int


Face = tuple[Box, NDArray[np.uint8]]
"""Box, and aligned crop."""
Finder = Callable[[NDArray[np.uint8]], list[Face]]


def main() -> None:
    """Print time and quality of each contender."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--rounds", type=int, default=2, help="the fastest of so many rounds counts (default 2)")
    parser.add_argument("--models", type=Path, help="folder of the models; default: that of the installation")
    arguments = parser.parse_args()
    folder = ModelFolder(arguments.models or Settings().models_path)
    shots = json.loads(arguments.labels.read_text(encoding="utf-8"))["shots"]
    scanner = FaceScanner(folder.path("yunet"), folder.path("sface"), threads=2)
    embedder = SFace(folder.path("sface"), threads=2)
    yunet = partial(greedy, arguments.video, YuNetFaces(folder.path("yunet")), embedder)
    contenders: dict[str, Callable[[], Answer]] = {
        "Open-Tube": partial(ours, arguments.video, scanner),
        "YuNet + SFace, all frames": partial(yunet, every_s=0.0),
        "YuNet + SFace, 1 frame/s": partial(yunet, every_s=1.0),
    }
    if importlib.util.find_spec("dlib"):
        contenders["dlib HOG + SFace, 5 frames/s"] = partial(greedy, arguments.video, HogFaces(), embedder, every_s=0.2)
    else:
        print("dlib is left out: `pip install dlib-bin` brings it")
    best_s = dict.fromkeys(["decoding", *contenders], math.inf)
    answers = {}
    for _ in range(arguments.rounds):
        start = time.perf_counter()
        for _ in read_frames(arguments.video, threads=2):
            pass
        best_s["decoding"] = min(best_s["decoding"], time.perf_counter() - start)
        for name, work in contenders.items():
            start = time.perf_counter()
            answers[name] = work()
            best_s[name] = min(best_s[name], time.perf_counter() - start)
    present = len({name for shot in shots for name in shot["people"]})
    print(f"decoding alone takes {best_s['decoding']:.2f} s; {present} persons")
    print("| | seconds | × decoding | face recall | B-cubed F1 | persons |\n|---|---|---|---|---|---|")
    for name, answer in answers.items():
        pairs = list(observations(shots, answer.at))
        recall = sum(found for *_, found in pairs) / len(pairs)
        f1 = b_cubed_f1([(true, who) for true, who, _ in pairs if who is not None])
        times = f"{best_s[name]:.2f} | {best_s[name] / best_s['decoding']:.1f}"
        print(f"| {name} | {times} | {recall:.3f} | {f1:.3f} | {answer.persons} |")


def ours(video: Path, scanner: FaceScanner) -> Answer:
    """Scan and group."""
    scan = scanner.scan(video, 0.0, math.inf)
    people = find_people(scan.cuts_s, scan.faces, duration_s=probe(video).duration_s)

    def at(time_s: float) -> Seen:
        boxes = ((track.person, box_at(track, scan.faces, time_s)) for track in people.tracks)
        return [(who, box) for who, box in boxes if box is not None]

    return Answer(at, sum(person.screen_time_s >= 1 for person in people.persons))


def greedy(video: Path, find: Finder, embedder: SFace, *, every_s: float) -> Answer:
    """Look at frames so far apart; a face is the person whose first face is nearest, or somebody new."""
    firsts: list[NDArray[np.float32]] = []
    times: list[float] = []
    seen: list[Seen] = []
    cv2.setNumThreads(2)
    for frame in read_frames(video, threads=2):
        if times and frame.time_s < times[-1] + every_s - 1e-3:
            continue
        times.append(frame.time_s)
        seen.append([])
        for box, crop in find(frame.image(1280)):
            vector = embedder.embed(crop)
            near = [float(vector @ first) for first in firsts]
            who = int(np.argmax(near)) if near and max(near) >= SAME_PERSON else len(firsts)
            if who == len(firsts):
                firsts.append(vector)
            seen[-1].append((who, box))

    def at(time_s: float) -> Seen:
        after = min(bisect_left(times, time_s), len(times) - 1)
        return seen[min((max(after - 1, 0), after), key=lambda index: abs(times[index] - time_s))]

    step_s = (times[-1] - times[0]) / max(len(times) - 1, 1)
    counts = Counter(who for looked in seen for who, _ in looked)
    return Answer(at, sum(count * step_s >= 1 for count in counts.values()))


class YuNetFaces:
    """What OpenCV's own YuNet finds with 640 pixels on the longer side."""

    def __init__(self, path: Path) -> None:
        self._detector = cv2.FaceDetectorYN.create(str(path), "", (0, 0), MIN_SCORE, OVERLAP)

    def __call__(self, picture: NDArray[np.uint8]) -> list[Face]:
        """Return boxes and crops."""
        height, width = picture.shape[:2]
        scale = 640 / max(height, width)
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        rows = self._detector.detect(small)[1]
        points = [] if rows is None else [np.float32(row[:14]).reshape(7, 2) / scale for row in rows]
        return [((p[:2] / [width, height]).ravel(), align(picture, p[2:])) for p in points]


class HogFaces:
    """What dlib's HOG detector finds, 80 pixels or larger; it knows no landmarks, so crops are cut by the box."""

    def __init__(self) -> None:
        self._detector: Any = importlib.import_module("dlib").get_frontal_face_detector()

    def __call__(self, picture: NDArray[np.uint8]) -> list[Face]:
        """Return boxes and crops."""
        height, width = picture.shape[:2]
        faces = []
        for found in self._detector(np.ascontiguousarray(picture[..., ::-1])):
            left, top, w, h = found.left(), found.top(), found.width(), found.height()
            part = picture[max(top, 0) : top + h, max(left, 0) : left + w]
            crop = np.asarray(cv2.resize(part, (CROP_SIDE, CROP_SIDE), interpolation=cv2.INTER_AREA), np.uint8)
            faces.append((np.array([left / width, top / height, w / width, h / height], np.float32), crop))
        return faces


def observations(shots: list[dict[str, Any]], at: Callable[[float], Seen]) -> Iterator[tuple[str, int | None, bool]]:
    """Ask five times a second who is in the column of each labelled person: who is, who is found, whether a face is."""
    for shot in shots:
        columns = len(shot["people"])
        for time_s in np.arange(shot["start_s"] + MARGIN_S, shot["end_s"] - MARGIN_S, STEP_S):
            seen = [(box[0] + box[2] / 2, box[1] + box[3] / 2, who) for who, box in at(float(time_s))]
            for column, name in enumerate(shot["people"]):
                inside = [(y, who) for x, y, who in seen if abs(x * columns - column - 0.5) <= 0.25 and y < 0.6]
                yield name, min(inside, key=lambda face: face[0])[1] if inside else None, bool(inside)


def b_cubed_f1(pairs: list[tuple[str, int]]) -> float:
    """Harmonic mean of B-cubed precision and recall (Bagga and Baldwin 1998) of (true, found) persons; 0 for none."""
    if not pairs:
        return 0.0
    both, true, found = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    precision = sum(n * n / found[b] for (_, b), n in both.items()) / len(pairs)
    recall = sum(n * n / true[a] for (a, _), n in both.items()) / len(pairs)
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    main()
