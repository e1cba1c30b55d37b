"""How often a key or a session may ask: a sliding window a minute, told in the `RateLimit` headers."""

import time
from functools import lru_cache
from math import ceil

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from opentube.accounts.principal import Principal
from opentube.api.errors import RateLimited

HEADERS = "rate_limit_headers"
"""Where the headers of a request wait until its answer is sent."""


class Rates:
    """Counts of one process. Several processes count apart, so that the limit holds for each."""

    def __init__(self, limit: str) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._limit = _parsed(limit)

    def count(self, who: str, *, cost: int = 1, limit: str | None = None) -> dict[str, str]:
        """Count a request, and give the headers that tell how many are left.

        Args:
            who: a key, a session or an address.
            cost: how many requests it counts as.
            limit: another limit than the usual, such as ``10/minute``.

        Raises:
            RateLimited: there were too many.
        """
        item = _parsed(limit) if limit else self._limit
        allowed = self._limiter.hit(item, who, cost=cost)
        stats = self._limiter.get_window_stats(item, who)
        reset_s = max(1, ceil(stats.reset_time - time.time()))
        if not allowed:
            raise RateLimited(reset_s)
        return {
            "RateLimit-Policy": f'"default";q={item.amount};w={item.get_expiry()}',
            "RateLimit": f'"default";r={stats.remaining};t={reset_s}',
        }


@lru_cache(maxsize=32)
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)


def count_request(request: Request, principal: Principal, *, cost: int = 1) -> None:
    """Count a request of somebody who is known.

    Raises:
        RateLimited: too many in a minute.
    """
    rates: Rates = request.app.state.rates
    request.scope[HEADERS] = rates.count(str(principal.key_id or principal.session_id), cost=cost)


def count_stranger(request: Request, *, limit: str) -> None:
    """Count a request of somebody who is not signed in, by address.

    Raises:
        RateLimited: too many.
    """
    rates: Rates = request.app.state.rates
    address = request.client.host if request.client else "unknown"
    request.scope[HEADERS] = rates.count(f"{address} {request.url.path}", limit=limit)
