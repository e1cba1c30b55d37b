"""Time to find the people of a video beside decoding it: ``python -m benchmarks.faces VIDEO``."""

import argparse
import math
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from opentube.faces.people import find_people
from opentube.faces.scan import FaceScanner
from opentube.media.frames import read_frames
from opentube.media.probe import probe
from opentube.models.folder import ModelFolder
from opentube.settings import Settings

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="the fastest of so many rounds counts (default 3)")
    parser.add_argument("--models", type=Path, help="folder of the models; default: that of the installation")
    arguments = parser.parse_args()

    folder = ModelFolder(arguments.models or Settings().models_path)
    scanner = FaceScanner(folder.path("yunet"), folder.path("sface"), threads=arguments.threads)
    info = probe(arguments.video)
    scanner.scan(arguments.video, 0.0, 1.0)

    def decode() -> int:
        return sum(1 for _ in read_frames(arguments.video, threads=arguments.threads))

    decoding_s, scanning_s, grouping_s = math.inf, math.inf, math.inf
    for _ in range(arguments.rounds):
        seconds, frames = _timed(decode)
        decoding_s = min(decoding_s, seconds)
        seconds, scan = _timed(partial(scanner.scan, arguments.video, 0.0, math.inf))
        scanning_s = min(scanning_s, seconds)
        seconds, people = _timed(partial(find_people, scan.cuts_s, scan.faces, duration_s=info.duration_s))
        grouping_s = min(grouping_s, seconds)
    print(f"{arguments.video.name}: {info.width} x {info.height}, {frames} frames, {info.duration_s:.1f} s")
    print(f"decoding alone      {decoding_s:8.2f} s {frames / decoding_s:8.0f} frames/s")
    print(f"cuts and faces      {scanning_s:8.2f} s {frames / scanning_s:8.0f} frames/s")
    print(f"tracks and persons  {grouping_s:8.2f} s, {len(people.tracks)} tracks, {len(people.persons)} persons")
    whole_s = scanning_s + grouping_s
    print(f"everything takes {whole_s / decoding_s:.2f} x decoding, {info.duration_s / whole_s:.1f} x real time")
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
