"""One fetch with yt-dlp, step by step. Runs in the thread that ``YtDlpSource`` starts."""

import hashlib
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from opentube.sources.remux import remux
from opentube.sources.yt_dlp_errors import (
    JavascriptRuntimeMissing,
    MediaTooLarge,
    MediaUnusable,
    NetworkFailed,
    VideoPaid,
)
from opentube.sources.yt_dlp_formats import Format, choose_formats, known_size_bytes
from opentube.sources.yt_dlp_result import comments_of_earlier_fetch, comments_result, refuse, video_record, write_info
from opentube.sources.yt_dlp_session import Log
from opentube.sources.yt_dlp_values import (
    CommentsState,
    Fetched,
    FetchLimits,
    FetchProgress,
    FetchStage,
    SourceNotice,
)

_INFO_FILE = "video.info.json"
_STEM = "video"
_PARTIAL = "partial-"
_NOT_FOR_DOWNLOADS = frozenset({"formats", "comments", "requested_formats", "requested_downloads"})


def remove_partial_media(folder: Path) -> None:
    """Remove what an unfinished fetch left in ``folder``, except its finished info.json."""
    for partial in folder.glob(f"{_PARTIAL}*"):
        shutil.rmtree(partial, ignore_errors=True)


class ProgressBox:
    """The latest progress of each stage, on its way from the fetching thread to the calling one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: dict[FetchStage, FetchProgress] = {}

    def put(self, progress: FetchProgress) -> None:
        with self._lock:
            self._latest[progress.stage] = progress

    def take(self) -> Sequence[FetchProgress]:
        """What came since the last call, in the order of the stages."""
        with self._lock:
            latest, self._latest = self._latest, {}
        return list(latest.values())


class Fetch:
    """One video on its way. ``downloader`` comes from ``open_youtube_dl``, with this object's two hooks."""

    def __init__(
        self, *, url: str, video_id: str | None, limits: FetchLimits, progress: ProgressBox, gate: Callable[[], None]
    ) -> None:
        self.log = Log(gate)
        self.downloader: Any = None
        self._url = url
        self._video_id = video_id
        self._limits = limits
        self._progress = progress
        self._gate = gate
        self._comments_since = 0.0
        self._comments_total: int | None = None
        self._formats: Sequence[Format] = ()
        self._finished_bytes: list[int] = []

    def on_comment(self, count: int) -> None:
        """Hook: the ``count``-th comment came."""
        rate = count / max(time.monotonic() - self._comments_since, 1e-3)
        self._report(FetchStage.COMMENTS, count, self._comments_total, rate)
        self._gate()

    def on_transfer(self, state: Mapping[str, Any]) -> None:
        """Hook: yt-dlp's progress of the download of one format."""
        self._gate()
        done = int(state.get("downloaded_bytes") or state.get("total_bytes") or 0)
        size = state.get("total_bytes")
        before = sum(self._finished_bytes)
        if self._limits.max_size_bytes is not None and before + max(done, size or 0) > self._limits.max_size_bytes:
            raise MediaTooLarge
        waiting = self._formats[len(self._finished_bytes) + 1 :]
        sizes = [
            size or state.get("total_bytes_estimate"),
            *(each.get("filesize") or each.get("filesize_approx") for each in waiting),
        ]
        known = [int(each) for each in sizes if each]
        total = before + sum(known) if len(known) == len(sizes) else None
        self._report(FetchStage.MEDIA, before + done, total, state.get("speed"))
        if state.get("status") == "finished":
            self._finished_bytes.append(done)

    def metadata(self) -> dict[str, Any]:
        """yt-dlp's description of the video, with its formats sorted and its comments still to be asked for."""
        self._report(FetchStage.METADATA, 0, 1)
        found = self.downloader.extract_info(self._url, download=False, process=False)
        if found is None or found.get("_type", "video") in {"playlist", "multi_video"}:
            raise MediaUnusable
        ask_for_comments = found.pop("__post_extractor", None)
        refuse(found, self._limits)
        info: dict[str, Any] = self.downloader.process_ie_result(found, download=False)
        refuse(info, self._limits)
        if self._video_id not in {None, info["id"]}:
            raise VideoPaid  # what came is its trailer
        self._report(FetchStage.METADATA, 1, 1)
        return info | {"__post_extractor": ask_for_comments}

    def everything(self, folder: Path, *, comments: bool, media: bool) -> Fetched:
        """The video's info.json and media, in ``folder``."""
        info = self.metadata()
        ask_for_comments = info.pop("__post_extractor")
        file = folder / _INFO_FILE
        state, notices = CommentsState.NOT_ASKED, []
        if comments:
            state, notice = self._comments(info, ask_for_comments, file)
            notices += [notice] if notice else []
        write_info(info, file, self._limits, comments=comments)
        path = self._media(info, folder) if media else None
        if media and self.log.misses_javascript:
            message = "The picture may be coarser than it could be: a JavaScript runtime for yt-dlp is missing."
            notices.append(SourceNotice(code="javascript_runtime_missing", message=message))
        return Fetched(
            video=video_record(info), info_file=file, media=path, comments_state=state, notices=tuple(notices)
        )

    def _comments(
        self, info: dict[str, Any], ask: Callable[[], Mapping[str, Any]] | None, file: Path
    ) -> tuple[CommentsState, SourceNotice | None]:
        announced = self._comments_total = info.get("comment_count")
        self._comments_since = time.monotonic()
        self._report(FetchStage.COMMENTS, 0, announced)
        earlier = comments_of_earlier_fetch(file, info["id"], self._limits)
        if earlier is not None:
            info |= earlier
        elif ask is not None:
            info |= ask()
        count = len(info.get("comments") or ())
        self._report(FetchStage.COMMENTS, count, count)
        return comments_result(info, self._limits, announced=announced)

    def _media(self, info: Mapping[str, Any], folder: Path) -> Path:
        self._formats = choose_formats(info.get("formats") or [info], max_height=self._limits.max_height)
        if not self._formats:
            raise JavascriptRuntimeMissing if self.log.misses_javascript else MediaUnusable
        limit = self._limits.max_size_bytes
        if limit is not None and known_size_bytes(self._formats) > limit:
            raise MediaTooLarge
        partial = next(folder.glob(f"{_PARTIAL}*"), None)
        if partial is None:
            # A new name each time: a fetch that was cancelled while it hung may wake up beside this one.
            partial = folder / f"{_PARTIAL}{secrets.token_hex(4)}"
            partial.mkdir()
        common = {key: value for key, value in info.items() if key not in _NOT_FOR_DOWNLOADS}
        streams = [partial / _stream_name(info, each) for each in self._formats]
        for each, stream in zip(self._formats, streams, strict=True):
            succeeded, _ = self.downloader.dl(str(stream), common | dict(each))
            if not succeeded:
                raise NetworkFailed
        try:
            whole = remux(streams, partial / _STEM, gate=self._gate)
        except MediaUnusable:
            remove_partial_media(folder)
            raise
        self._gate()
        whole = whole.replace(folder / whole.name)
        remove_partial_media(folder)
        return whole

    def _report(self, stage: FetchStage, done: int, total: int | None, rate_per_s: float | None = None) -> None:
        self._progress.put(FetchProgress(stage=stage, done=done, total=total, rate_per_s=rate_per_s))


def _stream_name(info: Mapping[str, Any], each: Format) -> str:
    """A name that is the same only for the same bytes, so that a later fetch goes on with the right ones."""
    identity = f"{info['id']}/{each.get('format_id')}/{each.get('filesize')}"
    return f"stream-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
