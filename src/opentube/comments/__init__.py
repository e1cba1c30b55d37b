"""Understanding text: language, sentiment, keywords and moments of comments. No database, no network."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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

_MODULES: Final = {
    "Analyzer": "analyzer",
    "CommentLabels": "values",
    "Keyword": "keywords",
    "Mention": "moments",
    "Moment": "moments",
    "Sentiment": "values",
    "Timestamp": "timestamps",
    "find_timestamps": "timestamps",
    "group_moments": "moments",
    "rank_keywords": "keywords",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: plain values come without the engine, which takes a while to import."""
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
