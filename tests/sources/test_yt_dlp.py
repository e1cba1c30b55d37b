"""Fetching with the real yt-dlp from a server on this machine."""

from __future__ import annotations

import json
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from yt_dlp.globals import all_plugins_loaded

from opentube.errors import Cancelled, FailureKind, OpenTubeError
from opentube.sources.values import SourceKind
from opentube.sources.youtube_address import NotYoutube
from opentube.sources.yt_dlp import YtDlpSource
from opentube.sources.yt_dlp_values import CommentsState, FetchLimits, FetchProgress, FetchStage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.conftest import Films, Site


def anywhere(**options: Any) -> YtDlpSource:
    return YtDlpSource(allow_any_host=True, retries=options.pop("retries", 0), **options)


def keep_going() -> None:
    """Nobody cancels."""


def ignore(_: FetchProgress) -> None:
    """Nobody looks."""


def failure_of(source: YtDlpSource, url: str, folder: Path) -> OpenTubeError:
    with pytest.raises(OpenTubeError) as failure:
        source.fetch(url, folder, on_progress=ignore, check=keep_going)
    return failure.value


def test_a_video_is_fetched_whole_with_its_progress(films: Films, site: Site, folder: Path, tmp_path: Path) -> None:
    content = films.write(tmp_path / "film.mp4")
    url = site.put("film.mp4", content)
    seen: list[FetchProgress] = []
    checks: list[bool] = []

    fetched = anywhere().fetch(url, folder, on_progress=seen.append, check=lambda: checks.append(True))

    assert fetched.media == folder / "video.mp4"
    assert films.streams_of(fetched.media) == {"video": films.pictures, "audio": 0}
    assert sorted(path.name for path in folder.iterdir()) == ["video.info.json", "video.mp4"]
    assert fetched.video.source is SourceKind.YT_DLP
    assert json.loads(fetched.info_file.read_text())["title"] == fetched.video.title == "film"
    last = {progress.stage: progress for progress in seen}
    assert last[FetchStage.METADATA].done == 1
    assert (last[FetchStage.MEDIA].done, last[FetchStage.MEDIA].total) == (len(content), len(content))
    assert checks


def test_metadata_alone_leaves_nothing_behind(films: Films, site: Site, tmp_path: Path, folder: Path) -> None:
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4"))

    record = anywhere().describe(url, check=keep_going)
    fetched = anywhere().fetch(url, folder, comments=False, media=False, on_progress=ignore, check=keep_going)

    assert record == fetched.video
    assert fetched.media is None
    assert fetched.comments_state is CommentsState.NOT_ASKED
    assert [path.name for path in folder.iterdir()] == ["video.info.json"]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([404], ("video_removed", FailureKind.NEEDS_USER)),
        ([403], ("fetch_refused", FailureKind.RETRYABLE)),
        ([200, 403], ("fetch_refused", FailureKind.RETRYABLE)),
        ([429], ("rate_limited", FailureKind.RETRYABLE)),
        ([200, 429], ("rate_limited", FailureKind.RETRYABLE)),
        ([500], ("network", FailureKind.RETRYABLE)),
        ([200, 503], ("network", FailureKind.RETRYABLE)),
        ([401], ("sign_in_needed", FailureKind.NEEDS_USER)),
    ],
)
def test_refusals_of_the_server_have_codes(
    site: Site, folder: Path, statuses: list[int], expected: tuple[str, FailureKind]
) -> None:
    url = site.put("film.mp4", bytes(5000))
    site.statuses = statuses

    failure = failure_of(anywhere(), url, folder)

    assert (failure.code, failure.kind) == expected
    assert not (folder / "video.mp4").exists()


def test_a_server_that_says_nothing_is_a_network_failure(site: Site, folder: Path) -> None:
    site.silent = True

    assert failure_of(anywhere(socket_timeout_s=0.2), f"{site.address}/film.mp4", folder).code == "network"


def test_a_server_that_is_not_there_is_a_network_failure(folder: Path) -> None:
    assert failure_of(anywhere(), "http://127.0.0.1:9/film.mp4", folder).code == "network"


