"""Finding somebody in all videos."""

import uuid
import zlib

import cv2
import numpy as np
import pytest
import sqlalchemy as sa
from numpy.typing import NDArray

from opentube.faces.detection import Detections
from opentube.faces.photo import NoFaceInPhoto, PhotoReader, PhotoTooLarge, PhotoUnreadable
from opentube.models.values import ModelRef
from opentube.persons.actions import not_this_person
from opentube.persons.edits import undo
from opentube.persons.find import (
    FaceTooSmall,
    FaceUnclear,
    FoundVideo,
    PhotoFaceNotFound,
    find_look,
    find_person,
    find_photo,
)
from opentube.persons.queries import PersonNotFound
from opentube.persons.tables import Person, Track
from tests.persons.shelves import EMBEDDER, Shelf, Vector, alike, look


def find(shelf: Shelf, vector: Vector, embedder: str = EMBEDDER) -> tuple[FoundVideo, ...]:
    with shelf.database.session() as session:
        return find_look(session, shelf.owner_id, vector, embedder)


def find_them(shelf: Shelf, person: uuid.UUID) -> tuple[FoundVideo, ...]:
    with shelf.database.session() as session:
        return find_person(session, shelf.owner_id, person)


def titles(found: tuple[FoundVideo, ...]) -> list[str]:
    return [video.title for video in found]


def test_videos_and_intervals_come_best_first(shelf: Shelf) -> None:
    # given
    anna, other = shelf.person("Anna"), shelf.person("Other")
    near, far, nobody = (shelf.report(shelf.video(title)) for title in ("near", "far", "nobody"))
    shelf.track(near, anna, look(1), at=(5.0, 7.0))
    shelf.track(near, anna, None, at=(9.0, 10.0))
    shelf.track(near, other, look(2), at=(1.0, 2.0))
    shelf.track(far, anna, alike(look(1), 0.8), at=(0.0, 1.0))
    shelf.track(nobody, None, alike(look(1), 0.6), at=(2.0, 3.0))
    # when
    found = find(shelf, look(1))
    # then all of a person's appearances are found, also where the face was not good enough for a vector
    assert titles(found) == ["near", "far", "nobody"]
    assert [(s.start_s, s.end_s, s.person_id) for s in found[0].sightings] == [(5.0, 7.0, anna), (9.0, 10.0, anna)]
    assert found[0].score == pytest.approx(1.0, abs=1e-4)
    assert found[2].sightings[0].person_id is None
    assert found[2].score == pytest.approx(0.6, abs=1e-4)
    assert [video.sightings[0].sure for video in found] == [True, True, True]
    assert find(shelf, look(7)) == ()


def test_a_person_is_found_in_their_videos_and_in_tracks_that_look_like_them(shelf: Shelf) -> None:
    # given
    anna = shelf.person("Anna")
    shelf.tracks(shelf.report(shelf.video("long")), anna, [look(1)] * 2)
    shelf.track(shelf.report(shelf.video("short")), anna, look(1))
    shelf.track(shelf.report(shelf.video("perhaps")), None, alike(look(1), 0.7))
    # when
    found = find_them(shelf, anna)
    # then
    assert titles(found) == ["long", "short", "perhaps"]
    assert [video.score for video in found] == [1.0, 1.0, pytest.approx(0.7, abs=1e-4)]


def test_what_is_not_them_by_the_owners_word_is_not_listed_for_them(shelf: Shelf) -> None:
    # given a track that she is not, and another analysis of its video
    anna, film = shelf.person("Anna"), shelf.video("film")
    shelf.track(shelf.report(shelf.video("sure")), anna, look(1))
    track = shelf.track(shelf.report(film), anna, alike(look(1), 0.8))
    with shelf.database.session() as session:
        edit = not_this_person(session, shelf.owner_id, anna, [track]).id
    assert titles(find_them(shelf, anna)) == ["sure"]
    # when
    shelf.track(shelf.report(film), None, alike(look(1), 0.8))
    # then
    assert titles(find_them(shelf, anna)) == ["sure"]
    assert titles(find(shelf, look(1))) == ["sure", "film"]
    with shelf.database.session() as session:
        undo(session, shelf.owner_id, edit)
    assert titles(find_them(shelf, anna)) == ["sure", "film"]


def test_who_has_no_vectors_is_found_by_what_was_said(shelf: Shelf) -> None:
    anna = shelf.person("Anna")
    shelf.track(shelf.report(shelf.video("film")), anna, None)
    assert titles(find_them(shelf, anna)) == ["film"]


def test_only_the_latest_report_of_a_video_counts(shelf: Shelf) -> None:
    # given
    anna, video = shelf.person(), shelf.video()
    shelf.track(shelf.report(video), anna, look(1), at=(0.0, 1.0))
    latest = shelf.report(video)
    shelf.track(latest, anna, look(1), at=(0.0, 2.0))
    shelf.track(shelf.report(video, done=False), anna, look(1), at=(0.0, 3.0))
    # then
    for found in (find(shelf, look(1)), find_them(shelf, anna)):
        assert [video.report_id for video in found] == [latest]
        assert [(s.start_s, s.end_s) for s in found[0].sightings] == [(0.0, 2.0)]


def test_what_is_hidden_or_in_the_bin_is_never_found(shelf: Shelf) -> None:
    # given
    anna, binned = shelf.person(), shelf.person()
    report = shelf.report(shelf.video())
    hidden = shelf.track(report, None, look(1))
    shelf.track(report, binned, look(1), at=(3.0, 4.0))
    with shelf.database.session() as session:
        session.execute(sa.update(Track).where(Track.id == hidden).values(hidden=True))
        session.execute(sa.update(Person).where(Person.id == binned).values(deleted_at=sa.func.now()))
    # then
    assert find(shelf, look(1)) == ()
    with pytest.raises(PersonNotFound):
        find_them(shelf, binned)
    assert find_them(shelf, anna) == ()


