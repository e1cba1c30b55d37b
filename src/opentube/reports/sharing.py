"""Links by which anybody may read one report, without the names of those who commented, until they expire."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.tokens import digest, new_token
from opentube.errors import UserError
from opentube.reports.build import build_document
from opentube.reports.document import CommentPart, Part, ReportDocument, VideoPart
from opentube.reports.service import get_report
from opentube.reports.tables import Report, ReportShare

LONGEST: Final = timedelta(days=365)
MOST_SHARES: Final = 100
MENTION: Final = re.compile(r"(?<![\w@])@[\w.·-]{2,}")


class ShareNotFound(UserError):
    """This link does not exist, has expired, or was taken back. Ask whoever sent it for a new one."""

    code = "share_not_found"


class ShareInvalid(UserError):
    """A link can last from one minute to 365 days."""

    code = "share_invalid"


class TooManyShares(UserError):
    """A report can have 100 links. Take some back first."""

    code = "too_many_shares"


@dataclass(frozen=True, slots=True)
class Share:
    """A link as its owner sees it; the secret is not kept."""

    id: uuid.UUID
    report_id: uuid.UUID
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link leads to."""

    owner_id: uuid.UUID
    report_id: uuid.UUID
    expires_at: datetime


def create_share(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, lasts: timedelta) -> tuple[Share, str]:
    """A new link, and its secret, which is shown this once.

    Raises:
        ReportNotFound: no report of this owner has the id.
        ShareInvalid: ``lasts`` is not in 1 minute..365 days.
        TooManyShares: the report has 100 that still hold.
    """
    get_report(session, owner_id, report_id, lock=True)
    if not timedelta(minutes=1) <= lasts <= LONGEST:
        raise ShareInvalid
    holding = sa.select(sa.func.count()).where(ReportShare.report_id == report_id, _holds())
    if session.execute(holding).scalar_one() >= MOST_SHARES:
        raise TooManyShares
    secret = new_token()
    row = ReportShare(owner_id=owner_id, report_id=report_id, token_digest=digest(secret))
    row.expires_at = session.execute(sa.select(sa.func.now() + lasts)).scalar_one()
    session.add(row)
    session.flush()
    session.refresh(row)
    return _share(row), secret


def list_shares(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID) -> Sequence[Share]:
    """The links of a report, newest first, those that no longer hold too.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    get_report(session, owner_id, report_id)
    rows = session.scalars(
        sa.select(ReportShare)
        .where(ReportShare.report_id == report_id)
        .order_by(ReportShare.created_at.desc(), ReportShare.id)
    )
    return [_share(row) for row in rows]


def revoke_share(session: Session, owner_id: uuid.UUID, share_id: uuid.UUID) -> None:
    """Take a link back; nothing happens if it was taken back before.

    Raises:
        ShareNotFound: no link of this owner has the id.
    """
    revoked = (
        sa.update(ReportShare)
        .where(ReportShare.id == share_id, ReportShare.owner_id == owner_id)
        .values(revoked_at=sa.func.coalesce(ReportShare.revoked_at, sa.func.now()))
        .returning(ReportShare.id)
    )
    if session.scalar(revoked) is None:
        raise ShareNotFound


def resolve_share(session: Session, secret: str) -> Shared:
    """What the link with this secret leads to.

    Raises:
        ShareNotFound: no such link, it does not hold any more, or its report is gone.
    """
    found = session.execute(
        sa.select(ReportShare.owner_id, ReportShare.report_id, ReportShare.expires_at)
        .join(Report, Report.id == ReportShare.report_id)
        .where(ReportShare.token_digest == digest(secret), _holds(), Report.deleted_at.is_(None))
    ).one_or_none()
    if found is None:
        raise ShareNotFound
    return Shared(*found)


def shared_document(session: Session, shared: Shared) -> ReportDocument:
    """The report of a link, without authors."""
    return without_authors(build_document(session, get_report(session, shared.owner_id, shared.report_id)))


def without_authors(document: ReportDocument) -> ReportDocument:
    """The document with nobody's name or id in it who commented, and without the list of those who come back.

    Replies begin with the handle of whom they answer: handles in texts and what is quoted of them become ``@…``.
    """
    shown = document
    if document.comments:
        shown = document.model_copy(update={"comments": document.comments.model_copy(update={"returning": []})})
    nameless: ReportDocument = _nameless(shown)
    return nameless


def _nameless(value: Any) -> Any:
    if isinstance(value, VideoPart):
        return value
    if isinstance(value, Part):
        changed = {name: _nameless(each) for name, each in value}
        return value.model_copy(update=changed | ({"author": None} if isinstance(value, CommentPart) else {}))
    if isinstance(value, list):
        return [_nameless(each) for each in value]
    return MENTION.sub("@…", value) if type(value) is str else value


def _holds() -> sa.ColumnElement[bool]:
    return ReportShare.revoked_at.is_(None) & (ReportShare.expires_at > sa.func.now())


def _share(row: ReportShare) -> Share:
    return Share(row.id, row.report_id, row.created_at, row.expires_at, row.revoked_at)
