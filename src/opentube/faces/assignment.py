"""Telling which tracks show the same human."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from opentube.faces.grouping import average_linkage, join_by_margin
from opentube.faces.values import FaceTable

MAX_DISTANCE = 0.57
"""Cosine distance at which average linkage stops."""

MAX_DISTANCE_JOINED = 0.64
STRANGER = 0.7
"""A person in other light or at another size is farther; persons join up to here when all others are farther still."""

MAX_DISTANCE_AMBIGUOUS = 0.72
FEW_SIGHTINGS = 12
CLEAR_QUALITY = 0.88
"""A single short track this near to a person may be that person; its faces must be this good to be somebody else."""

MAX_DISTANCE_UNSURE = 0.5
MIN_MARGIN = 0.1
"""A weak track joins the person nearest to it when that is this near; whoever joins is this much nearer than the next."""

MIN_TRACK_SIGHTINGS = 2
MIN_PERSON_SIGHTINGS = 3
GOOD_QUALITY = 0.75
MIN_SURE_SCORE = 0.8
"""A person was seen this often, or once less but well, and once with this score: a face in passing was not."""

MIN_STEP_S = 0.15
"""Faces of a track that are nearer in time than this count as one sighting."""

FROZEN_SHARE = 0.6
FROZEN_DRIFT = 0.04
"""A picture in the background: so much of the track is frozen, and it stays in its place by this share of its size."""


@dataclass(frozen=True, slots=True)
class Link:
    """A track before it is known whose it is.

    ``rows`` are its faces; ``spans`` the (start_s, end_s) when it is seen; ``embedding`` the unit mean, (128,) float32.
    """

    shot: int
    rows: tuple[int, ...]
    spans: tuple[tuple[float, float], ...]
    embedding: NDArray[np.float32] | None

    @property
    def start_s(self) -> float:
        return self.spans[0][0]

    @property
    def end_s(self) -> float:
        return self.spans[-1][1]


def assign(links: Sequence[Link], faces: FaceTable) -> list[int]:
    """Return the person of each track, numbered from 0; -1 where it is not certain enough who that is."""
    apart = _seen_together(links, faces)
    real = [link.embedding is not None and not _is_picture(link.rows, faces) for link in links]
    seen = [_sightings(link.rows, faces) for link in links]
    quality = [float(faces.quality[list(link.rows)].max()) for link in links]
    strong = [
        i
        for i, link in enumerate(links)
        if real[i] and seen[i] >= MIN_TRACK_SIGHTINGS and faces.scores[list(link.rows)].max() >= MIN_SURE_SCORE
    ]
    place = {track: k for k, track in enumerate(strong)}
    cannot = [[place[j] for j in apart[i] if j in place] for i in strong]
    clusters = average_linkage(_stack(links, strong), MAX_DISTANCE, cannot)
    groups: list[list[int]] = [[] for _ in range(int(clusters.max(initial=-1)) + 1)]
    for i, cluster in zip(strong, clusters.tolist(), strict=True):
        groups[cluster].append(i)
    groups = [
        group
        for group in groups
        if sum(seen[i] for i in group) >= MIN_PERSON_SIGHTINGS - (max(quality[i] for i in group) >= GOOD_QUALITY)
    ]
    groups = _joined(groups, links, apart)
    groups = [
        group
        for group, near in zip(groups, _near(groups, links, apart), strict=True)
        if not near or len(group) > 1 or seen[group[0]] > FEW_SIGHTINGS or quality[group[0]] >= CLEAR_QUALITY
    ]
    persons = [-1] * len(links)
    for number, group in enumerate(groups):
        for i in group:
            persons[i] = number
    _add_weak([i for i in range(len(links)) if real[i] and persons[i] < 0], persons, groups, links, apart)
    return persons


def _joined(groups: list[list[int]], links: Sequence[Link], apart: Sequence[set[int]]) -> list[list[int]]:
    if not groups:
        return []
    owner = join_by_margin(
        _means(groups, links),
        np.array([len(group) for group in groups]),
        _groups_apart(groups, apart),
        max_distance=MAX_DISTANCE_JOINED,
        min_margin=MIN_MARGIN,
        stranger=STRANGER,
    )
    return [[i for k in np.flatnonzero(owner == number) for i in groups[k]] for number in np.unique(owner)]


def _near(groups: list[list[int]], links: Sequence[Link], apart: Sequence[set[int]]) -> list[bool]:
    """For each group whether it could be one of those that have several tracks."""
    if not groups:
        return []
    means = _means(groups, links)
    distance = 1 - means @ means.T
    for k, others in enumerate(_groups_apart(groups, apart)):
        distance[k, [k, *others]] = np.inf
    distance[:, [len(group) == 1 for group in groups]] = np.inf
    return [bool(nearest <= MAX_DISTANCE_AMBIGUOUS) for nearest in distance.min(axis=1)]


def _add_weak(
    weak: Sequence[int],
    persons: list[int],
    groups: Sequence[Sequence[int]],
    links: Sequence[Link],
    apart: Sequence[set[int]],
) -> None:
    """Give tracks that found no person the one that is near and clearly nearer than the next."""
    if not groups:
        return
    means = _means(groups, links)
    for i in weak:
        distance = 1 - _stack(links, [i])[0] @ means.T
        distance[[persons[j] for j in apart[i] if persons[j] >= 0]] = np.inf
        nearest = int(np.argmin(distance))
        runner_up = np.min(np.delete(distance, nearest), initial=np.inf)
        if distance[nearest] <= MAX_DISTANCE_UNSURE and distance[nearest] + MIN_MARGIN <= runner_up:
            persons[i] = nearest


def _means(groups: Sequence[Sequence[int]], links: Sequence[Link]) -> NDArray[np.float32]:
    return np.stack([_stack(links, group).mean(axis=0) for group in groups])


def _groups_apart(groups: Sequence[Sequence[int]], apart: Sequence[set[int]]) -> list[set[int]]:
    owner = {i: k for k, group in enumerate(groups) for i in group}
    return [{owner[j] for i in group for j in apart[i] if j in owner} for group in groups]


def _sightings(rows: tuple[int, ...], faces: FaceTable) -> int:
    count, last_s = 0, -np.inf
    for time_s in faces.time_s[list(rows)].tolist():
        if time_s - last_s >= MIN_STEP_S:
            count, last_s = count + 1, time_s
    return count


def _is_picture(rows: tuple[int, ...], faces: FaceTable) -> bool:
    """Whether a face stayed in its place and did not change while what is around it did: nobody can."""
    index = np.asarray(rows)
    boxes = faces.boxes[index]
    drift = np.ptp(boxes[:, :2] + boxes[:, 2:] / 2, axis=0) / boxes[:, 2:].mean(axis=0)
    frozen = faces.quality[index] == 0
    return len(rows) > MIN_TRACK_SIGHTINGS and drift.max() <= FROZEN_DRIFT and frozen[1:].mean() >= FROZEN_SHARE


def _stack(links: Sequence[Link], chosen: Sequence[int]) -> NDArray[np.float32]:
    vectors = [link.embedding for link in (links[i] for i in chosen) if link.embedding is not None]
    return np.stack(vectors) if vectors else np.empty((0, 1), np.float32)


def _seen_together(links: Sequence[Link], faces: FaceTable) -> list[set[int]]:
    """For each track those that have a face in the same frame."""
    apart: list[set[int]] = [set() for _ in links]
    frames: dict[float, list[int]] = {}
    for i, link in enumerate(links):
        for row in link.rows:
            frames.setdefault(float(faces.time_s[row]), []).append(i)
    for together in frames.values():
        for i, j in combinations(together, 2):
            apart[i].add(j)
            apart[j].add(i)
    return apart
