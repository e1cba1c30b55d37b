"""Reports, the list of them, and all of them together."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from opentube.client.models.base import Model, OrNewer
from opentube.client.models.document import ReturningAuthor
from opentube.client.models.labels import Notice, SentimentCounts
from opentube.client.models.persons import Person
from opentube.client.models.status import AnalysisState, ReportStatus

ReportSort = Annotated[Literal["newest", "oldest", "title"], OrNewer]
"""The order of a list of reports."""


class FaceInCard(Model):
    """A person of a report. ``has_cover``: `/persons/{id}/cover` shows a picture."""

    person_id: UUID
    name: str | None
    has_cover: bool


class Report(Model):
    """A report and how far it is. ``progress`` is 0 to 1."""

    id: UUID
    status: ReportStatus
    progress: float
    stage: str | None
    requested_at: datetime
    finished_at: datetime | None
    analyses: tuple[AnalysisState, ...]
    notices: tuple[Notice, ...]
    binned_at: datetime | None


class ReportCard(Model):
    """What a list shows of a report. ``progress`` is 0 to 1; numbers are None until that analysis is done."""

    id: UUID
    title: str
    video_id: UUID
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
    binned_at: datetime | None
    comments: int | None
    sentiment: SentimentCounts | None
    mean_score: float | None
    has_picture: bool
    """Whether `/reports/{id}/picture` shows something."""
    persons: tuple[FaceInCard, ...]


class CheckedAddress(Model):
    """A video on YouTube, and the newest report of it."""

    video_id: str
    url: str
    report_id: UUID | None


class Share(Model):
    """A link."""

    id: UUID
    report_id: UUID
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewShare(Model):
    """A link that was made; its secret is shown once, and None when the request is repeated."""

    secret: str | None
    share: Share


class VideoPoint(Model):
    """One video in the course of the channel."""

    report_id: UUID
    video_id: UUID
    title: str
    at: datetime
    comments: int
    likes: int
    sentiment: SentimentCounts
    mean_score: float | None


class TermTrend(Model):
    """In what share of the comments a term stood: in the older half of the videos, and in the newer."""

    term: str
    before: float
    now: float
    videos: int


class Channel(Model):
    """The newest 500 videos in order of time, and what changed between their halves."""

    videos: tuple[VideoPoint, ...]
    rising: tuple[TermTrend, ...]
    falling: tuple[TermTrend, ...]
    returning: tuple[ReturningAuthor, ...]
    persons: tuple[Person, ...]
