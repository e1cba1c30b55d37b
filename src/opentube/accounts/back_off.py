"""Waiting after failed sign-ins, longer every time, by email address and by network address; nobody is locked out for good."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import SignInAttempts
from opentube.accounts.tokens import digest
from opentube.errors import RetryableError

FREE = 5
"""Failures in a row without any waiting."""
LONGEST_BY_EMAIL = timedelta(minutes=1)
"""Short, so that a stranger who guesses keeps nobody out of their own account."""
LONGEST_BY_ADDRESS = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
"""Without a failure for so long, counting begins anew."""
MOST_DOUBLINGS = 16
NETWORK_BITS = 64
"""Of an IPv6 address: a household has all addresses that begin like this."""


class SignInDelayed(RetryableError):
    """Too many attempts to sign in have failed. Wait a moment and try again."""

    code = "sign_in_delayed"

    def __init__(self, retry_after_s: int = 1) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


def count_attempt(session: Session, email: str, address: str | None) -> None:
    """Count an attempt as a failure before it is made, so that attempts at once cannot outrun the count.

    From the fifth failure on, the next attempt has to wait 1, 2, 4, 8 … seconds. Attempts while waiting do not count.

    Raises:
        SignInDelayed: it is too early for another attempt.
    """
    _count(session, _by_email(email), LONGEST_BY_EMAIL)
    if address:
        _count(session, _by_address(address), LONGEST_BY_ADDRESS)


def forgive(session: Session, email: str, address: str | None) -> None:
    """The attempt that was counted has succeeded: forget the email's failures, and take it off the address's."""
    session.execute(sa.delete(SignInAttempts).where(SignInAttempts.subject == _by_email(email)))
    if address:
        session.execute(
            sa.update(SignInAttempts)
            .where(SignInAttempts.subject == _by_address(address), SignInAttempts.failures > 0)
            .values(failures=SignInAttempts.failures - 1, wait_until=None)
        )


def _count(session: Session, subject: str, longest: timedelta) -> None:
    now = sa.func.clock_timestamp()
    failures = sa.case((SignInAttempts.last_at < now - FORGOTTEN, 1), else_=SignInAttempts.failures + 1)
    doublings = sa.func.least(failures - FREE, MOST_DOUBLINGS)
    wait = sa.func.least(sa.func.make_interval(0, 0, 0, 0, 0, 0, sa.func.power(2.0, doublings)), longest)
    counted = session.scalar(
        insert(SignInAttempts)
        .values(subject=subject, failures=1, last_at=now)
        .on_conflict_do_update(
            index_elements=[SignInAttempts.subject],
            set_={
                "failures": failures,
                "last_at": now,
                "wait_until": sa.case((failures >= FREE, now + wait)),
            },
            where=sa.or_(SignInAttempts.wait_until.is_(None), SignInAttempts.wait_until <= now),
        )
        .returning(SignInAttempts.subject)
    )
    if counted is None:
        left = session.scalar(
            sa.select(sa.extract("epoch", SignInAttempts.wait_until - now)).where(SignInAttempts.subject == subject)
        )
        raise SignInDelayed(max(1, round(left or 1)))


def _by_email(email: str) -> str:
    return f"email:{digest(email)}"


def _by_address(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return f"address:{address}"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = NETWORK_BITS if isinstance(found, IPv6Address) else found.max_prefixlen
    return f"address:{ip_network((found, bits), strict=False)}"
