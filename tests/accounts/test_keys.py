"""API keys."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from opentube.accounts.access_tables import ApiKey
from opentube.accounts.keys import (
    KeyExpiryPast,
    KeyInvalid,
    KeyNotFound,
    KeyScopesInvalid,
    create_key,
    list_keys,
    principal_of_key,
    revoke_key,
)
from opentube.accounts.principal import Principal, Role, Scope
from opentube.accounts.service import LOCAL_OWNER, local_principal
from opentube.accounts.tables import Membership, User
from opentube.accounts.users import NameInvalid
from opentube.store.database import Database
from tests.accounts.people import begin, join, let_pass, other_workspace


@pytest.fixture
def editor(database: Database) -> Principal:
    begin(database)
    return join(database, LOCAL_OWNER, Role.EDITOR)


def make(database: Database, principal: Principal, *scopes: Scope, expires_at: datetime | None = None) -> str:
    with database.session() as session:
        return create_key(session, principal, "script", scopes, expires_at).key


def whose(database: Database, key: str) -> Principal:
    with database.session() as session:
        return principal_of_key(session, key)


def test_a_key_acts_for_its_maker_within_its_scopes(database: Database, editor: Principal) -> None:
    key = make(database, editor, Scope.READ, Scope.EXPORT)

    found = whose(database, key)

    assert re.fullmatch(r"otk_[0-9a-f]{8}_[\w-]{43}", key)
    assert (found.owner_id, found.user_id, found.session_id) == (LOCAL_OWNER, editor.user_id, None)
    assert found.scopes == {Scope.READ, Scope.EXPORT}


def test_nothing_that_is_stored_or_nearly_right_is_the_key(database: Database, editor: Principal) -> None:
    key = make(database, editor, Scope.READ)
    with database.session() as session:
        row = session.scalars(sa.select(ApiKey)).one()

    for given in (row.key_digest, row.prefix, key[:-1], key + "a", key.upper(), key.partition("_")[2], "", "\x00"):
        with pytest.raises(KeyInvalid):
            whose(database, given)
    assert key.startswith(row.prefix)
    assert key.removeprefix(row.prefix) not in repr(vars(row))


def test_a_key_never_has_more_than_its_maker_now(database: Database, editor: Principal) -> None:
    key = make(database, editor, Scope.READ, Scope.PERSONS)
    with pytest.raises(KeyScopesInvalid):
        make(database, editor, Scope.READ, Scope.ADMIN)
    with pytest.raises(KeyScopesInvalid):
        make(database, editor)
    with pytest.raises(KeyScopesInvalid):
        make(database, whose(database, key), Scope.EXPORT)

    with database.session() as session:
        session.execute(sa.update(Membership).where(Membership.user_id == editor.user_id).values(role=Role.VIEWER))
    assert whose(database, key).scopes == {Scope.READ}

    with database.session() as session:
        session.execute(sa.delete(Membership).where(Membership.user_id == editor.user_id))
    with pytest.raises(KeyInvalid):
        whose(database, key)


def test_a_disabled_makers_keys_end(database: Database, editor: Principal) -> None:
    key = make(database, editor, Scope.READ)
    with database.session() as session:
        session.execute(sa.update(User).where(User.id == editor.user_id).values(disabled_at=sa.func.now()))

    with pytest.raises(KeyInvalid):
        whose(database, key)


def test_a_key_of_the_command_line_belongs_to_no_person(database: Database) -> None:
    with database.session() as session:
        key = create_key(session, local_principal(session), "cron", list(Scope)).key

    found = whose(database, key)
    assert (found.owner_id, found.user_id, found.role) == (LOCAL_OWNER, None, Role.OWNER)
    assert found.scopes == set(Scope)


def test_a_key_ends_when_its_time_is_over_or_it_is_revoked(database: Database, editor: Principal) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    expiring, revoked = make(database, editor, Scope.READ, expires_at=tomorrow), make(database, editor, Scope.READ)
    with pytest.raises(KeyExpiryPast):
        make(database, editor, Scope.READ, expires_at=datetime.now(UTC))

    let_pass(database, timedelta(days=1))
    with database.session() as session:
        key_id = principal_of_key(session, revoked).key_id
        assert key_id
        for _ in range(2):
            revoke_key(session, editor, key_id)

    for key in (expiring, revoked):
        with pytest.raises(KeyInvalid):
            whose(database, key)


def test_use_is_noted_at_most_once_a_minute_and_nobody_waits_for_it(database: Database, editor: Principal) -> None:
    key = make(database, editor, Scope.READ)
    times = []
    for _ in range(3):
        whose(database, key)
        with database.session() as session:
            times.append(session.scalar(sa.select(ApiKey.last_used_at)))
    assert times[0] is not None
    assert len(set(times)) == 1

    let_pass(database, timedelta(seconds=61))
    with database.session() as slow:
        principal_of_key(slow, key)
        with database.session() as other:
            other.execute(sa.text("SET LOCAL lock_timeout = '1ms'"))
            principal_of_key(other, key)


def test_keys_of_other_workspaces_are_not_there(database: Database, editor: Principal) -> None:
    make(database, editor, Scope.READ)
    stranger = join(database, other_workspace(database), Role.OWNER, "stranger@example.com")

    with database.session() as session:
        key_id = session.scalar(sa.select(ApiKey.id))
        assert key_id
        assert list_keys(session, stranger.owner_id, None, 10) == []
        for unknown in (key_id, uuid.uuid4()):
            with pytest.raises(KeyNotFound):
                revoke_key(session, stranger, unknown)


def test_keys_are_listed_page_by_page_newest_first(database: Database, editor: Principal) -> None:
    with database.session() as session:  # one transaction: all have the same time
        made = {create_key(session, editor, f"key {each}", [Scope.READ]).row.id for each in range(5)}
    with database.session() as session:
        newest = create_key(session, editor, "newest", [Scope.READ]).row.id

    seen: list[uuid.UUID] = []
    after = None
    with database.session() as session:
        while page := list_keys(session, LOCAL_OWNER, after, 2):
            seen += [key.id for key in page]
            after = page[-1].created_at, page[-1].id

    assert seen[0] == newest
    assert len(seen) == 6
    assert set(seen) == made | {newest}


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_key_has_a_name(database: Database, editor: Principal, name: str) -> None:
    with pytest.raises(NameInvalid), database.session() as session:
        create_key(session, editor, name, [Scope.READ])
