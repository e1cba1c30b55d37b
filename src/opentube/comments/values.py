"""What the machine says of a comment."""

from dataclasses import dataclass
from enum import StrEnum


class Sentiment(StrEnum):
    """What a comment feels. ``UNKNOWN``: no model answers for its language."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentLabels:
    """The labels of one comment.

    ``language`` is an ISO 639-1 code, or ``und`` where it cannot be told. ``sentiment_score`` is in -1..1, 0 where
    the sentiment is unknown. ``timestamps_s`` are seconds into the video, in the order of the comment. ``keywords``
    are the comment's own terms, each once, in order of appearance. The flags (with scores in 0..1 and spans of
    [start, end) characters of the original text) are None as long as no model answers them: None never means no.
    """

    language: str
    sentiment: Sentiment
    sentiment_score: float
    timestamps_s: tuple[float, ...]
    keywords: tuple[str, ...]
    profane: bool | None = None
    profanity_score: float | None = None
    profanity_spans: tuple[tuple[int, int], ...] | None = None
    abusive: bool | None = None
    abuse_score: float | None = None
    spam: bool | None = None
    spam_score: float | None = None
    question: bool | None = None
    request: bool | None = None
