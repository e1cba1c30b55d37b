"""What the English models see of a text: its words, its letters, and cues of questions, requests and insults."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from opentube.comments.cues import find_cues, load_cues

CUE_UNIT: Final = 256
"""Cues are whole numbers of this many parts, so that their weighted sum is exact in every batch."""

MAX_WORDS: Final = 160
"""Words after these are not read; the letters are."""

_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)
_LAUGHTER = re.compile(r"(?:ha){3,}h?")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\[[a-z]{1,20}\]|[^\W\d_]+(?:'[^\W\d_]+)*|[:;=][-']?[()dpo/|]|<3|[?!.…]+|\d+")


def english_text(text: str) -> str:
    """Return ``words_only`` text in lower case, runs and laughter cut to three, digits as 0, plain apostrophes."""
    text = _RUN.sub(r"\1\1\1", text.lower())
    if not text.isascii():
        text = text.replace("’", "'")
    if "hahaha" in text:
        text = _LAUGHTER.sub("hahaha", text)
    return " ".join(_DIGIT.sub("0", text).split())


def english_words(text: str) -> list[str]:
    """Return the words, emoticons and marks of ``english_text``, at most ``MAX_WORDS``."""
    return _WORD.findall(text)[:MAX_WORDS]


def english_cues(texts: Sequence[str]) -> NDArray[np.int32]:
    """Return which rules of ``lexicon/english_cues.tsv`` each text of ``english_text`` meets, (len(texts), rules).

    In parts of ``CUE_UNIT``.
    """
    cues = load_cues("english_cues.tsv")
    rows = [find_cues(cues, text) for text in texts]
    return np.array(rows, dtype=np.int32).reshape(len(texts), len(cues)) * CUE_UNIT
