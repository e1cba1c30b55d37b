"""What comments are labelled with."""

from typing import Annotated, Literal

from opentube.client.models.base import Model, OrNewer

Sentiment = Annotated[Literal["positive", "neutral", "negative", "unknown"], OrNewer]
"""What a comment feels. ``UNKNOWN``: no model answers for its language."""


class SentimentCounts(Model):
    """Comments by sentiment."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    unknown: int = 0


class FlagCounts(Model):
    """Comments by flag; None: no model answers this."""

    profane: int | None = None
    abusive: int | None = None
    spam: int | None = None
    question: int | None = None
    request: int | None = None


class ModelUsed(Model):
    """A model that made part of this report."""

    task: str
    name: str
    version: str


class Labels(Model):
    """The labels of one comment. Spans count characters of the text as it was sent."""

    language: str
    sentiment: Sentiment
    sentiment_score: float
    profane: bool | None
    profanity_score: float | None
    profanity_spans: tuple[tuple[int, int], ...] | None
    abusive: bool | None
    abuse_score: float | None
    spam: bool | None
    spam_score: float | None
    question: bool | None
    request: bool | None
    timestamps_s: tuple[float, ...]
    keywords: tuple[str, ...]


class LabelledTexts(Model):
    """Labels in the order of the texts, and the models that made them."""

    items: tuple[Labels, ...]
    models: tuple[ModelUsed, ...]


TermKind = Annotated[Literal["noun", "name", "coinage", "verb", "adjective"], OrNewer]
"""What a keyword is. A ``coinage`` is a word that the dictionary lacks, found by how often it is used."""


class Notice(Model):
    """Something the reader should know, e.g. 3 comments with a repeated id were counted once."""

    code: str
    message: str
    count: int = 1
