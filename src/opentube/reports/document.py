"""The report as a document: what ``report.json`` holds and every page of a report is drawn from."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from opentube.comments.terms import TermKind
from opentube.comments.values import Sentiment


class Part(BaseModel):
    """Base of everything in a document: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ReportStatus(StrEnum):
    """Where a report stands. ``partial``: at least one analysis failed and at least one is done."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"


class AnalysisKind(StrEnum):
    """The named parts of a report."""

    COMMENTS = "comments"
    KEYWORDS = "keywords"
    MOMENTS = "moments"
    PERSONS = "persons"
    CONTACT_SHEET = "contact_sheet"


class ModelUsed(Part):
    """A model that made part of this report."""

    task: str
    name: str
    version: str


class AnalysisState(Part):
    """How one analysis ended. ``error_code`` and ``error_message`` are set when it failed."""

    kind: AnalysisKind
    status: ReportStatus
    error_code: str | None = None
    error_message: str | None = None


class Notice(Part):
    """Something the reader should know, e.g. 3 comments with a repeated id were counted once."""

    code: str
    message: str
    count: int = 1


class VideoPart(Part):
    """The video. ``width`` and ``height`` are pixels of the upright frame; ``duration_s`` is None when unknown."""

    source: str
    external_id: str
    title: str
    url: str | None = None
    channel: str | None = None
    published_at: datetime | None = None
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    has_media: bool = False
    has_audio: bool = False


class CommentPart(Part):
    """One comment shown as an example or as evidence."""

    id: str
    text: str
    author: str | None = None
    likes: int = 0
    published_at: datetime | None = None
    language: str
    sentiment: Sentiment
    sentiment_score: float = Field(ge=-1, le=1)
    profane: bool | None = None
    abusive: bool | None = None
    spam: bool | None = None
    question: bool | None = None
    request: bool | None = None
    corrected: list[str] = []
    """The labels that a person put right, by name."""


class SentimentCounts(Part):
    """Comments by sentiment."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    unknown: int = 0


class CoursePoint(Part):
    """One step of the course: a span of time (``start`` set) or of consecutive comments (``start_index`` set)."""

    start: datetime | None = None
    start_index: int | None = None
    counts: SentimentCounts


class FlagCounts(Part):
    """Comments by flag; None: no model answers this."""

    profane: int | None = None
    abusive: int | None = None
    spam: int | None = None
    question: int | None = None
    request: int | None = None


class ReturningAuthor(Part):
    """Somebody who commented on more than one video of the owner, this one included, or often on this one."""

    author: str
    comments: int
    videos: int
    likes: int


class CampaignPart(Part):
    """Nearly the same text by several authors or under several videos."""

    comments: int
    authors: int
    videos: int
    example: CommentPart


class ChangePart(Part):
    """What changed since the last finished report of the same video.

    Shares are of comments with a known sentiment, in 0..1; ``now`` minus ``then``. Terms are those that entered and
    left the 20 first keywords, in their order.
    """

    report_id: str
    requested_at: datetime
    comments_added: int
    comments_gone: int
    mean_score: float | None
    positive_share: float | None
    negative_share: float | None
    keywords_risen: list[str]
    keywords_gone: list[str]


class CommentsPart(Part):
    """What the audience says. ``mean_score`` is over comments with a known sentiment, in -1..1.

    ``liked`` weighs every comment by one more than its likes. ``first_day`` and ``later`` divide the comments 24
    hours after the video was published (after the first comment where that is unknown); both None without times.
    """

    total: int
    replies: int
    authors: int
    likes: int
    languages: dict[str, int]
    sentiment: SentimentCounts
    mean_score: float | None
    course_axis: Literal["time", "order"]
    course_step_s: float | None = None
    course: list[CoursePoint]
    most_liked: list[CommentPart]
    most_positive: list[CommentPart]
    most_negative: list[CommentPart]
    flags: FlagCounts = FlagCounts()
    liked: SentimentCounts = SentimentCounts()
    first_day: SentimentCounts | None = None
    later: SentimentCounts | None = None
    most_helpful: list[CommentPart] = []
    unanswered: list[CommentPart] = []
    returning: list[ReturningAuthor] = []
    campaigns: list[CampaignPart] = []
    change: ChangePart | None = None

    @classmethod
    def empty(cls) -> "CommentsPart":
        """What is said of a video that nobody commented on."""
        return cls(
            total=0,
            replies=0,
            authors=0,
            likes=0,
            languages={},
            sentiment=SentimentCounts(),
            mean_score=None,
            course_axis="order",
            course=[],
            most_liked=[],
            most_positive=[],
            most_negative=[],
        )


