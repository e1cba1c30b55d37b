"""A rewritten film is the same film but for what was changed in its pictures."""

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
import pytest
from av.container import OutputContainer

from opentube.errors import Cancelled
from opentube.media.encoding import Preset, Quality
from opentube.media.errors import OutputIsInput, OutputTooNarrow, OutputUnknown, OutputUnwritable
from opentube.media.frames import read_frames
from opentube.media.planes import EditableFrame
from opentube.media.rewrite import rewrite
from tests.media.conftest import WriteFilm, number_of, numbered

FAST = Quality(crf=10, preset=Preset.ULTRAFAST)


def leave(_: EditableFrame) -> None:
    """Change nothing."""


def copied_packets(path: Path) -> list[tuple[str, bytes, Fraction]]:
    with av.open(path) as container:
        return [
            (packet.stream.type, bytes(packet), packet.pts * packet.time_base)
            for packet in container.demux()
            if packet.stream.type != "video" and packet.size and packet.pts is not None
        ]


def shown(path: Path) -> list[tuple[int, float]]:
    return [(number_of(frame.image()), frame.time_s) for frame in read_frames(path)]


def starts(path: Path) -> list[Fraction]:
    with av.open(path) as container:
        return [(frame.pts or 0) * (frame.time_base or Fraction(0)) for frame in container.decode(video=0)]


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv"])
def test_frames_times_and_sound_stay(write_film: WriteFilm, tmp_path: Path, ending: str) -> None:
    film = write_film("film.mkv", numbered(40), options={"bf": "3", "g": "12"}, sound_s=4.0)
    done = rewrite(film, tmp_path / f"copy{ending}", leave, FAST)
    assert done.frames == 40
    assert done.duration_s == pytest.approx(4.0)
    assert shown(tmp_path / f"copy{ending}") == shown(film)
    before, after = copied_packets(film), copied_packets(tmp_path / f"copy{ending}")
    assert [packet[1] for packet in after] == [packet[1] for packet in before]
    assert [float(packet[2]) for packet in after] == pytest.approx([float(packet[2]) for packet in before], abs=1e-3)


def test_uneven_times_and_a_late_start_stay(write_film: WriteFilm, tmp_path: Path) -> None:
    times = [0.5 + t for t in (0.0, 0.04, 0.1, 0.5, 0.533, 2.0, 2.1)]
    film = write_film("film.mp4", numbered(7), times=times)
    rewrite(film, tmp_path / "copy.mp4", leave, FAST)
    assert starts(tmp_path / "copy.mp4") == starts(film)


@pytest.mark.parametrize(("rotation", "mirrored"), [(90, False), (180, False), (270, True)])
def test_a_turned_film_stays_turned(write_film: WriteFilm, tmp_path: Path, rotation: int, mirrored: bool) -> None:
    picture = np.zeros((64, 96, 3), np.uint8)
    picture[:20, :30] = 255
    film = write_film("film.mp4", [picture] * 3, rotation=rotation, mirrored=mirrored)
    rewrite(film, tmp_path / "copy.mp4", leave, FAST)
    old, new = (next(iter(read_frames(path))).image() for path in (film, tmp_path / "copy.mp4"))
    assert old.shape == new.shape
    assert np.abs(old.astype(int) - new).mean() < 4


