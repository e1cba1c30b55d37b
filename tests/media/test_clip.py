"""A clip starts with the frame on screen at its start, lasts as long as asked, and sounds as the film does there."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from opentube.errors import Cancelled
from opentube.media.clip import Clip, ClipOptions, make_clip
from opentube.media.clip_bound import ClipFormat, ClipTooLarge
from opentube.media.errors import MediaMissing, MediaNoVideo, MediaUnreadable, OutputIsInput, OutputUnwritable
from opentube.media.frames import frame_at, read_frames
from opentube.media.probe import probe
from opentube.media.span import Span, SpanEmpty, TimeOutsideFilm
from tests.media.reading import read_animation, read_samples

Picture = NDArray[np.uint8]
Pictures = Callable[[int], list[Picture]]
WriteFilm = Callable[..., Path]
Number = Callable[[Picture], int]

LONG_GOP = {"g": "250", "bf": "3", "sc_threshold": "0"}


def pictures_of(path: Path) -> list[Picture]:
    if path.suffix == ".mp4":
        return [frame.image() for frame in read_frames(path)]
    return read_animation(path).pictures


def length_of(path: Path) -> float:
    if path.suffix == ".mp4":
        with av.open(path) as container:
            stream = container.streams.video[0]
            assert stream.duration
            assert stream.time_base
            return float(stream.duration * stream.time_base)
    return sum(read_animation(path).durations_s)


@pytest.fixture(params=[0.0, 0.6])
def clicking_film(write_film: WriteFilm, count_up: Pictures, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Six seconds at 10 pictures a second, and a click at every whole second, heard also before the pictures begin."""
    late_s = float(request.param)
    silent = write_film("silent.mp4", count_up(60), options=LONG_GOP)
    path = tmp_path / "clicks.mkv"
    with av.open(silent) as source, av.open(path, "w") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        sound = target.add_stream("flac", rate=48000, layout="mono")
        assert isinstance(sound, AudioStream)
        before = round(late_s * 48000)
        samples = np.zeros((1, before + 6 * 48000), np.int16)
        for click in range(before, samples.shape[1], 48000):
            samples[0, click : click + 48] = 30000
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                packet.pts = (packet.pts or 0) + round(late_s / (packet.time_base or 1))
                packet.dts += round(late_s / (packet.time_base or 1))
                target.mux(packet)
        for first in range(0, samples.shape[1], 4608):
            frame = av.AudioFrame.from_ndarray(samples[:, first : first + 4608], format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 48000, first, Fraction(1, 48000)
            target.mux(sound.encode(frame))
        target.mux(sound.encode())
    return path


@pytest.mark.parametrize("form", ClipFormat)
@pytest.mark.parametrize("start_s", [0.0, 3.7, 3.75, 12.39])
def test_a_clip_starts_with_the_frame_on_screen_and_lasts_as_asked(
    write_film: WriteFilm, count_up: Pictures, read_number: Number, form: ClipFormat, start_s: float
) -> None:
    film = write_film("film.mp4", count_up(200), options=LONG_GOP)
    target = film.with_name(f"clip.{form}")
    clip = make_clip(film, target, Span(start_s, start_s + 1.5), ClipOptions(form=form))
    shown = pictures_of(target)
    assert read_number(shown[0]) == int(start_s * 10 + 1e-6)
    assert len(shown) == clip.frames
    last_s = start_s + 1.5 - 1e-6 if form is ClipFormat.MP4 else start_s + 1.4 + 1e-6  # the others take ten a second
    assert read_number(shown[-1]) == int(last_s * 10)
    assert length_of(target) == pytest.approx(1.5, abs=0.011)
    assert clip.size_bytes == target.stat().st_size


@pytest.mark.parametrize("form", ClipFormat)
def test_pictures_of_a_variable_rate_keep_their_times(
    write_film: WriteFilm, count_up: Pictures, read_number: Number, form: ClipFormat
) -> None:
    film = write_film("film.mkv", count_up(7), times=[0.0, 0.04, 0.5, 0.9, 3.7, 3.8, 6.0])
    target = film.with_name(f"clip.{form}")
    make_clip(film, target, Span(0.7, 4.0), ClipOptions(form=form, frame_rate=None if form is ClipFormat.MP4 else 10))
    assert length_of(target) == pytest.approx(3.3, abs=0.011)
    if form is ClipFormat.MP4:
        shown = [(round(f.time_s, 3), read_number(f.image())) for f in read_frames(target)]
        assert shown == [(0.0, 2), (0.2, 3), (3.0, 4), (3.1, 5)]
    else:
        animation = read_animation(target)
        starts = np.cumsum([0, *animation.durations_s[:-1]])
        on_screen = {
            read_number(p): round(float(t), 2) for t, p in reversed(list(zip(starts, animation.pictures, strict=True)))
        }
        assert on_screen == {2: 0.0, 3: 0.2, 4: 3.0, 5: 3.1}


def test_a_frame_rate_takes_what_is_on_screen(
    write_film: WriteFilm, count_up: Pictures, read_number: Number, tmp_path: Path
) -> None:
    film = write_film("film.mp4", count_up(60), options=LONG_GOP)
    make_clip(film, tmp_path / "clip.mp4", Span(1.0, 3.0), ClipOptions(frame_rate=4))
    assert [read_number(p) for p in pictures_of(tmp_path / "clip.mp4")] == [10, 12, 15, 17, 20, 22, 25, 27]


@pytest.mark.parametrize("loop", [False, True])
def test_sound_stays_with_the_picture(clicking_film: Path, tmp_path: Path, *, loop: bool) -> None:
    target = tmp_path / "clip.mp4"
    clip = make_clip(clicking_film, target, Span(1.3, 4.7), ClipOptions(loop=loop))
    samples, rate = read_samples(target)
    loud = np.flatnonzero(np.abs(samples) > 0.3) / rate
    clicks = [float(loud[0]), *(float(b) for a, b in pairwise(loud) if b - a > 0.5)]
    assert clip.sound
    assert clicks == pytest.approx([0.7, 1.7, 2.7], abs=0.004)
    assert len(samples) / rate == pytest.approx(3.4, abs=0.025)


def test_the_end_of_a_loop_flows_into_what_precedes_the_start(write_film: WriteFilm, tmp_path: Path) -> None:
    film = write_film("film.mp4", [np.full((64, 96, 3), 40 + 2 * i, np.uint8) for i in range(100)])
    make_clip(film, tmp_path / "clip.mp4", Span(2.0, 8.0), ClipOptions(loop=True))
    shown = [float(p.mean()) for p in pictures_of(tmp_path / "clip.mp4")]
    assert shown[0] == pytest.approx(float(frame_at(film, 2.0).image().mean()), abs=3)
    assert shown[54] == pytest.approx(float(frame_at(film, 7.4).image().mean()), abs=3)
    assert abs(shown[-1] - shown[0]) < 0.4 * abs(shown[54] - shown[0])


def test_at_the_start_of_the_film_a_loop_flows_into_its_first_frame(write_film: WriteFilm, tmp_path: Path) -> None:
    film = write_film("film.mp4", [np.full((64, 96, 3), 40 + 2 * i, np.uint8) for i in range(100)], sound_s=10.0)
    make_clip(film, tmp_path / "clip.mp4", Span(0.0, 4.0), ClipOptions(loop=True))
    shown = [float(p.mean()) for p in pictures_of(tmp_path / "clip.mp4")]
    assert abs(shown[-1] - shown[0]) < 0.4 * abs(shown[34] - shown[0])


@pytest.mark.parametrize("form", [ClipFormat.GIF, ClipFormat.WEBP])
@pytest.mark.parametrize(("forever", "plays"), [(True, 0), (False, 1)])
def test_animations_play_for_ever_or_once(
    write_film: WriteFilm, count_up: Pictures, form: ClipFormat, plays: int, *, forever: bool
) -> None:
    film = write_film("film.mp4", count_up(20))
    target = film.with_name(f"clip.{form}")
    make_clip(film, target, Span(0.0, 1.0), ClipOptions(form=form, forever=forever))
    assert read_animation(target).plays == plays


@pytest.fixture
def busy_film(write_film: WriteFilm) -> Path:
    """Three seconds of moving noise, which costs many bytes."""
    noise = np.random.default_rng(2).integers(0, 255, (90, 450, 3), np.uint8)
    noise = np.asarray(noise.repeat(2, axis=0).repeat(2, axis=1), np.uint8)
    return write_film("busy.mp4", [noise[:, 4 * i : 4 * i + 160] for i in range(60)], rate=20, sound_s=3.0)


@pytest.mark.parametrize("form", ClipFormat)
@pytest.mark.parametrize("share", [0.7, 0.15])
def test_a_clip_is_never_larger_than_asked(busy_film: Path, form: ClipFormat, share: float) -> None:
    target = busy_film.with_name(f"clip.{form}")
    free = make_clip(busy_film, target, Span(0.5, 2.5), ClipOptions(form=form))
    bound = int(free.size_bytes * share)
    clip = make_clip(busy_film, target, Span(0.5, 2.5), ClipOptions(form=form, max_bytes=bound))
    assert target.stat().st_size == clip.size_bytes <= bound
    assert [attempt.size_bytes > bound for attempt in clip.attempts] == [True] * (len(clip.attempts) - 1) + [False]
    assert clip.size_bytes > bound / 4
    assert len(pictures_of(target)) == clip.frames


@pytest.mark.parametrize("form", ClipFormat)
def test_an_impossible_size_is_refused(busy_film: Path, form: ClipFormat) -> None:
    target = busy_film.with_name(f"clip.{form}")
    with pytest.raises(ClipTooLarge):
        make_clip(busy_film, target, Span(0.5, 2.5), ClipOptions(form=form, max_bytes=900))
    assert sorted(path.name for path in target.parent.iterdir()) == ["busy.mp4"]


@pytest.mark.parametrize("form", ClipFormat)
def test_a_phones_video_with_oblong_pixels_is_upright(write_film: WriteFilm, form: ClipFormat) -> None:
    picture = np.zeros((64, 96, 3), np.uint8)
    picture[:32, :48] = 255
    film = write_film("film.mp4", [picture] * 10, rotation=90, sample_aspect=Fraction(2, 1))
    clip = make_clip(film, film.with_name(f"clip.{form}"), Span(0.0, 1.0), ClipOptions(form=form))
    shown = pictures_of(film.with_name(f"clip.{form}"))[0]
    expected = frame_at(film, 0.0).image()
    assert (clip.width, clip.height) == (64, 192)
    assert np.abs(shown.astype(int) - expected).mean() < 6


@pytest.mark.parametrize("colour", [(200, 60, 40), (40, 180, 220), (90, 90, 200)])
@pytest.mark.parametrize("matrix", [1, 6, 2])
def test_colours_stay(tmp_path: Path, colour: tuple[int, int, int], matrix: int) -> None:
    film = tmp_path / "film.mp4"
    with av.open(film, "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.colorspace = matrix
        for _ in range(5):
            picture = np.full((64, 96, 3), colour, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            kinds = {1: "ITU709", 6: "ITU601", 2: "ITU601"}
            container.mux(stream.encode(frame.reformat(format="yuv420p", dst_colorspace=kinds[matrix])))
        container.mux(stream.encode())
    make_clip(film, tmp_path / "clip.mp4", Span(0.0, 0.5))
    shown = pictures_of(tmp_path / "clip.mp4")[0]
    assert np.abs(shown.mean(axis=(0, 1)) - colour).max() <= 6
    with av.open(tmp_path / "clip.mp4") as container:
        assert container.streams.video[0].codec_context.colorspace == matrix


def test_a_width_is_kept_and_never_grows(write_film: WriteFilm, count_up: Pictures, tmp_path: Path) -> None:
    film = write_film("film.mp4", count_up(10))

    def sizes(width: int) -> tuple[int, int]:
        clip = make_clip(film, tmp_path / "clip.gif", Span(0.0, 1.0), ClipOptions(form=ClipFormat.GIF, width=width))
        return clip.width, clip.height

    assert sizes(48) == (48, 32)
    assert sizes(5000) == (96, 64)
    upright = ClipOptions(width=34, vertical=True)
    clip = make_clip(film, tmp_path / "clip.mp4", Span(0.0, 1.0), upright)
    assert (clip.width, clip.height) == (34, 60)


def test_an_mp4_can_be_played_while_it_is_loaded(write_film: WriteFilm, count_up: Pictures, tmp_path: Path) -> None:
    film = write_film("film.mp4", count_up(10), sound_s=1.0)
    make_clip(film, tmp_path / "clip.mp4", Span(0.0, 1.0))
    data = (tmp_path / "clip.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_a_film_without_sound_gives_a_clip_without(write_film: WriteFilm, count_up: Pictures, tmp_path: Path) -> None:
    clip = make_clip(write_film("film.mp4", count_up(10)), tmp_path / "clip.mp4", Span(0.2, 0.7))
    assert not clip.sound
    assert not probe(tmp_path / "clip.mp4").has_audio


def test_sound_that_ends_early_is_followed_by_silence(
    write_film: WriteFilm, count_up: Pictures, tmp_path: Path
) -> None:
    film = write_film("film.mp4", count_up(60), sound_s=2.0)
    make_clip(film, tmp_path / "clip.mp4", Span(1.0, 5.0))
    samples, rate = read_samples(tmp_path / "clip.mp4")
    assert len(samples) / rate == pytest.approx(4.0, abs=0.07)


@pytest.mark.parametrize(
    ("span", "kind"),
    [
        (Span(-1.0, 1.0), TimeOutsideFilm),
        (Span(6.0, 7.0), TimeOutsideFilm),
        (Span(5.0, 7.0), TimeOutsideFilm),
        (Span(2.0, 2.0), SpanEmpty),
        (Span(3.0, 2.0), SpanEmpty),
    ],
)
def test_times_outside_the_film_are_refused(
    write_film: WriteFilm, count_up: Pictures, tmp_path: Path, span: Span, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        make_clip(write_film("film.mp4", count_up(60)), tmp_path / "clip.mp4", span)
    assert not (tmp_path / "clip.mp4").exists()


@pytest.mark.parametrize("form", ClipFormat)
def test_nothing_is_left_when_it_is_stopped(write_film: WriteFilm, count_up: Pictures, form: ClipFormat) -> None:
    film = write_film("film.mp4", count_up(60), sound_s=6.0)
    target = film.with_name(f"clip.{form}")
    target.write_bytes(b"an older clip")

    def stop(done_s: float) -> None:
        if done_s > 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_clip(film, target, Span(0.0, 4.0), ClipOptions(form=form), on_progress=stop)
    assert target.read_bytes() == b"an older clip"
    assert sorted(path.name for path in film.parent.iterdir()) == sorted([target.name, film.name])


@pytest.mark.parametrize("form", [ClipFormat.MP4, ClipFormat.GIF])
def test_it_can_be_stopped_when_all_pictures_are_read_but_not_all_written(
    write_film: WriteFilm, count_up: Pictures, form: ClipFormat
) -> None:
    film = write_film("film.mp4", count_up(60))
    read: list[float] = []

    def check() -> None:
        if read and read[-1] == pytest.approx(4.0):
            raise Cancelled

    with pytest.raises(Cancelled):
        make_clip(
            film,
            film.with_name(f"clip.{form}"),
            Span(0.0, 4.0),
            ClipOptions(form=form),
            check=check,
            on_progress=read.append,
        )
    assert [path.name for path in film.parent.iterdir()] == [film.name]


def test_the_film_is_never_replaced(write_film: WriteFilm, count_up: Pictures) -> None:
    film = write_film("film.mp4", count_up(10))
    link = film.with_name("link.mp4")
    link.symlink_to(film)
    before = film.read_bytes()
    for target in (film, link):
        with pytest.raises(OutputIsInput):
            make_clip(film, target, Span(0.0, 0.5))
    assert film.read_bytes() == before


@pytest.fixture
def unusable(tmp_path: Path) -> Iterator[tuple[Path, type[Exception]]]:
    text = tmp_path / "text.mp4"
    text.write_text("no video at all", encoding="utf-8")
    return iter([(text, MediaUnreadable), (tmp_path / "none.mp4", MediaMissing), (sound_only(tmp_path), MediaNoVideo)])


def sound_only(folder: Path) -> Path:
    path = folder / "sound.m4a"
    with av.open(path, "w") as container:
        sound = container.add_stream("aac", rate=16000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 16000), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 16000
        container.mux(sound.encode(frame))
        container.mux(sound.encode())
    return path


def test_what_is_no_film_is_refused(unusable: Iterator[tuple[Path, type[Exception]]], tmp_path: Path) -> None:
    for path, kind in unusable:
        with pytest.raises(kind):
            make_clip(path, tmp_path / "clip.mp4", Span(0.0, 1.0))


def test_a_place_that_cannot_be_written_is_refused(write_film: WriteFilm, count_up: Pictures, tmp_path: Path) -> None:
    film = write_film("film.mp4", count_up(10))
    for target in (tmp_path / "no" / "clip.mp4", tmp_path):
        with pytest.raises(OutputUnwritable):
            make_clip(film, target, Span(0.0, 0.5))


def test_a_caption_covers_the_lower_third_only(write_film: WriteFilm, tmp_path: Path) -> None:
    film = write_film("film.mp4", [np.full((360, 640, 3), 120, np.uint8)] * 10)

    def shown(caption: str | None) -> tuple[Clip, Picture]:
        clip = make_clip(film, tmp_path / "clip.mp4", Span(0.0, 1.0), ClipOptions(caption=caption))
        return clip, pictures_of(tmp_path / "clip.mp4")[0]

    _, plain = shown(None)
    clip, captioned = shown("여기 진짜 좋아요 1:23")
    changed = np.abs(captioned.astype(int) - plain).max(axis=2) > 30
    assert not changed[: 360 * 2 // 3].any()
    assert changed[360 * 2 // 3 :].mean() > 0.02
    assert captioned.max() > 230
    assert captioned.min() < 30
    assert not clip.caption_cut
    clip, _ = shown("아주 긴 댓글 " * 60)
    assert clip.caption_cut


def test_damage_in_the_middle_costs_its_frames_only(write_film: WriteFilm, count_up: Pictures, tmp_path: Path) -> None:
    film = write_film("film.mkv", count_up(100), options={"g": "10"}, sound_s=10.0)
    data = bytearray(film.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(byte ^ 0x5A for byte in data[middle : middle + 400])
    film.write_bytes(data)
    clip = make_clip(film, tmp_path / "clip.mp4", Span(1.0, 9.0))
    assert clip.frames > 40
    assert length_of(tmp_path / "clip.mp4") == pytest.approx(8.0, abs=0.02)
    samples, rate = read_samples(tmp_path / "clip.mp4")
    assert len(samples) / rate == pytest.approx(8.0, abs=0.07)
