"""What all tables share."""

import uuid
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Float, ForeignKey, Identity, MetaData, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, REAL, UUID
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Base(DeclarativeBase):
    """Base of every table. Constraint names are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        float: Float(53),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[dict[str, Any]]: JSONB(),
        list[str]: ARRAY(Text()),
        list[float]: ARRAY(REAL()),
        uuid.UUID: UUID(),
    }


RandomId = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]
CountedId = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(server_default=func.now())]
OwnerId = Annotated[uuid.UUID, mapped_column(ForeignKey("owner.id", ondelete="CASCADE"))]
VideoId = Annotated[uuid.UUID, mapped_column(ForeignKey("video.id", ondelete="CASCADE"), index=True)]
ReportId = Annotated[uuid.UUID, mapped_column(ForeignKey("report.id", ondelete="CASCADE"))]
