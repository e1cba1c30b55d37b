"""What a link shows: the report as one page, without authors."""

from dataclasses import dataclass

from opentube.reports.build import picture_names
from opentube.reports.sharing import ShareNotFound, resolve_share, shared_document
from opentube.store.blobs import BlobMissing, Blobs
from opentube.store.database import Database


@dataclass(frozen=True, slots=True)
class SharedPage:
    """A page that needs no other file, and what it may do (a Content-Security-Policy)."""

    html: str
    policy: str


def refused_page(refusal: ShareNotFound) -> SharedPage:
    """The page for people whose link does not hold any more."""
    from opentube.reports.page.render import content_policy, render_refusal  # noqa: PLC0415 - loads the chart library

    return SharedPage(render_refusal(refusal.code, refusal.message), content_policy())


def shared_page(database: Database, blobs: Blobs, secret: str) -> SharedPage:
    """The page of the link with this secret.

    Raises:
        ShareNotFound: no such link, or it does not hold any more.
    """
    from opentube.reports.page.render import content_policy, render_page  # noqa: PLC0415 - loads the chart library

    with database.session() as session:
        document = shared_document(session, resolve_share(session, secret))
    pictures = {}
    for name in picture_names(document):
        try:
            pictures[name] = blobs.get(name)
        except BlobMissing:
            continue
    return SharedPage(render_page(document, pictures), content_policy())
