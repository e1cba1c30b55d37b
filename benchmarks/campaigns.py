"""Campaigns among many comments, beside datasketch: ``python -m benchmarks.campaigns [--count 1000000]``.

Comments are made of invented words, so that how often they are alike by chance is known; one in fifty belongs to one of
the planted campaigns, whose texts differ in a few letters, links and marks. The peer (``pip install datasketch``) gets
a share of them, for its time and memory grow with the number: 128 permutations at the same threshold, same shingles.
"""

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from opentube.comments.campaigns import LEAST_SIMILARITY, CampaignText, find_campaigns, letters_of

SYLLABLES: Final = [chr(point) for point in range(ord("가"), ord("가") + 11_172, 7)]
PLANTED: Final = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--peer-count", type=int, default=10_000, help="comments for datasketch; 0 leaves it out")
    arguments = parser.parse_args()

    if arguments.peer_count:
        _peer(arguments.peer_count)
    before = _peak_mib()
    started = time.process_time()
    found = find_campaigns(item for item, _ in written(arguments.count))
    seconds = time.process_time() - started
    print(
        f"{'Open-Tube':12} {arguments.count:10,} comments {seconds:7.1f} CPU s {_peak_mib() - before:6.0f} MiB more,",
        end="",
    )
    print(f" {_peak_mib():.0f} MiB in all")
    _score([campaign.comment_indexes for campaign in found], arguments.count)


def written(count: int) -> Iterator[tuple[CampaignText, int | None]]:
    """Comments, and the campaign each belongs to."""
    chance = random.Random(1)  # noqa: S311 - the same comments every time
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    total = list(weights)
    for place in range(1, len(total)):
        total[place] += total[place - 1]
    sentences = [" ".join(chance.choices(words, cum_weights=total, k=chance.randint(12, 30))) for _ in range(PLANTED)]
    for number in range(count):
        if chance.random() < 1 / 50:
            campaign = chance.randrange(PLANTED)
            yield CampaignText(_varied(sentences[campaign], chance), number, number % 40), campaign
        else:
            text = " ".join(chance.choices(words, cum_weights=total, k=chance.randint(1, 40)))
            yield CampaignText(text, number % 300_000, number % 40), None


def _varied(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.randint(0, 1)):
        letters[chance.randrange(len(letters))] = chance.choice(SYLLABLES)
    return (
        chance.choice(["", "@someone ", "👍 "]) + "".join(letters) + chance.choice(["", "!!", " https://example.org/1"])
    )


def _score(groups: list[tuple[int, ...]], count: int) -> None:
    truth = {place: campaign for place, (_, campaign) in enumerate(written(count)) if campaign is not None}
    main: Counter[int] = Counter()
    for group in groups:
        for campaign, comments in Counter(truth[place] for place in group if place in truth).items():
            main[campaign] = max(main[campaign], comments)
    strangers = sum(place not in truth for group in groups for place in group)
    print(
        f"{'':12} {len(groups)} groups; {sum(main.values()) / max(1, len(truth)):.2%} of the planted comments together,"
    )
    print(f"{'':12} {strangers} others in a group")


def _peer(count: int) -> None:
    try:
        datasketch: Any = import_module("datasketch")  # a peer, not a dependency
    except ImportError:
        print("datasketch is not installed")
        return
    before = _peak_mib()
    started = time.process_time()
    index = datasketch.MinHashLSH(threshold=LEAST_SIMILARITY, num_perm=128)
    pairs = 0
    for place, (item, _) in enumerate(written(count)):
        letters = letters_of(item.text)
        shingles = {letters[at : at + 3].encode() for at in range(len(letters) - 2)}
        if len(letters) < 20:
            continue
        minima = datasketch.MinHash(num_perm=128)
        minima.update_batch(shingles)
        pairs += len(index.query(minima))
        index.insert(place, minima)
    seconds = time.process_time() - started
    print(
        f"{'datasketch':12} {count:10,} comments {seconds:7.1f} CPU s {_peak_mib() - before:6.0f} MiB more, {pairs} pairs"
    )


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
