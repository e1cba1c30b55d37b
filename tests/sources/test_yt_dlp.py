"""Fetching with the real yt-dlp from a server on this machine."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from yt_dlp.extractor.youtube import YoutubeIE

from opentube.errors import Cancelled, FailureKind, OpenTubeError
from opentube.sources.remux import remux
from opentube.sources.values import SourceKind
from opentube.sources.youtube_address import NotYoutube
from opentube.sources.yt_dlp import YtDlpSource
from opentube.sources.yt_dlp_errors import MediaUnusable
from opentube.sources.yt_dlp_values import CommentsState, FetchLimits, FetchProgress, FetchStage

VIDEO_ID = "aB3_-xYz09Q"
WATCH = f"https://www.youtube.com/watch?v={VIDEO_ID}"
FRAMES = 20


def film(path: Path, *, picture: str | None = "libx264", sound: str | None = "aac", side: int = 64) -> bytes:
    """Two seconds of noise at ten frames a second."""
    noise = np.random.default_rng(7)
    with av.open(str(path), "w") as container:
        video = container.add_stream(picture, rate=10, width=side, height=side, pix_fmt="yuv420p") if picture else None
        audio = container.add_stream(sound, rate=48000, layout="mono") if sound else None
        if isinstance(video, av.VideoStream):
            for _ in range(FRAMES):
                pixels = noise.integers(0, 255, (side, side, 3), dtype=np.uint8)
                container.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
            container.mux(video.encode(None))
        if isinstance(audio, av.AudioStream):
            resampler = av.AudioResampler(
                format=audio.format.name, layout="mono", rate=48000, frame_size=audio.frame_size
            )
            samples = av.AudioFrame.from_ndarray(np.zeros((1, 96000), np.float32), format="fltp", layout="mono")
            samples.sample_rate = 48000
            for frame in [*resampler.resample(samples), *resampler.resample(None)]:
                container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
    return path.read_bytes()


def streams_of(path: Path) -> dict[str, int]:
    """The kinds of streams, with the number of pictures."""
    with av.open(str(path)) as container:
        frames: dict[str, int] = {stream.type: 0 for stream in container.streams}
        for frame in container.decode(video=0):
            frames["video"] += frame.pts is not None
        return frames


@dataclass
class Site:
    """A web server whose faults a test chooses."""

    address: str
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    """Answered one by one before the files are served again."""
    cut_at: int | None = None
    """Close the connection after so many bytes of a whole file."""
    hang_at: int | None = None
    """Send nothing more after so many bytes, until the test is over."""
    silent: bool = False
    ranges: list[str | None] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def resumed_at(self) -> int:
        """The first byte that was asked for last."""
        return int((self.ranges[-1] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))

    def put(self, name: str, content: bytes, kind: str = "video/mp4") -> str:
        """Serve ``content``; returns its address."""
        self.files[f"/{name}"] = kind, content
        return f"{self.address}/{name}"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if served.silent:
                served.over.wait()
                return
            kind, content = served.files.get(self.path, ("text/plain", b""))
            status = served.statuses.pop(0) if served.statuses else 200 if self.path in served.files else 404
            asked = self.headers.get("Range")
            served.ranges.append(asked)
            start = int(asked.removeprefix("bytes=").split("-")[0]) if asked and status == 200 else 0
            self.send_response(206 if start else status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content) - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            stop = served.hang_at if served.cut_at is None else served.cut_at
            self.wfile.write(content[start:] if stop is None or start else content[:stop])
            if served.hang_at is not None:
                self.wfile.flush()
                served.over.wait()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    served = Site(address=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    served.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "fetched"
    path.mkdir()
    return path


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


def test_a_video_is_fetched_whole_with_its_progress(site: Site, folder: Path, tmp_path: Path) -> None:
    content = film(tmp_path / "film.mp4")
    url = site.put("film.mp4", content)
    seen: list[FetchProgress] = []
    checks: list[bool] = []

    fetched = anywhere().fetch(url, folder, on_progress=seen.append, check=lambda: checks.append(True))

    assert fetched.media == folder / "video.mp4"
    assert streams_of(fetched.media) == {"video": FRAMES, "audio": 0}
    assert sorted(path.name for path in folder.iterdir()) == ["video.info.json", "video.mp4"]
    assert fetched.video.source is SourceKind.YT_DLP
    assert json.loads(fetched.info_file.read_text())["title"] == fetched.video.title == "film"
    last = {progress.stage: progress for progress in seen}
    assert last[FetchStage.METADATA].done == 1
    assert (last[FetchStage.MEDIA].done, last[FetchStage.MEDIA].total) == (len(content), len(content))
    assert checks


def test_metadata_alone_leaves_nothing_behind(site: Site, tmp_path: Path, folder: Path) -> None:
    url = site.put("film.mp4", film(tmp_path / "film.mp4"))

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
    site: Site, folder: Path, tmp_path: Path, statuses: list[int], expected: tuple[str, FailureKind]
) -> None:
    url = site.put("film.mp4", film(tmp_path / "film.mp4"))
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


def test_sound_alone_is_no_video(site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", film(tmp_path / "film.mp4", picture=None))

    assert failure_of(anywhere(), url, folder).code == "media_unusable"


def test_a_file_over_the_limit_is_refused(site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", film(tmp_path / "film.mp4"))

    assert failure_of(anywhere(limits=FetchLimits(max_size_bytes=1000)), url, folder).code == "media_too_large"


def test_a_cut_connection_is_taken_up_again(site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", film(tmp_path / "film.mp4"))
    site.cut_at = 5000

    fetched = anywhere(retries=2).fetch(url, folder, on_progress=ignore, check=keep_going)

    assert fetched.media is not None
    assert streams_of(fetched.media)["video"] == FRAMES
    assert site.resumed_at() > 0


def test_a_failed_fetch_goes_on_from_its_last_byte(site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", film(tmp_path / "film.mp4"))
    site.cut_at = 5000
    assert failure_of(anywhere(), url, folder).code == "network"

    site.cut_at = None
    fetched = anywhere().fetch(url, folder, on_progress=ignore, check=keep_going)

    assert fetched.media is not None
    assert streams_of(fetched.media)["video"] == FRAMES
    assert site.resumed_at() > 0
    assert sorted(path.name for path in folder.iterdir()) == ["video.info.json", "video.mp4"]


def test_cancelling_a_transfer_that_hangs_removes_it(site: Site, folder: Path, tmp_path: Path) -> None:
    url = site.put("film.mp4", film(tmp_path / "film.mp4"))
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


def test_an_unreadable_cookies_file_is_told(tmp_path: Path, folder: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("this is not a cookie jar")

    for file in (cookies, tmp_path / "missing.txt"):
        source = YtDlpSource(limits=FetchLimits(cookies_file=file))
        assert failure_of(source, WATCH, folder).code == "cookies_unreadable"
    assert cookies.read_text() == "this is not a cookie jar"


@dataclass
class Youtube:
    """What YouTube answers: yt-dlp's extractor with its network part replaced."""

    info: dict[str, Any]
    comments: Callable[[], Iterator[dict[str, Any]]] = lambda: iter(())
    asked_for_comments: int = 0


