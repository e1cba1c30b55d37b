"""A piece of a film."""

from dataclasses import dataclass

from opentube.errors import UserError
from opentube.media.clock import clock


class TimeOutsideFilm(UserError):
    """This time lies outside the film. Choose one before its end."""

    code = "time_outside_film"

    @classmethod
    def of(cls, time_s: float, duration_s: float) -> "TimeOutsideFilm":
        """Say which time, and how long the film is, both in seconds."""
        return cls(f"{clock(time_s)} lies outside the film, which is {clock(duration_s)} long.")


class SpanEmpty(UserError):
    """A clip must end after it starts. Swap the times, or ask for a longer clip."""

    code = "span_empty"


@dataclass(frozen=True, slots=True)
class Span:
    """``start_s <= time < end_s``, seconds since the first frame."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Seconds between start and end."""
        return self.end_s - self.start_s

    @classmethod
    def around(cls, at_s: float, *, before_s: float, after_s: float, film_s: float) -> "Span":
        """Return what lies around a time of a film that is ``film_s`` long, less where the film starts or ends.

        Raises:
            TimeOutsideFilm: ``at_s`` is not in the film.
        """
        if not 0 <= at_s < film_s:
            raise TimeOutsideFilm.of(at_s, film_s)
        return cls(max(0.0, at_s - before_s), min(film_s, at_s + after_s)).checked(film_s)

    def checked(self, film_s: float, *, leeway_s: float = 0.05) -> "Span":
        """Return the span, its end at most the film's; ``leeway_s`` forgives ends that were rounded.

        Raises:
            TimeOutsideFilm: an end is not in the film.
            SpanEmpty: it has no length.
        """
        for time_s in (self.start_s, self.end_s):
            if not 0 <= time_s <= film_s + leeway_s:
                raise TimeOutsideFilm.of(time_s, film_s)
        if self.start_s >= film_s:
            raise TimeOutsideFilm.of(self.start_s, film_s)
        span = Span(self.start_s, min(self.end_s, film_s))
        if span.length_s <= 0:
            raise SpanEmpty
        return span
