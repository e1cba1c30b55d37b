"""Hiding everybody, beside only decoding and encoding, and beside ``deface``.

``python -m benchmarks.anonymize VIDEO LABELS [--deface COMMAND]`` prints frames a second and the share of labelled faces
that are hidden, the fastest of several rounds each, all in one run, and the medians of what pairs of rounds have to each other:
where others use the machine, too, those of processor time say more. ``deface`` is best installed in an environment of its own.
LABELS is JSON: ``shots`` with ``faces``, for each face a list of [time_s, x, y, w, h] in 0..1.
"""

import argparse
import json
import math
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from statistics import median

import av
import cv2
import numpy as np
from av.video.frame import PictureType
from numpy.typing import NDArray

from opentube.faces.anonymize.engine import hide_everybody
from opentube.faces.anonymize.finding import FaceFinder
from opentube.media.encoding import Preset, Quality
from opentube.models.folder import ModelFolder
from opentube.settings import Settings

HIDDEN = 0.35
"""A face is hidden when less than this share of its fine detail is left."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--deface", default="deface", help="its command (default: the one on the path)")
    parser.add_argument("--rounds", type=int, default=3, help="the fastest of so many rounds counts (default 3)")
    parser.add_argument("--preset", choices=[preset.value for preset in Preset], default=Preset.VERYFAST.value)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()

    video, quality = arguments.video, Quality(preset=Preset(arguments.preset))
    folder = ModelFolder(Settings().models_path)
    finder = FaceFinder(*(folder.path(name) for name in ("yunet", "centerface", "sface")), threads=arguments.threads)

    def plain(target: Path) -> None:
        transcode(video, target, quality, arguments.threads)

    def ours(target: Path) -> None:
        hide_everybody(video, target, finder, quality=quality, threads=arguments.threads)

    ways: dict[str, Callable[[Path], None]] = {"decode and encode": plain, "open-tube": ours}
    slow: dict[str, Callable[[Path], None]] = {}
    command = shutil.which(arguments.deface)
    if command is None:
        print(f"{arguments.deface} is not here: pip install deface (1.5.0) in an environment of its own, then --deface")
    else:
        slow["deface"] = lambda target: _deface(command, video, target)
        slow["deface at 640 x 360"] = lambda target: _deface(command, video, target, "--scale", "640x360")
    labels = read_labels(arguments.labels)
    frames = sum(1 for _ in _pictures(video))
    seconds: dict[str, list[float]] = {name: [] for name in ways | slow}
    busy: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as scratch:
        targets = {name: Path(scratch) / f"{number}.mp4" for number, name in enumerate(seconds)}
        for name, way in slow.items():
            seconds[name].append(_timed(way, targets[name]))
        for _ in range(arguments.rounds):
            for name, way in ways.items():
                start = time.process_time()
                seconds[name].append(_timed(way, targets[name]))
                busy[name].append(time.process_time() - start)
        rates = {name: frames / min(each) for name, each in seconds.items()}
        for name, rate in rates.items():
            share = hidden_share(video, targets[name], labels)
            print(f"{name:<22} {rate:7.1f} frames/s {share:8.4f} hidden")
    for what, spent in (("rate", seconds), ("rate by processor time", busy)):
        paired = [a / b for a, b in zip(spent["decode and encode"], spent["open-tube"], strict=True)]
        print(f"open-tube has {median(paired):.2f} of the {what} of decoding and encoding (rounds: {_listed(paired)})")
    if slow:
        print(f"open-tube has {rates['open-tube'] / rates['deface']:.1f} times the rate of deface")


def transcode(video: Path, target: Path, quality: Quality, threads: int) -> None:
    """Decode and encode, and nothing else; sound is copied."""
    with av.open(str(video)) as source, av.open(str(target), "w") as output:
        stream = source.streams.video[0]
        stream.thread_type, stream.codec_context.thread_count = "AUTO", threads
        options = {"crf": str(quality.crf), "preset": quality.preset.value}
        encoder = output.add_stream("libx264", rate=stream.average_rate, options=options)
        encoder.width, encoder.height, encoder.pix_fmt = stream.width, stream.height, "yuv420p"
        encoder.codec_context.thread_count = threads
        copies = {sound.index: output.add_stream_from_template(sound) for sound in source.streams.audio}
        for packet in source.demux(stream, *source.streams.audio):
            if packet.stream_index in copies:
                if packet.dts is not None:
                    packet.stream = copies[packet.stream_index]
                    output.mux(packet)
                continue
            for picture in packet.decode():
                if isinstance(picture, av.VideoFrame):
                    picture.pict_type = PictureType.NONE
                    output.mux(encoder.encode(picture))
        output.mux(encoder.encode(None))


def _deface(command: str, video: Path, target: Path, *options: str) -> None:
    subprocess.run([command, *options, "--keep-audio", "-o", str(target), str(video)], check=True, capture_output=True)


def _timed(way: Callable[[Path], None], target: Path) -> float:
    start = time.perf_counter()
    way(target)
    return time.perf_counter() - start


def _listed(values: list[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def read_labels(path: Path) -> dict[int, list[list[float]]]:
    """Boxes by time in hundredths of a second."""
    boxes: dict[int, list[list[float]]] = {}
    for shot in json.loads(path.read_text(encoding="utf-8"))["shots"]:
        for track in shot["faces"]:
            for time_s, *box in track:
                boxes.setdefault(round(time_s * 100), []).append(box)
    return boxes


def hidden_share(original: Path, result: Path, labels: dict[int, list[list[float]]]) -> float:
    """Tell in how many labelled faces the fine detail of the original is gone from the result; NaN without faces."""
    left = [
        detail_left(before, after, box)
        for (time_s, before), (_, after) in zip(_pictures(original), _pictures(result), strict=False)
        for box in labels.get(round(time_s * 100), [])
    ]
    return float(np.mean([share < HIDDEN for share in left])) if left else math.nan


def detail_left(before: NDArray[np.uint8], after: NDArray[np.uint8], box: list[float]) -> float:
    """Least-squares gain of one high-pass picture on the other, in the middle of a face."""
    height, width = before.shape
    x, y, w, h = box
    rows = slice(max(int((y + 0.15 * h) * height), 0), int((y + 0.85 * h) * height))
    columns = slice(max(int((x + 0.15 * w) * width), 0), int((x + 0.85 * w) * width))
    parts = [picture[rows, columns].astype(np.float32) for picture in (before, after)]
    if min(parts[0].shape) == 0:
        return 0.0
    sigma = max(parts[0].shape[1] / 16, 1.0)
    fine = [part - cv2.GaussianBlur(part, (0, 0), sigma) for part in parts]
    return float((fine[0] * fine[1]).sum() / max(float((fine[0] ** 2).sum()), 1e-6))


def _pictures(path: Path) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Time and luma of every frame."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for frame in container.decode(stream):
            time_s = float((frame.pts or 0) * (frame.time_base or Fraction(0)))
            yield time_s, np.asarray(frame.to_ndarray(format="gray"), np.uint8)


if __name__ == "__main__":
    main()
