"""Whose faces are hidden, when it is not everybody's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from opentube.faces.anonymize.masking import mask
from opentube.faces.anonymize.values import FoundTrack, MaskTrack
from opentube.faces.values import EMBEDDING_SIZE

SURE = 0.55
"""Likeness from which two faces are the same human's: two look-alikes reached 0.486."""

MAYBE = 0.40
"""Likeness below which they are not: the weakest true pair had 0.429."""

MIXED = 0.2
"""A track with a face less like its person than this may have gone over to somebody else."""

MIN_OVERLAP = 0.3
MIN_VOTES = 0.8
"""Intersection over union from which a known face is that of a track, and share of such faces that must agree."""

NEAR_S = 2.0
NEAR = 2.0
"""An unsure face so near to a hidden one, in time and in face sizes, may be the same."""


@dataclass(frozen=True, slots=True)
class KnownFace:
    """A face of somebody in this film: when, and where in 0..1 of the upright frame."""

    time_s: float
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known by photos or by where they are in the film.

    ``chosen``: they are whom to keep or to hide. ``vectors``: (k, 128) float32 unit vectors of photos.
    """

    name: str
    chosen: bool
    vectors: NDArray[np.float32]
    faces: tuple[KnownFace, ...] = ()


class _Verdict(Enum):
    CHOSEN = auto()
    OTHER = auto()
    MAYBE = auto()
    UNKNOWN = auto()


def choose(
    found: Sequence[FoundTrack], persons: Sequence[Person], aspect: float, *, keep: bool
) -> tuple[MaskTrack, ...]:
    """Keep the chosen persons and hide the rest, or hide the chosen ones alone.

    Missing a face is the worse error. When keeping, whoever is not surely chosen is hidden; when hiding, so are those
    who may be chosen, and those of whom nothing is known near to one who is.
    ``aspect``: width of the upright frame by its height.
    """
    names = _by_place(found, persons)
    names = _by_likeness(found, persons, names)
    verdicts = [_verdict(track, name, persons, found, names) for track, name in zip(found, names, strict=True)]
    chosen = [track for track, verdict in zip(found, verdicts, strict=True) if verdict is _Verdict.CHOSEN]
    masks = []
    for number, (track, name, verdict) in enumerate(zip(found, names, verdicts, strict=True), 1):
        if keep:
            hide = verdict is not _Verdict.CHOSEN and not _doubles(track, chosen)
        else:
            near = verdict is _Verdict.UNKNOWN and any(_near(track, other) for other in chosen)
            hide = near or verdict in {_Verdict.CHOSEN, _Verdict.MAYBE}
        unsure = verdict in {_Verdict.MAYBE, _Verdict.UNKNOWN}
        masks.append(mask(number, track, aspect, hide=hide, unsure=unsure, person=name, linger=not keep))
    return tuple(masks)


def _by_place(found: Sequence[FoundTrack], persons: Sequence[Person]) -> list[str | None]:
    """Name the tracks that known faces lie in."""
    names: list[str | None] = []
    for track in found:
        votes = Counter(
            person.name
            for person in persons
            for face in person.faces
            if track.times_s[0] <= face.time_s <= track.times_s[-1]
            and _intersection_over_union(_box_at(track, face.time_s), np.array(face.box)) >= MIN_OVERLAP
        )
        best = votes.most_common(1)
        names.append(best[0][0] if best and best[0][1] >= MIN_VOTES * votes.total() else None)
    return names


def _by_likeness(found: Sequence[FoundTrack], persons: Sequence[Person], names: list[str | None]) -> list[str | None]:
    """Name further tracks by their looks; those that are sure tell more of a person than a photo, so look twice."""
    for _ in range(2):
        looks = {person.name: _looks(person, found, names) for person in persons}
        names = [name or _most_alike(track, looks) for track, name in zip(found, names, strict=True)]
    return names


def _most_alike(track: FoundTrack, looks: dict[str, NDArray[np.float32]]) -> str | None:
    likeness = {name: _likeness(track, look) for name, look in looks.items()}
    best = max(likeness, key=lambda name: likeness[name], default=None)
    return best if best is not None and likeness[best] >= SURE else None


def _looks(person: Person, found: Sequence[FoundTrack], names: Sequence[str | None]) -> NDArray[np.float32]:
    """Everything that is known of a person's looks, (k, 128)."""
    own = [track.vectors for track, name in zip(found, names, strict=True) if name == person.name]
    return np.concatenate([person.vectors.reshape(-1, EMBEDDING_SIZE), *own])


