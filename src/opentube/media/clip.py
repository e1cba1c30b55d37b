"""Cutting a clip out of a film."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from av.error import FFmpegError

from opentube.media.caption import make_caption
from opentube.media.clip_bound import (
    GIF_LEVELS,
    WEBP_LEVELS,
    Attempt,
    ClipFormat,
    ClipTooLarge,
    Knobs,
    quality_text,
    smaller,
)
from opentube.media.clip_gif import write_gif
from opentube.media.clip_mp4 import ClipSound, Mp4Quality, colours_of, write_mp4
from opentube.media.clip_pictures import ClipPicture, Look, clip_pictures
from opentube.media.clip_webp import write_webp
from opentube.media.crop import CropPath
from opentube.media.errors import MediaNoFrames, OutputUnwritable
from opentube.media.probe import MediaInfo, probe
from opentube.media.replacing import replacing
from opentube.media.sound import sound_shape
from opentube.media.span import Span

UPRIGHT = 9 / 16
MAX_SIDE = {ClipFormat.MP4: 3840, ClipFormat.WEBP: 640, ClipFormat.GIF: 480}
"""Longer side in pixels where no width is asked for, also the most that MP4 is written with."""

FRAME_RATE = {ClipFormat.MP4: None, ClipFormat.WEBP: 15.0, ClipFormat.GIF: 15.0}
MAX_FRAME_RATE = {ClipFormat.MP4: 120.0, ClipFormat.WEBP: 60.0, ClipFormat.GIF: 50.0}
MAX_ATTEMPTS = 12


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """What a clip is to be.

    Attributes:
        form: the kind of file.
        width: pixels; None for the film's, at most 640 for WebP, 480 for GIF. Never more than the film has.
        frame_rate: pictures a second; None keeps every frame at its own time (MP4), or takes up to 15 (WebP, GIF).
        loop: the last half second flows into what precedes the start, so that the start follows without a jump.
        forever: WebP and GIF start again and again.
        vertical: cut to 9:16, upright.
        path: where the cut lies, see `opentube.faces.framing`; None for the middle.
        caption: words for the lower third.
        max_bytes: the file is not larger than this.
    """

    form: ClipFormat = ClipFormat.MP4
    width: int | None = None
    frame_rate: float | None = None
    loop: bool = False
    forever: bool = True
    vertical: bool = False
    path: CropPath | None = None
    caption: str | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that was written.

    Attributes:
        span: what of the film it shows.
        frames: number of pictures.
        width, height: pixels.
        size_bytes: of the file.
        sound: whether it has any.
        attempts: what was tried to stay below ``max_bytes``, the last one being the file.
        caption_cut, caption_lost: an ellipsis ends the caption; characters that no typeface shows.
    """

    span: Span
    frames: int
    width: int
    height: int
    size_bytes: int
    sound: bool
    attempts: tuple[Attempt, ...]
    caption_cut: bool = False
    caption_lost: str = ""


