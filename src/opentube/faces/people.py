"""From the faces of a whole video to tracks and persons."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opentube.faces.assignment import Link, assign
from opentube.faces.tracking import link_faces
from opentube.faces.values import FaceTable

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
    persons = assign(links, faces)
    groups = [[i for i, p in enumerate(persons) if p == number] for number in range(max(persons, default=-1) + 1)]
    found = [_group(tuple(members), links, faces) for members in groups]
    order = sorted(range(len(found)), key=lambda i: (-found[i].screen_time_s, found[i].tracks))
    rank = {-1: None} | {old: new for new, old in enumerate(order)}
    tracks = tuple(
        Track(link.shot, link.rows, link.start_s, link.end_s, rank[person], link.embedding)
        for link, person in zip(links, persons, strict=True)
    )
    return People(shots, tracks, tuple(found[i] for i in order))


def _links(shots: Sequence[Shot], cuts: Sequence[float], faces: FaceTable) -> list[Link]:
    order = np.lexsort((faces.boxes[:, 1], faces.boxes[:, 0], faces.time_s))
    edges = np.searchsorted(faces.time_s[order], np.asarray(cuts), side="left")
    links = []
    for shot, in_shot in enumerate(np.split(order, edges)):
        links += [
            Link(shot, rows, _spans(faces, rows, shots[shot].end_s), _mean_embedding(faces, rows))
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


def _group(members: tuple[int, ...], links: Sequence[Link], faces: FaceTable) -> PersonGroup:
    appearances: list[tuple[float, float]] = []
    for start_s, end_s in sorted(span for i in members for span in links[i].spans):
        if appearances and start_s <= appearances[-1][1]:
            appearances[-1] = appearances[-1][0], max(end_s, appearances[-1][1])
        else:
            appearances.append((start_s, end_s))
    rows = np.array([row for i in members for row in links[i].rows])
    cover = rows[np.argmax(faces.quality[rows] + faces.embedded[rows])]
    return PersonGroup(members, int(cover), sum(b - a for a, b in appearances), tuple(appearances))
