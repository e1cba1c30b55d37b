"""What becomes of YouTube's answers: yt-dlp as it is, with only its YouTube pages replaced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from yt_dlp.extractor.youtube import YoutubeIE

from opentube.errors import Cancelled, OpenTubeError
from opentube.sources.yt_dlp import YtDlpSource
from opentube.sources.yt_dlp_values import CommentsState, FetchLimits, FetchProgress, FetchStage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.conftest import Films, Site


VIDEO_ID = "aB3_-xYz09Q"
WATCH = f"https://www.youtube.com/watch?v={VIDEO_ID}"


def keep_going() -> None:
    """Nobody cancels."""


def ignore(_: FetchProgress) -> None:
    """Nobody looks."""


def failure_of(source: YtDlpSource, url: str, folder: Path) -> OpenTubeError:
    with pytest.raises(OpenTubeError) as failure:
        source.fetch(url, folder, on_progress=ignore, check=keep_going)
    return failure.value


@dataclass
class Youtube:
    """What YouTube answers: yt-dlp's extractor with its network part replaced."""

    info: dict[str, Any]
    comments: Callable[[], Iterator[dict[str, Any]]] = lambda: iter(())
    asked_for_comments: int = 0
    asked_how: list[Any] = field(default_factory=list)


@pytest.fixture
def youtube(films: Films, monkeypatch: pytest.MonkeyPatch, site: Site, tmp_path: Path) -> Youtube:
    picture = site.put("picture", films.write(tmp_path / "picture.mp4", sound=None))
    sound = site.put("sound", films.write(tmp_path / "sound.m4a", picture=None), "audio/mp4")
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

    def get_comments(self: Any) -> Iterator[dict[str, Any]]:
        answer.asked_for_comments += 1
        answer.asked_how = [self._configuration_arg(name) for name in ("max_comments", "comment_sort")]
        return answer.comments()

    monkeypatch.setattr(YoutubeIE, "_real_extract", extract)
    monkeypatch.setattr(YoutubeIE, "_get_comments", get_comments)
    return answer


def comment(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"c{number}", "text": f"{number} 재밌다", "parent": "root", "timestamp": 1_790_000_100} | more


def test_picture_and_sound_are_merged(films: Films, youtube: Youtube, site: Site, folder: Path) -> None:
    seen: list[FetchProgress] = []

    fetched = YtDlpSource().fetch(
        f"https://youtu.be/{VIDEO_ID}?t=3", folder, comments=False, on_progress=seen.append, check=keep_going
    )

    assert fetched.media is not None
    assert films.streams_of(fetched.media) == {"video": films.pictures, "audio": 0}
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

    fetched = YtDlpSource(limits=FetchLimits(max_comments=2, max_replies=5, order="new")).fetch(
        WATCH, folder, media=False, on_progress=ignore, check=keep_going
    )

    assert youtube.asked_how == [["2", "all", "5", "all"], ["new"]]
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
