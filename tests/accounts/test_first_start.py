"""The first account of an installation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from opentube.accounts.first_start import VALID, create_first_owner, first_start_link
from opentube.accounts.links import LinkInvalid
from opentube.accounts.passwords import PasswordGuessable
from opentube.accounts.principal import Role
from opentube.accounts.service import LOCAL_OWNER, list_workspaces
from opentube.store.database import Database
from tests.accounts.people import EMAIL, PASSWORD, begin, let_pass


def link(database: Database) -> str:
    with database.session() as session:
        return first_start_link(session) or ""


def test_the_first_account_owns_what_the_command_line_made(database: Database) -> None:
    user_id = begin(database)

    with database.session() as session:
        assert [(each.owner_id, each.role) for each in list_workspaces(session, user_id)] == [(LOCAL_OWNER, Role.OWNER)]


def test_there_is_no_link_once_there_is_an_account(database: Database) -> None:
    begin(database)

    assert link(database) == ""


def test_only_the_newest_link_works_and_not_for_long(database: Database) -> None:
    older, newer = link(database), link(database)
    with pytest.raises(LinkInvalid), database.session() as session:
        create_first_owner(session, older, EMAIL, "Mina", PASSWORD)

    let_pass(database, VALID + timedelta(seconds=1))

    with pytest.raises(LinkInvalid), database.session() as session:
        create_first_owner(session, newer, EMAIL, "Mina", PASSWORD)


def test_a_refused_password_does_not_use_the_link_up(database: Database) -> None:
    token = link(database)
    with pytest.raises(PasswordGuessable), database.session() as session:
        create_first_owner(session, token, EMAIL, "Mina", "password1234")

    with database.session() as session:
        create_first_owner(session, token, EMAIL, "Mina", PASSWORD)


def test_of_two_who_open_the_link_at_once_one_becomes_the_owner(database: Database) -> None:
    token = link(database)

    def create(email: str) -> bool:
        try:
            with database.session() as session:
                create_first_owner(session, token, email, "Mina", PASSWORD)
        except LinkInvalid:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(create, [EMAIL, "someone@example.com"])) == [False, True]