def test_a_page_without_a_video_is_said_to_be_one(site: Site, folder: Path) -> None:
    url = site.put("page.html", b"<!doctype html><title>hello</title><p>no video</p>", "text/html")

    assert failure_of(anywhere(), url, folder).code == "media_unusable"


def test_a_page_that_calls_itself_a_video_is_found_out(site: Site, folder: Path) -> None:
    url = site.put("film.mp4", b"<!doctype html><p>no video</p>" * 100)

    assert failure_of(anywhere(), url, folder).code == "media_unusable"
    assert [path.name for path in folder.iterdir()] == ["video.info.json"]


def test_sound_alone_is_no_video(films: Films, site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4", picture=None))

    assert failure_of(anywhere(), url, folder).code == "media_unusable"


def test_a_file_over_the_limit_is_refused(films: Films, site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4"))

    assert failure_of(anywhere(limits=FetchLimits(max_size_bytes=1000)), url, folder).code == "download_too_large"


def test_a_cut_connection_is_taken_up_again(films: Films, site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4"))
    site.cut_at = 5000

    fetched = anywhere(retries=2).fetch(url, folder, on_progress=ignore, check=keep_going)

    assert fetched.media is not None
    assert films.streams_of(fetched.media)["video"] == films.pictures
    assert site.resumed_at() > 0


def test_a_failed_fetch_goes_on_from_its_last_byte(films: Films, site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4"))
    site.cut_at = 5000
    assert failure_of(anywhere(), url, folder).code == "network"

    site.cut_at = None
    fetched = anywhere().fetch(url, folder, on_progress=ignore, check=keep_going)

    assert fetched.media is not None
    assert films.streams_of(fetched.media)["video"] == films.pictures
    assert site.resumed_at() > 0
    assert sorted(path.name for path in folder.iterdir()) == ["video.info.json", "video.mp4"]


def test_cancelling_a_transfer_that_hangs_removes_it(films: Films, site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", films.write(tmp_path / "film.mp4"))
    site.hang_at = 5000
    moving = threading.Event()

    def look(progress: FetchProgress) -> None:
        if progress.stage is FetchStage.MEDIA and progress.done > 0:
            moving.set()

    def check() -> None:
        if moving.is_set():
            raise Cancelled

    with pytest.raises(Cancelled):
        anywhere(socket_timeout_s=60).fetch(url, folder, on_progress=look, check=check)

    assert [path.name for path in folder.iterdir()] == ["video.info.json"]


def test_cancelling_before_the_server_answers(site: Site, folder: Path) -> None:
    site.silent = True

    def check() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        anywhere(socket_timeout_s=60).describe(f"{site.address}/film.mp4", check=check)


def test_only_youtube_is_asked(site: Site, folder: Path) -> None:
    source = YtDlpSource()

    with pytest.raises(NotYoutube):
        source.describe(f"{site.address}/film.mp4", check=keep_going)
    with pytest.raises(NotYoutube):
        source.fetch(f"{site.address}/film.mp4", folder, on_progress=ignore, check=keep_going)
    assert site.ranges == []


def test_no_plugin_is_loaded(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = tmp_path / "yt_dlp_plugins" / "extractor" / "surprise.py"
    plugin.parent.mkdir(parents=True)
    plugin.write_text("raise SystemExit('a plugin ran')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(all_plugins_loaded, "value", False)

    anywhere().describe(site.put("film.mp4", bytes(5000)), check=keep_going)

    assert not any(name.endswith("surprise") for name in sys.modules)


def test_an_unreadable_cookies_file_is_told(tmp_path: Path, folder: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("this is not a cookie jar")

    for file in (cookies, tmp_path / "missing.txt"):
        source = YtDlpSource(limits=FetchLimits(cookies_file=file))
        assert failure_of(source, "https://youtu.be/aB3_-xYz09Q", folder).code == "cookies_unreadable"
    assert cookies.read_text() == "this is not a cookie jar"
