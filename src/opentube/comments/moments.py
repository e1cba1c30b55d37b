"""Seconds of the video that many comments point at."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Final

MERGE_S: Final = 2.0
"""Mentions at most this far apart may belong to one moment."""

MAX_SPAN_S: Final = 5.0
"""No moment spans more than this, however densely people point."""

MIN_SPAN_S: Final = 2.0
SHARE_OF_VIDEO: Final = 60
"""A moment spans at most one part in this many of a short video."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One comment pointing at one second, or at a range that ends at ``end_s``.

    ``author`` is None where hidden; ``likes`` are the comment's.
    """

    at_s: float
    comment_index: int
    author: str | None
    likes: int
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A second that comments point at.

    ``at_s`` is the second most of them name (the earliest of equals). ``weight`` is in 0..1, 1 for the strongest of
    the video. ``comments`` and ``authors`` are counts, ``likes`` the sum over the comments, ``comment_indexes`` the
    comments in order of likes, most first. ``end_s`` is the median end of the ranges that people wrote, if any,
    and ``mentions`` are what it was made of, in order of time.
    """

    at_s: float
    weight: float
    comments: int
    authors: int
    likes: int
    comment_indexes: tuple[int, ...]
    mentions: tuple[Mention, ...]
    end_s: float | None = None


def group_moments(mentions: Iterable[Mention], duration_s: float | None) -> list[Moment]:
    """Merge mentions within a few seconds into moments, in order of time; the same mentions give the same moments.

    In videos shorter than five minutes a moment is shorter, a sixtieth of the video, but two seconds at least.

    Every author has one voice, raised by the logarithm of the likes, and shared among all the seconds that the
    author names: a table of contents in one comment does not outweigh a laugh that many people share. Mentions
    before 0 or later than ``duration_s`` are left out.
    """
    usable = [m for m in mentions if m.at_s >= 0 and (duration_s is None or m.at_s <= duration_s)]
    usable.sort(key=lambda m: (m.at_s, m.comment_index, m.end_s or 0.0))
    named: dict[str | int, set[float]] = {}
    for mention in usable:
        named.setdefault(_voice(mention), set()).add(mention.at_s)
    span_s = MAX_SPAN_S if duration_s is None else min(MAX_SPAN_S, max(MIN_SPAN_S, duration_s / SHARE_OF_VIDEO))
    groups = _split(usable, span_s)
    strengths = [_strength(group, named) for group in groups]
    strongest = max(strengths, default=1.0)
    return [_moment(group, strength / strongest) for group, strength in zip(groups, strengths, strict=True)]


def _voice(mention: Mention) -> str | int:
    return mention.comment_index if mention.author is None else mention.author


def _split(mentions: Sequence[Mention], span_s: float) -> list[list[Mention]]:
    merge_s = min(MERGE_S, span_s / 2)
    groups: list[list[Mention]] = []
    for mention in mentions:
        last = groups[-1] if groups else None
        if last and mention.at_s - last[-1].at_s <= merge_s and mention.at_s - last[0].at_s <= span_s:
            last.append(mention)
        else:
            groups.append([mention])
    return groups


def _strength(group: Sequence[Mention], named: dict[str | int, set[float]]) -> float:
    likes: dict[str | int, int] = {}
    for mention in group:
        likes[_voice(mention)] = max(likes.get(_voice(mention), 0), mention.likes)
    return math.fsum((1 + math.log1p(max(0, n))) / len(named[voice]) for voice, n in likes.items())


def _moment(group: Sequence[Mention], weight: float) -> Moment:
    counts: dict[float, set[str | int]] = {}
    for mention in group:
        counts.setdefault(mention.at_s, set()).add(_voice(mention))
    likes = {mention.comment_index: mention.likes for mention in group}
    at_s = min(counts, key=lambda at_s: (-len(counts[at_s]), at_s))
    ends = {_voice(mention): mention.end_s for mention in group if mention.end_s is not None and mention.end_s > at_s}
    return Moment(
        at_s=at_s,
        weight=weight,
        comments=len(likes),
        authors=len({_voice(mention) for mention in group}),
        likes=sum(likes.values()),
        comment_indexes=tuple(sorted(likes, key=lambda index: (-likes[index], index))),
        mentions=tuple(group),
        end_s=median_low(ends.values()) if ends else None,
    )
