"""The topics of a report."""

import uuid
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.topics import Topic, TopicModel, group_terms
from opentube.comments.values import Sentiment
from opentube.reports.document import CommentPart, SentimentCounts, TopicPart
from opentube.reports.examples import ASKED, READABLE, first_of, read_examples
from opentube.reports.labelled import SENTIMENT, SENTIMENT_SCORE, labelled
from opentube.reports.tables import Label
from opentube.reports.terms import NOT_SPAM, SAID_BY
from opentube.sources.tables import Comment

TERMS = 12
ROWS_AT_ONCE = 2_000
SCORE_SCALE = 1_000_000
_SENTIMENTS = list(Sentiment)
_ORDER = sa.func.hashtextextended(Comment.external_id, 0)
_COLUMNS = (Label.keywords, Comment.id, _ORDER, SAID_BY, Comment.likes, READABLE, SENTIMENT, SENTIMENT_SCORE)


@dataclass(frozen=True, slots=True)
class _Comments:
    """Every comment as numbers, in parallel arrays; ``held`` is the place in ``sets`` of the subjects it names."""

    sets: list[frozenset[str]]
    held: npt.NDArray[np.int32]
    ids: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    authors: npt.NDArray[np.int64]
    likes: npt.NDArray[np.int64]
    readable: npt.NDArray[np.int8]
    sentiment: npt.NDArray[np.int8]
    score: npt.NDArray[np.int64]


def digest_topics(
    session: Session, report_id: uuid.UUID, subjects: Sequence[str], check: Callable[[], None]
) -> list[TopicPart]:
    """What groups of comments are about, largest first; comments that are spam belong to none.

    Every comment belongs to the one topic that its terms tell most of, or to none. ``check`` is called between rows.
    """
    comments = _read(session, report_id, subjects, check)
    counts = np.bincount(comments.held, minlength=len(comments.sets)).tolist()
    model = group_terms(dict(zip(comments.sets, counts, strict=True)), subjects)
    check()
    of_set = np.array([_place(model, terms) for terms in comments.sets], np.int32)
    topic_of = of_set[comments.held] if comments.sets else of_set
    members = [np.flatnonzero(topic_of == place) for place in range(len(model.topics))]
    best = [_best(comments, rows) for rows in members]
    examples = read_examples(session, report_id, {comment for shown in best for comment in shown})
    return [
        _part(number, topic, comments, rows, first_of(examples[comment] for comment in shown))
        for number, (topic, rows, shown) in enumerate(zip(model.topics, members, best, strict=True), start=1)
    ]


def _read(session: Session, report_id: uuid.UUID, subjects: Sequence[str], check: Callable[[], None]) -> _Comments:
    wanted = frozenset(subjects)
    places: dict[frozenset[str], int] = {}
    columns = [array(code) for code in "iqqqqbbq"]
    statement = labelled(report_id, *_COLUMNS).where(NOT_SPAM)
    for rows in session.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}).partitions():
        check()
        for keywords, comment, order, author, likes, readable, sentiment, score in rows:
            held = places.setdefault(wanted.intersection(keywords), len(places))
            feels = _SENTIMENTS.index(sentiment)
            values = (held, comment, order, author, likes, readable, feels, round(score * SCORE_SCALE))
            for column, value in zip(columns, values, strict=True):
                column.append(value)
    return _Comments(list(places), *(np.frombuffer(column, column.typecode) for column in columns))


def _place(model: TopicModel, terms: frozenset[str]) -> int:
    best = model.best(terms)
    return -1 if best is None else best


def _best(comments: _Comments, rows: npt.NDArray[np.intp]) -> list[int]:
    """The most liked; among equals those of a readable length, which name more of the subjects."""
    sizes = np.array([len(comments.sets[held]) for held in comments.held[rows]], np.int64)
    order = np.lexsort((comments.order[rows], -sizes, -comments.readable[rows], -comments.likes[rows]))
    return [int(comment) for comment in comments.ids[rows[order[:ASKED]]]]


def _part(
    number: int, topic: Topic, comments: _Comments, rows: npt.NDArray[np.intp], examples: list[CommentPart]
) -> TopicPart:
    feelings = Counter(_SENTIMENTS[place].value for place in comments.sentiment[rows].tolist())
    known = comments.sentiment[rows] != _SENTIMENTS.index(Sentiment.UNKNOWN)
    score = int(comments.score[rows][known].sum())
    return TopicPart(
        id=number,
        name=topic.name,
        terms=list(topic.terms[:TERMS]),
        count=len(rows),
        authors=len(np.unique(comments.authors[rows])),
        likes=int(comments.likes[rows].sum()),
        sentiment=SentimentCounts(**{name.value: feelings[name] for name in Sentiment}),
        sentiment_score=round(score / SCORE_SCALE / int(known.sum()), 6) if known.any() else None,
        examples=examples,
    )
