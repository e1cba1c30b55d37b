"""What changed since the last finished report of the same video."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.models.values import ModelRef
from opentube.reports.document import AnalysisKind, ChangePart, CommentsPart, KeywordPart, ReportStatus, SentimentCounts
from opentube.reports.model_sets import read_models
from opentube.reports.tables import Analysis, Label, Report, ReportComment

FIRST_TERMS = 20


def change_since_last(
    session: Session, report_id: uuid.UUID, now: CommentsPart, keywords: Sequence[KeywordPart]
) -> ChangePart | None:
    """How ``now`` differs from the owner's last finished report of the same video; None where there is none.

    Comments are compared by the ids that the source gave them. Sentiment and keywords are compared only where the same
    models made them: otherwise the difference would be theirs, and it is None, or empty.
    """
    report = session.get_one(Report, report_id)
    earlier = session.scalars(
        sa.select(Report)
        .join(Analysis, sa.and_(Analysis.report_id == Report.id, Analysis.kind == AnalysisKind.COMMENTS))
        .where(
            Report.owner_id == report.owner_id,
            Report.video_id == report.video_id,
            Report.requested_at < report.requested_at,
            Report.deleted_at.is_(None),
            Report.status.in_((ReportStatus.DONE, ReportStatus.PARTIAL)),
            Analysis.status == ReportStatus.DONE,
        )
        .order_by(Report.requested_at.desc(), Report.id)
        .limit(1)
    ).first()
    if earlier is None:
        return None
    results = {
        row.kind: row.result or {}
        for row in session.scalars(
            sa.select(Analysis).where(Analysis.report_id == earlier.id, Analysis.status == ReportStatus.DONE)
        )
    }
    then = CommentsPart.model_validate(results[AnalysisKind.COMMENTS])
    judges, rankers = (
        _models(session, report_id, task) == _models(session, earlier.id, task) for task in ("sentiment", "keywords")
    )
    before = [part["term"] for part in results.get(AnalysisKind.KEYWORDS, {}).get("keywords", [])[:FIRST_TERMS]]
    after = [part.term for part in keywords[:FIRST_TERMS]]
    return ChangePart(
        report_id=str(earlier.id),
        requested_at=earlier.requested_at,
        comments_added=_missing(session, report_id, earlier.id),
        comments_gone=_missing(session, earlier.id, report_id),
        mean_score=_difference(now.mean_score, then.mean_score) if judges else None,
        positive_share=_difference(share(now.sentiment, "positive"), share(then.sentiment, "positive"))
        if judges
        else None,
        negative_share=_difference(share(now.sentiment, "negative"), share(then.sentiment, "negative"))
        if judges
        else None,
        keywords_risen=[term for term in after if term not in before] if before and rankers else [],
        keywords_gone=[term for term in before if term not in after] if after and rankers else [],
    )


def share(counts: SentimentCounts, kind: str) -> float | None:
    """The share of one sentiment among the comments whose sentiment is known, in 0..1."""
    known = counts.positive + counts.neutral + counts.negative
    return getattr(counts, kind) / known if known else None


def _difference(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else round(now - then, 6)


def _missing(session: Session, here: uuid.UUID, there: uuid.UUID) -> int:
    """How many comments of report ``here`` are not in report ``there``; a video keeps one row a comment id."""
    one = sa.select(ReportComment.comment_id).where(ReportComment.report_id == here)
    other = sa.select(ReportComment.comment_id).where(ReportComment.report_id == there)
    return session.scalars(sa.select(sa.func.count()).select_from(one.except_(other).subquery())).one()


def _models(session: Session, report_id: uuid.UUID, task: str) -> set[ModelRef]:
    used = sa.select(Label.model_set_id).where(Label.report_id == report_id).distinct()
    return {model for model in read_models(session, used) if model.task == task}
