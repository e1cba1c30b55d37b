"""What the sandbox does with a file. Nothing of this runs in a process that has something to lose."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType

import cv2

from opentube.errors import UserError
from opentube.media.container import main_video, open_media
from opentube.media.probe import probe
from opentube.media.still import PhotoUnreadable, decode_photo
from opentube.sources.canonical import write_comments
from opentube.sources.comment_files import CommentFile
from opentube.sources.comment_formats import CommentFormat, detect_format, format_by_suffix
from opentube.sources.file_errors import CommentsEmpty
from opentube.sources.file_text import CommentText
from opentube.sources.sandbox.answers import FileOverLimits, Found, Look
from opentube.sources.values import CommentRecord

MAX_SIDE = 8192
MAX_DURATION_S = 24 * 3600.0
MAX_STREAMS = 100
MAX_COMMENTS = 5_000_000
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
MEDIA_TYPES = MappingProxyType(
    {
        "mov": "video/mp4",
        "matroska": "video/x-matroska",
        "avi": "video/x-msvideo",
        "mpegts": "video/mp2t",
        "mpeg": "video/mpeg",
        "mpegvideo": "video/mpeg",
        "flv": "video/x-flv",
        "asf": "video/x-ms-wmv",
        "ogg": "video/ogg",
        "gif": "image/gif",
        "mxf": "application/mxf",
    }
)
WEB_CODECS = frozenset({"vp8", "vp9", "av1"})
COMMENT_TYPES = MappingProxyType(
    {
        CommentFormat.JSON: "application/json",
        CommentFormat.JSONL: "application/x-ndjson",
        CommentFormat.CSV: "text/csv",
        CommentFormat.TSV: "text/tab-separated-values",
    }
)


class MediaOverLimits(UserError):
    """This video is too large. It may last 24 hours, have 8192 pixels a side, and hold 100 streams."""

    code = "media_over_limits"


def look_at_media(_payload: bytes, *, path: str) -> Found:
    """Probe a film and decode its first frame: the values of `MediaInfo`, and ``media_type``."""
    with open_media(Path(path)) as container:
        context = main_video(container).codec_context
        kind = MEDIA_TYPES.get(container.format.name.partition(",")[0], "application/octet-stream")
        if kind == "video/x-matroska" and context.codec.canonical_name in WEB_CODECS:
            kind = "video/webm"
        if len(container.streams) > MAX_STREAMS or max(context.width, context.height) > MAX_SIDE:
            raise MediaOverLimits
    info = probe(Path(path))
    if info.duration_s > MAX_DURATION_S:
        raise MediaOverLimits
    return Found({"info": asdict(info), "media_type": kind})


def look_at_comments(_payload: bytes, *, path: str, name: str, target: str, columns: str = "{}") -> Found:
    """Read comments to their end and write them to ``target`` as the database takes them.

    ``columns`` is the owner's mapping of fields to columns, a JSON object. The values are ``count``, ``notices``, ``video`` (a `VideoRecord` or None), and ``media_type``.
    """

    def opener() -> BufferedReader:
        return Path(path).open("rb")

    named = format_by_suffix(name)
    file = CommentFile(name, opener, None if named is CommentFormat.JSON else named, json.loads(columns))
    try:
        count = write_comments(_bounded(file), Path(target))
    except OSError as error:
        raise FileOverLimits from error
    if not count:
        raise CommentsEmpty(f"{name} holds no comments.")
    with opener() as binary:
        format_ = named or detect_format(CommentText(binary, name).head)
    video = file.video and asdict(file.video)
    if video and file.video and file.video.published_at:
        video["published_at"] = file.video.published_at.isoformat()
    return Found(
        {
            "count": count,
            "notices": [asdict(notice) for notice in file.notices],
            "video": video,
            "media_type": COMMENT_TYPES[format_],
        }
    )


def _bounded(file: CommentFile) -> Iterator[CommentRecord]:
    for count, record in enumerate(file):
        if count == MAX_COMMENTS:
            raise FileOverLimits
        yield record


def look_at_picture(payload: bytes) -> Found:
    """Decode a JPEG, PNG or WebP and give it back as BMP, upright, as small as the engines want it."""
    if not payload.startswith(PICTURE_STARTS):
        raise PhotoUnreadable
    encoded, bitmap = cv2.imencode(".bmp", decode_photo(payload))
    if not encoded:
        raise PhotoUnreadable
    return Found({}, bitmap.tobytes())


LOOKS: Mapping[Look, Callable[..., Found]] = MappingProxyType(
    {Look.MEDIA: look_at_media, Look.COMMENTS: look_at_comments, Look.PICTURE: look_at_picture}
)
