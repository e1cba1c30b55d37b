"""New passwords."""

from datetime import timedelta

import pytest

from opentube.accounts.back_off import FREE, SignInDelayed
from opentube.accounts.links import LinkInvalid
from opentube.accounts.members import MemberNotFound, add_member
from opentube.accounts.password_changes import (
    LINK_VALID,
    MemberElsewhere,
    change_password,
    reset_password,
    reset_password_link,
)
from opentube.accounts.passwords import PasswordGuessable
from opentube.accounts.principal import Principal, Role, principal_of_member
from opentube.accounts.service import LOCAL_OWNER, local_principal
from opentube.accounts.sessions import NewSession, SessionEnded, principal_of_session
from opentube.accounts.sign_in import CredentialsWrong
from opentube.store.database import Database
from tests.accounts.people import EMAIL, HERE, PASSWORD, begin, join, let_pass, other_workspace, sign_in_as

NEW = "네 번째 고양이가 왔다"
FRIEND = "joon@example.com"


@pytest.fixture
def owner(database: Database) -> Principal:
    return principal_of_member(LOCAL_OWNER, begin(database), Role.OWNER)


def link_for(database: Database, by: Principal, whom: Principal) -> str:
    assert whom.user_id
    with database.session() as session:
        return reset_password_link(session, by, whom.user_id)


def reset(database: Database, token: str, password: str = NEW) -> None:
    with database.session() as session:
        reset_password(session, token, password)


def lives(database: Database, opened: NewSession) -> bool:
    try:
        with database.session() as session:
            principal_of_session(session, opened.token)
    except SessionEnded:
        return False
    return True


def test_a_changed_password_ends_all_other_sessions(database: Database, owner: Principal) -> None:
    this, other = sign_in_as(database), sign_in_as(database)

    change_password(database, this.principal, PASSWORD, NEW, address=HERE)

    assert (lives(database, this), lives(database, other)) == (True, False)
    with pytest.raises(CredentialsWrong):
        sign_in_as(database)
    sign_in_as(database, password=NEW)


def test_changing_needs_the_old_password_and_guessing_it_gets_slow(database: Database, owner: Principal) -> None:
    this = sign_in_as(database)
    with pytest.raises(PasswordGuessable):
        change_password(database, this.principal, PASSWORD, EMAIL, address=HERE)
    with pytest.raises(SessionEnded):
        change_password(database, owner, PASSWORD, NEW, address=HERE)

    for _ in range(FREE):
        with pytest.raises(CredentialsWrong):
            change_password(database, this.principal, "a wrong password", NEW, address=HERE)
    with pytest.raises(SignInDelayed):
        change_password(database, this.principal, PASSWORD, NEW, address=HERE)


def test_a_link_gives_a_new_password_once_and_ends_every_session(database: Database, owner: Principal) -> None:
    friend = join(database, LOCAL_OWNER, Role.EDITOR, FRIEND, PASSWORD)
    session = sign_in_as(database, FRIEND)
    for _ in range(FREE):
        with pytest.raises(CredentialsWrong):
            sign_in_as(database, FRIEND, "a wrong password", address="198.51.100.7")
    token = link_for(database, owner, friend)
    with pytest.raises(PasswordGuessable):
        reset(database, token, "password1234")

    reset(database, token)

    assert not lives(database, session)
    sign_in_as(database, FRIEND, NEW)
    with pytest.raises(LinkInvalid):
        reset(database, token)


def test_a_link_is_replaced_by_the_next_and_ends_after_a_day(database: Database, owner: Principal) -> None:
    friend = join(database, LOCAL_OWNER, Role.EDITOR, FRIEND)
    first, second = link_for(database, owner, friend), link_for(database, owner, friend)
    with pytest.raises(LinkInvalid):
        reset(database, first)

    let_pass(database, LINK_VALID + timedelta(seconds=1))

    with pytest.raises(LinkInvalid):
        reset(database, second)


def test_the_owner_of_one_workspace_does_not_get_into_another(database: Database, owner: Principal) -> None:
    elsewhere = other_workspace(database)
    friend = join(database, elsewhere, Role.OWNER, FRIEND)
    with pytest.raises(MemberNotFound):
        link_for(database, owner, friend)
    assert friend.user_id
    with database.session() as session:
        add_member(session, LOCAL_OWNER, friend.user_id, Role.VIEWER)
    with pytest.raises(MemberElsewhere):
        link_for(database, owner, friend)

    with database.session() as session:
        at_the_machine = local_principal(session)
    reset(database, link_for(database, at_the_machine, friend))
    sign_in_as(database, FRIEND, NEW)
