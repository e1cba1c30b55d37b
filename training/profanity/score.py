"""Score the detector on the written sentences: ``python -m training.profanity.score [FILE …] [--errors]``.

Files are TSV with the columns label (1: vulgar, 0: not), language and text.
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

from opentube.comments.profanity import ProfanityDetector

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", default=[HERE / "dev.tsv", HERE / "test.tsv"])
    parser.add_argument("--errors", action="store_true", help="print each sentence that was judged wrongly")
    arguments = parser.parse_args()
    detector = ProfanityDetector()
    for path in arguments.files:
        counts: Counter[tuple[str, bool, bool]] = Counter()
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                wanted, answer = row["label"] == "1", detector.find(row["text"])
                for part in ("all", row["language"]):
                    counts[part, wanted, answer.profane] += 1
                if arguments.errors and wanted != answer.profane:
                    print(f"{row['label']} {answer.score:.2f} {row['text']}")
        for part in ("all", "ko", "en"):
            right, missed, wrong = counts[part, True, True], counts[part, True, False], counts[part, False, True]
            total = right + missed + wrong + counts[part, False, False]
            f1 = 2 * right / max(1, 2 * right + missed + wrong)
            print(f"{path.name:10} {part:4} n {total:5}  F1 {f1:.4f}  missed {missed:3}  wrongly found {wrong:3}")


if __name__ == "__main__":
    main()
