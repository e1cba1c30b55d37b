"""Everybody is hidden while the film is decoded once: the same as in two goes, and nothing is left when it fails."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from opentube.errors import Cancelled
from opentube.faces.anonymize import engine
from opentube.faces.anonymize.engine import hide_everybody, render
from opentube.faces.anonymize.finding import upright
from opentube.faces.anonymize.following import Follower
from opentube.faces.anonymize.masking import everybody
from opentube.faces.anonymize.styles import Style, StyleKind
from opentube.faces.anonymize.values import MaskTrack
from opentube.media.container import main_video, open_media
from opentube.media.errors import OutputUnwritable
from opentube.media.frames import read_frames
from opentube.media.raw_frames import raw_frames
from tests.faces.anonymize.test_following import disc, finder
from tests.faces.films import Picture, scene, write

SOLID = Style(StyleKind.SOLID)


def film(folder: Path, seconds: int = 6) -> Path:
    """Somebody who moves, then nobody, then two."""
    part = 25 * seconds // 3
    pictures = [disc(1, 60 + 2 * step % 200) for step in range(part)]
    pictures += [scene(2, 320, 180) // 2 for _ in range(part)]
    pictures += [disc(3, 80) for _ in range(part)]
    return write(folder / "film.mp4", pictures, 25)


def pictures_of(path: Path) -> list[Picture]:
    return [frame.image() for frame in read_frames(path)]


def every_mask(path: Path) -> tuple[MaskTrack, ...]:
    """What is found when all frames are looked at first."""
    follower = Follower()
    with open_media(path) as container:
        frames = upright(raw_frames(container, main_video(container)))
        for _ in finder().watch(frames, follower, embed=False, check=lambda: None):
            pass
    return everybody(follower.finish(), 16 / 9)


def test_it_is_the_same_as_in_two_goes(tmp_path: Path) -> None:
    path = film(tmp_path)
    masks = every_mask(path)
    render(path, tmp_path / "two.mp4", masks, SOLID)
    reached: list[float] = []
    done = hide_everybody(path, tmp_path / "one.mp4", finder(), SOLID, on_progress=reached.append)
    assert done.written.frames == len(pictures_of(path))
    assert reached == sorted(reached)
    assert len(done.tracks) == len(masks)
    for one, two in zip(done.tracks, masks, strict=True):
        assert (one.start_s, one.end_s) == (two.start_s, two.end_s)
        np.testing.assert_allclose(one.boxes, two.boxes)
    for first, second in zip(pictures_of(tmp_path / "one.mp4"), pictures_of(tmp_path / "two.mp4"), strict=True):
        assert np.abs(first.astype(int) - second).max() < 40


def test_the_beginning_alone(tmp_path: Path) -> None:
    done = hide_everybody(film(tmp_path), tmp_path / "hidden.mp4", finder(), SOLID, end_s=1.0)
    assert done.written.frames == len(pictures_of(tmp_path / "hidden.mp4")) == 25
    assert any(track.at(0.5) is not None for track in done.tracks)


def test_films_too_large_to_hold_are_done_in_two_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_PIXELS_PER_S", 1)
    path, reached = film(tmp_path), list[float]()
    done = hide_everybody(path, tmp_path / "hidden.mp4", finder(), SOLID, on_progress=reached.append)
    assert done.written.frames == len(pictures_of(path))
    assert reached == sorted(reached)
    assert reached[-1] <= 6.0


def test_a_mask_is_gone_in_the_second_frame_after_a_cut(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", [disc(1, 160)] * 30 + [scene(2, 320, 180) // 2] * 30, 25)
    hide_everybody(path, tmp_path / "hidden.mp4", finder(), SOLID)
    before, after = pictures_of(path), pictures_of(tmp_path / "hidden.mp4")
    changed = [
        bool(np.abs(a[80:100, 150:170].astype(int) - b[80:100, 150:170]).mean() > 12)
        for a, b in zip(before, after, strict=True)
    ]
    assert all(changed[:30])
    assert not any(changed[31:])


def test_what_is_damaged_in_the_middle_is_left_out(tmp_path: Path) -> None:
    path = film(tmp_path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes(3000)
    path.write_bytes(data)
    done = hide_everybody(path, tmp_path / "hidden.mp4", finder(), SOLID)
    left = pictures_of(tmp_path / "hidden.mp4")
    assert done.written.frames == len(left)
    assert 50 < len(left) <= 150


def test_nothing_is_left_when_it_is_cancelled_or_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = film(tmp_path)

    def stop(time_s: float) -> None:
        if time_s > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        hide_everybody(path, tmp_path / "hidden.mp4", finder(), SOLID, on_progress=stop)
    monkeypatch.setattr("opentube.media.replacing._open_nameless", lambda _: os.open("/dev/full", os.O_RDWR))
    with pytest.raises(OutputUnwritable, match="space"):
        hide_everybody(path, tmp_path / "hidden.mkv", finder(), SOLID)
    assert [left.name for left in tmp_path.iterdir()] == ["film.mp4"]


def test_nothing_is_left_when_it_is_killed(tmp_path: Path) -> None:
    path = film(tmp_path)
    program = (
        "import sys\nfrom pathlib import Path\nfrom opentube.faces.anonymize.engine import hide_everybody\n"
        "from tests.faces.anonymize.test_following import finder\n"
        "def wait(time_s):\n"
        "    if time_s > 2:\n        print(flush=True)\n        sys.stdin.read()\n"
        "hide_everybody(Path(sys.argv[1]), Path(sys.argv[2]), finder(), on_progress=wait)\n"
    )
    arguments = [sys.executable, "-c", program, str(path), str(tmp_path / "hidden.mp4")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"\n"
        process.kill()
    assert [left.name for left in tmp_path.iterdir()] == ["film.mp4"]
