"""How much an owner has had done, month by month, and how much room it takes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

MONTHS = 24

BY_MONTH = sa.text("""
    SELECT date_trunc('month', r.requested_at, 'UTC') AS month, count(*) AS reports,
           coalesce(sum(counted.comments), 0)::bigint AS comments,
           coalesce(sum(v.duration_s) FILTER (WHERE v.media_key IS NOT NULL), 0) AS video_s
    FROM report r
    JOIN video v ON v.id = r.video_id
    LEFT JOIN LATERAL (
        SELECT (a.result ->> 'total')::bigint AS comments FROM analysis a
        WHERE a.report_id = r.id AND a.kind = 'comments' AND a.result IS NOT NULL
    ) AS counted ON true
    WHERE r.owner_id = :owner AND r.deleted_at IS NULL
    GROUP BY month ORDER BY month DESC LIMIT :months
""")
STORED = sa.text("""
    SELECT coalesce(sum(size_bytes), 0)::bigint FROM (
        SELECT DISTINCT ON (blob_key) size_bytes FROM (
            SELECT blob_key, size_bytes FROM export WHERE owner_id = :owner AND blob_key IS NOT NULL
            UNION ALL SELECT blob_key, size_bytes FROM upload WHERE owner_id = :owner AND blob_key IS NOT NULL
        ) AS files
    ) AS distinct_files
""")


@dataclass(frozen=True, slots=True)
class Month:
    """One month, which begins at ``month`` in UTC: reports asked for, comments labelled, seconds of film looked through."""

    month: datetime
    reports: int
    comments: int
    video_s: float


@dataclass(frozen=True, slots=True)
class Usage:
    """The newest 24 months with reports, newest first, and the bytes of uploaded and of exported files."""

    months: Sequence[Month]
    stored_bytes: int


def read_usage(session: Session, owner_id: uuid.UUID) -> Usage:
    """What the reports that an owner has now were made of."""
    rows = session.execute(BY_MONTH, {"owner": owner_id, "months": MONTHS})
    months = [Month(row.month, row.reports, row.comments, row.video_s) for row in rows]
    return Usage(months, session.execute(STORED, {"owner": owner_id}).scalar_one())
