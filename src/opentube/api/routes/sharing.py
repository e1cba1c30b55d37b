"""Links by which anybody may read one report, without the names of those who commented."""

import uuid
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from opentube.api.calls import Analyst, Reader
from opentube.api.files import shared_picture
from opentube.api.once import Creating
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of_all
from opentube.api.problems import answers
from opentube.api.rates import count_stranger
from opentube.api.routes.session import Shared as Services
from opentube.api.routing import Router
from opentube.reports.build import picture_names
from opentube.reports.document import ReportDocument
from opentube.reports.service import ReportNotFound
from opentube.reports.shared_page import refused_page, shared_page
from opentube.reports.sharing import (
    Share,
    ShareInvalid,
    ShareNotFound,
    TooManyShares,
    create_share,
    list_shares,
    resolve_share,
    revoke_share,
    shared_document,
)
from opentube.store.blobs import BlobMissing

router = Router(tags=["sharing"])
outside = Router(include_in_schema=False)
READERS = "120/minute"
Secret = Annotated[str, Path(min_length=1, max_length=100)]


class ShareRequest(BaseModel):
    """How long the link holds."""

    model_config = ConfigDict(extra="forbid")

    days: Annotated[float, Field(gt=0, le=365)] = 7


class ShareView(BaseModel):
    """A link."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    report_id: uuid.UUID
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewShareView(BaseModel):
    """A link that was made; its secret is shown once, and None when the request is repeated."""

    secret: str | None
    share: ShareView


@router.get("/reports/{report_id}/shares", responses=answers(ReportNotFound))
def list_report_shares(call: Reader, report_id: uuid.UUID, cursor: Cursor = None, limit: Limit = 50) -> Page[ShareView]:
    """The links of a report, newest first, those that no longer hold too."""
    after = decode_cursor(cursor, tuple[float, uuid.UUID])
    rows = list_shares(call.session, call.owner_id, report_id)
    return page_of_all(rows, limit, after, _newest_first, ShareView.model_validate)


@router.post(
    "/reports/{report_id}/shares",
    status_code=201,
    response_model=NewShareView,
    responses=answers(ReportNotFound, ShareInvalid, TooManyShares),
)
def share_report(call: Analyst, report_id: uuid.UUID, body: ShareRequest, once: Creating) -> JSONResponse:
    """Make a link."""

    def made() -> NewShareView:
        share, secret = create_share(call.session, call.owner_id, report_id, timedelta(days=body.days))
        return NewShareView(secret=secret, share=ShareView.model_validate(share))

    return once(call, made, shown_again=lambda answer: answer.model_copy(update={"secret": None}))


@router.delete("/shares/{share_id}", status_code=204, responses=answers(ShareNotFound))
def take_share_back(call: Analyst, share_id: uuid.UUID) -> Response:
    """Take a link back."""
    revoke_share(call.session, call.owner_id, share_id)
    return Response(status_code=204)


@router.get("/shared/{secret}", responses=answers(ShareNotFound))
def read_shared(request: Request, services: Services, secret: Secret) -> ReportDocument:
    """The report of a link, for anybody who has it."""
    count_stranger(request, limit=READERS)
    with services.database.session() as session:
        return shared_document(session, resolve_share(session, secret))


@router.get(
    "/shared/{secret}/pictures/{name:path}", response_class=Response, responses=answers(ShareNotFound, BlobMissing)
)
def read_shared_picture(request: Request, services: Services, secret: Secret, name: str) -> Response:
    """A picture that the report of a link names."""
    count_stranger(request, limit=READERS)
    with services.database.session() as session:
        if name not in picture_names(shared_document(session, resolve_share(session, secret))):
            raise BlobMissing
    return shared_picture(services.blobs, name)


@outside.get("/shared/{secret}", response_class=HTMLResponse)
def show_shared(request: Request, services: Services, secret: Secret) -> HTMLResponse:
    """The page of a link, for anybody who has it; where the link does not hold any more, a page that says so."""
    count_stranger(request, limit=READERS)
    status = HTTPStatus.OK
    try:
        page = shared_page(services.database, services.blobs, secret)
    except ShareNotFound as refusal:
        page, status = refused_page(refusal), HTTPStatus.NOT_FOUND
    headers = {
        "Content-Security-Policy": f"{page.policy}; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(page.html, status, headers)


def _newest_first(share: Share) -> tuple[float, uuid.UUID]:
    return (-share.created_at.timestamp(), share.id)
