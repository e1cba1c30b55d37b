"""Passwords: which are accepted, and Argon2id (RFC 9106) for keeping and checking them."""

import os
import unicodedata
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore

from pwdlib import PasswordHash

from opentube.accounts.tokens import new_token
from opentube.errors import UserError

SHORTEST = 10
LONGEST = 256
FEWEST_CHARACTERS = 4
"""Different ones in a password: ``aaaaaaaaaa`` and ``1212121212`` are guessed first."""

_argon2 = PasswordHash.recommended()
_at_work = BoundedSemaphore(os.cpu_count() or 1)  # each takes 64 MiB


class PasswordLengthWrong(UserError):
    """A password has 10 to 256 characters. Choose another."""

    code = "password_length_wrong"


class PasswordGuessable(UserError):
    """This password is among the first that anybody would try. Choose another."""

    code = "password_guessable"


def require_good(password: str, email: str) -> None:
    """Do nothing if a password may be chosen by the user with this email address.

    Raises:
        PasswordLengthWrong: it is shorter than 10 or longer than 256 characters.
        PasswordGuessable: it is the email address, one of the most common ones, or made of fewer than four characters.
    """
    plain = _normalised(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise PasswordLengthWrong
    folded = plain.casefold()
    if (
        folded in _common() | {email.casefold(), email.partition("@")[0].casefold()}
        or len(set(folded)) < FEWEST_CHARACTERS
    ):
        raise PasswordGuessable


def hash_password(password: str) -> str:
    """What is stored of a password: the parameters, a salt of its own, and the hash."""
    with _at_work:
        return _argon2.hash(_normalised(password))


def verify_password(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether a password is the stored one, and what to store instead if it was made with outdated parameters.

    It takes as long for None, which is no password at all.
    """
    with _at_work:
        valid, updated = _argon2.verify_and_update(_normalised(password), stored or _nobodys())
    return valid and stored is not None, updated


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _argon2.hash(new_token())


@cache
def _common() -> frozenset[str]:
    text = files("opentube.accounts").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