def _likeness(track: FoundTrack, looks: NDArray[np.float32]) -> float:
    """Cosine similarity of the mean of a track and the photo or other mean most like it; -1 where one has none."""
    if not len(track.vectors) or not len(looks):
        return -1.0
    mean = track.vectors.mean(axis=0)
    both = np.vstack([looks, looks.mean(axis=0)])
    lengths = np.linalg.norm(both, axis=1) * np.linalg.norm(mean)
    return float((both @ mean / np.maximum(lengths, 1e-6)).max())


def _verdict(
    track: FoundTrack,
    name: str | None,
    persons: Sequence[Person],
    found: Sequence[FoundTrack],
    names: Sequence[str | None],
) -> _Verdict:
    chosen = {person.name for person in persons if person.chosen}
    if name is not None and name not in chosen:
        return _Verdict.OTHER
    if name in chosen:
        own = next(person for person in persons if person.name == name)
        return _Verdict.MAYBE if _mixed(track, _looks(own, found, names)) else _Verdict.CHOSEN
    looks = [_looks(person, found, names) for person in persons if person.chosen]
    if not len(track.vectors) or not any(map(len, looks)):
        return _Verdict.UNKNOWN
    return _Verdict.OTHER if max(_likeness(track, look) for look in looks) < MAYBE else _Verdict.MAYBE


def _mixed(track: FoundTrack, looks: NDArray[np.float32]) -> bool:
    """Whether one of a track's faces is unlike all else that is known of its person; ``looks`` hold them, too."""
    rest = looks.sum(axis=0) - track.vectors
    likeness = (track.vectors * rest).sum(axis=1) / np.maximum(np.linalg.norm(rest, axis=1), 1e-6)
    return bool(len(looks) > 1 and (likeness < MIXED).any())


def _doubles(track: FoundTrack, chosen: Sequence[FoundTrack]) -> bool:
    """Whether a track is the same face as a chosen one for as long as it lasts, found a second time."""
    return not len(track.vectors) and any(
        other.times_s[0] <= track.times_s[0]
        and track.times_s[-1] <= other.times_s[-1]
        and all(
            _intersection_over_union(_box_at(other, time_s), box) >= MIN_OVERLAP
            for time_s, box in zip(track.times_s.tolist(), track.boxes, strict=True)
        )
        for other in chosen
    )


def _near(track: FoundTrack, other: FoundTrack) -> bool:
    """Whether two tracks come near to each other."""
    gap_s = max(track.times_s[0] - other.times_s[-1], other.times_s[0] - track.times_s[-1])
    if gap_s > NEAR_S:
        return False
    for time_s, box in zip(track.times_s.tolist(), track.boxes, strict=True):
        there = _box_at(other, time_s)
        shift = (box[:2] + box[2:] / 2 - there[:2] - there[2:] / 2) / np.maximum(box[2:], there[2:])
        if np.linalg.norm(shift) <= NEAR:
            return True
    return False


def _box_at(track: FoundTrack, time_s: float) -> NDArray[np.float64]:
    return np.array([np.interp(time_s, track.times_s, track.boxes[:, side]) for side in range(4)])


def _intersection_over_union(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    both = np.maximum(np.minimum(a[:2] + a[2:], b[:2] + b[2:]) - np.maximum(a[:2], b[:2]), 0).prod()
    return float(both / max(a[2:].prod() + b[2:].prod() - both, 1e-12))
