"""What was asked for: kept with the report, so that every worker and every retry does the same."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from opentube.reports.document import AnalysisKind, Notice

COMMENT_ANALYSES = frozenset({AnalysisKind.COMMENTS, AnalysisKind.KEYWORDS, AnalysisKind.MOMENTS})
MEDIA_ANALYSES = frozenset({AnalysisKind.PERSONS, AnalysisKind.CONTACT_SHEET})


class Stage(StrEnum):
    """The kinds of work a report is cut into, in the order in which a person thinks of them."""

    FETCH = "fetch"
    INGEST = "ingest"
    LABEL = "label"
    DIGEST = "digest"
    SCAN = "scan"
    PEOPLE = "people"
    SHEET = "sheet"


class ReportOptions(BaseModel):
    """The options of one report. Sizes are fixed here, never by the worker, so that any worker gets equal results."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    analyses: frozenset[AnalysisKind] = frozenset(AnalysisKind)
    comments_key: str | None = None
    notices: tuple[Notice, ...] = ()
    comment_batch: Annotated[int, Field(ge=10, le=10_000)] = 1000
    segment_s: Annotated[float, Field(ge=20, le=60)] = 30.0
    sheet_rows: Annotated[int, Field(ge=1, le=20)] = 4
    sheet_columns: Annotated[int, Field(ge=1, le=20)] = 5
    max_comments: Annotated[int, Field(ge=0, le=1_000_000)] = 20_000
    comment_order: Literal["top", "new"] = "top"
    cookies_file: str | None = None
