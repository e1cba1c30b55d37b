"""Telling people apart, once every segment was looked through."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.faces.cover import cover_crop
from opentube.faces.people import find_people
from opentube.models.values import ModelRef
from opentube.persons.belonging import Belonging, embedder_of
from opentube.persons.faces import read_faces
from opentube.persons.service import Sightings, store_people
from opentube.persons.tables import Face
from opentube.reports.document import AnalysisKind
from opentube.reports.model_sets import model_set_id, read_models
from opentube.reports.options import Stage
from opentube.reports.results import store_result
from opentube.reports.steps.base import Save, Step
from opentube.reports.tables import Unit
from opentube.reports.units import lock_report
from opentube.reports.work import Work
from opentube.sources.tables import Video


class PeopleStep(Step):
    """Tracks, persons, appearances and covers, from the faces of all segments together."""

    stage: ClassVar = Stage.PEOPLE
    analyses: ClassVar = frozenset({AnalysisKind.PERSONS})
    chain: ClassVar = (Stage.PEOPLE,)

    def run(self, work: Work) -> Save:
        with work.workshop.database.session() as session:
            video = session.get_one(Video, work.video_id)
            cuts_s = _cuts(session, work)
            face_ids, faces = read_faces(session, work.report_id)
            models = _models(session, work)
        work.check()
        people = find_people(cuts_s, faces, duration_s=video.duration_s or 0.0)
        covers = []
        with work.workshop.blobs.local(str(video.media_key), check=work.check) as path:
            for person in people.persons:
                work.check()
                covers.append(cover_crop(path, faces.time_s[person.cover_row], faces.boxes[person.cover_row]))

        def save(session: Session) -> None:
            # The report is locked before the library: edits never wait for a report while they hold theirs.
            lock_report(session, work.report_id, work.attempt)
            to = Belonging(
                work.owner_id, work.report_id, work.video_id, model_set_id(session, models), embedder_of(models)
            )
            blobs = work.workshop.blobs
            store_people(session, to, people, Sightings(face_ids, faces), lambda n: blobs.put_bytes(covers[n]))
            store_result(session, work.report_id, AnalysisKind.PERSONS, {}, models)

        return save


def _cuts(session: Session, work: Work) -> list[float]:
    scans = session.scalars(
        sa.select(Unit.result).where(Unit.report_id == work.report_id, Unit.stage == Stage.SCAN).order_by(Unit.ordinal)
    )
    return [cut for scan in scans if scan for cut in scan["cuts_s"]]


def _models(session: Session, work: Work) -> list[ModelRef]:
    used = sa.select(Face.model_set_id).where(Face.report_id == work.report_id).distinct()
    return read_models(session, used)