@pytest.fixture
def youtube(monkeypatch: pytest.MonkeyPatch, site: Site, tmp_path: Path) -> Youtube:
    picture = site.put("picture", film(tmp_path / "picture.mp4", sound=None))
    sound = site.put("sound", film(tmp_path / "sound.m4a", picture=None), "audio/mp4")
    answer = Youtube(
        info={
            "id": VIDEO_ID,
            "title": "제목\x00 title",
            "channel": "채널",
            "duration": 2,
            "timestamp": 1_790_000_000,
            "webpage_url": WATCH,
            "availability": "public",
            "live_status": "not_live",
            "comment_count": 3,
            "formats": [
                {
                    "format_id": "sb0",
                    "url": sound,
                    "protocol": "mhtml",
                    "vcodec": "none",
                    "acodec": "none",
                    "ext": "mhtml",
                },
                {"format_id": "140", "url": sound, "vcodec": "none", "acodec": "mp4a.40.2", "ext": "m4a"},
                {"format_id": "136", "url": picture, "vcodec": "avc1", "acodec": "none", "ext": "mp4"}
                | {"width": 1280, "height": 720},
                {
                    "format_id": "137",
                    "url": f"{site.address}/too-large",
                    "vcodec": "avc1",
                    "acodec": "none",
                    "ext": "mp4",
                }
                | {"width": 1920, "height": 1080},
            ],
        }
    )

    def extract(self: Any, url: str) -> dict[str, Any]:
        assert url == WATCH
        return answer.info | {"__post_extractor": self.extract_comments()}

    def get_comments(_: Any) -> Iterator[dict[str, Any]]:
        answer.asked_for_comments += 1
        return answer.comments()

    monkeypatch.setattr(YoutubeIE, "_real_extract", extract)
    monkeypatch.setattr(YoutubeIE, "_get_comments", get_comments)
    return answer


