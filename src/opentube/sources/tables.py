"""Videos and comments as their sources gave them."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CountedId, CreatedAt, OwnerId, RandomId


class Video(Base):
    """One YouTube video or one file. ``width`` and ``height`` are pixels of the upright frame."""

    __tablename__ = "video"
    __table_args__ = (UniqueConstraint("owner_id", "source", "external_id"),)

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId]
    source: Mapped[str]
    external_id: Mapped[str]
    title: Mapped[str]
    url: Mapped[str | None]
    channel: Mapped[str | None]
    published_at: Mapped[datetime | None]
    duration_s: Mapped[float | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    frame_rate: Mapped[float | None]
    has_audio: Mapped[bool] = mapped_column(default=False)
    media_key: Mapped[str | None]


class Comment(Base):
    """One comment or reply, as it was when its video was last analysed."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("video_id", "external_id"),)

    id: Mapped[CountedId]
    owner_id: Mapped[OwnerId]
    video_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"))
    external_id: Mapped[str]
    parent_external_id: Mapped[str | None]
    text: Mapped[str]
    author: Mapped[str | None]
    author_id: Mapped[str | None]
    likes: Mapped[int] = mapped_column(BigInteger)
    published_at: Mapped[datetime | None]
    by_uploader: Mapped[bool]
