"""What a person says instead of a label: putting it right, taking that back, and what there is.

A correction belongs to the comment, not to a report: it holds in every report of the video, those to come included.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.comments.values import Sentiment
from opentube.errors import UserError
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.reports.iso_639_1 import CODES
from opentube.reports.labelled import LabelField
from opentube.reports.listing import follow_labels
from opentube.reports.queries import shown_videos
from opentube.reports.revisions import labels_changed
from opentube.reports.service import get_report
from opentube.reports.tables import Correction, Report, ReportComment
from opentube.sources.cell_values import identifier
from opentube.sources.tables import Comment, Video

UNDETERMINED: Final = "und"


class CorrectionInvalid(UserError):
    """This is no label, or no value of it. Write for example sentiment=negative or spam=no."""

    code = "correction_invalid"


class CommentNotFound(UserError):
    """The report has no such comment."""

    code = "comment_not_found"


class CorrectionNotFound(UserError):
    """Nothing was corrected there."""

    code = "correction_not_found"


class CorrectedLabel(NamedTuple):
    """One correction. ``comment_id`` is the comment's id at its source."""

    video: str
    comment_id: str
    text: str
    field: LabelField
    value: str | bool
    corrected_at: datetime


def valid_correction(field: str, value: object) -> tuple[LabelField, str | bool]:
    """The field and value, checked: a name of ``Sentiment``, an ISO 639-1 code or ``und``, or for flags a boolean.

    Raises:
        CorrectionInvalid: no such field, or no such value of it.
    """
    try:
        known = LabelField(field)
    except ValueError:
        message = f"There is no label {field!r} to correct. Choose one of: {', '.join(LabelField)}."
        raise CorrectionInvalid(message) from None
    if known is LabelField.SENTIMENT:
        if isinstance(value, str) and value in set(Sentiment):
            return known, str(value)
        wanted = ", ".join(Sentiment)
    elif known is LabelField.LANGUAGE:
        if isinstance(value, str) and (value in CODES or value == UNDETERMINED):
            return known, value
        wanted = "a code of two letters such as ko or en (ISO 639-1), or und"
    else:
        if isinstance(value, bool):
            return known, value
        wanted = "yes, no"
    message = f"{value!r} is no value of {known}. Choose one of: {wanted}."
    raise CorrectionInvalid(message)


def correct_labels(
    session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, comment_id: str, values: Mapping[str, object]
) -> list[uuid.UUID]:
    """Put labels of one comment right; a later word replaces an earlier one.

    Args:
        session: the transaction in which it happens; results of reports follow by jobs queued in it.
        owner_id: whose report it is.
        report_id: a report with the comment.
        comment_id: the comment's id at its source.
        values: the right value by the name of the label.

    Returns:
        The reports in which it holds.

    Raises:
        ReportNotFound: no report of this owner has the id.
        CommentNotFound: the report has no such comment.
        CorrectionInvalid: no such label, or no such value of it, or none given; nothing was changed.
    """
    if not values:
        raise CorrectionInvalid
    valid = dict(valid_correction(field, value) for field, value in values.items())
    comment = _comment(session, owner_id, report_id, comment_id)
    reports = _lock_reports(session, owner_id, comment)
    for field, value in valid.items():
        row = {"owner_id": owner_id, "comment_id": comment, "field": field.value}
        session.execute(
            insert(Correction)
            .values(value=value, **row)
            .on_conflict_do_update(index_elements=list(row), set_={"value": value, "created_at": sa.func.now()})
        )
    return _tell(session, reports, comment)


def undo_corrections(
    session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, comment_id: str, fields: Iterable[str] = ()
) -> list[uuid.UUID]:
    """Let the machine's labels hold again: those of ``fields``, or all of the comment.

    Returns:
        The reports in which they hold.

    Raises:
        ReportNotFound: no report of this owner has the id.
        CommentNotFound: the report has no such comment.
        CorrectionNotFound: none of them was corrected.
    """
    comment = _comment(session, owner_id, report_id, comment_id)
    reports = _lock_reports(session, owner_id, comment)
    corrected = sa.delete(Correction).where(Correction.owner_id == owner_id, Correction.comment_id == comment)
    if named := list(fields):
        corrected = corrected.where(Correction.field.in_(named))
    if not session.scalars(corrected.returning(Correction.id)).all():
        raise CorrectionNotFound
    return _tell(session, reports, comment)


def list_corrections(
    session: Session, owner_id: uuid.UUID, report_id: uuid.UUID | None = None
) -> Sequence[CorrectedLabel]:
    """The owner's corrections, newest first: all, or those that hold in one report.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    found = (
        sa.select(
            Video.title, Comment.external_id, Comment.text, Correction.field, Correction.value, Correction.created_at
        )
        .join(Comment, Comment.id == Correction.comment_id)
        .join(Video, Video.id == Comment.video_id)
        .where(Correction.owner_id == owner_id, Video.id.in_(shown_videos(owner_id)))
        .order_by(Correction.created_at.desc(), Correction.id.desc())
    )
    if report_id:
        get_report(session, owner_id, report_id)
        found = found.join(ReportComment, ReportComment.comment_id == Comment.id).where(
            ReportComment.report_id == report_id
        )
    return [
        CorrectedLabel(title, comment_id, text, LabelField(field), value, corrected_at)
        for title, comment_id, text, field, value, corrected_at in session.execute(found)
    ]


def _comment(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, comment_id: str) -> int:
    get_report(session, owner_id, report_id)
    found = session.scalar(
        sa.select(Comment.id)
        .join(ReportComment, ReportComment.comment_id == Comment.id)
        .where(ReportComment.report_id == report_id, Comment.external_id == identifier(comment_id))
    )
    if found is None:
        raise CommentNotFound
    return found


def _lock_reports(session: Session, owner_id: uuid.UUID, comment: int) -> Sequence[Report]:
    """Every report of the owner with the comment, locked in one order, so that nobody waits in a ring."""
    listed = sa.select(ReportComment.report_id).where(ReportComment.comment_id == comment)
    return session.scalars(
        sa.select(Report)
        .where(Report.owner_id == owner_id, Report.id.in_(listed))
        .order_by(Report.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _tell(session: Session, reports: Iterable[Report], comment: int) -> list[uuid.UUID]:
    told = sorted(reports, key=lambda report: report.requested_at)
    for report in told:
        follow_labels(session, report.id, [comment])
        labels_changed(session, report)
        record(session, report.owner_id, EventKind.CORRECTIONS_CHANGED, {"revision": report.revision}, report.id)
    return [report.id for report in told]
