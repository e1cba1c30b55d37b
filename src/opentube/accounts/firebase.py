"""Firebase ID tokens, as people signed in to the system of 2019: https://firebase.google.com/docs/auth/admin/verify-id-tokens."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from opentube.accounts.discovery import is_loopback
from opentube.accounts.external import ExternalProfile
from opentube.accounts.open_id import LEEWAY_S, profile_of
from opentube.accounts.signed_tokens import ExternalSignInUntrusted, PublishedKeys, read_signed
from opentube.errors import UserError

KEYS_ADDRESS: Final = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
ISSUER: Final = "https://securetoken.google.com/"
LONGEST_SUBJECT = 128


class EmulatorNotLocal(UserError):
    """Tokens of the Firebase emulator prove nothing. They are accepted from an emulator on this machine alone."""

    code = "emulator_not_local"


@dataclass(frozen=True, slots=True)
class FirebaseProject:
    """A project of Firebase. ``emulator_host`` (such as ``127.0.0.1:9099``) makes only unsigned tokens count, for trying things."""

    project: str
    emulator_host: str | None = None

    def __post_init__(self) -> None:
        if self.emulator_host is not None and not is_loopback(urlsplit(f"//{self.emulator_host}").hostname):
            raise EmulatorNotLocal


def read_firebase_token(
    token: str, project: FirebaseProject, keys: PublishedKeys, *, now: Callable[[], float] = time.time
) -> ExternalProfile:
    """Who an ID token of a project is about.

    Args:
        token: what the page got from Firebase.
        project: the one it has to be for.
        keys: those at `KEYS_ADDRESS`.
        now: seconds since 1970.

    Raises:
        ExternalSignInUntrusted: it is no such token, is not signed by Firebase, is outdated, or for another project.
        IssuerUnreachable: the keys cannot be fetched.
    """
    claims = _unsigned(token) if project.emulator_host is not None else read_signed(token, keys, ["RS256"]).claims
    wanted = JWTClaimsRegistry(
        now=int(now()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": f"{ISSUER}{project.project}"},
        aud={"essential": True, "value": project.project},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        auth_time={"essential": True},
    )
    try:
        wanted.validate(claims)
        signed_in_at = float(claims["auth_time"])
    except (JoseError, TypeError, ValueError) as error:
        raise ExternalSignInUntrusted from error
    if signed_in_at > now() + LEEWAY_S or len(claims["sub"]) > LONGEST_SUBJECT:
        raise ExternalSignInUntrusted
    return profile_of(claims)


def _unsigned(token: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.decode(token, OctKey.generate_key(), algorithms=["none"]).claims
    except (JoseError, ValueError) as error:
        raise ExternalSignInUntrusted from error
