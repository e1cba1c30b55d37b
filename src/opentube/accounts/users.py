"""People: their email addresses, and the rows that stand for them."""

import re
import uuid

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from opentube.accounts.passwords import hash_password, require_good
from opentube.accounts.tables import Membership, Owner, User
from opentube.errors import UserError

LONGEST_NAME = 100
LANGUAGE = re.compile("[a-z]{2}")


class EmailInvalid(UserError):
    """This is no email address. Check it for typing errors."""

    code = "email_invalid"


class EmailTaken(UserError):
    """Somebody with this email address has an account already. Sign in with it."""

    code = "email_taken"


class NameInvalid(UserError):
    """A name has 1 to 100 characters. Choose another."""

    code = "name_invalid"


class LanguageInvalid(UserError):
    """A language is given by two letters, such as ko or en."""

    code = "language_invalid"


class UserNotFound(UserError):
    """There is nobody like that here. `open-tube user list` shows who there is."""

    code = "user_not_found"


def normalise_email(email: str) -> str:
    """An email address in the form it is stored in: lower case, and without what does not matter.

    Raises:
        EmailInvalid: it is none.
    """
    try:
        found = validate_email(email, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise EmailInvalid from error
    return found.normalized.lower()


def clean_name(name: str) -> str:
    """A name without spaces around it.

    Raises:
        NameInvalid: it is empty, or longer than 100 characters.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameInvalid
    return name


def find_user(session: Session, email: str) -> User | None:
    """The user with this email address.

    Raises:
        EmailInvalid: it is none.
    """
    return session.scalar(sa.select(User).where(User.email == normalise_email(email)))


def create_user(session: Session, email: str, name: str, password: str | None) -> User:
    """Add a user who belongs nowhere yet; without a password they sign in elsewhere.

    Raises:
        EmailInvalid: the email address is none.
        EmailTaken: a user has it.
        NameInvalid: the name is empty or too long.
        PasswordLengthWrong: the password is too short or too long.
        PasswordGuessable: the password is among the most common.
    """
    email, name = normalise_email(email), clean_name(name)
    if password is not None:
        require_good(password, email)
    stored = None if password is None else hash_password(password)
    user = User(id=uuid.uuid4(), email=email, name=name, password_hash=stored)
    try:
        with session.begin_nested():
            session.add(user)
    except sa.exc.IntegrityError as error:
        raise EmailTaken from error
    return user


def get_user(session: Session, user_id: uuid.UUID | None) -> User:
    """The user with this id.

    Raises:
        UserNotFound: there is none.
    """
    user = session.get(User, user_id) if user_id else None
    if user is None:
        raise UserNotFound
    return user


def change_profile(session: Session, user_id: uuid.UUID | None, *, name: str, language: str | None) -> User:
    """Change what others see of a user, and the language (two letters as in ISO 639-1) in which they read.

    Raises:
        UserNotFound: there is none.
        NameInvalid: the name is empty or too long.
        LanguageInvalid: that is no language's code.
    """
    user = get_user(session, user_id)
    if language is not None and not LANGUAGE.fullmatch(language):
        raise LanguageInvalid
    user.name, user.language = clean_name(name), language
    return user


def list_users(session: Session) -> list[tuple[User, str, str]]:
    """Everybody of this installation with their workspaces' names and their roles there, by email address."""
    rows = session.execute(
        sa.select(User, Owner.name, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .join(Owner, Owner.id == Membership.owner_id)
        .order_by(User.email, Owner.name, Owner.id)
    )
    return [(user, workspace, role) for user, workspace, role in rows]
