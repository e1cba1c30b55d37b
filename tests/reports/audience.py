"""Reports of made-up comments with made-up labels, straight into the database."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.service import local_owner
from opentube.comments.timestamps import find_timestamps
from opentube.comments.values import Sentiment
from opentube.models.values import ModelRef
from opentube.reports.document import AnalysisKind, CommentsPart, ReportStatus
from opentube.reports.model_sets import model_set_id
from opentube.reports.tables import Analysis, Label, Report, ReportComment
from opentube.sources.tables import Comment, Video

PUBLISHED = datetime(2026, 3, 1, 12, tzinfo=UTC)
MODELS = (ModelRef("sentiment", "made-up", "1"),)


@dataclass(frozen=True)
class Said:
    """A comment with its labels; ``hours`` after the video was published, None without a time."""

    id: str
    text: str = "글"
    score: float | None = 0.0
    likes: int = 0
    author: str | None = "viewer"
    hours: float | None = 1.0
    parent: str | None = None
    by_uploader: bool = False
    flags: dict[str, bool] = field(default_factory=dict)

    @property
    def sentiment(self) -> Sentiment:
        if self.score is None:
            return Sentiment.UNKNOWN
        return Sentiment.NEUTRAL if self.score == 0 else Sentiment.POSITIVE if self.score > 0 else Sentiment.NEGATIVE


def add_report(
    session: Session,
    comments: Sequence[Said],
    *,
    video: str = "video",
    day: int = 1,
    models: Sequence[ModelRef] = MODELS,
    shuffle: int | None = None,
) -> uuid.UUID:
    """A finished report of ``comments``, asked for on ``day``; ``shuffle`` inserts the rows in an order of chance."""
    owner_id = local_owner(session)
    video_id = session.scalar(sa.select(Video.id).where(Video.external_id == video))
    if video_id is None:
        row = Video(owner_id=owner_id, source="file", external_id=video, title=video, published_at=PUBLISHED)
        session.add(row)
        session.flush()
        video_id = row.id
    report = Report(
        owner_id=owner_id,
        video_id=video_id,
        status=ReportStatus.DONE,
        options={},
        requested_at=PUBLISHED + timedelta(days=day),
    )
    session.add(report)
    session.flush()
    listed = list(enumerate(comments))
    if shuffle is not None:
        random.Random(shuffle).shuffle(listed)
    for position, said in listed:
        _add_comment(session, report, position, said, model_set_id(session, models))
    session.flush()
    return report.id


def finish(session: Session, report_id: uuid.UUID, comments: CommentsPart, terms: Sequence[str] = ()) -> None:
    """Store what was found as the report's results."""
    results = {
        AnalysisKind.COMMENTS: comments.model_dump(mode="json"),
        AnalysisKind.KEYWORDS: {"keywords": [{"term": term} for term in terms]},
    }
    owner_id = local_owner(session)
    for kind, result in results.items():
        session.add(
            Analysis(report_id=report_id, kind=kind, owner_id=owner_id, status=ReportStatus.DONE, result=result)
        )
    session.flush()


def _add_comment(session: Session, report: Report, position: int, said: Said, models: int) -> None:
    found = sa.select(Comment.id).where(Comment.video_id == report.video_id, Comment.external_id == said.id)
    comment_id = session.scalar(found)
    if comment_id is None:
        comment = Comment(
            owner_id=report.owner_id,
            video_id=report.video_id,
            external_id=said.id,
            parent_external_id=said.parent,
            text=said.text,
            author=said.author,
            author_id=said.author and f"id-{said.author}",
            likes=said.likes,
            published_at=None if said.hours is None else PUBLISHED + timedelta(hours=said.hours),
            by_uploader=said.by_uploader,
        )
        session.add(comment)
        session.flush()
        comment_id = comment.id
    session.add(ReportComment(report_id=report.id, position=position, comment_id=comment_id))
    session.add(
        Label(
            report_id=report.id,
            comment_id=comment_id,
            owner_id=report.owner_id,
            model_set_id=models,
            language="ko",
            sentiment=said.sentiment,
            sentiment_score=said.score or 0.0,
            timestamps_s=[timestamp.at_s for timestamp in find_timestamps(said.text)],
            keywords=[],
            **said.flags,
        )
    )
