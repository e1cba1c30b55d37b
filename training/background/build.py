"""Counts how common words are in general, for the keyness of keywords.

    python -m training.background.build --data /path/to/data

reads named corpora, counts in how many texts of each corpus a term stands, and writes ``background_{ko,en}.tsv.xz``
beside the other word lists: a term and its mean rate over the corpora, per million texts. Every corpus weighs the same, so
that a word which only film reviews know stays rare. Terms of fewer than ``LEAST`` texts are left out. No text is kept.
"""

import argparse
import csv
import io
import lzma
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from opentube.comments import lexicon
from opentube.comments.english_terms import english_terms
from opentube.comments.morphology import KoreanTerms
from opentube.comments.normalise import plain, words_only

KOREAN = {
    "films": ("reviews_ko/train.tsv.xz", 70_000),
    "games": ("steam_ko/train.tsv.xz", 30_000),
    "talk": ("intent_ko/train.tsv.xz", 60_000),
    "news": ("abuse_ko/unlabelled_news_comments.tsv.xz", 40_000),
    "news_labelled": ("abuse_ko/kmhas_valid.tsv.xz", 10_000),
    "community": ("abuse_ko/curse.tsv.xz", 10_000),
}
ENGLISH = {
    "forum": ("emotions_en/train.tsv.xz", 50_000),
    "tweets": ("abuse_en/davidson.tsv.xz", 30_000),
}
LEAST = 3
BATCH = 2_000


def read(path: Path, most: int) -> list[str]:
    """Up to ``most`` texts of a corpus, each once, chosen and ordered by their checksum."""
    csv.field_size_limit(sys.maxsize)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        texts = {row["text"] for row in rows if row["text"]}
    return sorted(texts, key=lambda text: (zlib.crc32(text.encode()), text))[:most]


def rates(corpora: Iterable[list[tuple[str, ...]]]) -> dict[str, float]:
    """The mean over corpora of the share of texts in which a term stands."""
    seen: Counter[str] = Counter()
    mean: defaultdict[str, float] = defaultdict(float)
    counted = [(len(texts), Counter(term for terms in texts for term in terms)) for texts in corpora]
    for total, counts in counted:
        seen.update(counts)
        for term, count in counts.items():
            mean[term] += count / total / len(counted)
    return {term: mean[term] for term, count in seen.items() if count >= LEAST}


def batched(texts: Iterable[str]) -> Iterator[list[str]]:
    """Readable words, some thousand texts at a time."""
    iterator = iter(texts)
    while batch := list(islice(iterator, BATCH)):
        yield [words_only(plain(text)) for text in batch]


def write(name: str, found: dict[str, float], folder: Path) -> None:
    """Write the table, commonest first, the same bytes every time."""
    text = io.StringIO()
    for term, rate in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        text.write(f"{term}\t{round(rate * 1e6)}\n")
    packed = lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)
    (folder / f"background_{name}.tsv.xz").write_bytes(packed)
    print(f"{name}: {len(found)} terms, {len(packed)} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(str(lexicon.__file__)).parent)
    parser.add_argument("--language", choices=("ko", "en"), action="append")
    arguments = parser.parse_args()
    korean = KoreanTerms()
    readers: dict[str, tuple[dict[str, tuple[str, int]], Callable[[list[str]], Iterable[tuple[str, ...]]]]] = {
        "ko": (KOREAN, lambda texts: (terms for terms, _ in korean.terms(texts))),
        "en": (ENGLISH, lambda texts: map(english_terms, texts)),
    }
    for language in arguments.language or readers:
        corpora, terms = readers[language]
        counted = []
        for name, (file, most) in corpora.items():
            texts = read(arguments.data / file, most)
            counted.append([found for batch in batched(texts) for found in terms(batch)])
            print(f"{name}: {len(texts)} texts", flush=True)
        write(language, rates(counted), arguments.out)


if __name__ == "__main__":
    main()
