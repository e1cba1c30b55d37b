"""From the faces of a whole video to tracks and persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from opentube.faces.grouping import average_linkage, join_by_margin
from opentube.faces.tracking import link_faces
from opentube.faces.values import FaceTable

MAX_DISTANCE = 0.57
"""Cosine distance at which average linkage stops."""

MAX_DISTANCE_JOINED = 0.64
STRANGER = 0.7
"""A person in other light or at another size is farther; persons join up to here when all others are farther still."""

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

MAX_UNSEEN_S = 0.9
"""Who is not seen for longer was away, also where the track goes on after it."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One uninterrupted piece of film, ``start_s <= t < end_s``."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Track:
    """One human's faces through one shot.

    ``face_rows`` are rows of the `FaceTable`, in order of time. ``person`` is None when it is not certain enough who
    this is. ``embedding`` is the (128,) float32 unit mean, None where no face was good enough.
    """

    shot: int
    face_rows: tuple[int, ...]
    start_s: float
    end_s: float
    person: int | None
    embedding: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """Tracks held to be the same human; ``cover_row`` is the face that shows them best.

    ``appearances`` are the (start_s, end_s) on screen, in order, apart from each other; ``screen_time_s`` is their sum.
    """

    tracks: tuple[int, ...]
    cover_row: int
    screen_time_s: float
    appearances: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class People:
    """Shots and tracks in order of time; persons by screen time, longest first."""

    shots: tuple[Shot, ...]
    tracks: tuple[Track, ...]
    persons: tuple[PersonGroup, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """A track before it is known whose it is; ``spans`` is when its face is seen."""

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


def box_at(track: Track, faces: FaceTable, time_s: float) -> NDArray[np.float32] | None:
    """Return where the face of a track is at ``time_s``, (4,) x, y, w, h in 0..1; None before and after the track.

    Boxes move in straight lines from sighting to sighting: a scan sees a face again where it does not.
    """
    if not track.start_s <= time_s < track.end_s:
        return None
    rows = list(track.face_rows)
    return np.array([np.interp(time_s, faces.time_s[rows], faces.boxes[rows, k]) for k in range(4)], np.float32)


def find_people(cuts_s: Sequence[float], faces: FaceTable, *, duration_s: float) -> People:
    """Track faces inside shots and group the tracks into persons.

    ``cuts_s`` and ``faces`` are those of all segments of a video, in any order. The result depends on nothing else and
    is the same on every run. Memory grows with the number of tracks, never with its square.
    """
    cuts = sorted({cut for cut in cuts_s if 0 < cut < duration_s})
    shots = tuple(Shot(a, b) for a, b in zip([0.0, *cuts], [*cuts, duration_s], strict=True))
    links = _links(shots, cuts, faces)
    persons = _assign(links, faces)
    found = [_group(tuple(members), links, faces) for members in _members(persons, max(persons, default=-1) + 1)]
    order = sorted(range(len(found)), key=lambda i: (-found[i].screen_time_s, found[i].tracks))
    rank = {-1: None} | {old: new for new, old in enumerate(order)}
    tracks = tuple(
        Track(link.shot, link.rows, link.start_s, link.end_s, rank[person], link.embedding)
        for link, person in zip(links, persons, strict=True)
    )
    return People(shots, tracks, tuple(found[i] for i in order))


def _links(shots: Sequence[Shot], cuts: Sequence[float], faces: FaceTable) -> list[_Link]:
    order = np.lexsort((faces.boxes[:, 1], faces.boxes[:, 0], faces.time_s))
    edges = np.searchsorted(faces.time_s[order], np.asarray(cuts), side="left")
    links = []
    for shot, in_shot in enumerate(np.split(order, edges)):
        links += [
            _Link(shot, rows, _spans(faces, rows, shots[shot].end_s), _mean_embedding(faces, rows))
            for rows in link_faces(faces, in_shot)
        ]
    return sorted(links, key=lambda link: (link.start_s, link.rows))


def _spans(faces: FaceTable, rows: tuple[int, ...], shot_end_s: float) -> tuple[tuple[float, float], ...]:
    """When the face of a track is seen, short times out of sight included."""
    starts, ends = faces.time_s[list(rows)], np.minimum(faces.until_s[list(rows)], shot_end_s)
    away = np.flatnonzero(starts[1:] - ends[:-1] > MAX_UNSEEN_S)
    first, last = [0, *(away + 1).tolist()], [*away.tolist(), len(rows) - 1]
    return tuple((float(starts[a]), max(float(starts[b]), float(ends[b]))) for a, b in zip(first, last, strict=True))


def _mean_embedding(faces: FaceTable, rows: tuple[int, ...]) -> NDArray[np.float32] | None:
    index = np.asarray(rows)
    index = index[~np.isnan(faces.embeddings[index, 0])]
    if not len(index):
        return None
    mean = faces.quality[index] @ faces.embeddings[index]
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length, np.float32) if length > 0 else None