def comment(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"c{number}", "text": f"{number} 재밌다", "parent": "root", "timestamp": 1_790_000_100} | more


def test_picture_and_sound_are_merged(youtube: Youtube, site: Site, folder: Path) -> None:
    seen: list[FetchProgress] = []

    fetched = YtDlpSource().fetch(
        f"https://youtu.be/{VIDEO_ID}?t=3", folder, comments=False, on_progress=seen.append, check=keep_going
    )

    assert fetched.media is not None
    assert streams_of(fetched.media) == {"video": FRAMES, "audio": 0}
    assert fetched.video.external_id == VIDEO_ID
    assert fetched.video.title == "제목� title"
    assert fetched.video.duration_s == 2.0
    media = [progress for progress in seen if progress.stage is FetchStage.MEDIA]
    assert media[-1].done == sum(len(site.files[name][1]) for name in ("/picture", "/sound"))


def test_comments_are_written_beside_the_video(youtube: Youtube, folder: Path) -> None:
    youtube.comments = lambda: iter([comment(1), comment(2, parent="c1"), comment(3, text="\udc80 lone")])
    seen: list[FetchProgress] = []

    fetched = YtDlpSource().fetch(WATCH, folder, media=False, on_progress=seen.append, check=keep_going)

    assert fetched.comments_state is CommentsState.OK
    assert fetched.notices == ()
    written = json.loads(fetched.info_file.read_text(encoding="utf-8"))
    assert [each["id"] for each in written["comments"]] == ["c1", "c2", "c3"]
    assert written["channel"] == "채널"
    assert not {"formats", "http_headers", "cookies"} & written.keys()
    counted = [progress for progress in seen if progress.stage is FetchStage.COMMENTS]
    assert (counted[-1].done, counted[-1].total) == (3, 3)


def test_comments_that_were_fetched_are_not_fetched_again(youtube: Youtube, site: Site, folder: Path) -> None:
    youtube.comments = lambda: iter([comment(1)])
    site.statuses = [503]
    assert failure_of(YtDlpSource(retries=0), WATCH, folder).code == "network"

    again = YtDlpSource().fetch(WATCH, folder, on_progress=ignore, check=keep_going)
    assert again.comments_state is CommentsState.OK
    assert youtube.asked_for_comments == 1

    YtDlpSource(limits=FetchLimits(order="new")).fetch(WATCH, folder, on_progress=ignore, check=keep_going)
    assert youtube.asked_for_comments == 2


def test_disabled_comments_do_not_stop_the_video(youtube: Youtube, folder: Path) -> None:
    def disabled() -> Iterator[dict[str, Any]]:
        raise YoutubeIE.CommentsDisabled
        yield {}

    youtube.comments = disabled

    fetched = YtDlpSource().fetch(WATCH, folder, on_progress=ignore, check=keep_going)

    assert fetched.comments_state is CommentsState.DISABLED
    assert [notice.code for notice in fetched.notices] == ["comments_disabled"]
    assert fetched.media is not None


