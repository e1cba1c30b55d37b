"""Tokens of Firebase, signed by keys that a server on this machine publishes."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OctKey, RSAKey

from opentube.accounts.external import ExternalProfile
from opentube.accounts.firebase import EmulatorNotLocal, FirebaseProject, read_firebase_token
from opentube.accounts.signed_tokens import ExternalSignInUntrusted, PublishedKeys
from tests.accounts.issuer import Issuer, new_key, serving

PROJECT = FirebaseProject("open-tube-2019")
NOW = int(time.time())
CLAIMS: dict[str, Any] = {
    "iss": "https://securetoken.google.com/open-tube-2019",
    "aud": "open-tube-2019",
    "sub": "Zk3u9",
    "user_id": "Zk3u9",
    "iat": NOW - 60,
    "auth_time": NOW - 3000,
    "exp": NOW + 3540,
    "email": "mina@example.com",
    "email_verified": True,
    "name": "Mina",
    "firebase": {"sign_in_provider": "google.com"},
}


@pytest.fixture(scope="module")
def google() -> Iterator[Issuer]:
    with serving() as issuer:
        yield issuer


@pytest.fixture
def keys(google: Issuer) -> Iterator[PublishedKeys]:
    with httpx.Client() as http:
        yield PublishedKeys(http, f"{google.url}/keys")


def signed(google: Issuer, **changes: Any) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": google.key.kid}, claims, google.key)


def unsigned(**changes: Any) -> str:
    with pytest.warns(SecurityWarning):
        return jwt.encode({"alg": "none"}, CLAIMS | changes, OctKey.generate_key(), algorithms=["none"])


def test_a_token_of_the_project_tells_who_it_is(google: Issuer, keys: PublishedKeys) -> None:
    assert read_firebase_token(signed(google), PROJECT, keys) == ExternalProfile(
        "https://securetoken.google.com/open-tube-2019", "Zk3u9", "mina@example.com", email_verified=True, name="Mina"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://securetoken.google.com/another"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"sub": ""},
        {"sub": None},
        {"sub": "x" * 129},
        {"exp": NOW - 61},
        {"exp": None},
        {"iat": NOW + 3600},
        {"iat": None},
        {"auth_time": NOW + 3600},
        {"auth_time": None},
        {"auth_time": "yesterday"},
    ],
)
def test_a_token_that_claims_anything_wrong_is_refused(
    google: Issuer, keys: PublishedKeys, changes: dict[str, Any]
) -> None:
    token = signed(google, **changes)

    with pytest.raises(ExternalSignInUntrusted):
        read_firebase_token(token, PROJECT, keys)


def test_only_firebases_own_signature_counts(google: Issuer, keys: PublishedKeys) -> None:
    stranger = Issuer(key=new_key("first"))
    same_key = RSAKey.import_key(google.key.as_dict(private=True) | {"alg": "RS512"})
    other_algorithm = jwt.encode({"alg": "RS512", "kid": "first"}, CLAIMS, same_key, algorithms=["RS512"])

    for token in (signed(stranger), other_algorithm, unsigned(), "", "a.b.c"):
        with pytest.raises(ExternalSignInUntrusted):
            read_firebase_token(token, PROJECT, keys)


def test_a_token_outlives_its_time_by_a_minute_at_most(google: Issuer, keys: PublishedKeys) -> None:
    token = signed(google)

    read_firebase_token(token, PROJECT, keys, now=lambda: NOW + 3540 + 59)
    with pytest.raises(ExternalSignInUntrusted):
        read_firebase_token(token, PROJECT, keys, now=lambda: NOW + 3540 + 61)


def test_the_emulators_tokens_count_where_an_emulator_is_named(google: Issuer, keys: PublishedKeys) -> None:
    emulated = FirebaseProject("open-tube-2019", emulator_host="127.0.0.1:9099")

    assert read_firebase_token(unsigned(), emulated, keys).subject == "Zk3u9"
    for token in (unsigned(aud="another"), signed(google)):
        with pytest.raises(ExternalSignInUntrusted):
            read_firebase_token(token, emulated, keys)


@pytest.mark.parametrize("host", ["localhost:9099", "127.0.0.1:9099", "[::1]:9099", "127.0.0.1"])
def test_an_emulator_on_this_machine_may_be_named(host: str) -> None:
    assert FirebaseProject("p", emulator_host=host).emulator_host == host


@pytest.mark.parametrize(
    "host", ["192.0.2.1:9099", "emulator:9099", "localhost.evil.example:80", "", "127.0.0.1@evil.example"]
)
def test_an_emulator_elsewhere_may_not(host: str) -> None:
    with pytest.raises(EmulatorNotLocal):
        FirebaseProject("p", emulator_host=host)