def test_shape_colours_and_depth_stay(tmp_path: Path) -> None:
    film, copy = tmp_path / "film.mkv", tmp_path / "copy.mp4"
    with av.open(film, "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(30000, 1001), options={"crf": "10"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv422p10le"
        context = stream.codec_context
        context.sample_aspect_ratio = Fraction(4, 3)
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = 2, 9, 9, 16
        for index in range(5):
            frame = av.VideoFrame(96, 64, "yuv422p10le")
            for plane in frame.planes:
                np.frombuffer(memoryview(cast("bytes", plane)), np.uint16)[:] = 300 + 40 * index
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    seen: list[float] = []

    def darken(frame: EditableFrame) -> None:
        seen.append(float(frame.planes()[0].pixels.mean()))
        frame.planes()[0].pixels[:] = 64

    rewrite(film, copy, darken, FAST)
    with av.open(film) as old, av.open(copy) as new:
        before, after = old.streams.video[0], new.streams.video[0]
        for name in ("width", "height", "pix_fmt", "color_range", "colorspace", "color_primaries", "color_trc"):
            assert getattr(after.codec_context, name) == getattr(before.codec_context, name), name
        assert after.sample_aspect_ratio == Fraction(4, 3)
        assert float(after.average_rate or 0) == pytest.approx(30000 / 1001, rel=0.01)
        frames = [frame.to_ndarray()[0].mean() for frame in new.decode(after)]
    assert seen == pytest.approx([300, 340, 380, 420, 460], abs=2)
    assert frames == pytest.approx([64] * 5, abs=2)


def test_an_edit_changes_its_own_frame_alone(write_film: WriteFilm, tmp_path: Path) -> None:
    coarse = np.random.default_rng(1).integers(0, 255, (8, 12, 3)).astype(np.uint8)
    scene = np.asarray(cv2.resize(coarse, (96, 64)), np.uint8)
    film = write_film("film.mp4", [scene] * 20, options={"bf": "2", "g": "20"})

    def blacken(frame: EditableFrame) -> None:
        if 0.45 < frame.time_s < 0.65:
            frame.planes()[0].pixels[:] = 16

    rewrite(film, tmp_path / "copy.mp4", blacken, FAST)
    brightness = [frame.grey(96).mean() for frame in read_frames(tmp_path / "copy.mp4")]
    usual = brightness[0]
    assert [index for index, value in enumerate(brightness) if value < usual / 2] == [5, 6]
    assert all(abs(value - usual) < 3 for index, value in enumerate(brightness) if index not in {5, 6})


def test_names_of_places_and_devices_are_left_behind(write_film: WriteFilm, tmp_path: Path) -> None:
    film, tagged = write_film("film.mp4", numbered(10)), tmp_path / "tagged.mov"
    with av.open(film) as old, av.open(tagged, "w", container_options={"movflags": "use_metadata_tags"}) as new:
        new.metadata.update({"title": "Market", "location": "+37.5+126.9/", "make": "Phone", "comment": "SN=1"})
        new.metadata["com.apple.quicktime.location.ISO6709"] = "+37.5+126.9/"
        new.set_chapters(
            [{"id": 1, "start": 0, "end": 500, "time_base": Fraction(1, 1000), "metadata": {"title": "Fish"}}]
        )
        copy_video(old, new)
    rewrite(tagged, tmp_path / "copy.mp4", leave, FAST)
    data = (tmp_path / "copy.mp4").read_bytes()
    assert b"126.9" not in data
    assert b"Phone" not in data
    with av.open(tmp_path / "copy.mp4") as container:
        assert container.metadata["title"] == "Market"
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == ["Fish"]
        assert "comment" not in container.metadata


def copy_video(old: av.container.InputContainer, new: OutputContainer) -> None:
    stream = new.add_stream_from_template(old.streams.video[0])
    for packet in old.demux(video=0):
        if packet.dts is not None:
            packet.stream = stream
            new.mux(packet)


def test_subtitles_are_copied_or_a_container_is_named_that_holds_them(tmp_path: Path, write_film: WriteFilm) -> None:
    text = tmp_path / "words.srt"
    text.write_text(
        "1\n00:00:00,000 --> 00:00:01,000\n안녕\n\n2\n00:00:01,000 --> 00:00:02,000\nHello\n", encoding="utf-8"
    )
    film = tmp_path / "film.mkv"
    with av.open(write_film("silent.mp4", numbered(30))) as old, av.open(text) as words, av.open(film, "w") as new:
        lines = new.add_stream_from_template(words.streams.subtitles[0])
        copy_video(old, new)
        for packet in words.demux():
            if packet.dts is not None:
                packet.stream = lines
                new.mux(packet)
    rewrite(film, tmp_path / "copy.mkv", leave, FAST)
    assert copied_packets(tmp_path / "copy.mkv") == copied_packets(film)
    with pytest.raises(OutputTooNarrow, match=r"subtitles.*\.mkv"):
        rewrite(film, tmp_path / "copy.mp4", leave, FAST)
    assert not (tmp_path / "copy.mp4").exists()


@pytest.mark.parametrize("link", [os.symlink, os.link, None])
def test_the_source_is_never_replaced(
    write_film: WriteFilm, tmp_path: Path, link: Callable[[Path, Path], None] | None
) -> None:
    film = write_film("film.mp4", numbered(5))
    other = tmp_path / "other.mp4" if link else film
    if link:
        link(film, other)
    before = film.read_bytes()
    with pytest.raises(OutputIsInput):
        rewrite(film, other, leave, FAST)
    assert film.read_bytes() == before


def test_nothing_is_left_of_a_cancelled_one(write_film: WriteFilm, tmp_path: Path) -> None:
    film, target = write_film("film.mp4", numbered(60)), tmp_path / "out" / "copy.mp4"
    target.parent.mkdir()
    target.write_text("an older one")

    def stop(time_s: float) -> None:
        if time_s > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        rewrite(film, target, leave, FAST, on_progress=stop)
    assert [path.read_text() for path in target.parent.iterdir()] == ["an older one"]


def test_it_can_be_cancelled_while_the_encoder_still_holds_frames(write_film: WriteFilm, tmp_path: Path) -> None:
    film, target = write_film("film.mp4", numbered(60)), tmp_path / "out" / "copy.mp4"
    target.parent.mkdir()
    frames, reached, held = len(shown(film)), list[float](), list[float]()

    def stop() -> None:
        if len(reached) == frames:
            held.append(reached[-1])
        if len(held) > 5:  # of the ten and more that x264 holds, most are still to come
            raise Cancelled

    with pytest.raises(Cancelled):
        rewrite(film, target, leave, Quality(), check=stop, on_progress=reached.append)
    assert not any(target.parent.iterdir())


def test_a_full_disk_is_told(write_film: WriteFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = write_film("film.mp4", numbered(5))
    with pytest.raises(OutputUnwritable):
        rewrite(film, tmp_path / "no such folder" / "copy.mp4", leave, FAST)
    with pytest.raises(OutputUnknown):
        rewrite(film, tmp_path / "copy.avi", leave, FAST)
    Path("/dev/full").open("wb").close()
    monkeypatch.setattr("opentube.media.replacing._open_nameless", lambda _: os.open("/dev/full", os.O_RDWR))
    with pytest.raises(OutputUnwritable, match="space"):
        rewrite(film, tmp_path / "copy.mkv", leave, FAST)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_web_films_and_odd_sizes(write_film: WriteFilm, tmp_path: Path) -> None:
    film = write_film("film.mkv", [picture[:63, :95] for picture in numbered(6)], codec="ffv1")
    rewrite(film, tmp_path / "copy.webm", leave)
    rewrite(film, tmp_path / "copy.mp4", leave, FAST)
    for name in ("copy.webm", "copy.mp4"):
        frames = list(read_frames(tmp_path / name))
        assert [frame.size for frame in frames] == [(95, 63)] * 6


def test_broadcast_clocks_start_at_nought(write_film: WriteFilm, tmp_path: Path) -> None:
    film = write_film("film.ts", numbered(20), options={"bf": "2"}, sound_s=2.0)
    rewrite(film, tmp_path / "copy.mp4", leave, FAST)
    before, after = starts(film), starts(tmp_path / "copy.mp4")
    assert after[0] < 1
    assert [float(time - after[0]) for time in after] == pytest.approx([float(time - before[0]) for time in before])
