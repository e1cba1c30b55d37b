"""Shots, faces, tracks, persons and their appearances. Boxes are normalised x, y, w, h of the upright frame."""

import uuid

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CountedId, CreatedAt, OwnerId, RandomId, ReportId, VideoId


class Shot(Base):
    """One uninterrupted piece of film."""

    __tablename__ = "shot"
    __table_args__ = (UniqueConstraint("report_id", "ordinal"),)

    id: Mapped[CountedId]
    owner_id: Mapped[OwnerId]
    report_id: Mapped[ReportId]
    video_id: Mapped[VideoId]
    ordinal: Mapped[int]
    start_s: Mapped[float]
    end_s: Mapped[float]


class Person(Base):
    """A set of tracks held to be the same human, within one owner's library."""

    __tablename__ = "person"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    name: Mapped[str | None]
    cover_key: Mapped[str | None]


class Track(Base):
    """The faces of one human through one shot. ``person_id`` is None while it is unsure whose they are."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("report_id", "ordinal"),)

    id: Mapped[CountedId]
    owner_id: Mapped[OwnerId]
    report_id: Mapped[ReportId]
    video_id: Mapped[VideoId]
    shot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("shot.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    ordinal: Mapped[int]
    start_s: Mapped[float]
    end_s: Mapped[float]
    embedding: Mapped[list[float] | None]
    model_set_id: Mapped[int] = mapped_column(ForeignKey("model_set.id"))


class Face(Base):
    """One detection in one frame. ``segment`` and ``ordinal`` are its place in the scan that found it.

    The frame is on screen from ``time_s`` to ``until_s``.
    """

    __tablename__ = "face"
    __table_args__ = (
        UniqueConstraint("report_id", "segment", "ordinal"),
        Index(None, "report_id", "time_s"),
    )

    id: Mapped[CountedId]
    owner_id: Mapped[OwnerId]
    report_id: Mapped[ReportId]
    video_id: Mapped[VideoId]
    track_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("track.id", ondelete="SET NULL"), index=True)
    segment: Mapped[int]
    ordinal: Mapped[int]
    time_s: Mapped[float]
    until_s: Mapped[float]
    box: Mapped[list[float]]
    landmarks: Mapped[list[float]]
    score: Mapped[float]
    quality: Mapped[float]
    embedding: Mapped[list[float] | None]
    model_set_id: Mapped[int] = mapped_column(ForeignKey("model_set.id"))


class Appearance(Base):
    """An interval in which a person is on screen."""

    __tablename__ = "appearance"
    __table_args__ = (UniqueConstraint("report_id", "person_id", "start_s"),)

    id: Mapped[CountedId]
    owner_id: Mapped[OwnerId]
    report_id: Mapped[ReportId]
    video_id: Mapped[VideoId]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    start_s: Mapped[float]
    end_s: Mapped[float]
