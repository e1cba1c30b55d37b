"""Drawing a face that the detector missed: it is followed through its shot, and looked at so that it is known again."""

import math
import uuid
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.faces.cover import cover_crop
from opentube.faces.follow import follow_face
from opentube.faces.photo import NoFaceInPhoto, PhotoFace, PhotoReader
from opentube.media.frames import frame_at
from opentube.persons.actions import known_person, new_person
from opentube.persons.anchors import Outline
from opentube.persons.covers import place_of
from opentube.persons.edits import record
from opentube.persons.log import Anchor, EditKind, body_of
from opentube.persons.tables import PersonEdit, Shot
from opentube.reports.document import AnalysisKind
from opentube.reports.model_sets import model_set_id
from opentube.reports.service import get_report
from opentube.reports.tables import Analysis
from opentube.sources.tables import Video
from opentube.store.blobs import BlobMissing, Blobs

GAP_S = 0.08
MOST_BOXES = 2000
"""A drawn track keeps a box every other frame or so; between them a face moves evenly enough."""

LOOKS = 3
MARGIN = 0.75
"""Of the longer side of the box, added on each side for the detector to see a whole head."""

MAX_OFF = 0.5
"""So far, in widths of the box, may the middle of what the detector finds be from the middle of what was drawn."""

Box = Sequence[float]


class FacePlaceInvalid(UserError):
    """A face is drawn inside the picture, at a time inside the video."""

    code = "face_place_invalid"


def draw_face(
    session: Session,
    blobs: Blobs,
    reader: PhotoReader,
    owner_id: uuid.UUID,
    report_id: uuid.UUID,
    *,
    time_s: float,
    box: Box,
    person_id: uuid.UUID | None = None,
    check: Callable[[], None] = lambda: None,
) -> PersonEdit:
    """Add a track through ``box`` (x, y, w, h in 0..1 of the upright frame) at ``time_s``.

    It is followed back and on until it is lost or its shot ends, and becomes ``person_id``'s, or that of somebody new:
    ``body["person"]`` of the edit. Where a later analysis finds the face by itself, the found track takes its place. That takes
    seconds, in which the library is not locked; ``check`` is called at every packet.

    Raises:
        ReportNotFound: no report of this owner has the id.
        PersonNotFound: no such person.
        FacePlaceInvalid: the box or the time lies outside the video, or nobody was looked for in it yet.
        BlobMissing: the video's file is gone.
        UserError: see `opentube.media.errors`.
    """
    report = get_report(session, owner_id, report_id)
    shot = session.scalar(
        sa.select(Shot).where(Shot.report_id == report_id, Shot.start_s <= time_s, Shot.end_s > time_s)
    )
    if shot is None or not _is_inside(box):
        raise FacePlaceInvalid
    video = session.get_one(Video, report.video_id)
    if not video.media_key:
        raise BlobMissing
    with blobs.local(video.media_key, check=check) as path:
        followed = follow_face(path, time_s, box, start_s=shot.start_s, end_s=shot.end_s, check=check)
        outline = Outline(
            followed.times_s[0], followed.until_s[-1], np.array(followed.times_s, np.float64), followed.boxes
        ).thinned(GAP_S, MOST_BOXES)
        places = np.linspace(0, len(outline.times_s) - 1, LOOKS, dtype=np.intp)
        seen = [(float(outline.times_s[place]), outline.boxes[place].tolist()) for place in places]
        vector = _vector(reader, path, [(time_s, box), *seen])
        cover_key = None if person_id else blobs.put_bytes(cover_crop(path, time_s, box))
    used = session.scalar(
        sa.select(Analysis.model_set_id).where(Analysis.report_id == report_id, Analysis.kind == AnalysisKind.PERSONS)
    )
    models = used or model_set_id(session, ())  # before the lock: it may wait for others who write the same row
    person = known_person(session, owner_id, person_id) if person_id else new_person(session, owner_id)
    body = body_of(
        person,
        tracks=[Anchor(report.video_id, None, None, outline)],
        model_set=models,
        cover_key=cover_key,
        cover_at=cover_key and place_of(report.video_id, time_s, box),
        embedding=None if vector is None else vector.tolist(),
        embedder=None if vector is None else reader.embedder,
    )
    return record(session, owner_id, EditKind.DRAW, body)


def _is_inside(box: Box) -> bool:
    if len(box) != 4 or not all(math.isfinite(value) for value in box):  # noqa: PLR2004 - x, y, w, h
        return False
    x, y, w, h = box
    return x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1 and y + h <= 1


def _vector(reader: PhotoReader, path: Path, seen: Iterable[tuple[float, Box]]) -> NDArray[np.float32] | None:
    """The (128,) unit mean of the vectors of a face where it is seen well enough; None where it never is."""
    faces = [_look(reader, path, time_s, box) for time_s, box in seen]
    good = [(face.vector, face.quality.overall) for face in faces if face and face.vector is not None]
    if not good:
        return None
    mean = np.average([vector for vector, _ in good], axis=0, weights=[quality for _, quality in good])
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), np.float32)


def _look(reader: PhotoReader, path: Path, time_s: float, box: Box) -> PhotoFace | None:
    """What the detector finds in the middle of the box and its surroundings."""
    picture = frame_at(path, time_s).image()
    height, width = picture.shape[:2]
    x, y, w, h = np.asarray(box, np.float64) * [width, height, width, height]
    margin = MARGIN * max(w, h)
    left, top = max(0, int(x - margin)), max(0, int(y - margin))
    crop = picture[top : int(y + h + margin) + 1, left : int(x + w + margin) + 1]
    try:
        faces = reader.read(cv2.imencode(".png", crop)[1].tobytes())
    except NoFaceInPhoto:
        return None
    size, middle = np.array(crop.shape[1::-1]), np.array([x + w / 2 - left, y + h / 2 - top])
    for face in faces:
        off = (np.array(face.box[:2]) + np.array(face.box[2:]) / 2) * size - middle
        if np.abs(off / max(w, h)).max() <= MAX_OFF:
            return face
    return None
