"""The audit log, and forgetting what has ended."""

from datetime import timedelta

import pytest
import structlog

from opentube.accounts.audit import Action, list_audit, record
from opentube.accounts.invitations import invite
from opentube.accounts.keys import create_key, revoke_key
from opentube.accounts.links import LinkKind, new_link
from opentube.accounts.members import LastOwner, change_role
from opentube.accounts.principal import Principal, Role, Scope, principal_of_member
from opentube.accounts.service import LOCAL_OWNER, local_principal
from opentube.accounts.sessions import BRIEF
from opentube.accounts.sign_in import CredentialsWrong, sign_in
from opentube.accounts.upkeep import forget_ended
from opentube.store.database import Database
from tests.accounts.people import EMAIL, HERE, PASSWORD, begin, let_pass, other_workspace, sign_in_as


@pytest.fixture
def owner(database: Database) -> Principal:
    return principal_of_member(LOCAL_OWNER, begin(database), Role.OWNER)


def test_the_log_tells_who_did_what_from_where(database: Database, owner: Principal) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1", address=HERE), database.session() as session:
        made = create_key(session, owner, "script", [Scope.READ])
    with database.session() as session:
        revoke_key(session, local_principal(session), made.row.id)

    with database.session() as session:
        revoked, created, first = list_audit(session, LOCAL_OWNER, None, 10)
    assert first.action == Action.FIRST_OWNER_CREATED
    assert (created.action, created.target, created.user_name) == (Action.KEY_CREATED, str(made.row.id), "Mina")
    assert (created.request_id, created.address) == ("r-1", HERE)
    assert created.details == {"name": "script", "scopes": ["read"]}
    assert (revoked.action, revoked.user_name, revoked.request_id) == (Action.KEY_REVOKED, None, None)
    assert made.key not in repr([revoked, created])


def test_what_a_key_does_names_the_key(database: Database, owner: Principal) -> None:
    with database.session() as session:
        key = create_key(session, owner, "script", [Scope.ADMIN])
        by_key = Principal(LOCAL_OWNER, owner.user_id, Role.OWNER, frozenset({Scope.ADMIN}), key_id=key.row.id)
        record(session, by_key, "report.deleted", 7, reason="asked")

        (last,) = list_audit(session, LOCAL_OWNER, None, 1)
    assert (last.key_name, last.user_name, last.target, last.details) == ("script", "Mina", "7", {"reason": "asked"})


def test_what_did_not_happen_is_not_in_the_log(database: Database, owner: Principal) -> None:
    assert owner.user_id
    with pytest.raises(LastOwner), database.session() as session:
        change_role(session, owner, owner.user_id, Role.VIEWER)

    with database.session() as session:
        assert [each.action for each in list_audit(session, LOCAL_OWNER, None, 10)] == [Action.FIRST_OWNER_CREATED]


def test_the_log_is_read_page_by_page_and_by_its_own_workspace_alone(database: Database, owner: Principal) -> None:
    elsewhere = other_workspace(database)
    with database.session() as session:
        for each in range(5):
            record(session, owner, "thing.done", each)
    seen: list[str | None] = []
    after = None
    with database.session() as session:
        assert list_audit(session, elsewhere, None, 10) == []
        while page := list_audit(session, LOCAL_OWNER, after, 2):
            seen += [row.target for row in page]
            after = (page[-1].id,)

    assert seen[:5] == ["4", "3", "2", "1", "0"]


def test_only_what_has_ended_is_forgotten(database: Database, owner: Principal) -> None:
    sign_in(database, EMAIL, PASSWORD, address=None, idle=BRIEF)
    lasting = sign_in_as(database)
    with pytest.raises(CredentialsWrong):
        sign_in_as(database, password="a wrong password")
    with database.session() as session:
        new_link(session, LinkKind.RESET, owner.user_id, timedelta(days=1))
        invite(session, owner, Role.VIEWER, days=7)
        assert forget_ended(session) == 0
    let_pass(database, timedelta(days=2))

    with database.session() as session:
        # The brief session, the link, and what was counted by email and by address.
        assert forget_ended(session) == 4
        assert forget_ended(session) == 0
    assert lasting.token
