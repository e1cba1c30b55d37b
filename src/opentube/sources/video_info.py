"""What an info.json says of its video. Everything in it is text from outside: nothing becomes a path."""

from collections.abc import Mapping
from datetime import UTC, datetime

from opentube.sources.cell_values import clean, duration_of, identifier, time_of
from opentube.sources.values import SourceKind, VideoRecord

VIDEO_KEYS = frozenset(
    {"id", "title", "duration", "webpage_url", "channel", "uploader", "timestamp", "release_timestamp", "upload_date"}
)
"""The keys that are read; the rest of an info.json is passed over."""


def video_record(info: Mapping[str, object]) -> VideoRecord | None:
    """The video, or None when the info has no id."""
    external_id = identifier(info.get("id"))
    if external_id is None:
        return None
    url = clean(info.get("webpage_url"))
    return VideoRecord(
        source=SourceKind.FILE,
        external_id=external_id,
        title=clean(info.get("title")) or external_id,
        duration_s=duration_of(info.get("duration")),
        url=url if url and url.startswith(("https://", "http://")) else None,
        channel=clean(info.get("channel")) or clean(info.get("uploader")),
        published_at=_published_at(info),
    )


def _published_at(info: Mapping[str, object]) -> datetime | None:
    for key in ("timestamp", "release_timestamp"):
        try:
            if known := time_of(info.get(key)):
                return known
        except ValueError:
            continue
    try:
        return datetime.strptime(str(info.get("upload_date")), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
