"""Hiding everybody in a film that is decoded once: while a frame waits, faces are found in those after it."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from opentube.faces.anonymize.finding import FaceFinder, upright
from opentube.faces.anonymize.following import Follower
from opentube.faces.anonymize.masking import everybody
from opentube.faces.anonymize.showing import Showing
from opentube.faces.anonymize.values import MaskTrack
from opentube.media.raw_frames import RawFrame


class Meanwhile:
    """Holds frames back until nothing that comes later changes their masks.

    ``aspect``: width of the upright frame by its height. ``check`` is called while there is nothing to do but wait.
    """

    def __init__(self, finder: FaceFinder, aspect: float, check: Callable[[], None]) -> None:
        self._finder = finder
        self._aspect = aspect
        self._check = check
        self._follower = Follower()
        self._waiting: deque[RawFrame] = deque()
        self._settled_s = -np.inf
        self._showing = Showing(())

    def through(self, frames: Iterator[RawFrame]) -> Iterator[RawFrame]:
        """Give the frames again, each when its masks are known."""
        for _ in self._finder.watch(upright(self._held(frames)), self._follower, embed=False, check=self._check):
            settled_s = self._follower.settled_s
            while self._waiting and self._waiting[0].time_s <= settled_s:
                yield self._waiting.popleft()
        self._follower.finish()
        while self._waiting:
            yield self._waiting.popleft()

    def at(self, time_s: float) -> Sequence[MaskTrack]:
        """Return the masks of the frame that was given last."""
        if time_s > self._settled_s:
            self._settled_s = self._follower.settled_s
            self._showing = Showing(everybody(self._follower.since(time_s), self._aspect))
        return self._showing.at(time_s)

    def tracks(self) -> tuple[MaskTrack, ...]:
        """Return all masks of what was decoded, when no more frames are asked for."""
        return everybody(self._follower.finish(), self._aspect)

    def _held(self, frames: Iterator[RawFrame]) -> Iterator[RawFrame]:
        for raw in frames:
            self._waiting.append(raw)
            yield raw
