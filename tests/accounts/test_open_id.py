"""Signing in with an issuer of OpenID Connect, over real HTTP on this machine."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from opentube.accounts.external import ExternalProfile
from opentube.accounts.open_id import OpenIdClient, OpenIdProvider
from opentube.accounts.open_id_requests import VALID, OpenIdStateInvalid, finish, start
from opentube.accounts.signed_tokens import ExternalSignInUntrusted, IssuerUnreachable
from opentube.store.database import Database
from tests.accounts.issuer import CLIENT_ID, CLIENT_SECRET, CODE, Change, Issuer, new_key, serving
from tests.accounts.people import let_pass

REDIRECT = "https://tube.example.com/api/v1/session/openid/test"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with serving() as issuer:
        yield issuer


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5) as http:
        yield http


@pytest.fixture
def client(issuer: Issuer, http: httpx.Client) -> OpenIdClient:
    return OpenIdClient(OpenIdProvider("test", issuer.url, CLIENT_ID, CLIENT_SECRET), http)


def exchange(issuer: Issuer, client: OpenIdClient) -> ExternalProfile:
    """All but the database: from the address to the profile."""
    issuer.visit(client.authorization_url(REDIRECT, state="s", nonce="n", code_verifier="v" * 43))
    return client.exchange(CODE, REDIRECT, nonce="n", code_verifier="v" * 43)


def changed(**values: Any) -> Change:
    def change(claims: dict[str, Any]) -> None:
        claims.update(values)
        for name in [name for name, value in claims.items() if value is None]:
            del claims[name]

    return change


def test_from_the_browser_to_the_issuer_and_back(database: Database, issuer: Issuer, client: OpenIdClient) -> None:
    with database.session() as session:
        started = start(session, client, REDIRECT, "/reports?sort=new")
    state, code = issuer.visit(started.url)

    profile, return_to = finish(database, client, state, code)

    assert state == started.state
    assert profile == ExternalProfile(issuer.url, "user-1", "mina@example.com", email_verified=True, name="Mina")
    assert return_to == "/reports?sort=new"
    with pytest.raises(OpenIdStateInvalid):
        finish(database, client, state, code)


@pytest.mark.parametrize(
    "page", ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x", "/\n/"]
)
def test_only_pages_of_this_server_are_returned_to(
    database: Database, issuer: Issuer, client: OpenIdClient, page: str
) -> None:
    with database.session() as session:
        started = start(session, client, REDIRECT, page)

    assert finish(database, client, *issuer.visit(started.url))[1] == "/"


def test_a_sign_in_ends_after_ten_minutes_and_belongs_to_one_issuer(
    database: Database, issuer: Issuer, client: OpenIdClient, http: httpx.Client
) -> None:
    other = OpenIdClient(OpenIdProvider("other", issuer.url, CLIENT_ID, CLIENT_SECRET), http)
    with database.session() as session:
        started = start(session, client, REDIRECT)
    for wrong, state in ((client, "made up"), (other, started.state)):
        with pytest.raises(OpenIdStateInvalid):
            finish(database, wrong, state, CODE)

    let_pass(database, VALID + timedelta(seconds=1))

    with pytest.raises(OpenIdStateInvalid):
        finish(database, client, started.state, CODE)


def test_the_address_has_what_the_code_flow_needs_and_no_secret(client: OpenIdClient) -> None:
    url = client.authorization_url(REDIRECT, state="s", nonce="n", code_verifier="v" * 43)

    query = parse_qs(urlsplit(url).query)
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["scope"] == ["openid email profile"]
    assert "v" * 43 not in url
    assert CLIENT_SECRET not in url


def test_the_secret_goes_where_the_issuer_wants_it(issuer: Issuer, client: OpenIdClient, http: httpx.Client) -> None:
    exchange(issuer, client)
    issuer.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    exchange(issuer, OpenIdClient(client.provider, http))

    assert issuer.authorizations[0].startswith("Basic ")
    assert issuer.authorizations[1] == ""


LATER = int(time.time()) + 3600


@pytest.mark.parametrize(
    "change",
    [
        changed(nonce="another"),
        changed(nonce=None),
        changed(aud="another"),
        changed(aud=None),
        changed(aud=[CLIENT_ID, "another"]),
        changed(aud=[CLIENT_ID, "another"], azp="another"),
        changed(iss="https://evil.example"),
        changed(iss=None),
        changed(exp=LATER - 7200),
        changed(exp=None),
        changed(iat=LATER),
        changed(nbf=LATER),
        changed(sub=None),
        changed(sub=""),
        changed(sub=7),
        changed(at_hash="of another token"),
    ],
)
def test_a_token_that_claims_anything_wrong_is_refused(issuer: Issuer, client: OpenIdClient, change: Change) -> None:
    issuer.change = change

    with pytest.raises(ExternalSignInUntrusted):
        exchange(issuer, client)


def test_a_token_for_several_is_accepted_when_it_was_made_for_this_one(issuer: Issuer, client: OpenIdClient) -> None:
    issuer.change = changed(aud=[CLIENT_ID, "another"], azp=CLIENT_ID)

    assert exchange(issuer, client).subject == "user-1"


def test_a_token_of_another_key_is_refused(issuer: Issuer, client: OpenIdClient) -> None:
    exchange(issuer, client)
    issuer.published = [issuer.key]
    for kid in ("first", "second"):
        issuer.key = new_key(kid)
        with pytest.raises(ExternalSignInUntrusted):
            exchange(issuer, client)


def test_tokens_without_a_signature_or_signed_with_a_public_value_are_refused(
    issuer: Issuer, client: OpenIdClient
) -> None:
    signed = issuer.id_token()
    claims = jwt.decode(signed, issuer.key).claims
    public = OctKey.import_key({"kty": "oct", "k": str(issuer.key.as_dict(private=False)["n"])})
    with_public_value = jwt.encode({"alg": "HS256", "kid": "first"}, claims, public)
    unsigned = f"eyJhbGciOiJub25lIn0.{signed.split('.')[1]}."

    for token in (with_public_value, unsigned, signed[:-8] + "AAAAAAAA", "no token", "a.b.c", ""):
        issuer.token = token or " "
        with pytest.raises(ExternalSignInUntrusted):
            exchange(issuer, client)


def test_keys_are_fetched_once_and_again_when_they_are_rotated(issuer: Issuer, client: OpenIdClient) -> None:
    now = 0.0
    for _ in range(3):
        exchange(issuer, client)
    keys = client.discovered().keys
    keys.clock, keys._fetched_at, keys._tried_at = lambda: now, 0.0, 0.0
    assert issuer.fetched.count("/keys") == 1
    assert issuer.fetched.count("/.well-known/openid-configuration") == 1

    issuer.key = ECKey.generate_key("P-256", {"kid": "second"})
    issuer.algorithm = "ES256"
    with pytest.raises(ExternalSignInUntrusted):  # too early: made-up key ids must not make us ask each time
        exchange(issuer, client)
    now = 11.0

    assert exchange(issuer, client).subject == "user-1"
    assert issuer.fetched.count("/keys") == 2


def test_keys_are_kept_as_long_as_their_answer_says(issuer: Issuer, client: OpenIdClient) -> None:
    now = 0.0
    issuer.max_age_s = 300
    exchange(issuer, client)
    keys = client.discovered().keys
    keys.clock, keys._fetched_at, keys._tried_at = lambda: now, 0.0, 0.0
    issuer.published = [new_key("other")]  # the first is withdrawn

    now = 299.0
    exchange(issuer, client)
    now = 301.0
    with pytest.raises(ExternalSignInUntrusted):
        exchange(issuer, client)


def test_what_the_token_leaves_out_is_asked_for(issuer: Issuer, client: OpenIdClient) -> None:
    issuer.user = {}
    issuer.userinfo = {"email": "mina@example.com", "email_verified": True}
    assert exchange(issuer, client).email == "mina@example.com"

    issuer.userinfo["sub"] = "somebody else"
    with pytest.raises(ExternalSignInUntrusted):
        exchange(issuer, client)


@pytest.mark.parametrize(
    ("told", "verified"), [(True, True), ("true", True), (False, False), (None, False), (1.5, False)]
)
def test_an_email_address_is_verified_only_if_the_issuer_says_so(
    issuer: Issuer, client: OpenIdClient, *, told: object, verified: bool
) -> None:
    issuer.user["email_verified"] = told

    assert exchange(issuer, client).email_verified is verified


def test_a_wrong_code_is_refused(issuer: Issuer, client: OpenIdClient) -> None:
    issuer.visit(client.authorization_url(REDIRECT, state="s", nonce="n", code_verifier="v" * 43))

    for code, verifier in (("guessed", "v" * 43), (CODE, "w" * 43)):
        with pytest.raises(ExternalSignInUntrusted):
            client.exchange(code, REDIRECT, nonce="n", code_verifier=verifier)


@pytest.mark.parametrize(
    ("discovery", "error"),
    [
        ({"issuer": "https://evil.example"}, ExternalSignInUntrusted),
        ({"token_endpoint": "http://192.0.2.1/token"}, IssuerUnreachable),
        ({"jwks_uri": "file:///etc/passwd"}, IssuerUnreachable),
        ({"jwks_uri": "https://[::1"}, IssuerUnreachable),
        ({"authorization_endpoint": None}, IssuerUnreachable),
    ],
)
def test_an_issuer_that_tells_something_else_than_its_own_is_refused(
    issuer: Issuer, client: OpenIdClient, discovery: dict[str, object], error: type[Exception]
) -> None:
    issuer.discovery = discovery

    with pytest.raises(error):
        exchange(issuer, client)


def test_an_issuer_that_is_away_is_worth_another_try(http: httpx.Client) -> None:
    away = OpenIdClient(OpenIdProvider("away", "http://127.0.0.1:1", CLIENT_ID), http)

    with pytest.raises(IssuerUnreachable):
        away.authorization_url(REDIRECT, state="s", nonce="n", code_verifier="v" * 43)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((500, {}), IssuerUnreachable),
        ((302, {}), IssuerUnreachable),
        ((403, {}), ExternalSignInUntrusted),
        ((200, b"<html>"), IssuerUnreachable),
        ((200, b"\xff\xfe"), IssuerUnreachable),
        ((200, []), IssuerUnreachable),
        ((200, b" " * 1024 * 1024 + b"{}"), IssuerUnreachable),
        ((200, {"keys": "none"}), IssuerUnreachable),
        ((200, {"keys": [{"kty": "RSA", "n": "?"}]}), IssuerUnreachable),
        ((200, {}), IssuerUnreachable),
    ],
)
def test_answers_of_any_kind_become_errors_that_are_told(
    issuer: Issuer, client: OpenIdClient, answer: tuple[int, object], error: type[Exception]
) -> None:
    issuer.answers["/keys"] = answer

    with pytest.raises(error):
        exchange(issuer, client)


@pytest.mark.parametrize("token", [{}, {"id_token": 7}, {"id_token": "a.b"}])
def test_an_answer_without_an_id_token_is_refused(issuer: Issuer, client: OpenIdClient, token: object) -> None:
    issuer.answers["/token"] = 200, token

    with pytest.raises(ExternalSignInUntrusted):
        exchange(issuer, client)
