"""What a source hands over: one video, and its comments one by one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SourceKind(StrEnum):
    """Where a video and its comments come from."""

    YOUTUBE_API = "youtube_api"
    YT_DLP = "yt_dlp"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRecord:
    """A video as its source describes it. ``external_id`` keeps its case: YouTube ids differ by case alone."""

    source: SourceKind
    external_id: str
    title: str
    duration_s: float | None = None
    url: str | None = None
    channel: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """One comment or reply as its source gives it.

    ``text`` holds no NUL characters (they become U+FFFD, so offsets stay). ``parent_id`` is None for a top-level
    comment. ``published_at`` is timezone-aware, and None where the source does not say. ``author_id`` is None where
    the author is hidden.
    """

    external_id: str
    text: str
    parent_id: str | None = None
    author: str | None = None
    author_id: str | None = None
    likes: int = 0
    published_at: datetime | None = None
    by_uploader: bool = False
