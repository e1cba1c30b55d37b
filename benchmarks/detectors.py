"""Runtimes for YuNet and SFace beside each other: ``python -m benchmarks.detectors VIDEO``.

OpenVINO joins in where ``pip install openvino`` has brought it.
"""

import argparse
import importlib
import importlib.util
import math
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.frames import read_frames
from opentube.models.folder import ModelFolder
from opentube.models.folding import fold
from opentube.models.session import open_folded
from opentube.settings import Settings

WIDTH, HEIGHT = 640, 384
"""What YuNet is shown of a 16:9 picture: 360 rows and 24 of padding."""

PICTURES, ROUNDS = 8, 5
OUTPUTS = [f"{part}_{stride}" for part in ("cls", "obj", "bbox", "kps") for stride in (8, 16, 32)]

Array = NDArray[np.float32]
Run = Callable[[Array], list[Array]]


def main() -> None:
    """Print time and difference from OpenCV for each runtime, with one thread and with two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("--models", type=Path, help="folder of the models; default: that of the installation")
    arguments = parser.parse_args()
    folder = ModelFolder(arguments.models or Settings().models_path)
    pictures = [frame.image(640) for _, frame in zip(range(PICTURES * 20), read_frames(arguments.video), strict=False)]
    padded = [_padded(picture) for picture in pictures[::20]]
    faces = [np.ascontiguousarray(blob[:, :, 100:212, 264:376]) for blob in padded]
    print(f"{'runtime':<14} threads  YuNet, ms  largest difference  SFace, ms  least cosine")
    runtimes = _runtimes()
    for threads in (1, 2):
        nets = {
            name: (
                make(folder.path("yunet"), "input", OUTPUTS, threads),
                make(folder.path("sface"), "data", ["fc1"], threads),
            )
            for name, make in runtimes.items()
        }
        times = _best_ms(
            {
                (name, k): partial(_each, run, (padded, faces)[k])
                for name, pair in nets.items()
                for k, run in enumerate(pair)
            }
        )
        expected_seen, expected_vectors = _answers(*nets["OpenCV"], padded, faces)
        for name, (yunet, sface) in nets.items():
            seen, vectors = _answers(yunet, sface, padded, faces)
            off = max(float(np.abs(a - b).max()) for a, b in zip(seen, expected_seen, strict=True))
            cosine = min(_cosine(a, b) for a, b in zip(vectors, expected_vectors, strict=True))
            yunet_ms, sface_ms = (times[name, k] / PICTURES for k in range(2))
            print(f"{name:<14} {threads:>7} {yunet_ms:>10.1f} {off:>19.1e} {sface_ms:>10.1f} {cosine:>13.6f}")


def _answers(yunet: Run, sface: Run, padded: list[Array], faces: list[Array]) -> tuple[list[Array], list[Array]]:
    seen = [np.concatenate([part.ravel() for part in yunet(blob)]) for blob in padded]
    return seen, [sface(face)[0].ravel() for face in faces]


def _runtimes() -> dict[str, Callable[[Path, str, list[str], int], Run]]:
    runtimes: dict[str, Callable[[Path, str, list[str], int], Run]] = {"OpenCV": _opencv, "ONNX Runtime": _onnx_runtime}
    if importlib.util.find_spec("openvino"):
        return runtimes | {"OpenVINO": _openvino}
    print("OpenVINO is left out: `pip install openvino` brings it")
    return runtimes


def _opencv(path: Path, source: str, outputs: list[str], threads: int) -> Run:
    net = cv2.dnn.readNetFromONNX(str(path))

    def run(blob: Array) -> list[Array]:
        cv2.setNumThreads(threads)
        net.setInput(blob, source)
        return [np.asarray(output, np.float32) for output in net.forward(outputs)]

    return run


def _onnx_runtime(path: Path, source: str, outputs: list[str], threads: int) -> Run:
    session = open_folded(path, threads=threads, any_size=source == "input")
    return lambda blob: list(session.run(outputs, {source: blob}))


def _openvino(path: Path, source: str, outputs: list[str], threads: int) -> Run:
    openvino: Any = importlib.import_module("openvino")
    core = openvino.Core()
    model = core.read_model(fold(path, any_size=source == "input"))
    model.reshape([1, 3, HEIGHT, WIDTH] if source == "input" else [1, 3, 112, 112])
    hints = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
    request = core.compile_model(model, "CPU", hints).create_infer_request()

    def run(blob: Array) -> list[Array]:
        results = request.infer({source: blob})
        return [np.array(results[name]) for name in outputs]

    return run


def _padded(picture: NDArray[np.uint8]) -> Array:
    blob = np.zeros((1, 3, HEIGHT, WIDTH), np.float32)
    rows = picture[:HEIGHT, :WIDTH]
    blob[0, :, : rows.shape[0], : rows.shape[1]] = rows.transpose(2, 0, 1)
    return blob


def _each(run: Run, blobs: list[Array]) -> None:
    for blob in blobs:
        run(blob)


def _cosine(a: Array, b: Array) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def _best_ms(works: dict[tuple[str, int], Callable[[], None]]) -> dict[tuple[str, int], float]:
    """Take turns, so that a busy moment does not fall on one alone."""
    best_s = dict.fromkeys(works, math.inf)
    for _ in range(ROUNDS):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            best_s[name] = min(best_s[name], time.perf_counter() - start)
    return {name: seconds * 1000 for name, seconds in best_s.items()}


if __name__ == "__main__":
    main()
