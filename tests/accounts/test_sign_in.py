"""Signing in with email address and password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from opentube.accounts import passwords
from opentube.accounts.access_tables import SignInAttempts
from opentube.accounts.back_off import FORGOTTEN, FREE, LONGEST_BY_ADDRESS, LONGEST_BY_EMAIL, SignInDelayed
from opentube.accounts.principal import Role
from opentube.accounts.service import LOCAL_OWNER, WorkspaceNotFound
from opentube.accounts.sessions import AccountDisabled, principal_of_session
from opentube.accounts.sign_in import CredentialsWrong, sign_in
from opentube.accounts.tables import User
from opentube.accounts.users import create_user
from opentube.store.database import Database
from tests.accounts.people import EMAIL, HERE, PASSWORD, begin, let_pass, sign_in_as

ELSEWHERE = "198.51.100.7"
WRONG = "a wrong password"


def fail(database: Database, email: str = EMAIL, address: str = HERE) -> None:
    with pytest.raises(CredentialsWrong):
        sign_in_as(database, email, WRONG, address)


def test_the_right_password_opens_a_session(database: Database) -> None:
    user_id = begin(database)

    opened = sign_in_as(database, " Mina@Example.COM ".strip())

    with database.session() as session:
        principal = principal_of_session(session, opened.token)
    assert principal == opened.principal
    assert (principal.owner_id, principal.user_id, principal.role) == (LOCAL_OWNER, user_id, Role.OWNER)


def test_unknown_addresses_and_wrong_passwords_get_one_answer_and_one_amount_of_work(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(database)
    with database.session() as session:
        create_user(session, "elsewhere@example.com", "Signs in elsewhere", None)
    hashes: list[str] = []
    verify = passwords._argon2.verify_and_update

    def counted(password: str, stored: str) -> tuple[bool, str | None]:
        hashes.append(stored)
        return verify(password, stored)

    monkeypatch.setattr(passwords._argon2, "verify_and_update", counted)

    for email in (EMAIL, "nobody@example.com", "elsewhere@example.com"):
        fail(database, email)

    assert len(hashes) == 3
    assert len({stored.rsplit("$", 2)[0] for stored in hashes}) == 1


def test_after_five_failures_the_next_attempt_waits_longer_and_longer_even_with_the_right_password(
    database: Database,
) -> None:
    begin(database)
    for _ in range(FREE):
        fail(database)
    waits = []
    for _ in range(4):
        with pytest.raises(SignInDelayed) as delayed:
            sign_in_as(database)
        waits.append(delayed.value.retry_after_s)
        let_pass(database, timedelta(seconds=delayed.value.retry_after_s))
        fail(database)

    assert waits == [1, 2, 4, 8]


def test_waiting_ends_and_a_success_forgets_the_failures(database: Database) -> None:
    begin(database)
    for _ in range(FREE):
        fail(database)
    let_pass(database, timedelta(seconds=1))

    sign_in_as(database)

    for _ in range(FREE):
        fail(database, address=ELSEWHERE)


def test_a_stranger_who_guesses_keeps_nobody_out_for_longer_than_a_minute(database: Database) -> None:
    begin(database)
    for each in range(FREE + 20):
        fail(database, address=f"198.51.100.{each}")
        let_pass(database, LONGEST_BY_EMAIL)

    fail(database, address=ELSEWHERE)
    with pytest.raises(SignInDelayed) as delayed:
        sign_in_as(database)
    let_pass(database, LONGEST_BY_EMAIL)

    assert delayed.value.retry_after_s <= LONGEST_BY_EMAIL.total_seconds()
    sign_in_as(database)


def test_one_who_tries_many_addresses_waits_everywhere_but_others_do_not(database: Database) -> None:
    begin(database)
    for each in range(FREE):
        fail(database, f"person{each}@example.com")

    with pytest.raises(SignInDelayed):
        sign_in_as(database)
    sign_in_as(database, address=ELSEWHERE)
    let_pass(database, LONGEST_BY_ADDRESS)
    sign_in_as(database)


@pytest.mark.parametrize(
    ("address", "neighbour", "stranger"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"),
        ("::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.2"),
        ("a socket", "a socket", "192.0.2.1"),
    ],
)
def test_a_household_counts_as_one_address(database: Database, address: str, neighbour: str, stranger: str) -> None:
    begin(database)
    for each in range(FREE):
        fail(database, f"person{each}@example.com", address)

    with pytest.raises(SignInDelayed):
        sign_in_as(database, address=neighbour)
    sign_in_as(database, address=stranger)


def test_old_failures_are_forgotten(database: Database) -> None:
    begin(database)
    for _ in range(FREE):
        fail(database)
    let_pass(database, FORGOTTEN + timedelta(seconds=1))

    fail(database)

    with database.session() as session:
        assert set(session.scalars(sa.select(SignInAttempts.failures))) == {1}


def test_attempts_at_once_cannot_outrun_the_count(database: Database) -> None:
    begin(database)

    def attempt(_: int) -> bool:
        try:
            sign_in_as(database, password=WRONG)
        except CredentialsWrong:
            return True
        except SignInDelayed:
            return False
        raise AssertionError

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, range(20))) <= FREE + 1


def test_a_hash_made_with_older_parameters_is_renewed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id = begin(database)
    monkeypatch.setattr(passwords, "_argon2", PasswordHash([Argon2Hasher(time_cost=2, memory_cost=128)]))

    sign_in_as(database)

    with database.session() as session:
        assert "m=128,t=2" in str(session.get_one(User, user_id).password_hash)
    sign_in_as(database)


def test_who_is_switched_off_or_belongs_nowhere_does_not_get_in(database: Database) -> None:
    user_id = begin(database)
    with database.session() as session:
        create_user(session, "nowhere@example.com", "Nobody", PASSWORD)
        session.execute(sa.update(User).where(User.id == user_id).values(disabled_at=sa.func.now()))

    with pytest.raises(AccountDisabled):
        sign_in_as(database)
    with pytest.raises(WorkspaceNotFound):
        sign_in_as(database, "nowhere@example.com")


def test_a_workspace_can_be_asked_for(database: Database) -> None:
    user_id = begin(database)

    with pytest.raises(WorkspaceNotFound):
        sign_in(database, EMAIL, PASSWORD, address=HERE, owner_id=user_id)
    assert sign_in(database, EMAIL, PASSWORD, address=None, owner_id=LOCAL_OWNER).principal.owner_id == LOCAL_OWNER
