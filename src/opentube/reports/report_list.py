"""Reports as cards of a list, page by page, from results that are stored."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.persons.tables import Appearance, Person
from opentube.reports.document import AnalysisKind, ReportStatus, SentimentCounts
from opentube.reports.progress import ENDED
from opentube.reports.remembered import Remembered, among
from opentube.reports.tables import Analysis, Report
from opentube.sources.cell_values import clean
from opentube.sources.tables import Video

FACES: Final = 5
REMEMBERED: Final = 1000
"""Reports whose numbers are kept in memory: some 100 bytes each."""
ReportKey = tuple[datetime | str, uuid.UUID]


class ReportSort(StrEnum):
    """The order of a list of reports."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Face:
    """A person of a report. ``cover_key`` names a blob; ``has_cover`` holds also while one is still to be cut."""

    person_id: uuid.UUID
    name: str | None
    cover_key: str | None
    has_cover: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard:
    """What a list shows of a report.

    ``progress`` is 0..1. Numbers of comments are None until they are summed up. ``picture_key`` names the contact sheet, or
    else the first person's cover; ``persons`` are the five who are longest on screen.
    """

    id: uuid.UUID
    title: str
    video_id: uuid.UUID
    source: str
    external_id: str
    url: str | None
    duration_s: float | None
    has_media: bool
    status: ReportStatus
    stage: str | None
    progress: float
    requested_at: datetime
    finished_at: datetime | None
    deleted_at: datetime | None
    comments: int | None
    sentiment: SentimentCounts | None
    mean_score: float | None
    picture_key: str | None
    persons: tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Some reports. ``next_key`` is where the page after this one starts, None at the end."""

    rows: tuple[ReportCard, ...]
    next_key: ReportKey | None


@dataclass(frozen=True, slots=True)
class _Numbers:
    total: int
    sentiment: SentimentCounts
    mean_score: float | None


def list_reports_page(
    session: Session,
    owner_id: uuid.UUID,
    *,
    statuses: Sequence[ReportStatus] = (),
    text: str | None = None,
    binned: bool = False,
    sort: ReportSort = ReportSort.NEWEST,
    after: ReportKey | None = None,
    limit: int = 50,
) -> ReportPage:
    """A page of the owner's reports.

    Args:
        session: the transaction.
        owner_id: whose reports.
        statuses: only those that stand so; all if empty.
        text: only those whose title holds it, whatever the case, or whose video is called so at its source.
        binned: those in the bin, which are left out else.
        sort: the order; equals are ordered by id.
        after: ``next_key`` of the page before, for the same question.
        limit: how many at most.
    """
    title = sa.func.lower(Video.title)
    key: sa.ColumnElement[Any] = title if sort is ReportSort.TITLE else Report.requested_at.expression
    place = sa.tuple_(key, Report.id)
    statement = (
        sa.select(*_COLUMNS, key.label("key"))
        .join(Video, Video.id == Report.video_id)
        .where(Report.owner_id == owner_id, Report.deleted_at.is_not(None) == binned)
    )
    if statuses:
        statement = statement.where(Report.status.in_(list(statuses)))
    if text and (wanted := clean(text)):
        named = Video.title.icontains(wanted, autoescape=True) | (Video.external_id == wanted)
        statement = statement.where(named)
    falling = sort is ReportSort.NEWEST
    if after is not None:
        first = sa.tuple_(sa.literal(after[0], key.type), sa.literal(after[1]))
        statement = statement.where(place < first if falling else place > first)
    order = (key.desc(), Report.id.desc()) if falling else (key, Report.id)
    rows = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    shown = rows[:limit]
    ids = [row.id for row in shown]
    numbers, pictures, faces = _NUMBERS.of(session, ids), _PICTURES.of(session, ids), _faces(session, ids)
    cards = tuple(_card(row, numbers.get(row.id), pictures.get(row.id), faces.get(row.id, ())) for row in shown)
    return ReportPage(cards, (shown[-1].key, ids[-1]) if len(rows) > limit else None)


def find_report_of(session: Session, owner_id: uuid.UUID, external_id: str) -> uuid.UUID | None:
    """The owner's newest report of a video, by the video's id at its source; None if there is none."""
    return session.scalar(
        sa.select(Report.id)
        .join(Video, Video.id == Report.video_id)
        .where(Report.owner_id == owner_id, Report.deleted_at.is_(None), Video.external_id == clean(external_id))
        .order_by(Report.requested_at.desc(), Report.id)
        .limit(1)
    )


_COLUMNS = (
    *(Report.id, Report.video_id, Report.status, Report.requested_at, Report.finished_at, Report.deleted_at),
    *(Report.progress_stage, Report.progress_done, Report.progress_total),
    *(Video.title, Video.source, Video.external_id, Video.url, Video.duration_s, Video.media_key),
)


def _card(row: Any, numbers: _Numbers | None, picture: str | None, faces: Sequence[Face]) -> ReportCard:
    ended = row.status in ENDED
    return ReportCard(
        id=row.id,
        title=row.title,
        video_id=row.video_id,
        source=row.source,
        external_id=row.external_id,
        url=row.url,
        duration_s=row.duration_s,
        has_media=row.media_key is not None,
        status=ReportStatus(row.status),
        stage=row.progress_stage,
        progress=1.0 if ended else min(1.0, row.progress_done / max(row.progress_total, 1.0)),
        requested_at=row.requested_at,
        finished_at=row.finished_at,
        deleted_at=row.deleted_at,
        comments=numbers.total if numbers else None,
        sentiment=numbers.sentiment if numbers else None,
        mean_score=numbers.mean_score if numbers else None,
        picture_key=picture or (faces[0].cover_key if faces else None),
        persons=tuple(faces),
    )


def _numbers(result: dict[str, Any]) -> _Numbers:
    return _Numbers(result["total"], SentimentCounts.model_validate(result["sentiment"]), result["mean_score"])


_NUMBERS: Final = Remembered(
    AnalysisKind.COMMENTS,
    sa.func.jsonb_build_object(
        *(part for name in _Numbers.__slots__ for part in (sa.literal_column(f"'{name}'"), Analysis.result[name]))
    ),
    _numbers,
    REMEMBERED,
)
_PICTURES: Final = Remembered(AnalysisKind.CONTACT_SHEET, Analysis.result["picture"].astext, str, REMEMBERED)


def _faces(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Face]]:
    seen_s = sa.func.sum(Appearance.end_s - Appearance.start_s)
    place = sa.func.row_number().over(partition_by=Appearance.report_id, order_by=(seen_s.desc(), Person.id))
    ranked = (
        sa.select(
            Appearance.report_id, Person.id, Person.name, Person.cover_key, Person.cover_due, place.label("place")
        )
        .join(Person, Person.id == Appearance.person_id)
        .where(among(Appearance.report_id, ids), ~Person.ignored, Person.deleted_at.is_(None))
        .group_by(Appearance.report_id, Person.id)
        .subquery()
    )
    found: dict[uuid.UUID, list[Face]] = {}
    for row in session.execute(sa.select(ranked).where(ranked.c.place <= FACES).order_by(ranked.c.place)):
        found.setdefault(row.report_id, []).append(
            Face(row.id, row.name, row.cover_key, row.cover_key is not None or row.cover_due)
        )
    return found
