"""The moments of a report: the seconds its comments point at."""

import uuid
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.moments import Mention, group_moments
from opentube.comments.values import Sentiment
from opentube.reports.document import MomentPart, SentimentCounts
from opentube.reports.labelled import AUTHOR, COMMENT_COLUMNS, as_part, labelled
from opentube.reports.tables import Label, ReportComment

MOST = 40
EXAMPLES = 5


def digest_moments(session: Session, report_id: uuid.UUID, duration_s: float | None) -> list[MomentPart]:
    """Moments by time, strongest 40 kept, each with its best liked comments."""
    rows = session.execute(
        labelled(report_id, *COMMENT_COLUMNS, AUTHOR.label("voice"), Label.timestamps_s)
        .where(sa.func.cardinality(Label.timestamps_s) > 0)
        .order_by(ReportComment.position)
    ).all()
    mentions = [
        Mention(at_s=at_s, comment_index=index, author=row.voice, likes=row.likes)
        for index, row in enumerate(rows)
        for at_s in row.timestamps_s
    ]
    strongest = sorted(group_moments(mentions, duration_s), key=lambda moment: (-moment.weight, moment.at_s))[:MOST]
    parts = []
    for moment in sorted(strongest, key=lambda moment: moment.at_s):
        comments = [rows[index] for index in moment.comment_indexes]
        counts = Counter(row.sentiment for row in comments)
        best = sorted(comments, key=lambda row: -row.likes)[:EXAMPLES]
        parts.append(
            MomentPart(
                at_s=moment.at_s,
                comments=moment.comments,
                authors=moment.authors,
                likes=moment.likes,
                weight=moment.weight,
                sentiment=SentimentCounts(**{name.value: counts[name] for name in Sentiment}),
                examples=[as_part(row) for row in best],
            )
        )
    return parts
