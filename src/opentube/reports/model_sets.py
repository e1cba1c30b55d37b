"""Remembering which models made a result, once for each combination."""

import hashlib
import json
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.models.values import ModelRef
from opentube.reports.tables import ModelSet


def model_set_id(session: Session, models: Iterable[ModelRef]) -> int:
    """The id of this combination of models, added if it is new."""
    listed = [{"task": model.task, "name": model.name, "version": model.version} for model in sorted(models)]
    digest = hashlib.sha256(json.dumps(listed).encode()).hexdigest()
    session.execute(insert(ModelSet).values(digest=digest, models=listed).on_conflict_do_nothing())
    return session.execute(sa.select(ModelSet.id).where(ModelSet.digest == digest)).scalar_one()
