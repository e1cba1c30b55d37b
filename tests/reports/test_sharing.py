"""Links that show one report to anybody, for a while."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from opentube.accounts.service import local_owner
from opentube.reports.deletion import bin_report
from opentube.reports.digest import digest_comments
from opentube.reports.service import ReportNotFound
from opentube.reports.sharing import (
    ShareInvalid,
    ShareNotFound,
    create_share,
    list_shares,
    resolve_share,
    revoke_share,
    shared_document,
)
from opentube.reports.tables import ReportShare
from opentube.store.database import Database
from tests.reports.audience import Said, add_report, finish

DAY = timedelta(days=1)


def test_a_link_shows_the_report_without_its_authors(database: Database) -> None:
    with database.session() as session:
        said = [Said(str(n), "@secret-name 0:10 글", score=0.5, author="secret-name", likes=n) for n in range(4)]
        report_id = add_report(session, said)
        finish(session, report_id, digest_comments(session, report_id))
        share, secret = create_share(session, local_owner(session), report_id, DAY)

        shared = resolve_share(session, secret)
        document = shared_document(session, shared)

        assert shared.report_id == report_id == share.report_id
        assert document.comments
        assert document.comments.total == 4
        assert document.comments.most_liked[0].text == "@… 0:10 글"
        assert "secret-name" not in document.model_dump_json()
        assert secret not in repr(session.execute(sa.select(ReportShare.__table__)).all())


def test_a_link_ends(database: Database) -> None:
    with database.session() as session:
        owner_id, report_id = local_owner(session), add_report(session, [Said("1")])
        revoked, secret = create_share(session, owner_id, report_id, DAY)
        revoke_share(session, owner_id, revoked.id)
        revoke_share(session, owner_id, revoked.id)
        _, expired = create_share(session, owner_id, report_id, DAY)
        session.execute(sa.update(ReportShare).where(ReportShare.revoked_at.is_(None)).values(expires_at=sa.func.now()))
        _, good = create_share(session, owner_id, report_id, DAY)
        assert resolve_share(session, good)
        bin_report(session, owner_id, report_id)

        for ended in (secret, expired, good, "", "\0", "\ud800"):
            with pytest.raises(ShareNotFound):
                resolve_share(session, ended)


def test_links_belong_to_the_owner(database: Database) -> None:
    with database.session() as session:
        owner_id, report_id = local_owner(session), add_report(session, [Said("1")])
        share, _ = create_share(session, owner_id, report_id, DAY)
        assert list_shares(session, owner_id, report_id) == [share]
        for lasts in (timedelta(0), timedelta(days=366)):
            with pytest.raises(ShareInvalid):
                create_share(session, owner_id, report_id, lasts)
        with pytest.raises(ReportNotFound):
            list_shares(session, uuid.uuid4(), report_id)
        with pytest.raises(ReportNotFound):
            create_share(session, uuid.uuid4(), report_id, DAY)
        with pytest.raises(ShareNotFound):
            revoke_share(session, uuid.uuid4(), share.id)
