"""Comments with their labels."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from opentube.client.models.base import Model, OrNewer
from opentube.client.models.labels import FlagCounts, Sentiment, SentimentCounts

CommentSort = Annotated[Literal["position", "newest", "oldest", "likes", "most_positive", "most_negative"], OrNewer]
"""The order of a list; equals are in the order of the source."""

LabelField = Annotated[Literal["sentiment", "profane", "abusive", "spam", "question", "request", "language"], OrNewer]
"""The labels that a person can correct."""


class Holding(Model):
    """Labels of one comment. None: nobody answers this."""

    language: str
    sentiment: Sentiment
    sentiment_score: float
    profane: bool | None
    abusive: bool | None
    spam: bool | None
    question: bool | None
    request: bool | None


class Comment(Model):
    """One comment with what holds of it, and what the machine says. Spans count characters of ``text``."""

    id: str
    position: int
    """Its place in the source's order, from 0."""
    text: str
    author: str | None
    author_id: str | None
    likes: int
    published_at: datetime | None
    parent: str | None
    by_uploader: bool
    holds: Holding
    """The machine's labels, and a person's where they put them right."""
    machine: Holding
    profanity_score: float | None
    profanity_spans: tuple[tuple[int, int], ...]
    abuse_score: float | None
    spam_score: float | None
    timestamps_s: tuple[float, ...]
    keywords: tuple[str, ...]
    corrected: tuple[LabelField, ...]
    model_set: int
    """A key of the page's `models`."""


class CommentCounts(Model):
    """How many comments a filter finds, and how many of them have each label."""

    total: int
    sentiment: SentimentCounts
    flags: FlagCounts
    languages: dict[str, int]


HeldFlag = Annotated[Literal["abusive", "profane", "spam"], OrNewer]
"""Why a comment is looked at."""


class HeldComment(Model):
    """A comment to look at, and the report under which it stands."""

    report_id: UUID
    title: str
    comment: Comment
