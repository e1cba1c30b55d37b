"""Groups of comments about the same thing, found by which terms stand together."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_TOPICS: Final = 8
_MOST_TERMS: Final = 200
_LEAST_COMMENTS: Final = 3
_LEAST_TERM_SHARE: Final = 0.002
_COMMON_SHARE: Final = 0.25
_COMMON_COMMENTS: Final = 50
_RESOLUTION: Final = 1.6
_LEAST_SHARE: Final = 0.01
_LEAST_ALONE: Final = 5
_LEAST_ALONE_SHARE: Final = 0.03
_SIGMAS: Final = 2.0
_WEAKEST: Final = 0.05
_CONTAINED: Final = 0.4
_SECOND_IN_NAME: Final = 0.1


@dataclass(frozen=True, slots=True)
class Topic:
    """What some comments are about. ``terms`` are most used first; ``name`` is one or two of them."""

    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicModel:
    """The topics of a video, largest first; no term belongs to two. ``weights`` says how much a term tells."""

    topics: tuple[Topic, ...]
    weights: dict[str, tuple[int, float]]

    def best(self, terms: Iterable[str]) -> int | None:
        """The place in ``topics`` of the one that a comment with these terms is about, None for none of them."""
        scores: dict[int, float] = {}
        for term in sorted(set(terms)):
            if term in self.weights:
                topic, weight = self.weights[term]
                scores[topic] = scores.get(topic, 0.0) + weight
        return max(scores, key=lambda topic: (round(scores[topic], 9), -topic), default=None)


def find_topics(comments: Iterable[Sequence[str]], candidates: Sequence[str]) -> TopicModel:
    """Group terms that stand in the same comments, and name the groups; the order of comments changes nothing.

    Terms are joined by average linkage on normalised pointwise mutual information, with the discount of Pantel and Lin
    (2002) for rare ones; the tree is cut where modularity (Newman 2006) is greatest. A term inside another (``상호`` in
    ``이상호``) is near it. Comments belong to the topic whose terms weigh most, rare terms weighing more. Topics of
    less than three comments or one in a hundred are dropped, as are single terms of less than five or three in a hundred.

    Args:
        comments: the keywords of each comment; read once, memory grows with their different sets of candidates.
        candidates: the terms to group, best first, as ``rank_keywords`` gives them; verbs and adjectives are better left
            out.
    """
    wanted = frozenset(candidates)
    return group_terms(Counter(wanted.intersection(terms) for terms in comments), candidates)


def group_terms(sets: Mapping[frozenset[str], int], candidates: Sequence[str]) -> TopicModel:
    """Do what ``find_topics`` does, from the different sets of candidates and the number of comments of each."""
    total = sum(sets.values())
    used = _used(sets, candidates, total)
    index = {term: place for place, term in enumerate(used)}
    together = np.zeros((len(used), len(used)))
    for terms, count in sets.items():
        places = [index[term] for term in terms if term in index]
        together[np.ix_(places, places)] += count
    if not used:
        return TopicModel((), {})
    similar = _similarity(together, used, total)
    common = np.diag(together) > max(_COMMON_COMMENTS, _COMMON_SHARE * total)
    similar[common] = similar[:, common] = 0.0
    groups = _groups(similar)
    weights = {term: 1 + math.log(total / together[place, place]) for term, place in index.items()}
    counts = {term: float(together[place, place]) for term, place in index.items()}
    named = (sorted((used[place] for place in group), key=lambda term: (-counts[term], term)) for group in groups)
    largest = _largest(_largest(named, weights, sets, total), weights, sets, total)
    ties = {
        term: float(similar[index[term], [index[other] for other in group]].sum())
        for group in largest
        for term in group
    }
    topics = (Topic(_name(group, counts, ties), tuple(group)) for group in largest)
    return TopicModel(tuple(topics), _places(largest, weights))


def _used(sets: Mapping[frozenset[str], int], candidates: Sequence[str], total: int) -> list[str]:
    counts: Counter[str] = Counter()
    for terms, count in sets.items():
        for term in terms:
            counts[term] += count
    least = max(_LEAST_COMMENTS, _LEAST_TERM_SHARE * total)
    return [term for term in dict.fromkeys(candidates) if counts[term] >= least][:_MOST_TERMS]


def _similarity(together: Floats, terms: Sequence[str], total: int) -> Floats:
    """Normalised and discounted mutual information of each two terms, 0..1."""
    counts = np.diag(together)
    rarer = np.minimum.outer(counts, counts)
    discount = together / (together + 1) * rarer / (rarer + 1)
    shared = np.maximum(together, 1) / total
    apart = np.outer(counts, counts) / total**2
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.nan_to_num(np.log(shared / apart) / -np.log(shared), posinf=1.0)
    by_chance = apart * total
    meant = (together > 1) & (together > by_chance + _SIGMAS * np.sqrt(by_chance))
    similar: Floats = np.where(meant, np.clip(information, 0, 1) * discount, 0.0)
    similar[similar < _WEAKEST] = 0.0
    for one, other in combinations(range(len(terms)), 2):
        if terms[one] in terms[other] or terms[other] in terms[one]:
            similar[one, other] = similar[other, one] = max(similar[one, other], _CONTAINED)
    np.fill_diagonal(similar, 0.0)
    return similar


def _groups(similar: Floats) -> list[list[int]]:
    """Cut the tree of average linkage where the modularity of the groups is greatest."""
    from scipy.cluster.hierarchy import cut_tree, linkage  # noqa: PLC0415 - half a second, used once a report
    from scipy.spatial.distance import squareform  # noqa: PLC0415 - as above

    size = len(similar)
    alone = [[place] for place in range(size)]
    strength = similar.sum(axis=1)
    if size < _LEAST_COMMENTS or not strength.any():
        return alone
    distance = 1 - similar
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), "average")
    surplus = similar - _RESOLUTION * np.outer(strength, strength) / strength.sum()
    cuts = cut_tree(tree).T[: np.searchsorted(tree[:, 2], 1.0) + 1]
    gains = [round(float(surplus[labels[:, None] == labels].sum()), 9) for labels in cuts]
    labels = cuts[int(np.argmax(gains))]
    return [np.flatnonzero(labels == label).tolist() for label in range(labels.max() + 1)]


def _largest(
    groups: Iterable[Sequence[str]], weights: dict[str, float], sets: Mapping[frozenset[str], int], total: int
) -> list[Sequence[str]]:
    """The groups that enough comments are about, largest first."""
    listed = list(groups)
    sizes = _sizes(listed, weights, sets)
    kept = [
        place
        for place, group in enumerate(listed)
        if sizes[place] >= max(_LEAST_COMMENTS, _LEAST_SHARE * total)
        and (len(group) > 1 or sizes[place] >= max(_LEAST_ALONE, _LEAST_ALONE_SHARE * total))
    ]
    return [listed[place] for place in sorted(kept, key=lambda place: (-sizes[place], listed[place]))[:MOST_TOPICS]]


def _sizes(
    groups: Sequence[Sequence[str]], weights: dict[str, float], sets: Mapping[frozenset[str], int]
) -> Counter[int]:
    model = TopicModel((), _places(groups, weights))
    sizes: Counter[int] = Counter()
    for terms, count in sets.items():
        best = model.best(terms)
        if best is not None:
            sizes[best] += count
    return sizes


def _places(groups: Sequence[Sequence[str]], weights: dict[str, float]) -> dict[str, tuple[int, float]]:
    return {term: (place, weights[term]) for place, group in enumerate(groups) for term in group}


def _name(group: Sequence[str], counts: dict[str, float], ties: dict[str, float]) -> str:
    """The two terms that stand for the group best: used often, and together with the others."""
    ranked = sorted(group, key=lambda term: (-round(counts[term] * ties[term], 9), -counts[term], term))
    first = ranked[0]
    others = (
        term
        for term in ranked[1:]
        if counts[term] >= _SECOND_IN_NAME * counts[first] and term not in first and first not in term
    )
    return " · ".join([first, *others][:2])
