"""The faces of a report between the database and the faces engine."""

import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.faces.values import EMBEDDING_SIZE, FaceTable
from opentube.persons.tables import Face

DRAWN_SEGMENT = -1
"""Of faces that an owner drew and no scan found."""

AT_ONCE = 2000
COLUMNS = (Face.id, Face.time_s, Face.until_s, Face.box, Face.landmarks, Face.score, Face.quality, Face.embedding)


def face_rows(faces: FaceTable) -> list[dict[str, Any]]:
    """A table of faces as values of database rows, in its order."""
    return [
        {
            "ordinal": index,
            "time_s": float(faces.time_s[index]),
            "until_s": float(faces.until_s[index]),
            "box": faces.boxes[index].tolist(),
            "landmarks": faces.landmarks[index].ravel().tolist(),
            "score": float(faces.scores[index]),
            "quality": float(faces.quality[index]),
            "embedding": faces.embeddings[index].tolist() if embedded else None,
        }
        for index, embedded in enumerate(faces.embedded)
    ]


def read_faces(session: Session, report_id: uuid.UUID) -> tuple[list[int], FaceTable]:
    """The ids of a report's faces and their table, row by row, as the segments were scanned; drawn ones are left out."""
    scanned = (Face.report_id == report_id) & (Face.segment != DRAWN_SEGMENT)
    query = sa.select(*COLUMNS).where(scanned).order_by(Face.segment, Face.ordinal)
    ids: list[int] = []
    tables = []
    for rows in session.execute(query, execution_options={"yield_per": AT_ONCE}).partitions():
        ids += [row.id for row in rows]
        tables.append(_table(rows))
    return ids, FaceTable.concatenate(tables)


def _table(rows: Sequence[Any]) -> FaceTable:
    missing = [np.nan] * EMBEDDING_SIZE
    return FaceTable(
        time_s=np.array([row.time_s for row in rows], np.float64),
        until_s=np.array([row.until_s for row in rows], np.float64),
        boxes=np.array([row.box for row in rows], np.float32).reshape(-1, 4),
        landmarks=np.array([row.landmarks for row in rows], np.float32).reshape(-1, 5, 2),
        scores=np.array([row.score for row in rows], np.float32),
        quality=np.array([row.quality for row in rows], np.float32),
        embeddings=np.array([row.embedding or missing for row in rows], np.float32).reshape(-1, EMBEDDING_SIZE),
    )
