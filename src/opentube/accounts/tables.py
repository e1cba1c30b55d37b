"""Owners."""

from sqlalchemy.orm import Mapped

from opentube.store.base import Base, CreatedAt, RandomId


class Owner(Base):
    """The account that everything belongs to."""

    __tablename__ = "owner"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    name: Mapped[str]
