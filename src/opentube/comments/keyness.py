"""How much more often a term is used here than elsewhere."""

import lzma
import math
from functools import cache
from importlib.resources import files
from typing import Final

RAREST: Final = 1e-4
"""A term that the background knows less is taken to stand in one text of ten thousand: rarer ones tell no more."""
LEAST_KEYNESS: Final = 2.0
"""Keywords are terms of at least this keyness: so much chance alone would give to one term in forty."""
_LARGEST_LOG_RATIO: Final = math.log(60)


def keyness(authors: int, of_authors: int, term: str) -> float:
    """Return the log-odds ratio of ``term`` over its standard error; about 0 for words as common here as elsewhere.

    Args:
        authors: how many people use the term. People are counted, not comments, so that nobody can repeat a word up.
        of_authors: how many people wrote anything.
        term: as ``CommentLabels.keywords`` gives it.

    Effect and significance count alike (Monroe, Colaresi and Quinn 2008, with the background taken as known): the ratio
    is bounded at 60, from where on only the number of people tells.
    """
    share = (authors + 0.5) / (of_authors + 1)
    ratio = _log_odds(share) - _log_odds(max(RAREST, rate_elsewhere(term)))
    return round(min(ratio, _LARGEST_LOG_RATIO) * math.sqrt(authors), 4)


def rate_elsewhere(term: str) -> float:
    """Return the share of texts in general that hold the term, 0..1, 0 for one that the background does not know."""
    return max(background("ko").get(term, 0.0), background("en").get(term, 0.0))


@cache
def background(language: str) -> dict[str, float]:
    """Return the share of texts of each known term of ``ko`` or ``en``. See ``lexicon/background.md``."""
    packed = files("opentube.comments.lexicon").joinpath(f"background_{language}.tsv.xz").read_bytes()
    lines = lzma.decompress(packed).decode().splitlines()
    return {term: int(rate) / 1e6 for term, rate in (line.split("\t") for line in lines)}


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))
