"""Who gets in when an issuer vouches for them."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from opentube.accounts.external import EmailUnverified, ExternalProfile, NotInvited, sign_in_external
from opentube.accounts.first_start import first_start_link
from opentube.accounts.invitations import invite, list_invitations
from opentube.accounts.principal import Principal, Role, principal_of_member
from opentube.accounts.service import LOCAL_OWNER
from opentube.accounts.sessions import AccountDisabled, NewSession
from opentube.accounts.sign_in import CredentialsWrong
from opentube.accounts.tables import ExternalIdentity, User
from opentube.accounts.users import create_user
from opentube.store.database import Database
from tests.accounts.people import EMAIL, HERE, begin, sign_in_as

MINA = ExternalProfile("https://accounts.example", "1", EMAIL.upper(), email_verified=True, name="Mina Kim")
JOON = ExternalProfile("https://accounts.example", "2", "joon@example.com", email_verified=True, name=None)


@pytest.fixture
def owner(database: Database) -> Principal:
    return principal_of_member(LOCAL_OWNER, begin(database), Role.OWNER)


def enter(database: Database, profile: ExternalProfile, *, allow_sign_up: bool = False) -> NewSession:
    with database.session() as session:
        return sign_in_external(session, profile, address=HERE, allow_sign_up=allow_sign_up)


def test_a_member_is_linked_by_the_verified_email_address_and_then_known_by_subject(
    database: Database, owner: Principal
) -> None:
    assert enter(database, MINA).principal.user_id == owner.user_id

    renamed = replace(MINA, email="new@example.com", email_verified=False)
    assert enter(database, renamed).principal.user_id == owner.user_id
    with database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ExternalIdentity)) == 1


@pytest.mark.parametrize("profile", [replace(MINA, email_verified=False), replace(MINA, email=None)])
def test_an_address_that_nobody_vouches_for_opens_nothing(
    database: Database, owner: Principal, profile: ExternalProfile
) -> None:
    for allow_sign_up in (False, True):
        with pytest.raises(EmailUnverified):
            enter(database, profile, allow_sign_up=allow_sign_up)


def test_the_same_subject_of_another_issuer_is_somebody_else(database: Database, owner: Principal) -> None:
    enter(database, MINA)

    with pytest.raises(NotInvited):
        enter(database, replace(JOON, issuer="https://evil.example", subject=MINA.subject))


def test_an_invitation_for_the_address_makes_an_account_without_a_password(
    database: Database, owner: Principal
) -> None:
    with pytest.raises(NotInvited):
        enter(database, JOON)
    with database.session() as session:
        invite(session, owner, Role.VIEWER)
    with pytest.raises(NotInvited):  # that one is for whoever has the link
        enter(database, JOON)
    with database.session() as session:
        invite(session, owner, Role.EDITOR, JOON.email)

    joined = enter(database, JOON).principal

    assert (joined.owner_id, joined.role) == (LOCAL_OWNER, Role.EDITOR)
    with database.session() as session:
        assert session.get_one(User, joined.user_id).name == "joon"
        assert len(list_invitations(session, LOCAL_OWNER, None, 10)) == 1
    with pytest.raises(CredentialsWrong):
        sign_in_as(database, "joon@example.com", "")


def test_an_account_that_belongs_nowhere_is_not_linked(database: Database, owner: Principal) -> None:
    with database.session() as session:
        create_user(session, "joon@example.com", "Joon", None)

    with pytest.raises(NotInvited):
        enter(database, JOON)


def test_where_signing_up_is_allowed_strangers_get_a_workspace_of_their_own(
    database: Database, owner: Principal
) -> None:
    joined = enter(database, JOON, allow_sign_up=True).principal

    assert joined.owner_id != LOCAL_OWNER
    assert joined.role == Role.OWNER
    assert enter(database, JOON).principal.owner_id == joined.owner_id


def test_signing_up_before_the_first_start_does_not_take_the_installation_over(database: Database) -> None:
    joined = enter(database, JOON, allow_sign_up=True).principal

    assert joined.owner_id != LOCAL_OWNER
    with database.session() as session:
        assert first_start_link(session)


def test_who_is_switched_off_stays_out(database: Database, owner: Principal) -> None:
    with database.session() as session:
        session.execute(sa.update(User).values(disabled_at=sa.func.now()))

    with pytest.raises(AccountDisabled):
        enter(database, MINA)
