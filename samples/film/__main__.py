"""Write ``sample.mp4`` and ``sample.info.json``."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from samples.film.comments import write_info
from samples.film.music import RATE, music
from samples.film.pictures import fetch
from samples.film.shots import Shot, film

FOLDER = Path(__file__).resolve().parent.parent
FRAME_RATE = 25


def encode(shots: list[Shot], path: Path) -> None:
    """Write the film as H.264 and AAC; one encoder thread, so that every run gives the same frames."""
    with av.open(path, "w", options={"movflags": "+faststart", "fflags": "+bitexact"}) as container:
        video = container.add_stream("libx264", rate=FRAME_RATE, options={"crf": "24", "preset": "slow"})
        video.width, video.height, video.pix_fmt = 1280, 720, "yuv420p"
        video.codec_context.thread_count = 1
        video.codec_context.colorspace = video.codec_context.color_primaries = video.codec_context.color_trc = 1
        video.codec_context.color_range = 1
        audio = container.add_stream("aac", rate=RATE, layout="stereo", options={"b": "80k"})
        frames = [(shot, at / FRAME_RATE) for shot in shots for at in _indices(shot)]
        sound = music()
        block = RATE // FRAME_RATE
        for index, (shot, at_s) in enumerate(frames):
            picture = av.VideoFrame.from_ndarray(shot.frame(at_s), format="rgb24").reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            picture.pts, picture.time_base = index, Fraction(1, FRAME_RATE)
            container.mux(video.encode(picture))
            samples = np.ascontiguousarray(sound[:, index * block : (index + 1) * block])
            heard = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
            heard.rate, heard.pts, heard.time_base = RATE, index * block, Fraction(1, RATE)
            container.mux(audio.encode(heard))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))


def _indices(shot: Shot) -> range:
    return range(round(shot.start_s * FRAME_RATE), round(shot.end_s * FRAME_RATE))


if __name__ == "__main__":
    part = FOLDER / "sample.part.mp4"
    encode(film(fetch()), part)
    part.replace(FOLDER / "sample.mp4")
    write_info(FOLDER / "comments.tsv", FOLDER / "sample.info.json")
    for name in ("sample.mp4", "sample.info.json"):
        print(f"{name}: {(FOLDER / name).stat().st_size / 1e6:.2f} MB")
