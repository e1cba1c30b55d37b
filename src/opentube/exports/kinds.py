"""What can be made on request, and where a request stands."""

from enum import StrEnum


class ExportKind(StrEnum):
    """The kinds of files."""

    CSV = "csv"
    """Comments, keywords or moments as a table."""
    JSONL = "jsonl"
    """Comments, one JSON object a line."""
    PARQUET = "parquet"
    """Comments as a table for pandas, Spark and the like."""
    HELD = "held"
    """Comments to hold for review, by id and link."""
    PDF = "pdf"
    """The report's page, to print."""
    VTT = "vtt"
    """Who is on screen when, as WebVTT chapters."""
    EDL = "edl"
    """The same as an edit decision list."""
    PERSONS_CSV = "persons_csv"
    """The same as a table."""
    CLIP = "clip"
    """A piece of the film."""
    SHEET = "sheet"
    """Frames of the film side by side."""
    ANONYMIZED_VIDEO = "anonymized_video"
    """The film with faces hidden, or ten seconds of it."""
    BOXES = "boxes"
    """Where and when faces would be hidden: to look at, edit, and render."""


class ExportStatus(StrEnum):
    """Where an export stands."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({ExportStatus.WAITING, ExportStatus.WORKING})
"""Not ended yet."""
