"""The tracks that look most like a vector: by pgvector's HNSW index where the server has it, else by looking at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from opentube.faces.values import EMBEDDING_SIZE
from opentube.persons.tables import Track

SEARCH_WIDTH = 200
"""Candidates that HNSW keeps while it searches (``hnsw.ef_search``)."""

ARRAY_HEADER_BYTES = 20
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class NearTrack:
    """A track and its cosine similarity, -1..1."""

    id: int
    score: float


def vectors_of(session: Session, columns: Sequence[Any], *conditions: sa.ColumnElement[bool]) -> list[tuple[Any, ...]]:
    """The chosen columns of tracks that have a vector, and that vector as (128,) float32 at the end of each row.

    Vectors come as the server's own bytes: reading 100,000 of them as lists of numbers would take seconds.
    """
    sent = sa.func.array_send(Track.embedding, type_=sa.LargeBinary)
    query = sa.select(*columns, sent).where(Track.embedding.is_not(None), *conditions).order_by(Track.id)
    return [(*row[:-1], _vector(row[-1])) for row in session.execute(query, execution_options={"yield_per": AT_ONCE})]


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
    if not _has_iterative_scan(session):
        rows = vectors_of(session, (Track.id,), same_embedder, *conditions)
        scores = np.array([row[-1] for row in rows], np.float32).reshape(-1, EMBEDDING_SIZE) @ vector
        best = np.argsort(-scores, kind="stable")[:limit]
        return [NearTrack(rows[i][0], float(scores[i])) for i in best.tolist()]
    session.execute(sa.text("SET LOCAL hnsw.iterative_scan = relaxed_order"))
    session.execute(sa.text(f"SET LOCAL hnsw.ef_search = {SEARCH_WIDTH}"))
    look = sa.cast(Track.embedding, _Vector()).op("<=>", return_type=sa.Float())(sa.cast(_written(vector), _Vector()))
    found = session.execute(
        sa.select(Track.id, look)
        .where(Track.embedding.is_not(None), same_embedder, *conditions)
        .order_by(look)
        .limit(limit)
    )
    return sorted((NearTrack(row[0], 1 - row[1]) for row in found), key=lambda track: (-track.score, track.id))


class _Vector(sa.types.UserDefinedType[Any]):
    """pgvector's type, as far as a query needs it: the tables do without, so that a server may."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return f"vector({EMBEDDING_SIZE})"


def _written(vector: NDArray[np.float32]) -> str:
    return f"[{','.join(map(repr, vector.tolist()))}]"


def _vector(sent: bytes) -> NDArray[np.float32]:
    """The numbers of a one-dimensional real[] without nulls in the wire format: each with its length before it."""
    return np.frombuffer(sent, ">f4", offset=ARRAY_HEADER_BYTES)[1::2].astype(np.float32)


def _has_iterative_scan(session: Session) -> bool:
    version = session.scalar(sa.text("SELECT extversion FROM pg_extension WHERE extname = 'vector'"))
    return bool(version) and tuple(int(part) for part in str(version).split(".")[:2]) >= (0, 8)
