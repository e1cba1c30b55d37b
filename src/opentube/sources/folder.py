"""What is what among the files that are given: the video, its info.json, its comments."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from opentube.errors import UserError
from opentube.sources.cell_values import clean
from opentube.sources.columns import listed
from opentube.sources.comment_files import open_comments
from opentube.sources.comment_formats import CommentFormat, format_by_suffix, uncompressed_name
from opentube.sources.file_errors import (
    CommentsColumnsMissing,
    FileUnreadable,
    NothingUsable,
    SeveralCommentFiles,
    SeveralVideos,
)
from opentube.sources.values import SourceKind, VideoRecord

MEDIA_SUFFIXES = frozenset(
    ".mp4 .m4v .mov .mkv .webm .avi .flv .wmv .mpg .mpeg .ts .m2ts .mts .ogv .3gp .vob".split()  # noqa: SIM905 - a list
)
_UNFINISHED = re.compile(r"\.(?:temp|f\d+)\.\w+$")


@dataclass(frozen=True, slots=True)
class FileBundle:
    """The files of one video; at least ``media`` or ``comments`` is set. ``info`` and ``comments`` may be one file."""

    media: Path | None
    info: Path | None
    comments: Path | None


def find_bundle(path: Path, comments: Path | None = None) -> FileBundle:
    """What belongs together: a video file and what yt-dlp left beside it, a folder of one video, or comments alone.

    Only names in the same folder are looked at; nothing inside a file is followed. ``comments`` wins over what is found.

    Raises:
        FileUnreadable: There is no such file or folder, or it may not be read.
        SeveralVideos: The folder holds more than one video.
        SeveralCommentFiles: It holds more than one file of comments that could be meant.
        NothingUsable: There is neither a video nor comments.
        UserError: Comments or an info.json cannot be read, as ``open_comments`` says it; missing columns are no matter.
    """
    if comments is not None and not comments.is_file():
        raise FileUnreadable(f"{comments} cannot be read: there is no such file.")
    if path.is_dir():
        return _bundle_of_folder(path, comments)
    if not path.is_file():
        raise FileUnreadable(f"{path} cannot be read: there is no such file or folder.")
    if _is_media(path) or (format_by_suffix(path.name) is None and not _is_text_of_comments(path)):
        beside = [file for file in _files_in(path.parent) if file != path and _stem(file) == _stem(path)]
        info = next(filter(_is_info, beside), None)
        return _bundle(path, info, comments or _found_comments(info, beside))
    if _is_info(path):
        return _bundle(None, path, comments or _found_comments(path, []))
    if comments not in {None, path}:
        raise SeveralCommentFiles(f"{path.name} and {comments} are both comments; give one of them.")
    return _bundle(None, None, path)


def describe(bundle: FileBundle) -> VideoRecord:
    """The video of a bundle: as its info.json has it, else named after the file and identified by its content.

    Raises:
        UserError: The info.json cannot be read.
    """
    info = open_comments(bundle.info).video if bundle.info else None
    if info is not None:
        return info
    file = bundle.media or bundle.comments or bundle.info
    if file is None:
        raise NothingUsable
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return VideoRecord(source=SourceKind.FILE, external_id=f"sha256-{digest}", title=clean(_stem(file)) or file.name)


def _bundle_of_folder(folder: Path, comments: Path | None) -> FileBundle:
    files = _files_in(folder)
    videos = list(filter(_is_media, files))
    if len(videos) > 1:
        raise SeveralVideos(f"{folder} holds several videos: {_names(videos)}. Give one of them.")
    infos = list(filter(_is_info, files))
    own = [info for info in infos if videos and _stem(info) == _stem(videos[0])] or infos
    if len(own) > 1:
        raise SeveralVideos(f"{folder} holds what yt-dlp wrote of several videos: {_names(own)}. Give one of them.")
    info = next(iter(own), None)
    found = comments or _found_comments(info, files)
    if not videos and info is None and found is None:
        raise NothingUsable(f"{folder} holds neither a video nor a file of comments.")
    return _bundle(next(iter(videos), None), info, found)


def _found_comments(info: Path | None, files: list[Path]) -> Path | None:
    if info is not None and open_comments(info).carries_comments:
        return info
    found = [file for file in files if not _is_info(file) and _is_comments(file)]
    if len(found) > 1:
        raise SeveralCommentFiles(f"There are several files of comments: {_names(found)}. Name one with --comments.")
    return next(iter(found), None)


def _bundle(media: Path | None, info: Path | None, comments: Path | None) -> FileBundle:
    if info is None and comments is not None and _describes_a_video(comments):
        info = comments
    if media is None and comments is None:
        raise NothingUsable(f"{info} holds no comments, and there is no video with it.")
    return FileBundle(media, info, comments)


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        raise FileUnreadable(f"{folder} cannot be read: {error.strerror}.") from error


def _is_media(path: Path) -> bool:
    return path.suffix.lower() in MEDIA_SUFFIXES and not _UNFINISHED.search(path.name)


def _is_info(path: Path) -> bool:
    return uncompressed_name(path.name).lower().endswith(".info.json")


def _is_comments(path: Path) -> bool:
    # Any tool may leave a .json beside a video; the other suffixes say what they are.
    format_ = format_by_suffix(path.name)
    if format_ is not CommentFormat.JSON:
        return format_ is not None
    try:
        return any(open_comments(path))
    except UserError:
        return False


def _is_text_of_comments(path: Path) -> bool:
    try:
        open_comments(path)
    except UserError as error:
        return isinstance(error, CommentsColumnsMissing)
    return True


def _describes_a_video(comments: Path) -> bool:
    # Columns may still be mapped by whoever reads the comments.
    with suppress(CommentsColumnsMissing):
        return open_comments(comments).video is not None
    return False


def _stem(path: Path) -> str:
    """``talk`` for talk.mp4, talk.info.json.xz and talk.comments.csv."""
    return Path(uncompressed_name(path.name)).stem.removesuffix(".info").removesuffix(".comments")


def _names(files: list[Path]) -> str:
    return listed(file.name for file in files)
