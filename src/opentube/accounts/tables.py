"""Owners."""

from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CreatedAt, RandomId


class Owner(Base):
    """The account that everything belongs to. ``words_revision`` rises with every change of its list of words.

    ``face_analysis``: whether people may be looked for in its videos at all. ``vectors_expire_days``: after so many days face
    vectors are forgotten; None keeps them.
    """

    __tablename__ = "owner"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    name: Mapped[str]
    words_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    face_analysis: Mapped[bool] = mapped_column(default=True, server_default="true")
    vectors_expire_days: Mapped[int | None]
