"""Signing in with a certified OpenID provider, `oidc-provider` from npm, as a browser does it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from opentube.accounts.external import sign_in_external
from opentube.accounts.open_id import OpenIdClient, OpenIdProvider
from opentube.accounts.open_id_requests import finish, start
from opentube.accounts.signed_tokens import ExternalSignInUntrusted
from opentube.store.database import Database
from tests.accounts.people import EMAIL, begin

pytestmark = pytest.mark.interop

CLIENT_ID, CLIENT_SECRET = "open-tube", "a secret: 100% + more"
REDIRECT = "https://tube.example.com/callback"
SERVER = Path(__file__).with_name("openid_server.mjs")
MOST_STEPS = 12


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the provider."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("npm")
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "oidc-provider@9"],
        check=True,
    )
    command = ["node", str(SERVER), str(folder / "node_modules"), CLIENT_ID, CLIENT_SECRET, REDIRECT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as http:
        yield http


@pytest.fixture
def client(issuer: str, http: httpx.Client) -> OpenIdClient:
    return OpenIdClient(OpenIdProvider("certified", issuer, CLIENT_ID, CLIENT_SECRET), http)


def browse(url: str, name: str) -> dict[str, list[str]]:
    """Go where the provider sends a browser, fill in its forms, and return what it brings back."""
    with httpx.Client(timeout=30) as browser:
        answer = browser.get(url)
        for _ in range(MOST_STEPS):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["Location"])
                if target.startswith(REDIRECT):
                    return parse_qs(urlsplit(target).query)
                answer = browser.get(target)
            else:
                action = re.search(r'action="([^"]+)"', answer.text)
                assert action, answer.text
                form = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', answer.text))
                answer = browser.post(urljoin(str(answer.url), action[1]), data=form | {"login": name, "password": "x"})
    raise AssertionError


def test_a_member_signs_in_with_the_provider(database: Database, client: OpenIdClient) -> None:
    user_id = begin(database)
    with database.session() as session:
        started = start(session, client, REDIRECT, "/reports")
    back = browse(started.url, EMAIL)

    profile, return_to = finish(database, client, back["state"][0], back["code"][0])

    assert back["state"] == [started.state]
    assert (profile.subject, profile.email, profile.email_verified, profile.name) == (EMAIL, EMAIL, True, "Mina")
    assert return_to == "/reports"
    with database.session() as session:
        assert sign_in_external(session, profile, address=None).principal.user_id == user_id


def test_a_code_is_worth_nothing_to_another_browser(client: OpenIdClient) -> None:
    url = client.authorization_url(REDIRECT, state="s", nonce="n", code_verifier="v" * 43)
    code = browse(url, EMAIL)["code"][0]

    with pytest.raises(ExternalSignInUntrusted):
        client.exchange(code, REDIRECT, nonce="n", code_verifier="w" * 43)


def test_a_token_for_another_request_is_refused(client: OpenIdClient) -> None:
    url = client.authorization_url(REDIRECT, state="s", nonce="n", code_verifier="v" * 43)
    code = browse(url, EMAIL)["code"][0]

    with pytest.raises(ExternalSignInUntrusted):
        client.exchange(code, REDIRECT, nonce="another", code_verifier="v" * 43)
