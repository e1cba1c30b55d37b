"""Shots, faces, tracks, persons and their appearances. Boxes are normalised x, y, w, h of the upright frame."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
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
    """A set of tracks held to be the same human, within one owner's library.

    What is found or cut apart, all follows from the owner's edits: see `opentube.persons.replay`. ``deleted_at`` is set while
    the person lies in the bin, ``merged_into_id`` while it counts as another. Where the found cover was cut from turned out to be
    somebody else's, ``cover_due`` asks for another, which is the cut one. Places are `opentube.persons.covers.place_of`.
    """

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_cover_due", "id", postgresql_where=text("cover_due")),)

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    name: Mapped[str | None]
    cover_key: Mapped[str | None]
    found_cover_key: Mapped[str | None]
    found_cover_at: Mapped[dict[str, Any] | None]
    cut_cover_key: Mapped[str | None]
    cut_cover_at: Mapped[dict[str, Any] | None]
    cover_due: Mapped[bool] = mapped_column(default=False, server_default="false")
    ignored: Mapped[bool] = mapped_column(default=False, server_default="false")
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    deleted_at: Mapped[datetime | None]


class Track(Base):
    """The faces of one human through one shot.

    ``found_person_id`` is whose it is by the machine, None while unsure; ``person_id`` with the owner's edits. ``hidden`` says that
    it is no face. ``drawn_by_id`` is the edit that drew it, None for what was found. ``embedder`` names what made ``embedding``.
    """

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("report_id", "ordinal"),)

    id: Mapped[CountedId]
    owner_id: Mapped[OwnerId]
    report_id: Mapped[ReportId]
    video_id: Mapped[VideoId]
    shot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("shot.id", ondelete="CASCADE"), index=True)
    found_person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    hidden: Mapped[bool] = mapped_column(default=False, server_default="false")
    drawn_by_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("person_edit.id", ondelete="CASCADE"), index=True
    )
    ordinal: Mapped[int]
    start_s: Mapped[float]
    end_s: Mapped[float]
    embedding: Mapped[list[float] | None]
    embedder: Mapped[str | None]
    model_set_id: Mapped[int] = mapped_column(ForeignKey("model_set.id"))


class PersonEdit(Base):
    """Something an owner did in the library; in force while ``undone_at`` is None.

    ``body`` names persons by id, and tracks by video, time and boxes, so that it holds in later analyses of the video, too.
    """

    __tablename__ = "person_edit"

    id: Mapped[CountedId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class PersonMatch(Base):
    """A person of a report who may be one the owner knows: to be looked at. ``score`` is a cosine.

    ``answer`` follows from the owner's edits: ``same``, ``different``, or None while it is open.
    """

    __tablename__ = "person_match"
    __table_args__ = (UniqueConstraint("person_id", "candidate_id"),)

    id: Mapped[CountedId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    report_id: Mapped[ReportId] = mapped_column(index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    candidate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    score: Mapped[float]
    answer: Mapped[str | None]


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
