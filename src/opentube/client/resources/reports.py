"""Reports: asking for them, following them, putting them away."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from opentube.client.binding import Mode, listing, operation
from opentube.client.downloads import PathLike
from opentube.client.following import Subscription, Watched, events, wait
from opentube.client.models.events import Event
from opentube.client.models.files import Upload
from opentube.client.models.reports import (
    CheckedAddress,
    NewShare,
    Report,
    ReportCard,
    ReportSort,
    Share,
)
from opentube.client.models.status import AnalysisKind, ReportStatus
from opentube.client.protocol import Id, Protocol, given, place
from opentube.client.resources.results import Results
from opentube.client.steps import Steps, Stream
from opentube.client.uploading import OnSent, send

File = PathLike | Upload | UUID
"""A path on this machine, or an upload that is there already."""
ENDED = frozenset({"done", "partial", "failed", "cancelled"})


class Reports(Results[Mode]):
    """Reports of videos."""

    @operation
    def create(
        self,
        *,
        url: str | None = None,
        media: File | None = None,
        comments: File | None = None,
        title: str | None = None,
        analyses: Sequence[AnalysisKind] = (),
        max_comments: int | None = None,
        comment_order: Literal["top", "new"] | None = None,
        idempotency_key: str | None = None,
        on_upload: OnSent | None = None,
    ) -> Steps[Report]:
        """Ask for a report of an address on YouTube, or of a film and its comments, which are uploaded first.

        Args:
            url: a video on YouTube.
            media: a film, instead of an address.
            comments: its comments: info.json, JSON, JSONL, CSV or TSV.
            title: what a film from a file is called.
            analyses: by default all.
            max_comments: how many comments to fetch.
            comment_order: which to fetch first.
            idempotency_key: asking again with it gives the same report; by default a new one for each call.
            on_upload: called with how many bytes were sent, and how many there are.

        Raises:
            UploadRefused: a file cannot be used.
            ApiError: the server said no.
        """
        body = {
            "url": url,
            "media_upload_id": (yield from _uploaded(self._protocol, media, on_upload)),
            "comments_upload_id": (yield from _uploaded(self._protocol, comments, on_upload)),
            "title": title,
            "analyses": analyses,
            "max_comments": max_comments,
            "comment_order": comment_order,
        }
        return (yield from self._protocol.create(Report, "reports", given(body), key=idempotency_key))

    @operation
    def create_sample(self, *, idempotency_key: str | None = None) -> Steps[Report]:
        """Ask for a report of the clip that comes with Open-Tube."""
        return self._protocol.create(Report, "reports:sample", key=idempotency_key)

    @operation
    def check(self, url: str) -> Steps[CheckedAddress]:
        """See whether an address is a video on YouTube, and whether there is a report of it."""
        return self._protocol.post(CheckedAddress, "reports:check", {"url": url}, repeatable=True)

    @listing
    def list(
        self,
        *,
        status: ReportStatus | Sequence[ReportStatus] = (),
        text: str | None = None,
        binned: bool = False,
        sort: ReportSort = "newest",
        page_size: int = 100,
    ) -> Stream[ReportCard]:
        """Reports, those in the bin only where they are asked for."""
        return self._protocol.pages(
            ReportCard, "reports", page_size, status=status, text=text, binned=binned, sort=sort
        )

    @operation
    def get(self, report_id: Id) -> Steps[Report]:
        """One report, and how far it is."""
        return self._protocol.get(Report, place("reports", report_id))

    @operation
    def wait(
        self, report_id: Id, *, timeout: float | None = None, on_progress: Callable[[Report], Any] | None = None
    ) -> Steps[Report]:
        """Wait until a report is done, partial, failed or cancelled.

        Args:
            report_id: which.
            timeout: how long to wait in seconds; None is for ever.
            on_progress: called with each new state; one that gives an awaitable is awaited by ``AsyncClient``.

        Raises:
            WaitedTooLong: it has not ended in time. It goes on.
        """
        where = place("reports", report_id)
        watched = Watched(lambda: self._protocol.get(Report, where), _told, _ended, on_progress)
        return wait(watched, Subscription(f"{where}/events"), timeout)

    @listing
    def events(self, report_id: Id, *, last_event_id: str | None = None) -> Stream[Event]:
        """What happens to a report and its exports, from now on or behind an event, without end."""
        return events(self._protocol, place("reports", report_id, "events"), last_event_id)

    @operation
    def cancel(self, report_id: Id) -> Steps[Report]:
        """Stop a report; what is done stays."""
        return self._protocol.post(Report, place("reports", report_id, "cancel"), repeatable=True)

    @operation
    def retry(self, report_id: Id) -> Steps[Report]:
        """Do again what failed or was cancelled."""
        return self._protocol.post(Report, place("reports", report_id, "retry"))

    @operation
    def delete(self, report_id: Id) -> Steps[None]:
        """Put a report into the bin, from where ``restore`` takes it for 24 hours."""
        return self._protocol.do("POST", place("reports", report_id, "bin"))

    @operation
    def restore(self, report_id: Id) -> Steps[None]:
        """Take a report out of the bin."""
        return self._protocol.do("POST", place("reports", report_id, "restore"))

    @operation
    def delete_for_good(self, report_id: Id) -> Steps[None]:
        """Delete a report with all its files. This cannot be undone."""
        return self._protocol.do("DELETE", place("reports", report_id))

    @operation
    def share(self, report_id: Id, *, days: float = 7, idempotency_key: str | None = None) -> Steps[NewShare]:
        """Make a link by which anybody can read a report; its secret is shown once."""
        where = place("reports", report_id, "shares")
        return self._protocol.create(NewShare, where, {"days": days}, key=idempotency_key)

    @listing
    def shares(self, report_id: Id, *, page_size: int = 100) -> Stream[Share]:
        """The links to a report."""
        return self._protocol.pages(Share, place("reports", report_id, "shares"), page_size)

    @operation
    def unshare(self, share_id: Id) -> Steps[None]:
        """Take a link back."""
        return self._protocol.do("DELETE", place("shares", share_id))


def _uploaded(protocol: Protocol, file: File | None, on_upload: OnSent | None) -> Steps[UUID | None]:
    if file is None or isinstance(file, UUID):
        return file
    if isinstance(file, Upload):
        return file.id
    return (yield from send(protocol, Path(file), on_progress=on_upload)).id


def _ended(report: Report) -> bool:
    return report.status in ENDED


def _told(report: Report, event: Event) -> Report | None:
    if event.kind != "report.progress":
        return None if event.kind in {"report.finished", "report.deleted", "report.requested", "reset"} else report
    body = event.body
    progress = body["done"] / body["total"] if body["total"] else 0.0
    return report.model_copy(update={"stage": body["stage"], "progress": max(progress, report.progress)})
