"""yt-dlp, set up so that it does what this product asks for and nothing else."""

import io
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yt_dlp import YoutubeDL
from yt_dlp.extractor.generic import GenericIE
from yt_dlp.extractor.youtube import YoutubeIE
from yt_dlp.globals import all_plugins_loaded
from yt_dlp.networking.exceptions import HTTPError

from opentube.sources.yt_dlp_errors import CookiesUnreadable
from opentube.sources.yt_dlp_formats import SORT
from opentube.sources.yt_dlp_values import FetchLimits


class Log:
    """Where yt-dlp's messages go: its warnings are kept, and each message is a chance to stop."""

    def __init__(self, gate: Callable[[], None]) -> None:
        self.warnings: list[str] = []
        self._gate = gate

    def debug(self, _message: str) -> None:
        self._gate()

    def warning(self, message: str) -> None:
        self.warnings.append(message)
        self._gate()

    def error(self, _message: str) -> None:
        """Nothing: what matters is raised as well."""

    @property
    def misses_javascript(self) -> bool:
        """Whether YouTube's challenges could not be solved for lack of a JavaScript runtime or of its script."""
        return any("JavaScript runtime" in message for message in self.warnings)


@contextmanager
def open_youtube_dl(
    *,
    limits: FetchLimits,
    log: Log,
    gate: Callable[[], None],
    with_comments: bool,
    on_comment: Callable[[int], None],
    on_transfer: Callable[[dict[str, Any]], None],
    allow_any_host: bool,
    socket_timeout_s: float,
    retries: int,
) -> Iterator[Any]:
    """A YoutubeDL that knows YouTube alone, and calls ``gate`` before each request.

    No plugin, configuration, cache, post-processor or remote component is used. ``on_comment`` is called with the
    number of comments so far, ``on_transfer`` with yt-dlp's progress of a download.
    """
    # Plugins are arbitrary code in the user's configuration folders.
    all_plugins_loaded.value = True
    parameters: dict[str, Any] = {
        "logger": log,
        "quiet": True,
        "noprogress": True,
        "color": "never",
        "cachedir": False,
        "noplaylist": True,
        "geo_bypass": False,
        "getcomments": with_comments,
        "format": lambda context: context["formats"][-1:],  # chosen later, by us
        "format_sort": list(SORT),
        "postprocessors": [],
        "fixup": "never",
        "updatetime": False,
        "socket_timeout": socket_timeout_s,
        "retries": retries,
        "fragment_retries": retries,
        "extractor_retries": retries,
        "skip_unavailable_fragments": False,
        "js_runtimes": {"deno": {}, "node": {}, "bun": {}, "quickjs": {}},
        "extractor_args": {
            "youtube": {
                "max_comments": [str(limits.max_comments), "all", str(limits.max_replies), "all"],
                "comment_sort": [limits.order],
            }
        },
        "progress_hooks": [on_transfer],
    }
    if limits.cookies_file is not None:
        parameters["cookiefile"] = io.StringIO(_read_cookies(limits.cookies_file))  # a file would be written back to
    with YoutubeDL(parameters, auto_init=False) as downloader:
        youtube: Any = YoutubeIE()
        youtube._get_comments = _counted(youtube._get_comments, on_comment)  # noqa: SLF001 - made to be overridden
        downloader.add_info_extractor(youtube)
        if allow_any_host:
            downloader.add_info_extractor(GenericIE())
        opened: weakref.WeakSet[Any] = weakref.WeakSet()
        downloader.urlopen = _gated(downloader.urlopen, gate, opened)
        try:
            yield downloader
        finally:
            for response in list(opened):
                response.close()


def _read_cookies(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise CookiesUnreadable from error


def _counted(comments: Callable[..., Iterator[Any]], on_comment: Callable[[int], None]) -> Callable[..., Iterator[Any]]:
    def counted(*args: Any, **options: Any) -> Iterator[Any]:
        for count, comment in enumerate(comments(*args, **options), start=1):
            on_comment(count)
            yield comment

    return counted


def _gated(urlopen: Callable[..., Any], gate: Callable[[], None], opened: weakref.WeakSet[Any]) -> Callable[..., Any]:
    def gated(request: Any) -> Any:
        gate()
        try:
            response = urlopen(request)
        except HTTPError as error:
            opened.add(error.response)
            raise
        opened.add(response)
        return response

    return gated
