"""Which picture of a person holds: one that shows a face which is still theirs."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from opentube.persons.anchors import SLACK_S, Outline, resolve
from opentube.persons.identities import Cover, Said
from opentube.persons.outlines import read_outlines
from opentube.persons.tables import Person, Shot, Track
from opentube.reports.tables import Report
from opentube.sources.tables import Video


def place_of(video_id: uuid.UUID, time_s: float, box: Sequence[float]) -> dict[str, Any]:
    """Where a cover was cut from, as rows keep it; ``box`` is normalised x, y, w, h of the upright frame."""
    return {
        "video": str(video_id),
        "time_s": round(float(time_s), 4),
        "box": [round(float(value), 5) for value in box],
    }


def place_covers(
    session: Session, owner_id: uuid.UUID, said: Mapping[uuid.UUID, Said], video_ids: Collection[uuid.UUID]
) -> None:
    """Give persons the first of their covers that shows them, after tracks of these videos may have changed hands.

    First come chosen ones, the latest before others, then the one they were found with, then the one cut in its stead.
    Where none is left ``cover_due`` is set: see `opentube.persons.cutting`.
    """
    session.flush()
    videos = {str(video_id) for video_id in video_ids}
    concerned = (
        Person.id.in_([person for person, theirs in said.items() if theirs.covers])
        | Person.cover_key.is_distinct_from(Person.found_cover_key)
        | Person.cover_due
        | Person.found_cover_at["video"].astext.in_(videos)
    )
    for person in session.scalars(
        sa.select(Person).where(Person.owner_id == owner_id, concerned).execution_options(populate_existing=True)
    ).all():
        covers = _covers(person, said.get(person.id, Said()))
        cover = next((cover for cover in covers if _holds(session, person, cover, videos)), None)
        person.cover_key = cover.key if cover else None
        person.cover_due = bool(covers) and cover is None and _is_seen(session, person)


def _covers(person: Person, said: Said) -> list[Cover]:
    machine = (person.found_cover_key, person.found_cover_at), (person.cut_cover_key, person.cut_cover_at)
    return [*reversed(said.covers), *(Cover(key, at) for key, at in machine if key)]


def _holds(session: Session, person: Person, cover: Cover, videos: Collection[str]) -> bool:
    if cover.at is None or (cover.key == person.cover_key and cover.at["video"] not in videos):
        return True
    whose = person.merged_into_id or person.id
    return all(track.person_id == whose and not track.hidden for track in _shown(session, person.owner_id, cover.at))


def _shown(session: Session, owner_id: uuid.UUID, at: Mapping[str, Any]) -> list[Track]:
    """The tracks at a place in the newest report of its video; none where nothing was found there, or no report is left."""
    newest = (
        sa.select(Report.id)
        .where(Report.owner_id == owner_id, Report.video_id == uuid.UUID(at["video"]), Report.deleted_at.is_(None))
        .where(sa.exists().where(Shot.report_id == Report.id))
        .order_by(Report.requested_at.desc(), Report.id)
        .limit(1)
    )
    time_s, report_id = at["time_s"], session.scalar(newest)
    if report_id is None:
        return []
    near = session.scalars(
        sa.select(Track)
        .where(Track.report_id == report_id, Track.start_s <= time_s + SLACK_S, Track.end_s >= time_s - SLACK_S)
        .order_by(Track.ordinal)
        .options(defer(Track.embedding))
    ).all()
    there = [track for track in near if track.start_s <= time_s < track.end_s] or near
    moment = Outline(time_s, time_s, np.array([time_s]), np.array([at["box"]], np.float32))
    return [there[index] for index in resolve(moment, read_outlines(session, report_id, there))]


def _is_seen(session: Session, person: Person) -> bool:
    seen = sa.select(Track.id).join(Video, Video.id == Track.video_id)
    return bool(
        session.scalar(
            sa.select(seen.where(Track.person_id == person.id, ~Track.hidden, Video.media_key.is_not(None)).exists())
        )
    )
