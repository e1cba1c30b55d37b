"""Which frame is on screen when."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from opentube.media.frames import Frame, read_frames
from opentube.media.span import Span

ROUNDING_S = 1e-6
"""A frame that starts this little after a time counts as starting by then."""


@dataclass(frozen=True, slots=True)
class Showing:
    """A frame from ``time_s`` on for ``duration_s``, in seconds since the start of a span."""

    time_s: float
    duration_s: float
    frame: Frame


class OnScreen:
    """The frames of a span by time; times must be asked for in order."""

    def __init__(self, path: Path, span: Span, *, threads: int = 1, check: Callable[[], None] = lambda: None) -> None:
        self._frames = read_frames(
            path,
            span.start_s + ROUNDING_S,
            max(span.end_s, 0.0) + ROUNDING_S,
            before=1,
            threads=threads,
            check=check,
        )
        self._now = next(self._frames, None)
        self._next = next(self._frames, None)

    def at(self, time_s: float) -> Frame | None:
        """Return the frame on screen at a time of the film: the first one before the film starts, None without any."""
        while self._next is not None and self._next.time_s <= time_s + ROUNDING_S:
            self._now, self._next = self._next, next(self._frames, None)
        return self._now


def showings(
    path: Path,
    span: Span,
    frame_rate: float | None = None,
    *,
    threads: int = 1,
    check: Callable[[], None] = lambda: None,
) -> Iterator[Showing]:
    """Give what is on screen during a span, from its very start to its very end.

    The first frame is the one on screen at ``span.start_s``, even when it started before. Frames keep their times, or
    are taken ``frame_rate`` times a second.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    length_s = span.length_s
    if frame_rate is not None:
        screen = OnScreen(path, span, threads=threads, check=check)
        number = 0
        while (time_s := number / frame_rate) < length_s - ROUNDING_S:
            number += 1
            frame = screen.at(span.start_s + time_s)
            if frame is None:
                return
            yield Showing(time_s, min(number / frame_rate, length_s) - time_s, frame)
        return
    frames = read_frames(
        path, span.start_s + ROUNDING_S, span.end_s - ROUNDING_S, before=1, threads=threads, check=check
    )
    now = next(frames, None)
    start_s = 0.0
    while now is not None:
        following = next(frames, None)
        end_s = length_s if following is None else following.time_s - span.start_s
        yield Showing(start_s, end_s - start_s, now)
        now, start_s = following, end_s
