"""Reports, their analyses, the units of work they are cut into, and the labels of their comments."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CountedId, CreatedAt, OwnerId, RandomId, ReportId, VideoId


class Report(Base):
    """The answer for one video. ``attempt`` rises with every retry, so that jobs of an earlier one give up.

    ``revision`` rises whenever what holds of its comments changes after they were labelled; results are of
    ``digested_revision``. ``words_revision`` is that of the owner's words which the labels follow. ``deleted_at`` is
    set while the report lies in the bin.
    """

    __tablename__ = "report"

    id: Mapped[RandomId]
    requested_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    video_id: Mapped[VideoId]
    status: Mapped[str] = mapped_column(index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    options: Mapped[dict[str, Any]]
    notices: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    finished_at: Mapped[datetime | None]
    progress_stage: Mapped[str | None]
    progress_done: Mapped[float] = mapped_column(default=0.0)
    progress_total: Mapped[float] = mapped_column(default=0.0)
    progress_at: Mapped[CreatedAt]
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    digested_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    words_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    deleted_at: Mapped[datetime | None]


class Analysis(Base):
    """One named part of a report. ``error_detail`` keeps a traceback for the operator."""

    __tablename__ = "analysis"

    report_id: Mapped[ReportId] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[OwnerId]
    status: Mapped[str]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    error_detail: Mapped[str | None]
    model_set_id: Mapped[int | None] = mapped_column(ForeignKey("model_set.id"))


class Unit(Base):
    """A piece of work that one job does in seconds. ``done`` and ``total`` count comments or seconds of film."""

    __tablename__ = "unit"

    report_id: Mapped[ReportId] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[OwnerId]
    status: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[float] = mapped_column(default=0.0)
    total: Mapped[float]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ReportComment(Base):
    """Which comments a report is about; ``position`` is their place in the source's order, from 0 without gaps."""

    __tablename__ = "report_comment"
    __table_args__ = (UniqueConstraint("report_id", "comment_id"),)

    report_id: Mapped[ReportId] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("comment.id", ondelete="CASCADE"), index=True)


class ModelSet(Base):
    """The names and versions of models that together made a result."""

    __tablename__ = "model_set"

    id: Mapped[CountedId]
    digest: Mapped[str] = mapped_column(unique=True)
    models: Mapped[list[dict[str, Any]]]


class Label(Base):
    """What the machine says of one comment in one report. None: no model answers this yet."""

    __tablename__ = "label"
    __table_args__ = (Index(None, "report_id", "sentiment"),)

    report_id: Mapped[ReportId] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    owner_id: Mapped[OwnerId]
    model_set_id: Mapped[int] = mapped_column(ForeignKey("model_set.id"))
    language: Mapped[str]
    sentiment: Mapped[str]
    sentiment_score: Mapped[float]
    profane: Mapped[bool | None]
    profanity_score: Mapped[float | None]
    profanity_spans: Mapped[list[Any] | None] = mapped_column(JSONB)
    abusive: Mapped[bool | None]
    abuse_score: Mapped[float | None]
    spam: Mapped[bool | None]
    spam_score: Mapped[float | None]
    question: Mapped[bool | None]
    request: Mapped[bool | None]
    timestamps_s: Mapped[list[float]] = mapped_column(ARRAY(Float(53)))
    keywords: Mapped[list[str]]


class ListedComment(Base):
    """A labelled comment as lists filter and sort it: what holds of it, in one narrow row (`opentube.reports.listing`).

    ``posted_s`` is in seconds since 1970, that of the year 1 where the source says no time. ``author`` is the author's id,
    else the name. ``search`` holds written words, their stems, and the comment's keywords behind ``=``.
    """

    __tablename__ = "listed_comment"

    report_id: Mapped[ReportId] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    likes: Mapped[int] = mapped_column(BigInteger)
    posted_s: Mapped[float]
    sentiment: Mapped[str]
    sentiment_score: Mapped[float]
    language: Mapped[str]
    profane: Mapped[bool | None]
    abusive: Mapped[bool | None]
    spam: Mapped[bool | None]
    question: Mapped[bool | None]
    request: Mapped[bool | None]
    corrected: Mapped[list[str]]
    author: Mapped[str | None]
    parent: Mapped[str | None]
    timestamps_s: Mapped[list[float]] = mapped_column(ARRAY(Float(53)))
    search: Mapped[Any] = mapped_column(TSVECTOR)

    __table_args__ = (
        Index("ix_listed_comment_likes", "report_id", text("(- likes)"), "position"),
        Index("ix_listed_comment_oldest", "report_id", "posted_s", "position"),
        Index("ix_listed_comment_newest", "report_id", text("(- posted_s)"), "position"),
        Index("ix_listed_comment_negative", "report_id", "sentiment_score", "position"),
        Index("ix_listed_comment_positive", "report_id", text("(- sentiment_score)"), "position"),
        Index("ix_listed_comment_author", "report_id", "author"),
        Index("ix_listed_comment_parent", "report_id", "parent", postgresql_where=text("parent IS NOT NULL")),
        Index("ix_listed_comment_profane", "report_id", postgresql_where=text("profane")),
        Index("ix_listed_comment_abusive", "report_id", postgresql_where=text("abusive")),
        Index("ix_listed_comment_spam", "report_id", postgresql_where=text("spam")),
        Index("ix_listed_comment_corrected", "report_id", postgresql_where=text("cardinality(corrected) > 0")),
        Index("ix_listed_comment_pointing", "report_id", postgresql_where=text("cardinality(timestamps_s) > 0")),
        Index(
            "ix_listed_comment_facets",
            "report_id",
            "sentiment",
            "language",
            "profane",
            "abusive",
            "spam",
            "question",
            "request",
        ),
        Index("ix_listed_comment_search", "search", postgresql_using="gin"),
    )


class ReportShare(Base):
    """A link by which anybody may read a report. Only the digest of its secret is kept."""

    __tablename__ = "report_share"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    report_id: Mapped[ReportId] = mapped_column(index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Correction(Base):
    """What a person says instead of a label. It stays beside the label and wins, in every report."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("owner_id", "comment_id", "field"),)

    id: Mapped[CountedId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId]
    comment_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    field: Mapped[str]
    value: Mapped[Any] = mapped_column(JSONB)


class OwnerWord(Base):
    """A word that is profane to this owner (``hide``), or that is not whatever the detector says (``allow``)."""

    __tablename__ = "owner_word"

    owner_id: Mapped[OwnerId] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    created_at: Mapped[CreatedAt]
