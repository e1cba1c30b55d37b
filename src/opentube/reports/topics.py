"""The topics of a report."""

import heapq
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from opentube.comments.topics import Topic, TopicModel, find_topics
from opentube.comments.values import Sentiment
from opentube.reports.document import SentimentCounts, TopicPart
from opentube.reports.examples import READABLE, read_examples
from opentube.reports.labelled import SENTIMENT, SENTIMENT_SCORE, labelled
from opentube.reports.tables import Label
from opentube.reports.terms import NOT_SPAM, SAID_BY
from opentube.sources.tables import Comment

EXAMPLES = 3
TERMS = 12
ROWS_AT_ONCE = 2_000


def digest_topics(
    session: Session, report_id: uuid.UUID, subjects: Sequence[str], check: Callable[[], None]
) -> list[TopicPart]:
    """What groups of comments are about, largest first; comments that are spam belong to none.

    Every comment belongs to the one topic that its terms tell most of, or to none. ``check`` is called between rows.
    """
    if not subjects:
        return []
    model = find_topics((row.keywords for row in _stream(session, report_id, check, Label.keywords)), subjects)
    if not model.topics:
        return []
    sums = _sum_up(_stream(session, report_id, check, *_COLUMNS), model)
    ranked = sorted(zip(model.topics, sums, strict=True), key=lambda pair: (-pair[1].count, pair[0].name))
    shown = {comment for _, summed in ranked for *_, comment in summed.best}
    examples = read_examples(session, report_id, shown)
    return [
        _part(number, topic, summed, [examples[comment] for *_, comment in sorted(summed.best, reverse=True)])
        for number, (topic, summed) in enumerate(ranked, start=1)
    ]


_COLUMNS = (
    Label.keywords,
    SAID_BY.label("author"),
    Comment.likes,
    SENTIMENT.label("sentiment"),
    SENTIMENT_SCORE.label("score"),
    READABLE.label("readable"),
    Comment.id.label("comment_id"),
    Comment.external_id,
)


@dataclass(slots=True)
class _Sums:
    count: int = 0
    likes: int = 0
    authors: set[int] = field(default_factory=set)
    sentiment: Counter[str] = field(default_factory=Counter)
    score: int = 0
    best: list[tuple[int, bool, float, str, int]] = field(default_factory=list)

    def add(self, row: Any, weight: float) -> None:
        self.count += 1
        self.likes += row.likes
        self.authors.add(hash(row.author))
        self.sentiment[row.sentiment] += 1
        if row.sentiment != Sentiment.UNKNOWN:
            self.score += round(row.score * 1e6)
        example = (row.likes, row.readable, weight, row.external_id, row.comment_id)
        (heapq.heappush if len(self.best) < EXAMPLES else heapq.heappushpop)(self.best, example)


def _stream(session: Session, report_id: uuid.UUID, check: Callable[[], None], *columns: Any) -> Iterator[Any]:
    statement = labelled(report_id, *columns).where(NOT_SPAM)
    for rows in session.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}).partitions():
        check()
        yield from rows


def _sum_up(rows: Iterator[Any], model: TopicModel) -> list[_Sums]:
    sums = [_Sums() for _ in model.topics]
    for row in rows:
        best = model.best(row.keywords)
        if best is not None:
            weight = sum(model.weights[term][1] for term in row.keywords if term in model.weights)
            sums[best].add(row, round(weight, 6))
    return sums


def _part(number: int, topic: Topic, summed: _Sums, examples: list[Any]) -> TopicPart:
    known = summed.count - summed.sentiment[Sentiment.UNKNOWN]
    return TopicPart(
        id=number,
        name=topic.name,
        terms=list(topic.terms[:TERMS]),
        count=summed.count,
        authors=len(summed.authors),
        likes=summed.likes,
        sentiment=SentimentCounts(**{name.value: summed.sentiment[name] for name in Sentiment}),
        sentiment_score=round(summed.score / 1e6 / known, 6) if known else None,
        examples=examples,
    )
