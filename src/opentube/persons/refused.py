"""Which tracks an owner said are not a person's, also in a later analysis of the video."""

import uuid
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from opentube.persons.anchors import resolve
from opentube.persons.log import refusals
from opentube.persons.outlines import read_outlines
from opentube.persons.tables import Person, Track
from opentube.reports.tables import Report


def refused_tracks(
    session: Session, owner_id: uuid.UUID, person_id: uuid.UUID, report_ids: Collection[uuid.UUID]
) -> set[int]:
    """The ids of tracks in these reports that are not ``person_id``, nor who was merged into it, by the owner's word."""
    same = sa.select(Person.id).where(
        Person.owner_id == owner_id, (Person.id == person_id) | (Person.merged_into_id == person_id)
    )
    edits = refusals(session, owner_id, session.scalars(same).all())
    told = {video_id for edit in edits for video_id in edit.video_ids}
    reports = sa.select(Report.id, Report.video_id).where(Report.id.in_(report_ids), Report.video_id.in_(told))
    refused: set[int] = set()
    for report_id, video_id in session.execute(reports).all() if told else ():
        tracks = session.scalars(
            sa.select(Track).where(Track.report_id == report_id).order_by(Track.ordinal).options(defer(Track.embedding))
        ).all()
        ids = [track.id for track in tracks]
        outlines = read_outlines(session, report_id, tracks)
        for anchor in (anchor for edit in edits for anchor in edit.anchors(video_id)):
            named = [track_id for track_id in ids if track_id == anchor.track_id]
            refused |= set(named or (ids[i] for i in resolve(anchor.outline, outlines)))
    return refused
