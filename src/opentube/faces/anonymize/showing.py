"""Which of many masks are there at a time."""

from collections.abc import Sequence

from opentube.faces.anonymize.values import MaskTrack


class Showing:
    """Tells it for frame after frame, however many masks a film has."""

    def __init__(self, tracks: Sequence[MaskTrack]) -> None:
        self._later = sorted(tracks, key=lambda track: track.start_s, reverse=True)
        self._now: list[MaskTrack] = []

    def at(self, time_s: float) -> Sequence[MaskTrack]:
        """Return the masks of a frame; its time must not be before the last one's."""
        while self._later and self._later[-1].start_s <= time_s:
            self._now.append(self._later.pop())
        self._now = [track for track in self._now if track.end_s > time_s]
        return self._now
