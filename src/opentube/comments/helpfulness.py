"""How much a comment helps others who watch."""

import re
from math import exp, log1p
from typing import Final

from opentube.comments.normalise import limit_runs, plain, words_only

LEAST_WORDS: Final = 8
"""Comments of fewer different words help nobody."""
_ENOUGH_WORDS: Final = 20
_FINDS: Final = 1.5
_WORD = re.compile(r"[^\W\d_]*[가-힣A-Za-z\u00c0-\u024f\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff][^\W_]*")


def helpfulness(text: str, likes: int, *, finds: bool) -> float:
    """Score of a comment that is neither spam, abusive nor negative; 0 for fewer than ``LEAST_WORDS`` words.

    (1 + ln(1 + likes)) · (1 - e^(-words / 20)) · (1.5 if it ``finds`` something for others: names a second of the
    video or answers a question). ``words`` are different words, so that repeating oneself does not help.
    """
    words = len({word.lower() for word in _WORD.findall(limit_runs(words_only(plain(text))))})
    if words < LEAST_WORDS:
        return 0.0
    return (1 + log1p(max(0, likes))) * (1 - exp(-words / _ENOUGH_WORDS)) * (_FINDS if finds else 1.0)
