"""Names, email addresses, and where somebody is signed in."""

import uuid

import pytest

from opentube.accounts.devices import Device, DeviceNotFound, list_devices, sign_out_device
from opentube.accounts.principal import Role
from opentube.accounts.service import LOCAL_OWNER
from opentube.accounts.sessions import SessionEnded, open_session, principal_of_session
from opentube.accounts.users import (
    EmailInvalid,
    EmailTaken,
    LanguageInvalid,
    NameInvalid,
    UserNotFound,
    change_profile,
    create_user,
    normalise_email,
)
from opentube.store.database import Database
from tests.accounts.people import HERE, begin, join


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("Mina@Example.COM", "mina@example.com"),
        ("민아@example.com", "민아@example.com"),
        ("mina@xn--hq1bm8jm9l.example", "mina@도메인.example"),
        ("mina@nas", "mina@nas"),
        ("mina+tube@example.com", "mina+tube@example.com"),
    ],
)
def test_an_email_address_is_stored_in_one_form(given: str, stored: str) -> None:
    assert normalise_email(given) == stored


@pytest.mark.parametrize("given", ["", "mina", "@example.com", "mina@", "a@b@c.d", "mina@exa mple.com", "a\x00@b.com"])
def test_what_is_no_email_address_is_refused(given: str) -> None:
    with pytest.raises(EmailInvalid):
        normalise_email(given)


def test_an_email_address_belongs_to_one_user(database: Database) -> None:
    begin(database)

    with database.session() as session:
        with pytest.raises(EmailTaken):
            create_user(session, "MINA@example.com", "Somebody", None)
        create_user(session, "other@example.com", "Somebody", None)


def test_a_profile_is_changed(database: Database) -> None:
    user_id = begin(database)
    with database.session() as session:
        user = change_profile(session, user_id, name="  민아  Kim ", language="ko")
        assert (user.name, user.language) == ("민아 Kim", "ko")

        with pytest.raises(NameInvalid):
            change_profile(session, user_id, name=" ", language=None)
        with pytest.raises(LanguageInvalid):
            change_profile(session, user_id, name="Mina", language="korean")
        for nobody in (None, uuid.uuid4()):
            with pytest.raises(UserNotFound):
                change_profile(session, nobody, name="Mina", language=None)


def test_one_sees_ones_devices_and_signs_out_there(database: Database) -> None:
    user_id = begin(database)
    opened = []
    for agent in ("phone", "laptop", "tablet"):
        with database.session() as session:
            opened.append(open_session(session, user_id, address=HERE, agent=agent))
    stranger = join(database, LOCAL_OWNER, Role.OWNER)
    laptop = opened[1].principal

    seen: list[Device] = []
    after = None
    with database.session() as session:
        assert list_devices(session, stranger, None, 10) == []
        while page := list_devices(session, laptop, after, 2):
            seen += page
            after = page[-1].created_at, page[-1].id
        assert [(device.agent, device.this) for device in seen] == [
            ("tablet", False),
            ("laptop", True),
            ("phone", False),
        ]

        with pytest.raises(DeviceNotFound):
            sign_out_device(session, stranger, seen[2].id)
        sign_out_device(session, laptop, seen[2].id)
        with pytest.raises(SessionEnded):
            principal_of_session(session, opened[0].token)
        assert principal_of_session(session, opened[1].token) == laptop
