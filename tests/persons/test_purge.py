"""Deleting somebody for good: nothing that shows or names them is left, in the database or in the files."""

import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.tables import Export
from opentube.models.values import ModelRef
from opentube.persons import actions
from opentube.persons.anchors import Outline
from opentube.persons.edits import NothingToUndo, history, record, undo
from opentube.persons.log import Anchor, EditKind, body_of
from opentube.persons.purge import purge_binned, purge_person
from opentube.persons.queries import PersonNotFound, list_persons, read_person
from opentube.persons.recognition import GroupLook, recognise
from opentube.persons.tables import Face, Person, PersonEdit, Track
from opentube.reports.model_sets import model_set_id
from opentube.sources.tables import Video
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.persons.films import Seen, analyse
from tests.persons.shelves import EMBEDDER, Shelf, Vector, look

NAME = "Secret Name"
HERS, HIS, DRAWN = look(1), look(2), look(3)
FILM = (
    Seen(0.0, 6.0, 0.05, 0, vector=HERS),
    Seen(10.0, 16.0, 0.05, 0, vector=HERS),
    Seen(0.0, 6.0, 0.65, 1, vector=HIS),
    Seen(20.0, 26.0, 0.65, 1, vector=HIS),
)


@dataclass
class Library:
    """Two videos in which she and he were found, one of them analysed twice."""

    shelf: Shelf
    blobs: Blobs
    videos: list[uuid.UUID]
    her: uuid.UUID
    him: uuid.UUID
    media_key: str

    @property
    def folder(self) -> Path:
        return Path(str(self.blobs._folder))

    def files(self) -> set[str]:
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}

    def analyse(self, video: int, *more: Seen) -> uuid.UUID:
        report = analyse(self.shelf.database, self.shelf.owner_id, self.videos[video], (*FILM, *more))
        with self.shelf.database.session() as session:  # as the scan would: each face has its track's vector
            embedding = sa.select(Track.embedding).where(Track.id == Face.track_id).scalar_subquery()
            session.execute(sa.update(Face).where(Face.report_id == report).values(embedding=embedding))
        return report

    def tracks(self, person: uuid.UUID) -> list[int]:
        with self.shelf.database.session() as session:
            return list(session.scalars(sa.select(Track.id).where(Track.person_id == person).order_by(Track.id)))

    def purge(self, person: uuid.UUID) -> None:
        with self.shelf.database.session() as session:
            purge_person(session, self.blobs, self.shelf.owner_id, person)


@pytest.fixture
def library(shelf: Shelf, blobs: Blobs, sample: Path) -> Library:
    key = blobs.put_file(sample)
    videos = [shelf.video("one"), shelf.video("two")]
    with shelf.database.session() as session:
        session.execute(sa.update(Video).values(media_key=key))
    library = Library(shelf, blobs, videos, uuid.uuid4(), uuid.uuid4(), key)
    for video in (0, 0, 1):
        library.analyse(video)
    with shelf.database.session() as session:
        for person in session.scalars(sa.select(Person)):
            cover = blobs.put_bytes(f"found cover of {person.id}".encode())
            person.cover_key = person.found_cover_key = cover
        whose = sa.select(Track.person_id).order_by(Track.ordinal)
        library.her = session.scalars(whose.where(Track.start_s == 10.0)).first() or library.her
        library.him = session.scalars(whose.where(Track.start_s == 20.0)).first() or library.him
    return library


