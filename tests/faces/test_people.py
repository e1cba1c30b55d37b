"""Faces become tracks inside shots, and tracks become persons."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentube.faces.people import People, box_at, find_people
from opentube.faces.values import FaceTable
from tests.faces.stand_ins import STEP_S, Sighting, face_table, stay


def humans_of(people: People, sightings: list[Sighting]) -> list[set[int | None]]:
    """Whom each person turned out to be."""
    return [
        {sightings[row].human for track in person.tracks for row in people.tracks[track].face_rows}
        for person in people.persons
    ]


def find(sightings: list[Sighting], cuts_s: tuple[float, ...] = (), duration_s: float = 60.0) -> People:
    return find_people(cuts_s, face_table(sightings), duration_s=duration_s)


def test_no_faces_are_no_people() -> None:
    people = find_people([2.0], FaceTable.empty(), duration_s=5.0)
    assert [(shot.start_s, shot.end_s) for shot in people.shots] == [(0, 2), (2, 5)]
    assert (people.tracks, people.persons) == ((), ())


def test_one_human_in_two_shots_is_one_person_in_two_tracks() -> None:
    people = find(stay(1, 0, 4) + stay(2, 2, 4) + stay(1, 4, 4), cuts_s=(2.0, 4.0))
    assert [track.person for track in people.tracks] == [0, 1, 0]
    assert people.persons[0].tracks == (0, 2)


def test_nothing_is_tracked_across_a_cut() -> None:
    people = find(stay(1, 0, 8), cuts_s=(2.0,))
    assert [track.face_rows for track in people.tracks] == [(0, 1, 2, 3), (4, 5, 6, 7)]
    assert [track.shot for track in people.tracks] == [0, 1]


def test_two_on_screen_stay_apart_even_when_they_look_alike() -> None:
    people = find(stay(1, 0, 6, 0.25) + stay(1, 0, 6, 0.75))
    assert len(people.tracks) == 2
    assert len(people.persons) == 2


def test_two_who_cross_keep_who_they_are() -> None:
    places = [0.2, 0.32, 0.44, 0.56, 0.68, 0.8]
    sightings = [Sighting(1, STEP_S * i, x, size=0.2) for i, x in enumerate(places)]
    sightings += [Sighting(2, STEP_S * i, 1 - x, size=0.2) for i, x in enumerate(places)]
    people = find(sightings)
    assert humans_of(people, sightings) == [{1}, {2}]


def test_somebody_else_in_the_same_place_is_a_new_track() -> None:
    people = find(stay(1, 0, 4) + stay(2, 2, 4))
    assert [track.face_rows for track in people.tracks] == [(0, 1, 2, 3), (4, 5, 6, 7)]


def test_a_short_absence_is_bridged_and_a_long_one_is_not() -> None:
    assert len(find(stay(1, 0, 3) + stay(1, 2.5, 3)).tracks) == 1
    assert len(find(stay(1, 0, 3) + stay(1, 3.5, 3)).tracks) == 2


def test_appearances_are_true_times_and_touching_ones_are_one() -> None:
    sightings = [Sighting(1, t, until_s=t + 0.04) for t in (0.0, 0.5, 1.0, 1.5, 1.96)]
    sightings += [Sighting(1, t, until_s=t + 0.04) for t in (2.0, 2.5, 2.96, 10.0, 10.5, 11.0)]
    person = find(sightings, cuts_s=(2.0, 3.0)).persons[0]
    assert np.array(person.appearances) == pytest.approx(np.array([[0, 3.0], [10, 11.04]]))
    assert person.screen_time_s == pytest.approx(4.04)


def test_a_passing_or_doubtful_face_is_nobody() -> None:
    sightings = stay(1, 0, 6, 0.2) + stay(2, 0, 6, 0.8, score=0.75) + [Sighting(3, 1.0, 0.5)]
    people = find(sightings)
    assert humans_of(people, sightings) == [{1}]
    assert sum(track.person is None for track in people.tracks) == 2


def test_a_single_look_joins_the_person_it_surely_is() -> None:
    people = find([*stay(1, 0, 6), *stay(2, 10, 6), Sighting(1, 20.0)], cuts_s=(5.0, 18.0))
    assert [track.person for track in people.tracks] == [0, 1, 0]


def test_faces_that_were_not_embedded_follow_their_track() -> None:
    sightings = [Sighting(1 if i == 2 else None, STEP_S * i) for i in range(6)]
    people = find(sightings)
    assert people.tracks[0].face_rows == (0, 1, 2, 3, 4, 5)
    assert people.tracks[0].person == 0


def test_a_frozen_face_that_stays_in_its_place_is_a_picture_and_nobody() -> None:
    faces = face_table(stay(1, 0, 6, 0.3) + stay(2, 0, 6, 0.7))
    frozen = np.flatnonzero(faces.boxes[:, 0] < 0.5)[1:]
    faces.quality[frozen], faces.embeddings[frozen] = 0, np.nan
    people = find_people([], faces, duration_s=9)
    assert [track.person for track in people.tracks] == [None, 0]


def test_a_frozen_face_that_drifts_is_somebody() -> None:
    faces = face_table([Sighting(1, STEP_S * i, 0.3 + i / 100) for i in range(6)])
    faces.quality[1:], faces.embeddings[1:] = 0, np.nan
    assert len(find_people([], faces, duration_s=9).persons) == 1


def test_faces_close_in_time_are_one_sighting() -> None:
    passing = [Sighting(1, 1 + i / 30) for i in range(4)]
    assert find(passing).persons == ()


def test_boxes_between_sightings_are_on_a_line() -> None:
    sightings = [Sighting(1, 0.0, 0.2), Sighting(1, 0.5, 0.3), Sighting(1, 1.0, 0.3, until_s=1.2)]
    faces = face_table(sightings)
    track = find_people([], faces, duration_s=9).tracks[0]
    assert box_at(track, faces, 0.25) == pytest.approx([0.2, 0.45, 0.1, 0.1])
    assert box_at(track, faces, 1.1) == pytest.approx([0.25, 0.45, 0.1, 0.1])
    assert box_at(track, faces, 1.2) is None


def test_a_track_without_a_good_face_is_unsure() -> None:
    people = find(stay(None, 0, 6))
    assert (people.tracks[0].person, people.tracks[0].embedding, people.persons) == (None, None, ())


def test_the_cover_is_the_best_face() -> None:
    faces = face_table(stay(1, 0, 5))
    faces.quality[3] = 0.95
    assert find_people([], faces, duration_s=5).persons[0].cover_row == 3


def test_persons_come_by_screen_time() -> None:
    sightings = stay(1, 0, 4) + stay(2, 10, 8)
    assert humans_of(find(sightings, cuts_s=(5.0,)), sightings) == [{2}, {1}]


def test_cuts_may_come_twice_and_beyond_the_end() -> None:
    people = find_people([4.0, 2.0, 2.0, 9.0], face_table(stay(1, 0, 4)), duration_s=5.0)
    assert [(shot.start_s, shot.end_s) for shot in people.shots] == [(0, 2), (2, 4), (4, 5)]


@given(
    visits=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 20), st.integers(1, 6), st.integers(0, 9)), max_size=12
    ),
    cuts=st.lists(st.integers(1, 24).map(float), max_size=5),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_every_face_is_in_one_track_inside_one_shot(
    visits: list[tuple[int, int, int, int]], cuts: list[float], seed: int
) -> None:
    sightings = [s for human, start, count, x in visits for s in stay(human, start, count, 0.05 + x / 10)]
    faces = face_table(sightings)
    people = find_people(cuts, faces, duration_s=30.0)
    rows = sorted(row for track in people.tracks for row in track.face_rows)
    assert rows == list(range(len(faces)))
    for track in people.tracks:
        shot = people.shots[track.shot]
        times = faces.time_s[list(track.face_rows)]
        assert (np.diff(times) > 0).all()
        assert shot.start_s <= track.start_s == times[0]
        assert times[-1] <= track.end_s <= shot.end_s
    for number, person in enumerate(people.persons):
        assert person.tracks == tuple(i for i, track in enumerate(people.tracks) if track.person == number)
        assert all(a < b for a, b in person.appearances)
        assert all(a[1] < b[0] for a, b in zip(person.appearances, person.appearances[1:], strict=False))
        together = [faces.time_s[row] for track in person.tracks for row in people.tracks[track].face_rows]
        assert len(together) == len(set(together))
    order = np.random.default_rng(seed).permutation(len(faces))
    shuffled = find_people(cuts, faces.take(order), duration_s=30.0)
    assert [person.appearances for person in shuffled.persons] == [person.appearances for person in people.persons]
