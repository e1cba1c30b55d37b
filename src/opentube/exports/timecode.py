"""SMPTE timecode: frames counted as hours:minutes:seconds:frames, at the rates that editors work with."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from opentube.errors import UserError

RATES: Final = tuple(
    Fraction(*rate)
    for rate in ((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1), (60000, 1001), (60, 1))
)
_DROPPING: Final = frozenset({Fraction(30000, 1001), Fraction(60000, 1001)})
_TOLERANCE: Final = 0.0004


class FrameRateUnusual(UserError):
    """There is no timecode for the frame rate of this film. Choose the rate of your project, e.g. frame_rate=25."""

    code = "frame_rate_unusual"

    @classmethod
    def of(cls, frame_rate: float | None) -> "FrameRateUnusual":
        """Say which rate it is."""
        if frame_rate is None:
            return cls("The frame rate of this film is not known. Choose that of your project, e.g. frame_rate=25.")
        return cls(
            f"There is no timecode for {frame_rate:g} frames a second. Choose the rate of your project, "
            "e.g. frame_rate=25."
        )


class PastMidnight(UserError):
    """Timecode ends at 24 hours, and this goes on for longer. Choose fewer persons, or a shorter film."""

    code = "past_midnight"


@dataclass(frozen=True, slots=True)
class Timecode:
    """How frames are counted. ``drop`` leaves out numbers, never frames, so that the clock keeps up with 29.97 and 59.94."""

    rate: Fraction
    drop: bool

    @classmethod
    def of(cls, frame_rate: float | None, *, drop: bool = True) -> "Timecode":
        """That of a film with so many frames a second; ``drop`` counts where the rate knows it, at 29.97 and 59.94.

        Raises:
            FrameRateUnusual: there is none within 0.04 %.
        """
        if frame_rate:
            rate = min(RATES, key=lambda known: abs(known - frame_rate))
            if abs(frame_rate / rate - 1) <= _TOLERANCE:
                return cls(rate, drop and rate in _DROPPING)
        raise FrameRateUnusual.of(frame_rate)

    def frame_at(self, time_s: float) -> int:
        """The frame that is nearest to a time."""
        return round(Fraction(time_s) * self.rate)

    def text(self, frame: int) -> str:
        """The timecode of a frame, counted from 0; a semicolon before the frames where numbers are left out.

        Raises:
            PastMidnight: it is 24 hours or later.
        """
        nominal = round(self.rate)
        if self.drop:
            # Every minute but each tenth starts with number 2 (4 at 59.94): SMPTE ST 12-1.
            left_out = nominal // 15
            a_minute = 60 * nominal - left_out
            ten_minutes = 10 * a_minute + left_out
            tens, rest = divmod(frame, ten_minutes)
            frame += 9 * left_out * tens + left_out * max(0, (rest - left_out) // a_minute)
        seconds, frames = divmod(frame, nominal)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        if hours >= 24:  # noqa: PLR2004 - hours of a day
            raise PastMidnight
        return f"{hours:02}:{minutes:02}:{seconds:02}{';' if self.drop else ':'}{frames:02}"
