"""Streams of events (server-sent events), to be gone on with after a lost connection."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header, Query, Request
from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from opentube.accounts.principal import Scope
from opentube.api.calls import Caller, needs_only
from opentube.api.metrics import streams
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.events.hub import EventHub, Heartbeat
from opentube.events.kinds import EventKind
from opentube.events.values import EventCursor, EventCursorInvalid, EventRow
from opentube.reports.service import ReportNotFound, get_report

router = Router(tags=["events"])
LONGEST_S = 600.0
"""After so long a stream ends, and whoever reads it comes back and proves again who they are."""
RETRY_MS = 2000
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A stream of events: `data` is an `EventView`, `id` the place to come back to.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}

Watcher = Annotated[Caller, needs_only(Scope.READ)]
LastEvent = Annotated[
    str | None,
    Header(alias="Last-Event-ID", max_length=50, description="The `id` of the last event seen: go on behind it."),
]
After = Annotated[
    str | None, Query(max_length=50, description="The same, where no header can be sent; the header goes before it.")
]


class EventView(BaseModel):
    """Something that happened. ``body`` says to what, in ids, codes and numbers. ``reset``: read the state anew."""

    id: str
    kind: EventKind
    report_id: uuid.UUID | None
    body: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, row: EventRow) -> "EventView":
        """A row of the log."""
        return cls(id=str(row.cursor), kind=row.kind, report_id=row.report_id, body=row.body, created_at=row.created_at)


@router.get("/events", response_class=EventSourceResponse, responses=STREAM | answers(EventCursorInvalid))
def stream_events(
    caller: Watcher, request: Request, last_event_id: LastEvent = None, after: After = None
) -> EventSourceResponse:
    """All that happens in the workspace."""
    return _streamed(request, caller.owner_id, None, last_event_id or after)


@router.get(
    "/reports/{report_id}/events",
    response_class=EventSourceResponse,
    responses=STREAM | answers(ReportNotFound, EventCursorInvalid),
)
def stream_report_events(
    caller: Watcher, request: Request, report_id: uuid.UUID, last_event_id: LastEvent = None, after: After = None
) -> EventSourceResponse:
    """What happens to one report and its exports."""
    with caller.services.database.session() as session:
        get_report(session, caller.owner_id, report_id)
    return _streamed(request, caller.owner_id, report_id, last_event_id or after)


def _streamed(
    request: Request, owner_id: uuid.UUID, report_id: uuid.UUID | None, last_event_id: str | None
) -> EventSourceResponse:
    after = EventCursor.parse(last_event_id) if last_event_id else None
    hub: EventHub = request.app.state.hub
    return EventSourceResponse(
        _told(hub, owner_id, report_id, after),
        ping=3600,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _told(
    hub: EventHub, owner_id: uuid.UUID, report_id: uuid.UUID | None, after: EventCursor | None
) -> AsyncIterator[ServerSentEvent]:
    with streams.track_inprogress():
        async with aclosing(hub.stream(owner_id, report_id, after)) as events:
            try:
                async with asyncio.timeout(LONGEST_S):
                    yield ServerSentEvent(comment="open", retry=RETRY_MS)
                    async for event in events:
                        if isinstance(event, Heartbeat):
                            yield ServerSentEvent(id=str(event.cursor), comment="nothing new")
                        else:
                            view = EventView.of(event)
                            yield ServerSentEvent(id=view.id, data=view.model_dump_json())
            except TimeoutError:
                return