def test_each_owner_searches_their_own_library(shelf: Shelf) -> None:
    anna = shelf.person()
    shelf.track(shelf.report(shelf.video()), anna, look(1))
    other = Shelf.new(shelf.database)
    assert find(other, look(1)) == ()
    with pytest.raises(PersonNotFound):
        find_them(other, anna)


def test_vectors_of_another_model_are_never_found(shelf: Shelf) -> None:
    shelf.track(shelf.report(shelf.video()), shelf.person(), look(1), embedder="sface 2027")
    assert find(shelf, look(1)) == ()
    assert len(find(shelf, look(1), "sface 2027")) == 1


def test_the_index_finds_few_among_many_of_others(shelf: Shelf) -> None:
    """An index that stops after its nearest candidates would find nothing of an owner with little."""
    # given 400 tracks of somebody else that are nearer
    other = Shelf.new(shelf.database)
    track = other.track(other.report(other.video()), None, look(1))
    with shelf.database.session() as session:
        kept = ("owner_id", "report_id", "video_id", "shot_id", "start_s", "end_s", "embedder", "model_set_id")
        common = {field: getattr(session.get_one(Track, track), field) for field in kept}
        session.execute(
            sa.insert(Track),
            [common | {"ordinal": n, "embedding": alike(look(1), 0.7, seed=n).tolist()} for n in range(100, 500)],
        )
    shelf.track(shelf.report(shelf.video()), None, alike(look(1), 0.69))
    with shelf.database.session() as session:
        if not session.scalar(sa.text("SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_track_embedding_sface'")):
            pytest.skip("this server has no pgvector")
        session.execute(sa.text("SET LOCAL enable_sort = off"))  # so few tracks would be compared one by one
        # when
        found = find_look(session, shelf.owner_id, look(1), EMBEDDER)
    # then
    assert len(found) == 1


class RedFaces:
    """Takes red rectangles for faces."""

    model = ModelRef("face_detection", "red", "1")

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        height, width = picture.shape[:2]
        red = (picture[..., 2] > 180).astype(np.uint8) * (picture[..., 0] < 120).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(red)
        stats = stats[1:][stats[1:, cv2.CC_STAT_AREA] > 60]
        boxes = np.divide(stats[:, :4], [width, height] * 2).astype(np.float32)
        eyes = np.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]], np.float32)
        landmarks = boxes[:, None, :2] + eyes * boxes[:, None, 2:]
        return Detections(boxes, landmarks, np.full(len(boxes), 0.9, np.float32))


class OneLook:
    """Everybody looks the same."""

    model = ModelRef("face_embedding", *EMBEDDER.split(" "))

    def embed(self, crop: NDArray[np.uint8]) -> Vector:  # noqa: ARG002 - as the protocol names it
        return look(1)


READER = PhotoReader(RedFaces(), OneLook())


def photo(*sides: int, kind: str = ".png", blurred: bool = False) -> bytes:
    """Noisy red squares beside each other on grey."""
    picture = np.full((400, 900, 3), 90, np.uint8)
    left = 10
    for side in sides:
        face = np.random.default_rng(side).integers(0, 100, (side, side, 3)).astype(np.uint8)
        face[..., 2] = 200 + face[..., 2] // 2
        picture[20 : 20 + side, left : left + side] = cv2.GaussianBlur(face, (0, 0), 12) if blurred else face
        left += side + 20
    return bytes(cv2.imencode(kind, picture)[1])


@pytest.mark.parametrize("kind", [".png", ".jpg", ".webp", ".bmp", ".tiff"])
def test_the_best_face_of_a_photo_is_looked_for(shelf: Shelf, kind: str) -> None:
    # given
    shelf.track(shelf.report(shelf.video("film")), shelf.person(), look(1))
    # when
    with shelf.database.session() as session:
        found = find_photo(session, shelf.owner_id, READER, photo(50, 200, kind=kind))
        second = find_photo(session, shelf.owner_id, READER, photo(50, 200, kind=kind), face=2)
    # then
    assert titles(found.videos) == titles(second.videos) == ["film"]
    assert [round(face.box[2] * 900, -1) for face in found.faces] == [200, 50]
    assert (found.chosen, second.chosen) == (0, 1)


@pytest.mark.parametrize(
    ("given", "face", "error"),
    [
        (b"", 1, PhotoUnreadable),
        (b"no picture", 1, PhotoUnreadable),
        (photo(100)[:200], 1, PhotoUnreadable),
        (b"\xff\xd8\xff\xe0" + bytes(100), 1, PhotoUnreadable),
        (bytes(50_000_001), 1, PhotoTooLarge),
        (photo(), 1, NoFaceInPhoto),
        (photo(20), 1, FaceTooSmall),
        (photo(120, blurred=True), 1, FaceUnclear),
        (photo(100), 2, PhotoFaceNotFound),
        (photo(100), 0, PhotoFaceNotFound),
    ],
)
def test_photos_that_are_of_no_use_are_refused_plainly(
    shelf: Shelf, given: bytes, face: int, error: type[Exception]
) -> None:
    with shelf.database.session() as session, pytest.raises(error):
        find_photo(session, shelf.owner_id, READER, given, face=face)


def test_a_picture_of_many_pixels_is_refused_before_it_is_decoded() -> None:
    """A PNG of one colour with 14,000 by 14,000 pixels has a few kilobytes."""
    header = bytearray(photo(100)[:33])
    header[16:24] = (14_000).to_bytes(4) * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4)
    with pytest.raises(PhotoUnreadable, match="64 megapixels"):
        READER.read(bytes(header) + photo(100)[33:])
