"""Recall by size of face, in light and at night: ``python -m benchmarks.crowd``.

Two clips are made of portraits in the public domain (`samples/CREDITS.md`): 1 to 30 faces of 16 to 480 pixels in a
frame of 1280 × 720, turned, mirrored, dimmed; the second clip is dark and noisy. Both are compressed, and read again.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import MIN_SCORE, OVERLAP, YuNet
from opentube.media.frames import read_frames
from opentube.models.folder import ModelFolder
from opentube.settings import Settings
from samples.film.pictures import fetch

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 1280, 720
SIZES = (16, 20, 24, 32, 48, 96, 200, 400, 480)
"""Edges of the classes of size: width of the box, pixels."""

SCENES = 60
HELD = 3
"""Frames that show each scene."""

HIT = 0.4
"""Intersection over union from which a face is found."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A frame, and (n, 4) float32 x, y, width, height of its faces in pixels."""

    picture: Picture
    boxes: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A head with what surrounds it, (h, w, 3) uint8 BGR; ``box`` of its face: x, y, width, height in pixels."""

    picture: Picture
    box: NDArray[np.float32]


def portraits(detector: YuNet) -> list[Portrait]:
    """Cut the heads out of portraits large enough that there is no doubt where the face is."""
    cut = []
    for name, picture in sorted(fetch().items()):
        bgr = np.ascontiguousarray(picture[..., ::-1])
        found = detector.detect(bgr)
        if name == "chelsea" or len(found.scores) != 1:
            continue
        x, y, w, h = (found.boxes[0] * np.tile([bgr.shape[1], bgr.shape[0]], 2)).tolist()
        left, top = max(0, round(x - 0.7 * w)), max(0, round(y - 0.6 * h))
        head = bgr[top : round(y + 1.5 * h), left : round(x + 1.7 * w)]
        cut.append(Portrait(head, np.array([x - left, y - top, w, h], np.float32)))
    return cut


def scenes(heads: list[Portrait], seed: int, *, night: bool) -> Iterator[Scene]:
    """Place heads on scenery, the number and sizes of the faces drawn evenly; none is covered by another."""
    random = np.random.default_rng(seed)
    for _ in range(SCENES):
        picture, boxes, taken = _scenery(random), [], np.zeros((HEIGHT, WIDTH), bool)
        for _ in range(int(random.choice([1, 2, 4, 8, 15, 30]))):
            place = int(random.integers(len(SIZES) - 1))
            width = float(np.exp(random.uniform(*np.log(SIZES[place : place + 2]))))
            sharp = [head for head in heads if width <= 2 * head.box[2]]
            box = _paste(picture, taken, sharp[int(random.integers(len(sharp)))], width, random)
            if box is not None:
                boxes.append(box)
        lit: NDArray[np.float64] = picture.astype(np.float64)
        if night:
            lit = lit * random.uniform(0.1, 0.3) + random.normal(0, 8, lit.shape)
        yield Scene(lit.clip(0, 255).astype(np.uint8), np.array(boxes, np.float32).reshape(-1, 4))


def _scenery(random: np.random.Generator) -> Picture:
    """Soft shapes with grain and hard edges."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for cells in (3, 9, 40, 160):
        coarse = random.uniform(-1, 1, (cells * 9 // 16 + 1, cells, 3)).astype(np.float32)
        large = np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32)
        picture += large * np.float32(60 / cells**0.35)
    for _ in range(40):
        a, b = random.integers(0, [WIDTH, HEIGHT], (2, 2)).tolist()
        cv2.line(picture, a, b, random.uniform(-100, 100, 3).tolist(), int(random.integers(1, 8)))
    return (picture + 110).clip(0, 255).astype(np.uint8)


def _paste(
    picture: Picture, taken: NDArray[np.bool_], head: Portrait, width: float, random: np.random.Generator
) -> NDArray[np.float32] | None:
    """Put a head of this width of face where there is room; return the box of the face."""
    scale = width / float(head.box[2])
    patch = cv2.resize(
        head.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    h, w = patch.shape[:2]
    half, middle = head.box[2:] * scale / 2, (head.box[:2] + head.box[2:] / 2) * scale
    mask = np.zeros((h, w), np.float32)
    cv2.ellipse(mask, (w // 2, h // 2), (int(w * 0.46), int(h * 0.46)), 0, 0, 360, (1,), cv2.FILLED)
    turned = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), random.uniform(-15, 15), 1.0)
    patch = cv2.warpAffine(patch, turned, (w, h)) * random.uniform(0.6, 1.15)
    mask = cv2.warpAffine(cv2.GaussianBlur(mask, (0, 0), max(0.5, w * 0.02)), turned, (w, h))
    for _ in range(30):
        centre = random.uniform(half, [WIDTH, HEIGHT] - half)
        left, top = np.round(centre - middle).astype(int).tolist()
        cut = np.s_[max(0, -top) : min(h, HEIGHT - top), max(0, -left) : min(w, WIDTH - left)]
        place = np.s_[max(0, top) : min(HEIGHT, top + h), max(0, left) : min(WIDTH, left + w)]
        alpha = mask[cut]
        if (taken[place] & (alpha > 0.05)).any():
            continue
        mixed = picture[place] + (patch[cut] - picture[place]) * alpha[..., None]
        picture[place] = mixed.clip(0, 255).astype(np.uint8)
        taken[place] |= alpha > 0.05
        return np.array([*(middle + np.array([left, top]) - half), *(2 * half)], np.float32)
    return None


def reread(made: list[Scene], path: Path) -> list[Picture]:
    """Compress the scenes as a film and return what a scan would look at of each."""
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "23"})
        assert isinstance(stream, av.VideoStream)  # noqa: S101 - what add_stream gives for this codec
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for scene in made:
            for _ in range(HELD):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(scene.picture, format="bgr24")))
        container.mux(stream.encode())
    return [frame.image(WIDTH) for index, frame in enumerate(read_frames(path)) if index % HELD == HELD - 1]