def test_a_limit_on_comments_is_told(youtube: Youtube, folder: Path) -> None:
    youtube.info["comment_count"] = 500
    youtube.comments = lambda: iter([comment(1), comment(2)])

    fetched = YtDlpSource(limits=FetchLimits(max_comments=2)).fetch(
        WATCH, folder, media=False, on_progress=ignore, check=keep_going
    )

    assert [(notice.code, notice.count) for notice in fetched.notices] == [("comments_limited", 498)]


def test_cancelling_between_comments(youtube: Youtube, site: Site, folder: Path) -> None:
    def hanging() -> Iterator[dict[str, Any]]:
        yield comment(1)
        site.over.wait()

    youtube.comments = hanging
    seen: list[FetchProgress] = []

    def check() -> None:
        if any(progress.stage is FetchStage.COMMENTS and progress.done for progress in seen):
            raise Cancelled

    with pytest.raises(Cancelled):
        YtDlpSource().fetch(WATCH, folder, on_progress=seen.append, check=check)

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("status", ["is_live", "is_upcoming", "post_live"])
def test_a_live_stream_is_refused_until_it_is_over(youtube: Youtube, folder: Path, status: str) -> None:
    youtube.info["live_status"] = status

    assert failure_of(YtDlpSource(), WATCH, folder).code == "live_not_over"
    assert youtube.asked_for_comments == 0


def test_a_long_video_is_refused_before_anything_is_fetched(youtube: Youtube, folder: Path) -> None:
    youtube.info["duration"] = 3601

    assert failure_of(YtDlpSource(limits=FetchLimits(max_duration_s=3600)), WATCH, folder).code == "video_too_long"
    assert youtube.asked_for_comments == 0


def test_a_trailer_is_not_taken_for_the_video(youtube: Youtube, folder: Path) -> None:
    youtube.info["id"] = "AAAAAAAAAAA"

    assert failure_of(YtDlpSource(), WATCH, folder).code == "video_paid"


def test_pictures_without_a_video_are_unusable(youtube: Youtube, folder: Path) -> None:
    youtube.info["formats"] = youtube.info["formats"][:1]

    assert failure_of(YtDlpSource(), WATCH, folder).code == "media_unusable"


def test_a_missing_javascript_runtime_is_named(youtube: Youtube, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    youtube.info["formats"] = youtube.info["formats"][:1]
    extract = YoutubeIE._real_extract

    def warn(self: Any, url: str) -> Any:
        self.report_warning(
            "n challenge solving failed: Some formats may be missing. Ensure you have a supported JavaScript runtime "
            "and challenge solver script distribution installed."
        )
        return extract(self, url)

    monkeypatch.setattr(YoutubeIE, "_real_extract", warn)

    assert failure_of(YtDlpSource(), WATCH, folder).code == "javascript_runtime_missing"


@pytest.mark.parametrize("container", ["mkv", "nut"])
@pytest.mark.parametrize(
    ("picture", "sound", "suffix"),
    [("libx264", "aac", ".mp4"), ("libvpx-vp9", "libopus", ".mp4"), ("ffv1", "pcm_s16le", ".mkv")],
)
def test_remuxing_keeps_every_frame(tmp_path: Path, container: str, picture: str, sound: str, suffix: str) -> None:
    parts = [tmp_path / f"picture.{container}", tmp_path / f"sound.{container}"]
    film(parts[0], picture=picture, sound=None)
    film(parts[1], picture=None, sound=sound)

    whole = remux(parts, tmp_path / "whole", gate=keep_going)

    assert whole.suffix == suffix
    assert streams_of(whole) == {"video": FRAMES, "audio": 0}


def test_a_truncated_stream_is_unusable(tmp_path: Path) -> None:
    part = tmp_path / "film.mp4"
    part.write_bytes(film(part)[:3000])

    with pytest.raises(MediaUnusable):
        remux([part], tmp_path / "whole", gate=keep_going)
