"""What can happen."""

from enum import StrEnum


class EventKind(StrEnum):
    """What happened. The body of an event says to what, in ids, codes and numbers; never in sentences."""

    REPORT_REQUESTED = "report.requested"
    REPORT_PROGRESS = "report.progress"
    REPORT_FINISHED = "report.finished"
    """It is done, partial, failed or cancelled."""
    REPORT_CHANGED = "report.changed"
    """The results of a finished report follow corrections or words now."""
    REPORT_DELETED = "report.deleted"
    EXPORT_PROGRESS = "export.progress"
    EXPORT_FINISHED = "export.finished"
    """It is done, failed or cancelled."""
    EXPORT_DELETED = "export.deleted"
    PERSONS_CHANGED = "persons.changed"
    CORRECTIONS_CHANGED = "corrections.changed"
    WORDS_CHANGED = "words.changed"
    WEBHOOK_DISABLED = "webhook.disabled"
    """It failed for three days, and gets nothing more until somebody enables it."""
    WEBHOOK_TEST = "webhook.test"
    """Sent on request, to one webhook; in no stream."""
    RESET = "reset"
    """What happened since the reader's cursor is not kept any more, or not all of it: read the state anew. Never stored."""


STREAM_ONLY = frozenset({EventKind.REPORT_PROGRESS, EventKind.EXPORT_PROGRESS, EventKind.WEBHOOK_TEST, EventKind.RESET})
FOR_WEBHOOKS = frozenset(EventKind) - STREAM_ONLY
"""What a webhook can ask for."""
