"""The people step on a real film: who people are over analyses, and drawing a face in it."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from opentube.faces.photo import PhotoReader
from opentube.models.folder import ModelFolder
from opentube.persons.actions import choose_cover, name_person, split_person
from opentube.persons.draw import FacePlaceInvalid, draw_face
from opentube.persons.edits import undo
from opentube.persons.queries import list_persons
from opentube.persons.tables import Appearance, Face, Person, Track
from opentube.reports.document import AnalysisKind, PersonPart, ReportStatus
from opentube.reports.engines import Engines
from opentube.reports.options import ReportOptions
from opentube.reports.tables import Report
from opentube.sources.tables import Video
from opentube.store.blobs import BlobMissing
from tests.reports.conftest import installed
from tests.reports.installation import Installation

PERSONS_ONLY = ReportOptions(analyses=frozenset({AnalysisKind.PERSONS}), segment_s=20.0)


@pytest.fixture(scope="module")
def analysed(
    server: str, sample: Path, engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, uuid.UUID]]:
    """An installation with a report of the sample: three people in seven tracks."""
    with installed(server, tmp_path_factory.mktemp("people"), engines) as installation:
        yield installation, analyse(installation, sample)


def analyse(installation: Installation, film: Path) -> uuid.UUID:
    report_id = installation.request(film, PERSONS_ONLY)
    installation.work_off()
    assert installation.status(report_id) is ReportStatus.DONE
    return report_id


def persons(installation: Installation, report_id: uuid.UUID) -> list[PersonPart]:
    part = installation.document(report_id).persons
    assert part
    return part.persons


def tracks(installation: Installation, report_id: uuid.UUID) -> list[Track]:
    with installation.workshop.database.session() as session:
        return list(session.scalars(sa.select(Track).where(Track.report_id == report_id).order_by(Track.ordinal)))


def blobs(installation: Installation) -> set[Path]:
    return set((installation.workshop.settings.data_dir / "blobs").rglob("sha256/*/*"))


def test_people_stay_who_they_are_when_their_video_is_analysed_again(
    analysed: tuple[Installation, uuid.UUID], sample: Path
) -> None:
    installation, first = analysed
    owner_id, database = installation.owner_id, installation.workshop.database
    named = persons(installation, first)[0]
    stored = blobs(installation)
    with database.session() as session:
        name_person(session, owner_id, uuid.UUID(named.id), "Ann")

    second = analyse(installation, sample)

    again = persons(installation, second)
    assert [(p.id, p.cover, p.appearances) for p in again] == [
        (p.id, p.cover, p.appearances) for p in persons(installation, first)
    ]
    assert again[0].name == "Ann"
    assert {track.embedder for track in tracks(installation, second)} == {"sface 2021dec_int8bq"}
    assert blobs(installation) == stored  # a cover that nobody has would outlive its person
    with database.session() as session:
        assert len(list_persons(session, owner_id)) == len(again) == 3
        undo(session, owner_id)


def test_people_are_known_in_another_video(
    analysed: tuple[Installation, uuid.UUID], sample: Path, tmp_path: Path
) -> None:
    installation, first = analysed
    other = tmp_path / "other.mp4"
    shutil.copy(sample, other)
    with other.open("ab") as file:
        file.write(b"\x00\x00\x00\x08free")

    report_id = analyse(installation, other)

    assert [p.id for p in persons(installation, report_id)] == [p.id for p in persons(installation, first)]
    with installation.workshop.database.session() as session:
        assert [p.videos for p in list_persons(session, installation.owner_id)] == [2, 2, 2]
        session.execute(sa.delete(Report).where(Report.id == report_id))


def test_a_face_that_is_drawn_is_followed_and_known(analysed: tuple[Installation, uuid.UUID], sample: Path) -> None:
    installation, _ = analysed
    workshop, owner_id = installation.workshop, installation.owner_id
    report_id = analyse(installation, sample)
    found = tracks(installation, report_id)
    missed, time_s = found[1], 8.02
    with workshop.database.session() as session:
        near = sa.select(Face.box).where(Face.track_id == missed.id).order_by(sa.func.abs(Face.time_s - time_s))
        box = session.scalars(near).first()
        session.execute(sa.delete(Face).where(Face.track_id == missed.id))
        session.execute(sa.delete(Track).where(Track.id == missed.id))
    assert box
    folder = ModelFolder(workshop.settings.models_path)
    reader = PhotoReader(folder.path("yunet"), folder.path("sface"))

    with workshop.database.session() as session:
        edit = draw_face(session, workshop.blobs, reader, owner_id, report_id, time_s=time_s, box=box)
    drawn = next(track for track in tracks(installation, report_id) if track.drawn_by_id)
    new = next(p for p in persons(installation, report_id) if p.id == edit.body["person"])

    assert (drawn.start_s, drawn.end_s) == pytest.approx((missed.start_s, missed.end_s), abs=0.1)
    assert drawn.embedder == missed.embedder
    assert float(np.dot(drawn.embedding or [], missed.embedding or [])) > 0.7
    assert [(seen.start_s, seen.end_s) for seen in new.appearances] == [(drawn.start_s, drawn.end_s)]
    assert new.cover
    assert workshop.blobs.get(new.cover).startswith(b"\xff\xd8")

    second = analyse(installation, sample)
    (found_again,) = [t for t in tracks(installation, second) if str(t.person_id) == new.id]
    assert found_again.drawn_by_id is None
    assert found_again.start_s == pytest.approx(missed.start_s, abs=0.1)

    with workshop.database.session() as session:
        undo(session, owner_id)
        assert session.scalars(sa.select(Appearance).where(Appearance.person_id == uuid.UUID(new.id))).all() == []
    assert [t.drawn_by_id for t in tracks(installation, report_id)] == [None] * 6


def test_faces_are_drawn_inside_the_picture_and_the_video(analysed: tuple[Installation, uuid.UUID]) -> None:
    installation, report_id = analysed
    workshop, owner_id = installation.workshop, installation.owner_id
    folder = ModelFolder(workshop.settings.models_path)
    reader = PhotoReader(folder.path("yunet"), folder.path("sface"))
    good = [0.1, 0.1, 0.2, 0.2]

    def draw(time_s: float, box: list[float]) -> None:
        with workshop.database.session() as session:
            draw_face(session, workshop.blobs, reader, owner_id, report_id, time_s=time_s, box=box)

    for time_s, box in (
        (1e6, good),
        (-1.0, good),
        (float("nan"), good),
        (1.0, [0.9, 0.1, 0.2, 0.2]),
        (1.0, [0.1, 0.1, 0.0, 0.2]),
        (1.0, [0.1, 0.1, float("nan"), 0.2]),
        (1.0, good[:3]),
    ):
        with pytest.raises(FacePlaceInvalid):
            draw(time_s, box)


def test_the_cover_is_the_face_that_was_chosen(analysed: tuple[Installation, uuid.UUID]) -> None:
    installation, report_id = analysed
    workshop, owner_id = installation.workshop, installation.owner_id
    person = persons(installation, report_id)[0]
    track = [row for row in tracks(installation, report_id) if str(row.person_id) == person.id][-1]

    with workshop.database.session() as session:
        choose_cover(session, workshop.blobs, owner_id, track.id, track.start_s)
    chosen = persons(installation, report_id)[0]
    assert chosen.cover
    assert chosen.cover != person.cover
    assert workshop.blobs.get(chosen.cover).startswith(b"\xff\xd8")

    with workshop.database.session() as session:
        undo(session, owner_id)
    assert persons(installation, report_id)[0].cover == person.cover


def test_a_new_person_gets_a_cover_while_the_film_is_there(analysed: tuple[Installation, uuid.UUID]) -> None:
    installation, report_id = analysed
    workshop, owner_id = installation.workshop, installation.owner_id
    (track, *_) = tracks(installation, report_id)

    with workshop.database.session() as session:
        edit = split_person(session, workshop.blobs, owner_id, [track.id])
        person = session.get_one(Person, uuid.UUID(edit.body["person"]))
        assert person.cover_key
        assert workshop.blobs.get(person.cover_key).startswith(b"\xff\xd8")
        undo(session, owner_id)
        video = session.get_one(Video, track.video_id)
        media_key, video.media_key = video.media_key, None
        session.flush()
        without = split_person(session, workshop.blobs, owner_id, [track.id])
        assert session.get_one(Person, uuid.UUID(without.body["person"])).cover_key is None
        with pytest.raises(BlobMissing):
            choose_cover(session, workshop.blobs, owner_id, track.id)
        undo(session, owner_id)
        video.media_key = media_key
