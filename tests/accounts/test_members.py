"""Joining, changing and leaving a workspace."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from opentube.accounts.access_tables import Invitation
from opentube.accounts.invitations import (
    InvitationNotFound,
    InvitationNotYours,
    accept_as_member,
    accept_invitation,
    invite,
    list_invitations,
    revoke_invitation,
)
from opentube.accounts.keys import KeyInvalid, create_key, principal_of_key
from opentube.accounts.links import LinkInvalid
from opentube.accounts.members import LastOwner, MemberNotFound, change_role, list_members, remove_member
from opentube.accounts.principal import Principal, Role, Scope, principal_of_member
from opentube.accounts.service import LOCAL_OWNER, list_workspaces
from opentube.accounts.sessions import SessionEnded, open_session, principal_of_session
from opentube.accounts.users import EmailTaken
from opentube.store.database import Database
from tests.accounts.people import EMAIL, HERE, PASSWORD, begin, join, let_pass, other_workspace

FRIEND = "joon@example.com"


@pytest.fixture
def owner(database: Database) -> Principal:
    return principal_of_member(LOCAL_OWNER, begin(database), Role.OWNER)


def invited(database: Database, owner: Principal, email: str | None = None, role: Role = Role.EDITOR) -> str:
    with database.session() as session:
        return invite(session, owner, role, email)


def accept(database: Database, token: str, email: str = FRIEND) -> Principal:
    with database.session() as session:
        return accept_invitation(session, token, email, "Joon", PASSWORD)


def members(database: Database) -> list[tuple[str, Role]]:
    with database.session() as session:
        return [(each.email, each.role) for each in list_members(session, LOCAL_OWNER, None, 10)]


def test_an_invitation_makes_an_account_and_a_member_once(database: Database, owner: Principal) -> None:
    token = invited(database, owner)

    joined = accept(database, token)

    assert (joined.owner_id, joined.role) == (LOCAL_OWNER, Role.EDITOR)
    assert members(database) == [(EMAIL, Role.OWNER), (FRIEND, Role.EDITOR)]
    with pytest.raises(LinkInvalid):
        accept(database, token, "another@example.com")


def test_an_invitation_for_an_address_is_for_nobody_else(database: Database, owner: Principal) -> None:
    token = invited(database, owner, "Joon@Example.com")

    with pytest.raises(InvitationNotYours):
        accept(database, token, "another@example.com")
    accept(database, token)


def test_an_invitation_ends_with_its_days_and_when_it_is_taken_back(database: Database, owner: Principal) -> None:
    old, revoked = invited(database, owner), ""
    let_pass(database, timedelta(days=7))
    revoked = invited(database, owner)
    stranger = join(database, other_workspace(database), Role.OWNER, "stranger@example.com")
    with database.session() as session:
        (waiting,) = list_invitations(session, LOCAL_OWNER, None, 10)
        assert list_invitations(session, stranger.owner_id, None, 10) == []
        with pytest.raises(InvitationNotFound):
            revoke_invitation(session, stranger, waiting.id)
        revoke_invitation(session, owner, waiting.id)
        with pytest.raises(InvitationNotFound):
            revoke_invitation(session, owner, waiting.id)

    for token in (old, revoked):
        with pytest.raises(LinkInvalid):
            accept(database, token)


def test_of_two_who_accept_at_once_one_joins(database: Database, owner: Principal) -> None:
    token = invited(database, owner)

    def joins(email: str) -> bool:
        try:
            accept(database, token, email)
        except LinkInvalid:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(joins, [FRIEND, "another@example.com"])) == [False, True]


def test_who_has_an_account_joins_with_it_and_keeps_the_role_they_have(database: Database, owner: Principal) -> None:
    elsewhere = other_workspace(database)
    friend = join(database, elsewhere, Role.OWNER)
    with pytest.raises(EmailTaken):
        accept(database, invited(database, owner))
    assert friend.user_id
    assert owner.user_id

    with database.session() as session:
        accept_as_member(session, friend.user_id, invite(session, owner, Role.VIEWER))
        accept_as_member(session, owner.user_id, invite(session, owner, Role.VIEWER))
        with pytest.raises(InvitationNotYours):
            accept_as_member(session, friend.user_id, invite(session, owner, Role.OWNER, "another@example.com"))

    assert members(database) == [(EMAIL, Role.OWNER), (FRIEND, Role.VIEWER)]
    with database.session() as session:
        assert {each.owner_id for each in list_workspaces(session, friend.user_id)} == {elsewhere, LOCAL_OWNER}


def test_no_token_is_stored(database: Database, owner: Principal) -> None:
    token = invited(database, owner)

    with database.session() as session:
        assert token not in repr(session.execute(sa.select(Invitation.__table__)).all())


def test_a_member_who_is_removed_loses_sessions_and_keys(database: Database, owner: Principal) -> None:
    friend = join(database, LOCAL_OWNER, Role.EDITOR)
    assert friend.user_id
    with database.session() as session:
        key = create_key(session, friend, "script", [Scope.READ]).key
        token = open_session(session, friend.user_id, address=HERE, agent=None).token

    with database.session() as session:
        remove_member(session, owner, friend.user_id)

    assert members(database) == [(EMAIL, Role.OWNER)]
    with database.session() as session:
        with pytest.raises(KeyInvalid):
            principal_of_key(session, key)
        with pytest.raises(SessionEnded):
            principal_of_session(session, token)


def test_a_workspace_keeps_an_owner(database: Database, owner: Principal) -> None:
    friend = join(database, LOCAL_OWNER, Role.EDITOR)
    assert owner.user_id
    assert friend.user_id
    with database.session() as session:
        with pytest.raises(LastOwner):
            change_role(session, owner, owner.user_id, Role.EDITOR)
        with pytest.raises(LastOwner):
            remove_member(session, owner, owner.user_id)

        change_role(session, owner, friend.user_id, Role.OWNER)
        change_role(session, owner, owner.user_id, Role.VIEWER)

    assert members(database) == [(EMAIL, Role.VIEWER), (FRIEND, Role.OWNER)]


def test_two_owners_who_leave_at_once_do_not_both_leave(database: Database, owner: Principal) -> None:
    friend = join(database, LOCAL_OWNER, Role.OWNER)

    def leaves(principal: Principal) -> bool:
        assert principal.user_id
        try:
            with database.session() as session:
                remove_member(session, principal, principal.user_id)
        except LastOwner:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(leaves, [owner, friend])) == [False, True]


def test_members_of_other_workspaces_are_not_there(database: Database, owner: Principal) -> None:
    stranger = join(database, other_workspace(database), Role.OWNER)
    assert owner.user_id
    with database.session() as session:
        for user_id in (owner.user_id, uuid.uuid4()):
            with pytest.raises(MemberNotFound):
                change_role(session, stranger, user_id, Role.VIEWER)
            with pytest.raises(MemberNotFound):
                remove_member(session, stranger, user_id)


def test_members_are_listed_page_by_page(database: Database, owner: Principal) -> None:
    for each in range(4):
        join(database, LOCAL_OWNER, Role.VIEWER, f"viewer{each}@example.com")
    seen: list[str] = []
    after = None
    with database.session() as session:
        while page := list_members(session, LOCAL_OWNER, after, 2):
            seen += [member.email for member in page]
            after = page[-1].joined_at, page[-1].user_id

    assert seen == [EMAIL, *(f"viewer{each}@example.com" for each in range(4))]
