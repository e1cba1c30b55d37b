"""A hard film for hiding faces, made from the faces of another film.

``python -m benchmarks.anonymize_hard FILM hard.mp4`` takes heads from FILM, at 1, 4, 7, 9 and 13 seconds, and has them come in
from the edge, move fast (up to one face size a frame) and turn into perspective, 20 to 400 pixels high, ten shots of 1.5
seconds. Where they are is written to hard.labels.json; `benchmarks.anonymize` takes both.
"""

import argparse
import json
import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import YuNet
from opentube.media.frames import frame_at
from opentube.models.folder import ModelFolder
from opentube.settings import Settings

TIMES_S = (1.0, 4.0, 7.0, 9.0, 13.0)
SIZES_PX = (20, 28, 40, 64, 110, 180, 280, 400, 48, 90)
WIDTH, HEIGHT, RATE, FRAMES = 1280, 720, 30, 45
VISIBLE = 0.5
"""Faces of which less is inside the frame are not labelled."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Head:
    """A picture of a head, how opaque it is (0..1), and corners (4, 2) of the face in it, pixels."""

    picture: Picture
    opacity: NDArray[np.float32]
    face: NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("film", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    detector = YuNet(ModelFolder(Settings().models_path).path("yunet"))
    heads = [head for time_s in TIMES_S for head in [_head(frame_at(arguments.film, time_s).image(), detector)] if head]
    coarse = np.random.default_rng(7).integers(20, 200, (18, 32, 3)).astype(np.uint8)
    background = np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)
    shots = []
    with av.open(str(arguments.output), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"crf": "18", "preset": "fast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for shot, size in enumerate(SIZES_PX):
            behind = background if shot % 2 else (background // 2).astype(np.uint8)
            track = []
            for step in range(FRAMES):
                number = shot * FRAMES + step
                picture, box = _drawn(behind, heads[shot % len(heads)], size, step, shot)
                frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
                frame.pts, frame.time_base = number, Fraction(1, RATE)
                container.mux(stream.encode(frame))
                if box is not None:
                    track.append([round(number / RATE, 4), *box])
            span = {"start_s": shot * FRAMES / RATE, "end_s": (shot + 1) * FRAMES / RATE}
            shots.append(span | {"people": [f"{size} px"], "faces": [track]})
        container.mux(stream.encode())
    arguments.output.with_suffix(".labels.json").write_text(json.dumps({"shots": shots}), encoding="utf-8")


def _head(picture: Picture, detector: YuNet) -> Head | None:
    """Cut out the best face with what is around it, None where there is none or it is at the edge."""
    found = detector.detect(picture)
    if not len(found.scores):
        return None
    best = found.boxes[int(found.scores.argmax())] * np.tile(picture.shape[1::-1], 2)
    x, y, width, height = best.tolist()
    left, top = int(x + width / 2 - height), int(y - height / 2)
    if left < 0 or top < 0:
        return None
    part = picture[top : top + int(2 * height), left : left + int(2 * height)]
    mask = np.zeros(part.shape[:2], np.uint8)
    rows, columns = part.shape[:2]
    cv2.ellipse(mask, (columns // 2, rows // 2), (int(columns * 0.36), int(rows * 0.47)), 0, 0, 360, 255, cv2.FILLED)
    soft = cv2.GaussianBlur(mask, (0, 0), rows * 0.03).astype(np.float32) / 255
    corners = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]]) - [left, top]
    return Head(part, np.asarray(soft, np.float32), corners.astype(np.float32))


def _drawn(behind: Picture, head: Head, size: int, step: int, shot: int) -> tuple[Picture, list[float] | None]:
    """Draw a head, its face so many pixels high; return where the face is, x, y, w, h in 0..1, too."""
    side = size * head.picture.shape[0] / (head.face[2, 1] - head.face[0, 1])
    x = -side / 2 + (WIDTH * 0.2 + side) * min(3 * step / FRAMES, 1) + (60 + size) * math.sin(step / 4)
    y = HEIGHT / 2 + (30 + size * 0.3) * math.sin(step / 5 + shot)
    turn = 0.75 * math.sin(step / 7)
    half, slant = side / 2 * math.cos(turn), 0.18 * side * math.sin(turn)
    places = [
        [x - half, y - side / 2 - slant],
        [x + half, y - side / 2 + slant],
        [x + half, y + side / 2 - slant],
        [x - half, y + side / 2 + slant],
    ]
    rows, columns = head.picture.shape[:2]
    corners = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, np.array(places, np.float32))
    laid = cv2.warpPerspective(head.picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    opacity = cv2.warpPerspective(head.opacity, matrix, (WIDTH, HEIGHT))[..., None]
    mixed = cv2.GaussianBlur((behind * (1 - opacity) + laid * opacity).astype(np.uint8), (0, 0), 0.6)
    face = cv2.perspectiveTransform(head.face[None], matrix)[0]
    low, high = face.min(axis=0), face.max(axis=0)
    frame = np.array([WIDTH, HEIGHT])
    inside_low, inside_high = np.clip(low, 0, frame), np.clip(high, 0, frame)
    visible = (inside_high - inside_low).prod() / max((high - low).prod(), 1.0)
    box = [*(inside_low / frame).tolist(), *((inside_high - inside_low) / frame).tolist()]
    return np.asarray(mixed, np.uint8), box if visible > VISIBLE else None


if __name__ == "__main__":
    main()
