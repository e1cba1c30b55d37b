"""The moments of a report: the seconds its comments point at."""

import math
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.moments import Mention, Moment, group_moments
from opentube.comments.timestamps import find_timestamps
from opentube.comments.titles import Utterance, title_of, words_at
from opentube.comments.values import Sentiment
from opentube.reports.document import CommentPart, MomentPart, SentimentCounts
from opentube.reports.labelled import (
    ABUSIVE,
    AUTHOR,
    COMMENT_COLUMNS,
    PROFANE,
    SENTIMENT,
    SENTIMENT_SCORE,
    SPAM,
    as_part,
    labelled,
)
from opentube.reports.tables import Label, ReportComment
from opentube.sources.tables import Comment

MOST = 40
EXAMPLES = 5
_AT_ONCE = 1000


class _Pointing(NamedTuple):
    """One comment that points somewhere: what is kept of it while moments are found."""

    likes: int
    sentiment: str
    score: float
    said: dict[float, str]


def digest_moments(
    session: Session, report_id: uuid.UUID, duration_s: float | None, check: Callable[[], None] = lambda: None
) -> list[MomentPart]:
    """Moments by time, strongest 40 kept, each with a title and its best liked comments. Spam does not count.

    ``check`` is called at least once a thousand comments, and may raise to stop.
    """
    mentions, comments = _read(session, report_id, duration_s, check)
    strongest = sorted(group_moments(mentions, duration_s), key=lambda moment: (-moment.weight, moment.at_s))[:MOST]
    best = {moment.at_s: moment.comment_indexes[:EXAMPLES] for moment in strongest}
    examples = _examples(session, report_id, {position for positions in best.values() for position in positions})
    return [
        _part(
            moment,
            [comments[position] for position in moment.comment_indexes],
            title_of(_utterances(moment, comments)),
            [examples[position] for position in best[moment.at_s]],
        )
        for moment in sorted(strongest, key=lambda moment: moment.at_s)
    ]


def _read(
    session: Session, report_id: uuid.UUID, duration_s: float | None, check: Callable[[], None]
) -> tuple[list[Mention], dict[int, _Pointing]]:
    rows = session.execute(
        labelled(
            report_id,
            ReportComment.position,
            Comment.text,
            Comment.likes,
            AUTHOR.label("voice"),
            SENTIMENT.label("sentiment"),
            SENTIMENT_SCORE.label("score"),
            sa.func.coalesce(PROFANE, sa.false()).label("profane"),
            sa.func.coalesce(ABUSIVE, sa.false()).label("abusive"),
        ).where(sa.func.cardinality(Label.timestamps_s) > 0, SPAM.is_not(True)),
        execution_options={"yield_per": _AT_ONCE},
    )
    mentions: list[Mention] = []
    comments: dict[int, _Pointing] = {}
    for number, row in enumerate(rows):
        if number % _AT_ONCE == 0:
            check()
        found = find_timestamps(row.text, duration_s)
        said: dict[float, str] = {}
        for index, timestamp in enumerate(found):
            if timestamp.closes:
                continue
            mentions.append(
                Mention(
                    at_s=timestamp.at_s,
                    comment_index=row.position,
                    author=row.voice,
                    likes=row.likes,
                    end_s=timestamp.end_s,
                )
            )
            if not row.profane and not row.abusive:
                said.setdefault(timestamp.at_s, words_at(row.text, found, index))
        comments[row.position] = _Pointing(row.likes, row.sentiment, row.score, said)
    return mentions, comments


def _utterances(moment: Moment, comments: dict[int, _Pointing]) -> list[Utterance]:
    said = ((comments[mention.comment_index], mention.at_s) for mention in moment.mentions)
    return [Utterance(pointing.said.get(at_s, ""), pointing.likes) for pointing, at_s in said]


def _part(moment: Moment, comments: Sequence[_Pointing], title: str | None, examples: list[CommentPart]) -> MomentPart:
    counts = Counter(comment.sentiment for comment in comments)
    known = [comment.score for comment in comments if comment.sentiment != Sentiment.UNKNOWN]
    return MomentPart(
        at_s=moment.at_s,
        end_s=moment.end_s,
        title=title,
        sentiment_score=round(math.fsum(known) / len(known), 6) if known else None,
        comments=moment.comments,
        authors=moment.authors,
        likes=moment.likes,
        weight=moment.weight,
        sentiment=SentimentCounts(**{name.value: counts[name] for name in Sentiment}),
        examples=examples,
    )


def _examples(session: Session, report_id: uuid.UUID, positions: set[int]) -> dict[int, CommentPart]:
    rows = session.execute(
        labelled(report_id, *COMMENT_COLUMNS, ReportComment.position).where(ReportComment.position.in_(positions))
    )
    return {row.position: as_part(row) for row in rows}
