"""All videos of an owner over time: how they are received, which terms rise and fall, and who comes back.

Of several reports of a video the latest with its comments done counts.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from opentube.persons.queries import PersonSummary, list_persons
from opentube.reports.document import AnalysisKind, ReportStatus, ReturningAuthor, SentimentCounts
from opentube.reports.remembered import Remembered
from opentube.reports.tables import Analysis, Report
from opentube.sources.tables import Video

MOST_VIDEOS: Final = 500
MOST_TERMS: Final = 20
MOST_AUTHORS: Final = 50
MOST_PERSONS: Final = 50
REMEMBERED: Final = 4 * MOST_VIDEOS


@dataclass(frozen=True, slots=True)
class VideoPoint:
    """One video. ``at`` is when it was published, or where that is unknown, when its report was asked for."""

    report_id: uuid.UUID
    video_id: uuid.UUID
    title: str
    at: datetime
    comments: int
    likes: int
    sentiment: SentimentCounts
    mean_score: float | None


@dataclass(frozen=True, slots=True)
class TermTrend:
    """In what share of the comments a term stood, in 0..1: in the older half of the videos, and in the newer.

    A term counts where it is among the 60 keywords of a report.
    """

    term: str
    before: float
    now: float
    videos: int


@dataclass(frozen=True, slots=True)
class ChannelNumbers:
    """The newest 500 videos in order of time, with what changed between the older half of them and the newer."""

    videos: tuple[VideoPoint, ...]
    rising: tuple[TermTrend, ...]
    falling: tuple[TermTrend, ...]
    returning: tuple[ReturningAuthor, ...]
    persons: tuple[PersonSummary, ...]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What a report's numbers of comments say for the channel."""

    total: int
    likes: int
    sentiment: SentimentCounts
    mean_score: float | None
    returning: tuple[ReturningAuthor, ...]


def report_numbers(session: Session, owner_id: uuid.UUID) -> ChannelNumbers:
    """The owner's videos over time. Fewer than two videos have no trends.

    ``returning`` are those among each report's ten who come back most, with their largest numbers; ``persons`` the 50 who
    are longest on screen.
    """
    rows = _latest(session, owner_id)
    ids = [row.id for row in rows]
    numbers, terms = _NUMBERS.of(session, ids), _TERMS.of(session, ids)
    points = tuple(_point(row, numbers[row.id]) for row in rows if row.id in numbers)
    trends = _trends(points, terms)
    return ChannelNumbers(
        points,
        tuple(sorted((t for t in trends if t.now > t.before), key=_change)[:MOST_TERMS]),
        tuple(sorted((t for t in trends if t.now < t.before), key=_change)[:MOST_TERMS]),
        _returning(numbers[point.report_id].returning for point in points),
        tuple(list_persons(session, owner_id)[:MOST_PERSONS]),
    )


def _latest(session: Session, owner_id: uuid.UUID) -> Sequence[Any]:
    latest = (
        sa.select(Report.id)
        .join(Analysis, Analysis.report_id == Report.id)
        .where(
            Report.owner_id == owner_id,
            Report.deleted_at.is_(None),
            Analysis.kind == AnalysisKind.COMMENTS,
            Analysis.status == ReportStatus.DONE,
        )
        .ext(distinct_on(Report.video_id))
        .order_by(Report.video_id, Report.requested_at.desc(), Report.id)
    )
    at = sa.func.coalesce(Video.published_at, Report.requested_at).label("at")
    rows = session.execute(
        sa.select(Report.id, Report.video_id, Video.title, at)
        .join(Video, Video.id == Report.video_id)
        .where(Report.id.in_(latest))
        .order_by(at.desc(), Report.id)
        .limit(MOST_VIDEOS)
    ).all()
    return rows[::-1]


def _point(row: Any, numbers: _Numbers) -> VideoPoint:
    return VideoPoint(
        row.id, row.video_id, row.title, row.at,
        numbers.total, numbers.likes, numbers.sentiment, numbers.mean_score,
    )  # fmt: skip


def _numbers(result: dict[str, Any]) -> _Numbers:
    returning = tuple(map(ReturningAuthor.model_validate, result.get("returning", ())))
    sentiment = SentimentCounts.model_validate(result["sentiment"])
    return _Numbers(result["total"], result["likes"], sentiment, result["mean_score"], returning)


def _pairs(values: Sequence[Any]) -> dict[str, int]:
    """Terms and counts of keywords in turn, in whatever order the two stand."""
    pairs = zip(values[::2], values[1::2], strict=True)
    return {one if isinstance(one, str) else other: other if isinstance(one, str) else one for one, other in pairs}


_NUMBERS: Final = Remembered(
    AnalysisKind.COMMENTS,
    Analysis.result.op("-")(sa.literal_column("'{course,most_liked,most_positive,most_negative}'::text[]")),
    _numbers,
    REMEMBERED,
)
_TERMS: Final = Remembered(
    AnalysisKind.KEYWORDS,
    sa.func.jsonb_path_query_array(
        Analysis.result["keywords"],
        sa.literal_column('\'$[*].keyvalue() ? (@.key == "term" || @.key == "count").value\''),
    ),
    _pairs,
    REMEMBERED,
)


def _trends(points: Sequence[VideoPoint], terms: Mapping[uuid.UUID, dict[str, int]]) -> list[TermTrend]:
    told = [point for point in points if point.report_id in terms and point.comments]
    if len(told) < 2:  # noqa: PLR2004 - there is no older and newer half of one
        return []
    halves = told[: len(told) // 2], told[len(told) // 2 :]
    totals = [sum(point.comments for point in half) for half in halves]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, half in enumerate(halves):
        for point in half:
            for term, count in terms[point.report_id].items():
                counts[term][place] += count
                counts[term][2] += 1
    return [
        TermTrend(term, before / totals[0], now / totals[1], videos) for term, (before, now, videos) in counts.items()
    ]


def _change(trend: TermTrend) -> tuple[float, str]:
    return -abs(trend.now - trend.before), trend.term


def _returning(listed: Iterable[Sequence[ReturningAuthor]]) -> tuple[ReturningAuthor, ...]:
    best: dict[str, ReturningAuthor] = {}
    for part in (each for authors in listed for each in authors):
        known = best.get(part.author, part)
        best[part.author] = max(known, part, key=lambda one: (one.videos, one.comments, one.likes))
    ranked = sorted(best.values(), key=lambda one: (-one.videos, -one.comments, one.author))
    return tuple(ranked[:MOST_AUTHORS])
