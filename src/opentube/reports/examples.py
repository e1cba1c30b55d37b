"""Comments that stand as examples."""

import uuid
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports.document import CommentPart
from opentube.reports.labelled import COMMENT_COLUMNS, as_part, labelled
from opentube.sources.tables import Comment

SHOWN = 3
ASKED = 9
"""So many are read, so that three remain where some say the same."""
SHORTEST = 12
LONGEST = 300
READABLE = sa.func.length(Comment.text).between(SHORTEST, LONGEST)
"""Neither too short to say something nor too long to be read as one of three."""


def read_examples(session: Session, report_id: uuid.UUID, comment_ids: Collection[int]) -> dict[int, CommentPart]:
    """The comments with these ids, as parts of a document."""
    statement = labelled(report_id, *COMMENT_COLUMNS, Comment.id.label("comment_id"))
    rows = session.execute(statement.where(Comment.id.in_(comment_ids)))
    return {row.comment_id: as_part(row) for row in rows}


def first_of(examples: Iterable[CommentPart]) -> list[CommentPart]:
    """The first three of different texts."""
    return list({example.text: example for example in reversed(list(examples))}.values())[::-1][:SHOWN]
