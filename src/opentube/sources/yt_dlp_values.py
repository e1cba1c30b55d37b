"""What is asked of yt-dlp, and what comes back."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from opentube.sources.values import VideoRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How much of a video is fetched.

    ``max_height`` counts the shorter side of the frame, so an upright 720 x 1280 video is 720p. ``cookies_file`` is a
    Netscape cookies.txt of a signed-in browser; it is read, never written.
    """

    max_comments: int = 20_000
    max_replies: int | Literal["all"] = "all"
    order: Literal["top", "new"] = "top"
    max_height: int = 720
    max_duration_s: float | None = None
    max_size_bytes: int | None = None
    cookies_file: Path | None = None


class FetchStage(StrEnum):
    """The parts of a fetch, in their order."""

    METADATA = "metadata"
    COMMENTS = "comments"
    MEDIA = "media"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchProgress:
    """How far a stage is: comments, or bytes of media. ``total`` and ``rate_per_s`` are None when unknown."""

    stage: FetchStage
    done: int
    total: int | None = None
    rate_per_s: float | None = None


class CommentsState(StrEnum):
    """What became of the comments."""

    OK = "ok"
    DISABLED = "disabled"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNotice:
    """Something the reader of the report should know, with a code for the user interface to translate."""

    code: str
    message: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A fetched video. ``info_file`` is an info.json with the comments in it, ``media`` an MP4 or Matroska file."""

    video: VideoRecord
    info_file: Path
    media: Path | None
    comments_state: CommentsState
    notices: tuple[SourceNotice, ...] = ()
