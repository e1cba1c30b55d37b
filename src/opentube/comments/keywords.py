"""What comments talk about, ranked."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from opentube.comments.keyness import LEAST_KEYNESS, keyness


@dataclass(frozen=True, slots=True)
class Keyword:
    """A term, in how many comments it stands, by how many authors, and how much more often than elsewhere.

    ``comment_indexes`` are the comments' places in what was given, increasing.
    """

    term: str
    count: int
    authors: int
    keyness: float
    comment_indexes: tuple[int, ...]


def rank_keywords(
    terms: Iterable[Sequence[str]],
    *,
    authors: Iterable[Hashable] | None = None,
    limit: int = 50,
    min_count: int = 2,
) -> list[Keyword]:
    """Return the terms that are used here much more often than in general, equals in alphabetical order.

    Args:
        terms: the keywords of each comment, as ``CommentLabels.keywords`` gives them.
        authors: who wrote each comment; left out, every comment has an author of its own.
        limit: at most this many are returned.
        min_count: terms of fewer authors are left out.
    """
    places: dict[str, list[int]] = {}
    users: dict[str, set[Hashable]] = {}
    everybody: set[Hashable] = set()
    for index, (found, author) in enumerate(zip(terms, authors if authors is not None else count(), strict=False)):
        everybody.add(author)
        for term in dict.fromkeys(found):
            places.setdefault(term, []).append(index)
            users.setdefault(term, set()).add(author)
    keywords = [
        Keyword(term, len(indexes), len(users[term]), keyness(len(users[term]), len(everybody), term), tuple(indexes))
        for term, indexes in places.items()
        if len(users[term]) >= min_count
    ]
    key = [keyword for keyword in keywords if keyword.keyness >= LEAST_KEYNESS]
    return sorted(key, key=lambda keyword: (-keyword.keyness, keyword.term))[:limit]
