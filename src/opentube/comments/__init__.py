"""Understanding text: language, sentiment, keywords and moments of comments. No database, no network."""

from opentube.comments.analyzer import Analyzer
from opentube.comments.keywords import Keyword, rank_keywords
from opentube.comments.moments import Mention, Moment, group_moments
from opentube.comments.timestamps import Timestamp, find_timestamps
from opentube.comments.values import CommentLabels, Sentiment

__all__ = [
    "Analyzer",
    "CommentLabels",
    "Keyword",
    "Mention",
    "Moment",
    "Sentiment",
    "Timestamp",
    "find_timestamps",
    "group_moments",
    "rank_keywords",
]
