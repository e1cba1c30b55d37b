"""Owners."""

from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CreatedAt, RandomId


class Owner(Base):
    """The account that everything belongs to. ``words_revision`` rises with every change of its list of words."""

    __tablename__ = "owner"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    name: Mapped[str]
    words_revision: Mapped[int] = mapped_column(default=0, server_default="0")