def _assign(links: Sequence[_Link], faces: FaceTable) -> list[int]:
    """Person number of each track, -1 for unsure."""
    persons = [-1] * len(links)
    apart = _seen_together(links, faces)
    real = [link.embedding is not None and not _is_picture(link.rows, faces) for link in links]
    seen = [_sightings(link.rows, faces) for link in links]
    strong = [
        i
        for i, link in enumerate(links)
        if real[i] and seen[i] >= MIN_TRACK_SIGHTINGS and faces.scores[list(link.rows)].max() >= MIN_SURE_SCORE
    ]
    place = {track: k for k, track in enumerate(strong)}
    vectors = _stack(links, strong)
    cannot = [[place[j] for j in apart[i] if j in place] for i in strong]
    clusters = average_linkage(vectors, MAX_DISTANCE, cannot)
    sightings = np.bincount(clusters, weights=[seen[i] for i in strong])
    quality = np.zeros(len(sightings))
    np.maximum.at(quality, clusters, [faces.quality[list(links[i].rows)].max() for i in strong])
    kept = np.flatnonzero(sightings >= MIN_PERSON_SIGHTINGS - (quality >= GOOD_QUALITY))
    if not len(kept):
        return persons
    number = {int(cluster): k for k, cluster in enumerate(kept)}
    for i, cluster in zip(strong, clusters, strict=True):
        persons[i] = number.get(int(cluster), -1)
    means = np.stack([vectors[clusters == cluster].mean(axis=0) for cluster in kept])
    together = [{persons[j] for i in members for j in apart[i]} - {-1} for members in _members(persons, len(kept))]
    owner = join_by_margin(
        means,
        np.bincount(clusters)[kept],
        together,
        max_distance=MAX_DISTANCE_JOINED,
        min_margin=MIN_MARGIN,
        stranger=STRANGER,
    )
    left, rank = np.unique(owner, return_inverse=True)
    persons = [int(rank[person]) if person >= 0 else -1 for person in persons]
    vector_of = dict(zip(strong, vectors, strict=True))
    means = np.stack([np.mean([vector_of[i] for i in group], axis=0) for group in _members(persons, len(left))])
    weak = [i for i in range(len(links)) if real[i] and persons[i] < 0]
    for i in weak:
        distance = 1 - _stack(links, [i])[0] @ means.T
        distance[[persons[j] for j in apart[i] if persons[j] >= 0]] = np.inf
        nearest = int(np.argmin(distance))
        runner_up = np.min(np.delete(distance, nearest), initial=np.inf)
        if distance[nearest] <= MAX_DISTANCE_UNSURE and distance[nearest] + MIN_MARGIN <= runner_up:
            persons[i] = nearest
    return persons


def _members(persons: Sequence[int], count: int) -> list[list[int]]:
    """Tracks of each person."""
    members: list[list[int]] = [[] for _ in range(count)]
    for track, person in enumerate(persons):
        if person >= 0:
            members[person].append(track)
    return members


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


def _stack(links: Sequence[_Link], chosen: Sequence[int]) -> NDArray[np.float32]:
    vectors = [link.embedding for link in (links[i] for i in chosen) if link.embedding is not None]
    return np.stack(vectors) if vectors else np.empty((0, 1), np.float32)


def _seen_together(links: Sequence[_Link], faces: FaceTable) -> list[set[int]]:
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


def _group(members: tuple[int, ...], links: Sequence[_Link], faces: FaceTable) -> PersonGroup:
    appearances: list[tuple[float, float]] = []
    for start_s, end_s in sorted(span for i in members for span in links[i].spans):
        if appearances and start_s <= appearances[-1][1]:
            appearances[-1] = appearances[-1][0], max(end_s, appearances[-1][1])
        else:
            appearances.append((start_s, end_s))
    rows = np.array([row for i in members for row in links[i].rows])
    cover = rows[np.argmax(faces.quality[rows] + faces.embedded[rows])]
    return PersonGroup(members, int(cover), sum(b - a for a, b in appearances), tuple(appearances))
