"""What comments talk about, counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keyword:
    """A term, in how many comments it stands, and which ones (their places in what was given, increasing)."""

    term: str
    count: int
    comment_indexes: tuple[int, ...]


def rank_keywords(terms: Iterable[Sequence[str]], *, limit: int = 50, min_count: int = 2) -> list[Keyword]:
    """Count in how many comments each term stands, and return the commonest, equals in alphabetical order.

    Args:
        terms: the keywords of each comment, as ``CommentLabels.keywords`` gives them.
        limit: at most this many are returned.
        min_count: terms of fewer comments are left out.
    """
    places: dict[str, list[int]] = {}
    for index, found in enumerate(terms):
        for term in dict.fromkeys(found):
            places.setdefault(term, []).append(index)
    common = sorted(
        (item for item in places.items() if len(item[1]) >= min_count), key=lambda item: (-len(item[1]), item[0])
    )
    return [Keyword(term, len(indexes), tuple(indexes)) for term, indexes in common[:limit]]
