"""Whose faces are hidden: missing one is the worse error."""

import numpy as np
import pytest

from opentube.faces.anonymize.choosing import KnownFace, Person, choose
from opentube.faces.anonymize.values import FoundTrack
from opentube.faces.values import EMBEDDING_SIZE
from tests.faces.anonymize.made import found
from tests.faces.stand_ins import identity

NOTHING = np.empty((0, EMBEDDING_SIZE), np.float32)


def photo_of(human: int) -> Person:
    return Person("photo", chosen=True, vectors=identity(human)[None])


def choices(tracks: list[FoundTrack], *persons: Person, keep: bool) -> list[tuple[bool, bool]]:
    return [(mask.hide, mask.unsure) for mask in choose(tracks, persons, 16 / 9, keep=keep)]


def halfway(human: int, likeness: float) -> np.ndarray:
    """Somebody who looks like a human to some degree."""
    other = identity(99)
    other = other - (other @ identity(human)) * identity(human)
    return np.asarray(likeness * identity(human) + np.sqrt(1 - likeness**2) * other / np.linalg.norm(other), np.float32)


def looking(likeness: float, x: float = 0.1) -> FoundTrack:
    track = found(1, x=x)
    return FoundTrack(track.times_s, track.boxes, track.scores, -1.0, np.inf, np.stack([halfway(1, likeness)] * 2))


def test_who_is_on_the_photo_is_kept_and_the_rest_hidden() -> None:
    assert choices([found(1), found(2), found(1, x=0.7)], photo_of(1), keep=True) == [
        (False, False),
        (True, False),
        (False, False),
    ]


def test_who_is_on_the_photo_is_hidden_and_the_rest_left() -> None:
    assert choices([found(1), found(2)], photo_of(1), keep=False) == [(True, False), (False, False)]


@pytest.mark.parametrize("keep", [True, False])
def test_who_may_be_the_one_is_hidden_either_way_and_told(keep: bool) -> None:
    assert choices([looking(0.47)], photo_of(1), keep=keep) == [(True, True)]


def test_an_unknown_face_is_hidden_when_others_are_kept() -> None:
    assert choices([found(1), found(None, x=0.8)], photo_of(1), keep=True) == [(False, False), (True, True)]


def test_an_unknown_face_is_hidden_near_a_hidden_person_alone() -> None:
    beside, later, far = found(None, x=0.5), found(None, (3.0, 3.5), x=0.4), found(None, x=0.9)
    long_after = found(None, (9.0, 9.5), x=0.4)
    assert choices([found(1), beside, later, far, long_after], photo_of(1), keep=False) == [
        (True, False),
        (True, True),
        (True, True),
        (False, True),
        (False, True),
    ]


def test_a_track_that_goes_over_to_somebody_else_is_not_kept() -> None:
    mixed = found(1, looks=4)
    vectors = np.stack([identity(1)] * 3 + [identity(2)])
    track = FoundTrack(mixed.times_s, mixed.boxes, mixed.scores, -1.0, np.inf, vectors)
    assert choices([track], photo_of(1), keep=True) == [(True, True)]


def test_a_kept_face_found_twice_is_still_kept() -> None:
    assert choices([found(1), found(None, (0.5, 1.5), x=0.41)], photo_of(1), keep=True)[1] == (False, True)


def test_masks_stop_at_cuts_so_that_nobody_who_is_kept_is_hidden_by_one_of_the_last_shot() -> None:
    before, after = found(1, shot=(-1.0, 2.04)), found(1, (2.04, 3.0), shot=(2.0, np.inf))
    for keep in (True, False):
        first, second = choose([before, after], [photo_of(2 if keep else 1)], 16 / 9, keep=keep)
        assert [mask.at(2.0) is not None for mask in (first, second)] == [True, False]
        assert [mask.at(2.04) is not None for mask in (first, second)] == [not keep, True]
        assert first.at(2.08) is None


def test_persons_of_a_report_are_known_by_where_they_are_and_then_by_their_looks() -> None:
    at = (0.41, 0.31, 0.1, 0.15)
    persons = (
        Person("p1", chosen=True, vectors=NOTHING, faces=(KnownFace(0.5, at), KnownFace(1.5, at))),
        Person("p2", chosen=False, vectors=NOTHING, faces=(KnownFace(0.5, (0.7, 0.3, 0.1, 0.15)),)),
    )
    tracks = [found(1), found(None, x=0.7), found(1, (20.0, 21.0), x=0.1)]
    masks = choose(tracks, persons, 16 / 9, keep=True)
    assert [(mask.person, mask.hide) for mask in masks] == [("p1", False), ("p2", True), ("p1", False)]