class KeywordPart(Part):
    """A term of the comments. ``sentiment_score`` is the mean over its comments, None when none is known.

    ``keyness`` says how much more often the term is used here than elsewhere; keywords are in its order.
    """

    term: str
    kind: TermKind = TermKind.NOUN
    keyness: float = 0.0
    count: int
    authors: int
    likes: int
    sentiment_score: float | None
    examples: list[CommentPart]


class TopicPart(Part):
    """A group of comments about the same thing, named by its ``terms``; ``id`` is 1 for the largest."""

    id: int
    name: str
    terms: list[str]
    count: int
    authors: int
    likes: int
    sentiment: SentimentCounts
    sentiment_score: float | None
    examples: list[CommentPart]


class MomentPart(Part):
    """A second of the video that comments point at. ``weight`` is 1 for the strongest moment of the report.

    ``title`` is a few words of its comments, None when they say nothing but the time. ``end_s`` is where the ranges
    that people wrote end, None when nobody wrote one.
    """

    at_s: float
    end_s: float | None = None
    title: str | None = None
    sentiment_score: float | None = None
    comments: int
    authors: int
    likes: int
    weight: float = Field(ge=0, le=1)
    sentiment: SentimentCounts
    examples: list[CommentPart]


class Appearance(Part):
    """An interval in which a person is on screen."""

    start_s: float
    end_s: float


class PersonPart(Part):
    """Someone in the video. ``cover`` names a picture of the document."""

    id: str
    name: str | None = None
    cover: str | None
    screen_time_s: float
    tracks: int
    appearances: list[Appearance]


class ShotPart(Part):
    """One uninterrupted piece of film."""

    start_s: float
    end_s: float


class PersonsPart(Part):
    """The people. ``unsure_tracks`` were seen but belong to nobody with enough certainty."""

    persons: list[PersonPart]
    shots: list[ShotPart]
    tracks: int
    unsure_tracks: int


class ContactSheetPart(Part):
    """Frames of the whole video side by side. ``picture`` names a picture of the document; pixels upright."""

    picture: str
    rows: int
    columns: int
    times_s: list[float]
    width: int
    height: int


class SummarySentence(Part):
    """One statement about the report, in Korean and English, with what it rests on.

    ``code`` names the kind of statement and ``values`` are the numbers and words in it. Each piece of ``evidence`` is
    ``comment:ID``, ``keyword:TERM``, ``topic:ID``, ``moment:SECONDS``, ``person:ID`` or the name of a section:
    ``sentiment``, ``course``, ``flags``, ``campaigns``, ``change``.
    """

    code: str
    values: dict[str, str | int | float]
    ko: str
    en: str
    evidence: list[str]


class ReportDocument(Part):
    """One report, whole. Pictures are named here and travel beside it as files."""

    schema_version: Literal["1"] = "1"
    opentube_version: str
    id: str
    status: ReportStatus
    requested_at: datetime
    finished_at: datetime | None
    video: VideoPart
    models: list[ModelUsed]
    analyses: list[AnalysisState]
    notices: list[Notice]
    comments: CommentsPart | None = None
    summary: list[SummarySentence] = []
    keywords: list[KeywordPart] | None = None
    topics: list[TopicPart] | None = None
    moments: list[MomentPart] | None = None
    persons: PersonsPart | None = None
    contact_sheet: ContactSheetPart | None = None
