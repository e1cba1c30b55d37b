"""The cookie of a browser's session."""

from datetime import UTC, datetime

from fastapi import Request, Response

from opentube.accounts.sessions import NewSession
from opentube.api.calls import COOKIE


def address_of(request: Request) -> str | None:
    """The network address of who asks."""
    return request.client.host if request.client else None


def remember(response: Response, request: Request, opened: NewSession) -> None:
    """Let the browser keep a session: not readable by scripts, not sent by other sites, only over https where we have it."""
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=max(0, int((opened.expires_at - datetime.now(UTC)).total_seconds())),
        path="/",
        httponly=True,
        secure=_is_secure(request),
        samesite="lax",
    )


def forget(response: Response, request: Request) -> None:
    """Let the browser drop its session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, secure=_is_secure(request), samesite="lax")


def _is_secure(request: Request) -> bool:
    url: str = request.app.state.services.settings.public_url
    return url.startswith("https://")