def overlap(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of (n, 4) and (m, 4) boxes; (n, m)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, :2] + a[:, None, 2:], b[None, :, :2] + b[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = a[:, 2:].prod(axis=1)[:, None] + b[:, 2:].prod(axis=1)[None]
    return np.asarray(shared / (areas - shared), np.float32)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, help="folder of the models; default: that of the installation")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    path = ModelFolder(arguments.models or Settings().models_path).path("yunet")
    detector = YuNet(path)
    heads = portraits(detector)
    classes = [f"{a}-{b}" for a, b in pairwise(SIZES)]
    print(f"{'width of the face, px':<26}" + "".join(f"{name:>9}" for name in classes) + "  false alarms a frame")
    for name, night in (("crowd", False), ("night", True)):
        made = list(scenes(heads, arguments.seed, night=night))
        with tempfile.TemporaryDirectory() as folder:
            pictures = reread(made, Path(folder) / "clip.mp4")
        for who, detect in (("one look, OpenCV", partial(one_look, path)), ("ours", partial(ours, detector))):
            found = [detect(picture) for picture in pictures]
            print(f"{name + ', ' + who:<26}" + report(made, found))


def ours(detector: YuNet, picture: Picture) -> NDArray[np.float32]:
    """Boxes in pixels."""
    return np.asarray(detector.detect(picture).boxes * np.array([WIDTH, HEIGHT] * 2), np.float32)


def one_look(path: Path, picture: Picture) -> NDArray[np.float32]:
    """Boxes in pixels, found at 640 x 360."""
    small = cv2.resize(picture, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA)
    net = cv2.FaceDetectorYN.create(str(path), "", (WIDTH // 2, HEIGHT // 2), MIN_SCORE, OVERLAP)
    rows = net.detect(small)[1]
    return np.empty((0, 4), np.float32) if rows is None else np.asarray(rows[:, :4] * 2, np.float32)


def report(made: list[Scene], found: list[NDArray[np.float32]]) -> str:
    """Recall for each class of size, and false alarms."""
    hits: list[bool] = []
    alarms = 0
    for scene, boxes in zip(made, found, strict=True):
        met = overlap(scene.boxes, boxes)
        hits += (met.max(axis=1, initial=0) >= HIT).tolist()
        alarms += int((met.max(axis=0, initial=0) < HIT).sum())
    places = np.digitize(np.concatenate([scene.boxes[:, 2] for scene in made]), SIZES) - 1
    recall = [float(np.mean(np.array(hits)[places == k])) for k in range(len(SIZES) - 1)]
    return "".join(f"{r:>9.2f}" for r in recall) + f"{alarms / len(made):9.3f}"


if __name__ == "__main__":
    main()
