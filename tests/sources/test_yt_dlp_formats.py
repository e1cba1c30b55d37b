"""Which formats are fetched."""

from typing import Any

import pytest

from opentube.sources.yt_dlp_formats import choose_formats, known_size_bytes


def offered(name: str, size: tuple[int, int] | None = None, *, sound: bool = False, **more: Any) -> dict[str, Any]:
    width, height = size or (None, None)
    return {
        "format_id": name,
        "protocol": "https",
        "width": width,
        "height": height,
        "vcodec": "avc1" if size else "none",
        "acodec": "mp4a" if sound else "none",
    } | more


HD = offered("137", (1920, 1080))
SOUND = offered("140", sound=True)
PICTURE = offered("136", (1280, 720))
UPRIGHT = offered("136", (720, 1280))
WHOLE_360 = offered("18", (640, 360), sound=True)
WHOLE_720 = offered("22", (1280, 720), sound=True)
STORYBOARD = offered("sb0", protocol="mhtml")


@pytest.mark.parametrize(
    ("formats", "chosen"),
    [
        ([STORYBOARD, SOUND, WHOLE_360, PICTURE, HD], [PICTURE, SOUND]),
        ([SOUND, WHOLE_360, UPRIGHT], [UPRIGHT, SOUND]),
        ([SOUND, WHOLE_360, WHOLE_720, PICTURE, HD], [WHOLE_720]),
        ([WHOLE_360, PICTURE], [WHOLE_360]),
        ([PICTURE], [PICTURE]),
        ([SOUND, offered("2160", (3840, 2160)), HD], [HD, SOUND]),
        ([SOUND, PICTURE | {"has_drm": True}], []),
        ([SOUND, STORYBOARD], []),
        ([SOUND, PICTURE | {"protocol": "rtmp"}], []),
        ([], []),
    ],
)
def test_the_largest_picture_within_the_limit_is_taken_with_sound(
    formats: list[dict[str, Any]], chosen: list[dict[str, Any]]
) -> None:
    assert choose_formats(formats, max_height=720) == chosen


def test_a_file_that_tells_nothing_of_itself_is_taken() -> None:
    direct = {"url": "http://127.0.0.1/film.mp4", "protocol": "http", "format_id": "0"}

    assert choose_formats([direct], max_height=720) == [direct]


def test_known_sizes_are_added() -> None:
    assert known_size_bytes([PICTURE | {"filesize": 10}, SOUND | {"filesize": 5}, HD]) == 15
