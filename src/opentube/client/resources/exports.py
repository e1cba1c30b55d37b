"""Files made of reports."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.downloads import OnBytes, PathLike, download
from opentube.client.errors import ExportFailed
from opentube.client.following import Subscription, Watched, wait
from opentube.client.models.events import Event
from opentube.client.models.files import Export, ExportKind, ExportStatus
from opentube.client.protocol import Id, Protocol, place
from opentube.client.steps import Steps, Stream

ENDED = frozenset({"done", "failed", "cancelled"})
OnExport = Callable[[Export], Any]


class Exports(Resource[Mode]):
    """Files that are made on request; docs/exports.md tells their kinds and options."""

    @operation
    def create(
        self,
        report_id: Id,
        kind: ExportKind,
        options: Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Steps[Export]:
        """Ask for a file."""
        return _create(self._protocol, report_id, kind, options, idempotency_key)

    @operation
    def save(
        self,
        report_id: Id,
        kind: ExportKind,
        to: PathLike,
        options: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        on_progress: OnExport | None = None,
    ) -> Steps[Path]:
        """Ask for a file, wait until it is made, and download it.

        Raises:
            ExportFailed: it could not be made.
            WaitedTooLong: it was not made in time.
        """
        export = yield from _create(self._protocol, report_id, kind, options, None)
        export = yield from _wait(self._protocol, export, timeout, on_progress)
        if export.status != "done":
            raise ExportFailed(export.error_code or export.status, export.error_message)
        return (yield from download(self._protocol, place("exports", export.id, "file"), Path(to)))

    @listing
    def list(
        self,
        *,
        report_id: Id | None = None,
        kind: ExportKind | None = None,
        status: ExportStatus | None = None,
        page_size: int = 100,
    ) -> Stream[Export]:
        """Files that were asked for, newest first."""
        return self._protocol.pages(Export, "exports", page_size, report_id=report_id, kind=kind, status=status)

    @operation
    def get(self, export_id: Id) -> Steps[Export]:
        """One file, and how far it is."""
        return self._protocol.get(Export, place("exports", export_id))

    @operation
    def wait(
        self, export_id: Id, *, timeout: float | None = None, on_progress: OnExport | None = None
    ) -> Steps[Export]:
        """Wait until a file is made, failed or cancelled.

        Args:
            export_id: which.
            timeout: how long to wait in seconds; None is for ever.
            on_progress: called with each new state; one that gives an awaitable is awaited by ``AsyncClient``.

        Raises:
            WaitedTooLong: it has not ended in time. It goes on.
        """
        export = yield from self._protocol.get(Export, place("exports", export_id))
        return (yield from _wait(self._protocol, export, timeout, on_progress))

    @operation
    def download(self, export_id: Id, to: PathLike, *, on_progress: OnBytes | None = None) -> Steps[Path]:
        """Download a file that is made: whole, or not at all."""
        return download(self._protocol, place("exports", export_id, "file"), Path(to), on_progress)

    @operation
    def edit_boxes(self, export_id: Id, boxes: Mapping[str, Any]) -> Steps[Export]:
        """Replace the boxes of an export of kind ``boxes``."""
        return self._protocol.change(Export, place("exports", export_id, "boxes"), boxes, method="PUT")

    @operation
    def cancel(self, export_id: Id) -> Steps[Export]:
        """Stop making a file."""
        return self._protocol.post(Export, place("exports", export_id, "cancel"), repeatable=True)

    @operation
    def retry(self, export_id: Id) -> Steps[Export]:
        """Make a file again."""
        return self._protocol.post(Export, place("exports", export_id, "retry"))

    @operation
    def delete(self, export_id: Id) -> Steps[None]:
        """Delete a file."""
        return self._protocol.do("DELETE", place("exports", export_id))


def _create(
    protocol: Protocol, report_id: Id, kind: ExportKind, options: Mapping[str, Any] | None, key: str | None
) -> Steps[Export]:
    body = {"kind": kind, "options": dict(options or {})}
    return protocol.create(Export, place("reports", report_id, "exports"), body, key=key)


def _wait(protocol: Protocol, export: Export, timeout: float | None, on_progress: OnExport | None) -> Steps[Export]:
    def look() -> Steps[Export]:
        return protocol.get(Export, place("exports", export.id))

    watched = Watched(look, _told, _ended, on_progress)
    return wait(watched, Subscription(place("reports", export.report_id, "events")), timeout)


def _ended(export: Export) -> bool:
    return export.status in ENDED


def _told(export: Export, event: Event) -> Export | None:
    if event.kind == "reset":
        return None
    if event.body.get("id") != str(export.id):
        return export
    if event.kind != "export.progress":
        return None
    return export.model_copy(update={"status": event.body["status"], "progress": event.body["progress"]})
