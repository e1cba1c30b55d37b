"""Remembering which models made a result, once for each combination."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

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


def read_models(session: Session, ids: Any) -> list[ModelRef]:
    """The models of these combinations, each once, in order of task; ``ids`` are values or a subquery."""
    sets = session.scalars(sa.select(ModelSet.models).where(ModelSet.id.in_(ids)))
    return sorted({ModelRef(**model) for models in sets for model in models})
