"""Files that are sent and files that are made."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from opentube.client.models.base import Model, OrNewer
from opentube.client.models.labels import Notice

ExportKind = Annotated[
    Literal[
        "csv",
        "jsonl",
        "parquet",
        "held",
        "pdf",
        "vtt",
        "edl",
        "persons_csv",
        "clip",
        "sheet",
        "anonymized_video",
        "boxes",
    ],
    OrNewer,
]
"""The kinds of files."""

ExportStatus = Annotated[Literal["waiting", "working", "done", "failed", "cancelled"], OrNewer]
"""Where an export stands."""


class Export(Model):
    """A file that is, was or will be made. ``details`` is what to know of it, such as faces to check."""

    id: UUID
    report_id: UUID
    kind: ExportKind
    status: ExportStatus
    options: dict[str, Any]
    name: str
    """What the file is called when downloaded."""
    progress: float
    """0 to 1."""
    requested_at: datetime
    finished_at: datetime | None
    size_bytes: int | None
    details: dict[str, Any]
    error_code: str | None
    error_message: str | None


UploadStatus = Annotated[Literal["receiving", "ready", "refused", "used"], OrNewer]
"""How far an upload is."""


class UploadedMedia(Model):
    """A film. ``width`` and ``height`` are pixels of the upright frame."""

    duration_s: float
    width: int
    height: int
    frame_rate: float
    has_audio: bool
    video_codec: str


class UploadedComments(Model):
    """Comments, and what was changed or left out of them."""

    count: int
    notices: tuple[Notice, ...]


class Upload(Model):
    """A file that is, was or will be received. ``media`` or ``comments`` tells what it holds once it is ``ready``."""

    id: UUID
    name: str
    """As its owner calls it."""
    status: UploadStatus
    size_bytes: int
    received_bytes: int
    media_type: str | None
    media: UploadedMedia | None
    comments: UploadedComments | None
    error_code: str | None
    error_message: str | None
    created_at: datetime
    expires_at: datetime
    """When it is removed, unless it goes on or is used before."""
