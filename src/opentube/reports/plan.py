"""Which units a report starts with, once its media and comments are known."""

import math

from opentube.reports.document import AnalysisKind
from opentube.reports.options import COMMENT_ANALYSES, ReportOptions, Stage
from opentube.reports.units import NewUnit
from opentube.sources.tables import Video


def first_units(video: Video, options: ReportOptions, comments_key: str | None) -> list[NewUnit]:
    """The units that need nothing but what is stored."""
    units = []
    if comments_key and options.analyses & COMMENT_ANALYSES:
        units.append(NewUnit(Stage.INGEST, 0, 1.0))
    if video.media_key and video.duration_s:
        if AnalysisKind.PERSONS in options.analyses:
            units += segment_units(video.duration_s, options.segment_s)
        if AnalysisKind.CONTACT_SHEET in options.analyses:
            units.append(NewUnit(Stage.SHEET, 0, 1.0))
    return units


def segment_units(duration_s: float, segment_s: float) -> list[NewUnit]:
    """One unit a segment; a last segment of less than half a length joins the one before it."""
    count = max(1, math.floor(duration_s / segment_s + 0.5))
    lengths = [segment_s] * (count - 1) + [duration_s - segment_s * (count - 1)]
    return [NewUnit(Stage.SCAN, ordinal, length) for ordinal, length in enumerate(lengths)]