def make_clip(
    source: Path,
    target: Path,
    span: Span,
    options: ClipOptions | None = None,
    *,
    threads: int = 1,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Clip:
    """Write what a film shows during ``span``: from the very frame that is on screen at its start, for its very length.

    ``check`` is called at every packet and picture, ``on_progress`` gets the seconds of the clip that are done; it
    starts again with each attempt to stay below a size. Nothing is left when one raises.

    Raises:
        TimeOutsideFilm, SpanEmpty: the span is not in the film.
        ClipTooLarge: it cannot be made as small as asked.
        OutputIsInput, OutputUnwritable: as they say.
        UserError: see `opentube.media.errors` for what may be wrong with the film.
    """
    options = options or ClipOptions()
    info = probe(source)
    span = span.checked(info.duration_s)
    making = _Making(source, span, options, info, threads, check, on_progress)
    knobs = making.first_knobs()
    attempts: list[Attempt] = []
    with replacing(target, keep=source) as partial:
        for _ in range(MAX_ATTEMPTS):
            try:
                clip = making.write(partial, knobs)
            except (FFmpegError, OSError) as error:
                raise OutputUnwritable from error
            attempts.append(clip.attempts[0])
            if options.max_bytes is None or clip.size_bytes <= options.max_bytes:
                return Clip(
                    span,
                    clip.frames,
                    clip.width,
                    clip.height,
                    clip.size_bytes,
                    clip.sound,
                    tuple(attempts),
                    clip.caption_cut,
                    clip.caption_lost,
                )
            knobs = smaller(options.form, knobs, attempts[-1], options.max_bytes, span.length_s)
        raise ClipTooLarge


@dataclass(frozen=True, slots=True)
class _Making:
    source: Path
    span: Span
    options: ClipOptions
    info: MediaInfo
    threads: int
    check: Callable[[], None]
    on_progress: Callable[[float], None]

    def first_knobs(self) -> Knobs:
        form = self.options.form
        width, height = self._cut_size()
        longer = max(width, height)
        side = min(int(longer), MAX_SIDE[form])
        if self.options.width:
            side = min(int(longer), ceil(self.options.width * longer / width - 1e-6), MAX_SIDE[ClipFormat.MP4])
        frame_rate = self.options.frame_rate or FRAME_RATE[form]
        if frame_rate is not None:
            frame_rate = min(frame_rate, MAX_FRAME_RATE[form])
            if not self.options.frame_rate and self.info.frame_rate > 0:
                frame_rate = min(frame_rate, self.info.frame_rate)
        return Knobs(side, frame_rate)

    def _cut_size(self) -> tuple[float, float]:
        """Size in pixels of the film of what the clip shows."""
        width, height = float(self.info.width), float(self.info.height)
        if self.options.vertical:
            return min(width, height * UPRIGHT), min(height, width / UPRIGHT)
        return width, height

    def _look(self, knobs: Knobs) -> tuple[Look, bool, str]:
        cut_width, cut_height = self._cut_size()
        scale = knobs.side / max(cut_width, cut_height)
        step = 2 if self.options.form is ClipFormat.MP4 else 1
        width = max(step, int(cut_width * scale + 1e-6) // step * step)
        height = max(step, int(cut_height * scale + 1e-6) // step * step)
        full_side = ceil(max(self.info.width, self.info.height) * scale - 1e-6)
        caption = make_caption(self.options.caption, width, height) if self.options.caption else None
        look = Look(width, height, full_side, knobs.frame_rate, self.options.loop, self.options.path, caption)
        return look, bool(caption and caption.cut), caption.lost if caption else ""

    def write(self, target: Path, knobs: Knobs) -> Clip:
        form = self.options.form
        look, cut, lost = self._look(knobs)
        sound = None
        if form is ClipFormat.GIF:
            frames = write_gif(
                target, lambda: self._pictures(look), GIF_LEVELS[knobs.level], forever=self.options.forever
            )
        elif form is ClipFormat.WEBP:
            frames = write_webp(target, self._pictures(look), WEBP_LEVELS[knobs.level], forever=self.options.forever)
        else:
            shape = sound_shape(self.source) if self.info.has_audio else None
            if shape:
                sound = ClipSound(self.source, self.span, shape, self.info.start_s, self.options.loop)
            frames = write_mp4(
                target,
                self._pictures(look),
                sound,
                Mp4Quality(rate=knobs.rate, sound_rate=knobs.sound_rate),
                colours=colours_of(self.source),
                frame_rate=knobs.frame_rate or self.info.frame_rate or 25.0,
                check=self.check,
            )
        size = target.stat().st_size
        shown_rate = knobs.frame_rate or frames / self.span.length_s
        attempt = Attempt(look.width, look.height, shown_rate, quality_text(form, knobs), size)
        return Clip(self.span, frames, look.width, look.height, size, sound is not None, (attempt,), cut, lost)

    def _pictures(self, look: Look) -> Iterator[ClipPicture]:
        none = True
        for shown in clip_pictures(self.source, self.span, look, threads=self.threads, check=self.check):
            none = False
            yield shown
            self.on_progress(shown.time_s + shown.duration_s)
        if none:
            raise MediaNoFrames
