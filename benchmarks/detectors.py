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
from opentube.settings import get_settings

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
    folder = ModelFolder(arguments.models or get_settings().models_path)
    pictures = [frame.image(640) for _, frame in zip(range(PICTURES * 20), read_frames(arguments.video), strict=False)]
    padded = [_padded(picture) for picture in pictures[::20]]
    faces = [np.ascontiguousarray(blob[:, :, 100:212, 264:376]) for blob in padded]
    print(f"{'runtime':<14} threads  YuNet, ms  largest difference  SFace, ms  least cosine")
    expected: tuple[list[Array], list[Array]] | None = None
    for threads in (1, 2):
        for name, make in _runtimes().items():
            yunet = make(folder.path("yunet"), "input", OUTPUTS, threads)
            sface = make(folder.path("sface"), "data", ["fc1"], threads)
            seen = [np.concatenate([part.ravel() for part in yunet(blob)]) for blob in padded]
            vectors = [sface(face)[0].ravel() for face in faces]
            expected = expected or (seen, vectors)
            off = max(float(np.abs(a - b).max()) for a, b in zip(seen, expected[0], strict=True))
            cosine = min(_cosine(a, b) for a, b in zip(vectors, expected[1], strict=True))
            times = [
                _best_ms(partial(_each, run, blobs)) / PICTURES for run, blobs in ((yunet, padded), (sface, faces))
            ]
            print(f"{name:<14} {threads:>7} {times[0]:>10.1f} {off:>19.1e} {times[1]:>10.1f} {cosine:>13.6f}")


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


def _best_ms(work: Callable[[], None]) -> float:
    best_s = math.inf
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        best_s = min(best_s, time.perf_counter() - start)
    return best_s * 1000


if __name__ == "__main__":
    main()
