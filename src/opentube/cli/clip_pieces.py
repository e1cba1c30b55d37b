"""Which pieces of a film are asked for: by times, or by the moments of a report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from opentube.errors import UserError
from opentube.media.clock import clock, parse_clock
from opentube.media.span import Span

AFTER_S = 6.0
LEAD_S = 2.0
"""How long before a moment its clip starts: people write the time at which they noticed."""


class ReportUnreadable(UserError):
    """This is not the report.json of a report. Name the file that `open-tube analyze` wrote."""

    code = "report_unreadable"


class ReportWithoutMoments(UserError):
    """This report has no moments: too few comments of the video name a time. Choose times with --at."""

    code = "report_without_moments"


class CaptionFrom(StrEnum):
    """What of a moment is written on its clip."""

    TITLE = "title"
    COMMENT = "comment"


class _Example(BaseModel):
    text: str


class _Moment(BaseModel):
    """What a clip needs of `opentube.reports.document.MomentPart`; what other versions add does no harm."""

    at_s: float
    end_s: float | None = None
    title: str | None = None
    weight: float
    examples: list[_Example] = Field(default_factory=list)


class _Report(BaseModel):
    schema_version: Literal["1"]
    moments: list[_Moment] | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """How much around a time is wanted, in seconds; None for what is usual there."""

    before_s: float | None = None
    after_s: float | None = None
    length_s: float | None = None

    def around(self, at_s: float, film_s: float, *, lead_s: float, end_s: float | None = None) -> Span:
        """Return the span for a time; ``end_s`` is where people said that it ends."""
        before_s = lead_s if self.before_s is None else self.before_s
        after_s = AFTER_S if end_s is None else max(AFTER_S, end_s - at_s)
        if self.length_s is not None:
            after_s = self.length_s - before_s
        elif self.after_s is not None:
            after_s = self.after_s
        return Span.around(at_s, before_s=before_s, after_s=after_s, film_s=film_s)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a film, and the words for it."""

    span: Span
    caption: str | None

    def file_name(self, stem: str, suffix: str) -> str:
        """Name a clip after the film and the time, as in film_1-23.mp4."""
        return f"{stem}_{clock(self.span.start_s).replace(':', '-')}.{suffix}"


def pieces_at(times: Sequence[str], window: Window, film_s: float, caption: str | None) -> Iterator[Piece]:
    """Read ``1:23``, a start, or ``2:10-2:15``, start and end.

    Raises:
        TimeUnreadable, TimeOutsideFilm, SpanEmpty: as they say.
    """
    for text in times:
        start, dash, end = text.partition("-")
        if dash:
            yield Piece(Span(parse_clock(start), parse_clock(end)).checked(film_s), caption)
        else:
            yield Piece(window.around(parse_clock(start), film_s, lead_s=0.0), caption)


def pieces_of_report(
    report: Path, window: Window, film_s: float, caption_from: CaptionFrom | None, most: int | None
) -> Iterator[Piece]:
    """Cut around the moments of a report, in order of time; of the strongest ``most`` alone.

    Raises:
        ReportUnreadable, ReportWithoutMoments: as they say.
        TimeOutsideFilm: the report is of a longer film.
    """
    try:
        document = _Report.model_validate_json(report.read_bytes())
    except (OSError, ValidationError) as error:
        raise ReportUnreadable from error
    if not document.moments:
        raise ReportWithoutMoments
    strongest = sorted(document.moments, key=lambda moment: -moment.weight)[:most]
    for moment in sorted(strongest, key=lambda moment: moment.at_s):
        span = window.around(moment.at_s, film_s, lead_s=LEAD_S, end_s=moment.end_s)
        yield Piece(span, _words(moment, caption_from) if caption_from else None)


def _words(moment: _Moment, caption_from: CaptionFrom) -> str | None:
    comment = moment.examples[0].text if moment.examples else None
    return comment if caption_from is CaptionFrom.COMMENT else moment.title or comment
