"""Keeping `ListedComment` in line with what holds of comments: one row for every labelled comment of a report.

Whoever changes a label, a correction or a comment says so here, in the same transaction.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from opentube.comments.search import written_words
from opentube.reports.labelled import (
    ABUSIVE,
    AUTHOR,
    CORRECTED,
    LANGUAGE,
    PROFANE,
    QUESTION,
    REQUEST,
    SENTIMENT,
    SENTIMENT_SCORE,
    SPAM,
    labelled,
)
from opentube.reports.tables import Label, ListedComment, ReportComment
from opentube.sources.tables import Comment

UNDATED_S: Final = -62_135_596_800.0
KEYWORD: Final = "="

_POSTED_S: Final = sa.func.coalesce(sa.cast(sa.extract("epoch", Comment.published_at), sa.Float(53)), UNDATED_S)
_HOLDS: Final[Mapping[str, Any]] = {
    "report_id": ReportComment.report_id,
    "position": ReportComment.position,
    "comment_id": ReportComment.comment_id,
    "likes": Comment.likes,
    "posted_s": _POSTED_S,
    "sentiment": SENTIMENT,
    "sentiment_score": SENTIMENT_SCORE,
    "language": LANGUAGE,
    "profane": PROFANE,
    "abusive": ABUSIVE,
    "spam": SPAM,
    "question": QUESTION,
    "request": REQUEST,
    "corrected": CORRECTED,
    "author": AUTHOR,
    "parent": Comment.parent_external_id,
    "timestamps_s": Label.timestamps_s,
}
_SOURCE: Final = """
    UPDATE listed_comment AS listed
    SET likes = comment.likes, parent = comment.parent_external_id,
        author = coalesce(comment.author_id, comment.author),
        posted_s = coalesce(extract(epoch FROM comment.published_at)::float8, :undated)
    FROM comment
    WHERE comment.video_id = :video_id AND comment.id = listed.comment_id
      AND (listed.likes, listed.parent, listed.author, listed.posted_s) IS DISTINCT FROM
          (comment.likes, comment.parent_external_id, coalesce(comment.author_id, comment.author),
           coalesce(extract(epoch FROM comment.published_at)::float8, :undated))
"""


def list_labelled(
    session: Session, report_id: uuid.UUID, texts: Mapping[int, str], stems: Mapping[int, Iterable[str]]
) -> None:
    """List comments whose labels were just stored; their texts, and the stems of their words, by comment id."""
    words, ascii_words = [], []
    for comment_id, text in texts.items():
        written = written_words(text)
        words.append(" ".join(dict.fromkeys([*written, *stems[comment_id]])))
        ascii_words.append(" ".join(filter(str.isascii, written)))
    given = (
        sa.func.unnest(
            sa.bindparam("ids", list(texts), ARRAY(sa.BigInteger())),
            sa.bindparam("words", words, ARRAY(sa.Text())),
            sa.bindparam("ascii_words", ascii_words, ARRAY(sa.Text())),
        )
        .table_valued("id", "words", "ascii_words")
        .render_derived()
    )
    keywords = sa.select(sa.func.unnest(Label.keywords).label("term")).correlate(Label).lateral("keywords")
    named = sa.func.array(sa.select(sa.literal(KEYWORD).op("||")(keywords.c.term)).scalar_subquery())
    search = (
        sa.func.array_to_tsvector(sa.func.string_to_array(given.c.words, " "))
        .op("||")(sa.func.strip(sa.func.to_tsvector(sa.literal_column("'english'"), given.c.ascii_words)))
        .op("||")(sa.func.array_to_tsvector(named))
    )
    _store(session, labelled(report_id, *_HOLDS.values(), search).join(given, given.c.id == Comment.id))


def follow_labels(session: Session, report_id: uuid.UUID, comment_ids: Iterable[int]) -> None:
    """List anew what holds of some comments, after labels or corrections changed."""
    _store(
        session,
        labelled(report_id, *_HOLDS.values(), ListedComment.search)
        .join(
            ListedComment,
            sa.and_(
                ListedComment.report_id == ReportComment.report_id, ListedComment.position == ReportComment.position
            ),
        )
        .where(ReportComment.comment_id.in_(list(comment_ids))),
    )


def follow_source(session: Session, video_id: uuid.UUID) -> None:
    """List anew likes, times and authors of a video's comments, after they were brought up to date."""
    session.execute(sa.text(_SOURCE), {"video_id": video_id, "undated": UNDATED_S})


def _store(session: Session, rows: sa.Select[Any]) -> None:
    statement = insert(ListedComment).from_select([*_HOLDS, "search"], rows)
    keys = ["report_id", "position"]
    changed = {name: statement.excluded[name] for name in (*_HOLDS, "search") if name not in keys}
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
