"""Sentiment from what words say and what emoji say."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from opentube.comments.values import Sentiment

_SIDES: Final = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)
_NEUTRAL: Final = 1
_EMOJI_NEUTRAL_BELOW: Final = 0.25


def feeling_of_words(probabilities: NDArray[np.float32], side: int, valence: float | None) -> tuple[Sentiment, float]:
    """Return the sentiment of a comment that a model read, and its score in -1..1.

    The score of a positive or negative comment is P(positive) - P(negative) given that it is one of both, so that
    (1 + |score|) / 2 is the probability that its side is right. That of a neutral one is their plain difference.

    Args:
        probabilities: (3,) of negative, neutral, positive.
        side: the model's answer, 0 to 2 in that order.
        valence: of the comment's emoji, -1..1, None without. It is added as evidence, on the scale of log odds.
    """
    negative, neutral, positive = probabilities.tolist()
    if valence is not None:
        negative, positive = negative * math.exp(-valence), positive * math.exp(valence)
        neutral *= math.exp(-abs(valence))
        total = negative + neutral + positive
        negative, neutral, positive = negative / total, neutral / total, positive / total
        if side != _NEUTRAL or max(negative, positive) > neutral:
            side = 2 if positive > negative else 0
    share = 1.0 if side == _NEUTRAL else positive + negative
    score = round((positive - negative) / share, 4)
    return _SIDES[side], min(score, 0.0) if side == 0 else max(score, 0.0) if side > _NEUTRAL else score


def feeling_without_words(valence: float | None, *, wordless: bool) -> tuple[Sentiment, float]:
    """Return the sentiment of a comment that no model read: by its emoji, else neutral if it has no words at all."""
    if valence is None:
        return (Sentiment.NEUTRAL if wordless else Sentiment.UNKNOWN), 0.0
    score = round(valence, 4)
    if abs(score) < _EMOJI_NEUTRAL_BELOW:
        return Sentiment.NEUTRAL, score
    return (Sentiment.POSITIVE if score > 0 else Sentiment.NEGATIVE), score
