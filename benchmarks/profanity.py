"""Rates of finding profanity beside a plain substring scan: ``python -m benchmarks.profanity [FILE]``.

FILE is any file of comments that Open-Tube reads; without it, comments written for benchmarks are repeated, one in
twenty with a vulgar word. Times are of the processor, one core. The substring scan looks for twenty plain words and finds no disguise.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from benchmarks.comments import WRITTEN
from opentube.comments.profanity import ProfanityDetector, WordLists
from opentube.sources.comment_files import open_comments

VULGAR = ("시1발 이게 뭐야", "와 존나 웃기네")
PLAIN = [
    "시발",
    "씨발",
    "병신",
    "지랄",
    "새끼",
    "존나",
    "좆",
    "미친놈",
    "미친년",
    "썅",
    "fuck",
    "shit",
    "bitch",
    "asshole",
    "cunt",
    "dick",
    "pussy",
    "bastard",
    "whore",
    "slut",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="comments; default: the written ones, repeated")
    parser.add_argument("--count", type=int, default=40_000, help="how many comments (default 40,000)")
    arguments = parser.parse_args()
    texts = [comment.text for comment in open_comments(arguments.file)] if arguments.file else [*WRITTEN * 4, *VULGAR]
    texts = list(islice(cycle(texts), arguments.count))
    print(f"{len(texts)} comments of {sum(map(len, texts)) / len(texts):.0f} characters")

    detector = ProfanityDetector()
    detector.find(texts[0])
    plain = _rate("substring scan", texts, lambda text: any(word in text.lower() for word in PLAIN))
    found = _rate("detector", texts, lambda text: detector.find(text).profane)
    print(f"the detector takes {plain / found:.1f} x the time of the scan")
    started = time.process_time()
    detector.with_words(WordLists(hide=("노잼", "noob"), allow=("존나",)))
    print(f"an owner's change of words takes {(time.process_time() - started) * 1000:.0f} ms")


def _rate(name: str, texts: Sequence[str], work: Callable[[str], bool]) -> float:
    started = time.process_time()
    count = sum(map(work, texts))
    rate = len(texts) / (time.process_time() - started)
    print(f"{name:16} {rate:10,.0f} comments/s  {count} found")
    return rate


if __name__ == "__main__":
    main()
