"""Links that work once."""

import uuid
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import OneTimeLink
from opentube.accounts.tokens import digest, new_token
from opentube.errors import UserError


class LinkKind(StrEnum):
    """What a link is for."""

    FIRST_START = "first_start"
    RESET = "reset"


class LinkInvalid(UserError):
    """This link was used, is too old, or was replaced by a newer one. Ask for a new one."""

    code = "link_invalid"


def new_link(session: Session, kind: LinkKind, user_id: uuid.UUID | None, valid: timedelta) -> str:
    """Make a link that is valid for so long, and return its token."""
    token = new_token()
    session.add(OneTimeLink(kind=kind, user_id=user_id, token_digest=digest(token), expires_at=sa.func.now() + valid))
    session.flush()
    return token


def use_link(session: Session, kind: LinkKind, token: str) -> uuid.UUID | None:
    """Use a link up, and return whom it is for. Of two who use it at once, one succeeds.

    Raises:
        LinkInvalid: there is none like that, or no longer.
    """
    used = session.execute(
        sa.delete(OneTimeLink)
        .where(
            OneTimeLink.kind == kind,
            OneTimeLink.token_digest == digest(token),
            OneTimeLink.expires_at > sa.func.now(),
        )
        .returning(OneTimeLink.user_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if used is None:
        raise LinkInvalid
    user_id: uuid.UUID | None = used[0]
    return user_id