def everything(database: Database) -> str:
    """Every row of every table, as the server writes it."""
    with database.session() as session:
        tables = session.scalars(sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        whole_row = sa.cast(sa.literal_column("t"), sa.Text)
        rows = (session.scalars(sa.select(whole_row).select_from(sa.table(name).alias("t"))) for name in tables)
        return "\n".join(row for table in rows for row in table)


def written(database: Database, vector: Vector) -> list[str]:
    """A vector's numbers as the server writes them: as real, and as numbers of an edit."""
    with database.session() as session:
        real = session.scalar(sa.text("SELECT CAST(:vector AS real[])::text"), {"vector": vector.tolist()})
    return [str(real).strip("{}"), ", ".join(map(repr, vector.tolist()))]


def live_through_everything(library: Library) -> None:
    """She is named, ignored, merged, split, moved, drawn, covered, deleted; much of it undone."""
    shelf, her, him = library.shelf, library.her, library.him
    mine, his = library.tracks(her), library.tracks(him)
    with shelf.database.session() as session:
        owner = shelf.owner_id
        actions.name_person(session, owner, her, "Old " + NAME)
        actions.name_person(session, owner, her, NAME)
        actions.name_person(session, owner, him, "Kim")
        actions.choose_cover(session, library.blobs, owner, mine[0], 1.0)
        actions.merge_persons(session, owner, him, [her])
        undo(session, owner)
        split = actions.split_person(session, library.blobs, owner, mine[1:2])
        actions.merge_persons(session, owner, her, [uuid.UUID(split.body["person"])])
        actions.move_tracks(session, owner, mine[:1], her)
        actions.not_this_person(session, owner, her, mine[2:3])
        undo(session, owner)
        actions.choose_cover(session, library.blobs, owner, his[0], 2.0)
        record(session, owner, EditKind.DIFFERENT, body_of(him, others=[her]))
        anchor = Anchor(library.videos[0], None, None, _drawn())
        models = model_set_id(session, [ModelRef("face_embedding", *EMBEDDER.split(" "))])
        record(
            session,
            owner,
            EditKind.DRAW,
            body_of(her, tracks=[anchor], embedding=DRAWN.tolist(), embedder=EMBEDDER, model_set=models),
        )
        actions.delete_person(session, owner, her)


def _drawn() -> Outline:
    return Outline(
        30.0, 31.1, np.array([30.0, 30.5, 31.0]), np.tile(np.array([0.3, 0.3, 0.1, 0.1], np.float32), (3, 1))
    )


def test_no_vector_crop_or_name_is_left(library: Library) -> None:
    # given
    database = library.shelf.database
    live_through_everything(library)
    vectors = [*written(database, HERS), *written(database, DRAWN)]
    before = everything(database)
    assert vectors[0] in before
    assert vectors[2] in before
    assert vectors[3] in before
    assert NAME in before
    files = library.files()
    # when
    library.purge(library.her)
    # then nothing in any table says what she looks like, who she is, or where her pictures are
    after = everything(database)
    assert [found for found in (*vectors, NAME, str(library.her)) if found in after] == []
    kept = {file for file in files if file in after}
    assert library.files() == kept
    assert f"found cover of {library.her}" not in {library.blobs.get(key).decode(errors="ignore") for key in kept}
    assert len(files - kept) >= 3
    # and he is as he was
    assert written(database, HIS)[0] in after
    with database.session() as session:
        (summary,) = list_persons(session, library.shelf.owner_id)
        assert (summary.id, summary.name, summary.videos) == (library.him, "Kim", 2)
        assert summary.cover_key in kept
        assert {entry.kind for entry in history(session, library.shelf.owner_id)} == {
            EditKind.FORGET,
            EditKind.NAME,
            EditKind.COVER,
        }


def test_what_stays_is_one_edit_with_times_and_boxes_that_cannot_be_undone(library: Library) -> None:
    library.purge(library.her)
    with library.shelf.database.session() as session:
        (edit,) = session.scalars(sa.select(PersonEdit))
        assert edit.kind == EditKind.FORGET
        assert set(edit.body) == {"tracks"}
        assert {field for track in edit.body["tracks"] for field in track if track[field] is not None} == {
            "video",
            "start_s",
            "end_s",
            "times_s",
            "boxes",
        }
        with pytest.raises(NothingToUndo):
            undo(session, library.shelf.owner_id)


def test_a_new_analysis_does_not_bring_them_back(library: Library) -> None:
    # given
    library.purge(library.her)
    # when she is found again at the same places, and once where nobody saw her before
    library.analyse(0, Seen(40.0, 44.0, 0.35, 0, vector=HERS))
    # then only where nobody had seen her is there somebody, and it is somebody new
    with library.shelf.database.session() as session:
        assert recognise(session, library.shelf.owner_id, [GroupLook(HERS, EMBEDDER)])[0].person_id != library.her
        tracks = session.execute(
            sa.select(Track.start_s, Track.person_id).where(Track.person_id.is_distinct_from(library.him))
        ).all()
    assert [(track.start_s, track.person_id in {None, library.her}) for track in tracks] == [(40.0, False)]


def test_faces_that_were_scanned_and_never_grouped_go_as_well(library: Library) -> None:
    """A report that was cancelled after the scan has faces without tracks."""
    # given
    with library.shelf.database.session() as session:
        report = session.scalars(sa.select(Track.report_id).order_by(Track.id)).first()
        session.execute(sa.update(Face).where(Face.report_id == report).values(track_id=None))
        session.execute(sa.delete(Track).where(Track.report_id == report))
    # when
    library.purge(library.her)
    # then his are still there
    with library.shelf.database.session() as session:
        boxes = session.scalars(sa.select(Face.box).where(Face.report_id == report)).all()
    assert {round(box[0], 2) for box in boxes} == {0.65}


def test_pictures_of_them_that_stood_for_others_are_taken_anew(library: Library) -> None:
    """The machine took her and him for one; the cover showed her. He was split off, and she is purged."""
    # given
    him_again, shown = library.her, read(library, library.her)
    with library.shelf.database.session() as session:
        one = actions.split_person(session, library.blobs, library.shelf.owner_id, library.tracks(library.her)[:3])
    old = library.files()
    # when the one split off goes
    library.purge(uuid.UUID(one.body["person"]))
    # then the picture of whom the tracks were taken from is another, and the old file is gone
    assert read(library, him_again) != shown
    assert shown in old
    assert shown not in library.files()


def read(library: Library, person: uuid.UUID) -> str | None:
    with library.shelf.database.session() as session:
        return read_person(session, library.shelf.owner_id, person).person.cover_key


def test_exports_that_tell_of_them_go_and_others_stay(library: Library) -> None:
    # given finished files of a report that she is in, and of one of another video
    shelf = library.shelf
    other = shelf.report(shelf.video("three"))
    shelf.track(other, library.him, HIS)
    with shelf.database.session() as session:
        here = session.scalars(sa.select(Track.report_id).where(Track.person_id == library.her)).first()
        for report, kind in ((here, ExportKind.PERSONS_CSV), (here, ExportKind.CSV), (other, ExportKind.PERSONS_CSV)):
            key = library.blobs.put_bytes(f"{report} {kind}".encode())
            session.add(
                Export(
                    owner_id=shelf.owner_id,
                    report_id=report,
                    kind=kind,
                    status=ExportStatus.DONE,
                    options={},
                    blob_key=key,
                )
            )
    # when
    library.purge(library.her)
    # then
    with shelf.database.session() as session:
        left = session.execute(sa.select(Export.report_id, Export.kind, Export.blob_key)).all()
    assert {(row.report_id, row.kind) for row in left} == {(here, ExportKind.CSV), (other, ExportKind.PERSONS_CSV)}
    assert {row.blob_key for row in left} <= library.files()
    assert f"{here} {ExportKind.PERSONS_CSV}" not in {
        (library.folder / name).read_bytes().decode("latin-1") for name in library.files()
    }


def test_a_file_that_somebody_else_needs_stays(library: Library) -> None:
    # given the same bytes are another owner's cover
    other = Shelf.new(library.shelf.database)
    shared = str(read(library, library.her))
    other.person("Twin", cover=shared)
    # when
    library.purge(library.her)
    # then
    assert shared in library.files()


def test_a_face_drawn_for_them_and_given_to_another_stays_that_ones(library: Library) -> None:
    # given
    live_through_everything(library)
    with library.shelf.database.session() as session:
        undo(session, library.shelf.owner_id)
        drawn = session.scalars(sa.select(Track.id).where(Track.drawn_by_id.is_not(None))).all()
        actions.move_tracks(session, library.shelf.owner_id, drawn, library.him)
    # when
    library.purge(library.her)
    # then
    assert set(drawn) <= set(library.tracks(library.him))


def test_who_is_merged_goes_with_the_one_they_count_as(library: Library) -> None:
    with library.shelf.database.session() as session:
        actions.merge_persons(session, library.shelf.owner_id, library.him, [library.her])
    with pytest.raises(PersonNotFound):
        library.purge(library.her)
    library.purge(library.him)
    with library.shelf.database.session() as session:
        assert session.scalars(sa.select(Person)).all() == []
        assert session.scalars(sa.select(Track)).all() == []
    assert library.files() == {library.media_key}


def test_the_bin_is_emptied_after_thirty_days(library: Library) -> None:
    # given
    with library.shelf.database.session() as session:
        actions.delete_person(session, library.shelf.owner_id, library.her)
    assert purge_binned(library.shelf.database, library.blobs) == 0
    with library.shelf.database.session() as session:
        ago = sa.func.now() - sa.func.make_interval(0, 0, 0, 31)
        session.execute(sa.update(Person).where(Person.id == library.her).values(deleted_at=ago))
    # then
    assert purge_binned(library.shelf.database, library.blobs) == 1
    assert library.tracks(library.her) == []
    assert purge_binned(library.shelf.database, library.blobs) == 0


def test_other_owners_cannot(library: Library) -> None:
    other = Shelf.new(library.shelf.database)
    with other.database.session() as session, pytest.raises(PersonNotFound):
        purge_person(session, library.blobs, other.owner_id, library.her)
