"""What a file is said to hold, and what is refused with which sentence."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.media.errors import (
    MediaMissing,
    MediaNoFrames,
    MediaNoVideo,
    MediaTooLarge,
    MediaTruncated,
    MediaUnreadable,
)
from opentube.media.frames import read_frames
from opentube.media.probe import probe

Pictures = Callable[[int], list[NDArray[np.uint8]]]
WriteFilm = Callable[..., Path]


def cut_off(path: Path, share: float) -> Path:
    """Keep the first part of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


@pytest.fixture
def noise() -> list[NDArray[np.uint8]]:
    """Five seconds of pictures which do not compress, so that bytes are spread evenly over time."""
    random = np.random.default_rng(1)
    return [random.integers(0, 255, (64, 96, 3), np.uint8) for _ in range(50)]


def test_a_film_with_sound(write_film: WriteFilm, count_up: Pictures) -> None:
    info = probe(write_film("film.mp4", count_up(30), sound_s=3))
    assert (info.width, info.height, info.rotation) == (96, 64, 0)
    assert info.duration_s == pytest.approx(3.0, abs=0.02)
    assert info.frame_rate == pytest.approx(10, abs=0.1)
    assert info.has_audio
    assert info.video_codec == "h264"
    assert info.start_s == pytest.approx(0, abs=0.05)


def test_width_and_height_are_of_the_upright_frame_in_square_pixels(write_film: WriteFilm, count_up: Pictures) -> None:
    info = probe(write_film("film.mp4", count_up(3), rotation=90, sample_aspect=Fraction(2, 1)))
    assert (info.width, info.height, info.rotation) == (64, 192, 90)
    assert not info.has_audio


def test_the_rate_of_a_variable_rate_film_is_its_average(write_film: WriteFilm, count_up: Pictures) -> None:
    info = probe(write_film("film.mkv", count_up(5), times=[0.0, 0.04, 0.08, 3.0, 4.0]))
    assert info.duration_s == pytest.approx(4.0, abs=0.2)
    assert info.frame_rate == pytest.approx(5 / 4, abs=0.1)


def test_a_stream_that_starts_late(write_film: WriteFilm, count_up: Pictures) -> None:
    info = probe(write_film("film.mkv", count_up(20), times=[2 + i / 10 for i in range(20)], sound_s=4))
    assert info.start_s == pytest.approx(2.0, abs=0.1)
    assert info.duration_s == pytest.approx(2.0, abs=0.15)


def test_sound_may_outlast_the_picture(write_film: WriteFilm, count_up: Pictures) -> None:
    assert probe(write_film("film.mp4", count_up(10), sound_s=5)).duration_s == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("content", [b"", b"not a video at all", b"\0" * 5000, b"ftypisom" * 100])
def test_what_is_no_video_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaUnreadable):
        probe(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("film.txt", "text which FFmpeg would draw as a picture\n" * 40),
        ("film.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:{film}\n#EXT-X-ENDLIST\n"),
        ("film.ffconcat", "ffconcat version 1.0\nfile film.mp4\n"),
        ("film.ppm", "P3 1 1 255 0 0 0\n"),
    ],
)
def test_text_pictures_and_playlists_of_other_files_are_refused(
    write_film: WriteFilm, count_up: Pictures, name: str, content: str
) -> None:
    film = write_film("film.mp4", count_up(5))
    path = film.with_name(name)
    path.write_text(content.format(film=film), encoding="utf-8")
    with pytest.raises(MediaUnreadable):
        probe(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "film.mp4", tmp_path):
        with pytest.raises(MediaMissing):
            probe(path)


def test_a_name_is_never_taken_for_an_address(tmp_path: Path) -> None:
    path = tmp_path / "concat:a|b"
    path.write_bytes(b"nothing")
    with pytest.raises(MediaUnreadable):
        probe(path)


@pytest.mark.parametrize(
    ("name", "options"), [("film.mp4", {"movflags": "faststart"}), ("film.mkv", None)], ids=["mp4", "mkv"]
)
@pytest.mark.parametrize("sound_s", [0.0, 5.0])
def test_a_truncated_film_says_how_much_can_be_read(
    write_film: WriteFilm, noise: list[NDArray[np.uint8]], name: str, options: dict[str, str] | None, sound_s: float
) -> None:
    path = cut_off(write_film(name, noise, sound_s=sound_s, muxer_options=options), 0.6)
    with pytest.raises(MediaTruncated) as refusal:
        probe(path)
    numbers = re.search(r"([\d.]+) of ([\d.]+) seconds", refusal.value.message)
    assert numbers
    assert 2.0 < float(numbers[1]) < 4.0
    assert float(numbers[2]) == pytest.approx(5.0, abs=0.2)


def test_an_mp4_that_lost_its_index_is_called_truncated(write_film: WriteFilm, noise: list[NDArray[np.uint8]]) -> None:
    with pytest.raises(MediaTruncated):
        probe(cut_off(write_film("film.mp4", noise), 0.6))


@pytest.mark.parametrize("name", ["sound.mp4", "sound.mkv"])
def test_sound_alone_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaNoVideo):
        probe(write_sound(tmp_path / name))


def test_a_film_without_a_frame_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaNoFrames):
        probe(write_sound(tmp_path / "film.mkv", announced=(96, 64)))
    empty = tmp_path / "empty.mp4"
    with av.open(empty, "w") as container:
        container.add_stream("mpeg4", rate=10)
        container.start_encoding()
    with pytest.raises(MediaNoFrames):
        probe(empty)


def write_sound(path: Path, *, announced: tuple[int, int] | None = None) -> Path:
    """Write a quarter of a second of silence, and a video stream that never comes."""
    with av.open(path, "w") as container:
        sound = container.add_stream("aac", rate=16000)
        if announced:
            video = container.add_stream("rawvideo", rate=10)
            assert isinstance(video, av.VideoStream)
            (video.width, video.height), video.pix_fmt = announced, "yuv420p"
            container.start_encoding()
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 16000
        container.mux(sound.encode(frame))
        container.mux(sound.encode())
    return path


def test_an_8k_frame_is_read_at_the_size_asked_for(write_film: WriteFilm) -> None:
    picture = np.zeros((4320, 7680, 3), np.uint8)
    picture[:, 3840:] = 255
    path = write_film("film.mp4", [picture], options={"preset": "ultrafast"})
    info = probe(path)
    assert (info.width, info.height) == (7680, 4320)
    image = next(read_frames(path, threads=4)).reduced(1280).image(640)
    assert image.shape == (360, 640, 3)
    assert image[:, :300].max() < 40
    assert image[:, 340:].min() > 215


def test_larger_than_64_megapixels_is_refused(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "film.mkv", announced=(8192, 8192))
    with pytest.raises(MediaTooLarge, match="8192 x 8192"):
        probe(path)
    with pytest.raises(MediaTooLarge):
        next(read_frames(path))
