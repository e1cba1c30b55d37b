"""Reading yt-dlp's description of a video."""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from opentube.sources.values import SourceKind, VideoRecord
from opentube.sources.yt_dlp_errors import LiveNotOver, VideoTooLong
from opentube.sources.yt_dlp_values import CommentsState, FetchLimits, SourceNotice

Info: TypeAlias = Mapping[str, Any]

# No formats, headers or requests: they carry signed addresses and cookies.
_KEPT = (
    "id",
    "title",
    "description",
    "webpage_url",
    "extractor",
    "extractor_key",
    "channel",
    "channel_id",
    "uploader",
    "duration",
    "timestamp",
    "upload_date",
    "live_status",
    "availability",
    "age_limit",
    "language",
    "view_count",
    "like_count",
    "comment_count",
    "tags",
    "categories",
    "chapters",
    "heatmap",
)
_ASKED = "opentube_asked"


def video_record(info: Info) -> VideoRecord:
    """The video that ``info`` describes."""
    duration = info.get("duration")
    known = isinstance(duration, int | float) and math.isfinite(duration) and duration > 0
    return VideoRecord(
        source=SourceKind.YT_DLP,
        external_id=str(info["id"]),
        title=_text(info.get("title")) or str(info["id"]),
        duration_s=float(duration) if known and duration is not None else None,
        url=info.get("webpage_url") or info.get("original_url"),
        channel=_text(info.get("channel") or info.get("uploader")),
        published_at=_published_at(info),
    )


def refuse(info: Info, limits: FetchLimits) -> None:
    """Raise LiveNotOver or VideoTooLong where nothing shall be fetched."""
    if info.get("live_status") in {"is_live", "is_upcoming", "post_live"}:
        raise LiveNotOver
    duration_s = video_record(info).duration_s
    if limits.max_duration_s is not None and (duration_s or 0) > limits.max_duration_s:
        raise VideoTooLong


def comments_result(
    info: Info, limits: FetchLimits, *, announced: int | None
) -> tuple[CommentsState, SourceNotice | None]:
    """What became of asked comments. ``announced`` is how many YouTube says there are, None when it does not say."""
    comments: Sequence[object] | None = info.get("comments")
    if comments is None:
        return CommentsState.DISABLED, SourceNotice(code="comments_disabled", message="This video has no comments.")
    missing = (announced or 0) - len(comments)
    if missing > 0 and len(comments) >= limits.max_comments:
        message = "The video has more comments than were asked for."
        return CommentsState.OK, SourceNotice(code="comments_limited", message=message, count=missing)
    return CommentsState.OK, None


def write_info(info: Info, file: Path, limits: FetchLimits, *, comments: bool) -> None:
    """Write what a report needs of ``info``, and its comments where they were asked for, as an info.json."""
    kept = {key: info[key] for key in _KEPT if info.get(key) is not None}
    kept["_type"] = "video"
    if comments:
        kept |= {"comments": info.get("comments"), _ASKED: _question(limits)}
    unfinished = file.with_suffix(".tmp")
    # A lone surrogate, which UTF-8 cannot hold, becomes JSON's own \udxxx.
    with unfinished.open("w", encoding="utf-8", errors="backslashreplace") as stream:
        json.dump(kept, stream, ensure_ascii=False)
    unfinished.replace(file)


def comments_of_earlier_fetch(file: Path, video_id: str, limits: FetchLimits) -> Mapping[str, Any] | None:
    """The comment fields of an info.json that an interrupted fetch with the same limits wrote; None if there is none."""
    try:
        earlier = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(earlier, dict) or earlier.get("id") != video_id or earlier.get(_ASKED) != _question(limits):
        return None
    return {"comments": earlier.get("comments"), "comment_count": earlier.get("comment_count")}


def _question(limits: FetchLimits) -> dict[str, object]:
    return {"max_comments": limits.max_comments, "max_replies": limits.max_replies, "order": limits.order}


def _text(value: object) -> str | None:
    return value.replace("\x00", "�") if isinstance(value, str) else None


def _published_at(info: Info) -> datetime | None:
    try:
        if info.get("timestamp") is not None:
            return datetime.fromtimestamp(info["timestamp"], UTC)
        if info.get("upload_date"):
            return datetime.strptime(info["upload_date"], "%Y%m%d").replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return None
