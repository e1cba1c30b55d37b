"""The tracks that look most like a vector: by pgvector's HNSW index where the server has it, else by looking at all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from opentube.faces.values import EMBEDDING_SIZE
from opentube.persons.parameters import VECTOR, vector_parameter
from opentube.persons.tables import Track

SEARCH_WIDTH = 160
"""Candidates that HNSW keeps while it searches (``hnsw.ef_search``)."""

ITERATIVE_SCAN = """
    SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true) || set_config('hnsw.ef_search', :width, true)
        || set_config('plan_cache_mode', 'force_custom_plan', true)
    FROM pg_extension WHERE extname = 'vector' AND string_to_array(extversion, '.')::int[] >= '{0,8}'
"""
"""Sets up the search, in this transaction, where the server can do it; returns nothing where not. A plan for any conditions
would not see how many tracks these leave, and whether the index pays."""

ARRAY_HEADER_BYTES = 20
"""Of a one-dimensional array in PostgreSQL's wire format."""


@dataclass(frozen=True, slots=True)
class NearTrack:
    """A track, whose it is (None: nobody's yet), and its cosine similarity, -1..1."""

    id: int
    report_id: uuid.UUID
    person_id: uuid.UUID | None
    start_s: float
    end_s: float
    score: float


COLUMNS: tuple[Any, ...] = (Track.id, Track.report_id, Track.person_id, Track.start_s, Track.end_s)


def vectors_of(
    session: Session, columns: Sequence[Any], *conditions: sa.ColumnElement[bool]
) -> tuple[list[tuple[Any, ...]], NDArray[np.float32]]:
    """The chosen columns of the ``n`` tracks that have a vector and meet the conditions, and their vectors, (n, 128) float32.

    Vectors come as the server's own bytes: reading 100,000 of them as lists of numbers would take seconds.
    """
    sent = sa.func.array_send(Track.embedding, type_=sa.LargeBinary)
    query = sa.select(sent, *columns).where(Track.embedding.is_not(None), *conditions).order_by(Track.id)
    rows = session.execute(query).all()
    wire = np.frombuffer(b"".join(row[0] for row in rows), np.uint8).reshape(
        -1, ARRAY_HEADER_BYTES + 8 * EMBEDDING_SIZE
    )
    numbers = wire[:, ARRAY_HEADER_BYTES:].copy().view(">f4")[:, 1::2]  # each has its length before it
    return [tuple(row[1:]) for row in rows], numbers.astype(np.float32)


def nearest_tracks(
    session: Session,
    vector: NDArray[np.float32],
    embedder: str,
    *conditions: sa.ColumnElement[bool],
    limit: int,
) -> list[NearTrack]:
    """The ``limit`` tracks that look most like ``vector`` (128,), unit length, among those of the same embedder.

    ``conditions`` hold for every track returned: the index is searched on until enough of those are found (iterative
    scan, pgvector 0.8).
    """
    same_embedder = Track.embedder == sa.literal(embedder, literal_execute=True)  # else the partial index is not used
    if not session.scalar(sa.text(ITERATIVE_SCAN), {"width": str(SEARCH_WIDTH)}):
        rows, vectors = vectors_of(session, COLUMNS, same_embedder, *conditions)
        scores = vectors @ vector
        best = np.argsort(-scores, kind="stable")[:limit]
        return [NearTrack(*(*rows[i], float(scores[i]))) for i in best.tolist()]
    look = sa.cast(Track.embedding, VECTOR).op("<=>", return_type=sa.Float())(vector_parameter(vector))
    found: sa.Result[Any] = session.execute(
        sa.select(*COLUMNS, 1 - look)
        .where(Track.embedding.is_not(None), same_embedder, *conditions)
        .order_by(look)
        .limit(limit)
    )
    return sorted((NearTrack(*tuple(row)) for row in found), key=lambda track: (-track.score, track.id))
