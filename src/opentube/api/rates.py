"""How often a key or a session may ask: a sliding window a minute, told in the `RateLimit` headers."""

from functools import lru_cache

from fastapi import Request
from limits import RateLimitItem, parse

from opentube.accounts.principal import Principal
from opentube.api.errors import RateLimited
from opentube.api.windows import Windows

HEADERS = "rate_limit_headers"
"""Where the headers of a request wait until its answer is sent."""


class Rates:
    """How often each may ask. Processes that are forked later count together."""

    def __init__(self, limit: str) -> None:
        self._windows = Windows()
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
        hit = self._windows.hit(f"{item} {who}", item.amount, item.get_expiry(), cost)
        if not hit.allowed:
            raise RateLimited(hit.wait_s)
        return {
            "RateLimit-Policy": f'"default";q={item.amount};w={item.get_expiry()}',
            "RateLimit": f'"default";r={hit.left};t={hit.wait_s}',
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
