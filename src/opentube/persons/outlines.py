"""The outlines of stored tracks."""

import uuid
from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.persons.anchors import Outline
from opentube.persons.log import Anchor
from opentube.persons.tables import Face, Track

ANCHOR_GAP_S = 0.5
MOST_ANCHOR_BOXES = 60


def read_outlines(session: Session, report_id: uuid.UUID, tracks: Sequence[Track]) -> list[Outline]:
    """The outlines of these tracks of one report, in their order."""
    rows = session.execute(
        sa.select(Face.track_id, Face.time_s, Face.box)
        .where(Face.report_id == report_id, Face.track_id.in_([track.id for track in tracks]))
        .order_by(Face.time_s)
    ).all()
    seen: dict[int | None, list[tuple[float, list[float]]]] = {}
    for track_id, time_s, box in rows:
        seen.setdefault(track_id, []).append((time_s, box))
    return [_outline(track, seen.get(track.id, [])) for track in tracks]


def anchors_of(session: Session, tracks: Sequence[Track]) -> list[Anchor]:
    """What an edit keeps of these tracks."""
    anchors = []
    for track in tracks:
        (outline,) = read_outlines(session, track.report_id, [track])
        thinned = outline.thinned(ANCHOR_GAP_S, MOST_ANCHOR_BOXES)
        anchors.append(Anchor(track.video_id, track.id, track.drawn_by_id, thinned))
    return anchors


def _outline(track: Track, seen: Sequence[tuple[float, Sequence[float]]]) -> Outline:
    times_s = np.array([time_s for time_s, _ in seen], np.float64)
    return Outline(track.start_s, track.end_s, times_s, np.array([box for _, box in seen], np.float32).reshape(-1, 4))
