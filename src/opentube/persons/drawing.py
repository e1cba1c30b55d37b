"""The rows of tracks that owners drew, in each report of the video."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.persons.faces import DRAWN_SEGMENT
from opentube.persons.placing import Drawn
from opentube.persons.tables import Face, Shot, Track


def sync_drawn(
    session: Session, report_id: uuid.UUID, rows: Sequence[Track], drawn: Sequence[Drawn]
) -> Sequence[Track]:
    """Make a report's drawn tracks the given ones; returns their rows."""
    here = {row.drawn_by_id: row for row in rows}
    wanted = {track.edit.id for track in drawn}
    gone = [row.id for row in rows if row.drawn_by_id not in wanted]
    if gone:
        session.execute(sa.delete(Face).where(Face.track_id.in_(gone)).execution_options(synchronize_session=False))
        session.execute(sa.delete(Track).where(Track.id.in_(gone)))
    kept = []
    for track in drawn:
        row = here.get(track.edit.id) or _add(session, report_id, track)
        row.person_id, row.hidden = track.place.person, track.place.hidden
        kept.append(row)
    session.flush()
    return kept


def _add(session: Session, report_id: uuid.UUID, drawn: Drawn) -> Track:
    outline, body = drawn.anchor.outline, drawn.edit.body
    shot = _shot(session, report_id, outline.start_s, outline.end_s)
    last = session.scalar(sa.select(sa.func.max(Track.ordinal)).where(Track.report_id == report_id))
    common = {
        "owner_id": shot.owner_id,
        "report_id": report_id,
        "video_id": shot.video_id,
        "model_set_id": body["model_set"],
    }
    track = Track(
        **common,
        shot_id=shot.id,
        drawn_by_id=drawn.edit.id,
        ordinal=0 if last is None else last + 1,
        start_s=outline.start_s,
        end_s=outline.end_s,
        embedding=body.get("embedding"),
        embedder=body.get("embedder"),
    )
    session.add(track)
    session.flush()
    first = session.scalar(
        sa.select(sa.func.max(Face.ordinal)).where(Face.report_id == report_id, Face.segment == DRAWN_SEGMENT)
    )
    times_s = outline.times_s.tolist()
    session.add_all(
        Face(
            **common,
            track_id=track.id,
            segment=DRAWN_SEGMENT,
            ordinal=(-1 if first is None else first) + 1 + index,
            time_s=time_s,
            until_s=until_s,
            box=box.tolist(),
            landmarks=[],
            score=1.0,
            quality=0.0,
            embedding=None,
        )
        for index, (time_s, until_s, box) in enumerate(
            zip(times_s, [*times_s[1:], outline.end_s], outline.boxes, strict=True)
        )
    )
    return track


def _shot(session: Session, report_id: uuid.UUID, start_s: float, end_s: float) -> Shot:
    """The shot in which the middle of the track lies."""
    middle_s = (start_s + end_s) / 2
    return session.scalars(
        sa.select(Shot)
        .where(Shot.report_id == report_id)
        .order_by((Shot.start_s > middle_s) | (Shot.end_s < middle_s), Shot.ordinal)
        .limit(1)
    ).one()
