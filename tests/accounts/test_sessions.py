"""Sessions of browsers."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from opentube.accounts.access_tables import BrowserSession
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role
from opentube.accounts.service import LOCAL_OWNER, WorkspaceNotFound, choose_workspace, list_workspaces
from opentube.accounts.sessions import (
    BRIEF,
    REMEMBERED,
    CsrfTokenWrong,
    NewSession,
    SessionEnded,
    check_csrf,
    csrf_token,
    open_session,
    principal_of_session,
    sign_out,
    sign_out_everywhere,
)
from opentube.accounts.tables import Membership, User
from opentube.store.database import Database
from tests.accounts.people import HERE, begin, join, let_pass, other_workspace


def opened(database: Database, idle: timedelta = REMEMBERED) -> NewSession:
    with database.session() as session:
        user_id = session.scalars(sa.select(User.id)).first() or begin(database)
        return open_session(session, user_id, address=HERE, agent="x" * 1000, idle=idle)


def whose(database: Database, token: str) -> Principal:
    with database.session() as session:
        return principal_of_session(session, token)


def test_nothing_that_is_stored_opens_the_session(database: Database) -> None:
    new = opened(database)

    with database.session() as session:
        row = session.scalars(sa.select(BrowserSession)).one()
    for stored in (row.token_digest, row.csrf_token, str(row.id)):
        with pytest.raises(SessionEnded):
            whose(database, stored)
    assert len(row.agent or "") < 1000
    assert whose(database, new.token).session_id == row.id


@pytest.mark.parametrize("idle", [BRIEF, REMEMBERED])
def test_a_session_lives_as_long_as_it_is_used(database: Database, idle: timedelta) -> None:
    new = opened(database, idle)
    for _ in range(3):
        let_pass(database, idle - timedelta(minutes=1))
        whose(database, new.token)

    let_pass(database, idle + timedelta(seconds=1))

    with pytest.raises(SessionEnded):
        whose(database, new.token)


def test_seeing_a_session_is_noted_at_most_once_a_minute(database: Database) -> None:
    new = opened(database)

    def noted() -> object:
        whose(database, new.token)
        with database.session() as session:
            return session.scalar(sa.select(BrowserSession.last_seen_at))

    first = noted()
    assert noted() == first
    let_pass(database, timedelta(seconds=61))
    assert noted() != first


def test_requests_of_one_session_do_not_wait_for_each_other(database: Database) -> None:
    new = opened(database)
    let_pass(database, timedelta(seconds=61))

    with database.session() as slow:
        principal_of_session(slow, new.token)
        with database.session() as other:
            other.execute(sa.text("SET LOCAL lock_timeout = '1ms'"))
            principal_of_session(other, new.token)


def test_roles_count_as_they_are_now(database: Database) -> None:
    new = opened(database)
    with database.session() as session:
        session.execute(sa.update(Membership).values(role=Role.VIEWER))

    assert whose(database, new.token).scopes == ROLE_SCOPES[Role.VIEWER]

    with database.session() as session:
        session.execute(sa.delete(Membership))
    with pytest.raises(SessionEnded):
        whose(database, new.token)


def test_a_disabled_users_sessions_are_over(database: Database) -> None:
    new = opened(database)
    with database.session() as session:
        session.execute(sa.update(User).values(disabled_at=sa.func.now()))

    with pytest.raises(SessionEnded):
        whose(database, new.token)


def test_changes_need_the_sessions_own_token(database: Database) -> None:
    mine, other = opened(database), opened(database)

    with database.session() as session:
        check_csrf(session, mine.principal, mine.csrf_token)
        assert csrf_token(session, mine.principal) == mine.csrf_token
        for given in ("", "한글", "\ud800", other.csrf_token, mine.token):
            with pytest.raises(CsrfTokenWrong):
                check_csrf(session, mine.principal, given)


def test_signing_out_ends_this_session_and_everywhere_ends_all(database: Database) -> None:
    first, second, third = (opened(database) for _ in range(3))
    with database.session() as session:
        sign_out(session, first.principal)
    with pytest.raises(SessionEnded):
        whose(database, first.token)
    whose(database, second.token)

    with database.session() as session:
        by_key = replace(second.principal, session_id=None)
        for leaving in (sign_out, sign_out_everywhere):
            with pytest.raises(SessionEnded):
                leaving(session, by_key)
        assert sign_out_everywhere(session, second.principal) == 2
    for each in (second, third):
        with pytest.raises(SessionEnded):
            whose(database, each.token)


def test_a_session_moves_between_the_workspaces_of_its_user(database: Database) -> None:
    new = opened(database)
    elsewhere, foreign = other_workspace(database), other_workspace(database)
    join(database, foreign, Role.OWNER)
    with database.session() as session:
        session.add(Membership(user_id=new.principal.user_id, owner_id=elsewhere, role=Role.VIEWER))

    with database.session() as session:
        chosen = choose_workspace(session, new.principal, elsewhere)
        with pytest.raises(WorkspaceNotFound):
            choose_workspace(session, new.principal, foreign)

    assert whose(database, new.token) == chosen
    assert (chosen.owner_id, chosen.role) == (elsewhere, Role.VIEWER)
    assert new.principal.user_id
    with database.session() as session:
        found = [each.owner_id for each in list_workspaces(session, new.principal.user_id)]
    assert found == [LOCAL_OWNER, elsewhere]
