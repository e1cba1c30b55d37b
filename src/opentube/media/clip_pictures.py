"""The pictures of a clip: placed, scaled, joined end to start, captioned."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.caption import Caption
from opentube.media.crop import CropPath, crop
from opentube.media.frames import Frame
from opentube.media.span import Span
from opentube.media.timeline import OnScreen, showings

MAX_FADE_S = 0.5
FADE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class ClipPicture:
    """A picture, (height, width, 3) uint8 BGR, from ``time_s`` on for ``duration_s``, seconds since the clip's start."""

    time_s: float
    duration_s: float
    picture: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """What the pictures of a clip look like.

    Attributes:
        width, height: of the pictures, pixels.
        full_side: the longer side of the whole frame, scaled, before it is cropped.
        frame_rate: pictures a second; None keeps the film's own times.
        loop: the end flows into the start.
        path: where a smaller picture lies in the frame; None for its middle.
        caption: words for pictures of this size.
    """

    width: int
    height: int
    full_side: int
    frame_rate: float | None = None
    loop: bool = False
    path: CropPath | None = None
    caption: Caption | None = None

    def picture_of(self, frame: Frame) -> NDArray[np.uint8]:
        """Return the upright picture of a frame, scaled and cropped, without words."""
        middle = self.path.at(frame.time_s) if self.path else (0.5, 0.5)
        whole = frame.image(self.full_side)
        short = max(self.height - whole.shape[0], self.width - whole.shape[1])
        if short > 0:  # a film whose frames become smaller
            scale = max(self.height / whole.shape[0], self.width / whole.shape[1])
            size = max(self.width, round(whole.shape[1] * scale)), max(self.height, round(whole.shape[0] * scale))
            whole = np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        return crop(whole, self.width, self.height, middle)


def fade_s(length_s: float) -> float:
    """Return for how long, at its end, a clip of this length flows into its start, in seconds."""
    return min(MAX_FADE_S, length_s * FADE_SHARE)


def clip_pictures(
    path: Path, span: Span, look: Look, *, threads: int = 1, check: Callable[[], None] = lambda: None
) -> Iterator[ClipPicture]:
    """Give the pictures of a span, from its very start to its very end, without gaps.

    With ``look.loop`` the last ones turn step by step into what precedes the start, so that the start follows
    smoothly; at the start of the film, into its first frame.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    fade_from_s = span.length_s - fade_s(span.length_s)
    lead = None
    for showing in showings(path, span, look.frame_rate, threads=threads, check=check):
        picture = look.picture_of(showing.frame)
        if look.loop and showing.time_s > fade_from_s:
            lead = lead or OnScreen(path, Span(span.start_s - fade_s(span.length_s), span.start_s), check=check)
            earlier = lead.at(span.start_s - span.length_s + showing.time_s)
            if earlier is not None:
                share = (showing.time_s - fade_from_s) / (span.length_s - fade_from_s)
                blended = cv2.addWeighted(picture, 1 - share, look.picture_of(earlier), share, 0)
                picture = np.asarray(blended, np.uint8)
        if look.caption:
            look.caption.draw_on(picture)
        yield ClipPicture(showing.time_s, showing.duration_s, picture)
