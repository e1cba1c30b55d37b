"""``open-tube comments`` over a million comments: rate and memory of all its processes: ``python -m benchmarks.bulk``.

Kiwi alone, on as many threads, reads a share of the same comments in the same run. Comments differ from each other by a
number, so that nothing can be remembered. Memory is the proportional set size, in which shared pages count once.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from kiwipiepy import Kiwi

from benchmarks.comments import WRITTEN


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--peer-count", type=int, default=6_000, help="comments for Kiwi alone")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()

    kiwi = Kiwi(num_workers=arguments.workers)
    list(kiwi.tokenize(WRITTEN))
    started, spent = time.perf_counter(), time.process_time()
    for _ in kiwi.tokenize(_text(number) for number in range(arguments.peer_count)):
        pass
    alone = arguments.peer_count / (time.perf_counter() - started)
    spent_alone = (time.process_time() - spent) / arguments.peer_count
    del kiwi
    print(f"{'Kiwi alone':20} {arguments.peer_count:10,} comments {alone:8,.0f}/s, {arguments.workers} threads")

    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "comments.jsonl"
        with given.open("w", encoding="utf-8") as lines:
            for number in range(arguments.count):
                lines.write(json.dumps({"id": number, "text": _text(number)}) + "\n")
        command = [sys.executable, "-m", "opentube.cli.main", "comments", str(given)]
        more = ["-o", f"{folder}/out.jsonl", "--workers", str(arguments.workers)]
        started = time.perf_counter()
        with subprocess.Popen([*command, *more]) as running:
            most = _peak_mib(running)
        rate = arguments.count / (time.perf_counter() - started)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent_here = (used.ru_utime + used.ru_stime) / arguments.count
        size = Path(folder, "out.jsonl").stat().st_size
    workers = f"{arguments.workers} workers"
    print(f"{'open-tube comments':20} {arguments.count:10,} comments {rate:8,.0f}/s, {workers}, start-up included")
    print(f"{'':20} {most:,.0f} MiB in all processes together at most, {size:,} bytes written")
    print(f"{'':20} {alone / rate:.2f} x the time of Kiwi alone, {spent_here / spent_alone:.2f} x its processor time")


def _text(number: int) -> str:
    return f"{WRITTEN[number % len(WRITTEN)]} {number}"


def _peak_mib(running: "subprocess.Popen[bytes]") -> float:
    most = 0.0
    while running.poll() is None:
        try:
            parent = psutil.Process(running.pid)
            family = [parent, *parent.children(recursive=True)]
            most = max(most, sum(one.memory_full_info().pss for one in family) / 2**20)
        except psutil.Error:
            continue
        time.sleep(1)
    return most


if __name__ == "__main__":
    main()
