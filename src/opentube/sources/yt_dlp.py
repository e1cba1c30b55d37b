"""The yt_dlp source: a video of YouTube with its comments, fetched without an API key."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from yt_dlp.utils import YoutubeDLError

from opentube.errors import Cancelled
from opentube.sources.background import run_in_background
from opentube.sources.values import VideoRecord
from opentube.sources.youtube_address import parse_youtube_address
from opentube.sources.yt_dlp_errors import JavascriptRuntimeMissing, MediaUnusable, translate
from opentube.sources.yt_dlp_fetch import Fetch, ProgressBox, remove_partial_media
from opentube.sources.yt_dlp_result import video_record
from opentube.sources.yt_dlp_session import open_youtube_dl
from opentube.sources.yt_dlp_values import Fetched, FetchLimits, FetchProgress

Result = TypeVar("Result")


class YtDlpSource:
    """Fetches one video of YouTube at a time with yt-dlp, in this process and without ffmpeg.

    Every method raises NotYoutube for an address that is not YouTube's, and the errors of ``yt_dlp_errors``. What
    ``check`` raises (Cancelled) ends the work within two seconds, also while the network hangs. ``check`` and
    ``on_progress`` are called in the calling thread, about five times a second.

    ``allow_any_host`` switches the guard on addresses off and yt-dlp's generic extractor on. It is for tests with a
    local server: a server that fetches whatever address its users type opens its private network to them.
    """

    def __init__(
        self,
        *,
        limits: FetchLimits | None = None,
        socket_timeout_s: float = 15.0,
        retries: int = 3,
        allow_any_host: bool = False,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._socket_timeout_s = socket_timeout_s
        self._retries = retries
        self._allow_any_host = allow_any_host

    def describe(self, url: str, *, check: Callable[[], None]) -> VideoRecord:
        """What YouTube says of a video: title, channel, duration, date."""
        return self._run(
            url,
            lambda fetch: video_record(fetch.metadata()),
            comments=False,
            on_progress=lambda _: None,
            check=check,
        )

    def fetch(
        self,
        url: str,
        folder: Path,
        *,
        comments: bool = True,
        media: bool = True,
        on_progress: Callable[[FetchProgress], None],
        check: Callable[[], None],
    ) -> Fetched:
        """Fetch a video into ``folder``, which must exist: ``video.info.json``, and ``video.mp4`` or ``video.mkv``.

        Called again with the same folder after a failure, it continues where it stopped: comments that were fetched
        are kept, and media go on from the last byte. A cancelled fetch leaves no partial media behind.
        """
        try:
            return self._run(
                url,
                lambda fetch: fetch.everything(folder, comments=comments, media=media),
                comments=comments,
                on_progress=on_progress,
                check=check,
            )
        except (Cancelled, KeyboardInterrupt):
            remove_partial_media(folder)
            raise

    def _run(
        self,
        url: str,
        work: Callable[[Fetch], Result],
        *,
        comments: bool,
        on_progress: Callable[[FetchProgress], None],
        check: Callable[[], None],
    ) -> Result:
        address = None if self._allow_any_host else parse_youtube_address(url)
        progress = ProgressBox()

        def on_tick() -> None:
            check()
            for each in progress.take():
                on_progress(each)

        def in_background(gate: Callable[[], None]) -> Result:
            fetch = Fetch(
                url=address.url if address else url,
                video_id=address.video_id if address else None,
                limits=self._limits,
                progress=progress,
                gate=gate,
            )
            try:
                with open_youtube_dl(
                    limits=self._limits,
                    log=fetch.log,
                    gate=gate,
                    with_comments=comments,
                    on_comment=fetch.on_comment,
                    on_transfer=fetch.on_transfer,
                    allow_any_host=self._allow_any_host,
                    socket_timeout_s=self._socket_timeout_s,
                    retries=self._retries,
                ) as fetch.downloader:
                    return work(fetch)
            except (YoutubeDLError, OSError) as error:
                meaning = translate(error)
                if isinstance(meaning, MediaUnusable) and fetch.log.misses_javascript:
                    meaning = JavascriptRuntimeMissing()
                raise meaning from error

        return run_in_background(in_background, on_tick=on_tick)
