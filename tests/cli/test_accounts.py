"""``open-tube user`` and ``open-tube key``."""

import json

import pytest
from typer.testing import CliRunner

from opentube.accounts.access_tables import AuditEntry
from opentube.accounts.first_start import first_start_link
from opentube.accounts.keys import KeyInvalid, principal_of_key
from opentube.accounts.members import LastOwner
from opentube.accounts.password_changes import reset_password
from opentube.accounts.principal import Role, Scope
from opentube.accounts.sessions import AccountDisabled
from opentube.accounts.sign_in import sign_in
from opentube.accounts.users import EmailTaken, UserNotFound
from opentube.cli import keys, users
from opentube.cli.terminal import console
from opentube.store.database import Database

PASSWORD = "우리 집 고양이는 셋"
EMAIL = "mina@example.com"


@pytest.fixture(autouse=True)
def installation(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setenv("OPENTUBE_PUBLIC_URL", "https://tube.example.com/")


def user(*arguments: str) -> str:
    return CliRunner().invoke(users.app, arguments, catch_exceptions=False).stdout


def key(*arguments: str) -> str:
    return CliRunner().invoke(keys.app, arguments, catch_exceptions=False).stdout


def choose(database: Database, link: str) -> None:
    """Open the link, and choose a password."""
    address, _, token = link.strip().partition("#")
    assert address == "https://tube.example.com/reset"
    with database.session() as session:
        reset_password(session, token, PASSWORD)


def test_somebody_is_added_and_chooses_a_password_in_the_browser(database: Database) -> None:
    with pytest.raises(LastOwner):
        user("add", EMAIL, "--name", "Mina", "--role", "viewer")
    choose(database, user("add", EMAIL, "--name", "Mina", "--role", "owner"))
    choose(database, json.loads(user("add", "joon@example.com", "--name", "Joon", "--json"))["link"])

    assert sign_in(database, EMAIL, PASSWORD, address=None).principal.role == Role.OWNER
    listed = json.loads(user("list", "--json"))
    assert [(row["email"], row["workspaces"], row["disabled"]) for row in listed] == [
        ("joon@example.com", {"local": "editor"}, False),
        (EMAIL, {"local": "owner"}, False),
    ]
    with database.session() as session:
        assert first_start_link(session) is None
    with pytest.raises(EmailTaken):
        user("add", EMAIL, "--name", "Mina")


def test_somebody_who_forgot_the_password_gets_a_link_and_somebody_switched_off_stays_out(database: Database) -> None:
    user("add", EMAIL, "--name", "Mina", "--role", "owner")
    choose(database, user("reset", EMAIL.upper()))
    user("disable", EMAIL)
    with pytest.raises(AccountDisabled):
        sign_in(database, EMAIL, PASSWORD, address=None)

    user("enable", EMAIL)

    sign_in(database, EMAIL, PASSWORD, address=None)
    for command in ("reset", "disable", "enable"):
        with pytest.raises(UserNotFound):
            user(command, "nobody@example.com")


def test_a_key_is_shown_once_listed_and_revoked(database: Database) -> None:
    made = key("add", "cron", "--scope", "read", "--scope", "export").strip()
    also = json.loads(key("add", "other", "--scope", "read", "--days", "7", "--json"))
    with database.session() as session:
        assert principal_of_key(session, made).scopes == {Scope.READ, Scope.EXPORT}

    listed = json.loads(key("list", "--json"))
    assert [row["name"] for row in listed] == ["other", "cron"]
    assert also["expires_at"] == listed[0]["expires_at"]
    assert made not in json.dumps(listed)
    assert also["key"].startswith(listed[0]["prefix"])

    key("revoke", f"{listed[1]['prefix']}_…")

    with database.session() as session:
        with pytest.raises(KeyInvalid):
            principal_of_key(session, made)
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions == ["key.created", "key.created", "key.revoked"]


def test_people_read_tables(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_width", 400)
    user("add", EMAIL, "--name", "[red]Mina", "--role", "owner")
    key("add", "cron", "--scope", "read")

    people, made = CliRunner().invoke(users.app, ["list"]), CliRunner().invoke(keys.app, ["list"])

    assert "[red]Mina" in people.stderr
    assert "local (owner)" in people.stderr
    assert "cron" in made.stderr
