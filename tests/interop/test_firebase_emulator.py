"""Signing in as people did in 2019: tokens of the Firebase Auth emulator, `firebase-tools` from npm."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from opentube.accounts.external import EmailUnverified, sign_in_external
from opentube.accounts.firebase import FirebaseProject, read_firebase_token
from opentube.accounts.signed_tokens import ExternalSignInUntrusted, PublishedKeys
from opentube.store.database import Database
from tests.accounts.people import EMAIL, begin

pytestmark = pytest.mark.interop

PROJECT = "demo-open-tube"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Host and port of the emulator."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("npm")
    options = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--prefix", str(folder)]
    subprocess.run(["npm", "install", *options, "firebase-tools@15"], check=True)
    auth, hub, logs = free_ports(3)
    emulators = {
        name: {"host": "127.0.0.1", "port": port} for name, port in (("auth", auth), ("hub", hub), ("logging", logs))
    }
    (folder / "firebase.json").write_text(json.dumps({"emulators": emulators | {"ui": {"enabled": False}}}))
    command = [str(folder / "node_modules/.bin/firebase"), "emulators:start", "--only", "auth", "--project", PROJECT]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "All emulators ready" in line:
                break
        else:
            pytest.fail(said)
        yield f"127.0.0.1:{auth}"
        process.terminate()
        process.communicate()


def free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def ask(emulator: str, method: str, **body: object) -> str:
    """The ID token that the emulator answers with."""
    url = f"http://{emulator}/identitytoolkit.googleapis.com/v1/accounts:{method}"
    answer = httpx.post(url, params={"key": "any"}, json=body | {"returnSecureToken": True}, timeout=60)
    token: str = answer.raise_for_status().json()["idToken"]
    return token


def by_google(emulator: str) -> str:
    told = json.dumps({"sub": "1", "email": EMAIL, "email_verified": True})
    return ask(
        emulator,
        "signInWithIdp",
        postBody=f"id_token={told}&providerId=google.com",
        requestUri="http://localhost",
    )


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[PublishedKeys]:
    with httpx.Client() as http:
        yield PublishedKeys(http, "http://127.0.0.1:1/keys")


def test_who_signed_in_with_google_is_a_member_by_email(database: Database, emulator: str, keys: PublishedKeys) -> None:
    user_id = begin(database)

    profile = read_firebase_token(by_google(emulator), FirebaseProject(PROJECT, emulator), keys)

    assert (profile.issuer, profile.email) == (f"https://securetoken.google.com/{PROJECT}", EMAIL)
    with database.session() as session:
        assert sign_in_external(session, profile, address=None).principal.user_id == user_id


def test_a_password_at_firebase_does_not_prove_an_email_address(
    database: Database, emulator: str, keys: PublishedKeys
) -> None:
    begin(database)
    token = ask(emulator, "signUp", email="joon@example.com", password="a password")

    profile = read_firebase_token(token, FirebaseProject(PROJECT, emulator), keys)

    with pytest.raises(EmailUnverified), database.session() as session:
        sign_in_external(session, profile, address=None)


def test_the_emulators_tokens_are_worth_nothing_elsewhere(emulator: str, keys: PublishedKeys) -> None:
    token = by_google(emulator)

    for project in (FirebaseProject(PROJECT), FirebaseProject("another", emulator)):
        with pytest.raises(ExternalSignInUntrusted):
            read_firebase_token(token, project, keys)
