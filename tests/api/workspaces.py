"""A workspace with one of everything, made of rows, under a mark that shows wherever one of its texts does."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import AuditEntry
from opentube.accounts.invitations import invite
from opentube.accounts.keys import create_key
from opentube.accounts.members import add_member
from opentube.accounts.principal import Principal, Role, Scope, principal_of_member
from opentube.accounts.sessions import open_session
from opentube.accounts.tables import User
from opentube.api.services import Services
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.events.outbox import add_delivery
from opentube.events.tables import Webhook
from opentube.exports.tables import Export
from opentube.models.values import ModelRef
from opentube.persons import actions
from opentube.persons.tables import PersonMatch
from opentube.reports.corrections import correct_labels
from opentube.reports.listing import list_labelled
from opentube.reports.model_sets import model_set_id
from opentube.reports.sharing import create_share
from opentube.reports.tables import Label, ReportComment, Unit
from opentube.reports.words import add_words
from opentube.sources.tables import Comment
from opentube.sources.uploads.receiving import Inbox
from opentube.sources.uploads.service import create_upload
from opentube.store import repeats
from opentube.store.base import Base
from tests.persons.shelves import Shelf, look

DIGEST = "sha256/aa/"


@dataclass(frozen=True)
class Workspace:
    """Ids by the names that path parameters have, and sign-ins by role."""

    owner_id: uuid.UUID
    mark: str
    ids: dict[str, Any]
    users: dict[Role, uuid.UUID]

    @property
    def traces(self) -> list[str]:
        """What nobody else may see: its texts, and every id that is no small number."""
        return [self.mark, str(self.owner_id), *(str(value) for value in self.ids.values() if len(str(value)) > 12)]


def fill(services: Services, owner_id: uuid.UUID, mark: str) -> Workspace:
    """Put one of everything into a workspace that exists."""
    shelf = Shelf(services.database, owner_id)
    video_id = shelf.video(mark)
    report_id = shelf.report(video_id)
    people = [shelf.person(f"{mark} {name}", DIGEST + mark) for name in "ab"]
    tracks = [shelf.track(report_id, person, look(seed)) for seed, person in enumerate(people)]
    shelf.track(report_id, None, look(9))
    with services.database.session() as session:
        users = {role: _member(session, owner_id, mark, role) for role in Role}
        owner = principal_of_member(owner_id, users[Role.OWNER], Role.OWNER)
        comment_id = _comment(session, owner_id, video_id, report_id, mark)
        ids = {
            "report_id": report_id,
            "video_id": video_id,
            "person_id": people[0],
            "other_person_id": people[1],
            "track_id": tracks[0],
            "comment_id": comment_id,
            "user_id": users[Role.VIEWER],
            **_asked_for(session, services, owner, report_id, mark),
        }
        match = PersonMatch(
            owner_id=owner_id, report_id=report_id, person_id=people[0], candidate_id=people[1], score=0.5
        )
        session.add(match)
        session.flush()
        ids["review_id"] = match.id
        ids["edit_id"] = actions.name_person(session, owner_id, people[0], f"{mark} c").id
        session.add(Unit(report_id=report_id, owner_id=owner_id, stage="label", ordinal=0, status="done", total=1.0))
        session.add(AuditEntry(owner_id=owner_id, action="key.created", target=mark, details={"name": mark}))
        add_words(session, owner_id, hide=[mark], allow=[])
        repeats.keep(session, owner_id, mark, "digest", 201, {"mark": mark}, None)
        assert _empty_tables(session, owner_id) == []
    return Workspace(owner_id, mark, ids, users)


def session_of(services: Services, workspace: Workspace, role: Role) -> dict[str, str]:
    """Headers of a browser in which a member has signed in."""
    with services.database.session() as session:
        opened = open_session(session, workspace.users[role], address=None, agent=None, owner_id=workspace.owner_id)
    return {"Cookie": f"opentube_session={opened.token}", "X-CSRF-Token": opened.csrf_token}


def _empty_tables(session: Session, owner_id: uuid.UUID) -> list[str]:
    """Tables of which the workspace has no row."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if "owner_id" in table.c and not session.scalar(sa.select(sa.exists().where(table.c.owner_id == owner_id)))
    ]


def _member(session: Session, owner_id: uuid.UUID, mark: str, role: Role) -> uuid.UUID:
    user = User(id=uuid.uuid4(), email=f"{role}@{mark}.example", name=f"{mark} {role}")
    session.add(user)
    session.flush()
    add_member(session, owner_id, user.id, role)
    open_session(session, user.id, address=None, agent=None, owner_id=owner_id)
    return user.id


def _comment(session: Session, owner_id: uuid.UUID, video_id: uuid.UUID, report_id: uuid.UUID, mark: str) -> str:
    comment = Comment(
        owner_id=owner_id,
        video_id=video_id,
        external_id=f"{mark}-comment",
        text=f"{mark} said this",
        author=f"{mark} author",
        author_id=f"{mark}-author",
        likes=1,
        by_uploader=False,
    )
    session.add(comment)
    session.flush()
    session.add(ReportComment(report_id=report_id, position=0, comment_id=comment.id))
    session.add(
        Label(
            report_id=report_id,
            comment_id=comment.id,
            owner_id=owner_id,
            model_set_id=model_set_id(session, [ModelRef("sentiment", "made-up", "1")]),
            language="en",
            sentiment="neutral",
            sentiment_score=0.0,
            timestamps_s=[1.0],
            keywords=[mark],
        )
    )
    session.flush()
    list_labelled(session, report_id, {comment.id: comment.text}, {comment.id: ()})
    session.flush()
    correct_labels(session, owner_id, report_id, comment.external_id, {"spam": True})
    return comment.external_id


def _asked_for(
    session: Session, services: Services, owner: Principal, report_id: uuid.UUID, mark: str
) -> dict[str, Any]:
    owner_id = owner.owner_id
    share, secret = create_share(session, owner_id, report_id, timedelta(days=1))
    invite(session, owner, Role.VIEWER, f"guest@{mark}.example")
    invitation = sa.text("SELECT id FROM invitation WHERE owner_id = :owner")
    webhook = Webhook(owner_id=owner_id, url=f"https://{mark}.example/", secret=f"whsec_{mark}", kinds=[], enabled=True)
    export = Export(
        owner_id=owner_id,
        report_id=report_id,
        kind="csv",
        status="done",
        options={},
        name=f"{mark}.csv",
        blob_key=DIGEST + mark,
        size_bytes=1,
        finished_at=datetime.now(UTC),
    )
    session.add_all([webhook, export])
    session.flush()
    upload = create_upload(
        session,
        Inbox.from_settings(services.settings),
        owner_id,
        name=f"{mark}.mp4",
        size_bytes=10,
        most_bytes=100,
    )
    record(session, owner_id, EventKind.REPORT_FINISHED, {"mark": mark}, report_id)
    return {
        "share_id": share.id,
        "secret": secret,
        "invitation_id": session.scalar(invitation, {"owner": owner_id}),
        "webhook_id": webhook.id,
        "delivery_id": add_delivery(session, owner_id, webhook.id, EventKind.WEBHOOK_TEST, {"mark": mark}).id,
        "export_id": export.id,
        "upload_id": upload.id,
        "key_id": create_key(session, owner, f"{mark} key", list(Scope)).row.id,
    }
