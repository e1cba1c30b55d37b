"""Forgetting what has ended by itself."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import BrowserSession, Invitation, OneTimeLink, OpenIdRequest, SignInAttempts
from opentube.accounts.back_off import FORGOTTEN
from opentube.accounts.open_id_requests import VALID


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
