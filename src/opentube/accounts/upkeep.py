"""Forgetting what has ended by itself."""

import time
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import BrowserSession, Invitation, OneTimeLink, OpenIdRequest, SignInAttempts
from opentube.accounts.back_off import FORGOTTEN
from opentube.accounts.open_id_requests import VALID
from opentube.store.database import Database

EVERY_S: Final = 3600.0


class AccountsUpkeep:
    """Called as often as one likes, it forgets at the first call, and once an hour. Several workers may do so at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._due_s = time.monotonic()

    def __call__(self) -> None:
        """Forget, if it is time to.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        if time.monotonic() < self._due_s:
            return
        self._due_s = time.monotonic() + EVERY_S
        with self._database.session() as session:
            forget_ended(session)


def forget_ended(session: Session) -> int:
    """Remove ended sessions, links, invitations, sign-ins at issuers and old failures; return how many rows went."""
    now = sa.func.now()
    ended = (
        sa.delete(BrowserSession).where(BrowserSession.expires_at <= now),
        sa.delete(OneTimeLink).where(OneTimeLink.expires_at <= now),
        sa.delete(Invitation).where(Invitation.expires_at <= now - timedelta(days=30)),
        sa.delete(OpenIdRequest).where(OpenIdRequest.created_at <= now - VALID),
        sa.delete(SignInAttempts).where(SignInAttempts.last_at <= now - FORGOTTEN),
    )
    return sum(session.connection().execute(each).rowcount for each in ended)
