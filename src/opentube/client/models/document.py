"""What a report says."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from opentube.client.models.base import Model, OrNewer
from opentube.client.models.labels import FlagCounts, ModelUsed, Notice, Sentiment, SentimentCounts, TermKind
from opentube.client.models.status import AnalysisState, ReportStatus


class QuotedComment(Model):
    """One comment shown as an example or as evidence."""

    id: str
    text: str
    author: str | None = None
    likes: int = 0
    published_at: datetime | None = None
    language: str
    sentiment: Sentiment
    sentiment_score: float
    profane: bool | None = None
    abusive: bool | None = None
    spam: bool | None = None
    question: bool | None = None
    request: bool | None = None
    corrected: tuple[str, ...] = ()


class CoursePoint(Model):
    """One step of the course: a span of time (``start`` set) or of consecutive comments (``start_index`` set)."""

    start: datetime | None = None
    start_index: int | None = None
    counts: SentimentCounts


class ReturningAuthor(Model):
    """Somebody who commented on more than one video of the owner, this one included, or often on this one."""

    author: str
    comments: int
    videos: int
    likes: int


class Campaign(Model):
    """Nearly the same text by several authors or under several videos."""

    comments: int
    authors: int
    videos: int
    example: QuotedComment


class Change(Model):
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
    keywords_risen: tuple[str, ...]
    keywords_gone: tuple[str, ...]


class CommentNumbers(Model):
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
    course: tuple[CoursePoint, ...]
    most_liked: tuple[QuotedComment, ...]
    most_positive: tuple[QuotedComment, ...]
    most_negative: tuple[QuotedComment, ...]
    flags: FlagCounts = Field(default_factory=FlagCounts)
    liked: SentimentCounts = Field(default_factory=SentimentCounts)
    first_day: SentimentCounts | None = None
    later: SentimentCounts | None = None
    most_helpful: tuple[QuotedComment, ...] = ()
    unanswered: tuple[QuotedComment, ...] = ()
    returning: tuple[ReturningAuthor, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    change: Change | None = None


class SummarySentence(Model):
    """One statement about the report, in Korean and English, with what it rests on.

    ``code`` names the kind of statement and ``values`` are the numbers and words in it. Each piece of ``evidence`` is
    ``comment:ID``, ``keyword:TERM``, ``topic:ID``, ``moment:SECONDS``, ``person:ID`` or the name of a section:
    ``sentiment``, ``course``, ``flags``, ``campaigns``, ``change``.
    """

    code: str
    values: dict[str, str | int | float]
    ko: str
    en: str
    evidence: tuple[str, ...]


class Summary(Model):
    """Sentences built from the numbers of the report, each with what it rests on."""

    items: tuple[SummarySentence, ...]


class Keyword(Model):
    """A term of the comments. ``sentiment_score`` is the mean over its comments, None when none is known.

    ``keyness`` says how much more often the term is used here than elsewhere; keywords are in its order.
    """

    term: str
    kind: TermKind = "noun"
    keyness: float = 0.0
    count: int
    authors: int
    likes: int
    sentiment_score: float | None
    examples: tuple[QuotedComment, ...]


class Topic(Model):
    """A group of comments about the same thing, named by its ``terms``; ``id`` is 1 for the largest."""

    id: int
    name: str
    terms: tuple[str, ...]
    count: int
    authors: int
    likes: int
    sentiment: SentimentCounts
    sentiment_score: float | None
    examples: tuple[QuotedComment, ...]


class Moment(Model):
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
    weight: float
    sentiment: SentimentCounts
    examples: tuple[QuotedComment, ...]


class Appearance(Model):
    """An interval in which a person is on screen."""

    start_s: float
    end_s: float


class PersonInReport(Model):
    """Someone in the video. ``cover`` names a picture of the document."""

    id: str
    name: str | None = None
    cover: str | None
    screen_time_s: float
    tracks: int
    appearances: tuple[Appearance, ...]


class Shot(Model):
    """One uninterrupted piece of film."""

    start_s: float
    end_s: float


class PersonsInReport(Model):
    """The people. ``unsure_tracks`` were seen but belong to nobody with enough certainty."""

    persons: tuple[PersonInReport, ...]
    shots: tuple[Shot, ...]
    tracks: int
    unsure_tracks: int


class ContactSheet(Model):
    """Frames of the whole video side by side. ``picture`` names a picture of the document; pixels upright."""

    picture: str
    rows: int
    columns: int
    times_s: tuple[float, ...]
    width: int
    height: int


class Video(Model):
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


DocumentField = Annotated[
    Literal["comments", "summary", "keywords", "topics", "moments", "persons", "contact_sheet"], OrNewer
]
"""Parts of a report that can be left out."""


class ReportDocument(Model):
    """One report, whole. Pictures are named here and travel beside it as files."""

    schema_version: Annotated[Literal["1"], OrNewer] = "1"
    opentube_version: str
    id: str
    status: ReportStatus
    requested_at: datetime
    finished_at: datetime | None
    video: Video
    models: tuple[ModelUsed, ...]
    analyses: tuple[AnalysisState, ...]
    notices: tuple[Notice, ...]
    comments: CommentNumbers | None = None
    summary: tuple[SummarySentence, ...] = ()
    keywords: tuple[Keyword, ...] | None = None
    topics: tuple[Topic, ...] | None = None
    moments: tuple[Moment, ...] | None = None
    persons: PersonsInReport | None = None
    contact_sheet: ContactSheet | None = None
