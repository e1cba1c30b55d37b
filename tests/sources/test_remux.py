"""Streams become one file, frame by frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opentube.sources.remux import remux
from opentube.sources.yt_dlp_errors import MediaUnusable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sources.conftest import Films


def keep_going() -> None:
    """Nobody cancels."""


@pytest.mark.parametrize("container", ["mkv", "nut"])
@pytest.mark.parametrize(
    ("codecs", "suffix"),
    [(("libx264", "aac"), ".mp4"), (("libvpx-vp9", "libopus"), ".mp4"), (("ffv1", "pcm_s16le"), ".mkv")],
)
def test_remuxing_keeps_every_frame(
    films: Films, tmp_path: Path, container: str, codecs: tuple[str, str], suffix: str
) -> None:
    parts = [tmp_path / f"picture.{container}", tmp_path / f"sound.{container}"]
    films.write(parts[0], picture=codecs[0], sound=None)
    films.write(parts[1], picture=None, sound=codecs[1])

    whole = remux(parts, tmp_path / "whole", gate=keep_going)

    assert whole.suffix == suffix
    assert films.streams_of(whole) == {"video": films.pictures, "audio": 0}


def test_a_truncated_stream_is_unusable(films: Films, tmp_path: Path) -> None:
    part = tmp_path / "film.mp4"
    part.write_bytes(films.write(part)[:3000])

    with pytest.raises(MediaUnusable):
        remux([part], tmp_path / "whole", gate=keep_going)
